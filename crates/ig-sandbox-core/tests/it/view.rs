//! The views for the page and for other dashboards.

use http::{Method, Request};
use ig_sandbox_core::{Account, Config};
use serde_json::{Value, json};

use crate::support::{Bench, PHOTO, TOKEN, USER, form, request};

fn look(bench: &mut Bench, path: &str) -> Value {
    let reply = bench.control(Method::GET, path, "");
    assert_eq!(reply.status, 200, "{}", reply.to_text());
    reply.json()
}

#[test]
fn the_overview_counts_and_says_when_the_quota_comes_back() {
    let mut bench = Bench::new();
    bench.post_photo("one");
    bench.wait(60);
    bench.post_photo("two");
    let story = bench.try_create(&[("media_type", "STORIES"), ("image_url", PHOTO)]).id();
    bench.try_publish(&story).id();
    let account = &look(&mut bench, "overview")["accounts"][0];
    let start = crate::support::START.as_unix_millis();
    let day = 24 * 3600 * 1000;
    assert_eq!(
        *account,
        json!({
            "id": USER, "username": "bronz_fonz", "posts": 2, "stories": 1, "containers": 3,
            "quota_usage": 3, "quota_total": 25,
            "quota_next_ms": start + day, "quota_all_ms": start + 60_000 + day,
            "container_usage": 3, "container_total": 400, "container_next_ms": start + day,
            "takes_sandbox_token": true,
        })
    );
}

#[test]
fn a_view_changes_neither_the_clock_nor_the_version() {
    let mut bench = Bench::new();
    bench.post_photo("one");
    bench.control(Method::POST, "clock", r#"{"advance_s": 3600}"#);
    let before = look(&mut bench, "overview");
    for path in ["overview", "events", "posts", "containers", "log", "log/0", "state", "requests"] {
        look(&mut bench, path);
        bench.get("/", &[]);
    }
    assert_eq!(look(&mut bench, "overview"), before);
}

#[test]
fn every_change_has_a_new_version() {
    let mut bench = Bench::new();
    let mut last = look(&mut bench, "events")["version"].as_u64().unwrap();
    let mut is_newer = |bench: &mut Bench, what: &str| {
        let version = look(bench, "events")["version"].as_u64().unwrap();
        assert!(version > last, "{what}");
        last = version;
    };
    bench.create("a request");
    is_newer(&mut bench, "a request");
    bench.arm(r#"[{"on": "publish", "do": "late_commit", "delay_s": 60}]"#);
    is_newer(&mut bench, "a fault");
    bench.control(Method::POST, "clock", r#"{"advance_s": 1}"#);
    is_newer(&mut bench, "the clock");
    bench.control(Method::POST, "quota", r#"{"total": 5}"#);
    is_newer(&mut bench, "the quota");
    let container = bench.create("late");
    bench.try_publish(&container);
    is_newer(&mut bench, "a publish that is to come");
    bench.wait(61);
    is_newer(&mut bench, "a publish that came");
    bench.control(Method::POST, "reset", "");
    is_newer(&mut bench, "a reset");
}

#[test]
fn posts_come_in_parts_newest_first() {
    let mut bench = Bench::new();
    for number in 0..7 {
        bench.post_photo(&format!("Number {number}"));
    }
    let part = look(&mut bench, "posts?from=2&limit=3");
    let captions: Vec<_> =
        part["posts"].as_array().unwrap().iter().map(|post| &post["caption"]).collect();
    assert_eq!(captions, ["Number 4", "Number 3", "Number 2"]);
    assert_eq!((&part["total"], &part["from"]), (&json!(7), &json!(2)));
    assert_eq!(look(&mut bench, "posts?from=9")["posts"], json!([]));
    assert_eq!(look(&mut bench, "posts?kind=stories")["total"], 0);
    for wrong in [
        "log?status=bad",
        "posts?from=x",
        "posts?kind=reels",
        "log?before=-1",
        "containers?limit=1.5",
    ] {
        assert_eq!(bench.control(Method::GET, wrong, "").status, 400, "{wrong}");
    }
    for absent in ["posts?account=1", "containers?account=1", "log/7000", "log/x"] {
        assert_eq!(bench.control(Method::GET, absent, "").status, 404, "{absent}");
    }
}

#[track_caller]
fn is_missing(bench: &mut Bench, expect: &str) {
    let first = look(bench, "containers?limit=1")["containers"][0].clone();
    let what = first["missing"][0]["what"].as_str().unwrap_or_default();
    assert!(what.starts_with(expect) && expect.is_empty() == what.is_empty(), "{first}");
}

#[test]
fn containers_say_what_is_missing() {
    let mut bench = Bench::new();
    let container = bench.create("ready");
    is_missing(&mut bench, "the publish: ");
    bench.try_publish(&container).id();
    is_missing(&mut bench, "");
    let path = look(&mut bench, "containers")["containers"][0]["paths"][0].clone();
    assert!(path.as_str().unwrap().starts_with("/p/"), "{path}");
    bench.arm(r#"[{"on": "create", "do": "processing", "delay_s": 60, "subcode": 2207026}]"#);
    bench.create("slow");
    is_missing(&mut bench, "time: ");
    let missing = look(&mut bench, "containers")["containers"][0]["missing"][0].clone();
    assert_eq!(missing["until_ms"], crate::support::START.as_unix_millis() + 60_000);
    bench.wait(60);
    is_missing(&mut bench, "It failed with 2207026 (the video's format");
    bench.try_create(&[("is_carousel_item", "true"), ("image_url", PHOTO)]).id();
    is_missing(&mut bench, "the carousel: ");
    bench.try_create(&[("media_type", "REELS"), ("upload_type", "resumable")]).id();
    is_missing(&mut bench, "its video: ");
    bench.arm(r#"[{"on": "upload", "do": "upload_dies"}]"#);
    let to = bench.create_for_upload();
    bench.upload(&to, 0, 100, &[0; 100]);
    is_missing(&mut bench, "its video, which was lost");
    assert_eq!(bench.status(&to.id), "IN_PROGRESS");
    bench.create("forgotten");
    bench.wait(24 * 3600);
    is_missing(&mut bench, "It expired unpublished");
}

#[test]
fn the_log_goes_back_from_any_number_on() {
    let mut bench = Bench::new();
    for caption in ["zero", "one", "two", "three"] {
        bench.create(caption);
    }
    let numbers = |log: &Value| -> Vec<u64> {
        let requests = log["requests"].as_array().unwrap().iter();
        requests.map(|request| request["number"].as_u64().unwrap()).collect()
    };
    assert_eq!(numbers(&look(&mut bench, "log?limit=2")), [3, 2]);
    assert_eq!(numbers(&look(&mut bench, "log?limit=9&before=2")), [1, 0]);
    assert_eq!(look(&mut bench, "log")["total"], 4);
}

#[test]
fn the_log_is_searched_by_words_status_and_account() {
    let mut bench = Bench::new();
    let container = bench.create("The Rose");
    bench.try_publish("17889455560051444");
    bench.arm(r#"[{"on": "status", "do": "drop"}]"#);
    let read = request(Method::GET, &format!("/{container}"), &[("fields", "status_code")]);
    assert!(bench.send(read).is_none(), "the connection breaks");
    let mut numbers = |query: &str| -> Vec<u64> {
        let log = look(&mut bench, &format!("log?{query}"));
        let requests = log["requests"].as_array().unwrap().iter();
        requests.map(|request| request["number"].as_u64().unwrap()).collect()
    };
    for (query, expect) in [
        ("text=", &[2, 1, 0][..]),
        ("text=rose", &[0]),
        ("text=post+MEDIA", &[1, 0]),
        ("text=media_publish", &[1]),
        ("text=rose+media_publish", &[]),
        // The message of the error, and the fault.
        ("text=does+not+exist", &[1]),
        ("text=drop", &[2]),
        ("status=200", &[0]),
        ("status=2xx", &[0]),
        ("status=4xx", &[1]),
        ("status=5xx", &[]),
        ("status=error", &[2, 1]),
        ("status=none", &[2]),
        ("status=", &[2, 1, 0]),
        // The third is by the container's id.
        (&format!("account={USER}"), &[2, 1, 0]),
        (&format!("account={USER}&status=error&limit=1"), &[2]),
        ("account=1", &[]),
        ("status=error&before=2", &[1]),
    ] {
        assert_eq!(numbers(query), expect, "{query}");
    }
}

/// The log's entry of the latest request.
fn exact(bench: &mut Bench) -> Value {
    let number = look(bench, "log?limit=1")["requests"][0]["number"].clone();
    look(bench, &format!("log/{number}"))
}

#[test]
fn a_request_is_kept_word_for_word_and_as_a_command() {
    let mut bench = Bench::new();
    let body =
        "caption=It%27s+here%2e&image_url=https%3A%2F%2Fwww.example.com%2Fimages%2Fbronz-fonz.jpg";
    let request = Request::post(format!("/v26.0/{USER}/media?debug=all"))
        .header("host", "127.0.0.1:8025")
        .header("authorization", format!("Bearer {TOKEN}"))
        .header("content-type", "application/x-www-form-urlencoded")
        .header("x-own", "1")
        .body(body.as_bytes().to_vec())
        .unwrap();
    let id = bench.send(request).unwrap().id();
    let shown = exact(&mut bench);
    assert_eq!(shown["target"], format!("/v26.0/{USER}/media?debug=all"));
    assert_eq!(shown["body"], body);
    assert_eq!(shown["reply"]["id"], id);
    assert!(shown["reply_headers"].as_str().unwrap().contains("facebook-api-version: v26.0\n"));
    assert!(shown["headers"].as_str().unwrap().contains("authorization: Bearer [token]\n"));
    assert_eq!((&shown["took_ms"], &shown["status"]), (&json!(0), &json!(200)));
    let command = format!(
        "curl 'http://127.0.0.1:8025/v26.0/{USER}/media?debug=all' \\\n  --header 'authorization: \
         Bearer [token]' \\\n  --header 'x-own: 1' \\\n  --data-raw '{body}'"
    );
    assert_eq!(shown["curl"], command);
}

#[test]
fn a_command_for_one_of_metas_names_leads_here_too() {
    let mut bench = Bench::new();
    for (host, start) in [
        (
            "graph.facebook.com",
            "curl --connect-to ::127.0.0.1:8025 'http://graph.facebook.com/me?fields=id'",
        ),
        ("127.0.0.1:8025", "curl 'http://127.0.0.1:8025/me?fields=id'"),
        ("localhost:8025", "curl 'http://localhost:8025/me?fields=id'"),
    ] {
        let request = Request::get("/me?fields=id").header("host", host);
        bench.send(request.body(Vec::new()).unwrap()).unwrap();
        let command = exact(&mut bench)["curl"].as_str().unwrap().to_owned();
        assert!(command.starts_with(start), "{command}");
    }
}

#[test]
fn commands_have_the_method_and_keep_brackets() {
    let mut bench = Bench::new();
    let (_, media) = bench.post_photo("a");
    bench.call(Method::DELETE, &format!("/{media}"), &[("access_token", TOKEN)]);
    let shown = exact(&mut bench);
    let command = shown["curl"].as_str().unwrap();
    let start = format!(
        "curl --globoff --request DELETE 'http://127.0.0.1:8025/{media}?access_token=[token]'"
    );
    assert!(command.starts_with(&start), "{command}");
}

#[test]
fn kept_requests_contain_no_secret_whatever_their_form() {
    let secret = "EAAG|secret/token+x";
    let encoded = form(&[("t", secret)])["t=".len()..].to_owned();
    let lower = encoded.replace("%7C", "%7c").replace("%2F", "%2f");
    let path = format!("/{USER}/media");
    let json_body = json!({
        "access_token": secret, "client_secret": "hush-hush", "caption": format!("my {secret}"),
        "appsecret_proof": "0123456789abcdef",
    });
    let multipart = format!(
        "--x\r\ncontent-disposition: form-data; name=\"access_token\"\r\n\r\n{secret}\r\n--x\r\n\
         content-disposition: form-data; name=\"client_secret\"\r\n\r\nhush-hush\r\n--x--\r\n"
    );
    let cases = [
        (format!("{path}?access_token={lower}&client_secret=hush-hush"), "", String::new()),
        (
            path.clone(),
            "application/x-www-form-urlencoded",
            format!(
                "caption={lower}&access_token={encoded}&client_secret=hush-hush&code=hush-hush"
            ),
        ),
        (path.clone(), "application/json", json_body.to_string()),
        (path.clone(), "application/json", json_body.to_string().replace('/', "\\/")),
        (path, "multipart/form-data; boundary=x", multipart),
    ];
    for (target, kind, body) in cases {
        let mut bench = Bench::new();
        let request = Request::post(target)
            .header("content-type", kind)
            .header("cookie", "session=hush-hush")
            .header("x-copy", secret)
            .body(body.clone().into_bytes())
            .unwrap();
        bench.send(request).unwrap();
        let shown = exact(&mut bench).to_string();
        for text in [secret, &encoded, &lower, "hush-hush", "secret\\/token", "0123456789abcdef"] {
            assert!(!shown.contains(text), "{text} of {body} in {shown}");
        }
        assert!(shown.contains("[token]"), "{shown}");
        let debug = format!("{:?}", bench.sandbox);
        for text in [&lower, "hush-hush"] {
            assert!(!debug.contains(text), "{text} of {body}");
        }
    }
}

#[test]
fn the_quota_is_set_until_a_reset() {
    let mut bench = Bench::new();
    let reply = bench.control(Method::POST, "quota", r#"{"total": 1}"#);
    assert_eq!(reply.json(), json!({ "total": 1 }));
    bench.post_photo("the only one");
    let second = bench.create("too many");
    bench.try_publish(&second).is_error(400, 9, 2_207_042);
    for wrong in ["", "{}", r#"{"total": -1}"#, r#"{"total": 1, "usage": 2}"#] {
        assert_eq!(bench.control(Method::POST, "quota", wrong).status, 400, "{wrong}");
    }
    bench.control(Method::POST, "reset", "");
    assert_eq!(look(&mut bench, "overview")["accounts"][0]["quota_total"], 25);
}

#[test]
fn the_quota_is_set_for_one_account_or_for_all_of_them() {
    let accounts = [
        Account::new(USER, "bronz_fonz"),
        Account::new("17841400008460057", "ralph_malph").with_quota(4),
    ];
    let mut bench = Bench::with(Config::default().with_accounts(accounts));
    let totals = |bench: &mut Bench| -> Vec<u32> {
        bench.state().accounts.iter().map(|account| account.quota_total).collect()
    };
    assert_eq!(totals(&mut bench), [25, 4]);
    bench.control(Method::POST, "quota", r#"{"total": 2, "account": "17841400008460057"}"#);
    assert_eq!(totals(&mut bench), [25, 2]);
    bench.control(Method::POST, "quota", r#"{"total": 50}"#);
    assert_eq!(totals(&mut bench), [50, 50]);
    let reply = bench.control(Method::POST, "quota", r#"{"total": 2, "account": "1"}"#);
    assert_eq!(reply.status, 404);
    bench.control(Method::POST, "reset", "");
    assert_eq!(totals(&mut bench), [25, 4]);
}

#[test]
fn a_line_of_the_log_identifies_a_request_and_shows_no_secret() {
    let mut bench = Bench::new();
    let digest = |bench: &mut Bench, params: &[(&str, &str)]| -> String {
        bench.call(Method::POST, &format!("/{USER}/media"), params);
        let line = look(bench, "log?limit=1")["requests"][0]["digest"].clone();
        line.as_str().unwrap().to_owned()
    };
    let params = [("access_token", TOKEN), ("caption", "one\ntwo"), ("image_url", PHOTO)];
    assert_eq!(digest(&mut bench, &params), format!("caption=one two image_url={PHOTO}"));
    let long = "é".repeat(4_000);
    let params = [("access_token", TOKEN), ("caption", &*long)];
    assert_eq!(digest(&mut bench, &params), format!("caption={}", "é".repeat(152)));
}

#[test]
fn the_copy_of_a_file_is_sent_again_only_if_it_has_changed() {
    let mut bench = Bench::new();
    bench.post_photo("a");
    let path = look(&mut bench, "posts")["posts"][0]["media_url"].as_str().unwrap().to_owned();
    let path = path.strip_prefix("http://127.0.0.1:8025").unwrap().to_owned();
    let first = bench.get(&path, &[]);
    assert_eq!(first.header("cache-control"), Some("private, no-cache"));
    let tag = first.header("etag").unwrap().to_owned();
    for (tag, status) in [(&*tag, 304), ("\"1-1\"", 200)] {
        let request = Request::get(&path).header("if-none-match", tag).body(Vec::new()).unwrap();
        let reply = bench.send(request).unwrap();
        assert_eq!((reply.status, reply.body.is_empty()), (status, status == 304));
    }
}

#[test]
fn a_part_of_a_video_can_be_requested() {
    let mut bench = Bench::new();
    bench.post_photo("a");
    let path = look(&mut bench, "posts")["posts"][0]["media_url"].as_str().unwrap().to_owned();
    let path = path.strip_prefix("http://127.0.0.1:8025").unwrap();
    let request = Request::get(path).header("range", "bytes=0-1").body(Vec::new()).unwrap();
    let reply = bench.send(request).unwrap();
    assert_eq!((reply.status, &*reply.body), (206, &b"\xFF\xD8"[..]));
}
