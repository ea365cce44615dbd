//! A post with a time: all is ready before, and the publish waits.

use std::time::Duration;

use ig_core::{
    Flow as _, PublishFlow, Step, Timestamp,
    publish::{Outcome, Phase, Snapshot},
};

use super::{media_id, plan};
use crate::script::{CREATE, LIST, PUBLISH, START, STATUS, Said, Script, error, status};

const HOUR: Duration = Duration::from_secs(3600);

fn at(wait: Duration) -> Timestamp {
    START.after(wait)
}

fn timed(wait: Duration) -> PublishFlow {
    let mut flow = PublishFlow::new(plan(), 7);
    flow.set_not_before(at(wait));
    flow
}

/// When each request was sent, in whole seconds after [`START`].
fn times(script: &Script) -> Vec<(&'static str, u64)> {
    script.asked.iter().map(|(name, at)| (*name, at.as_secs())).collect()
}

/// Stops at the first wait of at least `least`; gives the flow as a store has it.
fn until_a_wait(script: &mut Script, mut flow: PublishFlow, least: Duration) -> Snapshot {
    loop {
        match flow.poll(script.time()) {
            Step::Save(_) => flow.saved(),
            Step::Send(call) => {
                let reply = script.answer(&call);
                flow.handle(script.time(), reply);
            }
            Step::Wait(until) if least <= until.since(script.time()) => {
                return Snapshot::from_json(&flow.snapshot().to_json()).unwrap();
            }
            Step::Wait(until) => script.now += until.since(script.time()),
            Step::Done(outcome) => panic!("it has ended: {outcome:?}"),
        }
    }
}

#[test]
fn all_is_ready_before_and_the_list_is_read_when_the_time_has_come() {
    for dated in [false, true] {
        let mut script = Script::new();
        script.dated = dated;
        let outcome = script.run(&mut timed(HOUR));
        assert_eq!(media_id(&outcome), Some("2001"));
        let expect = [(CREATE, 0), (STATUS, 0), (LIST, 3600), (PUBLISH, 3600)];
        assert_eq!(times(&script), expect, "dated: {dated}");
    }
}

#[test]
fn no_intent_is_saved_before_the_time() {
    for wait in [Duration::ZERO, Duration::from_millis(1), HOUR, HOUR * 15] {
        let mut script = Script::new().dated();
        let mut flow = timed(wait);
        loop {
            match flow.poll(script.time()) {
                Step::Save(snapshot) => {
                    let early = script.time() < at(wait);
                    assert!(!(early && snapshot.may_be_public()), "{wait:?}: {snapshot:?}");
                    assert_eq!(snapshot.not_before(), Some(at(wait)));
                    flow.saved();
                }
                Step::Send(call) => {
                    let reply = script.answer(&call);
                    flow.handle(script.time(), reply);
                }
                Step::Wait(until) => script.now += until.since(script.time()),
                Step::Done(outcome) => break outcome.expect_published(),
            }
        }
    }
}

#[test]
fn a_time_that_has_come_costs_no_call() {
    let mut script = Script::new().dated();
    script.run(&mut timed(Duration::ZERO)).expect_published();
    assert_eq!(script.names(), [CREATE, STATUS, PUBLISH]);
}

#[test]
fn a_resumed_flow_keeps_its_time() {
    let mut script = Script::new().dated();
    let snapshot = until_a_wait(&mut script, timed(HOUR), HOUR / 2);
    assert_eq!(snapshot.not_before(), Some(at(HOUR)));
    let mut flow = PublishFlow::resume(snapshot, script.time());
    script.run(&mut flow).expect_published();
    assert_eq!(times(&script).last(), Some(&(PUBLISH, 3600)));
    assert_eq!(script.count(CREATE), 1);
}

#[test]
fn the_time_can_be_moved_while_it_waits() {
    for (to, expect) in [(HOUR / 2, 1800), (HOUR * 3, 10_800)] {
        let mut script = Script::new().dated();
        let snapshot = until_a_wait(&mut script, timed(HOUR), HOUR / 2);
        let mut flow = PublishFlow::resume(snapshot, script.time());
        flow.set_not_before(at(to));
        let Step::Save(snapshot) = flow.poll(script.time()) else { panic!("the edit is kept") };
        assert_eq!(snapshot.not_before(), Some(at(to)));
        script.run(&mut flow).expect_published();
        assert_eq!(times(&script)[2..], [(LIST, expect), (PUBLISH, expect)]);
    }
}

#[test]
fn the_same_time_again_changes_nothing() {
    let mut script = Script::new().dated();
    let snapshot = until_a_wait(&mut script, timed(HOUR), HOUR / 2);
    let mut flow = PublishFlow::resume(snapshot.clone(), script.time());
    flow.set_not_before(at(HOUR));
    assert!(matches!(flow.poll(script.time()), Step::Wait(until) if until == at(HOUR)));
    assert_eq!(flow.snapshot().phase(), snapshot.phase());
}

/// What was new an hour ago is not what is new now.
#[test]
fn the_list_is_read_again_where_the_publish_was_put_off() {
    let mut script = Script::new().dated();
    script.now += HOUR;
    let mut flow = PublishFlow::resume(before_the_intent(), script.time());
    script.run(&mut flow).expect_published();
    assert_eq!(times(&script), [(LIST, 3600), (PUBLISH, 3600)]);
}

/// As a queue does whose store says "not yet": the intent is dropped with its flow.
fn before_the_intent() -> Snapshot {
    let mut script = Script::new().dated();
    let _ = script.run(&mut timed(Duration::from_secs(60)));
    let kept = script.kept.iter().map(|json| Snapshot::from_json(json.as_bytes()).unwrap());
    kept.rev().find(|snapshot| snapshot.phase() == Phase::Publish).expect("it was ready")
}

/// The caller's clock is ahead: by the server's it is too early, and only a minute does not
/// matter.
#[test]
fn a_clock_that_is_ahead_publishes_at_the_servers_time() {
    for (ahead, expect) in [(0, 3600), (45, 3555), (61, 3600), (1800, 3600), (86_400, 3600)] {
        let mut script = Script::new().dated();
        script.ahead = Duration::from_secs(ahead);
        script.run(&mut timed(HOUR)).expect_published();
        let published = times(&script).last().copied();
        let Some((PUBLISH, second)) = published else { panic!("{published:?}") };
        // The server's clock has whole seconds.
        assert!((expect..=expect + 1).contains(&second), "{ahead}: {second}");
    }
}

/// It cannot be right for ever.
#[test]
fn a_server_whose_clock_stands_still_is_believed_ten_times() {
    let stopped = "Fri, 15 Jan 2027 08:00:00 GMT";
    let list = Said::Headed(200, r#"{"data":[]}"#.to_owned(), "date", stopped);
    let mut script = Script::new().says(LIST, [list]);
    script.run(&mut timed(HOUR)).expect_published();
    assert_eq!((script.count(LIST), script.count(PUBLISH)), (11, 1));
}

#[test]
fn a_publish_that_was_lost_is_looked_into_whatever_time_is_set() {
    let mut script = Script::new()
        .dated()
        .says(PUBLISH, [Said::Lost, Said::Body(200, r#"{"id":"2001"}"#.to_owned())]);
    let mut flow = timed(Duration::from_secs(60));
    loop {
        match flow.poll(script.time()) {
            Step::Save(_) => flow.saved(),
            Step::Send(call) => {
                let reply = script.answer(&call);
                flow.handle(script.time(), reply);
                if call.name() == PUBLISH && script.count(PUBLISH) == 1 {
                    flow.set_not_before(at(HOUR * 20));
                }
            }
            Step::Wait(until) => script.now += until.since(script.time()),
            Step::Done(outcome) => break outcome.expect_published(),
        }
    }
    assert_eq!(script.count(PUBLISH), 2);
    assert!(script.now < Duration::from_secs(300), "{:?}", script.now);
}

#[test]
fn a_container_that_fails_while_it_is_early_is_made_again_before_the_time() {
    let failed = r#"{"status_code":"ERROR","status":"Error: failed with error code 2207001"}"#;
    let failed = Said::Body(200, failed.to_owned());
    let mut script =
        Script::new().dated().says(STATUS, [failed, error(500, 2, 0), status("FINISHED")]);
    script.run(&mut timed(HOUR)).expect_published();
    assert_eq!(script.count(CREATE), 2);
    assert_eq!(times(&script).last(), Some(&(PUBLISH, 3600)));
}

trait Published {
    fn expect_published(&self);
}

impl Published for Outcome {
    #[track_caller]
    fn expect_published(&self) {
        assert_eq!(media_id(self), Some("2001"));
    }
}
