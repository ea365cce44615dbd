//! One call, retried where that is safe.

use std::{convert::Infallible, fmt, mem, time::Duration};

use zeroize::Zeroize;

use crate::{
    endpoint::{self, Effect, Endpoint},
    flow::{Call, Flow, Step, backoff::Jitter},
    value::Timestamp,
    wire::{Clock, Delivery, Error, Reply, TransportError},
};

/// How often one call is tried and how long it waits between.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetryPolicy {
    /// Sends, the first included.
    pub attempts: u32,
    /// The wait after the first failure; it doubles with each.
    pub base: Duration,
    /// The longest wait. A call is given up where the server asks for a longer
    /// one: calls made while throttled prolong the block (reference §11.1).
    pub max: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self { attempts: 4, base: Duration::from_millis(500), max: Duration::from_secs(20) }
    }
}

impl RetryPolicy {
    /// One send and no more.
    pub fn never() -> Self {
        Self { attempts: 1, ..Self::default() }
    }
}

/// One call as a [`Flow`].
///
/// What is repeated depends on the endpoint's [`Effect`]: a request that was
/// not sent always is; a lost or failed one where a second does no harm; one
/// that may have made a post never.
pub struct CallFlow<E: Endpoint> {
    endpoint: E,
    policy: RetryPolicy,
    jitter: Jitter,
    sent: u32,
    awaiting: bool,
    clock: Clock,
    not_before: Timestamp,
    result: Option<Result<E::Response, Error>>,
}

impl<E: Endpoint> CallFlow<E> {
    /// A call of `endpoint`; `seed` spreads the waits, any number will do.
    pub fn new(endpoint: E, policy: RetryPolicy, seed: u64) -> Self {
        Self {
            endpoint,
            policy,
            jitter: Jitter::from_seed(seed),
            sent: 0,
            awaiting: false,
            clock: Clock::new(),
            not_before: Timestamp::EPOCH,
            result: None,
        }
    }

    fn failed(&mut self, error: Error) {
        let repeatable = E::EFFECT != Effect::Once;
        let (again, asked) = match &error {
            // A source that is another by now will be so the next time.
            Error::Transport(lost) if lost.is_of_source() => (false, None),
            Error::Transport(lost) => (lost.delivery() == Delivery::NotSent || repeatable, None),
            Error::Response(response) => {
                (repeatable && response.is_transient(), response.retry_after())
            }
            Error::Build(_) => (false, None),
        };
        let soon = asked.is_none_or(|wait| wait <= self.policy.max);
        if again && soon && self.sent < self.policy.attempts {
            let RetryPolicy { base, max, .. } = self.policy;
            let wait = self.jitter.wait(self.sent, base, max, asked);
            self.not_before = self.clock.own().after(wait);
        } else {
            self.result = Some(Err(error));
        }
    }
}

impl<E: Endpoint> Flow for CallFlow<E> {
    type Output = Result<E::Response, Error>;
    type Snapshot = Infallible;

    /// # Panics
    ///
    /// When polled again after [`Step::Done`].
    #[expect(clippy::panic, reason = "documented, like polling a finished future")]
    fn poll(&mut self, now: Timestamp) -> Step<Infallible, Self::Output> {
        let now = self.clock.tick(now);
        if mem::take(&mut self.awaiting) {
            self.failed(TransportError::new(Delivery::Unknown).into());
        }
        if let Some(result) = self.result.take() {
            self.sent = u32::MAX;
            return Step::Done(result);
        }
        if now < self.not_before {
            return Step::Wait(self.clock.in_callers_time(self.not_before));
        }
        let Some(sent) = self.sent.checked_add(1) else {
            panic!("polled after `Step::Done`");
        };
        self.sent = sent;
        self.awaiting = true;
        Step::Send(Call::new(&self.endpoint))
    }

    fn handle(&mut self, now: Timestamp, reply: Reply) {
        self.clock.tick(now);
        if !mem::take(&mut self.awaiting) {
            return;
        }
        let outcome = match reply.into_result() {
            Ok(mut response) => {
                let read = endpoint::read::<E>(&response).map_err(Error::from);
                // It may hold a token: what was read of it is wiped when dropped.
                response.body_mut().zeroize();
                read
            }
            Err(lost) => Err(lost.into()),
        };
        match outcome {
            Ok(value) => self.result = Some(Ok(value)),
            Err(error) => self.failed(error),
        }
    }

    fn saved(&mut self) {}
}

impl<E: Endpoint + fmt::Debug> fmt::Debug for CallFlow<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallFlow")
            .field("endpoint", &self.endpoint)
            .field("sent", &self.sent)
            .finish_non_exhaustive()
    }
}
