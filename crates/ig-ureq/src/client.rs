//! The client: the core in a loop.

mod builder;
mod once;
mod send;

use std::{convert::Infallible, time::Duration};

use ig_core::{
    BuildError, CallFlow, Context, DriveError, Endpoint, Error, Flow, RetryPolicy, Step,
};
use ureq::Agent;

pub use self::builder::Builder;
use self::send::Uploads;
use crate::{
    Clock, NoStore, SetupError, Store, SystemClock,
    carry::Carrier,
    log::{self, Attempts},
    seed,
};

/// Sends requests and drives flows on the calling thread.
///
/// A clone shares the connections.
#[derive(Clone, Debug)]
pub struct Client<C = SystemClock> {
    agent: Agent,
    carrier: Carrier,
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
    /// When the TLS backend cannot be set up.
    pub fn new(context: Context) -> Result<Self, SetupError> {
        Self::builder(context).build()
    }

    /// A client with settings.
    pub fn builder(context: Context) -> Builder {
        Builder::new(context)
    }
}

impl<C: Clock> Client<C> {
    /// The same client with another clock.
    pub fn with_clock<D: Clock>(self, clock: D) -> Client<D> {
        let Self { agent, carrier, context, timeout, retry, uploads, .. } = self;
        Client { agent, carrier, context, clock, timeout, retry, uploads }
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
    pub fn call<E: Endpoint>(&self, endpoint: E) -> Result<E::Response, Error> {
        self.run(&mut CallFlow::new(endpoint, self.retry.clone(), seed()))?
    }

    /// Drives a flow without snapshots to its end: several calls in one request,
    /// a whole list, a preflight.
    ///
    /// # Errors
    ///
    /// When a request cannot be built. The flow can be driven again.
    pub fn run<F>(&self, flow: &mut F) -> Result<F::Output, BuildError>
    where
        F: Flow<Snapshot = Infallible>,
    {
        self.drive(flow, &mut NoStore).map_err(|error| match error {
            DriveError::Build(error) => error,
            DriveError::Store(_) => unreachable!("there is nothing to save"),
        })
    }

    /// Drives a flow to its end. For a post, [`publish_once`](Self::publish_once)
    /// does that with a store and a lock.
    ///
    /// # Errors
    ///
    /// When a request cannot be built or a snapshot cannot be saved. The flow can
    /// be driven again.
    pub fn drive<F, S>(&self, flow: &mut F, store: &mut S) -> Result<F::Output, DriveError>
    where
        F: Flow,
        S: Store<F::Snapshot>,
    {
        let mut attempts = Attempts::default();
        loop {
            let now = self.clock.now();
            match flow.poll(now) {
                Step::Save(snapshot) => {
                    store.save(snapshot).map_err(DriveError::Store)?;
                    flow.saved();
                }
                Step::Send(call) => {
                    let name = call.name();
                    let reply = self.send(call, Some(attempts.next(name)))?;
                    attempts.heard(name, &reply);
                    flow.handle(self.clock.now(), reply);
                }
                Step::Wait(until) => {
                    log::waits(now, until);
                    self.clock.sleep_until(until);
                }
                Step::Done(output) => return Ok(output),
            }
        }
    }
}
