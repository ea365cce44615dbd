//! Every input gets a reply, and the invariants hold.

use std::time::Duration;

use http::{Method, Request};
use ig_sandbox_core::{Config, SecondPublish};
use proptest::prelude::*;

use crate::support::{Bench, PHOTO, USER, VIDEO, fetch, request};

fn method() -> impl Strategy<Value = Method> {
    prop_oneof![Just(Method::GET), Just(Method::POST), Just(Method::DELETE), Just(Method::PUT)]
}

fn path() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just("media".to_owned()),
        Just("media_publish".to_owned()),
        Just("content_publishing_limit".to_owned()),
        Just("stories".to_owned()),
        Just("children".to_owned()),
        Just("collaborators".to_owned()),
        Just("available_catalogs".to_owned()),
        Just("catalog_product_search".to_owned()),
        Just("pages".to_owned()),
        Just("search".to_owned()),
        Just("_sandbox".to_owned()),
        Just("faults".to_owned()),
        Just("files".to_owned()),
        Just("clock".to_owned()),
        Just("p".to_owned()),
        Just("me".to_owned()),
        Just("v26.0".to_owned()),
        Just("ig-api-upload".to_owned()),
        "(oauth|access_token|refresh_access_token|debug_token|accounts|permissions)",
        Just(USER.to_owned()),
        "[0-9a-zA-Z._~%{}-]{0,12}",
    ];
    proptest::collection::vec(word, 0..5).prop_map(|words| format!("/{}", words.join("/")))
}

fn params() -> impl Strategy<Value = Vec<(String, String)>> {
    let name = prop_oneof![
        "(image_url|video_url|media_type|caption|user_tags|location_id|creation_id|fields|limit)",
        "(since|until|after|before|q|method|is_carousel_item|alt_text|access_token|upload_type)",
        "(children|product_tags|collaborators|cover_url|thumb_offset|share_to_feed|audio_name)",
        "(audio_configuration|trial_params|is_ai_generated|branded_content_sponsor_ids)",
        "(is_paid_partnership|comment_enabled|catalog_id)",
        "(batch|include_headers|grant_type|client_id|client_secret|code|input_token|permission)",
        "\\PC{0,8}",
    ];
    let value = prop_oneof![
        Just(PHOTO.to_owned()),
        "(REELS|STORIES|CAROUSEL|VIDEO|true|false)",
        "(resumable|authorization_code|fb_exchange_token|ig_refresh_token|sandbox-code)",
        calls(),
        "\\PC{0,40}",
        "[\\[\\]{}',:\"\\\\a-z0-9 ]{0,60}",
        any::<i64>().prop_map(|number| number.to_string()),
    ];
    proptest::collection::vec((name, value), 0..6)
}

/// A batch, more or less.
fn calls() -> impl Strategy<Value = String> {
    let method = "(GET|POST|DELETE|PUT|get|BREW)";
    let url = "(me|/me|[0-9]{3}|\\{result=a:\\$.[a-z*.\\[\\]]{0,6}\\}|v25.0/me/accounts|\\PC{0,9})";
    let call = (method, url, "(a|b)?", "[a-z=&{}:$.%0-9]{0,12}").prop_map(|(method, url, name, body)| {
        serde_json::json!({"method": method, "relative_url": url, "name": name, "body": body})
    });
    proptest::collection::vec(call, 0..5).prop_map(|calls| serde_json::json!(calls).to_string())
}

fn content_type() -> impl Strategy<Value = Option<String>> {
    prop_oneof![
        Just(None),
        Just(Some("application/json".to_owned())),
        Just(Some("application/x-www-form-urlencoded".to_owned())),
        Just(Some("multipart/form-data; boundary=b".to_owned())),
        "[a-z/;= -]{0,30}".prop_map(Some),
    ]
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..200),
        params().prop_map(|params| {
            let params: Vec<_> = params.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            crate::support::form(&params).into_bytes()
        }),
        params().prop_map(|params| {
            let fields = params.into_iter().map(|(name, value)| (name, value.into()));
            serde_json::Value::Object(fields.collect()).to_string().into_bytes()
        }),
        "(--b\r\n(content-disposition: form-data; name=\"[a-z_]{0,9}\"\r\n)?(\r\n)?[a-z{}]{0,9}(\r\n)?(--b--)?){0,3}"
            .prop_map(String::into_bytes),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn anything_gets_an_answer(
        method in method(),
        path in path(),
        params in params(),
        content_type in content_type(),
        body in body(),
        token in prop_oneof![Just("Bearer sandbox-token".to_owned()), "[ -~]{0,20}"],
    ) {
        let params: Vec<_> = params.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let mut builder = Request::builder()
            .method(method)
            .uri(format!("{path}?{}", crate::support::form(&params)))
            .header("host", "127.0.0.1:8025")
            .header("authorization", token);
        if let Some(content_type) = content_type {
            builder = builder.header("content-type", content_type);
        }
        // Some generated values are not valid requests.
        let Ok(request) = builder.body(body) else { return Ok(()) };
        let mut bench = Bench::new();
        bench.post_photo("there is something");
        let reply = bench.send(request).expect("no fault is armed");
        prop_assert!((200..600).contains(&reply.status));
        if reply.header("x-fb-request-id").is_some() {
            let json: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
            let is_error = json.get("error").or(json.get("error_type")).is_some();
            prop_assert_eq!(is_error, reply.status != 200);
        }
    }

    #[test]
    fn a_container_is_posted_as_often_as_was_accepted(
        steps in proptest::collection::vec((0_usize..7, 0_u64..40_000), 1..25),
        again in any::<bool>(),
    ) {
        let second = if again { SecondPublish::Again } else { SecondPublish::Refuse };
        let mut bench = Bench::with(Config::default().with_second_publish(second).with_quota(4));
        let container = bench.create("the one");
        let mut accepted = 0;
        for (step, wait) in steps {
            let fault = ["", "commit_then_drop", "drop", "error", "commit_then_error", "garble", "late_commit"][step];
            if !fault.is_empty() {
                let fault = format!(r#"{{"on": "publish", "do": "{fault}", "delay_s": 100}}"#);
                bench.arm(&fault);
            }
            let before = bench.state().accounts[0].clone();
            let path = format!("/{USER}/media_publish");
            let reply = bench.call(Method::POST, &path, &[("creation_id", &container)]);
            let after = bench.state().accounts[0].clone();
            let made = after.media.len() - before.media.len();
            prop_assert!(made <= 1);
            prop_assert!(!(matches!(fault, "drop" | "error" | "late_commit") && made > 0));
            if reply.is_some_and(|reply| reply.status == 200) {
                prop_assert_eq!(made, 1);
            }
            accepted += made + after.containers[0].pending_publishes
                - before.containers[0].pending_publishes;
            prop_assert!(after.quota_usage as usize <= after.media.len());
            bench.wait(wait);
        }
        bench.wait(1_000_000);
        let account = bench.state().accounts[0].clone();
        prop_assert_eq!(account.containers[0].pending_publishes, 0);
        prop_assert_eq!(account.quota_usage, 0);
        if again {
            prop_assert_eq!(account.media.len(), accepted);
        } else {
            prop_assert_eq!(account.media.len(), accepted.min(1));
        }
    }

    #[test]
    fn a_carousel_is_whole_and_counts_once(
        children in 2_usize..=10,
        faults in proptest::collection::vec(0_usize..5, 1..8),
        again in any::<bool>(),
    ) {
        let second = if again { SecondPublish::Again } else { SecondPublish::Refuse };
        let mut bench = Bench::with(Config::default().with_second_publish(second));
        let items: Vec<String> =
            (0..children).map(|_| crate::carousels::photo_item(&mut bench)).collect();
        let parent = crate::carousels::carousel(&mut bench, &items, &[]).id();
        bench.wait(2);
        for fault in faults {
            let fault = ["commit_then_drop", "drop", "error", "garble", "late_commit"][fault];
            bench.arm(&format!(r#"[{{"on": "publish", "do": "{fault}", "delay_s": 5}}]"#));
            let path = format!("/{USER}/media_publish");
            bench.call(Method::POST, &path, &[("creation_id", &parent)]);
            bench.wait(10);
        }
        let account = bench.state().accounts[0].clone();
        prop_assert!(again || account.media.len() <= 1);
        prop_assert_eq!(account.quota_usage as usize, account.media.len());
        for post in &account.media {
            let of: Vec<&String> = post.children.iter().map(|child| &child.container_id).collect();
            prop_assert_eq!(of, items.iter().collect::<Vec<_>>());
        }
        let ids = account.media.iter().flat_map(|post| {
            post.children.iter().map(|child| &child.id).chain([&post.id])
        });
        let unique: std::collections::BTreeSet<&String> = ids.clone().collect();
        prop_assert_eq!(unique.len(), ids.count());
        let list = bench.get(&format!("/{USER}/media"), &[]).json();
        prop_assert_eq!(list["data"].as_array().unwrap().len(), account.media.len());
    }

    #[test]
    fn equal_seeds_and_requests_give_equal_replies(
        seed in any::<u64>(),
        calls in proptest::collection::vec((method(), path(), params()), 1..6),
    ) {
        let run = || {
            let mut bench = Bench::with(Config::default().with_seed(seed));
            let mut replies = Vec::new();
            for (method, path, params) in &calls {
                let params: Vec<_> = params.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
                let Ok(uri) = path.parse::<http::Uri>() else { continue };
                let reply = bench.send(request(method.clone(), uri.path(), &params));
                replies.push(reply.map(|reply| (reply.status, reply.body)));
            }
            replies
        };
        prop_assert_eq!(run(), run());
    }
}

#[test]
fn times_at_the_end_of_the_calendar_do_not_panic() {
    for millis in [0, u64::MAX / 2, u64::MAX] {
        let mut bench = Bench::new();
        bench.now = ig_sandbox_core::Timestamp::from_unix_millis(millis);
        bench.sandbox.advance(Duration::MAX);
        let container = bench.try_create(&[("media_type", "REELS"), ("video_url", VIDEO)]).id();
        bench.status(&container);
        bench.get(&format!("/{USER}/media"), &[]);
        assert!(!bench.state().now.is_empty());
        assert!(fetch(PHOTO).is_ok());
    }
}
