//! A short run of each target, the same on every machine.

use ig_fuzz::{
    find,
    mutation::{Mutation, mutated},
    seeds,
};
use proptest::{
    collection::vec,
    prelude::{Strategy as _, any},
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

/// Tries changed seeds; what fails is shrunk to the fewest changes.
fn short(name: &str, cases: u32) {
    let target = find(name);
    let seeds = seeds::of(target).expect("the seeds can be read");
    let mutation = (any::<u8>(), any::<u16>(), any::<u16>(), any::<u8>());
    let mutation = mutation.prop_map(|(kind, at, a, b)| Mutation::of(kind, at, a, b));
    let case = (any::<u16>(), vec(mutation, 1..8));
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[4; 32]);
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let run = TestRunner::new_with_rng(config, rng).run(&case, |(start, mutations)| {
        target.check(&mutated(&seeds, start, &mutations, target.longest));
        Ok(())
    });
    if let Err(error) = run {
        panic!("{name}: {error}");
    }
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
