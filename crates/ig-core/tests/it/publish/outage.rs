//! Container reads answer 100/33 while publishing works (reference §13.3).

use std::time::Duration;

use ig_core::{
    Photo, PublishFlow, PublishPlan, Reel,
    post::VideoSource,
    publish::{Cause, PublishPolicy},
    upload::NamedSource,
};

use super::{media_id, not_published, run, uncertain, with};
use crate::script::{
    CREATE, LIST, PUBLISH, STATUS, Said, Script, UPLOAD, error, list, media, ok, status,
};

fn outage() -> Script {
    Script::new().says(STATUS, [error(400, 100, 33)])
}

#[test]
fn the_post_goes_out_after_a_grace_period() {
    let mut script = outage();
    assert_eq!(media_id(&run(&mut script)), Some("2001"));
    assert_eq!((script.count(PUBLISH), script.count(CREATE)), (1, 1));
    assert_eq!(script.now.as_secs(), 60, "{:?}", script.asked);
}

#[test]
fn reads_that_come_back_are_respected() {
    let reads = [error(400, 100, 33), error(400, 100, 33), status("FINISHED")];
    let mut script = Script::new().says(STATUS, reads);
    assert_eq!(media_id(&run(&mut script)), Some("2001"));
    assert!(script.now < Duration::from_secs(7), "{:?}", script.now);
}

#[test]
fn not_ready_means_wait() {
    let not_ready = error(400, 9007, 2_207_027);
    let lines = [
        not_ready.clone(),
        not_ready.clone(),
        not_ready.clone(),
        not_ready,
        ok(r#"{"id":"2001"}"#),
    ];
    let mut script = outage().says(PUBLISH, lines);
    assert_eq!(media_id(&run(&mut script)), Some("2001"));
    assert_eq!((script.count(PUBLISH), script.count(CREATE)), (5, 1));
}

/// The server has published it all the same, and the list is late: a clock that
/// jumps does not cut short the pauses before it is asked again.
#[test]
fn not_ready_is_waited_for_by_the_servers_clock() {
    let mut script = outage().dated().says(PUBLISH, [error(400, 9007, 2_207_027)]);
    script.hasty_after = Some(PUBLISH);
    let outcome = run(&mut script);
    uncertain(&outcome);
    assert_eq!(script.count(PUBLISH), 1);
}

#[test]
fn a_lost_reply_is_found_in_the_list() {
    let mut script = outage()
        .says(PUBLISH, [Said::Lost])
        .says(LIST, [list(&[]), list(&[]), list(&[media(2001, "#BronzFonz with therock", 70)])]);
    assert_eq!(media_id(&run(&mut script)), Some("2001"));
    assert_eq!(script.count(PUBLISH), 1);
}

#[test]
fn where_the_list_shows_nothing_nothing_is_proven() {
    let mut script = outage().says(PUBLISH, [error(500, 2, 0)]);
    let outcome = run(&mut script);
    uncertain(&outcome);
    assert_eq!(script.count(PUBLISH), 1, "absence from a list is no leave to publish again");
    assert!(Duration::from_secs(30 * 60) <= script.now);
}

#[test]
fn where_the_list_is_out_too_the_outcome_is_uncertain() {
    let mut script = outage().says(PUBLISH, [Said::Lost]).says(LIST, [list(&[]), Said::Lost]);
    let outcome = run(&mut script);
    uncertain(&outcome);
    assert_eq!(script.count(PUBLISH), 1);
}

#[test]
fn two_posts_that_fit_prove_neither() {
    let both = [media(1, "#BronzFonz with therock", 70), media(2, "#BronzFonz with therock", 71)];
    let mut script = outage().says(PUBLISH, [Said::Lost]).says(LIST, [list(&[]), list(&both)]);
    uncertain(&run(&mut script));
    assert_eq!(script.count(PUBLISH), 1);
}

/// The server has said no, and somebody else's post looks like ours.
#[test]
fn a_lookalike_is_not_ours_where_the_server_has_refused_ours() {
    for refused in
        [error(400, 9, 2_207_042), error(400, 25, 2_207_050), error(400, 9007, 2_207_027)]
    {
        let lookalike = media(1, "#BronzFonz with therock", 70);
        let mut script =
            outage().says(PUBLISH, [refused]).says(LIST, [list(&[]), list(&[lookalike])]);
        assert_eq!(uncertain(&run(&mut script)), &Cause::Contradiction);
        assert_eq!(script.count(PUBLISH), 1);
    }
}

/// Without a caption anybody's photo would do.
#[test]
fn a_post_without_words_cannot_be_told_from_another() {
    let photo = Photo::new("https://example.com/a.jpg".parse().unwrap());
    let plan = PublishPlan::new("17841400008460056".parse().unwrap(), photo);
    let any = media(1, "", 70);
    let mut script = outage().says(PUBLISH, [Said::Lost]).says(LIST, [list(&[]), list(&[any])]);
    let outcome = script.run(&mut PublishFlow::new(plan, 7));
    assert_eq!(uncertain(&outcome), &Cause::Contradiction);
}

/// The grace period begins with the outage, not with the container.
#[test]
fn one_unreadable_status_does_not_publish_what_is_in_progress() {
    let busy = vec![status("IN_PROGRESS"); 8];
    let reads =
        [busy, vec![error(400, 100, 33), status("IN_PROGRESS"), status("FINISHED")]].concat();
    let mut script = Script::new().says(STATUS, reads);
    assert_eq!(media_id(&run(&mut script)), Some("2001"));
    assert_eq!((script.count(STATUS), script.count(PUBLISH)), (11, 1));
}

#[test]
fn what_cannot_be_read_is_given_up_where_nothing_is_published_blindly() {
    let mut script = outage();
    let outcome = script.run(&mut with(|policy| policy.blind_after = None));
    assert!(matches!(not_published(&outcome), Cause::Rejected(_)), "{outcome:?}");
    assert_eq!(script.count(PUBLISH), 0);
    assert_eq!(script.now.as_secs() / 60, 30, "as long as it may be in progress");

    let mut script = Script::new().says(STATUS, [error(400, 100, 33), status("FINISHED")]);
    let flow = &mut with(|policy| *policy = policy.clone().with_blind_after(None));
    assert_eq!(media_id(&script.run(flow)), Some("2001"), "reads that come back are respected");
}

/// Snapshots of before it could be none are read too.
#[test]
fn a_grace_period_reads_back_as_it_was_written() {
    let kept = serde_json::to_value(PublishPolicy::default()).unwrap();
    assert_eq!(kept["blind_after"], serde_json::json!({"secs": 60, "nanos": 0}));
    let none = PublishPolicy::default().with_blind_after(None);
    let kept = serde_json::to_string(&none).unwrap();
    assert_eq!(serde_json::from_str::<PublishPolicy>(&kept).unwrap(), none);
}

fn uploads(video: VideoSource, uploads: impl IntoIterator<Item = Said>) -> (Script, PublishFlow) {
    let made = |id| {
        let uri = format!("https://rupload.facebook.com/ig-api-upload/v26.0/{id}");
        ok(format!(r#"{{"id":"{id}","uri":"{uri}"}}"#))
    };
    let script = outage().says(CREATE, [made(1001), made(1002)]).says(UPLOAD, uploads);
    let plan = PublishPlan::new("17841400008460056".parse().unwrap(), Reel::new(video));
    (script, PublishFlow::new(plan, 7))
}

/// The server's word that it has the video is enough: it publishes nothing without one.
#[test]
fn a_video_that_was_taken_goes_out_after_a_grace_period() {
    let taken = || ok(r#"{"success":true}"#);
    let local = || VideoSource::Upload(NamedSource::new("/videos/a.mov", 1_000_000).unwrap());
    let hosted = VideoSource::Hosted("https://example.com/a.mov".parse().unwrap());
    for video in [local(), hosted] {
        let (mut script, mut flow) = uploads(video, [taken()]);
        assert_eq!(media_id(&script.run(&mut flow)), Some("2001"), "{:?}", script.asked);
        let counts = [CREATE, UPLOAD, PUBLISH].map(|it| script.count(it));
        assert_eq!((counts, script.now.as_secs()), ([1, 1, 1], 60), "{:?}", script.asked);
    }
    // Where that is lost, nothing says that there is a video: another container gets one.
    let (mut script, mut flow) = uploads(local(), [Said::Lost, taken()]);
    assert_eq!(media_id(&script.run(&mut flow)), Some("2001"), "{:?}", script.asked);
    assert_eq!([CREATE, UPLOAD, PUBLISH].map(|it| script.count(it)), [2, 2, 1]);
}

/// What the videos are not ready for, the server says at the publish.
#[test]
fn a_video_that_was_taken_and_is_not_ready_is_waited_for() {
    let hosted = VideoSource::Hosted("https://example.com/a.mov".parse().unwrap());
    let (script, mut flow) = uploads(hosted, [ok(r#"{"success":true}"#)]);
    let lines = [error(400, 9007, 2_207_027), error(400, 9007, 2_207_027), ok(r#"{"id":"2001"}"#)];
    let mut script = script.says(PUBLISH, lines);
    assert_eq!(media_id(&script.run(&mut flow)), Some("2001"));
    assert_eq!([CREATE, UPLOAD, PUBLISH].map(|it| script.count(it)), [1, 1, 3]);
}

/// Whatever keeps the status from being read: the list is the other witness.
#[test]
fn the_list_is_asked_where_the_status_stays_unread() {
    let out = [
        Said::Lost,
        error(500, 2, 0),
        error(403, 4, 2_207_051),
        Said::Body(502, "<html>Bad gateway</html>".into()),
        ok("{"),
        error(400, 4, 0),
    ];
    for out in out {
        let ours = list(&[media(2001, "#BronzFonz with therock", 30)]);
        let script = || {
            let script = Script::new().says(PUBLISH, [Said::Lost]);
            script.says(STATUS, [status("FINISHED"), out.clone()])
        };
        let mut found = script().says(LIST, [list(&[]), ours]);
        assert_eq!(media_id(&run(&mut found)), Some("2001"), "{out:?}");
        assert!(5 < found.count(STATUS), "not before the status has had its chance: {out:?}");
        // What is not on the list may be there all the same.
        let mut nothing = script();
        uncertain(&run(&mut nothing));
        assert_eq!((found.count(PUBLISH), nothing.count(PUBLISH)), (1, 1), "{out:?}");
    }
}
