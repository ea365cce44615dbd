//! The clients of the table: a blocking one, and an async one on each kind of runtime.

use std::{
    convert::Infallible,
    future::ready,
    net::SocketAddr,
    time::{Duration, Instant},
};

use ig_core::{
    AccessToken, Context, Endpoint, Error, Login, PublishFlow, RetryPolicy, publish::Outcome,
};
use ig_tests::{TOKEN, clock::Jumping};
use tokio::runtime::{self, Runtime};

/// How requests are carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Ureq,
    OneThread,
    TwoThreads,
}

impl Way {
    pub(crate) const ALL: [Self; 3] = [Self::Ureq, Self::OneThread, Self::TwoThreads];

    /// Whether both are of the same transport.
    pub(crate) fn is_like(self, other: Self) -> bool {
        (self == Self::Ureq) == (other == Self::Ureq)
    }
}

pub(crate) enum Caller {
    Ureq(ig_ureq::Client<Jumping>),
    Reqwest(Runtime, ig_reqwest::Client<Jumping>),
}

impl Caller {
    pub(crate) fn new(way: Way, address: SocketAddr, limit: Duration, clock: Jumping) -> Self {
        let context = Context::new(Login::Facebook, AccessToken::new(TOKEN)).unwrap();
        let context = context.with_api_base(&format!("http://{address}")).unwrap();
        let mut runtime = match way {
            Way::Ureq => {
                let client = ig_ureq::Client::builder(context).with_timeout(limit);
                let client = client.with_retry(RetryPolicy::never());
                return Self::Ureq(client.build().unwrap().with_clock(clock));
            }
            Way::OneThread => runtime::Builder::new_current_thread(),
            Way::TwoThreads => runtime::Builder::new_multi_thread(),
        };
        let client = ig_reqwest::Client::builder(context).with_timeout(limit);
        let client = client.with_retry(RetryPolicy::never()).build().unwrap();
        let runtime = runtime.worker_threads(2).enable_all().build().unwrap();
        Self::Reqwest(runtime, client.with_clock(clock))
    }

    /// Makes a call; returns how it ended and how long it took.
    pub(crate) fn call<E: Endpoint<Response: Send> + Send>(
        &self,
        endpoint: E,
    ) -> (Result<E::Response, Error>, Duration) {
        let start = Instant::now();
        let result = match self {
            Self::Ureq(client) => client.call(endpoint),
            Self::Reqwest(runtime, client) => runtime.block_on(client.call(endpoint)),
        };
        (result, start.elapsed())
    }

    /// Drives a flow; the store blocks the thread with `pause` at each snapshot.
    pub(crate) fn drive(&self, flow: &mut PublishFlow, pause: impl Fn() + Sync) -> Outcome {
        match self {
            Self::Ureq(client) => {
                let mut store = |_| {
                    pause();
                    Ok::<_, Infallible>(())
                };
                client.drive(flow, &mut store).unwrap()
            }
            Self::Reqwest(runtime, client) => {
                let mut store = |_| {
                    pause();
                    ready(Ok::<_, Infallible>(()))
                };
                runtime.block_on(client.drive(flow, &mut store)).unwrap()
            }
        }
    }
}
