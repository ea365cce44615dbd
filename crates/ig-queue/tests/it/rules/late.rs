//! Posts that are found after they were due.

use super::{HOUR, MINUTE, quiet};
use crate::bench::{Stop, late};
use crate::world::{START, id};
use ig_queue::{Changed, Edit, Late, State, Store as _, Verdict};
use std::time::Duration;

#[test]
fn how_late_a_post_is_decides_by_its_policy() {
    use Verdict::{Hold, InTime, Late as IsLate, Skip};
    let skip = Late::Skip(HOUR);
    for (policy, late, woken, expect) in [
        (Late::Publish, 0, 0, InTime),
        (Late::Publish, 60, 0, InTime),
        (Late::Publish, 61, 0, IsLate),
        (Late::Publish, 12 * 3600, 0, IsLate),
        (Late::Publish, 12 * 3600 + 1, 0, Hold),
        // It has waited for its quota, and somebody looks when that is free.
        (Late::Publish, 24 * 3600, 24 * 3600, IsLate),
        (Late::Publish, 40 * 3600, 24 * 3600, Hold),
        (Late::Hold, 60, 0, InTime),
        (Late::Hold, 61, 0, Hold),
        (Late::Hold, 24 * 3600, 24 * 3600, IsLate),
        (skip, 3600, 0, IsLate),
        (skip, 3601, 0, Skip),
        // Whatever it has waited for.
        (skip, 24 * 3600, 24 * 3600, Skip),
    ] {
        let now = START.after(Duration::from_secs(late));
        let wake = Some(START.after(Duration::from_secs(woken)));
        assert_eq!(policy.judge(START, wake, now), expect, "{policy:?} {late} {woken}");
    }
}

#[test]
fn a_policy_is_read_from_its_words() {
    assert_eq!("publish".parse(), Ok(Late::Publish));
    assert_eq!("hold".parse(), Ok(Late::Hold));
    assert_eq!("skip=60m".parse(), Ok(Late::Skip(HOUR)));
    for word in ["publish", "hold", "skip=90s", "skip=60m", "skip=0m"] {
        assert_eq!(word.parse::<Late>().unwrap().to_string(), word, "it is written as it is read");
    }
    for no in ["", "skip", "skip=", "skip=60", "skip=-1m", "never"] {
        let error = no.parse::<Late>().unwrap_err().to_string();
        assert!(error.contains("use `publish`, `hold` or `skip=60m`"), "{no}: {error}");
    }
}

#[test]
fn what_was_missed_goes_out_one_after_the_other_the_oldest_first() {
    let mut bench = quiet();
    for wait in [30, 10, 20] {
        bench.add(MINUTE * wait, |new| new);
    }
    bench.now = START.after(HOUR * 2);
    let mut worker = bench.worker("worker");
    bench.run(&mut worker, Stop::Quiet);
    let published = bench.published();
    assert_eq!(
        published.iter().map(|(post, _)| post.clone()).collect::<Vec<_>>(),
        [id(1), id(2), id(0)]
    );
    for pair in published.windows(2) {
        let apart = pair[1].1.since(pair[0].1);
        assert!(MINUTE * 5 <= apart && apart < MINUTE * 6, "{apart:?}");
    }
}

#[test]
fn what_is_too_late_is_skipped_or_held_and_says_so() {
    for (policy, found, state, words) in [
        (
            Late::Skip(HOUR),
            HOUR * 2,
            State::Done,
            "not published: due at 2027-01-15T08:01:00Z, found at 2027-01-15T10:",
        ),
        (
            Late::Hold,
            HOUR,
            State::Held,
            "held: due at 2027-01-15T08:01:00Z, found at 2027-01-15T09:",
        ),
        (
            Late::Publish,
            HOUR * 13,
            State::Held,
            "held: due at 2027-01-15T08:01:00Z, found at 2027-01-15T21:",
        ),
    ] {
        let mut bench = quiet();
        let post = bench.add(MINUTE, late(policy));
        bench.now = START.after(found);
        let mut worker = bench.worker("worker");
        bench.run(&mut worker, Stop::Quiet);
        let row = bench.store.row(&post).clone();
        assert_eq!(row.state, state, "{policy:?}");
        let note = row.note.expect("a note").to_string();
        assert!(note.starts_with(words), "{note}");
        assert_eq!(bench.sent.len(), 0);
        if state == State::Held {
            let released = bench.store.change(&post, row.fence, Edit::Release).unwrap();
            assert!(matches!(released, Changed::Done(_)));
            bench.run(&mut worker, Stop::Quiet);
            assert_eq!(bench.published().len(), 1, "somebody has let it go");
        }
    }
}
