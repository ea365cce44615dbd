//! A post with a poll is published once, and says whether the poll is there.

use ig_core::{
    AccessToken, Context, Login, Photo, PublishFlow, PublishPlan,
    error::BuildError,
    post::{AddOn, Poll},
    publish::{AddOnState, MediaRef, Outcome, Phase, Snapshot},
};

use super::not_published;
use crate::script::{
    CREATE, LIST, POLL, PUBLISH, STATUS, Said, Script, error, list, media, ok, status,
};

const THERE: &str = r#"{"option_a":"yes","option_b":"no"}"#;

fn photo() -> Photo {
    Photo::new("https://example.com/a.jpg".parse().unwrap())
}

fn poll() -> AddOn {
    AddOn::Poll(Poll::new(["yes", "no"]).unwrap())
}

fn plan(add_on: AddOn) -> PublishPlan {
    let photo = photo().with_caption("Shall we?".parse().unwrap()).with_add_on(add_on);
    PublishPlan::new("17841400008460056".parse().unwrap(), photo)
}

fn flow() -> PublishFlow {
    PublishFlow::new(plan(poll()), 7)
}

#[track_caller]
fn add_on(outcome: &Outcome) -> Option<AddOnState> {
    match outcome {
        Outcome::Published { add_on, .. } => *add_on,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_outcome_says_whether_the_poll_is_there() {
    let null = || ok("null");
    for (said, expect, reads, words) in [
        (vec![ok(THERE)], AddOnState::Attached, 1, "published as 2001"),
        (vec![null()], AddOnState::Missing, 2, "published as 2001, without its poll"),
        (vec![null(), ok(THERE)], AddOnState::Attached, 2, "published as 2001"),
        (
            vec![error(500, 2, 0), Said::Lost, ok(THERE)],
            AddOnState::Attached,
            3,
            "published as 2001",
        ),
        (
            vec![Said::Lost],
            AddOnState::Unknown,
            3,
            "published as 2001; whether its poll or prompt is there is not known",
        ),
        (
            vec![error(400, 10, 0)],
            AddOnState::Unknown,
            1,
            "published as 2001; whether its poll or prompt is there is not known",
        ),
        (
            vec![null(), error(400, 100, 33)],
            AddOnState::Unknown,
            2,
            "published as 2001; whether its poll or prompt is there is not known",
        ),
    ] {
        let mut script = Script::new().says(POLL, said.clone());
        let outcome = script.run(&mut flow());
        assert_eq!(add_on(&outcome), Some(expect), "{said:?}");
        assert_eq!(outcome.to_string(), words);
        assert_eq!((script.count(POLL), script.count(PUBLISH)), (reads, 1), "{said:?}");
        let poll = script.values(CREATE, "poll_attachment");
        assert_eq!(poll, [r#"{"option_a":"yes","option_b":"no"}"#]);
    }
}

#[test]
fn a_post_without_an_add_on_is_asked_nothing_more() {
    let mut script = Script::new();
    let outcome = script.run(&mut PublishFlow::new(super::plan(), 7));
    assert_eq!(add_on(&outcome), None);
    assert_eq!(script.names().last(), Some(&PUBLISH));
}

#[test]
fn of_a_comment_prompt_no_call_tells() {
    let mut script = Script::new();
    let outcome = script.run(&mut PublishFlow::new(plan(AddOn::CommentPrompt), 7));
    assert_eq!(add_on(&outcome), Some(AddOnState::Unknown));
    assert_eq!(script.names().last(), Some(&PUBLISH));
    assert_eq!(script.values(CREATE, "is_comment_prompt_used"), ["true"]);
}

#[test]
fn what_the_publish_reply_says_besides_the_id_is_kept() {
    let reply = ok(r#"{"id":"2001","add_on":{"attached":true}}"#);
    let mut script = Script::new().says(PUBLISH, [reply]).says(POLL, [ok(THERE)]);
    let mut flow = flow();
    assert_eq!(add_on(&script.run(&mut flow)), Some(AddOnState::Attached));
    let last = Snapshot::from_json(script.kept.last().unwrap().as_bytes()).unwrap();
    for snapshot in [flow.snapshot(), &last] {
        let said: Vec<_> = snapshot.publish_reply().iter().collect();
        assert_eq!(said, [(&"add_on".to_owned(), &r#"{"attached":true}"#.to_owned())]);
    }
}

#[test]
fn a_lost_publish_is_reconciled_and_its_poll_is_read_then() {
    let caption = media(2001, "Shall we?", 1);
    let mut script = Script::new()
        .dated()
        .says(PUBLISH, [Said::Lost])
        .says(STATUS, [status("FINISHED"), status("PUBLISHED")])
        .says(LIST, [list(&[caption])])
        .says(POLL, [ok("null")]);
    let outcome = script.run(&mut flow());
    let Outcome::Published { media: MediaRef::Matched(_), add_on: state, .. } = &outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(*state, Some(AddOnState::Missing));
    assert_eq!(script.count(PUBLISH), 1);

    let mut script = Script::new()
        .dated()
        .says(PUBLISH, [Said::Lost])
        .says(STATUS, [status("FINISHED"), status("PUBLISHED")])
        .says(LIST, [list(&[])]);
    let outcome = script.run(&mut flow());
    assert_eq!(add_on(&outcome), Some(AddOnState::Unknown), "there is no id to ask about");
    assert_eq!((script.count(PUBLISH), script.count(POLL)), (1, 0));
}

#[test]
fn a_crash_before_the_poll_is_read_costs_a_read_and_no_publish() {
    let mut script = Script::new().says(POLL, [ok(THERE)]);
    let outcome = script.run(&mut flow());
    let kept = script.kept.iter().map(|json| Snapshot::from_json(json.as_bytes()).unwrap());
    let confirming: Vec<_> = kept.filter(|it| it.phase() == Phase::Confirm).collect();
    let [confirming] = &confirming[..] else { panic!("{confirming:?}") };
    assert!(confirming.may_be_public() && confirming.needs_resume());
    let mut again = Script::new().says(POLL, [ok(THERE)]);
    let now = again.time();
    let resumed = again.run(&mut PublishFlow::resume(confirming.clone(), now));
    assert_eq!(resumed, outcome);
    assert_eq!(again.names(), [POLL]);
}

#[test]
fn what_cannot_be_asked_is_refused_before_anything_is_sent() {
    let facebook = Context::new(Login::Facebook, AccessToken::new("EAAGtoken")).unwrap();
    let instagram = Context::new(Login::Instagram, AccessToken::new("IGAAtoken")).unwrap();
    let of = |photo: Photo| PublishPlan::new("17841400008460056".parse().unwrap(), photo);
    let blank = photo().with_caption(" \n".parse().unwrap()).with_add_on(poll());
    for plan in
        [of(photo().with_add_on(poll())), of(blank), of(photo().with_add_on(AddOn::CommentPrompt))]
    {
        let error = plan.check(&facebook).unwrap_err();
        assert!(matches!(error, BuildError::NoCaption), "{error:?}");
        assert!(error.to_string().contains("need a caption"), "{error}");
    }
    for add_on in [poll(), AddOn::CommentPrompt] {
        assert!(plan(add_on.clone()).check(&facebook).is_ok());
        let error = plan(add_on).check(&instagram).unwrap_err();
        assert!(matches!(error, BuildError::FacebookOnly), "{error:?}");
    }
}

/// The caption is asked for with the same words.
#[test]
fn a_refused_poll_ends_the_post() {
    let mut script = Script::new().says(CREATE, [error(400, 100, 0)]);
    let outcome = script.run(&mut flow());
    not_published(&outcome);
    assert_eq!((script.count(CREATE), script.count(PUBLISH)), (1, 0));
}
