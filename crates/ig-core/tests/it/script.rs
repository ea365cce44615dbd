//! A server with scripted replies, in virtual time.

use std::{
    collections::{BTreeMap, VecDeque},
    convert::Infallible,
    time::Duration,
};

use ig_core::{
    AccessToken, Call, Context, Delivery, Draft, EndpointExt as _, Flow, Login, Reply, Step,
    Timestamp, TransportError, endpoint::ReadMe, http::Response, publish::Snapshot,
};

pub(crate) const CREATE: &str = "POST /{user}/media";
pub(crate) const STATUS: &str = "GET /{container}";
pub(crate) const PUBLISH: &str = "POST /{user}/media_publish";
pub(crate) const LIST: &str = "GET /{user}/media";
pub(crate) const STORIES: &str = "GET /{user}/stories";
pub(crate) const UPLOAD: &str = "POST /ig-api-upload/{container}";
pub(crate) const BATCH: &str = "POST /";
pub(crate) const LIMIT: &str = "GET /{user}/content_publishing_limit";

pub(crate) const POLL: &str = "GET /{media}/poll_attachment";

/// 2027-01-15T08:00:00Z
pub(crate) const START: Timestamp = Timestamp::from_unix_millis(1_800_000_000_000);

/// What is said to one request.
#[derive(Clone, Debug)]
pub(crate) enum Said {
    /// A response.
    Body(u16, String),
    /// A response with a header.
    Headed(u16, String, &'static str, &'static str),
    /// Nothing, and nothing was sent.
    NotSent,
    /// Nothing, since the file to be sent is another by now.
    FileChanged,
    /// Nothing.
    Lost,
}

pub(crate) fn ok(body: impl Into<String>) -> Said {
    Said::Body(200, body.into())
}

pub(crate) fn status(word: &str) -> Said {
    ok(format!(r#"{{"status_code":"{word}"}}"#))
}

pub(crate) fn error(status: u16, code: i64, subcode: i64) -> Said {
    let body = format!(
        r#"{{"error":{{"message":"no","code":{code},"error_subcode":{subcode},"fbtrace_id":"A1"}}}}"#
    );
    Said::Body(status, body)
}

/// The reply to a batch of reads: a status, or nothing, for each.
pub(crate) fn batch(words: &[Option<&str>]) -> Said {
    let entries = words.iter().map(|word| match word {
        Some(word) => format!(r#"{{"code":200,"body":"{{\"status_code\":\"{word}\"}}"}}"#),
        None => "null".to_owned(),
    });
    ok(format!("[{}]", entries.collect::<Vec<_>>().join(",")))
}

/// Containers by their ids, one reply after the other.
pub(crate) fn made(ids: impl IntoIterator<Item = u64>) -> Vec<Said> {
    ids.into_iter().map(|id| ok(format!(r#"{{"id":"{id}"}}"#))).collect()
}

/// One media object on a list: id, caption and seconds after [`START`].
pub(crate) fn media(id: u64, caption: &str, seconds: i64) -> String {
    let at = START.as_unix_millis().saturating_add_signed(seconds * 1000);
    let at = Timestamp::from_unix_millis(at).to_string().replace('Z', "+0000");
    format!(r##"{{"id":"{id}","caption":"{caption}","media_type":"IMAGE","timestamp":"{at}"}}"##)
}

pub(crate) fn list(media: &[String]) -> Said {
    ok(format!(r#"{{"data":[{}]}}"#, media.join(",")))
}

/// What each endpoint says, in order; the last goes on being said.
#[derive(Debug, Default)]
pub(crate) struct Script {
    lines: BTreeMap<&'static str, VecDeque<Said>>,
    /// What was asked, with the time since [`START`].
    pub(crate) asked: Vec<(&'static str, Duration)>,
    /// What was sent.
    pub(crate) sent: Vec<Draft>,
    /// What was waited for.
    pub(crate) waits: Vec<Duration>,
    /// The snapshots, as a store keeps them.
    pub(crate) kept: Vec<String>,
    pub(crate) now: Duration,
    /// Whether the server says what time it is.
    pub(crate) dated: bool,
    /// How far the clock of the flow is ahead of the server's.
    pub(crate) ahead: Duration,
    /// How far it jumps when this is asked for.
    pub(crate) jump: Option<(&'static str, Duration)>,
    /// From this on, waits pass on the flow's clock alone.
    pub(crate) hasty_after: Option<&'static str>,
}

impl Script {
    pub(crate) fn new() -> Self {
        Self::default()
            .says(CREATE, [ok(r#"{"id":"1001"}"#)])
            .says(STATUS, [status("FINISHED")])
            .says(LIST, [list(&[])])
            .says(PUBLISH, [ok(r#"{"id":"2001"}"#)])
    }

    pub(crate) fn says(
        mut self,
        endpoint: &'static str,
        lines: impl IntoIterator<Item = Said>,
    ) -> Self {
        self.lines.insert(endpoint, lines.into_iter().collect());
        self
    }

    pub(crate) fn dated(mut self) -> Self {
        self.dated = true;
        self
    }

    pub(crate) fn count(&self, endpoint: &str) -> usize {
        self.asked.iter().filter(|(name, _)| *name == endpoint).count()
    }

    /// A parameter of every request to `endpoint` that has it.
    pub(crate) fn values(&self, endpoint: &str, parameter: &str) -> Vec<String> {
        let all = self.asked.iter().zip(&self.sent).filter(|((name, _), _)| *name == endpoint);
        let fields = all.flat_map(|(_, draft)| draft.form());
        let values = fields.filter(|(name, _)| *name == parameter);
        values.map(|(_, value)| value.into_owned()).collect()
    }

    pub(crate) fn names(&self) -> Vec<&'static str> {
        self.asked.iter().map(|(name, _)| *name).collect()
    }

    /// The time by the flow's clock.
    pub(crate) fn time(&self) -> Timestamp {
        START.after(self.now + self.ahead)
    }

    fn is_hasty(&self) -> bool {
        self.hasty_after.is_some_and(|endpoint| self.count(endpoint) != 0)
    }

    pub(crate) fn answer(&mut self, call: &Call) -> Reply {
        heard(self.say(call))
    }

    fn say(&mut self, call: &Call) -> Result<Response<Vec<u8>>, TransportError> {
        self.asked.push((call.name(), self.now));
        self.sent.push(call.draft().clone());
        self.now += Duration::from_millis(10);
        if let Some((endpoint, jump)) = self.jump
            && endpoint == call.name()
        {
            self.ahead += jump;
        }
        let lines = self.lines.get_mut(call.name()).expect("an endpoint in the script");
        let said = match lines.len() {
            1 => lines[0].clone(),
            _ => lines.pop_front().expect("a line left"),
        };
        match said {
            Said::Body(status, body) => Ok(self.respond(status, body)),
            Said::Headed(status, body, name, value) => {
                let mut response = self.respond(status, body);
                response.headers_mut().insert(name, value.parse().expect("a header"));
                Ok(response)
            }
            Said::FileChanged => Err(TransportError::of_source("the file has changed")),
            Said::NotSent => Err(TransportError::new(Delivery::NotSent)),
            Said::Lost => Err(TransportError::new(Delivery::Unknown)),
        }
    }

    fn respond(&self, status: u16, body: String) -> Response<Vec<u8>> {
        let mut response = Response::builder().status(status);
        if self.dated {
            response = response.header("date", http_date(START.after(self.now)));
        }
        response.body(body.into_bytes()).expect("a response")
    }

    /// Drives `flow` to its end.
    pub(crate) fn run<F: Flow<Snapshot: Keep>>(&mut self, flow: &mut F) -> F::Output {
        for _ in 0..1000 {
            match flow.poll(self.time()) {
                Step::Save(snapshot) => {
                    self.kept.push(snapshot.keep());
                    flow.saved();
                }
                Step::Send(call) => {
                    let reply = self.answer(&call);
                    flow.handle(self.time(), reply);
                }
                Step::Wait(until) => {
                    assert!(self.time() < until, "a wait that is over");
                    let wait = until.since(self.time());
                    self.waits.push(wait);
                    if self.is_hasty() {
                        self.ahead += wait;
                    } else {
                        self.now += wait;
                    }
                }
                Step::Done(output) => return output,
            }
        }
        panic!("no end in sight: {:?}", &self.asked[self.asked.len() - 10..]);
    }
}

/// What came of a request, as a flow gets it.
pub(crate) fn heard(result: Result<Response<Vec<u8>>, TransportError>) -> Reply {
    let context = Context::new(Login::Facebook, AccessToken::new("EAAGtoken")).expect("a token");
    let pending = ReadMe::new().exchange(&context).expect("a request").pending;
    match result {
        Ok(response) => pending.received(response),
        Err(lost) => pending.lost(lost),
    }
}

/// What a store does with a snapshot, which reads the same however it is written.
pub(crate) trait Keep {
    fn keep(&self) -> String;
}

impl Keep for Snapshot {
    fn keep(&self) -> String {
        let (short, named) = (self.to_json(), serde_json::to_vec(self).expect("serialisable"));
        for json in [&short, &named] {
            assert_eq!(Self::from_json(json).expect("what was written"), *self);
        }
        String::from_utf8(short).expect("text")
    }
}

impl Keep for Infallible {
    fn keep(&self) -> String {
        match *self {}
    }
}

/// `Fri, 15 Jan 2027 08:00:07 GMT`: enough for the first day after [`START`].
fn http_date(time: Timestamp) -> String {
    let text = time.to_string();
    assert!(text.starts_with("2027-01-15T"), "{text}");
    format!("Fri, 15 Jan 2027 {} GMT", &text[11..19])
}
