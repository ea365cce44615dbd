//! The client: the core in a loop.

use std::{error::Error as StdError, fmt, future::Future, pin::pin, time::Duration};

use ig_core::{
    BuildError, Call, CallFlow, Context, Delivery, DriveError, Endpoint, Error, FileSlice, Flow,
    Reply, RetryPolicy, Step, TransportError, Uploading,
    http::{HeaderValue, Request, Response, header},
};
use reqwest::{ClientBuilder, redirect, retry};
use tokio::time::timeout;

use crate::{
    Clock, NoStore, Store, SystemClock,
    film::{Film, FilmBody, OnUpload, Watch},
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
    timeout: Duration,
    retry: RetryPolicy,
    on_upload: OnUpload,
}

/// Sets up a [`Client`].
pub struct Builder {
    context: Context,
    http: ClientBuilder,
    timeout: Duration,
    retry: RetryPolicy,
    on_upload: OnUpload,
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
            on_upload: OnUpload::default(),
        }
    }
}

impl Builder {
    /// How long one request may take in all: 180 s, since Meta fetches and
    /// judges a picture while it is asked, and has been seen to answer a
    /// publish after 2 min 9 s (reference §13.1).
    ///
    /// An upload takes as long as its film is: there it is how long the
    /// connection may take nothing of the body, and then how long the server
    /// may take to answer.
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

    /// Tells how far an upload is, after each piece of at most 64 KiB that was
    /// handed to the connection. The upload waits for `tell`, which is called on
    /// a thread of the runtime.
    #[must_use]
    pub fn on_upload(mut self, tell: impl Fn(Uploading) + Send + Sync + 'static) -> Self {
        self.on_upload = OnUpload::new(tell);
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
        let Self { context, http, timeout, retry, on_upload } = self;
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
        Ok(Client { http, context, clock: SystemClock::default(), timeout, retry, on_upload })
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
        let Self { http, context, timeout, retry, on_upload, .. } = self;
        Client { http, context, clock, timeout, retry, on_upload }
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
        let draft = call.draft();
        let reply = match draft.slice() {
            Some(slice) => self.upload(self.context.upload(draft)?, slice.clone()).await?,
            None => self.whole(from_http(self.context.request(draft)?)?).await,
        };
        Ok(reply.map(|response| response.map(|body| self.context.mask_reply(draft, body))))
    }

    async fn whole(&self, request: reqwest::Request) -> Reply {
        match self.http.execute(request).await {
            Ok(response) => whole(response).await,
            Err(error) => Err(lost(error)),
        }
    }

    /// A request whose body is a part of a file. No limit is set to the whole of
    /// it, but one to the time in which nothing moves.
    async fn upload(&self, mut head: Request<()>, slice: FileSlice) -> Result<Reply, BuildError> {
        let film = match Film::open(slice).await {
            Ok(film) => film,
            Err(trouble) => return Ok(Err(TransportError::of_file(trouble))),
        };
        head.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(film.length()));
        let (body, watch) = FilmBody::new(film, self.on_upload.clone());
        let mut request = from_http(head.map(|()| reqwest::Body::wrap(body)))?;
        // In place of the client's own, which is for the whole of a request.
        *request.timeout_mut() = Some(Duration::MAX);
        let reply = while_it_moves(self.whole(request), &watch, self.timeout).await;
        Ok(match watch.trouble() {
            Some(trouble) => Err(TransportError::of_file(trouble)),
            None => reply,
        })
    }
}

fn from_http<B: Into<reqwest::Body>>(request: Request<B>) -> Result<reqwest::Request, BuildError> {
    let request = reqwest::Request::try_from(request);
    request.map_err(|error| BuildError::not_a_url(error.without_url()))
}

/// The reply, unless nothing of the body was taken for as long as `limit`. When
/// it is given up, so is the connection.
async fn while_it_moves(
    reply: impl Future<Output = Reply>,
    watch: &Watch,
    limit: Duration,
) -> Reply {
    let mut reply = pin!(reply);
    loop {
        let left = limit.saturating_sub(watch.idle());
        if let Ok(reply) = timeout(left, &mut reply).await {
            return reply;
        }
        if limit <= watch.idle() {
            return Err(TransportError::timed_out(Delivery::Unknown));
        }
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
