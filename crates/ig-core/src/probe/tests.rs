//! Requests word for word, and the laws of flows.

use http::Response;

use super::{Probe, ProbeFlow, ProbePlan};
use crate::{AccessToken, Call, Context, Exchange, Flow as _, Login, Step, Timestamp};

const LIMIT: &str =
    r#"{"data":[{"quota_usage":2,"config":{"quota_total":50,"quota_duration":86400}}]}"#;
const USER: &str = r#"{"id":"17841400008460056","username":"bronz_fonz"}"#;

struct Driver {
    flow: ProbeFlow,
    now: Timestamp,
}

impl Driver {
    fn new() -> Self {
        let image = "https://www.example.com/a.jpg".parse().unwrap();
        let plan = ProbePlan::new("17841400008460056".parse().unwrap(), image, 0xBEEF);
        Self { flow: ProbeFlow::new(plan), now: Timestamp::from_unix_millis(1_800_000_000_000) }
    }

    /// The next request, however long it is until then.
    fn next(&mut self) -> Result<Call, Box<Probe>> {
        loop {
            match self.flow.poll(self.now) {
                Step::Save(never) => match never {},
                Step::Send(call) => return Ok(call),
                Step::Wait(until) => {
                    assert!(self.now < until);
                    self.now = until;
                }
                Step::Done(probe) => return Err(probe.into()),
            }
        }
    }

    fn answer(&mut self, body: &str) -> String {
        let call = self.next().unwrap();
        let context = Context::new(Login::Facebook, AccessToken::new("EAAGtoken")).unwrap();
        let Exchange { request, pending } = call.exchange(&context).unwrap();
        self.flow.handle(self.now, pending.received(Response::new(body.as_bytes().to_vec())));
        format!("{} {}", request.method(), request.uri())
    }
}

#[test]
fn the_container_is_made_and_asked_for_its_status_in_one_request() {
    let base = "https://graph.facebook.com/v25.0/17841400008460056";
    let mut driver = Driver::new();
    let limit = driver.answer(LIMIT);
    assert_eq!(limit, format!("GET {base}/content_publishing_limit?fields=config%2Cquota_usage"));
    assert_eq!(driver.answer(USER), format!("GET {base}?fields=username"));
    let create = driver.answer(r#"{"id":"1","status_code":"FINISHED","more":1}"#);
    assert_eq!(create, format!("POST {base}/media?fields=id%2Cstatus_code"));
    let found = driver.flow.found();
    assert_eq!(found.created_with_status.as_ref().map(|it| it.as_str()), Some("FINISHED"));
    assert!(found.caption.as_ref().unwrap().sent.starts_with("ig-probe-000000000000beef"));
}

#[test]
fn a_publish_that_no_reply_comes_to_is_not_sent_once_more() {
    let mut driver = Driver::new();
    for body in [LIMIT, USER, r#"{"id":"1"}"#, r#"{"status_code":"FINISHED"}"#] {
        driver.answer(body);
    }
    let mut publishes = 0;
    // Polled with the reply outstanding, again and again: each counts as lost.
    let probe = loop {
        match driver.next() {
            Ok(call) => publishes += usize::from(call.name().ends_with("media_publish")),
            Err(probe) => break probe,
        }
    };
    assert_eq!((publishes, probe.publishes_sent), (1, 1));
    assert_eq!(probe.second_publish, None, "the first is not known to have taken effect");
    assert!(driver.next().is_err(), "it stays over");
}

#[test]
fn an_account_that_cannot_be_probed_is_told() {
    let mut driver = Driver::new();
    for body in [LIMIT, USER] {
        driver.answer(body);
    }
    driver.answer(
        r#"{"error":{"message":"(#10) Application does not have permission","code":10,"type":"OAuthException"}}"#,
    );
    let probe = driver.next().unwrap_err();
    assert_eq!((probe.publishes_sent, probe.troubles[0].what), (0, "making a container"));
    assert!(probe.troubles[0].why.contains("10: "), "{:?}", probe.troubles);
    assert!(probe.holds("one_or_shown") == Some(super::Holds::Unknown));
}
