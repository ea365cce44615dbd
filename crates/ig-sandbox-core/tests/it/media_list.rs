//! `GET /{user}/media`: the posts of an account.

use serde_json::{Value, json};

use crate::support::{Bench, START, TOKEN, USER};

fn list(bench: &mut Bench, params: &[(&str, &str)]) -> crate::support::Reply {
    bench.get(&format!("/v25.0/{USER}/media"), params)
}

fn captions(reply: &Value) -> Vec<&str> {
    reply["data"].as_array().unwrap().iter().map(|it| it["caption"].as_str().unwrap()).collect()
}

fn posts(count: usize) -> Bench {
    let mut bench = Bench::with(ig_sandbox_core::Config::default().with_quota(1000));
    for number in 1..=count {
        bench.post_photo(&number.to_string());
        bench.wait(1);
    }
    bench
}

#[test]
fn an_empty_list_has_no_paging() {
    assert_eq!(list(&mut Bench::new(), &[]).to_text(), r#"{"data":[]}"#);
}

#[test]
fn without_fields_there_are_only_ids() {
    let mut bench = Bench::new();
    let (_, media) = bench.post_photo("a");
    let reply = list(&mut bench, &[]).json();
    assert_eq!(reply["data"], json!([{ "id": media }]));
    assert!(reply["paging"]["cursors"]["before"].is_string());
    assert!(reply["paging"]["cursors"]["after"].is_string());
    assert_eq!(reply["paging"].get("next"), None);
    assert_eq!(reply["paging"].get("previous"), None);
}

#[test]
fn the_newest_comes_first() {
    let mut bench = posts(3);
    let reply = list(&mut bench, &[("fields", "caption")]).json();
    assert_eq!(captions(&reply), ["3", "2", "1"]);
    assert!(reply["data"][0]["id"].is_string());
}

#[test]
fn pages_link_to_the_next_and_the_previous() {
    let mut bench = posts(5);
    let follow = |bench: &mut Bench, url: &Value| -> Value {
        let url = url.as_str().unwrap().strip_prefix("http://127.0.0.1:8025").unwrap().to_owned();
        // The link is enough by itself: it contains the token.
        let request = http::Request::get(url).header("host", "127.0.0.1:8025");
        bench.send(request.body(Vec::new()).unwrap()).unwrap().json()
    };
    let first = list(&mut bench, &[("fields", "caption"), ("limit", "2")]).json();
    assert_eq!(captions(&first), ["5", "4"]);
    let next = first["paging"]["next"].as_str().unwrap();
    let start = format!("http://127.0.0.1:8025/v25.0/{USER}/media?access_token={TOKEN}&");
    assert!(next.starts_with(&start), "{next}");
    let second = follow(&mut bench, &first["paging"]["next"]);
    assert_eq!(captions(&second), ["3", "2"]);
    let third = follow(&mut bench, &second["paging"]["next"]);
    assert_eq!(captions(&third), ["1"]);
    assert_eq!(third["paging"].get("next"), None);
    let back = follow(&mut bench, &third["paging"]["previous"]);
    assert_eq!(captions(&back), ["3", "2"]);
    let back = follow(&mut bench, &back["paging"]["previous"]);
    assert_eq!(captions(&back), ["5", "4"]);
    assert_eq!(back["paging"].get("previous"), None);
}

#[test]
fn a_page_has_25_posts_by_default() {
    let mut bench = posts(30);
    for (limit, length) in [(None, 25), (Some("30"), 30), (Some("100"), 30), (Some("1"), 1)] {
        let params: Vec<_> = limit.map(|limit| ("limit", limit)).into_iter().collect();
        let reply = list(&mut bench, &params).json();
        assert_eq!(reply["data"].as_array().unwrap().len(), length, "{limit:?}");
    }
    for limit in ["0", "101", "-1", "ten"] {
        list(&mut bench, &[("limit", limit)]).is_error(400, 100, 0);
    }
}

#[test]
fn cursors_of_another_list_are_refused() {
    let mut bench = posts(2);
    for cursor in ["nonsense", "QVFIU", "QVFIU123", "QVFIUü"] {
        list(&mut bench, &[("after", cursor)]).is_error(400, 100, 0);
        list(&mut bench, &[("before", cursor)]).is_error(400, 100, 0);
    }
}

#[test]
fn since_and_until_bound_the_list() {
    let mut bench = posts(3);
    let second = (START.as_unix_millis() / 1000 + 1).to_string();
    for (params, expected) in [
        (vec![("since", second.as_str())], vec!["3", "2"]),
        (vec![("until", second.as_str())], vec!["2", "1"]),
        (vec![("since", second.as_str()), ("until", second.as_str())], vec!["2"]),
        (vec![("since", "2019-09-26T22:36:44+0000")], vec!["3", "2"]),
        (vec![("since", "2019-09-26T22:36:44Z")], vec!["3", "2"]),
        (vec![("since", "2019-09-27")], vec![]),
        (vec![("until", "2019-09-27")], vec!["3", "2", "1"]),
    ] {
        let params: Vec<_> = params.into_iter().chain([("fields", "caption")]).collect();
        assert_eq!(captions(&list(&mut bench, &params).json()), expected, "{params:?}");
    }
    list(&mut bench, &[("since", "a while ago")]).is_error(400, 100, 0);
}

#[test]
fn fields_are_checked_even_if_there_is_nothing_to_show() {
    list(&mut Bench::new(), &[("fields", "id,likes")])
        .is_error(400, 100, 0)
        .says("(#100) Tried accessing nonexisting field (likes) on node type (IGMedia)");
}
