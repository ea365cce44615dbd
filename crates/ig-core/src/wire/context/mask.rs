//! The secrets of one request, masked in whatever comes back.

mod echo;

use std::{error::Error as StdError, sync::Arc};

use http::{HeaderValue, Response};

use super::Credentials;
use crate::wire::{TransportError, secret::Hidden};

/// Shorter ones would garble texts that happen to hold them.
const SHORTEST: usize = 8;

/// The replacement of a secret.
const MASKED: &[u8] = b"[redacted]";

/// The secrets of one request.
pub(crate) struct Mask {
    /// The token of the context and its proof, whether or not they are sent.
    credentials: Option<Arc<Credentials>>,
    /// Those among the parameters.
    parameters: Vec<(&'static str, Hidden)>,
    /// Whether a success holds a token, which is what was asked for.
    grants_token: bool,
}

impl Mask {
    pub(super) fn new(
        credentials: Option<Arc<Credentials>>,
        parameters: Vec<(&'static str, Hidden)>,
        grants_token: bool,
    ) -> Self {
        Self { credentials, parameters, grants_token }
    }

    /// The response, in whose header values and body no secret is left.
    pub(crate) fn response(&self, mut response: Response<Vec<u8>>) -> Response<Vec<u8>> {
        for value in response.headers_mut().values_mut() {
            if let Some(masked) = self.masked(value.as_bytes()) {
                *value =
                    HeaderValue::try_from(masked).unwrap_or(HeaderValue::from_static("[redacted]"));
            }
        }
        let is_success = response.status().is_success();
        let granted = self.grants_token && is_success && !is_error(response.body());
        if !granted && let Some(masked) = self.masked(response.body()) {
            *response.body_mut() = masked;
        }
        response
    }

    /// The error. If its sources hold a secret, one masked message replaces them.
    pub(crate) fn error(&self, error: TransportError) -> TransportError {
        let (mut said, mut shown) = (String::new(), String::new());
        let mut source = StdError::source(&error);
        while let Some(cause) = source {
            let between = if said.is_empty() { "" } else { ": " };
            said = format!("{said}{between}{cause}");
            shown = format!("{shown} {cause:?}");
            source = cause.source();
        }
        match (self.masked(said.as_bytes()), self.masked(shown.as_bytes())) {
            (None, None) => error,
            (Some(masked), _) => error.with_source(String::from_utf8_lossy(&masked).into_owned()),
            (None, Some(_)) => error.with_source(said),
        }
    }

    /// The text without the secrets, or nothing where it holds none.
    fn masked(&self, text: &[u8]) -> Option<Vec<u8>> {
        let mut masked = None::<Vec<u8>>;
        let mut is_spelt = None;
        let mut mask = |secret: &str| {
            let now = masked.as_deref().unwrap_or(text);
            // No spelling is shorter than the secret, and hardly any text has so long a run of what
            // one is made of.
            if SHORTEST <= secret.len()
                && echo::may_hold(now, secret)
                && (*is_spelt.get_or_insert_with(|| echo::may_be_spelt(text)) || has(now, secret))
                && let Some(without) = without(now, secret)
            {
                masked = Some(without);
            }
        };
        let credentials = self.credentials.as_deref();
        let own = credentials.into_iter().flat_map(|Credentials { token, proof, .. }| {
            [Some(token.expose_secret()), proof.as_deref()].into_iter().flatten()
        });
        if self.parameters.is_empty() {
            own.for_each(&mut mask);
        } else {
            let parameters = self.parameters.iter().map(|(_, secret)| secret.expose_secret());
            let mut secrets: Vec<_> = own.chain(parameters).collect();
            // The longest first: one may be the beginning of another.
            secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
            secrets.into_iter().for_each(&mut mask);
        }
        masked
    }
}

fn without(text: &[u8], secret: &str) -> Option<Vec<u8>> {
    let mut found = echo::find(text, secret.as_bytes(), 0)?;
    let (mut out, mut done) = (Vec::with_capacity(text.len()), 0);
    loop {
        out.extend_from_slice(&text[done..found.start]);
        out.extend_from_slice(MASKED);
        done = found.end;
        match echo::find(text, secret.as_bytes(), done) {
            Some(next) => found = next,
            None => break,
        }
    }
    out.extend_from_slice(&text[done..]);
    Some(out)
}

/// Whether it is an error in Meta's format, whatever the status.
fn is_error(body: &[u8]) -> bool {
    has(body, "\"error\"") || has(body, "\"error_message\"")
}

/// Whether `word` is in `body`. Its start is looked for first, which is quick for so short a text
/// and hardly ever there.
fn has(body: &[u8], word: &str) -> bool {
    const START: usize = 16;
    let is_there = || body.windows(word.len()).any(|part| part == word.as_bytes());
    match str::from_utf8(body) {
        Ok(text) => text.contains(word.get(..START).unwrap_or(word)) && is_there(),
        Err(_) => is_there(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{AccessToken, AppSecret, Context, Delivery, Draft, Login};

    fn context(token: &str) -> Context {
        Context::new(Login::Facebook, AccessToken::new(token)).unwrap()
    }

    fn heard(context: &Context, draft: Draft, status: u16, body: &[u8]) -> Vec<u8> {
        let exchange = context.exchange(draft).unwrap();
        let response = Response::builder().status(status).body(body.to_vec()).unwrap();
        exchange.pending.received(response).into_result().unwrap().into_body()
    }

    #[test]
    fn a_body_that_echoes_the_token_is_masked() {
        let odd = context("odd/token+1");
        let masked = |body: &str| {
            String::from_utf8(heard(&odd, Draft::get("me"), 400, body.as_bytes())).unwrap()
        };
        assert_eq!(masked("Malformed odd/token+1."), "Malformed [redacted].");
        assert_eq!(masked("?a=odd%2Ftoken%2B1&b"), "?a=[redacted]&b");
        assert_eq!(masked(r#"{"message":"odd\/token+1"}"#), r#"{"message":"[redacted]"}"#);
        assert_eq!(masked(r#""{\"a\":\"odd\\\/token+1\"}""#), r#""{\"a\":\"[redacted]\"}""#);
        assert_eq!(masked(r#"{"id":"1"}"#), r#"{"id":"1"}"#);
        for escaped in [r"odd\/token+1", r"\u006fdd\/token\u002B1", r"\\u006fdd\\\/token+1"] {
            let body = format!(r#"{{"a":"\u0007ä {escaped}!"}}"#);
            assert_eq!(masked(&body), r#"{"a":"\u0007ä [redacted]!"}"#, "{escaped}");
        }
        assert_eq!(masked(r#"{"a":"\u006f\"\\u"}"#), r#"{"a":"\u006f\"\\u"}"#);
        assert_eq!(heard(&context("1"), Draft::get("me"), 200, b"178"), b"178");
        assert_eq!(heard(&odd, Draft::get("me"), 200, &[0xFF, 0xFE]), [0xFF, 0xFE]);
    }

    #[test]
    fn headers_and_what_a_transport_says_are_masked_too() {
        let context = context("proxy-key-7f3a").with_app_secret(&AppSecret::new("shh"));
        let exchange = context.exchange(Draft::get("me")).unwrap();
        let query = exchange.request.uri().query().unwrap().to_owned();
        let response = Response::builder()
            .header("www-authenticate", "OAuth \"Malformed proxy-key-7f3a\"")
            .header("x-asked", &query)
            .header("x-fb-trace-id", "A1");
        let reply = exchange.pending.received(response.body(Vec::new()).unwrap());
        let headers = format!("{:?}", reply.result().unwrap().headers());
        assert!(headers.contains("Malformed [redacted]") && headers.contains("A1"), "{headers}");
        assert!(!headers.contains("proxy-key") && !headers.contains(&query), "{headers}");

        let pending = || context.exchange(Draft::get("me")).unwrap().pending;
        let lost = TransportError::timed_out(Delivery::Unknown).with_source("no proxy-key-7f3a");
        let reply = pending().lost(lost);
        let error = reply.result().unwrap_err();
        assert!(error.is_timeout(), "what is known of it stays");
        assert_eq!(StdError::source(error).unwrap().to_string(), "no [redacted]");
        let reply = pending().lost(Delivery::NotSent);
        assert_eq!(reply.result().unwrap_err().delivery(), Delivery::NotSent);
    }

    #[test]
    fn a_success_that_grants_a_token_is_left_as_it_is_and_an_error_is_not() {
        let context = context("EAAGtoken");
        let granting = || {
            let draft = Draft::post("refresh_access_token").with_secret("secret", "app/secret");
            draft.granting_token()
        };
        let granted = br#"{"access_token":"EAAGtoken"}"#;
        assert_eq!(heard(&context, granting(), 200, granted), granted);
        assert_ne!(heard(&context, Draft::get("me"), 200, granted), granted);
        let refused = br#"{"error":{"message":"not EAAGtoken, app/secret or app%2Fsecret"}}"#;
        for status in [200, 400] {
            let masked = heard(&context, granting(), status, refused);
            let expect = r#"{"error":{"message":"not [redacted], [redacted] or [redacted]"}}"#;
            assert_eq!(String::from_utf8(masked).unwrap(), expect, "{status}");
        }
    }
}
