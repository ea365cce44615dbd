//! Faults of uploads.

use http::Method;
use ig_sandbox_core::{Handling, UploadEnd, UploadNext, UploadStart};
use serde_json::json;

use crate::{
    support::{Bench, START},
    upload_support::{Waiting, sha256, upload, video},
};

const SIZE: usize = 10_000;

fn armed(fault: &str) -> (Bench, Waiting) {
    let mut bench = Bench::new();
    let to = bench.create_for_upload();
    bench.arm(fault);
    (bench, to)
}

fn transferred(bench: &mut Bench) -> u64 {
    bench.upload_state()["bytes_transferred"].as_u64().unwrap()
}

#[test]
fn drop_keeps_no_byte_and_commit_then_drop_keeps_all() {
    for (what, came) in [("drop", 0), ("commit_then_drop", SIZE as u64)] {
        let (mut bench, to) = armed(&format!(r#"[{{"on": "upload", "do": "{what}"}}]"#));
        assert!(bench.try_upload(&to, 0, SIZE, &video(SIZE)).is_none());
        assert_eq!(transferred(&mut bench), came, "{what}");
    }
}

#[test]
fn cut_keeps_the_bytes_before_it() {
    let (mut bench, to) = armed(
        r#"[{"on": "upload", "do": "cut", "after_bytes": 3000},
            {"on": "upload", "do": "cut", "after_bytes": 0},
            {"on": "upload", "do": "cut", "after_bytes": 6999},
            {"on": "upload", "do": "cut", "after_bytes": 2}]"#,
    );
    let video = video(SIZE);
    for (offset, came) in [(0, 3000), (3000, 3000), (3000, 9999)] {
        assert!(bench.try_upload(&to, offset, SIZE, &video[offset..]).is_none());
        assert_eq!(transferred(&mut bench), came);
    }
    let last = bench.upload(&to, 9999, SIZE, &video[9999..]);
    last.is_uploaded();
    assert_eq!(bench.upload_state()["sha256"], sha256(&video));
    let log = bench.control(Method::GET, "requests", "").json();
    assert_eq!(log[1]["faults"], json!(["cut"]));
    assert_eq!(log[1]["status"], json!(null));
}

#[test]
fn a_connection_that_is_cut_after_the_last_byte_has_brought_the_video() {
    let (mut bench, to) = armed(r#"[{"on": "upload", "do": "cut", "after_bytes": 10000}]"#);
    assert!(bench.try_upload(&to, 0, SIZE, &video(SIZE)).is_none());
    assert_eq!(bench.video_status(&to.id)["uploading_phase"]["status"], "complete");
}

#[test]
fn short_reports_success_and_loses_the_end() {
    let (mut bench, to) = armed(r#"[{"on": "upload", "do": "short", "bytes": 1000}]"#);
    let video = video(SIZE);
    bench.upload(&to, 0, SIZE, &video).is_uploaded();
    assert_eq!(transferred(&mut bench), 9000);
    assert_eq!(bench.video_status(&to.id)["uploading_phase"]["status"], "in_progress");
    bench.try_publish(&to.id).is_error(400, 9007, 2_207_027);
    bench.upload(&to, 9000, SIZE, &video[9000..]).is_uploaded();
    bench.wait(10);
    assert_eq!(bench.status(&to.id), "FINISHED");
    let (mut bench, to) = armed(r#"[{"on": "upload", "do": "short", "bytes": 99999}]"#);
    bench.upload(&to, 0, SIZE, &video).is_uploaded();
    assert_eq!(transferred(&mut bench), 0);
}

#[test]
fn a_dead_upload_is_in_progress_until_its_container_expires() {
    let (mut bench, to) = armed(r#"[{"on": "upload", "do": "upload_dies", "nth": 2}]"#);
    let video = video(SIZE);
    bench.upload(&to, 0, SIZE, &video[..5000]).is_uploaded();
    let reply = bench.upload(&to, 5000, SIZE, &video[5000..]);
    assert_eq!(reply.status, 400);
    assert_eq!(
        reply.json(),
        json!({"debug_info": {
            "retriable": false, "type": "ProcessingFailedError",
            "message": "Request processing failed",
        }})
    );
    let fields = [("fields", "status,status_code,video_status")];
    let dead = json!({
        "status": "In Progress: Media is still being processed.",
        "status_code": "IN_PROGRESS",
        "video_status": {
            "uploading_phase": {
                "status": "error", "bytes_transferred": 0, "source_file_size": 0,
                "errors": [{
                    "code": 1_363_008, "message": "OIL Error[FILE_NOT_FOUND: 6]: File not found.",
                }],
            },
            "processing_phase": {"status": "error"},
        },
        "id": to.id,
    });
    for _ in 0..2 {
        assert_eq!(bench.get(&format!("/{}", to.id), &fields).json(), dead);
        bench.upload(&to, 0, SIZE, &video).is_refused(400, "ProcessingFailedError");
        bench.try_publish(&to.id).is_error(400, 9007, 2_207_027);
        bench.wait(11 * 3600);
    }
    bench.wait(2 * 3600);
    let expired = bench.get(&format!("/{}", to.id), &fields).json();
    assert_eq!(expired["status_code"], "EXPIRED");
    bench.try_publish(&to.id).is_error(400, 24, 2_207_008);
}

#[test]
fn errors_have_the_form_of_uploads() {
    for (fault, status, kind, retriable) in [
        (r#""do": "error""#, 400, "ProcessingFailedError", false),
        (r#""do": "error", "status": 412"#, 412, "OffsetInvalidError", true),
        (r#""do": "error", "status": 503"#, 503, "ProcessingFailedError", true),
        (
            r#""do": "error", "title": "PartialRequestError", "message": "no""#,
            400,
            "PartialRequestError",
            false,
        ),
        (r#""do": "late_commit", "delay_s": 1"#, 400, "ProcessingFailedError", false),
    ] {
        let (mut bench, to) = armed(&format!(r#"[{{"on": "upload", {fault}}}]"#));
        let reply = bench.upload(&to, 0, SIZE, &video(SIZE));
        reply.is_refused(status, kind);
        assert_eq!(reply.json()["debug_info"]["retriable"], retriable);
        assert_eq!(transferred(&mut bench), 0);
    }
    let (mut bench, to) = armed(r#"[{"on": "upload", "do": "commit_then_error", "status": 500}]"#);
    bench.upload(&to, 0, SIZE, &video(SIZE)).is_refused(500, "ProcessingFailedError");
    assert_eq!(transferred(&mut bench), SIZE as u64);
}

#[test]
fn replies_can_be_late_garbled_or_a_page() {
    let (mut bench, to) = armed(r#"[{"on": "upload", "do": "delay", "delay_s": 3}]"#);
    let reply = bench.upload(&to, 0, SIZE, &video(SIZE));
    assert_eq!(reply.is_uploaded().after.as_secs(), 3);
    let (mut bench, to) = armed(r#"[{"on": "upload", "do": "garble"}]"#);
    let reply = bench.upload(&to, 0, SIZE, &video(SIZE));
    assert_eq!(reply.to_text(), r#"{"success":true,"messag"#);
    assert_eq!(transferred(&mut bench), SIZE as u64);
    let (mut bench, to) = armed(r#"[{"on": "any", "do": "html"}]"#);
    let reply = bench.upload(&to, 0, SIZE, &video(SIZE));
    assert!(reply.status == 502 && reply.to_text().starts_with("<html>"));
    assert_eq!(transferred(&mut bench), 0);
}

#[test]
fn the_fetch_of_an_upload_can_fail() {
    let (mut bench, to) = armed(r#"[{"on": "upload", "do": "fetch_fails"}]"#);
    bench.send(upload(&to.path, &[("file_url", crate::support::VIDEO)], b"")).unwrap();
    assert_eq!(bench.video_status(&to.id)["uploading_phase"]["status"], "error");
}

#[test]
fn a_newer_request_takes_over_from_one_that_hangs() {
    let mut bench = Bench::new();
    let to = bench.create_for_upload();
    let video = video(SIZE);
    let begin = |bench: &mut Bench, offset: &str| {
        let headers = [("offset", offset), ("file_size", "10000")];
        match bench.sandbox.upload_begins(START, &upload(&to.path, &headers, b"").map(drop)) {
            UploadStart::Receive(ticket) => ticket,
            other => panic!("{other:?}"),
        }
    };
    let first = begin(&mut bench, "0");
    assert_eq!(bench.sandbox.upload_receives(first, &video[..4000]), UploadNext::More);
    let second = begin(&mut bench, "4000");
    assert_eq!(bench.sandbox.upload_receives(first, &video[4000..5000]), UploadNext::Break);
    assert_eq!(transferred(&mut bench), 4000);
    assert_eq!(bench.sandbox.upload_receives(second, &video[4000..]), UploadNext::More);
    let end = bench.sandbox.upload_ends(START, second, UploadEnd::Whole);
    assert!(matches!(end, Handling::Respond(response) if response.status() == 200));
    let old = bench.sandbox.upload_ends(START, first, UploadEnd::Whole);
    assert!(!matches!(old, Handling::Respond(response) if response.status() != 200));
    let twice = bench.sandbox.upload_ends(START, second, UploadEnd::Whole);
    assert!(matches!(twice, Handling::Drop));
}

#[test]
fn a_body_of_unknown_length_that_is_too_long_kills_the_upload() {
    let mut bench = Bench::new();
    let to = bench.create_for_upload();
    let headers = [("offset", "0"), ("file_size", "100"), ("transfer-encoding", "chunked")];
    let head = upload(&to.path, &headers, b"").map(drop);
    let UploadStart::Receive(ticket) = bench.sandbox.upload_begins(START, &head) else {
        panic!("nothing is known to be wrong yet");
    };
    for _ in 0..3 {
        assert_eq!(bench.sandbox.upload_receives(ticket, &video(50)), UploadNext::More);
    }
    let Handling::Respond(response) = bench.sandbox.upload_ends(START, ticket, UploadEnd::Whole)
    else {
        panic!("it is answered");
    };
    assert_eq!(response.status(), 400);
    assert_eq!(bench.video_status(&to.id)["uploading_phase"]["status"], "error");
}

#[test]
fn uploads_do_not_outlive_a_reset() {
    let mut bench = Bench::new();
    let to = bench.create_for_upload();
    let headers = [("offset", "0"), ("file_size", "100")];
    let head = upload(&to.path, &headers, b"").map(drop);
    let UploadStart::Receive(ticket) = bench.sandbox.upload_begins(START, &head) else {
        panic!("it starts");
    };
    bench.sandbox.reset();
    assert_eq!(bench.sandbox.upload_receives(ticket, b"abc"), UploadNext::Break);
    assert!(matches!(bench.sandbox.upload_ends(START, ticket, UploadEnd::Whole), Handling::Drop));
}

#[test]
fn faults_of_uploads_are_checked() {
    let mut bench = Bench::new();
    for (fault, why) in [
        (r#"{"on": "upload", "do": "cut"}"#, "`cut` needs `after_bytes`"),
        (r#"{"on": "upload", "do": "drop", "after_bytes": 1}"#, "`cut` needs `after_bytes`"),
        (r#"{"on": "upload", "do": "short"}"#, "`short` needs `bytes`"),
        (r#"{"on": "create", "do": "upload_dies"}"#, "are for `upload`"),
        (r#"{"on": "upload", "do": "processing", "delay_s": 1}"#, "cannot happen on this"),
    ] {
        let reply = bench.control(Method::POST, "faults", fault);
        assert_eq!(reply.status, 400, "{fault}");
        assert!(reply.to_text().contains(why), "{}", reply.to_text());
    }
    bench.arm(r#"[{"on": "upload", "do": "cut", "after_bytes": 7}]"#);
    let armed = bench.control(Method::GET, "faults", "").json();
    assert_eq!((&armed[0]["after_bytes"], armed[0].get("bytes")), (&json!(7), None));
}
