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

    /// Sets the time limit of one request. The default is 180 s, since Meta fetches
    /// and checks a picture before it answers, and has been seen to answer a publish
    /// after 2 min 9 s (reference §13.1).
    ///
    /// An upload may take as long as its video needs. For it, this limits the time in
    /// which no byte of the body is accepted, and then the time until the whole
    /// response has come.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets how single calls are retried.
    #[must_use]
    pub fn with_retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = retry;
        self
    }

    /// Reads the bytes of uploads from `sources` instead of the files of this
    /// machine: from [`Memory`](crate::Memory), or from an object store. They are
    /// read where reading may block.
    #[must_use]
    pub fn with_sources(mut self, sources: impl Sources + 'static) -> Self {
        self.uploads.read_from(sources);
        self
    }

    /// Sends the streams that `stream` returns for parts of uploads, instead of
    /// the files of this machine: from an object store with an async client,
    /// for example. A stream that ends early, or goes on after the length of its part,
    /// ends the flow as a changed source does. It is up to `stream` to check
    /// that the source is still the one in the plan.
    #[must_use]
    pub fn with_streams<S>(mut self, stream: impl Fn(&Part) -> S + Send + Sync + 'static) -> Self
    where
        S: Stream<Item = io::Result<Bytes>> + Send + 'static,
    {
        self.uploads.stream_from(stream);
        self
    }

    /// Reports the progress of an upload, after each piece of at most 64 KiB that was
    /// handed to the connection. The upload waits for `tell`, and so do others:
    /// it is called on the thread that serves all connections.
    #[must_use]
    pub fn on_upload(mut self, tell: impl Fn(Uploading) + Send + Sync + 'static) -> Self {
        self.uploads.on_upload = OnUpload::new(tell);
        self
    }

    /// Changes settings of the HTTP client, such as a proxy or a certificate. The
    /// settings that must hold (no redirects, no retries, the time-out, https except
    /// for this machine) are applied last.
    #[must_use]
    pub fn configure(mut self, settings: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Self {
        self.http = settings(self.http);
        self
    }

    /// The client. Rustls uses the crypto provider that the program has installed for
    /// the process; if there is none, ring is installed.
    ///
    /// # Errors
    ///
    /// When a setting or the TLS backend cannot be used, or the thread of the
    /// connections cannot be started.
    pub fn build(self) -> Result<Client, SetupError> {
        let Self { context, http, timeout, retry, uploads } = self;
        let mut http = http
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .referer(false)
            .https_only(!context.is_loopback())
            .timeout(timeout);
        if context.is_loopback() {
            // A proxy would see the token, which is not encrypted here.
            http = http.no_proxy();
        }
        let connections = match context.is_loopback() {
            true => Connections::own(),
            false => Connections::shared(),
        };
        let connections = connections.map_err(SetupError::new)?;
        install_ring();
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

/// A provider for only one client would lose the user's certificates in reqwest.
#[cfg(feature = "rustls")]
fn install_ring() {
    use rustls::crypto::{CryptoProvider, ring};
    if CryptoProvider::get_default().is_none() {
        // An error says that another thread was first.
        drop(ring::default_provider().install_default());
    }
}

#[cfg(not(feature = "rustls"))]
fn install_ring() {}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("context", &self.context)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}
