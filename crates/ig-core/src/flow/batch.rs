//! Many calls in one request: up to 50, each with a result of its own type.

mod flow;
mod reply;
mod shared;

use std::{fmt, marker::PhantomData};

use http::Response;
use serde_json::{Map, Value};

pub use self::{
    flow::BatchFlow,
    reply::BatchReply,
    shared::{Share, SharedReads, Split},
};
use crate::{
    endpoint::{self, Effect, Endpoint},
    flow::Call,
    wire::{Draft, Error, Reply, ResponseError},
};

/// Up to 50 calls that travel in one request (reference §12.5).
///
/// Each part counts for itself towards the rate limits and fails for itself: a
/// batch saves round trips, no calls. Whether `graph.instagram.com` takes
/// batches is not documented.
///
/// ```
/// use ig_core::{
///     AccessToken, Context, Login, batch::Batch,
///     endpoint::{ContainerStatus, PublishingLimit, ReadContainer}, http::Response,
/// };
///
/// let mut batch = Batch::new();
/// let status = batch.push(&ReadContainer::new("17889455560051444".parse()?))?;
/// let limit = batch.push(&PublishingLimit::new("17841400008460056".parse()?))?;
///
/// let context = Context::new(Login::Facebook, AccessToken::new("EAAGtoken"))?;
/// let exchange = batch.call().exchange(&context)?; // its request is sent; this came back:
/// let body = br#"[{"code":200,"body":"{\"status_code\":\"FINISHED\"}"},null]"#;
/// let mut reply = batch.read(&exchange.pending.received(Response::new(body.to_vec())))?;
/// let state = reply.take(status).expect("an entry")?;
/// assert_eq!(state.status_code, ContainerStatus::Finished);
/// assert!(reply.take(limit).is_none(), "whether it was carried out is unknown");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Default)]
pub struct Batch {
    parts: Vec<Part>,
}

#[derive(Clone)]
struct Part {
    name: &'static str,
    effect: Effect,
    draft: Draft,
    /// The error in a response to it: what is left of its type.
    error: fn(&Response<Vec<u8>>) -> Option<ResponseError>,
}

/// The place of one call in a [`Batch`], with the type of its result.
///
/// It opens only the replies to its own batch: with another's it finds nothing
/// or a stranger's result.
pub struct Slot<E> {
    place: usize,
    endpoint: PhantomData<fn() -> E>,
}

/// A call cannot be put into a batch.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BatchError {
    /// The batch is full.
    #[error("a batch holds at most 50 calls: send this one, then start another")]
    Full,
    /// It goes to another host, carries a secret or has a part of a file for a
    /// body; or it is no `GET` and the others are reads of other flows.
    #[error(
        "this call needs a request of its own: it goes to another host, carries a secret, \
         or is not a read among reads"
    )]
    Apart,
}

impl Batch {
    /// How many calls a batch holds (reference §12.5).
    pub const MOST: usize = 50;

    pub(crate) const NAME: &'static str = "POST /";

    /// A batch of no calls.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a call; the slot opens its result in the reply.
    ///
    /// # Errors
    ///
    /// When the batch holds [`MOST`](Self::MOST) calls already, or the call needs
    /// a request of its own.
    pub fn push<E: Endpoint>(&mut self, endpoint: &E) -> Result<Slot<E>, BatchError> {
        let place = self.parts.len();
        if place == Self::MOST {
            return Err(BatchError::Full);
        }
        let draft = endpoint.draft();
        if draft.stands_apart() {
            return Err(BatchError::Apart);
        }
        self.parts.push(Part {
            name: E::NAME,
            effect: E::EFFECT,
            draft,
            error: |response| endpoint::read::<E>(response).err(),
        });
        Ok(Slot { place, endpoint: PhantomData })
    }

    /// How many calls it holds.
    pub fn len(&self) -> usize {
        self.parts.len()
    }

    /// Whether it holds no call.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// What happens when it is carried out twice: the worst of its parts.
    pub fn effect(&self) -> Effect {
        self.parts.iter().map(|part| part.effect).fold(Effect::Read, worse)
    }

    /// What to send. The headers of the parts are asked for, since each has a
    /// usage of its own.
    pub fn draft(&self) -> Draft {
        let mut whole = Draft::post("");
        let mut entries = Vec::new();
        for Part { draft, .. } in &self.parts {
            entries.push(entry(draft));
            whole.facebook_only |= draft.facebook_only;
            whole.local_url = whole.local_url.or_else(|| draft.local_url.clone());
        }
        let whole = whole.with_field("batch", Value::Array(entries).to_string());
        whole.with_field("include_headers", "true")
    }

    /// The whole batch as one call, for a driver or a flow of your own.
    pub fn call(&self) -> Call {
        Call::of(Self::NAME, self.effect(), self.draft())
    }

    /// Reads the reply to the whole batch.
    ///
    /// # Errors
    ///
    /// When no response came, when the batch failed as a whole, or when the
    /// reply is not an array or has more entries than there are calls: no part's
    /// result is known then.
    pub fn read(&self, reply: &Reply) -> Result<BatchReply, Error> {
        Ok(self.read_response(reply.result().map_err(Clone::clone)?)?)
    }

    pub(crate) fn read_response(
        &self,
        response: &Response<impl AsRef<[u8]>>,
    ) -> Result<BatchReply, ResponseError> {
        reply::read(response, self.parts.iter().map(|part| part.name))
    }
}

fn entry(part: &Draft) -> Value {
    let mut url = part.path().to_owned();
    if !part.query.is_empty() {
        url.push('?');
        url.push_str(&part.query);
    }
    let mut entry = Map::new();
    entry.insert("method".to_owned(), part.method.as_str().into());
    entry.insert("relative_url".to_owned(), url.into());
    if !part.form.is_empty() {
        entry.insert("body".to_owned(), part.form.as_str().into());
    }
    Value::Object(entry)
}

fn worse(one: Effect, other: Effect) -> Effect {
    match (one, other) {
        (Effect::Once, _) | (_, Effect::Once) => Effect::Once,
        (Effect::Repeatable, _) | (_, Effect::Repeatable) => Effect::Repeatable,
        (Effect::Read, Effect::Read) => Effect::Read,
    }
}

/// Only the names: a part may hold private data.
impl fmt::Debug for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.parts.iter().map(|part| part.name)).finish()
    }
}

impl<E> Clone for Slot<E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E> Copy for Slot<E> {}

impl<E> fmt::Debug for Slot<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Slot({})", self.place)
    }
}

#[cfg(test)]
mod tests;
