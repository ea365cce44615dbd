//! Replies of a server, as a flow gets them.

use ig_core::{
    AccessToken, Context, Delivery, EndpointExt as _, Login, Reply, endpoint::ReadMe,
    http::Response,
};

use crate::token::TOKEN;

/// A context with the token that must not appear anywhere.
pub(crate) fn context() -> Context {
    let context = Context::new(Login::Facebook, AccessToken::new(TOKEN)).expect("a token");
    context.with_api_base("http://127.0.0.1:8025").expect("a base")
}

/// The same API with another token: only what looks like a secret is masked in its replies.
pub(crate) fn another() -> Context {
    let context = Context::new(Login::Facebook, AccessToken::new("another-token"));
    context.and_then(|it| it.with_api_base("http://127.0.0.1:8025")).expect("a token and a base")
}

/// A response to a request of `context`, as a flow gets it.
pub(crate) fn heard(context: &Context, response: Response<Vec<u8>>) -> Reply {
    ReadMe::new().exchange(context).expect("a request").pending.received(response)
}

/// A reply of a server, without a mask for its token.
pub(crate) fn heard_unmasked(response: Response<Vec<u8>>) -> Reply {
    heard(&another(), response)
}

/// A request without a response.
pub(crate) fn lost() -> Reply {
    ReadMe::new().exchange(&another()).expect("a request").pending.lost(Delivery::Unknown)
}
