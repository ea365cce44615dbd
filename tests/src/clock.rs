//! A clock that jumps instead of waiting, shared by a client and its server.

use std::{
    future::{Future, ready},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use ig_core::Timestamp;

/// A clock that jumps instead of waiting. Clones are the same clock.
#[derive(Clone, Debug)]
pub struct Jumping(Arc<AtomicU64>);

impl Default for Jumping {
    fn default() -> Self {
        Self(Arc::new(AtomicU64::new(1_800_000_000_000)))
    }
}

impl Jumping {
    /// The time.
    pub fn time(&self) -> Timestamp {
        Timestamp::from_unix_millis(self.0.load(Ordering::SeqCst))
    }

    fn jump(&self, until: Timestamp) {
        self.0.fetch_max(until.as_unix_millis(), Ordering::SeqCst);
    }
}

/// A client's instant as the sandbox's type.
pub fn server_time(now: Timestamp) -> ig_sandbox_core::Timestamp {
    ig_sandbox_core::Timestamp::from_unix_millis(now.as_unix_millis())
}

impl ig_ureq::Clock for Jumping {
    fn now(&self) -> Timestamp {
        self.time()
    }

    fn sleep_until(&self, until: Timestamp) {
        self.jump(until);
    }
}

impl ig_reqwest::Clock for Jumping {
    fn now(&self) -> Timestamp {
        self.time()
    }

    fn sleep_until(&self, until: Timestamp) -> impl Future<Output = ()> + Send {
        self.jump(until);
        ready(())
    }
}
