//! Making a container and waiting for it.

use std::time::Duration;

use ig_core::{
    PublishFlow, PublishPlan, Reel,
    error::Actor,
    publish::{Cause, Outcome, Phase, PublishPolicy, Snapshot},
};

use super::{media_id, not_published, run};
use crate::script::{CREATE, PUBLISH, STATUS, Said, Script, error, ok, status};

fn failed(code: i64) -> Said {
    ok(format!(
        r#"{{"status_code":"ERROR","status":"Error: Media upload has failed with error code {code}"}}"#
    ))
}

#[test]
fn a_container_that_could_not_be_made_is_made_again() {
    for said in [Said::Lost, Said::NotSent, error(500, 2, 0), error(400, -1, 2_207_032), ok("{")] {
        let mut script = Script::new().says(CREATE, [said.clone(), ok(r#"{"id":"1001"}"#)]);
        assert_eq!(media_id(&run(&mut script)), Some("2001"), "{said:?}");
        assert_eq!(script.count(CREATE), 2);
    }
    let mut script = Script::new().says(CREATE, [Said::Lost]);
    assert!(matches!(not_published(&run(&mut script)), Cause::NoReply { .. }));
    assert_eq!(script.count(CREATE), 5);
}

/// It was made, and where its video would go was not said.
#[test]
fn a_container_that_an_error_tells_of_is_made_again() {
    let made = r#"{"error":{"message":"no","code":100,"error_subcode":33,"original_response":{"id":"1001"}}}"#;
    let original = Said::Body(400, made.to_owned());
    let mut script = Script::new().says(CREATE, [original.clone(), ok(r#"{"id":"1002"}"#)]);
    assert_eq!(media_id(&run(&mut script)), Some("2001"));
    assert_eq!(script.count(CREATE), 2);

    let mut script = Script::new().says(CREATE, [original]);
    not_published(&run(&mut script));
    assert_eq!(script.count(CREATE), 5);
    let mut gone = Script::new().says(CREATE, [error(400, 100, 33)]);
    not_published(&run(&mut gone));
    assert_eq!(gone.count(CREATE), 1, "an account that is not there");
}

/// 9004 says `is_transient: false` and passes when tried again, one time in
/// eight (reference §13.6).
#[test]
fn a_medium_that_could_not_be_fetched_is_tried_three_times() {
    let mut script = Script::new().says(CREATE, [error(400, 9004, 2_207_052)]);
    let outcome = run(&mut script);
    let Outcome::NotPublished { reason } = &outcome else { panic!("{outcome:?}") };
    assert_eq!((reason.phase, reason.actor()), (Phase::Create, Actor::Author));
    assert!(reason.advice().contains("public"), "{}", reason.advice());
    assert_eq!(script.count(CREATE), 3);
}

#[test]
fn what_is_wrong_with_the_post_is_said_at_once() {
    for (code, subcode) in
        [(36_000, 2_207_004), (36_003, 2_207_009), (36_004, 2_207_010), (190, 0), (10, 0), (100, 0)]
    {
        let mut script = Script::new().says(CREATE, [error(400, code, subcode)]);
        let outcome = run(&mut script);
        assert_eq!(not_published(&outcome).api().map(|error| error.code), Some(code));
        assert_eq!(script.asked.len(), 1);
    }
}

#[test]
fn a_container_that_failed_and_may_pass_is_replaced() {
    let mut script = Script::new()
        .says(CREATE, [ok(r#"{"id":"1001"}"#), ok(r#"{"id":"1002"}"#)])
        .says(STATUS, [failed(2_207_053), status("FINISHED")]);
    let outcome = run(&mut script);
    assert!(
        matches!(&outcome, Outcome::Published { container, .. } if container.as_str() == "1002")
    );

    let mut script = Script::new().says(STATUS, [failed(2_207_077)]);
    let outcome = run(&mut script);
    let cause = not_published(&outcome);
    assert!(matches!(cause, Cause::ContainerFailed { code: Some(2_207_077), .. }), "{cause:?}");
    assert_eq!((script.count(CREATE), script.count(PUBLISH)), (3, 0));
}

#[test]
fn a_container_that_failed_for_good_is_not_replaced() {
    let mut script = Script::new().says(STATUS, [failed(2_207_026)]);
    let outcome = run(&mut script);
    let Outcome::NotPublished { reason } = &outcome else { panic!("{outcome:?}") };
    assert!(reason.to_string().contains("2207026"), "{reason}");
    assert!(reason.advice().contains("MP4"), "{}", reason.advice());
    assert_eq!(reason.container.as_ref().map(|id| id.as_str()), Some("1001"));
    assert_eq!((script.count(CREATE), script.count(PUBLISH)), (1, 0));
}

#[test]
fn reads_grow_apart_to_a_minute() {
    let busy = |reads| [vec![status("IN_PROGRESS"); reads], vec![status("FINISHED")]].concat();
    let mut photo = Script::new().says(STATUS, busy(10));
    let _ = run(&mut photo);
    let waits =
        |script: &Script| script.waits.iter().map(Duration::as_secs_f64).collect::<Vec<_>>();
    // The first counts from when it was created, which is 10 ms before the first reply.
    assert_eq!(waits(&photo), [3.99, 2., 3., 3., 6., 12., 24., 48., 60., 60.]);

    let reel = Reel::new("https://example.com/a.mp4".parse::<ig_core::MediaUrl>().unwrap());
    let plan = || PublishPlan::new("1".parse().unwrap(), reel.clone());
    let mut script = Script::new().says(STATUS, busy(66));
    let _ = script.run(&mut PublishFlow::new(plan(), 7));
    let expect = [(11.99, 1), (2.5, 18), (3., 11), (15., 34), (60., 2)];
    let expect = expect.map(|(seconds, times)| vec![seconds; times]).concat();
    assert_eq!(waits(&script), expect);

    let mut script = Script::new().says(STATUS, busy(4));
    let plan = plan().with_policy(PublishPolicy::documented());
    let _ = script.run(&mut PublishFlow::new(plan, 7));
    assert_eq!(waits(&script), [60.; 4]);
}

#[test]
fn a_container_that_never_finishes_is_given_up_before_it_is_published() {
    let mut script = Script::new().says(STATUS, [status("IN_PROGRESS")]);
    assert_eq!(not_published(&run(&mut script)), &Cause::StillInProgress);
    assert!(
        Duration::from_secs(30 * 60) <= script.now && script.now < Duration::from_secs(32 * 60)
    );
    assert_eq!(script.count(PUBLISH), 0);
}

/// Nothing was published, so giving up is certain; and asking on would hammer.
#[test]
fn reads_that_will_not_pass_are_given_up_after_a_few() {
    for said in [error(400, 100, 0), error(400, 368, 0), Said::Body(404, "<html>".into())] {
        let mut script = Script::new().says(STATUS, [said.clone()]);
        not_published(&run(&mut script));
        assert_eq!((script.count(STATUS), script.count(PUBLISH)), (5, 0), "{said:?}");
    }
}

#[test]
fn the_time_when_nobody_looked_is_not_held_against_the_container() {
    let mut script = Script::new().says(STATUS, [status("IN_PROGRESS")]);
    let _ = run(&mut script);
    let waiting = script.kept.iter().find(|kept| kept.contains(r#""process":"#)).unwrap();
    let snapshot = Snapshot::from_json(waiting.as_bytes()).unwrap();
    let mut script = Script::new().says(STATUS, [status("IN_PROGRESS"), status("FINISHED")]);
    script.now = Duration::from_secs(3 * 3600);
    let outcome = script.run(&mut PublishFlow::resume(snapshot, script.time()));
    assert_eq!(media_id(&outcome), Some("2001"));
}

/// An error is one whatever the status.
#[test]
fn an_error_in_a_success_is_an_error() {
    let mut script = Script::new().says(CREATE, [ok(r#"{"error":{"message":"no","code":190}}"#)]);
    let outcome = run(&mut script);
    assert!(matches!(not_published(&outcome), Cause::Rejected(error) if error.code == 190));
    assert_eq!(script.asked.len(), 1);
}

#[test]
fn a_throttle_that_outlasts_the_patience_is_said_at_once() {
    let usage = r#"{"1":[{"type":"instagram","estimated_time_to_regain_access":45}]}"#;
    let body = r#"{"error":{"message":"","code":80002}}"#.to_owned();
    let throttled = Said::Headed(400, body, "x-business-use-case-usage", usage);
    let mut script = Script::new().says(CREATE, [throttled]);
    let outcome = run(&mut script);
    let Cause::Rejected(error) = not_published(&outcome) else { panic!("{outcome:?}") };
    assert_eq!(error.retry_after, Some(Duration::from_secs(45 * 60)));
    assert_eq!(script.asked.len(), 1);
}
