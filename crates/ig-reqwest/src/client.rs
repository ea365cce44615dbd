//! The client: the core in a loop.

mod builder;
mod leave;
mod once;
mod send;

use std::{convert::Infallible, time::Duration};

use ig_core::{
    BuildError, CallFlow, Context, DriveError, Endpoint, Error, Flow, RetryPolicy, Step,
};
use ig_driver::{
    NoStore,
    log::{self, Attempts},
    seed,
};

pub use self::builder::Builder;
use crate::{Clock, SetupError, Store, SystemClock, connections::Connections, upload::Uploads};

/// Sends requests and drives flows.
///
/// A clone shares the connections.
#[derive(Clone, Debug)]
pub struct Client<C = SystemClock> {
    http: reqwest::Client,
    connections: Connections,
    context: Context,
    clock: C,
    timeout: Duration,
    retry: RetryPolicy,
    uploads: Uploads,
}

impl Client {
    /// A client for the API of `context`.
    ///
    /// # Errors
    ///
    /// When the TLS backend or the thread of the connections cannot be set up.
    pub fn new(context: Context) -> Result<Self, SetupError> {
        Self::builder(context).build()
    }

    /// A client with settings.
    pub fn builder(context: Context) -> Builder {
        Builder::new(context)
    }
}

impl<C: Clock + Sync> Client<C> {
    /// The same client with another clock.
    pub fn with_clock<D: Clock + Sync>(self, clock: D) -> Client<D> {
        let Self { http, connections, context, timeout, retry, uploads, .. } = self;
        Client { http, connections, context, clock, timeout, retry, uploads }
    }

    /// The API that requests go to, and the token.
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// Makes one call, and retries it if that is safe.
    ///
    /// # Errors
    ///
    /// When it fails for good.
    pub async fn call<E>(&self, endpoint: E) -> Result<E::Response, Error>
    where
        E: Endpoint + Send,
        E::Response: Send,
    {
        self.run(&mut CallFlow::new(endpoint, self.retry.clone(), seed())).await?
    }

    /// Drives a flow without snapshots to its end: several calls in one request,
    /// a whole list, a preflight.
    ///
    /// # Errors
    ///
    /// When a request cannot be built. The flow can be driven again.
    pub async fn run<F>(&self, flow: &mut F) -> Result<F::Output, BuildError>
    where
        F: Flow<Snapshot = Infallible> + Send,
    {
        self.drive(flow, &mut NoStore).await.map_err(|error| match error {
            DriveError::Build(error) => error,
            DriveError::Store(_) => unreachable!("there is nothing to save"),
        })
    }

    /// Drives a flow to its end. For a post, [`publish_once`](Self::publish_once)
    /// does that with a store and a lock.
    ///
    /// Dropping the future is safe at any point: drive the same flow again, or
    /// resume it from its last snapshot.
    ///
    /// # Errors
    ///
    /// When a request cannot be built or a snapshot cannot be saved. The flow can
    /// be driven again.
    pub async fn drive<F, S>(&self, flow: &mut F, store: &mut S) -> Result<F::Output, DriveError>
    where
        F: Flow + Send,
        S: Store<F::Snapshot> + Send,
    {
        let mut attempts = Attempts::default();
        loop {
            let now = self.clock.now();
            match flow.poll(now) {
                Step::Save(snapshot) => {
                    store.save(snapshot).await.map_err(DriveError::Store)?;
                    flow.saved();
                }
                Step::Send(call) => {
                    let name = call.name();
                    let reply = self.send(call, attempts.next(name)).await?;
                    attempts.heard(name, &reply);
                    flow.handle(self.clock.now(), reply);
                }
                Step::Wait(until) => {
                    log::waits(now, until);
                    self.clock.sleep_until(until).await;
                }
                Step::Done(output) => return Ok(output),
            }
        }
    }
}
