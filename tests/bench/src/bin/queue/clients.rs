//! The client of a worker: one, for the one API that there is here.

use ig_core::{AccessToken, Context, Login};
use ig_queue::{ApiBase, Credential};
use ig_queue_sqlite::Clients;
use ig_ureq::Client;

/// Clients for the API at `url`.
pub(crate) fn of(url: &str) -> impl Clients + use<> {
    let context = Context::new(Login::Facebook, AccessToken::new("a-token")).expect("a token");
    let client = Client::new(context.with_api_base(url).expect("a URL")).expect("a client");
    move |_: &ApiBase, _: &Credential| Some(client.clone())
}
