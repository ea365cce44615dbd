//! The exact requests of a probe, and the laws of flows.

use ig_account::probe::{Holds, ProbeFlow, ProbePlan};
use ig_core::{Flow as _, Step};

use crate::script::{LIMIT, START, Script, ok};

const USER: &str = "GET /{user}";
const CREATE: &str = "POST /{user}/media";
const STATUS: &str = "GET /{container}";
const PUBLISH: &str = "POST /{user}/media_publish";

/// A server that answers until the container is made.
fn script() -> Script {
    let limit =
        r#"{"data":[{"quota_usage":2,"config":{"quota_total":50,"quota_duration":86400}}]}"#;
    Script::default()
        .says(LIMIT, [ok(limit)])
        .says(USER, [ok(r#"{"id":"17841400008460056","username":"bronz_fonz"}"#)])
        .says(CREATE, [ok(r#"{"id":"1","status_code":"FINISHED","more":1}"#)])
        .says(STATUS, [ok(r#"{"status_code":"FINISHED"}"#)])
}

fn flow() -> ProbeFlow {
    let image = "https://www.example.com/a.jpg".parse().unwrap();
    ProbeFlow::new(ProbePlan::new("17841400008460056".parse().unwrap(), image, 0xBEEF))
}

/// Answers the next request of `flow`.
fn next(script: &mut Script, flow: &mut ProbeFlow) -> String {
    let Step::Send(call) = flow.poll(script.time()) else { panic!("nothing to send") };
    let reply = script.answer(call);
    flow.handle(script.time(), reply);
    script.sent.last().unwrap().clone()
}

#[test]
fn the_container_is_created_and_its_status_requested_in_one_request() {
    let base = "https://graph.facebook.com/v26.0/17841400008460056";
    let (mut script, mut flow) = (script(), flow());
    let limit = next(&mut script, &mut flow);
    assert_eq!(limit, format!("GET {base}/content_publishing_limit?fields=config%2Cquota_usage"));
    assert_eq!(next(&mut script, &mut flow), format!("GET {base}?fields=username"));
    let create = next(&mut script, &mut flow);
    assert_eq!(create, format!("POST {base}/media?fields=id%2Cstatus_code"));
    let found = flow.found();
    assert_eq!(found.created_with_status.as_ref().map(|it| it.as_str()), Some("FINISHED"));
    assert!(found.caption.as_ref().unwrap().sent.starts_with("ig-probe-000000000000beef"));
}

#[test]
fn a_publish_without_a_reply_is_not_sent_again() {
    let (mut script, mut flow) = (script(), flow());
    for _ in 0..4 {
        next(&mut script, &mut flow);
    }
    let (mut now, mut publishes) = (script.time(), 0);
    // Polled with the reply outstanding, again and again: each counts as lost.
    let probe = loop {
        match flow.poll(now) {
            Step::Save(never) => match never {},
            Step::Send(call) => publishes += usize::from(call.name() == PUBLISH),
            Step::Wait(until) => {
                assert!(now < until);
                now = until;
            }
            Step::Done(probe) => break probe,
        }
    };
    assert_eq!((publishes, probe.publishes_sent), (1, 1));
    assert_eq!(probe.second_publish, None, "the first is not known to have taken effect");
    assert!(matches!(flow.poll(now), Step::Done(_)), "it stays done");
}

#[test]
fn a_clock_that_is_set_back_does_not_freeze_it() {
    let mut script =
        script().says(CREATE, [ok(r#"{"id":"1"}"#)]).says(STATUS, [crate::script::Said::Lost]);
    let mut flow = flow();
    for _ in 0..4 {
        next(&mut script, &mut flow);
    }
    let Step::Wait(until) = flow.poll(script.time()) else { panic!("no pause after a loss") };
    let back = START.before(std::time::Duration::from_secs(86_400));
    let Step::Wait(again) = flow.poll(back) else { panic!("the pause is over at once") };
    assert_eq!(again.since(back), until.since(script.time()));
}

#[test]
fn an_account_that_cannot_be_probed_is_reported() {
    let refusal = r#"{"error":{"message":"(#10) Application does not have permission","code":10,"type":"OAuthException"}}"#;
    let probe = script().says(CREATE, [ok(refusal)]).run(&mut flow());
    assert_eq!((probe.publishes_sent, probe.troubles[0].what), (0, "making a container"));
    assert!(probe.troubles[0].why.contains("10: "), "{:?}", probe.troubles);
    assert!(probe.holds("one_or_shown") == Some(Holds::Unknown));
}

#[test]
fn parts_of_a_request_with_two_reads_are_asked_for_their_date() {
    let part = |headers: &str| {
        let body = r#""{\"status_code\":\"PUBLISHED\"}""#;
        format!(r#"{{"code":200,"headers":[{headers}],"body":{body}}}"#)
    };
    let date = r#"{"name":"Date","value":"Fri, 15 Jan 2027 08:00:00 GMT"}"#;
    let usage = r#"{"name":"X-App-Usage","value":"{}"}"#;
    for (one, other, (parts, dated, with_usage), together, dated_parts) in [
        (part(date), part(date), (2, 2, 0), Holds::Yes, Holds::Yes),
        (part(date), part(usage), (2, 1, 1), Holds::Yes, Holds::No),
        (part(date), "null".to_owned(), (1, 1, 0), Holds::No, Holds::Yes),
        ("null".to_owned(), "null".to_owned(), (0, 0, 0), Holds::No, Holds::Unknown),
    ] {
        let probe = script()
            .says(PUBLISH, [ok(r#"{"id":"2"}"#)])
            .says("GET /{user}/media", [ok(r#"{"data":[]}"#)])
            .says("GET /{media}", [ok(r#"{"id":"2"}"#)])
            .says("POST /", [ok(format!("[{one},{other}]"))])
            .run(&mut flow());
        let back = probe.reads_together.as_ref().expect("it was sent");
        assert_eq!((back.parts, back.dated, back.with_usage), (parts, dated, with_usage));
        assert_eq!(probe.holds("reads_together"), Some(together));
        assert_eq!(probe.holds("dated_parts"), Some(dated_parts));
    }
}
