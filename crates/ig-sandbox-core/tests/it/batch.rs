//! Many calls in one request.

use http::{Method, Request};
use serde_json::{Value, json};

use crate::support::{Bench, PHOTO, Reply, TAGS, TOKEN, USER, VIDEO, form, request};

impl Bench {
    fn try_batch(&mut self, batch: &Value, params: &[(&str, &str)]) -> Option<Reply> {
        let text = batch.to_string();
        let params: Vec<(&str, &str)> =
            [&[("batch", text.as_str()), ("access_token", TOKEN)], params].concat();
        let body = form(&params).into_bytes();
        self.send(Request::post("/v26.0/").header("host", "127.0.0.1:8025").body(body).unwrap())
    }

    fn batch(&mut self, batch: &Value) -> Vec<Value> {
        let reply = self.try_batch(batch, &[("include_headers", "false")]).unwrap();
        assert_eq!(reply.status, 200, "{}", reply.to_text());
        reply.json().as_array().unwrap().clone()
    }
}

fn get(url: &str) -> Value {
    json!({"method": "GET", "relative_url": url})
}

fn post(url: &str, body: &str) -> Value {
    json!({"method": "POST", "relative_url": url, "body": body})
}

/// The body of an entry, which is JSON in a text.
fn body(entry: &Value) -> Value {
    serde_json::from_str(entry["body"].as_str().unwrap()).unwrap()
}

fn photo() -> String {
    form(&[("image_url", PHOTO), ("caption", "a")])
}

#[test]
fn entries_come_in_the_order_of_the_calls_with_bodies_as_texts() {
    let mut bench = Bench::new();
    let calls = json!([
        get(&format!("{USER}?fields=username")),
        get("17889455560051444"),
        get(&format!("v25.0/{USER}/content_publishing_limit")),
    ]);
    let entries = bench.batch(&calls);
    let account = format!(r#"{{"username":"bronz_fonz","id":"{USER}"}}"#);
    assert_eq!(entries[0], json!({"code": 200, "body": account}));
    assert_eq!(entries[1]["code"], 400);
    assert_eq!(body(&entries[1])["error"]["error_subcode"], 33);
    assert_eq!(body(&entries[2]), json!({"data": [{"quota_usage": 0}]}));
    assert_eq!(entries.len(), 3);
}

#[test]
fn headers_are_included_by_default() {
    let mut bench = Bench::new();
    let reply = bench.try_batch(&json!([get(USER)]), &[]).unwrap();
    let headers = reply.json()[0]["headers"].as_array().unwrap().clone();
    let of = |word: &str| headers.iter().any(|it| it["name"].as_str() == Some(word));
    assert!(of("content-type") && !of("date"), "{headers:?}");
    let version = json!({"name": "facebook-api-version", "value": "v26.0"});
    assert!(headers.contains(&version), "{headers:?}");
    let reply = bench.try_batch(&json!([get(USER)]), &[("include_headers", "false")]).unwrap();
    assert_eq!(reply.json()[0].get("headers"), None);
}

#[test]
fn batches_come_as_form_query_multipart_and_json() {
    let calls = json!([get(USER)]);
    let json_body = json!({"batch": calls, "include_headers": false}).to_string();
    let part = |name: &str, value: &str| {
        format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let multipart = format!(
        "{}{}--x--\r\n",
        part("batch", &calls.to_string()),
        part("include_headers", "false")
    );
    let query = form(&[("batch", &calls.to_string()), ("include_headers", "false")]);
    for (path, content_type, body) in [
        ("/".to_owned(), "application/json", json_body.as_str()),
        ("/".to_owned(), "multipart/form-data; boundary=x", &multipart),
        (format!("/v26.0/?{query}"), "text/plain", ""),
        (format!("/me?{query}"), "text/plain", ""),
    ] {
        let mut bench = Bench::new();
        let request = Request::post(path)
            .header("authorization", format!("Bearer {TOKEN}"))
            .header("content-type", content_type)
            .body(body.as_bytes().to_vec())
            .unwrap();
        let reply = bench.send(request).unwrap();
        let entry = json!([{"code": 200, "body": format!(r#"{{"id":"{USER}"}}"#)}]);
        assert_eq!(reply.json(), entry, "{content_type}");
    }
}

#[test]
fn photos_are_fetched_within_a_batch_and_videos_after_it() {
    let mut bench = Bench::new();
    let media = format!("{USER}/media");
    let reel = form(&[("media_type", "REELS"), ("video_url", VIDEO)]);
    let wrong = form(&[("image_url", "https://www.example.com/half.jpg")]);
    let entries = bench.batch(&json!([
        post(&media, &photo()),
        post(&media, &reel),
        post(&media, &wrong),
        post(&media, &photo()),
        get(&format!("{USER}?fields=media_count")),
    ]));
    let codes: Vec<_> = entries.iter().map(|entry| entry["code"].as_u64().unwrap()).collect();
    assert_eq!(codes, [200, 200, 400, 200, 200]);
    assert_eq!(body(&entries[2])["error"]["code"], 36001);
    bench.wait(10);
    for entry in [&entries[0], &entries[1], &entries[3]] {
        assert_eq!(bench.status(body(entry)["id"].as_str().unwrap()), "FINISHED");
    }
}

#[test]
fn a_batch_can_use_what_its_calls_reply() {
    let mut bench = Bench::new();
    for reference in ["{result=make:$.id}", "%7Bresult%3Dmake%3A%24.id%7D"] {
        let entries = bench.batch(&json!([
            {"method": "POST", "relative_url": format!("{USER}/media"), "body": photo(),
             "name": "make"},
            post(&format!("{USER}/media_publish"), &format!("creation_id={reference}")),
            get("{result=make:$.id}?fields=status_code"),
        ]));
        assert_eq!(entries[0], Value::Null, "a result that other calls use is not shown");
        assert_eq!(entries[1]["code"], 200, "{entries:?}");
        assert_eq!(body(&entries[2])["status_code"], "PUBLISHED");
    }
    assert_eq!(bench.posts(), 2);
}

#[test]
fn a_call_that_depends_on_a_failed_one_is_skipped() {
    let mut bench = Bench::new();
    let entries = bench.batch(&json!([
        {"method": "POST", "relative_url": format!("{USER}/media"), "body": "", "name": "make"},
        post(&format!("{USER}/media_publish"), "creation_id={result=make:$.id}"),
        {"method": "GET", "relative_url": USER, "depends_on": "make"},
        {"method": "GET", "relative_url": USER, "depends_on": "nobody"},
        get(USER),
    ]));
    assert_eq!(entries[0]["code"], 400, "errors are always shown");
    assert_eq!(entries[1..4], [Value::Null, Value::Null, Value::Null]);
    assert_eq!(entries[4]["code"], 200);
    let paths: Vec<_> = bench.sandbox.requests().iter().map(|entry| entry.path.clone()).collect();
    let expected = ["/v26.0/".to_owned(), format!("/v26.0/{USER}/media"), format!("/v26.0/{USER}")];
    assert_eq!(paths, expected, "only calls that ran are in the log");
}

#[test]
fn responses_can_be_left_out_or_kept() {
    let mut bench = Bench::new();
    let entries = bench.batch(&json!([
        {"method": "GET", "relative_url": USER, "omit_response_on_success": true},
        {"method": "GET", "relative_url": "17889455560051444", "omit_response_on_success": true},
        {"method": "GET", "relative_url": USER, "name": "a", "omit_response_on_success": false},
        {"method": "GET", "relative_url": "{result=a:$.id}", "name": "alone"},
    ]));
    assert_eq!(entries[0], Value::Null);
    assert_eq!(entries[1]["code"], 400);
    assert_eq!(entries[2]["code"], 200);
    assert_eq!(entries[3]["code"], 200, "an unused name changes nothing");
}

#[test]
fn calls_can_have_their_own_tokens() {
    let mut bench = Bench::new();
    let entries = bench.batch(&json!([
        {"method": "GET", "relative_url": USER, "access_token": "EAAother"},
        get(&format!("{USER}?access_token=EAAother")),
        get(USER),
    ]));
    let codes: Vec<_> = entries.iter().map(|entry| entry["code"].as_u64().unwrap()).collect();
    assert_eq!(codes, [400, 400, 200]);
    let log = bench.control(Method::GET, "requests", "").to_text();
    assert!(!log.contains("EAAother") && !log.contains(TOKEN), "{log}");

    let calls = json!([get(USER)]).to_string();
    let wrong = form(&[("batch", &calls), ("access_token", "EAAother")]).into_bytes();
    bench.send(Request::post("/").body(wrong).unwrap()).unwrap().is_error(400, 190, 0);
}

#[test]
fn there_are_at_most_fifty_calls() {
    let mut bench = Bench::new();
    let calls = |count: usize| Value::from(vec![get(USER); count]);
    assert_eq!(bench.batch(&calls(50)).len(), 50);
    let seen = bench.sandbox.requests().len();
    let reply = bench.try_batch(&calls(51), &[]).unwrap();
    reply.is_error(400, 1, 0);
    assert_eq!(bench.sandbox.requests().len(), seen + 1, "none of them ran");
    bench.try_batch(&json!([]), &[]).unwrap().is_error(400, 100, 0);
}

#[test]
fn invalid_calls_are_refused() {
    let mut bench = Bench::new();
    for (calls, what) in [
        (json!(["me"]), "batch[0]"),
        (json!([{"relative_url": "me"}]), "batch[0][method]"),
        (json!([get("me"), {"method": "BREW", "relative_url": "me"}]), "batch[1][method]"),
        (json!([{"method": "GET"}]), "batch[0][relative_url]"),
        (json!([{"method": "GET", "relative_url": 7}]), "batch[0][relative_url]"),
        (json!([{"method": "GET", "relative_url": "me", "depends_on": 7}]), "[depends_on]"),
        (json!({"method": "GET"}), "batch must be an array"),
    ] {
        let reply = bench.try_batch(&calls, &[]).unwrap();
        reply.is_error(400, 100, 0);
        assert!(reply.text("/error/message").contains(what), "{}", reply.to_text());
    }
    let inner = json!([get(USER)]).to_string();
    let entries = bench.batch(&json!([
        post("", &form(&[("batch", &inner)])),
        post("me", &form(&[("batch", &inner)])),
    ]));
    for entry in entries {
        assert_eq!((&entry["code"], &body(&entry)["error"]["code"]), (&json!(400), &json!(2500)));
    }
}

#[test]
fn calls_are_in_the_log_like_requests() {
    let mut bench = Bench::new();
    bench.batch(&json!([get(&format!("{USER}/content_publishing_limit?fields=config"))]));
    let log = serde_json::to_value(bench.sandbox.requests()).unwrap();
    assert_eq!(log[0]["path"], "/v26.0/");
    assert_eq!(log[0]["status"], 200);
    assert_eq!(log[1]["path"], format!("/v26.0/{USER}/content_publishing_limit"));
    assert_eq!((&log[1]["params"], &log[1]["status"]), (&json!({"fields": "config"}), &json!(200)));
}

#[test]
fn faults_strike_single_calls() {
    let mut bench = Bench::new();
    let (first, second) = (bench.create("a"), bench.create("b"));
    let publish = |id: &str| post(&format!("{USER}/media_publish"), &format!("creation_id={id}"));
    bench.arm(
        r#"[{"on": "publish", "do": "commit_then_drop"},
            {"on": "limit", "do": "drop"},
            {"on": "media_list", "do": "delay", "delay_s": 2},
            {"on": "media_list", "do": "html"}]"#,
    );
    let list = format!("{USER}/media");
    let calls = json!([
        publish(&first),
        get(&format!("{USER}/content_publishing_limit")),
        publish(&second),
        get(&list),
        get(&list),
    ]);
    let reply = bench.try_batch(&calls, &[("include_headers", "false")]).unwrap();
    let entries = reply.json();
    assert_eq!(entries[0], Value::Null, "its effect is not known");
    assert_eq!(entries[1], Value::Null);
    assert_eq!(entries[2]["code"], 200);
    assert_eq!(bench.posts(), 2);
    assert_eq!(reply.after.as_secs(), 2);
    assert_eq!(entries[4]["code"], 502);
}

#[test]
fn faults_strike_batches_as_a_whole() {
    let mut bench = Bench::new();
    let calls = json!([post(&format!("{USER}/media"), &photo())]);
    bench.arm(
        r#"[{"on": "batch", "do": "drop"},
            {"on": "batch", "do": "commit_then_drop"},
            {"on": "batch", "do": "error", "code": 4},
            {"on": "batch", "do": "garble"}]"#,
    );
    assert!(bench.try_batch(&calls, &[]).is_none());
    assert_eq!(bench.state().accounts[0].containers.len(), 0);
    assert!(bench.try_batch(&calls, &[]).is_none());
    assert_eq!(bench.state().accounts[0].containers.len(), 1);
    bench.try_batch(&calls, &[]).unwrap().is_error(403, 4, 0);
    let garbled = bench.try_batch(&calls, &[]).unwrap();
    assert!(serde_json::from_slice::<Value>(&garbled.body).is_err());
    assert_eq!(bench.state().accounts[0].containers.len(), 2);
}

#[test]
fn a_batch_that_waits_for_a_photo_does_not_outlive_a_reset() {
    let mut bench = Bench::new();
    let calls = json!([post(&format!("{USER}/media"), &photo())]).to_string();
    let request = request(Method::POST, "/", &[("batch", &calls)]);
    let ig_sandbox_core::Handling::Fetch(fetch) = bench.sandbox.handle(bench.now, request) else {
        panic!("the photo is fetched first");
    };
    bench.sandbox.reset();
    let file = crate::support::fetch(PHOTO);
    let late = bench.sandbox.fetched(bench.now, fetch.ticket, file);
    assert!(matches!(late, ig_sandbox_core::Handling::Drop));
}

#[test]
fn calls_may_be_written_without_percent_encoding() {
    let caption = "a b ü #c %";
    let fields = "id,caption,owner{id}";
    for form in [
        json!(format!("image_url={PHOTO}&caption={caption}&user_tags={TAGS}")),
        json!({"image_url": PHOTO, "caption": caption, "user_tags": [
            {"username": "kevinhart4real", "x": 0.5, "y": 0.8}
        ]}),
    ] {
        let mut bench = Bench::new();
        let entries = bench.batch(&json!([
            {"method": "POST", "relative_url": format!("{USER}/media"), "body": form},
        ]));
        let container = body(&entries[0])["id"].as_str().unwrap().to_owned();
        bench.try_publish(&container).id();
        let state = bench.state();
        let media = &state.accounts[0].media[0];
        assert_eq!(media.caption.as_deref(), Some(caption));
        assert_eq!(media.user_tags[0].username, "kevinhart4real");
        let url = format!("{}?fields={fields}&x=a b\u{e9}|^", media.id);
        let entries = bench.batch(&json!([{"method": "GET", "relative_url": url}]));
        assert_eq!(body(&entries[0])["owner"]["id"], USER);
    }
}
