//! The settings of a client.

use std::{fmt, io, time::Duration};

use bytes::Bytes;
use futures_core::Stream;
use ig_core::{
    Context, RetryPolicy,
    upload::{Part, Uploading},
};
use ig_driver::{OnUpload, Sources};
use reqwest::{ClientBuilder, redirect, retry};

use super::Client;
use crate::{SetupError, SystemClock, connections::Connections, upload::Uploads};

/// Sets up a [`Client`].
pub struct Builder {
    context: Context,
    http: ClientBuilder,
    timeout: Duration,
    retry: RetryPolicy,
    uploads: Uploads,
}

impl Builder {
    pub(super) fn new(context: Context) -> Self {
        Self {
            context,
            http: with_tls(reqwest::Client::builder())
                .user_agent(concat!("ig-reqwest/", env!("CARGO_PKG_VERSION")))
                .connect_timeout(Duration::from_secs(10)),
            timeout: Duration::from_secs(180),
            retry: RetryPolicy::default(),
            uploads: Uploads::default(),
        }
    }

    /// How long one request may take in all: 180 s, since Meta fetches and
    /// judges a picture while it is asked, and has been seen to answer a
    /// publish after 2 min 9 s (reference §13.1).
    ///
    /// An upload takes as long as its video is: there it is how long the
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

    /// Finds the bytes of uploads in `sources`, in place of the files of this
    /// machine: in [`Memory`](crate::Memory), or in a store of objects. They are
    /// read where reading may block.
    #[must_use]
    pub fn with_sources(mut self, sources: impl Sources + 'static) -> Self {
        self.uploads.read_from(sources);
        self
    }

    /// Sends the streams that `stream` gives for parts of uploads, in place of
    /// the files of this machine: from a store of objects with an async client,
    /// say. A stream that ends early, or goes on after the length of its part,
    /// ends the flow as a source that was changed does; whether it is still the
    /// one that was planned is for `stream` to check.
    #[must_use]
    pub fn with_streams<S>(mut self, stream: impl Fn(&Part) -> S + Send + Sync + 'static) -> Self
    where
        S: Stream<Item = io::Result<Bytes>> + Send + 'static,
    {
        self.uploads.stream_from(stream);
        self
    }

    /// Reports how far an upload is, after each piece of at most 64 KiB that was
    /// handed to the connection. The upload waits for `tell`, and so do others:
    /// it is called on the thread that serves all connections.
    #[must_use]
    pub fn on_upload(mut self, tell: impl Fn(Uploading) + Send + Sync + 'static) -> Self {
        self.uploads.on_upload = OnUpload::new(tell);
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
    /// When a setting or the TLS backend cannot be used, or the system gives no
    /// thread for the connections.
    pub fn build(self) -> Result<Client, SetupError> {
        let Self { context, http, timeout, retry, uploads } = self;
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
        let connections = match context.is_loopback() {
            true => Connections::own(),
            false => Connections::shared(),
        };
        let connections = connections.map_err(SetupError::new)?;
        let http = http.build().map_err(SetupError::new)?;
        Ok(Client { http, connections, context, clock: SystemClock, timeout, retry, uploads })
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

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("context", &self.context)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}
