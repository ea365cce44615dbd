//! Reads of several flows in one request, each with a reply of its own.

use std::fmt;

use http::{Method, Response, header};

use super::{Batch, BatchError, Part, reply};
use crate::{
    endpoint::Effect,
    flow::Call,
    wire::{Error, Reply},
};

/// Up to 50 reads that several flows want sent, as one request (reference §12.5).
///
/// Where a [`Batch`] gives each of its calls a result, this gives each flow a [`Reply`], as if its
/// read had been sent singly: with the status, the headers and the body of its own part.
///
/// ```
/// use ig_core::{
///     AccessToken, Call, Context, Login, batch::{Share, SharedReads, Split},
///     endpoint::{ListMedia, ReadContainer}, http::Response,
/// };
///
/// let mut reads = SharedReads::new();
/// reads.push(Call::new(&ReadContainer::new("17889455560051444".parse()?)))?;
/// reads.push(Call::new(&ListMedia::new("17841400008460056".parse()?)))?;
///
/// let context = Context::new(Login::Facebook, AccessToken::new("EAAGtoken"))?;
/// let exchange = reads.call().exchange(&context)?; // its request is sent; this came back:
/// let body = br#"[{"code":200,"body":"{\"status_code\":\"FINISHED\"}"},null]"#;
/// let Split { shares, .. } = reads.split(exchange.pending.received(Response::new(body.to_vec())));
/// let [Share::Reply(status), Share::Unanswered(list)] = &shares[..] else { panic!() };
/// assert_eq!(status.result().unwrap().body(), br#"{"status_code":"FINISHED"}"#);
/// assert_eq!(list.name(), "GET /{user}/media");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Default)]
pub struct SharedReads {
    calls: Vec<Call>,
}

/// What became of a request that flows shared.
#[derive(Debug)]
#[non_exhaustive]
pub struct Split {
    /// One for each read, in the order in which they were added.
    pub shares: Vec<Share>,
    /// Why the request failed as a whole. Each read has a reply all the same: one that was lost.
    pub failure: Option<Error>,
}

/// What became of one read.
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "a read has a reply, or is sent again")]
pub enum Share {
    /// Its reply, for its flow.
    Reply(Reply),
    /// The server did not carry it out, or its part cannot be read: send it singly.
    Unanswered(Call),
}

impl SharedReads {
    /// How many reads one request carries.
    pub const MOST: usize = Batch::MOST;

    /// No reads yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether a call may travel with those of other flows: a `GET` that changes nothing and
    /// carries no secret of its own.
    pub fn takes(call: &Call) -> bool {
        let is_read = call.effect() == Effect::Read && call.draft().method() == Method::GET;
        is_read && !call.draft().stands_apart()
    }

    /// Adds a read.
    ///
    /// # Errors
    ///
    /// When there are [`MOST`](Self::MOST) already, and when it may not travel with others.
    pub fn push(&mut self, call: Call) -> Result<(), BatchError> {
        if self.len() == Self::MOST {
            return Err(BatchError::Full);
        }
        if !Self::takes(&call) {
            return Err(BatchError::Apart);
        }
        self.calls.push(call);
        Ok(())
    }

    /// How many reads it holds.
    pub fn len(&self) -> usize {
        self.calls.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.calls.is_empty()
    }

    /// The request that carries them all.
    pub fn call(&self) -> Call {
        let parts = self.calls.iter().map(|call| Part {
            name: call.name(),
            effect: call.effect(),
            draft: call.draft().clone(),
            error: |_| None,
        });
        Batch { parts: parts.collect() }.call()
    }

    /// Takes the reply to that request apart. It was masked as a whole, and so is each part.
    ///
    /// A part whose headers lack a `Date` has that of the whole reply, which is later than the
    /// read by no more than the request took.
    ///
    /// Where the request failed as a whole, which part was at fault is not known, nor whether any
    /// was: each read counts as lost, in the way of the whole where there was no response.
    pub fn split(self, reply: Reply) -> Split {
        let whole = match reply.into_result() {
            Ok(whole) => whole,
            Err(lost) => {
                let shares = self.calls.iter().map(|_| Share::Reply(Reply::lost(lost.clone())));
                return Split { shares: shares.collect(), failure: Some(lost.into()) };
            }
        };
        match reply::read(&whole, self.calls.iter().map(Call::name)) {
            Ok(parts) => {
                let parts = self.calls.into_iter().zip(parts.into_responses());
                let share = |(call, part): (Call, Option<_>)| match part {
                    Some(part) => Share::Reply(Reply::part(dated(part, &whole))),
                    None => Share::Unanswered(call),
                };
                Split { shares: parts.map(share).collect(), failure: None }
            }
            Err(error) => {
                let shares = self.calls.iter().map(|_| Share::Reply(Reply::none()));
                Split { shares: shares.collect(), failure: Some(error.into()) }
            }
        }
    }
}

fn dated(mut part: Response<Vec<u8>>, whole: &Response<Vec<u8>>) -> Response<Vec<u8>> {
    if let Some(date) = whole.headers().get(header::DATE)
        && !part.headers().contains_key(header::DATE)
    {
        part.headers_mut().insert(header::DATE, date.clone());
    }
    part
}

/// Only the names: a part may hold private data.
impl fmt::Debug for SharedReads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.calls.iter().map(Call::name)).finish()
    }
}

#[cfg(test)]
mod tests;
