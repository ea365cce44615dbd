//! A medium that Meta's fetcher does not get, and an upload that may not go on: what the server's
//! words say is done (reference §17.8, §10.6 R54).

use ig_core::{
    Draft, PublishFlow, PublishPlan, Reel,
    error::FetchFailure,
    post::VideoSource,
    publish::{Cause, Outcome, Phase, PublishPolicy, Snapshot},
    upload::NamedSource,
};

use super::{media_id, not_published, run};
use crate::script::{CREATE, PUBLISH, STATUS, Said, Script, UPLOAD, ok, status};

const ROBOTS: &str = "Restricted by robots.txt";

/// 9004/2207052 with these words after the URI.
fn not_fetched(words: &str) -> Said {
    let body = include_str!("../../data/r05_create_not_fetched__400.json");
    Said::Body(400, body.replace("Please check the limitations of the media.", words))
}

/// R54, with these words in place of its own.
fn url_failed(words: &str) -> Said {
    let body = include_str!("../../data/r54_upload_url_not_fetched__422.json");
    Said::Body(422, body.replace("got status code: 403 Restricted by robots.txt", words))
}

fn refused() -> Said {
    Said::Body(400, include_str!("../../data/r51_upload_failed__400.json").to_owned())
}

fn waiting(id: u64) -> Said {
    ok(format!(r#"{{"id":"{id}","uri":"https://rupload.facebook.com/ig-api-upload/v25.0/{id}"}}"#))
}

fn phase(word: &str, bytes: u64) -> Said {
    ok(format!(
        r#"{{"status_code":"IN_PROGRESS","video_status":{{"uploading_phase":{{"status":"{word}","bytes_transferred":{bytes}}}}}}}"#
    ))
}

fn reel_of(video: impl Into<VideoSource>) -> PublishFlow {
    let plan = PublishPlan::new("17841400008460056".parse().unwrap(), Reel::new(video));
    PublishFlow::new(plan, 7)
}

fn hosted() -> PublishFlow {
    reel_of(VideoSource::Hosted("https://example.com/a.mp4".parse().unwrap()))
}

fn file() -> PublishFlow {
    reel_of(NamedSource::new("a.mp4", 100).unwrap())
}

fn advice(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::NotPublished { reason } => reason.advice(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_photo_that_its_server_keeps_from_meta_is_asked_for_once() {
    for (words, creates, remedy) in [
        (ROBOTS, 1, "allow facebookexternalhit"),
        ("Limitado por robots.txt", 1, "allow facebookexternalhit"),
        ("HTTP error code 403", 1, "firewall, bot and hotlink rules"),
        ("HTTP error code 401", 1, "login"),
        ("HTTP error code 404", 1, "correct the URL"),
        ("HTTP error code 410", 1, "removed"),
        ("HTTP error code 302", 1, "redirects"),
        ("HTTP error code 406", 1, "a plain GET"),
        ("HTTP error code 423", 2, "ready"),
        ("HTTP error code 429", 2, "raise that limit"),
        ("HTTP error code 503", 2, "check the server"),
        ("Please check https://example.com/robots.txt", 3, "often it passes"),
        ("Please check the limitations of the media.", 3, "often it passes"),
    ] {
        let mut script = Script::new().says(CREATE, [not_fetched(words)]);
        let outcome = run(&mut script);
        assert_eq!((script.count(CREATE), script.count(PUBLISH)), (creates, 0), "{words}");
        assert!(advice(&outcome).contains(remedy), "{words}: {}", advice(&outcome));
        let Cause::Rejected(error) = not_published(&outcome) else { panic!("{outcome:?}") };
        assert!(error.to_string().contains(words), "{error}");
        assert!(error.to_string().contains("doesn't meet our requirements"), "{error}");
    }
}

#[test]
fn a_server_that_was_in_trouble_may_get_the_photo_published_at_the_second_try() {
    let mut script =
        Script::new().says(CREATE, [not_fetched("HTTP error code 503"), ok(r#"{"id":"1001"}"#)]);
    assert_eq!(media_id(&run(&mut script)), Some("2001"));
}

#[test]
fn a_hosted_video_that_cannot_be_fetched_is_uploaded_at_most_twice() {
    for (words, containers, remedy) in [
        ("got status code: 403 Restricted by robots.txt", 1, "allow facebookexternalhit"),
        ("got status code: 403", 1, "firewall, bot and hotlink rules"),
        ("got status code: 404 Not Found", 1, "correct the URL"),
        ("got status code: 503", 2, "check the server"),
        ("", 2, "often it passes"),
    ] {
        let mut script = Script::new()
            .says(CREATE, [waiting(1001), waiting(1002), waiting(1003)])
            .says(UPLOAD, [url_failed(words)])
            .says(STATUS, [phase("not_started", 0)]);
        let outcome = script.run(&mut hosted());
        let counts = (script.count(CREATE), script.count(UPLOAD), script.count(STATUS));
        assert_eq!(counts, (containers, containers, 0), "{words}");
        assert!(advice(&outcome).contains(remedy), "{words}: {}", advice(&outcome));
        let Outcome::NotPublished { reason } = &outcome else { panic!("{outcome:?}") };
        assert_eq!(reason.phase, Phase::Upload);
        assert!(reason.cause.fetch_failure().is_some(), "{reason:?}");
        let kept = serde_json::to_string(&reason.cause).unwrap();
        assert_eq!(serde_json::from_str::<Cause>(&kept).unwrap(), reason.cause);
    }
}

/// The next container gets the video where the server is well again.
#[test]
fn a_hosted_video_may_pass_in_a_second_container() {
    let mut script = Script::new()
        .says(CREATE, [waiting(1001), waiting(1002)])
        .says(UPLOAD, [url_failed("got status code: 503"), ok(r#"{"success":true}"#)]);
    assert_eq!(media_id(&script.run(&mut hosted())), Some("2001"));
    assert_eq!(script.values(PUBLISH, "creation_id"), ["1002"]);
}

/// The words of a container's status and of its upload are Meta's, too.
#[test]
fn a_container_that_failed_by_robots_txt_is_not_made_again() {
    let failed = |words: &str| {
        ok(format!(
            r#"{{"status_code":"ERROR","status":"Error: Media upload has failed with error code 2207077{words}"}}"#
        ))
    };
    let dead = |words: &str| {
        ok(format!(
            r#"{{"status_code":"IN_PROGRESS","video_status":{{"uploading_phase":{{"status":"error","errors":[{{"code":1363008,"message":"{words}"}}]}}}}}}"#
        ))
    };
    let robots = format!(": {ROBOTS}");
    for (said, creates, failure) in [
        (failed(&robots), 1, Some(FetchFailure::RobotsTxt)),
        (failed(": HTTP error code 403"), 1, Some(FetchFailure::Status(403))),
        (failed(": HTTP error code 500"), 2, Some(FetchFailure::Status(500))),
        (failed(""), 3, None),
        (dead(ROBOTS), 1, Some(FetchFailure::RobotsTxt)),
        (dead("File not found."), 3, None),
    ] {
        let mut script = Script::new()
            .says(CREATE, [waiting(1001), waiting(1002), waiting(1003)])
            .says(UPLOAD, [ok(r#"{"success":true}"#)])
            .says(STATUS, [said]);
        let outcome = script.run(&mut hosted());
        assert_eq!(not_published(&outcome).fetch_failure(), failure);
        assert_eq!(script.count(CREATE), creates, "{failure:?}");
    }
}

/// `retriable: false`: a container is asked once, gets no byte more, and one other is tried.
#[test]
fn an_upload_that_may_not_go_on_does_not() {
    for said in
        [phase("in_progress", 40), phase("not_started", 0), ok(r#"{"status_code":"IN_PROGRESS"}"#)]
    {
        let mut script = Script::new()
            .says(CREATE, [waiting(1001), waiting(1002), waiting(1003)])
            .says(UPLOAD, [refused()])
            .says(STATUS, [said]);
        let outcome = script.run(&mut file());
        assert!(matches!(not_published(&outcome), Cause::UploadRejected { .. }), "{outcome:?}");
        let counts = (script.count(CREATE), script.count(UPLOAD), script.count(STATUS));
        assert_eq!(counts, (2, 2, 2));
        assert!(advice(&outcome).contains("limits"), "{}", advice(&outcome));
        let offsets = script.sent.iter().filter_map(Draft::part).map(|part| part.offset());
        assert_eq!(offsets.collect::<Vec<_>>(), [0, 0], "each from the start");
    }
    let dead = ok(include_str!("../../data/read_container_upload_dead__200.json"));
    let mut script =
        Script::new().says(CREATE, [waiting(1001)]).says(UPLOAD, [refused()]).says(STATUS, [dead]);
    let outcome = script.run(&mut file());
    assert!(matches!(not_published(&outcome), Cause::UploadRejected { .. }), "{outcome:?}");
    assert_eq!(script.count(UPLOAD), 2);
}

/// A refusal may come with a video that has arrived: the status has the last word.
#[test]
fn a_refused_upload_whose_bytes_are_there_goes_on() {
    for said in [vec![phase("complete", 100), status("FINISHED")], vec![status("FINISHED")]] {
        let mut script = Script::new()
            .says(CREATE, [waiting(1001)])
            .says(UPLOAD, [refused()])
            .says(STATUS, said);
        assert_eq!(media_id(&script.run(&mut file())), Some("2001"));
        assert_eq!((script.count(CREATE), script.count(UPLOAD)), (1, 1));
    }
}

#[test]
fn after_a_restart_a_refused_upload_is_still_refused() {
    let mut script = Script::new().says(CREATE, [waiting(1001)]).says(UPLOAD, [Said::Lost]);
    let _ = script.run(&mut file());
    let kept = script.kept.iter().find(|kept| kept.contains(r#""upload":["#)).unwrap();
    let (before, upload) = kept.split_once(r#""upload":["#).unwrap();
    // It is the last of the array, after whether the server has said that it took the video.
    let refused = r#",false,{"upload_rejected":{"detail":"no"}}]}"#;
    let kept = format!(r#"{before}"upload":[{}"#, upload.replacen("]}", refused, 1));
    let snapshot = Snapshot::from_json(kept.as_bytes()).unwrap();
    assert_eq!(String::from_utf8(snapshot.to_json()).unwrap(), kept);
    let mut rest = Script::new()
        .says(CREATE, [waiting(1002)])
        .says(UPLOAD, [ok(r#"{"success":true}"#)])
        .says(STATUS, [phase("in_progress", 40), status("FINISHED")]);
    let outcome = rest.run(&mut PublishFlow::resume(snapshot, script.time()));
    assert_eq!(media_id(&outcome), Some("2001"));
    assert_eq!(rest.values(PUBLISH, "creation_id"), ["1002"]);
    assert_eq!(rest.names()[0], STATUS);
}

/// A part that is refused is another request than the whole, which then follows.
#[test]
fn only_a_part_may_be_refused_for_being_one() {
    let partial = refused_part();
    let policy = PublishPolicy::default().with_upload_slice(Some(40));
    let plan = PublishPlan::new(
        "17841400008460056".parse().unwrap(),
        Reel::new(NamedSource::new("a.mp4", 100).unwrap()),
    );
    for (policy, uploads, creates) in [(policy, 3, 2), (PublishPolicy::default(), 2, 2)] {
        let mut script = Script::new()
            .says(CREATE, [waiting(1001), waiting(1002)])
            .says(UPLOAD, [partial.clone()])
            .says(STATUS, [phase("in_progress", 0)]);
        let outcome = script.run(&mut PublishFlow::new(plan.clone().with_policy(policy), 7));
        assert!(matches!(not_published(&outcome), Cause::UploadRejected { .. }), "{outcome:?}");
        assert_eq!(script.count(CREATE), creates);
        assert!(uploads <= script.count(UPLOAD), "{:?}", script.names());
        assert!(script.count(UPLOAD) <= 4, "{:?}", script.names());
    }
}

fn refused_part() -> Said {
    let body = r#"{"debug_info":{"retriable":false,"type":"PartialRequestError","message":"no"}}"#;
    Said::Body(400, body.to_owned())
}
