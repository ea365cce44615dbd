//! Nothing goes wrong.

use ig_core::publish::{MediaRef, Outcome, Phase, Snapshot};

use super::{run, with};
use crate::script::{CREATE, LIST, PUBLISH, STATUS, Script, ok, status};

#[test]
fn a_photo_takes_four_requests_and_two_without_a_baseline_and_with_a_status() {
    let mut script = Script::new();
    let outcome = run(&mut script);
    assert_eq!(script.names(), [CREATE, STATUS, LIST, PUBLISH]);
    let media = MediaRef::Confirmed("2001".parse().unwrap());
    let container = "1001".parse().unwrap();
    assert_eq!(outcome, Outcome::Published { container, media, add_on: None });

    let created = ok(r#"{"id":"1001","status_code":"FINISHED"}"#);
    let mut script = Script::new().says(CREATE, [created]).dated();
    let _ = script.run(&mut with(|policy| policy.baseline = false));
    assert_eq!(script.names(), [CREATE, PUBLISH]);
}

/// Write-ahead: what is in the store when the publish leaves says that it may
/// have.
#[test]
fn a_publish_is_sent_only_after_a_snapshot_that_says_so() {
    use ig_core::{Flow, PublishFlow, Step};
    let mut flow = PublishFlow::new(super::plan(), 7);
    let mut script = Script::new();
    let mut kept: Option<Snapshot> = None;
    loop {
        match flow.poll(script.time()) {
            Step::Save(snapshot) => {
                kept = Some(snapshot);
                flow.saved();
            }
            Step::Send(call) => {
                let kept = kept.as_ref().expect("a snapshot before the first request");
                let publishes = call.name() == PUBLISH;
                assert_eq!(kept.phase() == Phase::Publishing, publishes, "{}", call.name());
                assert_eq!(kept.may_be_public(), publishes);
                let reply = script.answer(&call);
                flow.handle(script.time(), reply);
            }
            Step::Wait(until) => script.now = until.since(crate::script::START),
            Step::Done(_) => break,
        }
    }
    assert_eq!(script.count(PUBLISH), 1);
    assert!(matches!(
        kept.and_then(|kept| kept.outcome().cloned()),
        Some(Outcome::Published { .. })
    ));
}

#[test]
fn a_container_that_somebody_else_published_is_public() {
    let mut script = Script::new().says(STATUS, [status("PUBLISHED")]);
    let outcome = run(&mut script);
    assert!(matches!(outcome, Outcome::Published { media: MediaRef::Unknown, .. }), "{outcome:?}");
    assert_eq!(script.count(PUBLISH), 0);
}
