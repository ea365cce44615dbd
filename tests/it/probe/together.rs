//! Two reads in one request.

use ig_account::probe::{Holds, ProbeAnswer};
use ig_sandbox::{Config, Do, Fault, On};

use super::{Bench, holds};

/// What a queue needs to know: nobody has documented it for `graph.instagram.com` (U13).
#[test]
fn reads_that_go_together_are_tried_and_refusals_of_them_reported() {
    let probe = Bench::new(Config::default()).run();
    assert_eq!(holds(&probe, "dated_parts"), Holds::No);
    let back = probe.reads_together.unwrap();
    // Meta's own sample has no `Date` in a part, and so has the sandbox.
    assert_eq!((back.answer, back.parts, back.dated), (ProbeAnswer::Success, 2, 0));
    let refused = |times| {
        let no = Fault::new(On::Batch, Do::Error).with_status(400).with_code(100);
        Bench::with([no.times(times)]).run()
    };
    let probe = refused(9);
    assert_eq!(holds(&probe, "reads_together"), Holds::No, "{probe:#?}");
    assert_eq!(holds(&probe, "dated_parts"), Holds::Unknown);
    assert!(probe.quota.after.is_some(), "the rest is still found out");
    let out = |times| {
        let out = Fault::new(On::Batch, Do::Error).with_status(500).with_code(2);
        Bench::with([out.times(times)]).run()
    };
    assert_eq!(holds(&out(2), "reads_together"), Holds::Yes, "it is tried three times");
    assert_eq!(holds(&out(3), "reads_together"), Holds::Unknown);
}
