//! A user's loop with only the core: no transport of this workspace masks anything for it.
//!
//! The tokens do not look like real ones, so that no heuristic finds them, and a server echoes them
//! in each form and place that a reply has.

use std::{convert::Infallible, error::Error, fmt::Debug};

use ig_account::preflight::PreflightFlow;
use ig_core::{
    AccessToken, AppSecret, CallFlow, Context, Delivery, Endpoint as _, EndpointExt as _, Exchange,
    Flow, Login, PagingFlow, PublishFlow, Reel, RetryPolicy, Step, Timestamp, TransportError,
    batch::{Batch, BatchFlow},
    endpoint::{DebugToken, ListAccounts, ListMedia, ReadAccount, ReadMe, RefreshToken},
    http::Response,
    publish::Snapshot,
    upload::NamedSource,
};

use super::{carousel, photo, plan};

/// Tokens unlike any of Meta's. The second and the third are a proxy's own.
const TOKENS: [&str; 4] =
    ["odd/token+1", "proxy-key-7f3a", "s3cr3t.with~all=of&them", "a\"quoted\"one"];

const USER: &str = "17841400008460056";

/// More turns than any flow takes with these replies.
const MAX_TURNS: usize = 20_000;

/// The calls whose success holds tokens.
const GRANTING: [&str; 3] = [ListAccounts::NAME, ReadAccount::NAME, RefreshToken::NAME];

/// Replies of a server to one request; `{}` stands for the token in one of its forms.
const BODIES: [(u16, &str); 16] = [
    (
        400,
        r#"{"error":{"message":"Malformed access token {}","type":"OAuthException","code":190}}"#,
    ),
    (500, r#"{"error":{"message":"{}","code":2,"error_user_title":"{}","error_user_msg":"{}"}}"#),
    (403, r#"{"error":{"message":"{}","code":4,"error_subcode":2207051,"fbtrace_id":"{}"}}"#),
    (400, r#"{"error":{"message":"{}","code":100,"error_subcode":33,"error_data":"{}"}}"#),
    (200, r#"{"error":{"message":"{}","code":190}}"#),
    (412, r#"{"debug_info":{"retriable":false,"type":"{}","message":"{}"}}"#),
    (500, "<html><title>{}</title>{}</html>"),
    (200, "{}"),
    (200, r#"{"id":"1001","status_code":"IN_PROGRESS","status":"In progress: {}","echo":"{}"}"#),
    (200, r#"{"id":"1001","uri":"https://rupload.facebook.com/ig-api-upload/v26.0/{}"}"#),
    (200, r#"{"status_code":"{}"}"#),
    (200, r#"{"status_code":"ERROR","status":"Error: {} 2207026"}"#),
    (
        200,
        r#"{"data":[{"id":"1","caption":"{}","username":"{}"}],"paging":{"cursors":{"after":"{}"},"next":"https://graph.facebook.com/?access_token={}"}}"#,
    ),
    (
        200,
        r#"[{"code":400,"body":"{\"error\":{\"message\":\"{}\",\"code\":190}}"},{"code":200,"headers":[{"name":"x","value":"{}"}],"body":"{\"status_code\":\"{}\"}"},null]"#,
    ),
    (200, r#"{"data":{"error":{"message":"{}","code":190},"is_valid":false,"scopes":["{}"]}}"#),
    (
        200,
        r#"{"id":"1001","status_code":"FINISHED","video_status":{"uploading_phase":{"status":"error","errors":[{"code":1,"message":"{}"}]}}}"#,
    ),
];

/// The token unchanged, as several libraries encode it in a URL, and escaped in JSON and in HTML.
fn forms(secret: &str) -> Vec<String> {
    let encoded: String = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let numbers = secret.chars().map(|letter| format!("\\u{:04x}", u32::from(letter))).collect();
    vec![
        secret.to_owned(),
        encoded.to_lowercase(),
        encoded.replace('%', "%25"),
        encoded,
        secret.replace('+', "%2B").replace('=', "%3D").replace('&', "%26"),
        secret.replace('/', "\\/").replace('"', "\\\""),
        secret.replace('&', "&amp;").replace('"', "&quot;"),
        numbers,
    ]
}

/// A server that sends the next reply each time, whatever the request.
struct Server {
    context: Context,
    forms: Vec<String>,
    secrets: Vec<String>,
    turn: usize,
}

impl Server {
    fn new(token: &str) -> Self {
        let context = Context::new(Login::Facebook, AccessToken::new(token)).unwrap();
        let context = context.with_app_secret(&AppSecret::new("an app's secret"));
        let request = ReadMe::new().exchange(&context).unwrap().request;
        let proof = request.uri().query().unwrap().split('=').next_back().unwrap();
        let mut forms = forms(token);
        forms.push(proof.to_owned());
        let secrets = forms.clone();
        Self { context, forms, secrets, turn: 0 }
    }

    fn say(&mut self) -> Result<Response<Vec<u8>>, TransportError> {
        self.turn += 1;
        let form = &self.forms[self.turn / BODIES.len() % self.forms.len()];
        if self.turn.is_multiple_of(17) {
            let said = format!("https://graph.facebook.com/?access_token={form}");
            let deeper = std::io::Error::other(said);
            let lost = TransportError::new(Delivery::Unknown);
            return Err(match self.turn % 2 {
                0 => lost.with_source(deeper),
                _ => lost.with_source(Quiet(deeper.to_string())),
            });
        }
        let (status, body) = BODIES[self.turn % BODIES.len()];
        let response = Response::builder().status(status).header("x-fb-trace-id", form);
        let response = response.header("www-authenticate", format!("OAuth \"{form}\""));
        Ok(response.body(body.replace("{}", form).into_bytes()).unwrap())
    }

    #[track_caller]
    fn clean(&self, what: &str, text: &str) {
        for secret in &self.secrets {
            assert!(!text.contains(secret), "{what} holds {secret}: {text}");
        }
    }

    /// The README's loop, word for word.
    fn drive<F>(&mut self, mut flow: F) -> F::Output
    where
        F: Flow<Output: Debug, Snapshot: Keep> + Debug,
    {
        let mut now = Timestamp::from_unix_millis(1_800_000_000_000);
        for _ in 0..MAX_TURNS {
            match flow.poll(now) {
                Step::Save(snapshot) => {
                    self.clean("a snapshot", &snapshot.keep());
                    flow.saved();
                }
                Step::Send(call) => {
                    self.clean("a call", &format!("{call:?}"));
                    let is_granted = GRANTING.contains(&call.name());
                    let said = self.say();
                    // A server may name an upload URL to which no token is sent: the flow treats the
                    // request as lost.
                    let Ok(exchange) = call.exchange(&self.context) else { continue };
                    let Exchange { request, pending } = exchange;
                    self.clean("a request", &format!("{pending:?} {:?}", request.body()));
                    let reply = match said {
                        Ok(response) => pending.received(response),
                        Err(lost) => pending.lost(lost),
                    };
                    self.clean("a reply", &format!("{reply:?}"));
                    match reply.result() {
                        // The request was for a token, and the reply may have the same one.
                        Ok(response) if is_granted && response.status().is_success() => (),
                        Ok(response) => {
                            self.clean("a body", &String::from_utf8_lossy(response.body()));
                            self.clean("the headers", &format!("{:?}", response.headers()));
                        }
                        Err(lost) => self.clean("an error", &chain(lost)),
                    }
                    flow.handle(now, reply);
                    self.clean("a flow", &format!("{flow:?}"));
                }
                Step::Wait(until) => now = until,
                Step::Done(output) => {
                    self.clean("an output", &format!("{output:?}"));
                    return output;
                }
            }
        }
        panic!("no end in sight: {flow:?}");
    }
}

/// An error whose message says nothing and whose `Debug` shows its content.
#[derive(Debug)]
struct Quiet(#[expect(dead_code, reason = "it is shown by `Debug`")] String);

impl std::fmt::Display for Quiet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the request failed")
    }
}

impl Error for Quiet {}

/// A snapshot as a store and a log see it.
trait Keep {
    fn keep(&self) -> String;
}

impl Keep for Snapshot {
    fn keep(&self) -> String {
        format!("{} {self:?}", String::from_utf8_lossy(&self.to_json()))
    }
}

impl Keep for Infallible {
    fn keep(&self) -> String {
        match *self {}
    }
}

/// An error with all its sources, as a log shows it.
fn chain(error: &dyn Error) -> String {
    let mut text = format!("{error} {error:?}");
    let mut source = error.source();
    while let Some(error) = source {
        text += &format!(": {error} {error:?}");
        source = error.source();
    }
    text
}

#[test]
fn a_loop_without_a_transport_of_ours_shows_no_secret() {
    let video = NamedSource::new("a.mov", 9000).unwrap();
    for token in TOKENS {
        for start in 0..BODIES.len() * 8 {
            let mut server = Server::new(token);
            server.turn = start;
            for plan in [photo(), carousel(&video), plan(Reel::new(video.clone()))] {
                let outcome = server.drive(PublishFlow::new(plan, start as u64));
                server.clean("an outcome", &format!("{outcome} {outcome:?}"));
                server.clean("an outcome kept", &serde_json::to_string(&outcome).unwrap());
            }
            let user = || USER.parse().unwrap();
            let policy = RetryPolicy::default;
            let checked = |server: &Server, error: Option<ig_core::Error>| {
                server.clean("an error", &error.map(|error| chain(&error)).unwrap_or_default());
            };
            let read = server.drive(CallFlow::new(ReadMe::new(), policy(), 7));
            checked(&server, read.err());
            let listed = server.drive(PagingFlow::new(ListMedia::new(user()), policy(), 7));
            checked(&server, listed.err());
            let debug = DebugToken::new(AccessToken::new(token));
            let debugged = server.drive(CallFlow::new(debug, policy(), 7));
            checked(&server, debugged.err());
            let refresh = RefreshToken::new(AccessToken::new(token));
            let refreshed = server.drive(CallFlow::new(refresh, policy(), 7));
            checked(&server, refreshed.err());
            let mut batch = Batch::new();
            batch.push(&ReadMe::new()).unwrap();
            batch.push(&ListMedia::new(user())).unwrap();
            server.drive(BatchFlow::new(batch, policy(), 7));
            server.drive(PreflightFlow::new(Login::Facebook, user(), 7));
        }
    }
}
