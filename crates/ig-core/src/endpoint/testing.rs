//! What the tests of every endpoint share.

use http::Response;

use super::{
    page::Paged,
    traits::{self, Endpoint, EndpointExt},
};
use crate::{
    value::MediaUrl,
    wire::{AccessToken, ApiError, Body, BuildError, Context, Login, ResponseError},
};

/// The request word for word: method and URL, then the body.
pub(super) fn sent(endpoint: &impl Endpoint) -> String {
    sent_to(Login::Facebook, endpoint)
}

/// The same, to the host of `login`.
pub(super) fn sent_to(login: Login, endpoint: &impl Endpoint) -> String {
    let context = Context::new(login, AccessToken::new("EAAGtoken")).unwrap();
    let request = endpoint.exchange(&context).unwrap().request;
    let Body::Bytes(body) = request.body() else { panic!("{request:?}") };
    let body = str::from_utf8(body).unwrap();
    let has_form = request.headers().contains_key("content-type");
    assert_eq!(has_form, !body.is_empty(), "a form has its type");
    format!("{} {}\n{body}", request.method(), request.uri()).trim_end().to_owned()
}

/// That the list is asked for by `request`, and goes on from a cursor.
#[track_caller]
pub(super) fn pages(list: impl Paged, request: &str) {
    assert_eq!(sent(&list), request);
    let cursor = serde_json::from_str(r#""MTAZD""#).unwrap();
    assert_eq!(sent(&list.starting_after(cursor)), format!("{request}&after=MTAZD"));
}

/// Whether it is refused for a token of Instagram Login before it is sent.
pub(super) fn is_for_facebook_only(endpoint: &impl Endpoint) -> bool {
    let context = Context::new(Login::Instagram, AccessToken::new("IGAAtoken")).unwrap();
    matches!(endpoint.exchange(&context), Err(BuildError::FacebookOnly))
}

/// Reads a recorded reply of `status`.
pub(super) fn got<E: Endpoint>(status: u16, body: &str) -> Result<E::Response, ResponseError> {
    traits::read::<E>(&Response::builder().status(status).body(body).unwrap())
}

/// Reads a recorded error reply.
pub(super) fn refused<E: Endpoint<Response: std::fmt::Debug>>(status: u16, body: &str) -> ApiError {
    match got::<E>(status, body).unwrap_err() {
        ResponseError::Api(error) => *error,
        other => panic!("not the Graph API's own format: {other:?}"),
    }
}

pub(super) fn url(text: &str) -> MediaUrl {
    text.parse().unwrap()
}

/// A recorded body: `tests/data/<endpoint>_<case>__<status>.json`.
macro_rules! data {
    ($name:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/", $name, ".json"))
    };
}
pub(super) use data;
