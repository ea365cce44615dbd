//! Replies: what a server says that it did.

use std::fmt::Debug;

use ig_core::{
    AccessToken, Context, Delivery, Endpoint, EndpointExt as _, Error, Login, Reply,
    batch::Batch,
    endpoint::{
        CreateContainer, DebugToken, DeleteMedia, ExchangeCode, ExtendToken, ListAccounts,
        ListCatalogs, ListChildren, ListCollaborators, ListMedia, ListPermissions, ListStories,
        PublishContainer, PublishingLimit, ReadAccount, ReadContainer, ReadMe, ReadMedia, ReadUser,
        RefreshToken, RevokePermissions, SearchAudio, SearchPages, SearchProducts, UpdateMedia,
        UploadVideo,
    },
    http::Response,
};

use crate::{TOKEN, clean, errors};

/// Reads a body as a success of every endpoint.
///
/// # Panics
///
/// When an error shows a token, or a reply does that was masked as a transport does it.
pub fn run(body: &[u8]) {
    each(body, Masked::No);
    each(body, Masked::Yes);
}

/// A context with the token that must be seen nowhere.
pub(crate) fn context() -> Context {
    let context = Context::new(Login::Facebook, AccessToken::new(TOKEN)).expect("a token");
    context.with_api_base("http://127.0.0.1:8025").expect("a base")
}

/// The same API with another token: what is masked in its replies is what looks like a secret.
fn another() -> Context {
    let context = Context::new(Login::Facebook, AccessToken::new("another-token"));
    context.and_then(|it| it.with_api_base("http://127.0.0.1:8025")).expect("a token and a base")
}

/// A response to a request of `context`, as a flow gets it.
pub(crate) fn heard(context: &Context, response: Response<Vec<u8>>) -> Reply {
    ReadMe::new().exchange(context).expect("a request").pending.received(response)
}

/// What a server said, without a mask for its token.
pub(crate) fn heard_unmasked(response: Response<Vec<u8>>) -> Reply {
    heard(&another(), response)
}

/// A request without a response.
pub(crate) fn lost() -> Reply {
    ReadMe::new().exchange(&another()).expect("a request").pending.lost(Delivery::Unknown)
}

#[derive(Clone, Copy)]
enum Masked {
    Yes,
    No,
}

impl Masked {
    fn heard(self, body: &[u8]) -> Reply {
        let context = match self {
            Self::Yes => context(),
            Self::No => another(),
        };
        heard(&context, Response::new(body.to_vec()))
    }
}

fn each(body: &[u8], masked: Masked) {
    one::<CreateContainer>(body, masked);
    one::<DeleteMedia>(body, masked);
    one::<ListCatalogs>(body, masked);
    one::<ListChildren>(body, masked);
    one::<ListCollaborators>(body, masked);
    one::<ListMedia>(body, masked);
    one::<ListPermissions>(body, masked);
    one::<ListStories>(body, masked);
    one::<PublishContainer>(body, masked);
    one::<PublishingLimit>(body, masked);
    one::<ReadContainer>(body, masked);
    one::<ReadMe>(body, masked);
    one::<ReadMedia>(body, masked);
    one::<ReadUser>(body, masked);
    one::<RevokePermissions>(body, masked);
    one::<SearchAudio>(body, masked);
    one::<SearchPages>(body, masked);
    one::<SearchProducts>(body, masked);
    one::<UpdateMedia>(body, masked);
    one::<UploadVideo>(body, masked);
    one::<DebugToken>(body, masked);
    // These are granted tokens, and are not masked by a transport.
    one::<ExchangeCode>(body, Masked::No);
    one::<ExtendToken>(body, Masked::No);
    one::<RefreshToken>(body, Masked::No);
    one::<ListAccounts>(body, Masked::No);
    one::<ReadAccount>(body, Masked::No);
    let mut batch = Batch::new();
    let slot = batch.push(&ReadMe::new()).expect("there is room for one");
    match batch.read(&masked.heard(body)) {
        Ok(mut reply) => drop(reply.take(slot)),
        Err(Error::Response(error)) => errors::judge(&error),
        Err(error) => panic!("it was not lost: {error:?}"),
    }
}

fn one<E: Endpoint<Response: Debug>>(body: &[u8], masked: Masked) {
    match E::read(&masked.heard(body)) {
        Err(Error::Response(error)) => errors::judge(&error),
        Err(error) => panic!("it was not lost: {error:?}"),
        Ok(reply) => {
            let text = format!("{reply:?}");
            if let Masked::Yes = masked {
                clean(E::NAME, &text);
            }
        }
    }
}
