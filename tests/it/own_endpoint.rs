//! An endpoint and a flow that are written outside the crate: `GET /{ig-user-id}/insights`.
//!
//! The request, the permissions and the sample reply are those of Meta's [reference] (updated 16
//! June 2026) and of its [guide].
//!
//! [reference]: https://developers.facebook.com/docs/instagram-platform/api-reference/instagram-user/insights
//! [guide]: https://developers.facebook.com/docs/instagram-platform/insights

use std::{
    io::{Read as _, Write as _},
    mem,
    net::{TcpListener, TcpStream},
    sync::mpsc::{Receiver, channel},
    thread,
    time::Duration,
};

use ig_core::{
    AccessToken, Body, Call, Context, Delivery, Draft, Effect, Endpoint, EndpointExt as _, Error,
    Exchange, Flow, Login, Reply, Step, Timestamp, TransportError, UserId,
    error::DecodeError,
    http::{Request, Response},
    permission::{Grants, Missing, Permission, Requirement},
};
use ig_tests::{clock::Jumping, driver::Driver};
use serde::Deserialize;

/// A token that is not shaped like Meta's.
const SECRET: &str = "odd/token+1";

/// Reads how many accounts were reached, day by day.
#[derive(Debug)]
struct ReadReach {
    user: UserId,
}

/// The number of a day.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Day {
    value: u64,
    end_time: String,
}

const INSIGHTS: Permission = Permission::Other("instagram_manage_insights");

impl Endpoint for ReadReach {
    type Response = Vec<Day>;

    const NAME: &'static str = "GET /{user}/insights";
    const EFFECT: Effect = Effect::Read;
    const REQUIRES: Requirement = Requirement::All(&[
        Requirement::Has(Permission::InstagramBasic),
        Requirement::Has(INSIGHTS),
        Requirement::Has(Permission::PagesReadEngagement),
    ]);

    fn draft(&self) -> Draft {
        let draft = Draft::get(format!("{}/insights", self.user));
        draft.with_query("metric", "reach").with_query("period", "day")
    }

    fn decode(body: &[u8]) -> Result<Vec<Day>, DecodeError> {
        #[derive(Deserialize)]
        struct Insights {
            data: Vec<Insight>,
        }
        #[derive(Deserialize)]
        struct Insight {
            name: String,
            values: Vec<Day>,
        }
        let insights: Insights = serde_json::from_slice(body)
            .map_err(|error| DecodeError::new("not insights").with_source(error))?;
        // A day without a value is left out.
        let reach = insights.data.into_iter().find(|insight| insight.name == "reach");
        Ok(reach.map(|insight| insight.values).unwrap_or_default())
    }
}

/// A flow that reads the reach, up to three times: again a second after a lost reply. It saves the
/// result.
struct ReachFlow {
    endpoint: ReadReach,
    sent: u32,
    awaiting: bool,
    not_before: Timestamp,
    end: Option<Result<Vec<Day>, Error>>,
    saved: bool,
}

impl ReachFlow {
    fn new(user: UserId) -> Self {
        let endpoint = ReadReach { user };
        let not_before = Timestamp::EPOCH;
        Self { endpoint, sent: 0, awaiting: false, not_before, end: None, saved: false }
    }

    fn read(&mut self, now: Timestamp, result: Result<Vec<Day>, Error>) {
        match result {
            Err(Error::Transport(_)) if self.sent < 3 => {
                self.not_before = now.after(Duration::from_secs(1));
            }
            end => self.end = Some(end),
        }
    }
}

impl Flow for ReachFlow {
    type Output = Result<Vec<Day>, Error>;
    type Snapshot = Vec<Day>;

    fn poll(&mut self, now: Timestamp) -> Step<Vec<Day>, Self::Output> {
        if mem::take(&mut self.awaiting) {
            self.read(now, Err(TransportError::new(Delivery::Unknown).into()));
        }
        match self.end.take() {
            Some(Ok(days)) if !self.saved => {
                self.end = Some(Ok(days.clone()));
                return Step::Save(days);
            }
            Some(end) => return Step::Done(end),
            None => (),
        }
        if now < self.not_before {
            return Step::Wait(self.not_before);
        }
        self.sent += 1;
        self.awaiting = true;
        Step::Send(Call::new(&self.endpoint))
    }

    fn handle(&mut self, now: Timestamp, reply: Reply) {
        if mem::take(&mut self.awaiting) {
            self.read(now, ReadReach::read(&reply));
        }
    }

    fn saved(&mut self) {
        self.saved = true;
    }
}

/// The part of the guide's sample that is about the reach.
const SAMPLE: &str = r#"{"data":[{"name":"reach","period":"day","values":[{"value":12,
    "end_time":"2018-01-11T08:00:00+0000"},{"value":12,"end_time":"2018-01-12T08:00:00+0000"}],
    "title":"Reach","description":"…","id":"17841405822304914/insights/reach/day"}]}"#;

/// What a server does with each request in turn: nothing, or a reply of a status and a body.
type Script = &'static [Option<(u16, &'static str)>];

/// A server that follows `script`, and the heads of the requests that came.
fn server(script: Script) -> (Context, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let (came, requests) = channel();
    thread::spawn(move || {
        for answer in script {
            let (mut stream, _) = listener.accept().unwrap();
            let mut head = Vec::new();
            let mut byte = [0];
            while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap() == 1 {
                head.push(byte[0]);
            }
            came.send(String::from_utf8(head).unwrap()).unwrap();
            if let Some((status, body)) = answer {
                let length = body.len();
                let head = format!("HTTP/1.1 {status} -\r\nconnection: close\r\n");
                write!(stream, "{head}content-length: {length}\r\n\r\n{body}").unwrap();
            }
        }
    });
    let context = Context::new(Login::Facebook, AccessToken::new(SECRET)).unwrap();
    (context.with_api_base(&base).unwrap(), requests)
}

/// The bare loop.
fn drive(context: &Context, flow: &mut ReachFlow, kept: &mut Vec<Vec<Day>>) -> BareEnd {
    let mut now = Timestamp::from_unix_millis(1_800_000_000_000);
    loop {
        match flow.poll(now) {
            Step::Save(days) => {
                kept.push(days);
                flow.saved();
            }
            Step::Send(call) => {
                let Exchange { request, pending } = call.exchange(context).unwrap();
                let reply = match send(&request) {
                    Some(response) => pending.received(response),
                    None => pending.lost(Delivery::Unknown),
                };
                flow.handle(now, reply);
            }
            Step::Wait(until) => now = until,
            Step::Done(end) => return end,
        }
    }
}

type BareEnd = <ReachFlow as Flow>::Output;

/// As much HTTP as that server speaks.
fn send(request: &Request<Body>) -> Option<Response<Vec<u8>>> {
    let uri = request.uri();
    let mut stream = TcpStream::connect(uri.authority().unwrap().as_str()).unwrap();
    let mut head = format!("{} {} HTTP/1.1\r\n", request.method(), uri.path_and_query().unwrap());
    for (name, value) in request.headers() {
        head += &format!("{name}: {}\r\n", value.to_str().unwrap());
    }
    write!(stream, "{head}\r\n").unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status: u16 = head.split(' ').nth(1)?.parse().unwrap();
    Some(Response::builder().status(status).body(body.as_bytes().to_vec()).unwrap())
}

/// Each of the three ways to drive the flow, and what it kept.
fn each_way(script: Script, mut check: impl FnMut(&str, BareEnd, Vec<Vec<Day>>, Vec<String>)) {
    let flow = || ReachFlow::new("17841405822304914".parse().unwrap());
    for driver in [None, Some(Driver::Ureq), Some(Driver::Reqwest)] {
        let (context, requests) = server(script);
        let mut kept = Vec::new();
        let end = match driver {
            None => drive(&context, &mut flow(), &mut kept),
            Some(driver) => {
                driver.drive(context, Jumping::default(), &mut flow(), |days| kept.push(days))
            }
        };
        check(&format!("{driver:?}"), end, kept, requests.try_iter().collect());
    }
}

#[test]
fn an_endpoint_and_a_flow_of_a_users_own_are_driven_like_any_other() {
    each_way(&[None, Some((200, SAMPLE))], |way, end, kept, requests| {
        let day = |end_time: &str| Day { value: 12, end_time: end_time.to_owned() };
        let days = vec![day("2018-01-11T08:00:00+0000"), day("2018-01-12T08:00:00+0000")];
        assert_eq!((end.unwrap(), kept), (days.clone(), vec![days]), "{way}");
        assert_eq!(requests.len(), 2, "{way}: the first reply is lost");
        for request in requests {
            let line = "GET /v26.0/17841405822304914/insights?metric=reach&period=day HTTP/1.1\r\n";
            assert!(request.starts_with(line), "{way}: {request}");
            let token = format!("authorization: bearer {SECRET}\r\n");
            assert_eq!(request.to_lowercase().matches(&token).count(), 1, "{way}: {request}");
        }
    });
}

#[test]
fn a_token_that_a_server_echoes_is_masked() {
    const ECHO: &str = r#"{"error":{"message":"Unknown token odd/token+1","code":190}}"#;
    each_way(&[Some((400, ECHO))], |way, end, kept, requests| {
        let error = end.unwrap_err();
        assert!(matches!(error, Error::Response(_)), "{way}: {error:?}");
        let said = format!("{error:?} {error}");
        assert!(said.contains("Unknown token") && !said.contains(SECRET), "{way}: {said}");
        assert_eq!((kept.len(), requests.len()), (0, 1), "{way}");
    });
}

#[test]
fn three_lost_replies_are_the_end() {
    each_way(&[None, None, None], |way, end, kept, requests| {
        assert!(matches!(end, Err(Error::Transport(_))), "{way}: {end:?}");
        assert_eq!((kept.len(), requests.len()), (0, 3), "{way}");
    });
}

#[test]
fn a_missing_permission_of_another_name_is_found() {
    let most = Grants::new([Permission::InstagramBasic, Permission::PagesReadEngagement]);
    let missing = ReadReach::REQUIRES.missing(&most);
    assert_eq!(missing, Some(Missing::Permission(INSIGHTS)));
    let all = most.with_permission("instagram_manage_insights");
    assert_eq!(ReadReach::REQUIRES.missing(&all), None);
}
