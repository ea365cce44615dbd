//! The pauses between reads are learnt from the account's last posts.

use std::time::Duration;

use ig_core::{
    Post, PublishFlow, PublishPlan, Reel,
    publish::{Pacing, PublishPolicy, QuotaLedger, Snapshot},
};

use super::plan;
use crate::script::{STATUS, Script, status};

fn reel() -> PublishPlan {
    let url: ig_core::MediaUrl = "https://example.com/a.mp4".parse().unwrap();
    let reel: Post = Reel::new(url).with_caption("#BronzFonz".parse().unwrap()).into();
    PublishPlan::new("17841400008460056".parse().unwrap(), reel)
}

fn nothing() -> QuotaLedger {
    QuotaLedger::new("17841400008460056".parse().unwrap())
}

/// A server that says so often that the container is in progress.
fn busy(reads: usize) -> Script {
    Script::new()
        .dated()
        .says(STATUS, [vec![status("IN_PROGRESS"); reads], vec![status("FINISHED")]].concat())
}

/// An account whose last videos took 29 to 39 s.
fn known(posts: usize) -> QuotaLedger {
    (8..8 + posts).fold(nothing(), |ledger, reads| {
        let mut flow = PublishFlow::new(reel(), 7).with_ledger(ledger);
        let _ = busy(reads).run(&mut flow);
        flow.ledger().clone()
    })
}

/// What is kept of how long media took.
fn ready(ledger: &QuotaLedger) -> serde_json::Value {
    serde_json::to_value(ledger).unwrap()["ready"].clone()
}

/// When the status was read, in seconds after the start.
fn reads(script: &Script) -> Vec<f64> {
    let asked = script.asked.iter().filter(|(name, _)| *name == STATUS);
    asked.map(|(_, at)| at.as_secs_f64().round()).collect()
}

#[test]
fn the_sixth_video_is_read_where_the_five_before_were_ready() {
    let mut script = busy(4);
    let _ = script.run(&mut PublishFlow::new(reel(), 7).with_ledger(known(5)));
    assert_eq!(reads(&script), [12., 24., 26., 27., 28.]);

    for ledger in [nothing(), known(4)] {
        let mut script = busy(4);
        let _ = script.run(&mut PublishFlow::new(reel(), 7).with_ledger(ledger));
        assert_eq!(reads(&script)[..3], [0., 12., 15.], "four say too little");
    }
}

#[test]
fn what_videos_took_says_nothing_of_photos_and_once_a_minute_is_once_a_minute() {
    let mut script = busy(1);
    let _ = script.run(&mut PublishFlow::new(plan(), 7).with_ledger(known(5)));
    assert_eq!(reads(&script), [0., 4.]);

    let mut script = busy(2);
    let documented = reel().with_policy(PublishPolicy::documented());
    let _ = script.run(&mut PublishFlow::new(documented, 7).with_ledger(known(5)));
    assert_eq!(reads(&script), [0., 60., 120.]);
}

#[test]
fn a_pause_of_ones_own_is_kept_to_its_limits() {
    for (pause, expect) in [
        (10.0, [0., 20., 30., 40., 50., 60., 70., 80., 90., 105.]),
        (0.1, [0., 12., 13., 14., 15., 16., 17., 18., 19., 20.]),
        (600., [0., 120., 180., 240., 300., 360., 420., 480., 540., 600.]),
    ] {
        let pacing = Pacing::Every(Duration::from_secs_f64(pause));
        let mut script = busy(9);
        let plan = reel().with_policy(PublishPolicy::default().with_pacing(pacing));
        let _ = script.run(&mut PublishFlow::new(plan, 7));
        assert_eq!(reads(&script), expect, "{pause}");
    }
}

#[test]
fn what_was_learnt_survives_a_crash_and_a_post_that_was_interrupted_teaches_nothing() {
    let before = known(5);
    let mut script = busy(4);
    let mut flow = PublishFlow::new(reel(), 7).with_ledger(before.clone());
    let _ = script.run(&mut flow);
    assert_ne!(ready(flow.ledger()), ready(&before));

    let mut phases = 0;
    for kept in &script.kept {
        let snapshot = Snapshot::from_json(kept.as_bytes()).unwrap();
        let is_known = snapshot.ledger() == flow.ledger();
        let has_ended = snapshot.outcome().is_some();
        assert_eq!(has_ended, is_known, "with the post itself in it");
        if snapshot.container().is_none() || has_ended {
            continue;
        }
        phases += 1;
        let was_ready = snapshot.phase() != ig_core::publish::Phase::Process;
        let mut after = busy(1);
        let mut resumed = PublishFlow::resume(snapshot, script.time());
        let _ = after.run(&mut resumed);
        let expect = if was_ready { ready(flow.ledger()) } else { ready(&before) };
        assert_eq!(ready(resumed.ledger()), expect, "{kept}");
        if !was_ready {
            assert_eq!(reads(&after)[..2], [0., 12.], "it is read at once, and as if unknown");
        }
    }
    assert_eq!(phases, 3, "in progress, ready, being published");
}
