//! The machine and the day of the figures.

use std::{fs, process::Command, thread};

use crate::{failure::Failure, process};

/// A machine on a day.
#[derive(Debug)]
pub(super) struct Machine {
    pub(super) date: String,
    pub(super) cores: usize,
    pub(super) memory_gib: u64,
    pub(super) processor: String,
    pub(super) system: String,
    pub(super) compiler: String,
}

impl Machine {
    pub(super) fn look() -> Result<Self, Failure> {
        let said = |program: &str, words: &[&str]| -> Result<String, Failure> {
            Ok(process::read(Command::new(program).args(words))?.trim_end().to_owned())
        };
        let file = |path: &str| fs::read_to_string(path).map_err(Failure::of(path.to_owned()));
        let cores = thread::available_parallelism().map_err(Failure::of("the cores"))?;
        Ok(Self {
            date: said("date", &["-u", "+%Y-%m-%d"])?,
            cores: cores.get(),
            memory_gib: memory_gib(&file("/proc/meminfo")?),
            processor: processor(&file("/proc/cpuinfo")?),
            system: said("uname", &["-sm"])?,
            compiler: said("rustc", &["--version"])?,
        })
    }

    pub(super) fn line(&self) -> String {
        let Self { date, cores, memory_gib, processor, system, compiler } = self;
        format!("{date}, {cores} cores ({processor}), {memory_gib} GiB, {system}, {compiler}")
    }
}

fn value<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let mut pairs = text.lines().filter_map(|line| line.split_once(':'));
    pairs.find(|(name, _)| name.trim() == key).map(|(_, value)| value.trim())
}

fn memory_gib(meminfo: &str) -> u64 {
    let kib = value(meminfo, "MemTotal").and_then(|text| text.split(' ').next()?.parse().ok());
    kib.unwrap_or(0_u64).div_ceil(1024 * 1024)
}

/// The processor's name, which some kinds of processor do not give.
fn processor(cpuinfo: &str) -> String {
    value(cpuinfo, "model name").unwrap_or("of an unknown kind").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_and_processor_are_found() {
        assert_eq!(memory_gib("MemFree: 1 kB\nMemTotal:       24596444 kB\n"), 24);
        assert_eq!(memory_gib(""), 0);
        let cpuinfo = "processor\t: 0\nmodel name\t: AMD EPYC\nprocessor\t: 1\n";
        assert_eq!(processor(cpuinfo), "AMD EPYC");
        assert_eq!(processor("processor: 0\n"), "of an unknown kind");
    }
}
