//! Videos that are uploaded.

mod hosted;

use http::Method;
use ig_sandbox_core::{Config, FetchError, Fetched, Handling, Login, Slices};
use serde_json::json;

use crate::{
    support::{Bench, START, TOKEN, VIDEO, mov},
    upload_support::{Waiting, media_path, sha256, upload, video},
};

#[test]
fn a_video_is_uploaded_processed_and_published() {
    let mut bench = Bench::new();
    let reply = bench.post(
        &media_path(),
        &[("media_type", "REELS"), ("upload_type", "resumable"), ("caption", "a")],
    );
    let id = reply.id();
    let uri = format!("http://127.0.0.1:8025/ig-api-upload/v26.0/{id}");
    assert_eq!(reply.json(), serde_json::json!({"id": id, "uri": uri}));
    let to = Waiting { id: id.clone(), path: uri["http://127.0.0.1:8025".len()..].to_owned() };

    assert_eq!(bench.status(&id), "IN_PROGRESS");
    bench.try_publish(&id).is_error(400, 9007, 2_207_027);
    let video = video(100_000);
    bench.upload(&to, 0, video.len(), &video).is_uploaded();
    assert_eq!(bench.status(&id), "IN_PROGRESS");
    bench.wait(10);
    assert_eq!(bench.status(&id), "FINISHED");
    let media = bench.try_publish(&id).id();
    let post = bench.get(&format!("/{media}"), &[("fields", "media_product_type,media_url")]);
    assert_eq!(post.text("/media_product_type"), "REELS");
    let path = post.text("/media_url").strip_prefix("http://127.0.0.1:8025").unwrap().to_owned();
    assert!(bench.get(&path, &[]).body == video, "the copy is the video");
}

#[test]
fn the_uri_has_the_version_of_the_request() {
    let mut bench = Bench::new();
    let params = [("media_type", "REELS"), ("upload_type", "resumable")];
    let path = media_path().replace("v26.0", "v25.0");
    let uri = bench.post(&path, &params).text("/uri");
    assert!(uri.contains("/ig-api-upload/v25.0/"), "{uri}");
}

#[test]
fn video_status_shows_the_progress_of_the_upload() {
    let mut bench = Bench::new();
    let to = bench.create_for_upload();
    let video = video(90_000);
    assert_eq!(
        bench.video_status(&to.id),
        json!({
            "uploading_phase": {"status": "not_started", "bytes_transferred": 0},
            "processing_phase": {"status": "not_started"},
        })
    );
    bench.upload(&to, 0, video.len(), &video[..50_002]).is_uploaded();
    assert_eq!(
        bench.video_status(&to.id),
        json!({
            "uploading_phase": {
                "status": "in_progress", "bytes_transferred": 50_002, "source_file_size": 90_000,
            },
            "processing_phase": {"status": "not_started"},
        })
    );
    bench.upload(&to, 50_002, video.len(), &video[50_002..]).is_uploaded();
    let complete = |processing: &str| {
        json!({
            "uploading_phase": {
                "status": "complete", "bytes_transferred": 90_000, "source_file_size": 90_000,
            },
            "processing_phase": {"status": processing},
        })
    };
    assert_eq!(bench.video_status(&to.id), complete("in_progress"));
    bench.wait(10);
    assert_eq!(bench.video_status(&to.id), complete("complete"));
    let inner = [("fields", "video_status{uploading_phase{bytes_transferred}}")];
    let inner = bench.get(&format!("/{}", to.id), &inner);
    assert_eq!(
        inner.json()["video_status"],
        json!({"uploading_phase": {"bytes_transferred": 90_000}})
    );
}

#[test]
fn video_status_is_not_for_containers_without_an_upload_nor_for_the_other_host() {
    let mut bench = Bench::new();
    let by_url = bench.try_create(&[("media_type", "REELS"), ("video_url", VIDEO)]).id();
    assert_eq!(bench.video_status(&by_url), json!(null));

    let mut other = Bench::with(Config::default().with_login(Login::Instagram));
    let container = other.create("a");
    let reply = other.get(&format!("/{container}"), &[("fields", "video_status")]);
    reply.is_error(400, 100, 0);
    assert!(reply.text("/error/message").contains("nonexisting field (video_status)"));
    let params = [("media_type", "REELS"), ("upload_type", "resumable")];
    let reply = other.try_create(&params);
    reply.is_error(400, 100, 0).says("The parameter video_url is required.");
}

#[test]
fn the_state_has_the_hash_once_the_video_is_there() {
    let mut bench = Bench::new();
    let to = bench.create_for_upload();
    let unknown = json!({"bytes_transferred": 0, "file_size": null, "sha256": null});
    assert_eq!(bench.upload_state(), unknown);
    let video = video(9 << 20);
    let middle = 5_000_001;
    bench.upload(&to, 0, video.len(), &video[..middle]);
    let half = json!({"bytes_transferred": middle, "file_size": video.len(), "sha256": null});
    assert_eq!(bench.upload_state(), half);
    bench.upload(&to, middle, video.len(), &video[middle..]);
    let whole = json!({
        "bytes_transferred": video.len(), "file_size": video.len(), "sha256": sha256(&video),
    });
    assert_eq!(bench.upload_state(), whole);
    bench.wait(10);
    assert_eq!(bench.status(&to.id), "FINISHED");
}

#[test]
fn the_offset_must_continue_the_upload() {
    let mut bench = Bench::new();
    let to = bench.create_for_upload();
    let video = video(1000);
    bench.upload(&to, 0, 1000, &video[..400]).is_uploaded();
    for offset in [0, 399, 401, 1000, 5000] {
        let reply = bench.upload(&to, offset, 1000, &video[400..]);
        assert_eq!(reply.status, 412);
        let body = r#"{"debug_info":{"message":"Request starting offset is invalid","retriable":true,"type":"OffsetInvalidError"}}"#;
        assert_eq!(reply.json(), serde_json::from_str::<serde_json::Value>(body).unwrap());
        assert_eq!(bench.upload_state()["bytes_transferred"], 400, "nothing was taken");
    }
    bench.upload(&to, 400, 1000, &video[400..]).is_uploaded();
    assert_eq!(bench.upload_state()["sha256"], sha256(&video));
}

#[test]
fn a_body_longer_than_the_video_is_refused_before_a_byte_is_read() {
    let mut bench = Bench::new();
    let to = bench.create_for_upload();
    let video = video(1000);
    let reply = bench.upload(&to, 0, 999, &video);
    reply.is_refused(400, "PartialRequestError");
    assert_eq!(reply.json()["debug_info"]["retriable"], false);
    bench.upload(&to, 0, 1000, &video[..500]).is_uploaded();
    bench.upload(&to, 500, 1001, &video[500..]).is_refused(400, "PartialRequestError");
    assert_eq!(bench.upload_state()["bytes_transferred"], 500);
}

#[test]
fn slices_can_be_refused() {
    let mut bench = Bench::with(Config::default().with_slices(Slices::Refused));
    let to = bench.create_for_upload();
    let video = video(1000);
    bench.upload(&to, 0, 1000, &video[..999]).is_refused(400, "PartialRequestError");
    assert_eq!(bench.upload_state()["bytes_transferred"], 0);
    bench.arm(r#"[{"on": "upload", "do": "cut", "after_bytes": 300}]"#);
    assert!(bench.try_upload(&to, 0, 1000, &video).is_none());
    bench.upload(&to, 300, 1000, &video[300..]).is_uploaded();
}

#[test]
fn the_token_must_be_that_of_the_owner_after_oauth() {
    let mut bench = Bench::new();
    let to = bench.create_for_upload();
    let video = video(100);
    let headers = [("offset", "0"), ("file_size", "100")];
    for authorization in [
        None,
        Some(format!("Bearer {TOKEN}")),
        Some("OAuth another-token".to_owned()),
        Some("OAuth".to_owned()),
    ] {
        let mut request = upload(&to.path, &headers, &video);
        match &authorization {
            None => request.headers_mut().remove("authorization"),
            Some(value) => request.headers_mut().insert("authorization", value.parse().unwrap()),
        };
        let reply = bench.send(request).unwrap();
        assert_eq!(reply.status, 400);
        assert_eq!(
            reply.json(),
            json!({"debug_info": {
                "retriable": false,
                "type": "ProcessingFailedError",
                "message": "{\"success\":false,\"error\":{\"message\":\"unauthorized user request\"}}",
            }}),
            "{authorization:?}"
        );
    }
    let lower = upload(&to.path, &[("offset", "0"), ("file_size", "100")], &video);
    bench.send(lower).unwrap().is_uploaded();
}

#[test]
fn missing_headers_and_invalid_numbers_are_refused() {
    let mut bench = Bench::new();
    let to = bench.create_for_upload();
    for (headers, note) in [
        (vec![("file_size", "100")], "the header `offset` is missing"),
        (vec![("offset", "0")], "the header `file_size` is missing"),
        (
            vec![("offset", "-1"), ("file_size", "100")],
            "the header `offset` must be a whole number",
        ),
        (vec![("offset", "0"), ("file_size", "1e3")], "`file_size` must be a whole number"),
        (vec![("offset", "0"), ("file_size", "0")], "`file_size` is 0"),
    ] {
        let reply = bench.send(upload(&to.path, &headers, &video(100))).unwrap();
        reply.is_refused(400, "ProcessingFailedError");
        assert!(reply.header("x-sandbox-note").unwrap().contains(note), "{headers:?}");
    }
    bench.upload(&to, 0, 100, b"").is_refused(400, "ProcessingFailedError");
    assert_eq!(bench.upload_state()["bytes_transferred"], 0);
}

#[test]
fn containers_that_do_not_wait_for_a_video_refuse_one() {
    let mut bench = Bench::new();
    let video = video(100);
    let to = bench.create_for_upload();
    let at = |path: String| Waiting { id: String::new(), path };
    let photo = bench.create("a");
    for (path, note) in [
        ("/ig-api-upload/v26.0/17889455560051444".to_owned(), "no such container"),
        (format!("/ig-api-upload/v26.0/{photo}"), "not made with"),
        (format!("/ig-api-upload/v25.0/{}", to.id), "another version"),
        ("/ig-api-upload".to_owned(), "the path"),
    ] {
        let reply = bench.upload(&at(path), 0, 100, &video);
        reply.is_refused(400, "ProcessingFailedError");
        assert!(reply.header("x-sandbox-note").unwrap().contains(note), "{note}");
    }
    let get = bench.call(Method::GET, &to.path, &[]).unwrap();
    get.is_refused(400, "ProcessingFailedError");
    bench.upload(&at(format!("/ig-api-upload/{}", to.id)), 0, 100, &video).is_uploaded();
    let again = bench.upload(&to, 0, 100, &video);
    again.is_refused(400, "ProcessingFailedError");
    assert_eq!(again.header("x-sandbox-note"), Some("the upload is complete"));

    let late = bench.create_for_upload();
    bench.upload(&late, 0, 100, &video[..50]).is_uploaded();
    bench.wait(24 * 3600);
    assert_eq!(bench.status(&late.id), "EXPIRED");
    bench.upload(&late, 50, 100, &video[50..]).is_refused(400, "ProcessingFailedError");
}

#[test]
fn a_file_that_is_not_a_video_ends_in_error() {
    let mut bench = Bench::new();
    let to = bench.create_for_upload();
    bench.upload(&to, 0, 20, b"this is not a video.").is_uploaded();
    assert_eq!(bench.status(&to.id), "ERROR");
    assert_eq!(bench.video_status(&to.id)["processing_phase"], json!({"status": "error"}));
    assert_eq!(bench.video_status(&to.id)["uploading_phase"]["status"], "complete");
    assert_eq!(bench.state().accounts[0].containers[0].error_subcode, Some(2_207_026));
}

#[test]
fn upload_types_are_checked() {
    let mut bench = Bench::new();
    for (params, says) in [
        (
            vec![("upload_type", "resumable")],
            "(#100) Param media_type must be one of the following",
        ),
        (
            vec![("upload_type", "resumable"), ("media_type", "IMAGE")],
            "(#100) Param media_type must be one of the following",
        ),
        (
            vec![("upload_type", "torrent"), ("media_type", "REELS"), ("video_url", VIDEO)],
            "(#100) Param upload_type must be",
        ),
    ] {
        let reply = bench.try_create(&params);
        reply.is_error(400, 100, 0);
        assert!(reply.text("/error/message").starts_with(says), "{}", reply.to_text());
    }
}

#[test]
fn uploads_are_in_the_log_without_their_token() {
    let mut bench = Bench::new();
    let to = bench.create_for_upload();
    bench.upload(&to, 0, 100, &video(100));
    let log = bench.control(Method::GET, "requests?limit=1", "");
    assert!(!log.to_text().contains(TOKEN));
    assert_eq!(
        log.json()[0],
        json!({
            "at_ms": 1_569_537_403_000_u64,
            "method": "POST",
            "path": to.path,
            "params": {"offset": "0", "file_size": "100"},
            "status": 200,
            "body": {"success": true, "message": "Upload successful."},
        })
    );
}

#[test]
fn processing_faults_strike_uploads_through_their_container() {
    let mut bench = Bench::new();
    bench.arm(r#"[{"on": "create", "do": "processing", "delay_s": 90, "subcode": 2207053}]"#);
    let to = bench.create_for_upload();
    bench.wait(60);
    bench.upload(&to, 0, 10_000, &video(10_000)).is_uploaded();
    bench.wait(89);
    assert_eq!(bench.status(&to.id), "IN_PROGRESS");
    bench.wait(1);
    assert_eq!(bench.status(&to.id), "ERROR");
}

#[test]
fn videos_of_stories_and_carousels_are_uploaded_too() {
    for (params, product) in [
        (vec![("media_type", "STORIES")], "STORY"),
        (vec![("media_type", "VIDEO"), ("is_carousel_item", "true")], "FEED"),
        (vec![("media_type", "REELS")], "REELS"),
    ] {
        let mut bench = Bench::new();
        let params: Vec<_> = params.into_iter().chain([("upload_type", "resumable")]).collect();
        let reply = bench.try_create(&params);
        assert!(reply.text("/uri").contains("/ig-api-upload/"), "{}", reply.to_text());
        assert_eq!(bench.state().accounts[0].containers[0].media_product_type, product);
        assert_eq!(bench.state().accounts[0].containers[0].source_url, None);
    }
}

#[test]
fn an_uploaded_video_is_judged_like_any_other() {
    let mut bench = Bench::new();
    let to = bench.create_for_upload();
    bench.upload(&to, 0, 100, &video(100)).is_uploaded();
    let reply = bench.get(&format!("/{}", to.id), &[("fields", "status")]);
    // It was cut short.
    assert_eq!(reply.text("/status"), "Error: Media upload has failed with error code 2207053");
}
