//! A scripted server, in virtual time.

use std::{
    collections::{BTreeMap, VecDeque},
    convert::Infallible,
    time::Duration,
};

use ig_core::{
    AccessToken, Call, Context, Delivery, Flow, Login, Reply, Step, Timestamp, http::Response,
};

pub(crate) const LIMIT: &str = "GET /{user}/content_publishing_limit";

/// 2027-01-15T08:00:00Z
pub(crate) const START: Timestamp = Timestamp::from_unix_millis(1_800_000_000_000);

/// The reply to one request.
#[derive(Clone, Debug)]
pub(crate) enum Said {
    /// A response.
    Body(u16, String),
    /// A response with a header.
    Headed(u16, String, &'static str, &'static str),
    /// No response, and the request was not sent.
    NotSent,
    /// Nothing.
    Lost,
}

pub(crate) fn ok(body: impl Into<String>) -> Said {
    Said::Body(200, body.into())
}

pub(crate) fn error(status: u16, code: i64, subcode: i64) -> Said {
    let body = format!(
        r#"{{"error":{{"message":"no","code":{code},"error_subcode":{subcode},"fbtrace_id":"A1"}}}}"#
    );
    Said::Body(status, body)
}

/// The replies of each endpoint, in order; the last is repeated.
#[derive(Debug, Default)]
pub(crate) struct Script {
    lines: BTreeMap<&'static str, VecDeque<Said>>,
    /// The names of the endpoints that were called.
    pub(crate) asked: Vec<&'static str>,
    /// The methods and URLs that were sent.
    pub(crate) sent: Vec<String>,
    pub(crate) now: Duration,
    /// Whether the server sends its time.
    pub(crate) dated: bool,
    /// How far the clock of the flow is ahead of the server's.
    pub(crate) ahead: Duration,
}

impl Script {
    pub(crate) fn says(
        mut self,
        endpoint: &'static str,
        lines: impl IntoIterator<Item = Said>,
    ) -> Self {
        self.lines.insert(endpoint, lines.into_iter().collect());
        self
    }

    pub(crate) fn count(&self, endpoint: &str) -> usize {
        self.asked.iter().filter(|name| **name == endpoint).count()
    }

    /// The time by the flow's clock.
    pub(crate) fn time(&self) -> Timestamp {
        START.after(self.now + self.ahead)
    }

    pub(crate) fn answer(&mut self, call: Call) -> Reply {
        let name = call.name();
        let context = Context::new(Login::Facebook, AccessToken::new("EAAGtoken")).unwrap();
        let exchange = call.exchange(&context).unwrap();
        self.asked.push(name);
        self.sent.push(format!("{} {}", exchange.request.method(), exchange.request.uri()));
        self.now += Duration::from_millis(10);
        let lines = self.lines.get_mut(name).unwrap_or_else(|| panic!("not in the script: {name}"));
        let said = match lines.len() {
            1 => lines[0].clone(),
            _ => lines.pop_front().expect("a line left"),
        };
        let (status, body, header) = match said {
            Said::Body(status, body) => (status, body, None),
            Said::Headed(status, body, name, value) => (status, body, Some((name, value))),
            Said::NotSent => return exchange.pending.lost(Delivery::NotSent),
            Said::Lost => return exchange.pending.lost(Delivery::Unknown),
        };
        let mut response = Response::builder().status(status);
        if self.dated {
            response = response.header("date", http_date(START.after(self.now)));
        }
        if let Some((name, value)) = header {
            response = response.header(name, value);
        }
        exchange.pending.received(response.body(body.into_bytes()).unwrap())
    }

    /// Drives `flow` to its end.
    pub(crate) fn run<F: Flow<Snapshot = Infallible>>(&mut self, flow: &mut F) -> F::Output {
        for _ in 0..1000 {
            match flow.poll(self.time()) {
                Step::Save(never) => match never {},
                Step::Send(call) => {
                    let reply = self.answer(call);
                    flow.handle(self.time(), reply);
                }
                Step::Wait(until) => {
                    assert!(self.time() < until, "a wait that is over");
                    self.now += until.since(self.time());
                }
                Step::Done(output) => return output,
            }
        }
        panic!("no end in sight: {:?}", &self.asked[self.asked.len() - 10..]);
    }
}

/// `Fri, 15 Jan 2027 08:00:07 GMT`: enough for the first day after [`START`].
fn http_date(time: Timestamp) -> String {
    let text = time.to_string();
    assert!(text.starts_with("2027-01-15T"), "{text}");
    format!("Fri, 15 Jan 2027 {} GMT", &text[11..19])
}
