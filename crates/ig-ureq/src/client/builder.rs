//! The settings of a client.

use std::{fmt, sync::Arc, time::Duration};

use ig_core::{Context, RetryPolicy, upload::Uploading};
use ureq::{Agent, config::ConfigBuilder, typestate::AgentScope};

use super::{Client, send::Uploads};
use crate::{
    OnUpload, SetupError, Sources, SystemClock,
    carry::{Carrier, carry},
    connection::Connector,
};

/// Sets up a [`Client`].
pub struct Builder {
    context: Context,
    config: ConfigBuilder<AgentScope>,
    timeout: Duration,
    retry: RetryPolicy,
    uploads: Uploads,
}
impl Builder {
    pub(super) fn new(context: Context) -> Self {
        Self {
            context,
            config: with_tls(Agent::config_builder())
                .user_agent(concat!("ig-ureq/", env!("CARGO_PKG_VERSION")))
                .timeout_connect(Some(Duration::from_secs(10))),
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
    /// machine: from [`Memory`](crate::Memory), or from an object store.
    #[must_use]
    pub fn with_sources(mut self, sources: impl Sources + 'static) -> Self {
        self.uploads.sources = Arc::new(sources);
        self
    }

    /// Reports the progress of an upload, after each piece of at most 64 KiB that was
    /// handed to the connection. The upload waits for `tell`, which is called on the
    /// thread that drives the flow.
    #[must_use]
    pub fn on_upload(mut self, tell: impl Fn(Uploading) + Send + Sync + 'static) -> Self {
        self.uploads.on_upload = OnUpload::new(tell);
        self
    }

    /// Changes settings of the HTTP client, such as a proxy or a certificate. The
    /// settings that must hold (no redirects, statuses as responses, the time-out,
    /// https except for this machine) are applied last.
    ///
    /// ureq replaces its TLS configuration as a whole, including the provider, which
    /// is Rustls by default: if only the feature `native-tls` is on, set
    /// [`NativeTls`](ureq::tls::TlsProvider::NativeTls). Middleware sees every
    /// request except uploads.
    #[must_use]
    pub fn configure(
        mut self,
        settings: impl FnOnce(ConfigBuilder<AgentScope>) -> ConfigBuilder<AgentScope>,
    ) -> Self {
        self.config = settings(self.config);
        self
    }

    /// The client.
    ///
    /// # Errors
    ///
    /// When a setting or the TLS backend cannot be used.
    pub fn build(self) -> Result<Client, SetupError> {
        let local = self.context.is_loopback();
        let mut config = self
            .config
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .https_only(!local)
            .timeout_global(Some(self.timeout));
        if local {
            // A proxy would see the token, which is not encrypted here.
            config = config.proxy(None);
        }
        let agent = config.middleware(carry).build().new_agent();
        let connector = Connector::new(agent.clone()).map_err(SetupError::new)?;
        let carrier = Carrier::new(connector);
        let Self { context, timeout, retry, uploads, .. } = self;
        Ok(Client { agent, carrier, context, clock: SystemClock, timeout, retry, uploads })
    }
}

#[cfg(feature = "native-tls")]
fn with_tls(config: ConfigBuilder<AgentScope>) -> ConfigBuilder<AgentScope> {
    use ureq::tls::{RootCerts, TlsConfig, TlsProvider};
    let native = TlsConfig::builder()
        .provider(TlsProvider::NativeTls)
        .root_certs(RootCerts::PlatformVerifier)
        .build();
    config.tls_config(native)
}

#[cfg(not(feature = "native-tls"))]
fn with_tls(config: ConfigBuilder<AgentScope>) -> ConfigBuilder<AgentScope> {
    config
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("context", &self.context)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}
