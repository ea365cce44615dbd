//! Which calls travel together, and what each gets of the reply.

use super::*;
use crate::{
    endpoint::{ListMedia, PublishContainer, PublishingLimit, ReadContainer},
    wire::{AccessToken, Context, Delivery, ErrorClass, Login, ResponseError, TransportError},
};

const TOKEN: &str = "EAAGodd/token+1";

fn status() -> Call {
    Call::new(&ReadContainer::new("17889455560051444".parse().unwrap()))
}

fn limit() -> Call {
    Call::new(&PublishingLimit::new("17841400008460056".parse().unwrap()))
}

fn list() -> Call {
    Call::new(&ListMedia::new("17841400008460056".parse().unwrap()))
}

fn context() -> Context {
    Context::new(Login::Facebook, AccessToken::new(TOKEN)).unwrap()
}

fn shared(calls: impl IntoIterator<Item = Call>) -> SharedReads {
    let mut reads = SharedReads::new();
    for call in calls {
        reads.push(call).unwrap();
    }
    reads
}

fn split(calls: impl IntoIterator<Item = Call>, reply: Result<Response<&str>, Delivery>) -> Split {
    let reads = shared(calls);
    let pending = reads.call().exchange(&context()).unwrap().pending;
    reads.split(match reply {
        Ok(response) => pending.received(response.map(|body| body.as_bytes().to_vec())),
        Err(delivery) => pending.lost(delivery),
    })
}

#[test]
fn only_reads_travel_together_and_fifty_at_most() {
    let publish = PublishContainer::new(
        "17841400008460056".parse().unwrap(),
        "17889455560051444".parse().unwrap(),
    );
    let batch = shared([status()]).call();
    assert_eq!(batch.effect(), Effect::Read);
    let refused = [Call::new(&publish), batch];
    for call in refused {
        assert!(!SharedReads::takes(&call), "{call:?}");
        assert_eq!(SharedReads::new().push(call), Err(BatchError::Apart));
    }
    let mut reads = shared((0..50).map(|_| status()));
    assert!(SharedReads::takes(&limit()));
    assert_eq!((reads.push(limit()), reads.len()), (Err(BatchError::Full), 50));
}

#[test]
fn the_request_is_that_of_a_batch_word_for_word() {
    let mut batch = Batch::new();
    batch.push(&ReadContainer::new("17889455560051444".parse().unwrap())).unwrap();
    batch.push(&PublishingLimit::new("17841400008460056".parse().unwrap())).unwrap();
    assert_eq!(shared([status(), limit()]).call(), batch.call());
}

#[test]
fn each_part_has_its_own_status_headers_and_body() {
    let body = r#"[
        {"code":200,"headers":[{"name":"x-app-usage","value":"{\"call_count\":80}"}],
         "body":"{\"status_code\":\"FINISHED\"}"},
        {"code":400,"headers":[{"name":"Date","value":"Fri, 11 Aug 2023 09:07:30 GMT"}],
         "body":"{\"error\":{\"message\":\"no\",\"code\":190}}"},
        null]"#;
    let whole = Response::builder().header("date", "Fri, 11 Aug 2023 09:07:38 GMT");
    let whole = whole.header("x-app-usage", r#"{"call_count":1}"#).body(body).unwrap();
    let Split { shares, failure } = split([status(), limit(), list()], Ok(whole));
    assert!(failure.is_none(), "{failure:?}");
    let [Share::Reply(first), Share::Reply(second), Share::Unanswered(third)] = &shares[..] else {
        panic!("{shares:?}")
    };
    let first = first.result().unwrap();
    assert_eq!(first.headers()["x-app-usage"], r#"{"call_count":80}"#, "its own usage");
    assert_eq!(first.headers()["date"], "Fri, 11 Aug 2023 09:07:38 GMT", "that of the whole");
    assert_eq!(first.body(), br#"{"status_code":"FINISHED"}"#);
    assert_eq!(second.result().unwrap().headers()["date"], "Fri, 11 Aug 2023 09:07:30 GMT");
    assert_eq!(second.result().unwrap().headers().get("x-app-usage"), None);
    let Some(ResponseError::Api(error)) = second.refusal() else { panic!("{second:?}") };
    assert_eq!(error.class(), ErrorClass::Auth, "an error is that of its part");
    assert_eq!(*third, list());
}

#[test]
fn what_is_missing_or_unreadable_is_not_answered() {
    for body in ["[]", "[null,null]", "[7]", r#"[{"body":"{}"},null]"#] {
        let Split { shares, failure } = split([status(), limit()], Ok(Response::new(body)));
        assert!(failure.is_none(), "{body}");
        let is_open = |share: &Share| matches!(share, Share::Unanswered(_));
        assert!(shares.len() == 2 && shares.iter().all(is_open), "{body}: {shares:?}");
    }
}

#[test]
fn what_fails_as_a_whole_is_lost_for_each() {
    let expired = r#"{"error":{"message":"no","code":190,"error_subcode":463}}"#;
    let response = |status, body| Ok(Response::builder().status(status).body(body).unwrap());
    for (reply, expect) in [
        (Err(Delivery::NotSent), Delivery::NotSent),
        (Err(Delivery::Unknown), Delivery::Unknown),
        (response(500, "<html>"), Delivery::Unknown),
        (response(400, expired), Delivery::Unknown),
        (response(200, expired), Delivery::Unknown),
        (response(200, "[null,"), Delivery::Unknown),
        (response(200, "[null,null,null]"), Delivery::Unknown),
    ] {
        let Split { shares, failure } = split([status(), limit()], reply);
        assert!(failure.is_some());
        assert_eq!(shares.len(), 2);
        for share in shares {
            let Share::Reply(reply) = share else { panic!("{share:?}") };
            let lost = reply.result().map(|_| ()).map_err(TransportError::delivery);
            assert_eq!(lost, Err(expect));
        }
    }
}

/// However the server spells the token in a part.
#[test]
fn no_part_shows_a_secret_of_the_request() {
    for spelt in [r"EAAGodd/token+1", r"EAAGodd%2Ftoken%2B1", r"EAAGodd\\\/token+1"] {
        let body = format!(
            r#"[{{"code":400,"headers":[{{"name":"x-a","value":"{spelt}"}}],"body":"{{\"m\":\"{spelt}\"}}"}},{{"code":200,"body":"{spelt}"}}]"#
        );
        let Split { shares, .. } = split([status(), limit()], Ok(Response::new(&body)));
        assert_eq!(shares.len(), 2);
        for share in shares {
            let Share::Reply(reply) = share else { panic!("{spelt}: {share:?}") };
            let part = reply.result().unwrap();
            let shown = format!("{:?} {}", part.headers(), String::from_utf8_lossy(part.body()));
            assert!(shown.contains("[redacted]") && !shown.contains("odd"), "{spelt}: {shown}");
        }
    }
    let reads = shared([Call::new(&crate::endpoint::SearchPages::new("a private word"))]);
    assert_eq!(format!("{reads:?}"), r#"["GET /pages/search"]"#);
}
