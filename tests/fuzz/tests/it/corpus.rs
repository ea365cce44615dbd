//! The seeds of fuzzing, and its earlier findings.

use ig_fuzz::{TARGETS, seeds};

#[test]
fn every_seed_of_every_target_holds() {
    for target in TARGETS {
        let seeds = seeds::of(target).expect("the seeds can be read");
        assert!(!seeds.is_empty(), "{} starts from nothing", target.name);
        for (_, bytes) in seeds {
            target.check(&bytes);
        }
    }
}

#[test]
fn earlier_findings_are_fixed() {
    for target in TARGETS {
        for (_, bytes) in seeds::regressions(target).expect("they can be read") {
            target.check(&bytes);
        }
    }
}

/// A client may send a file that is cut off at any byte.
#[test]
fn seeds_that_are_cut_short_hold() {
    for target in TARGETS {
        for (_, bytes) in seeds::of(target).expect("the seeds can be read") {
            let step = 1 + bytes.len() / 50;
            for end in (0..bytes.len()).step_by(step) {
                target.check(&bytes[..end]);
            }
        }
    }
}
