//! The client: the core in a loop.

use std::{error::Error as StdError, fmt, time::Duration};

use ig_core::{
    BuildError, Call, CallFlow, Context, DriveError, Endpoint, Error, Flow, Reply, RetryPolicy,
    Step, http::Response,
};
use reqwest::{ClientBuilder, redirect, retry};

use crate::{
    Clock, NoStore, Store, SystemClock,
    lost::{lost, too_large},
};

/// The most bytes of a response that are read. What the API sends is smaller
/// by far; what is larger is no reply, and may have taken effect.
pub const MAX_RESPONSE: usize = 1024 * 1024;

/// Sends requests and drives flows.
///
/// A clone shares the connections.
#[derive(Clone, Debug)]
pub struct Client<C = SystemClock> {
    http: reqwest::Client,
    context: Context,
    clock: C,
    retry: RetryPolicy,
}

/// Sets up a [`Client`].
pub struct Builder {
    context: Context,
    http: ClientBuilder,
    timeout: Duration,
    retry: RetryPolicy,
}

/// The client could not be set up.
#[derive(Debug, thiserror::Error)]
#[error("the HTTP client could not be set up")]
#[non_exhaustive]
pub struct SetupError(#[source] Box<dyn StdError + Send + Sync>);

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
        Builder {
            context,
            http: with_tls(reqwest::Client::builder())
                .user_agent(concat!("ig-reqwest/", env!("CARGO_PKG_VERSION")))
                .connect_timeout(Duration::from_secs(10)),
            timeout: Duration::from_secs(180),
            retry: RetryPolicy::default(),
        }
    }
}

impl Builder {
    /// How long one request may take in all: 180 s, since Meta fetches and
    /// judges a picture while it is asked, and has been seen to answer a
    /// publish after 2 min 9 s (reference §13.1).
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How single calls are retried.
    #[must_use]
    pub fn with_retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = retry;
        self
    }

    /// Settings of the HTTP client, such as a proxy or a certificate. What has
    /// to hold (no redirects, no retries, the time-out, https save for this
    /// machine) is set after them.
    #[must_use]
    pub fn configure(mut self, settings: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Self {
        self.http = settings(self.http);
        self
    }

    /// The client.
    ///
    /// # Errors
    ///
    /// When a setting or the TLS backend is of no use.
    pub fn build(self) -> Result<Client, SetupError> {
        let Self { context, http, timeout, retry } = self;
        let mut http = http
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .referer(false)
            .https_only(!context.is_loopback())
            .timeout(timeout);
        if context.is_loopback() {
            // A proxy would get to see the token, which is not encrypted here.
            http = http.no_proxy();
        }
        let http = http.build().map_err(|error| SetupError(error.into()))?;
        Ok(Client { http, context, clock: SystemClock::default(), retry })
    }
}

/// Before the user's settings, which add to the backend or name another.
#[cfg(feature = "native-tls")]
fn with_tls(http: ClientBuilder) -> ClientBuilder {
    http.tls_backend_native()
}

#[cfg(not(feature = "native-tls"))]
fn with_tls(http: ClientBuilder) -> ClientBuilder {
    http
}

impl<C: Clock + Sync> Client<C> {
    /// The same client by another clock.
    pub fn with_clock<D: Clock + Sync>(self, clock: D) -> Client<D> {
        let Self { http, context, retry, .. } = self;
        Client { http, context, clock, retry }
    }

    /// Where requests go and with which token.
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// One call, retried where that is safe.
    ///
    /// # Errors
    ///
    /// When it fails for good.
    pub async fn call<E>(&self, endpoint: E) -> Result<E::Response, Error>
    where
        E: Endpoint + Send,
        E::Response: Send,
    {
        let seed = self.clock.now().as_unix_millis();
        let mut flow = CallFlow::new(endpoint, self.retry.clone(), seed);
        match self.drive(&mut flow, &mut NoStore).await {
            Ok(result) => result,
            Err(DriveError::Build(error)) => Err(error.into()),
            Err(DriveError::Store(never)) => match never {},
        }
    }

    /// Drives a flow to its end.
    ///
    /// Dropping the future is safe at any point: drive the same flow again, or
    /// resume it from its last snapshot.
    ///
    /// # Errors
    ///
    /// When a request cannot be built or a snapshot cannot be kept. The flow
    /// can be driven again.
    pub async fn drive<F, S>(
        &self,
        flow: &mut F,
        store: &mut S,
    ) -> Result<F::Output, DriveError<S::Error>>
    where
        F: Flow + Send,
        S: Store<F::Snapshot> + Send,
    {
        loop {
            match flow.poll(self.clock.now()) {
                Step::Save(snapshot) => {
                    store.save(snapshot).await.map_err(DriveError::Store)?;
                    flow.saved();
                }
                Step::Send(call) => {
                    let reply = self.send(&call).await?;
                    flow.handle(self.clock.now(), reply);
                }
                Step::Wait(until) => self.clock.sleep_until(until).await,
                Step::Done(output) => return Ok(output),
            }
        }
    }

    async fn send(&self, call: &Call) -> Result<Reply, BuildError> {
        let request = reqwest::Request::try_from(self.context.request(call.draft())?)
            .map_err(|error| BuildError::not_a_url(error.without_url()))?;
        let reply = match self.http.execute(request).await {
            Ok(response) => whole(response).await,
            Err(error) => Err(lost(error)),
        };
        Ok(reply.map(|response| response.map(|body| self.context.mask_reply(call.draft(), body))))
    }
}

async fn whole(mut response: reqwest::Response) -> Reply {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(lost)? {
        if MAX_RESPONSE < body.len() + chunk.len() {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    let mut whole = Response::new(body);
    *whole.status_mut() = response.status();
    *whole.headers_mut() = std::mem::take(response.headers_mut());
    Ok(whole)
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("context", &self.context)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}
