//! A short run of each target, the same on every machine.

use ig_fuzz::{find, seeds};
use proptest::{
    collection::vec,
    prelude::any,
    sample::Index,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

/// Two places, a number of bytes, and their replacement: a dictionary entry, a byte, or a piece of
/// another seed.
type Change = (Index, Index, u8, u8, u8);

/// Tries changed seeds; a failure is shrunk to the fewest changes.
fn short(name: &str, cases: u32) {
    let target = find(name);
    let seeds = seeds::of(target).expect("the seeds can be read");
    let words = seeds::words().expect("the words can be read");
    let case = (any::<Index>(), vec(any::<Change>(), 1..8));
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[4; 32]);
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let run = TestRunner::new_with_rng(config, rng).run(&case, |(start, changes)| {
        let mut bytes = start.get(&seeds).1.clone();
        for change in &changes {
            apply(change, &mut bytes, &seeds, &words);
            bytes.truncate(target.longest);
        }
        target.check(&bytes);
        Ok(())
    });
    if let Err(error) = run {
        panic!("{name}: {error}");
    }
}

fn apply(change: &Change, bytes: &mut Vec<u8>, seeds: &[(String, Vec<u8>)], words: &[Vec<u8>]) {
    let (at, other, kind, count, byte) = change;
    let at = at.index(bytes.len() + 1);
    let short = bytes.len().min(at + 1 + usize::from(*count) / 4);
    let new = match kind % 8 {
        0 | 1 => vec![*byte],
        2 | 3 => other.get(words).clone(),
        // Enough repetitions to be deep or long.
        4 => bytes[at..short].repeat(2 + usize::from(*byte) / 16),
        5 => Vec::new(),
        6 => return bytes.truncate(at),
        _ => {
            let (_, seed) = other.get(seeds);
            bytes.truncate(at);
            return bytes.extend_from_slice(&seed[at.min(seed.len())..]);
        }
    };
    // A dictionary entry is inserted, or replaces as many bytes.
    let end = match kind % 8 {
        2 => at,
        0 | 1 | 3 => bytes.len().min(at + new.len()),
        _ => short,
    };
    drop(bytes.splice(at..end, new));
}

#[test]
fn replies() {
    short("replies", 4000);
}

#[test]
fn errors() {
    short("errors", 8000);
}

#[test]
fn usage_headers() {
    short("usage-headers", 20_000);
}

#[test]
fn flows() {
    short("flows", 300);
}

#[test]
fn snapshots() {
    short("snapshots", 8000);
}

#[test]
fn plans() {
    short("plans", 20_000);
}

#[test]
fn jpeg() {
    short("jpeg", 4000);
}

#[test]
fn mp4() {
    short("mp4", 4000);
}

#[test]
fn robots() {
    short("robots", 8000);
}

#[test]
fn requests() {
    short("requests", 3000);
}

#[test]
fn intake() {
    short("intake", 1500);
}

#[test]
fn multipart() {
    short("multipart", 4000);
}

#[test]
fn batch() {
    short("batch", 4000);
}
