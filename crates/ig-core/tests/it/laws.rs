//! The laws of `Flow`, one by one, on the publish flow.

use std::time::Duration;

use ig_core::{
    Flow, PublishFlow, Step, Timestamp,
    publish::{Outcome, Phase, Snapshot},
};

use crate::{
    publish::plan,
    script::{CREATE, PUBLISH, START, STATUS, Script, error, status},
};

fn saved(flow: &mut PublishFlow, now: Timestamp) {
    assert!(matches!(flow.poll(now), Step::Save(_)));
    flow.saved();
}

#[test]
fn law_1_save_is_sticky() {
    let mut flow = PublishFlow::new(plan(), 7);
    for seconds in 0..100 {
        let step = flow.poll(START.after(Duration::from_secs(seconds)));
        let Step::Save(snapshot) = step else { panic!("{step:?}") };
        assert_eq!(snapshot.phase(), Phase::Create);
    }
    flow.saved();
    assert!(matches!(flow.poll(START), Step::Send(_)));
}

#[test]
fn law_2_polled_with_a_reply_outstanding_the_reply_is_lost() {
    let mut flow = PublishFlow::new(plan(), 7);
    let mut script = Script::new();
    saved(&mut flow, START);
    let Step::Send(call) = flow.poll(START) else { panic!() };
    assert_eq!(call.name(), CREATE);
    assert!(matches!(flow.poll(START), Step::Wait(_)), "the create is repeated after a pause");
    // A reply that comes too late is not taken for another request's.
    let late = script.answer(&call);
    flow.handle(START, late);
    assert_eq!(flow.phase(), Phase::Create);
    // A publish whose reply is lost that way is looked into.
    let mut script = Script::new().says(STATUS, [status("FINISHED"), status("PUBLISHED")]);
    let outcome = loop {
        match flow.poll(script.time()) {
            Step::Save(_) => flow.saved(),
            Step::Wait(until) => script.now = until.since(START),
            Step::Send(call) if call.name() == PUBLISH => drop(script.answer(&call)),
            Step::Send(call) => {
                let reply = script.answer(&call);
                flow.handle(script.time(), reply);
            }
            Step::Done(outcome) => break outcome,
        }
    };
    assert!(matches!(outcome, Outcome::Published { .. }), "{outcome:?}");
    assert_eq!(script.count(PUBLISH), 1);
}

#[test]
fn law_3_spurious_polls_are_free_and_waits_are_ahead() {
    let mut flow = PublishFlow::new(plan(), 7);
    let mut script = Script::new()
        .says(STATUS, [status("IN_PROGRESS"), status("IN_PROGRESS"), status("FINISHED")]);
    let mut plain = PublishFlow::new(plan(), 7);
    let expect = script.run(&mut plain);
    let calls = script.asked.len();

    let mut script = Script::new()
        .says(STATUS, [status("IN_PROGRESS"), status("IN_PROGRESS"), status("FINISHED")]);
    let outcome = loop {
        match flow.poll(script.time()) {
            Step::Save(_) => flow.saved(),
            Step::Wait(until) => {
                assert!(script.time() < until);
                for _ in 0..10 {
                    assert!(
                        matches!(flow.poll(script.time()), Step::Wait(again) if again == until)
                    );
                }
                script.now = until.since(START);
            }
            Step::Send(call) => {
                let reply = script.answer(&call);
                flow.handle(script.time(), reply);
            }
            Step::Done(outcome) => break outcome,
        }
    };
    assert_eq!((outcome, script.asked.len()), (expect, calls));
}

/// Whatever the server goes on saying, the flow comes to an end.
#[test]
fn law_3_every_phase_has_a_bounded_number_of_sends_or_a_deadline() {
    let lines = [
        status("IN_PROGRESS"),
        status("FINISHED"),
        status("RESTING"),
        error(500, 2, 0),
        error(400, 100, 33),
        error(400, 9007, 2_207_027),
        crate::script::Said::Lost,
        crate::script::Said::NotSent,
        crate::script::ok("{"),
    ];
    for (endpoint, said) in [CREATE, STATUS, PUBLISH, crate::script::LIST]
        .into_iter()
        .flat_map(|endpoint| lines.clone().map(|said| (endpoint, said)))
    {
        let mut script = Script::new().says(endpoint, [said.clone()]);
        let _ = script.run(&mut PublishFlow::new(plan(), 7));
        assert!(
            script.now < Duration::from_secs(3 * 3600),
            "{endpoint} {said:?}: {:?}",
            script.now
        );
    }
}

#[test]
fn law_4_a_clock_that_is_set_back_neither_repeats_nor_freezes_a_wait() {
    let mut flow = PublishFlow::new(plan(), 7);
    let mut script = Script::new().says(STATUS, [status("IN_PROGRESS")]);
    let mut back = START;
    let until = loop {
        match flow.poll(START) {
            Step::Save(_) => flow.saved(),
            Step::Send(call) => {
                let reply = script.answer(&call);
                flow.handle(START, reply);
            }
            Step::Wait(until) => break until,
            Step::Done(outcome) => panic!("{outcome:?}"),
        }
    };
    let pause = until.since(START);
    // An hour back in the middle of it: what is left is what was left.
    flow.poll(START.after(pause / 2)).unwrap_wait();
    back = back.before(Duration::from_secs(3600));
    let until = flow.poll(back).unwrap_wait();
    assert!(until.since(back) <= pause / 2 + Duration::from_millis(1), "{:?}", until.since(back));
    assert!(matches!(flow.poll(until), Step::Send(_)));
}

trait UnwrapWait {
    fn unwrap_wait(self) -> Timestamp;
}

impl<S, T> UnwrapWait for Step<S, T> {
    fn unwrap_wait(self) -> Timestamp {
        let Self::Wait(until) = self else { panic!("no wait") };
        until
    }
}

#[test]
fn law_5_a_snapshot_is_data_that_a_flow_goes_on_from() {
    let mut script = Script::new();
    let _ = script.run(&mut PublishFlow::new(plan(), 7));
    assert_eq!(script.kept.len(), 6, "{:#?}", script.kept);
    for kept in &script.kept {
        let snapshot = Snapshot::from_json(kept.as_bytes()).unwrap();
        assert_eq!(String::from_utf8(snapshot.to_json()).unwrap(), *kept);
        let mut script = Script::new().says(STATUS, [status("FINISHED"), status("PUBLISHED")]);
        let outcome = script.run(&mut PublishFlow::resume(snapshot, START));
        assert!(matches!(outcome, Outcome::Published { .. }), "{kept}: {outcome:?}");
    }
}
