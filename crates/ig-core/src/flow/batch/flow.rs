//! A batch, driven to its end: each part repeated where that part allows it.

use std::{convert::Infallible, fmt, mem, time::Duration};

use http::Response;

use super::{Batch, BatchReply};
use crate::{
    endpoint::Effect,
    flow::{Flow, RetryPolicy, Step, backoff::Jitter},
    value::Timestamp,
    wire::{Clock, Delivery, Error, Reply, ResponseError},
};

/// A [`Batch`] as a [`Flow`].
///
/// A part whose result is unknown or passing is sent again where its own
/// [`Effect`] allows it, in a batch of those that are still open. A part that
/// may do harm twice goes out again only while no request with it may have been
/// delivered; else it stays unknown. [`RetryPolicy`] bounds the requests, and
/// the waits between them are those of a [`CallFlow`](crate::CallFlow).
///
/// A reply that cannot be read leaves every part unknown; an error reply to the
/// whole batch proves nothing of any part.
pub struct BatchFlow {
    batch: Batch,
    /// By part: its last answer.
    answers: Vec<Option<Response<Vec<u8>>>>,
    /// The places of the parts that the next request carries.
    open: Vec<usize>,
    policy: RetryPolicy,
    jitter: Jitter,
    sent: u32,
    awaiting: bool,
    clock: Clock,
    not_before: Timestamp,
    error: Option<Error>,
    done: bool,
}

impl BatchFlow {
    /// A flow of `batch`; `seed` spreads the waits, any number will do.
    pub fn new(batch: Batch, policy: RetryPolicy, seed: u64) -> Self {
        Self {
            answers: vec![None; batch.len()],
            open: (0..batch.len()).collect(),
            batch,
            policy,
            jitter: Jitter::from_seed(seed),
            sent: 0,
            awaiting: false,
            clock: Clock::new(),
            not_before: Timestamp::EPOCH,
            error: None,
            done: false,
        }
    }

    /// The parts that the next request carries, or the last one carried.
    fn open_batch(&self) -> Batch {
        Batch { parts: self.open.iter().map(|&place| self.batch.parts[place].clone()).collect() }
    }

    fn take_in(&mut self, reply: Reply) {
        let asked = match reply.into_result() {
            Ok(response) => match self.open_batch().read_response(&response) {
                Ok(reply) => self.answered(reply),
                Err(error) => self.refused(error),
            },
            Err(lost) => {
                if lost.delivery() != Delivery::NotSent {
                    self.unknown();
                }
                self.error = Some(lost.into());
                None
            }
        };
        if self.policy.attempts <= self.sent {
            self.open.clear();
        }
        let RetryPolicy { base, max, .. } = self.policy;
        let wait = self.jitter.wait(self.sent, base, max, asked);
        self.not_before = self.clock.own().after(wait);
    }

    /// Keeps the answers; what goes out again is what is unknown or passing.
    /// Returns the longest wait that a part was asked for.
    fn answered(&mut self, reply: BatchReply) -> Option<Duration> {
        let mut asked = None;
        let sent = mem::take(&mut self.open);
        for (place, response) in sent.into_iter().zip(reply.into_responses()) {
            let part = &self.batch.parts[place];
            let error = response.as_ref().and_then(part.error);
            let passing = error.as_ref().map_or(response.is_none(), ResponseError::is_transient);
            let wait = error.and_then(|error| error.retry_after());
            if passing && part.effect != Effect::Once && self.is_soon(wait) {
                self.open.push(place);
                asked = asked.max(wait);
            }
            self.answers[place] = response;
        }
        asked
    }

    /// The whole request failed, and may have been carried out all the same.
    fn refused(&mut self, error: ResponseError) -> Option<Duration> {
        self.unknown();
        let asked = error.retry_after();
        let unread = matches!(error, ResponseError::Decode(_));
        if !((unread || error.is_transient()) && self.is_soon(asked)) {
            self.open.clear();
        }
        self.error = Some(error.into());
        asked
    }

    /// A request that may have been delivered has no reply: earlier answers of
    /// its parts are out of date, and those that may do harm are not repeated.
    fn unknown(&mut self) {
        let Self { batch, answers, open, .. } = self;
        open.retain(|&place| {
            answers[place] = None;
            batch.parts[place].effect != Effect::Once
        });
    }

    fn is_soon(&self, asked: Option<Duration>) -> bool {
        asked.is_none_or(|wait| wait <= self.policy.max)
    }
}

impl Flow for BatchFlow {
    type Output = BatchReply;
    type Snapshot = Infallible;

    /// # Panics
    ///
    /// When polled again after [`Step::Done`].
    #[expect(clippy::panic, reason = "documented, like polling a finished future")]
    fn poll(&mut self, now: Timestamp) -> Step<Infallible, BatchReply> {
        let now = self.clock.tick(now);
        if mem::take(&mut self.awaiting) {
            self.take_in(Reply::none());
        }
        if self.open.is_empty() {
            if mem::replace(&mut self.done, true) {
                panic!("polled after `Step::Done`");
            }
            let names = self.batch.parts.iter().map(|part| part.name);
            let error = self.error.take().filter(|_| self.answers.iter().any(Option::is_none));
            return Step::Done(BatchReply::new(names.zip(self.answers.drain(..)), error));
        }
        if now < self.not_before {
            return Step::Wait(self.clock.in_callers_time(self.not_before));
        }
        self.sent += 1;
        self.awaiting = true;
        Step::Send(self.open_batch().call())
    }

    fn handle(&mut self, now: Timestamp, reply: Reply) {
        self.clock.tick(now);
        if mem::take(&mut self.awaiting) {
            self.take_in(reply);
        }
    }

    fn saved(&mut self) {}
}

impl fmt::Debug for BatchFlow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchFlow")
            .field("batch", &self.batch)
            .field("open", &self.open)
            .field("sent", &self.sent)
            .finish_non_exhaustive()
    }
}
