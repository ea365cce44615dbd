//! The laws of `Flow` for the preflight: it saves nothing, so the first and the
//! fifth do not apply.

use std::time::Duration;

use ig_account::preflight::Needs;
use ig_core::{Flow, Login, Step};

use super::{ACCOUNTS, DEBUG, PERMISSIONS, USER, flow, good};
use crate::script::{LIMIT, START, Said, Script, error, ok};

#[test]
fn law_2_polled_with_a_reply_outstanding_the_reply_is_lost() {
    let mut flow = flow(Login::Instagram);
    let mut script = good();
    let Step::Send(call) = flow.poll(START) else { panic!() };
    assert!(matches!(flow.poll(START), Step::Wait(_)), "it is requested again after a pause");
    // A late reply is not mistaken for another's.
    let late = script.answer(call);
    flow.handle(START, late);
    assert!(matches!(flow.poll(START), Step::Wait(_)));
    assert!(script.run(&mut flow).passed());
}

#[test]
fn law_3_spurious_polls_are_free_and_every_call_is_bounded() {
    let mut script = good().says(ACCOUNTS, [Said::Lost]);
    let mut flow = flow(Login::Facebook).with_token(ig_core::AccessToken::new("EAAGtoken"));
    let preflight = loop {
        match flow.poll(script.time()) {
            Step::Save(never) => match never {},
            Step::Wait(until) => {
                assert!(script.time() < until);
                for _ in 0..10 {
                    let step = flow.poll(script.time());
                    assert!(matches!(step, Step::Wait(again) if again == until));
                }
                script.now = until.since(START);
            }
            Step::Send(call) => {
                let reply = script.answer(call);
                flow.handle(script.time(), reply);
            }
            Step::Done(preflight) => break preflight,
        }
    };
    assert!(!preflight.passed());
    assert_eq!((script.count(ACCOUNTS), script.count(DEBUG)), (4, 1));
}

#[test]
fn law_3_it_ends_whatever_the_server_replies() {
    let page = r#"{"data":[],"paging":{"cursors":{"after":"a"},"next":"x"}}"#;
    let lines =
        [Said::Lost, Said::NotSent, ok("{"), ok(page), error(500, 2, 0), error(400, 100, 33)];
    for endpoint in [DEBUG, PERMISSIONS, ACCOUNTS, USER, LIMIT] {
        for said in &lines {
            let mut script: Script =
                good().says(PERMISSIONS, [error(400, 100, 0)]).says(endpoint, [said.clone()]);
            let _ = super::facebook(&mut script, Needs::new());
            assert!(script.asked.len() < 30 && script.now < Duration::from_secs(120), "{endpoint}");
        }
    }
}
