//! Videos that are fetched from a URL.

use super::*;

#[test]
fn a_video_can_be_fetched_from_a_url() {
    let mut bench = Bench::new();
    let to = bench.create_for_upload();
    bench.send(upload(&to.path, &[("file_url", VIDEO)], b"")).unwrap().is_uploaded();
    let video = mov();
    let state = json!({
        "bytes_transferred": video.len(), "file_size": video.len(), "sha256": sha256(&video),
    });
    assert_eq!(bench.upload_state(), state);
    bench.wait(10);
    assert_eq!(bench.status(&to.id), "FINISHED");

    let to = bench.create_for_upload();
    let both = upload(&to.path, &[("file_url", VIDEO)], b"bytes as well");
    bench.send(both).unwrap().is_refused(400, "ProcessingFailedError");
    let ftp = upload(&to.path, &[("file_url", "ftp://www.example.com/a.mov")], b"");
    bench.send(ftp).unwrap().is_refused(400, "ProcessingFailedError");
}

#[test]
fn the_answer_to_a_url_waits_for_the_fetch() {
    let mut bench = Bench::new();
    let to = bench.create_for_upload();
    let request = upload(&to.path, &[("file_url", VIDEO)], b"");
    let Handling::Fetch(fetch) = bench.sandbox.handle(START, request) else {
        panic!("an upload from a URL is fetched first");
    };
    assert_eq!(bench.video_status(&to.id)["uploading_phase"]["status"], "in_progress");
    let head = Fetched::new(mov()).with_total(1 << 30);
    let answer = bench.sandbox.fetched(START, fetch.ticket, Ok(head));
    assert!(matches!(answer, Handling::Respond(response) if response.status() == 200));
    let state = json!({"bytes_transferred": 1 << 30, "file_size": 1 << 30, "sha256": null});
    assert_eq!(bench.upload_state(), state);
}

#[test]
fn a_video_that_cannot_be_fetched_leaves_a_dead_container() {
    let mut bench = Bench::new();
    let to = bench.create_for_upload();
    let gone = upload(&to.path, &[("file_url", "https://www.example.com/gone.mov")], b"");
    let reply = bench.send(gone).unwrap();
    reply.is_refused(422, "FileUrlProcessingError");
    let said = "Unable to fetch media from URL, got status code: 404 Not Found";
    assert_eq!(reply.text("/debug_info/message"), said);
    assert_eq!(bench.video_status(&to.id)["uploading_phase"]["status"], "error");
    assert_eq!(bench.status(&to.id), "IN_PROGRESS");
}

/// R54 and the words of 9004 that are reported (reference §17.8).
#[test]
fn what_robots_txt_or_a_status_keeps_away_is_said_in_metas_words() {
    for (why, upload_says, create_says) in [
        (
            FetchError::Robots,
            "Unable to fetch media from URL, got status code: 403 Restricted by robots.txt",
            "Restricted by robots.txt",
        ),
        (
            FetchError::Status(403),
            "Unable to fetch media from URL, got status code: 403 Forbidden",
            "HTTP error code 403",
        ),
        (FetchError::Status(599), "Unable to fetch media from URL, got status code: 599", "599"),
        (FetchError::Redirect, "Unable to fetch media from URL", "limitations of the media."),
    ] {
        let mut bench = Bench::new();
        let to = bench.create_for_upload();
        let request = upload(&to.path, &[("file_url", VIDEO)], b"");
        let Handling::Fetch(fetch) = bench.sandbox.handle(START, request) else { panic!() };
        let answer = bench.sandbox.fetched(START, fetch.ticket, Err(why.clone()));
        let Handling::Respond(response) = answer else { panic!("{answer:?}") };
        let body: serde_json::Value = serde_json::from_slice(response.body()).unwrap();
        assert_eq!(
            (response.status().as_u16(), &body["debug_info"]["retriable"]),
            (422, &false.into())
        );
        assert_eq!(body["debug_info"]["message"], upload_says);

        let path = format!(
            "/{}/media?access_token={}&image_url={}",
            crate::support::USER,
            TOKEN,
            crate::support::PHOTO
        );
        let create =
            http::Request::post(path).header("host", "127.0.0.1:8025").body(Vec::new()).unwrap();
        let Handling::Fetch(fetch) = bench.sandbox.handle(START, create) else { panic!() };
        let answer = bench.sandbox.fetched(START, fetch.ticket, Err(why));
        let Handling::Respond(response) = answer else { panic!("{answer:?}") };
        let body: serde_json::Value = serde_json::from_slice(response.body()).unwrap();
        assert_eq!(body["error"]["error_subcode"], 2_207_052);
        let message = body["error"]["error_user_msg"].as_str().unwrap();
        assert!(message.ends_with(create_says), "{message}");
    }
}
