//! Replies: what a server says that it did.

use std::fmt::Debug;

use ig_core::{
    AccessToken, Batch, Context, Draft, Endpoint, EndpointExt as _, Login,
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
    let masked = context().mask_reply(&Draft::get("me"), body.to_vec());
    each(&masked, Masked::Yes);
}

/// A context with the token that must be seen nowhere.
pub(crate) fn context() -> Context {
    let context = Context::new(Login::Facebook, AccessToken::new(TOKEN)).expect("a token");
    context.with_api_base("http://127.0.0.1:8025").expect("a base")
}

#[derive(Clone, Copy)]
enum Masked {
    Yes,
    No,
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
    match batch.read(&Response::new(body)) {
        Ok(mut reply) => drop(reply.take(slot)),
        Err(error) => errors::judge(&error),
    }
}

fn one<E: Endpoint<Response: Debug>>(body: &[u8], masked: Masked) {
    match E::read(&Response::new(body)) {
        Err(error) => errors::judge(&error),
        Ok(reply) => {
            let text = format!("{reply:?}");
            if let Masked::Yes = masked {
                clean(E::NAME, &text);
            }
        }
    }
}
