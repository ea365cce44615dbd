//! The request word for word, and every shape of reply.

use super::*;
use crate::{
    endpoint::{CreateContainer, ListMedia, PublishContainer, PublishingLimit, ReadContainer},
    post::Photo,
    wire::{AccessToken, Context, ErrorClass, Login},
};

fn status() -> ReadContainer {
    ReadContainer::new("17889455560051444".parse().unwrap()).with_status()
}

fn limit() -> PublishingLimit {
    PublishingLimit::new("17841400008460056".parse().unwrap())
}

fn publish() -> PublishContainer {
    let user = "17841400008460056".parse().unwrap();
    PublishContainer::new(user, "17889455560051444".parse().unwrap())
}

fn create(url: crate::MediaUrl) -> CreateContainer {
    let photo = Photo::new(url).with_caption("A&B \"é\"".parse().unwrap());
    CreateContainer::new("17841400008460056".parse().unwrap(), photo)
}

fn sent(batch: &Batch) -> (String, String) {
    let context = Context::new(Login::Facebook, AccessToken::new("EAAGtoken")).unwrap();
    let request = batch.call().exchange(&context).unwrap().request;
    let body = String::from_utf8(request.body().bytes().unwrap().to_vec()).unwrap();
    (format!("{} {}", request.method(), request.uri()), body)
}

#[test]
fn the_request_is_an_array_of_the_calls_word_for_word() {
    let mut batch = Batch::new();
    batch.push(&status()).unwrap();
    batch.push(&limit()).unwrap();
    batch.push(&create("https://example.com/a.jpg".parse().unwrap())).unwrap();
    let (line, body) = sent(&batch);
    assert_eq!(line, "POST https://graph.facebook.com/v26.0/");
    let fields: Vec<_> = form_urlencoded::parse(body.as_bytes()).collect();
    let [(batch, entries), (headers, yes)] = &fields[..] else { panic!("{fields:?}") };
    assert_eq!((&**batch, &**headers, &**yes), ("batch", "include_headers", "true"));
    let entries: Value = serde_json::from_str(entries).unwrap();
    let expect = serde_json::json!([
        {"method": "GET", "relative_url": "17889455560051444?fields=status_code%2Cstatus"},
        {"method": "GET", "relative_url": "17841400008460056/content_publishing_limit"},
        {
            "method": "POST",
            "relative_url": "17841400008460056/media",
            "body": "image_url=https%3A%2F%2Fexample.com%2Fa.jpg&caption=A%26B+%22%C3%A9%22",
        },
    ]);
    assert_eq!(entries, expect);
}

#[test]
fn the_token_and_the_proof_stand_beside_the_batch_and_not_in_it() {
    let context = Context::new(Login::Facebook, AccessToken::new("EAAGtoken")).unwrap();
    let context = context.with_app_secret(&crate::AppSecret::new("shh"));
    let mut batch = Batch::new();
    batch.push(&status()).unwrap();
    let request = batch.call().exchange(&context).unwrap().request;
    let fields: Vec<_> =
        form_urlencoded::parse(request.body().bytes().unwrap()).map(|(key, _)| key).collect();
    assert_eq!(fields, ["batch", "include_headers", "appsecret_proof"]);
    let body = String::from_utf8_lossy(request.body().bytes().unwrap());
    assert!(!body.contains("EAAG"));
    assert_eq!(request.headers()["authorization"], "Bearer EAAGtoken");
}

#[test]
fn a_batch_is_as_harmful_as_its_worst_part() {
    let mut batch = Batch::new();
    assert_eq!(batch.effect(), Effect::Read);
    batch.push(&status()).unwrap();
    assert_eq!(batch.effect(), Effect::Read);
    batch.push(&create("https://example.com/a.jpg".parse().unwrap())).unwrap();
    batch.push(&limit()).unwrap();
    assert_eq!(batch.effect(), Effect::Repeatable);
    batch.push(&publish()).unwrap();
    batch.push(&limit()).unwrap();
    assert_eq!(batch.effect(), Effect::Once);
    let call = batch.call();
    assert_eq!((call.name(), call.effect()), ("POST /", Effect::Once));
    assert_eq!(call.draft(), &batch.draft());
}

#[test]
fn a_batch_asks_of_the_context_what_its_parts_ask() {
    let instagram = Context::new(Login::Instagram, AccessToken::new("IGAAtoken")).unwrap();
    let mut batch = Batch::new();
    batch.push(&create(crate::MediaUrl::local("http://127.0.0.1:1/a.jpg").unwrap())).unwrap();
    let error = batch.call().exchange(&instagram).unwrap_err();
    assert!(matches!(error, crate::BuildError::UnreachableMedia { .. }), "{error:?}");
    let mut batch = Batch::new();
    batch.push(&endpoint::SearchPages::new("Helsinki")).unwrap();
    batch.push(&limit()).unwrap();
    let error = batch.call().exchange(&instagram).unwrap_err();
    assert!(matches!(error, crate::BuildError::FacebookOnly), "{error:?}");
}

#[test]
fn fifty_calls_fit_and_no_more() {
    let mut batch = Batch::new();
    assert!(batch.is_empty());
    for _ in 0..50 {
        batch.push(&status()).unwrap();
    }
    assert_eq!(batch.push(&limit()).unwrap_err(), BatchError::Full);
    assert_eq!(batch.len(), 50);
}

fn reply(body: &str) -> Result<(BatchReply, Slot<ReadContainer>), ResponseError> {
    let mut batch = Batch::new();
    let slot = batch.push(&status()).unwrap();
    let response = Response::new(body.as_bytes());
    batch.read_response(&response).map(|reply| (reply, slot))
}

#[test]
fn an_entry_is_read_like_the_reply_to_a_single_call() {
    let mut batch = Batch::new();
    let (first, second) = (batch.push(&status()).unwrap(), batch.push(&limit()).unwrap());
    let refused = batch.push(&publish()).unwrap();
    let gone = batch.push(&limit()).unwrap();
    let response = Response::new(include_bytes!("../../../tests/data/batch_mixed__200.json"));
    let mut reply = batch.read_response(&response).unwrap();
    assert_eq!((reply.unknown(), reply.headers().count()), (1, 3));
    let usage = reply.headers().find_map(|headers| headers.get("x-app-usage")).unwrap();
    assert_eq!(usage, r#"{"call_count":28,"total_time":25,"total_cputime":25}"#);
    assert_eq!(reply.take(first).unwrap().unwrap().status_code.as_str(), "FINISHED");
    assert_eq!(reply.take(second).unwrap().unwrap().quota_usage, 2);
    let error = reply.take(refused).unwrap().unwrap_err();
    let ResponseError::Api(error) = error else { panic!("{error:?}") };
    assert_eq!((error.status, error.class()), (400, ErrorClass::NotReady));
    assert!(reply.take(gone).is_none(), "null");
    assert!(reply.take(first).is_none(), "taken");
}

#[test]
fn what_cannot_be_read_is_unknown() {
    for body in [
        "[]",
        "[null]",
        "[7]",
        r#"["{}"]"#,
        "[{}]",
        r#"[{"body":"{\"status_code\":\"FINISHED\"}"}]"#,
        r#"[{"code":"200","body":"{}"}]"#,
        r#"[{"code":99,"body":"{}"}]"#,
        r#"[{"code":65736,"body":"{}"}]"#,
        r#"[{"code":-200,"body":"{}"}]"#,
        r#"[{"code":200,"body":{"status_code":"FINISHED"}}]"#,
    ] {
        let (mut reply, slot) = reply(body).unwrap();
        assert!(reply.take(slot).is_none(), "{body}");
        assert_eq!(reply.unknown(), 1, "{body}");
    }
}

#[test]
fn an_entry_of_odd_headers_or_without_a_body_is_an_entry() {
    for headers in ["null", "7", r#"[7,{"name":"a b","value":"x"},{"name":"a","value":7}]"#] {
        let body = format!(
            r#"[{{"code":200,"headers":{headers},"body":"{{\"status_code\":\"FINISHED\"}}","x":1}}]"#
        );
        let (mut reply, slot) = reply(&body).unwrap();
        assert!(reply.take(slot).unwrap().is_ok(), "{body}");
    }
    for body in [r#"[{"code":200}]"#, r#"[{"code":200,"body":null}]"#] {
        let (mut reply, slot) = reply(body).unwrap();
        let error = reply.take(slot).unwrap().unwrap_err();
        assert!(matches!(error, ResponseError::Decode(_)), "it may have taken effect: {error:?}");
    }
    let (mut reply, slot) = reply(r#"[{"code":502,"body":"<html>"}]"#).unwrap();
    let error = reply.take(slot).unwrap().unwrap_err();
    assert!(matches!(error, ResponseError::Http(_)) && error.is_transient(), "{error:?}");
}

#[test]
fn a_whole_batch_can_fail() {
    for body in ["", "{}", "[null,null]", r#"{"data":[]}"#, "[null"] {
        let error = reply(body).unwrap_err();
        assert!(matches!(error, ResponseError::Decode(_)), "{body}: {error:?}");
    }
    let expired = r#"{"error":{"message":"no","code":190,"error_subcode":463}}"#;
    for status in [200, 400] {
        let response = Response::builder().status(status).body(expired).unwrap();
        let error = Batch::new().read_response(&response).unwrap_err();
        let ResponseError::Api(error) = error else { panic!("{error:?}") };
        assert_eq!(error.class(), ErrorClass::Auth);
    }
}

#[test]
fn a_slot_finds_no_result_of_another_type() {
    let (mut reply, _) = reply(r#"[{"code":200,"body":"{\"id\":\"1\"}"}]"#).unwrap();
    let mut other = Batch::new();
    let strange = other.push(&ListMedia::new("1".parse().unwrap())).unwrap();
    let beyond = other.push(&status()).unwrap();
    assert!(reply.take(strange).is_none());
    assert!(reply.take(beyond).is_none());
}

#[test]
fn neither_a_batch_nor_its_reply_shows_what_is_in_it() {
    let secret = "an odd secret";
    let mut batch = Batch::new();
    batch.push(&endpoint::SearchPages::new(secret)).unwrap();
    let body = format!(r#"[{{"code":200,"body":"{secret}"}}]"#);
    let reply = batch.read_response(&Response::new(body)).unwrap();
    let shown = format!("{batch:?} {reply:?}");
    assert!(!shown.contains(secret), "{shown}");
}
