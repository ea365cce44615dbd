//! Instructions, counted by callgrind: the same in every run, whatever else the machine does.
//!
//! A scenario's cost is the difference between two runs of different length, so that the start of
//! the process does not count. Instructions of the program are counted separately from those of the
//! C library, whose copying and allocating differ by processor and system: the guard counts only
//! the program's.

use std::{
    collections::HashMap,
    env, fs,
    path::Path,
    process::{self as this, Command},
};

use crate::{failure::Failure, process};

/// Instructions of one run of a scenario.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::task) struct Instructions {
    /// Those in the program: our code, and that of its crates.
    pub(in crate::task) own: f64,
    /// All, including those in the C library.
    pub(in crate::task) all: f64,
}

pub(in crate::task) fn is_there() -> bool {
    process::is_there(&mut Command::new("valgrind"))
}

/// The cost of one run of `scenario`, measured with the program `instructions` in `folder`.
pub(in crate::task) fn count(folder: &Path, scenario: &str) -> Result<Instructions, Failure> {
    const FEW: u32 = 20;
    const MANY: u32 = 120;
    let program = folder.join("instructions");
    // Valgrind names an object by its path without symbolic links.
    let program = fs::canonicalize(&program).map_err(Failure::of(program.display()))?;
    let run = |times: u32| {
        let name = format!("ig-callgrind-{}-{scenario}-{times}", this::id());
        let out = env::temp_dir().join(name);
        let mut command = Command::new("valgrind");
        command.args(["--quiet", "--tool=callgrind"]);
        command.arg(format!("--callgrind-out-file={}", out.display())).arg(&program);
        process::read(command.arg(scenario).arg(times.to_string()))?;
        let text = fs::read_to_string(&out).map_err(Failure::of(out.display()))?;
        fs::remove_file(&out).map_err(Failure::of(out.display()))?;
        Ok::<_, Failure>(totals(&text, &program.display().to_string()))
    };
    let (few, many) = (run(FEW)?, run(MANY)?);
    Instructions::between(few, many, MANY - FEW).ok_or_else(|| {
        Failure::new(format!(
            "callgrind counted no instruction of `{scenario}` in {}: it names another program, or \
             the scenario does nothing",
            program.display()
        ))
    })
}

impl Instructions {
    /// The instructions of one of the `runs` by which two counts differ; `None` if nothing was counted
    /// in the program, which cannot be right.
    fn between(few: (u64, u64), many: (u64, u64), runs: u32) -> Option<Self> {
        let each = |few: u64, many: u64| many.saturating_sub(few) as f64 / f64::from(runs);
        let counted = Self { own: each(few.0, many.0), all: each(few.1, many.1) };
        (counted.own != 0.0).then_some(counted)
    }
}

/// The instructions in `program`, and all, from callgrind's file: lines of costs follow the name of
/// their object; the line after `calls=` is counted elsewhere.
fn totals(text: &str, program: &str) -> (u64, u64) {
    let mut names: HashMap<&str, &str> = HashMap::new();
    let (mut own, mut all) = (0, 0);
    let (mut is_own, mut is_call) = (false, false);
    for line in text.lines() {
        let object = line.strip_prefix("ob=").or_else(|| line.strip_prefix("cob="));
        if let Some(object) = object {
            let (number, name) = object.split_once(' ').unwrap_or((object, ""));
            if !name.is_empty() {
                names.insert(number, name);
            }
            if line.starts_with("ob=") {
                is_own = names.get(number).is_some_and(|name| *name == program);
            }
        } else if line.starts_with("calls=") {
            is_call = true;
        } else if line.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '*')) {
            let cost: u64 = line.rsplit(' ').next().and_then(|cost| cost.parse().ok()).unwrap_or(0);
            if !std::mem::take(&mut is_call) {
                all += cost;
                own += if is_own { cost } else { 0 };
            }
        }
    }
    (own, all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_of_the_program_are_distinguished_from_others() {
        let text = "version: 1\nevents: Ir\n\n\
                    ob=(1) /bin/instructions\nfn=(1) main\n0 100\n\
                    cob=(2) /lib/libc.so.6\ncfn=(2) malloc\ncalls=3 0\n0 70\n+1 5\n\n\
                    ob=(2)\nfn=(2)\n* 70\n\nob=(1)\nfn=(3) f\n-3 20\ntotals: 195\n";
        assert_eq!(totals(text, "/bin/instructions"), (125, 195));
        assert_eq!(totals(text, "/a/link/to/instructions"), (0, 195));
    }

    #[test]
    fn nothing_counted_in_the_program_is_no_count() {
        let counted = Instructions::between((20, 60), (120, 260), 100);
        assert_eq!(counted, Some(Instructions { own: 1.0, all: 2.0 }));
        assert_eq!(Instructions::between((0, 60), (0, 260), 100), None);
        assert_eq!(Instructions::between((20, 60), (20, 260), 100), None);
    }
}
