//! Faults, one by one.

use http::Method;
use serde_json::json;

use crate::support::{Bench, PHOTO, TOKEN, USER, VIDEO};

pub(crate) fn publish(bench: &mut Bench, container: &str) -> Option<crate::support::Reply> {
    let path = format!("/{USER}/media_publish");
    bench.call(Method::POST, &path, &[("creation_id", container)])
}

/// A sandbox with an armed fault, and a container that can be published.
pub(crate) fn armed(faults: &str) -> (Bench, String) {
    let mut bench = Bench::new();
    let container = bench.create("a");
    bench.arm(faults);
    (bench, container)
}

#[test]
fn drop_breaks_the_connection_before_the_server_acts() {
    let (mut bench, container) = armed(r#"[{"on": "publish", "do": "drop"}]"#);
    assert!(publish(&mut bench, &container).is_none());
    assert_eq!(bench.posts(), 0);
    publish(&mut bench, &container).unwrap().id();
}

#[test]
fn commit_then_drop_breaks_the_connection_after_the_server_acted() {
    let (mut bench, container) = armed(r#"[{"on": "publish", "do": "commit_then_drop"}]"#);
    assert!(publish(&mut bench, &container).is_none());
    assert_eq!(bench.posts(), 1);
    assert_eq!(bench.status(&container), "PUBLISHED");
}

#[test]
fn commit_then_drop_works_on_create_too() {
    for params in [vec![("image_url", PHOTO)], vec![("media_type", "REELS"), ("video_url", VIDEO)]]
    {
        let mut bench = Bench::new();
        bench.arm(r#"[{"on": "create", "do": "commit_then_drop"}]"#);
        assert!(bench.call(Method::POST, &format!("/{USER}/media"), &params).is_none());
        assert_eq!(bench.state().accounts[0].containers.len(), 1);
        bench.wait(10);
        assert_eq!(bench.state().accounts[0].containers[0].status_code.as_str(), "FINISHED");
    }
}

#[test]
fn error_answers_without_acting() {
    let fault =
        r#"[{"on": "publish", "do": "error", "status": 403, "code": 4, "subcode": 2207051}]"#;
    let (mut bench, container) = armed(fault);
    let reply = publish(&mut bench, &container).unwrap();
    reply.is_error(403, 4, 2_207_051).says("Application request limit reached");
    assert_eq!(reply.text("/error/error_user_title"), "action is blocked");
    assert_eq!(bench.posts(), 0);
}

#[test]
fn commit_then_error_answers_with_an_error_and_acts() {
    let fault = r#"[{"on": "publish", "do": "commit_then_error", "code": 4, "subcode": 2207051}]"#;
    let (mut bench, container) = armed(fault);
    publish(&mut bench, &container).unwrap().is_error(403, 4, 2_207_051);
    assert_eq!(bench.posts(), 1);
}

#[test]
fn errors_have_the_texts_that_meta_sends_with_their_codes() {
    for (fault, status, code, subcode, message) in [
        ("", 500, 2, 0, "An unexpected error has occurred. Please retry your request later."),
        (
            r#", "code": 2"#,
            500,
            2,
            0,
            "An unexpected error has occurred. Please retry your request later.",
        ),
        (r#", "code": 1, "subcode": 99"#, 500, 1, 99, "An unknown error occurred"),
        (r#", "code": 4"#, 403, 4, 0, "(#4) Application request limit reached"),
        (
            r#", "code": 9, "subcode": 2207042"#,
            400,
            9,
            2_207_042,
            "Application request limit reached",
        ),
        (
            r#", "code": 9007, "subcode": 2207027"#,
            400,
            9007,
            2_207_027,
            "Media ID is not available",
        ),
        (r#", "code": 100, "subcode": 33"#, 400, 100, 33, "Authorization Error"),
        (r#", "code": 25, "subcode": 2207050"#, 400, 25, 2_207_050, "User access is restricted"),
        (r#", "code": -1, "subcode": 2207001"#, 400, -1, 2_207_001, "Fatal"),
        (
            r#", "code": 190, "subcode": 463, "message": "Session has expired""#,
            400,
            190,
            463,
            "Session has expired",
        ),
        (
            r#", "code": 77, "status": 418"#,
            418,
            77,
            0,
            "(#77) An error that the sandbox was told to make",
        ),
    ] {
        let (mut bench, container) =
            armed(&format!(r#"[{{"on": "publish", "do": "error"{fault}}}]"#));
        let reply = publish(&mut bench, &container).unwrap();
        reply.is_error(status, code, subcode).says(message);
        assert_eq!(bench.posts(), 0);
    }
}

#[test]
fn a_title_can_be_given() {
    let (mut bench, container) =
        armed(r#"[{"on": "publish", "do": "error", "code": 4, "title": "Acción bloqueada"}]"#);
    let reply = publish(&mut bench, &container).unwrap();
    assert_eq!(reply.text("/error/error_user_title"), "Acción bloqueada");
}

#[test]
fn an_error_can_echo_the_token_as_meta_does() {
    let (mut bench, container) =
        armed(r#"[{"on": "publish", "do": "error", "code": 190, "echo_token": true}]"#);
    let reply = publish(&mut bench, &container).unwrap();
    let message = reply.text("/error/message");
    assert!(message.ends_with(&format!("Malformed access token {TOKEN}")), "{message}");
    assert!(reply.header("www-authenticate").unwrap().contains(TOKEN));
    let log = bench.control(Method::GET, "requests", "").to_text();
    assert!(!log.contains(TOKEN) && log.contains("Malformed access token [token]"), "{log}");
}

#[test]
fn original_response_hides_a_success_in_an_error() {
    let (mut bench, container) = armed(r#"[{"on": "publish", "do": "original_response"}]"#);
    let reply = publish(&mut bench, &container).unwrap();
    reply.is_error(400, 100, 33);
    let media = &bench.state().accounts[0].media[0].id;
    assert_eq!(reply.json()["error"]["original_response"], json!({ "id": media }));
}

#[test]
fn original_response_leaves_a_refusal_as_it_is() {
    let (mut bench, _) = armed(r#"[{"on": "publish", "do": "original_response"}]"#);
    publish(&mut bench, "17889455560051444").unwrap().is_error(400, 24, 2_207_008);
}

#[test]
fn garble_cuts_the_reply_in_half() {
    let (mut bench, container) = armed(r#"[{"on": "publish", "do": "garble"}]"#);
    let reply = publish(&mut bench, &container).unwrap();
    assert_eq!(reply.status, 200);
    let media = bench.state().accounts[0].media[0].id.clone();
    let whole = format!(r#"{{"id":"{media}"}}"#);
    assert_eq!(reply.to_text(), whole[..whole.len() / 2]);
}

#[test]
fn html_is_the_page_of_a_proxy() {
    let (mut bench, container) = armed(r#"[{"on": "publish", "do": "html"}]"#);
    let reply = publish(&mut bench, &container).unwrap();
    assert_eq!(reply.status, 502);
    assert_eq!(reply.header("content-type"), Some("text/html"));
    assert!(reply.to_text().contains("502 Bad Gateway"));
    assert_eq!(bench.posts(), 0);
}

#[test]
fn delay_acts_at_once_and_answers_later() {
    let (mut bench, container) = armed(r#"[{"on": "publish", "do": "delay", "delay_ms": 1500}]"#);
    let reply = publish(&mut bench, &container).unwrap();
    reply.id();
    assert_eq!(reply.after, std::time::Duration::from_millis(1500));
    assert_eq!(bench.posts(), 1);
}

#[test]
fn status_lag_shows_the_state_before_the_publish() {
    let (mut bench, container) = armed(r#"[{"on": "publish", "do": "status_lag", "delay_s": 30}]"#);
    publish(&mut bench, &container).unwrap().id();
    assert_eq!(bench.status(&container), "FINISHED");
    assert_eq!(bench.state().accounts[0].containers[0].status_code.as_str(), "PUBLISHED");
    // Only reads lag.
    publish(&mut bench, &container).unwrap().is_error(400, 24, 2_207_008);
    bench.wait(29);
    assert_eq!(bench.status(&container), "FINISHED");
    bench.wait(1);
    assert_eq!(bench.status(&container), "PUBLISHED");
}

#[test]
fn status_lag_on_a_read_shows_the_state_before_the_latest_change() {
    let (mut bench, container) = armed(r#"[{"on": "status", "do": "status_lag", "delay_s": 30}]"#);
    publish(&mut bench, &container).unwrap().id();
    assert_eq!(bench.status(&container), "FINISHED");
    bench.wait(30);
    assert_eq!(bench.status(&container), "PUBLISHED");
}

#[test]
fn status_lag_on_a_create_shows_it_in_progress() {
    let mut bench = Bench::new();
    bench.arm(r#"[{"on": "create", "do": "status_lag", "delay_s": 30}]"#);
    let container = bench.create("a");
    assert_eq!(bench.status(&container), "IN_PROGRESS");
    publish(&mut bench, &container).unwrap().id();
    bench.wait(30);
    assert_eq!(bench.status(&container), "PUBLISHED");
}

#[test]
fn read_outage_hides_nodes_and_leaves_lists() {
    let mut bench = Bench::new();
    let (_, media) = bench.post_photo("a");
    let container = bench.create("b");
    bench.arm(r#"[{"on": "publish", "do": "read_outage", "delay_s": 60}]"#);
    publish(&mut bench, &container).unwrap().id();
    for node in [&media, &container] {
        let reply = bench.get(&format!("/{node}"), &[]);
        reply.is_error(400, 100, 33).says("Authorization Error");
        assert_eq!(reply.text("/error/type"), "GraphMethodException");
    }
    let list = bench.get(&format!("/{USER}/media"), &[]).json();
    assert_eq!(list["data"].as_array().unwrap().len(), 2);
    assert_eq!(bench.get(&format!("/{USER}"), &[]).status, 200);
    bench.wait(60);
    assert_eq!(bench.status(&container), "PUBLISHED");
}

#[test]
fn read_outage_on_a_read_starts_with_it() {
    let (mut bench, container) = armed(r#"[{"on": "status", "do": "read_outage", "delay_s": 5}]"#);
    bench.get(&format!("/{container}"), &[]).is_error(400, 100, 33);
    bench.get(&format!("/{container}"), &[]).is_error(400, 100, 33);
    bench.wait(5);
    assert_eq!(bench.status(&container), "FINISHED");
}

#[test]
fn fetch_fails_lets_one_photo_fail() {
    let mut bench = Bench::new();
    bench.arm(r#"[{"on": "create", "do": "fetch_fails", "nth": 2}]"#);
    bench.create("first");
    let reply = bench.try_create(&[("image_url", PHOTO)]);
    reply.is_error(400, 9004, 2_207_052);
    assert_eq!(
        reply.text("/error/error_user_msg"),
        format!(
            "The media could not be fetched from this URI: {PHOTO}. Please check the limitations \
             of the media."
        )
    );
    bench.create("third");
    assert_eq!(bench.state().accounts[0].containers.len(), 2);
}

#[test]
fn fetch_fails_ends_a_video_in_an_error() {
    let mut bench = Bench::new();
    bench.arm(r#"[{"on": "create", "do": "fetch_fails"}]"#);
    let container = bench.try_create(&[("media_type", "REELS"), ("video_url", VIDEO)]).id();
    let reply = bench.get(&format!("/{container}"), &[("fields", "status")]);
    assert_eq!(reply.text("/status"), "Error: Media upload has failed with error code 2207077");
}

#[test]
fn processing_takes_as_long_as_the_fault_says() {
    let mut bench = Bench::new();
    bench.arm(r#"[{"on": "create", "do": "processing", "delay_s": 90}]"#);
    let container = bench.create("a");
    bench.wait(89);
    assert_eq!(bench.status(&container), "IN_PROGRESS");
    publish(&mut bench, &container).unwrap().is_error(400, 9007, 2_207_027);
    bench.wait(1);
    assert_eq!(bench.status(&container), "FINISHED");
}

#[test]
fn processing_ends_in_an_error_if_the_fault_says_so() {
    let mut bench = Bench::new();
    bench.arm(r#"[{"on": "create", "do": "processing", "delay_s": 5, "subcode": 2207082}]"#);
    let container = bench.create("a");
    assert_eq!(bench.status(&container), "IN_PROGRESS");
    bench.wait(5);
    assert_eq!(bench.status(&container), "ERROR");
    let reply = bench.get(&format!("/{container}"), &[("fields", "status")]);
    assert_eq!(reply.text("/status"), "Error: Media upload has failed with error code 2207082");
}

#[test]
fn rate_limit_comes_with_the_usage_header() {
    let (mut bench, container) = armed(r#"[{"on": "publish", "do": "rate_limit", "minutes": 12}]"#);
    let reply = publish(&mut bench, &container).unwrap();
    reply.is_error(400, 80002, 0).says(
        "(#80002) There have been too many calls to this Instagram account. Wait a bit and try \
         again. For more info, please refer to \
         https://developers.facebook.com/docs/graph-api/overview/rate-limiting.",
    );
    let usage: serde_json::Value =
        serde_json::from_str(reply.header("x-business-use-case-usage").unwrap()).unwrap();
    assert_eq!(usage[USER][0]["type"], "instagram");
    assert_eq!(usage[USER][0]["estimated_time_to_regain_access"], 12);
    assert_eq!(bench.posts(), 0);
}

#[test]
fn faults_meet_the_given_number_of_requests_from_the_nth_on() {
    let mut bench = Bench::new();
    bench.arm(r#"[{"on": "limit", "do": "html", "nth": 2, "times": 2}]"#);
    let path = format!("/{USER}/content_publishing_limit");
    let statuses: Vec<u16> = (0..5).map(|_| bench.get(&path, &[]).status).collect();
    assert_eq!(statuses, [200, 502, 502, 200, 200]);
}

#[test]
fn counting_starts_when_a_fault_is_armed() {
    let mut bench = Bench::new();
    let path = format!("/{USER}/content_publishing_limit");
    bench.get(&path, &[]);
    bench.arm(r#"[{"on": "limit", "do": "html", "nth": 2}]"#);
    let statuses: Vec<u16> = (0..3).map(|_| bench.get(&path, &[]).status).collect();
    assert_eq!(statuses, [200, 502, 200]);
}

#[test]
fn faults_of_one_request_follow_each_other() {
    let (mut bench, container) =
        armed(r#"[{"on": "publish", "do": "html"}, {"on": "any", "do": "drop"}]"#);
    assert_eq!(publish(&mut bench, &container).unwrap().status, 502);
    assert!(publish(&mut bench, &container).is_none());
    publish(&mut bench, &container).unwrap().id();
}

#[test]
fn each_endpoint_has_a_name() {
    for on in ["create", "status", "publish", "limit", "media_list", "media"] {
        let mut bench = Bench::new();
        let (_, media) = bench.post_photo("a");
        let container = bench.create("b");
        bench.arm(&format!(r#"[{{"on": "{on}", "do": "drop", "times": 9}}]"#));
        let calls = [
            ("create", Method::POST, format!("/{USER}/media"), vec![("image_url", PHOTO)]),
            ("status", Method::GET, format!("/{container}"), vec![]),
            ("limit", Method::GET, format!("/{USER}/content_publishing_limit"), vec![]),
            ("media_list", Method::GET, format!("/{USER}/media"), vec![]),
            ("media_list", Method::GET, format!("/{USER}/stories"), vec![]),
            ("media", Method::GET, format!("/{media}"), vec![]),
            ("media", Method::GET, format!("/{media}/children"), vec![]),
            ("media", Method::GET, format!("/{media}/collaborators"), vec![]),
            ("media", Method::POST, format!("/{media}"), vec![("comment_enabled", "true")]),
            ("media", Method::DELETE, format!("/{media}"), vec![]),
            ("", Method::GET, "/pages/search".to_owned(), vec![("q", "a")]),
            (
                "publish",
                Method::POST,
                format!("/{USER}/media_publish"),
                vec![("creation_id", container.as_str())],
            ),
        ];
        for (name, method, path, params) in calls {
            let reply = bench.call(method, &path, &params);
            assert_eq!(reply.is_none(), name == on, "{on}: {name}");
        }
    }
}
