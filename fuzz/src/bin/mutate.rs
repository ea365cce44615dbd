//! Fuzzing where libFuzzer cannot be built: changes to the corpus, without coverage.
//!
//! `mutate NAME SECONDS SEED` prints how many inputs it has tried, and keeps the one that failed.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command talks to its user")]

use std::{
    env, fs,
    panic::{AssertUnwindSafe, catch_unwind},
    process::ExitCode,
    time::{Duration, Instant},
};

use ig_fuzz::{find, mutation, mutation::Mutation, seeds};

fn main() -> ExitCode {
    let words: Vec<_> = env::args().skip(1).collect();
    let [name, seconds, seed] = &words[..] else {
        eprintln!("usage: mutate NAME SECONDS SEED");
        return ExitCode::from(2);
    };
    let (Ok(seconds), Ok(seed)) = (seconds.parse(), seed.parse()) else {
        eprintln!("SECONDS and SEED are whole numbers");
        return ExitCode::from(2);
    };
    match run(name, Duration::from_secs(seconds), seed) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Whether nothing was found.
fn run(name: &str, time: Duration, seed: u64) -> std::io::Result<bool> {
    let target = find(name);
    let corpus = [seeds::of(target)?, seeds::regressions(target)?].concat();
    let (start, mut chance, mut count) = (Instant::now(), Chance(seed), 0_u64);
    while start.elapsed() < time {
        let mutations: Vec<_> = (0..1 + chance.next() % 8).map(|_| chance.mutation()).collect();
        let at = chance.next() as u16;
        let input = mutation::mutated(&corpus, at, &mutations, target.longest);
        count += 1;
        if catch_unwind(AssertUnwindSafe(|| target.check(&input))).is_err() {
            let folder = seeds::regressions_folder(target);
            fs::create_dir_all(&folder)?;
            let path = folder.join(format!("mutate-{seed}-{count}"));
            fs::write(&path, &input)?;
            eprintln!("found: {}", path.display());
            return Ok(false);
        }
    }
    println!("executions: {count}");
    Ok(true)
}

/// Numbers that look like chance (xorshift64*); the same seed gives the same ones.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        let mut number = self.0 | 1;
        number ^= number >> 12;
        number ^= number << 25;
        number ^= number >> 27;
        self.0 = number;
        number.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 24
    }

    fn mutation(&mut self) -> Mutation {
        let [a, b, c, d, e, f, ..] = self.next().to_le_bytes();
        let more = self.next() as u8;
        Mutation::of(more, u16::from_le_bytes([a, b]), u16::from_le_bytes([c, d]), e ^ f)
    }
}
