//! All children or none, and the failed one alone again.

use std::time::Duration;

use ig_core::{
    Carousel, CarouselItem, Post, PublishFlow, PublishPlan,
    post::ImageItem,
    publish::{Cause, Outcome, Phase, Snapshot},
};

use super::{media_id, not_published};
use crate::script::{
    BATCH, CREATE, LIST, PUBLISH, STATUS, Said, Script, batch, error, list, made, media, ok, status,
};

fn post(items: usize) -> Post {
    let items = (1..=items).map(|n| {
        let url = format!("https://example.com/{n}.jpg").parse().unwrap();
        CarouselItem::from(ImageItem::new(url))
    });
    let items = items.collect::<Vec<_>>().try_into().unwrap();
    Carousel::new(items).with_caption("#BronzFonz".parse().unwrap()).into()
}

fn flow() -> PublishFlow {
    PublishFlow::new(PublishPlan::new("17841400008460056".parse().unwrap(), post(3)), 7)
}

const READY: Option<&str> = Some("FINISHED");
const BUSY: Option<&str> = Some("IN_PROGRESS");
const FAILED: Option<&str> = Some("ERROR");

fn script() -> Script {
    Script::new().says(CREATE, made([101, 102, 103, 1001])).says(BATCH, [batch(&[READY; 3])])
}

fn children(script: &Script) -> Vec<String> {
    script.values(CREATE, "children")
}

/// An `ERROR` with its number, beside two items that are ready.
fn second_failed(code: u32) -> Said {
    let ready = r#"{"code":200,"body":"{\"status_code\":\"FINISHED\"}"}"#;
    let failed = format!(
        r#"{{"code":200,"body":"{{\"status_code\":\"ERROR\",\"status\":\"Error: Media upload has failed with error code {code}\"}}"}}"#
    );
    ok(format!("[{ready},{failed},{ready}]"))
}

#[test]
fn the_items_are_read_in_one_request_and_the_carousel_is_itself_awaited() {
    let mut script = script().says(STATUS, [status("IN_PROGRESS"), status("FINISHED")]);
    let outcome = script.run(&mut flow());
    assert_eq!(media_id(&outcome), Some("2001"));
    let expected = [CREATE, CREATE, CREATE, BATCH, CREATE, STATUS, STATUS, LIST, PUBLISH];
    assert_eq!(script.names(), expected);
    assert_eq!(children(&script), ["101,102,103"], "in order");
    assert_eq!(script.values(CREATE, "is_carousel_item"), ["true"; 3]);
    assert_eq!(script.values(CREATE, "caption"), ["#BronzFonz"], "the carousel's alone");
    assert_eq!(script.values(PUBLISH, "creation_id"), ["1001"]);
}

#[test]
fn nothing_is_read_where_the_replies_say_that_the_items_are_ready() {
    let ready = |id| ok(format!(r#"{{"id":"{id}","status_code":"FINISHED"}}"#));
    let mut script = Script::new().says(CREATE, [101, 102, 103, 1001].map(ready));
    let _ = script.run(&mut flow());
    assert_eq!(script.names(), [CREATE, CREATE, CREATE, CREATE, LIST, PUBLISH]);
}

#[test]
fn the_carousel_waits_for_the_last_of_its_items() {
    let slow = [batch(&[READY, BUSY, BUSY]), batch(&[BUSY, READY])];
    let mut script = script().says(BATCH, slow).says(STATUS, [status("FINISHED")]);
    assert_eq!(media_id(&script.run(&mut flow())), Some("2001"));
    let expected = [CREATE, CREATE, CREATE, BATCH, BATCH, STATUS, CREATE, STATUS, LIST, PUBLISH];
    assert_eq!(script.names(), expected, "the last of them is read by itself");
}

#[test]
fn the_failed_item_is_made_again_and_no_other() {
    let mut script = script()
        .says(CREATE, made([101, 102, 103, 202, 1001]))
        .says(BATCH, [second_failed(2_207_077)]);
    assert_eq!(media_id(&script.run(&mut flow())), Some("2001"));
    let urls = script.values(CREATE, "image_url");
    let url = |n| format!("https://example.com/{n}.jpg");
    assert_eq!(urls, [url(1), url(2), url(3), url(2)]);
    assert_eq!(children(&script), ["101,202,103"]);
}

#[test]
fn an_item_that_fails_for_good_is_named_and_nothing_is_posted() {
    let mut script = script().says(BATCH, [second_failed(2_207_026)]);
    let outcome = script.run(&mut flow());
    let Outcome::NotPublished { reason } = &outcome else { panic!("{outcome:?}") };
    let item = reason.item.as_ref().unwrap();
    assert_eq!((item.number, &*item.medium), (2, "https://example.com/2.jpg"));
    assert_eq!(reason.container.as_ref().map(|id| id.as_str()), Some("102"));
    let said = reason.to_string();
    assert!(said.contains("item 2 (https://example.com/2.jpg)"), "{said}");
    assert!(said.contains("error code 2207026"), "{said}");
    assert_eq!((script.count(PUBLISH), children(&script).len()), (0, 0));
}

#[test]
fn an_item_that_is_refused_ends_it_before_the_next_is_made() {
    let refused = Said::Body(
        400,
        r#"{"error":{"message":"The aspect ratio is not supported","code":36003,"error_subcode":2207009}}"#.into(),
    );
    let mut script = script().says(CREATE, [made([101]), vec![refused]].concat());
    let outcome = script.run(&mut flow());
    let Outcome::NotPublished { reason } = &outcome else { panic!("{outcome:?}") };
    assert_eq!((reason.phase, reason.item.as_ref().unwrap().number), (Phase::Create, 2));
    assert!(reason.to_string().contains("The aspect ratio is not supported"), "{reason}");
    assert_eq!(script.names(), [CREATE, CREATE]);
}

#[test]
fn an_item_is_made_three_times_and_no_more() {
    let mut script = script()
        .says(CREATE, made(101..110))
        .says(BATCH, [second_failed(2_207_077)])
        .says(STATUS, [ok(
            r#"{"status_code":"ERROR","status":"Error: Media upload has failed with error code 2207077"}"#,
        )]);
    let cause = script.run(&mut flow());
    assert!(matches!(not_published(&cause), Cause::ContainerFailed { code: Some(2_207_077), .. }));
    assert_eq!(script.count(CREATE), 5);
}

/// A fetch that failed for one image of several passes when it is tried again
/// (reference §13.6).
#[test]
fn a_fetch_that_failed_is_tried_again_for_this_item() {
    let lines = [made([101]), vec![error(400, 9004, 2_207_052)], made([102, 103, 1001])].concat();
    let mut script = script().says(CREATE, lines);
    assert_eq!(media_id(&script.run(&mut flow())), Some("2001"));
    assert_eq!(children(&script), ["101,102,103"]);
}

/// It is unknown, and never repeated by making it again.
#[test]
fn an_item_without_an_answer_is_read_again() {
    let mut script = script()
        .says(BATCH, [batch(&[READY, None, None]), batch(&[None, READY])])
        .says(STATUS, [status("FINISHED")]);
    assert_eq!(media_id(&script.run(&mut flow())), Some("2001"));
    assert_eq!(script.count(CREATE), 4);
}

#[test]
fn items_are_read_one_by_one_where_batches_are_refused() {
    let mut script = script().says(BATCH, [error(400, 100, 0)]);
    assert_eq!(media_id(&script.run(&mut flow())), Some("2001"));
    let expected =
        [CREATE, CREATE, CREATE, BATCH, STATUS, STATUS, STATUS, CREATE, STATUS, LIST, PUBLISH];
    assert_eq!(script.names(), expected);
}

#[test]
fn a_batch_that_was_lost_is_sent_again() {
    for lost in [Said::Lost, Said::NotSent, error(500, 2, 0), Said::Body(502, "<html>".into())] {
        let mut script = script().says(BATCH, [lost.clone(), batch(&[READY; 3])]);
        assert_eq!(media_id(&script.run(&mut flow())), Some("2001"), "{lost:?}");
        assert_eq!((script.count(BATCH), script.count(CREATE)), (2, 4), "{lost:?}");
    }
}

#[test]
fn only_the_carousel_is_made_again_where_it_alone_failed() {
    let failed = ok(
        r#"{"status_code":"ERROR","status":"Error: Media upload has failed with error code 2207053"}"#,
    );
    let mut script = script()
        .says(CREATE, made([101, 102, 103, 1001, 1002]))
        .says(STATUS, [failed, status("FINISHED")]);
    assert_eq!(media_id(&script.run(&mut flow())), Some("2001"));
    assert_eq!(children(&script), ["101,102,103"; 2]);
    assert_eq!(script.values(PUBLISH, "creation_id"), ["1002"]);
}

/// Wherever it stops, what is done is not done again.
#[test]
fn children_that_are_done_survive_a_crash() {
    let mut whole = script();
    let _ = whole.run(&mut flow());
    let mut seen = Vec::new();
    for kept in &whole.kept {
        let snapshot = Snapshot::from_json(kept.as_bytes()).unwrap();
        let Some((ready, of)) = snapshot.items() else { continue };
        assert_eq!(of, 3);
        if snapshot.container().is_some() {
            continue;
        }
        // Made before the crash, by their ids.
        let before =
            [101, 102, 103].iter().filter(|id| kept.contains(&format!("\"{id}\""))).count();
        seen.push((before, ready));
        let mut rest = Script::new()
            .says(CREATE, made((101..104).skip(before).chain([1001])))
            .says(BATCH, [batch(&[READY; 3])]);
        let outcome = rest.run(&mut PublishFlow::resume(snapshot, whole.time()));
        assert_eq!(media_id(&outcome), Some("2001"), "{kept}");
        assert_eq!(rest.count(CREATE), 3 - before + 1, "{kept}");
        assert_eq!(children(&rest), ["101,102,103"], "{kept}");
    }
    assert_eq!(seen, [(0, 0), (1, 0), (2, 0), (3, 0), (3, 3)]);
}

/// A container lives for a day, and a carousel of dead items would be refused.
#[test]
fn items_that_are_older_than_a_day_are_made_again() {
    let mut first = script();
    let _ = first.run(&mut flow());
    let mut kept = first.kept.iter().map(|kept| Snapshot::from_json(kept.as_bytes()).unwrap());
    let snapshot = kept.find(|snapshot| snapshot.items() == Some((3, 3))).unwrap();
    let mut later = script();
    later.now = Duration::from_secs(25 * 3600);
    let outcome = later.run(&mut PublishFlow::resume(snapshot, later.time()));
    assert_eq!(media_id(&outcome), Some("2001"));
    assert_eq!(later.count(CREATE), 4);
}

#[test]
fn a_lost_publish_of_a_carousel_is_found_by_its_kind_and_words() {
    let ours = media(2001, "#BronzFonz", 5).replace("IMAGE", "CAROUSEL_ALBUM");
    let photo = media(2002, "#BronzFonz", 6);
    let mut script = script()
        .says(PUBLISH, [Said::Lost])
        .says(STATUS, [status("FINISHED"), status("PUBLISHED")])
        .says(LIST, [list(&[]), list(&[photo, ours])]);
    assert_eq!(media_id(&script.run(&mut flow())), Some("2001"));
    assert_eq!(script.count(PUBLISH), 1);
}

#[test]
fn a_snapshot_of_another_number_of_items_is_damaged() {
    let mut script = script();
    let _ = script.run(&mut flow());
    let first = &script.kept[0];
    let cut = first.replacen(r#"[1,{"create":[0,0]}],"#, "", 1);
    assert_ne!(&cut, first);
    assert!(Snapshot::from_json(first.as_bytes()).is_ok());
    assert!(Snapshot::from_json(cut.as_bytes()).is_err());
}

/// Nobody is asked about an item that is not there.
#[test]
fn a_failed_item_in_a_batch_ends_it_whatever_the_others_say() {
    let mut script = script().says(BATCH, [batch(&[BUSY, FAILED, READY])]);
    not_published(&script.run(&mut flow()));
    assert_eq!(script.names(), [CREATE, CREATE, CREATE, BATCH]);
}

/// Reads are out, so the items are taken for ready; the server says that they
/// are not (reference §13.3).
#[test]
fn a_carousel_whose_items_are_not_ready_after_all_is_made_a_little_later() {
    let not_ready = error(400, 9007, 2_207_027);
    let lines = [made([101, 102, 103]), vec![not_ready; 3], made([1001])].concat();
    let mut script = script().says(CREATE, lines).says(BATCH, [batch_of(&error(400, 100, 33))]);
    assert_eq!(media_id(&script.run(&mut flow())), Some("2001"));
    assert_eq!(children(&script), ["101,102,103"; 4]);
    assert!(Duration::from_secs(60) < script.now, "{:?}", script.now);
}

/// The same error for each of three items.
fn batch_of(said: &Said) -> Said {
    let Said::Body(status, body) = said else { panic!("{said:?}") };
    let body = serde_json::to_string(body).unwrap();
    let entry = format!(r#"{{"code":{status},"body":{body}}}"#);
    ok(format!("[{}]", vec![entry; 3].join(",")))
}

#[test]
fn a_carousel_of_ten_has_all_of_them() {
    let mut script = Script::new().says(CREATE, made((101..=110).chain([1001])));
    script = script.says(BATCH, [batch(&[READY; 10])]);
    let plan = PublishPlan::new("17841400008460056".parse().unwrap(), post(10));
    assert_eq!(media_id(&script.run(&mut PublishFlow::new(plan, 7))), Some("2001"));
    assert_eq!(children(&script), ["101,102,103,104,105,106,107,108,109,110"]);
}

/// The carousel's own container is younger than its items, and may be ready.
#[test]
fn a_carousel_that_was_made_is_read_before_its_old_items_are_made_again() {
    let mut first = script().says(STATUS, [status("IN_PROGRESS")]);
    let _ = first.run(&mut flow());
    let mut kept = first.kept.iter().map(|kept| Snapshot::from_json(kept.as_bytes()).unwrap());
    let snapshot = kept.find(|snapshot| snapshot.container().is_some()).unwrap();

    let mut ready = script();
    ready.now = Duration::from_secs(24 * 3600);
    let outcome = ready.run(&mut PublishFlow::resume(snapshot.clone(), ready.time()));
    assert_eq!(media_id(&outcome), Some("2001"));
    assert_eq!(ready.count(CREATE), 0, "nothing is thrown away");

    let mut expired = script().says(STATUS, [status("EXPIRED"), status("FINISHED")]);
    expired.now = Duration::from_secs(25 * 3600);
    let outcome = expired.run(&mut PublishFlow::resume(snapshot, expired.time()));
    assert_eq!(media_id(&outcome), Some("2001"));
    assert_eq!(expired.count(CREATE), 4, "the items too, which are no more");
}

/// Single calls would hammer where a batch was too much.
#[test]
fn a_batch_that_is_throttled_is_not_followed_by_single_reads() {
    let throttled = error(400, 4, 0);
    let mut script = script().says(BATCH, [throttled, batch(&[READY; 3])]);
    assert_eq!(media_id(&script.run(&mut flow())), Some("2001"));
    let expected = [CREATE, CREATE, CREATE, BATCH, BATCH, CREATE, STATUS, LIST, PUBLISH];
    assert_eq!(script.names(), expected);
    assert!(Duration::from_secs(30) <= script.now, "{:?}", script.now);
}

/// Each part of a batch has a usage of its own.
#[test]
fn the_usage_of_a_batchs_parts_is_respected() {
    let usage = r#"{\"1\":[{\"type\":\"instagram\",\"estimated_time_to_regain_access\":17}]}"#;
    let header = format!(r#"{{"name":"X-Business-Use-Case-Usage","value":"{usage}"}}"#);
    let entry = format!(
        r#"{{"code":200,"headers":[{header}],"body":"{{\"status_code\":\"IN_PROGRESS\"}}"}}"#
    );
    let busy = ok(format!("[{}]", vec![entry; 3].join(",")));
    let mut script = script().says(BATCH, [busy, batch(&[READY; 3])]);
    assert_eq!(media_id(&script.run(&mut flow())), Some("2001"));
    assert_eq!(script.waits[0].as_secs(), 17 * 60);
}
