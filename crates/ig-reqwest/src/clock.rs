//! The time, and waiting for it.

use std::future::Future;

use ig_core::Timestamp;
use ig_driver::{SystemClock, next_sleep, now};

/// The time, and waiting for it.
pub trait Clock {
    /// The time.
    fn now(&self) -> Timestamp;

    /// Completes at `until`, or earlier: a flow that is polled too early
    /// returns the same wait again.
    fn sleep_until(&self, until: Timestamp) -> impl Future<Output = ()> + Send;
}

impl<C: Clock> Clock for &C {
    fn now(&self) -> Timestamp {
        (**self).now()
    }

    fn sleep_until(&self, until: Timestamp) -> impl Future<Output = ()> + Send {
        (**self).sleep_until(until)
    }
}

/// By Tokio's timer, in pieces of at most 30 s, after each of which the wall
/// clock is read again: a timer stands still while the machine sleeps.
impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        now()
    }

    async fn sleep_until(&self, until: Timestamp) {
        let mut last = now();
        loop {
            let at = now();
            let Some(sleep) = next_sleep(last, at, until) else { return };
            tokio::time::sleep(sleep).await;
            last = at;
        }
    }
}
