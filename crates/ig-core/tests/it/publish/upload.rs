//! A video that goes on where it broke off.

use ig_core::{
    Carousel, CarouselItem, Draft, MediaUrl, PublishFlow, PublishPlan, Reel,
    post::{ImageItem, VideoItem, VideoSource},
    publish::{Cause, Phase, PublishPolicy, Snapshot},
    upload::NamedSource,
};

use super::{media_id, not_published};
use crate::script::UPLOAD;
use crate::script::{CREATE, LIST, PUBLISH, STATUS, Said, Script, error, made, ok, status};

fn file() -> NamedSource {
    NamedSource::new("a.mp4", 100).unwrap()
}

fn flow_of(video: impl Into<VideoSource>, policy: PublishPolicy) -> PublishFlow {
    let plan = PublishPlan::new("17841400008460056".parse().unwrap(), Reel::new(video));
    PublishFlow::new(plan.with_policy(policy), 7)
}

fn flow() -> PublishFlow {
    flow_of(file(), PublishPolicy::default())
}

fn waiting(id: u64) -> Said {
    ok(format!(r#"{{"id":"{id}","uri":"https://rupload.facebook.com/ig-api-upload/v26.0/{id}"}}"#))
}

fn phase(word: &str, bytes: u64) -> Said {
    ok(format!(
        r#"{{"status_code":"IN_PROGRESS","video_status":{{"uploading_phase":{{"status":"{word}","bytes_transferred":{bytes}}}}}}}"#
    ))
}

fn dead() -> Said {
    ok(include_str!("../../data/read_container_upload_dead__200.json"))
}

fn uploaded() -> Said {
    ok(r#"{"success":true,"message":"Upload successful."}"#)
}

fn refused(status: u16, kind: &str, retriable: bool) -> Said {
    Said::Body(
        status,
        format!(r#"{{"debug_info":{{"retriable":{retriable},"type":"{kind}","message":"no"}}}}"#),
    )
}

fn script() -> Script {
    Script::new().says(CREATE, [waiting(1001)]).says(UPLOAD, [uploaded()])
}

/// From where to where the bytes of each upload went.
fn slices(script: &Script) -> Vec<(u64, u64)> {
    let slices = script.sent.iter().filter_map(Draft::part);
    slices.map(|slice| (slice.offset(), slice.offset() + slice.length())).collect()
}

#[test]
fn the_whole_video_goes_in_one_request() {
    let mut script = script();
    assert_eq!(media_id(&script.run(&mut flow())), Some("2001"));
    assert_eq!(script.names(), [CREATE, UPLOAD, STATUS, LIST, PUBLISH]);
    assert_eq!(slices(&script), [(0, 100)]);
    assert_eq!(script.values(CREATE, "upload_type"), ["resumable"]);
    assert_eq!(script.values(CREATE, "video_url"), [""; 0]);
    assert_eq!(script.values(CREATE, "media_type"), ["REELS"]);
}

#[test]
fn after_a_break_it_goes_on_from_where_the_server_is() {
    let failures = [
        Said::Lost,
        error(500, 2, 0),
        refused(412, "OffsetInvalidError", true),
        refused(500, "ProcessingFailedError", true),
    ];
    for lost in failures {
        let mut script = script()
            .says(UPLOAD, [lost.clone(), uploaded()])
            .says(STATUS, [phase("in_progress", 40), phase("complete", 100), status("FINISHED")]);
        assert_eq!(media_id(&script.run(&mut flow())), Some("2001"), "{lost:?}");
        assert_eq!(slices(&script), [(0, 100), (40, 100)], "{lost:?}");
        assert_eq!(script.count(CREATE), 1, "{lost:?}");
    }
}

#[test]
fn what_was_not_sent_is_sent_again_without_a_question() {
    let mut script = script().says(UPLOAD, [Said::NotSent, uploaded()]);
    assert_eq!(media_id(&script.run(&mut flow())), Some("2001"));
    assert_eq!(script.names(), [CREATE, UPLOAD, UPLOAD, STATUS, LIST, PUBLISH]);
}

/// The server has the last word, not the reply.
#[test]
fn a_server_that_has_fewer_bytes_than_were_sent_gets_the_rest() {
    let mut script = script()
        .says(STATUS, [phase("in_progress", 60), phase("complete", 100), status("FINISHED")]);
    assert_eq!(media_id(&script.run(&mut flow())), Some("2001"));
    assert_eq!(slices(&script), [(0, 100), (60, 100)]);
}

#[test]
fn a_video_that_gets_on_is_never_given_up_and_one_that_does_not_is() {
    let slow: Vec<_> = (1..100).map(|bytes| phase("in_progress", bytes)).collect();
    let lines = [slow, vec![status("FINISHED")]].concat();
    let mut script = script().says(UPLOAD, [Said::Lost]).says(STATUS, lines);
    assert_eq!(media_id(&script.run(&mut flow())), Some("2001"));
    assert_eq!(script.count(UPLOAD), 100);

    let mut script = Script::new()
        .says(CREATE, [waiting(1001)])
        .says(UPLOAD, [uploaded()])
        .says(STATUS, [phase("in_progress", 40)]);
    let outcome = script.run(&mut flow());
    assert_eq!(not_published(&outcome), &Cause::UploadLost);
    assert_eq!((script.count(CREATE), script.count(PUBLISH)), (3, 0));
    assert!(script.count(UPLOAD) < 20, "{}", script.count(UPLOAD));
}

/// It would stay in progress for good (reference §3.4).
#[test]
fn a_dead_upload_is_replaced_and_nothing_was_published() {
    let mut script = script()
        .says(CREATE, [waiting(1001), waiting(1002)])
        .says(UPLOAD, [refused(400, "ProcessingFailedError", false), uploaded()])
        .says(STATUS, [dead(), status("FINISHED")]);
    assert_eq!(media_id(&script.run(&mut flow())), Some("2001"));
    assert_eq!(script.values(PUBLISH, "creation_id"), ["1002"]);

    let mut script = Script::new()
        .says(CREATE, [waiting(1001)])
        .says(UPLOAD, [uploaded()])
        .says(STATUS, [dead()]);
    let outcome = script.run(&mut flow());
    let Cause::UploadFailed { code, message, .. } = not_published(&outcome) else {
        panic!("{outcome:?}")
    };
    assert_eq!(*code, Some(1_363_008));
    assert!(message.as_ref().unwrap().contains("FILE_NOT_FOUND"));
    assert_eq!(script.count(CREATE), 3);
}

#[test]
fn an_upload_that_dies_in_processing_is_replaced_too() {
    let lines = [phase("complete", 100), dead(), status("FINISHED")];
    let mut script = script().says(CREATE, [waiting(1001), waiting(1002)]).says(STATUS, lines);
    assert_eq!(media_id(&script.run(&mut flow())), Some("2001"));
    assert_eq!(script.values(PUBLISH, "creation_id"), ["1002"]);
}

#[test]
fn a_file_that_has_changed_ends_it_at_once() {
    let mut script = script().says(UPLOAD, [Said::FileChanged]);
    let outcome = script.run(&mut flow());
    let Cause::File { detail, .. } = not_published(&outcome) else { panic!("{outcome:?}") };
    assert!(detail.contains("the file has changed"), "{detail}");
    assert_eq!(script.names(), [CREATE, UPLOAD]);
}

#[test]
fn a_token_that_is_dead_ends_it_at_once() {
    let mut script = script().says(UPLOAD, [error(400, 190, 463)]);
    assert!(matches!(not_published(&script.run(&mut flow())), Cause::Rejected(_)));
    assert_eq!(script.names(), [CREATE, UPLOAD]);
}

#[test]
fn slices_follow_one_another_until_one_is_refused() {
    let sliced = || flow_of(file(), PublishPolicy::default().with_upload_slice(Some(40)));
    let mut script = script();
    assert_eq!(media_id(&script.run(&mut sliced())), Some("2001"));
    assert_eq!(slices(&script), [(0, 40), (40, 80), (80, 100)]);
    assert_eq!(script.count(STATUS), 1, "nothing is asked in between");

    let partial = refused(400, "PartialRequestError", false);
    let mut script = self::script()
        .says(UPLOAD, [partial, uploaded()])
        .says(STATUS, [phase("in_progress", 0), status("FINISHED")]);
    assert_eq!(media_id(&script.run(&mut sliced())), Some("2001"));
    assert_eq!(slices(&script), [(0, 40), (0, 100)]);
}

#[test]
fn after_a_crash_the_server_is_asked_first() {
    let mut first = script();
    let _ = first.run(&mut flow());
    let kept = first.kept.iter().find(|kept| kept.contains(r#""upload":["#)).unwrap();
    let snapshot = Snapshot::from_json(kept.as_bytes()).unwrap();
    assert_eq!(snapshot.phase(), Phase::Upload);
    assert_eq!(snapshot.upload().map(|(file, bytes)| (file.name(), bytes)), Some(("a.mp4", 0)));
    let mut rest = script()
        .says(STATUS, [phase("in_progress", 70), phase("complete", 100), status("FINISHED")]);
    let outcome = rest.run(&mut PublishFlow::resume(snapshot, first.time()));
    assert_eq!(media_id(&outcome), Some("2001"));
    assert_eq!(slices(&rest), [(70, 100)]);
    assert_eq!(rest.count(CREATE), 0);
}

#[test]
fn a_hosted_video_is_fetched_by_the_upload_host() {
    let url: MediaUrl = "https://example.com/a.mp4".parse().unwrap();
    let mut script = script()
        .says(UPLOAD, [Said::Lost, uploaded()])
        .says(STATUS, [phase("not_started", 0), phase("in_progress", 7), status("FINISHED")]);
    let mut flow = flow_of(VideoSource::Hosted(url), PublishPolicy::default());
    assert_eq!(media_id(&script.run(&mut flow)), Some("2001"));
    assert_eq!(script.count(UPLOAD), 2);
    assert_eq!(slices(&script), []);
}

#[test]
fn a_container_with_nowhere_to_upload_to_is_said() {
    for body in [r#"{"id":"1001"}"#, r#"{"id":"1001","uri":"file:///etc/passwd"}"#] {
        let mut script = script().says(CREATE, [ok(body)]);
        assert_eq!(not_published(&script.run(&mut flow())), &Cause::NoUpload, "{body}");
        assert_eq!(script.names(), [CREATE]);
    }
}

/// Where the container cannot be read, nobody knows how much is there.
#[test]
fn another_container_is_made_where_reads_are_out() {
    let out = vec![error(400, 100, 33); 4];
    let mut script = script()
        .says(CREATE, [waiting(1001), waiting(1002)])
        .says(UPLOAD, [Said::Lost, uploaded()])
        .says(STATUS, [out, vec![status("FINISHED")]].concat());
    assert_eq!(media_id(&script.run(&mut flow())), Some("2001"));
    assert_eq!(script.values(PUBLISH, "creation_id"), ["1002"]);
}

#[test]
fn a_video_in_a_carousel_is_uploaded_before_the_next_item_is_made() {
    let image = ImageItem::new("https://example.com/1.jpg".parse().unwrap());
    let items = vec![CarouselItem::from(VideoItem::new(file())), image.into()];
    let carousel = Carousel::new(items.try_into().unwrap());
    let plan = PublishPlan::new("17841400008460056".parse().unwrap(), carousel);
    let mut script = Script::new()
        .says(CREATE, [vec![waiting(101)], made([102, 1001])].concat())
        .says(UPLOAD, [uploaded()])
        .says(STATUS, [phase("complete", 100), status("FINISHED")]);
    assert_eq!(media_id(&script.run(&mut PublishFlow::new(plan, 7))), Some("2001"));
    let expected = [CREATE, UPLOAD, STATUS, CREATE, STATUS, STATUS, CREATE, STATUS, LIST, PUBLISH];
    assert_eq!(script.names(), expected, "the video takes longer than the picture");
    assert_eq!(script.values(CREATE, "media_type"), ["VIDEO", "CAROUSEL"]);
    assert_eq!(script.values(CREATE, "children"), ["101,102"]);
}

#[test]
fn a_slice_of_nothing_is_the_whole_video() {
    let mut script = script();
    let mut flow = flow_of(file(), PublishPolicy::default().with_upload_slice(Some(0)));
    assert_eq!(media_id(&script.run(&mut flow)), Some("2001"));
    assert_eq!(slices(&script), [(0, 100)]);
}

/// It would be sent the video forever.
#[test]
fn a_server_that_takes_a_byte_at_a_time_is_given_up() {
    let large = NamedSource::new("a.mp4", 300_000_000).unwrap();
    let reads = (1..500).map(|bytes| phase("in_progress", bytes));
    let mut script = Script::new()
        .says(CREATE, [waiting(1001)])
        .says(UPLOAD, [Said::Lost])
        .says(STATUS, reads.collect::<Vec<_>>());
    not_published(&script.run(&mut flow_of(large, PublishPolicy::default())));
    assert!(script.count(UPLOAD) < 20, "{}", script.count(UPLOAD));
}
