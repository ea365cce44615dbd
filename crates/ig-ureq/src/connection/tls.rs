//! TLS, as ureq is configured to use it.

#[cfg(feature = "native-tls")]
mod with_native_tls;
#[cfg(feature = "rustls")]
mod with_rustls;

use std::sync::OnceLock;

use ureq::{Error, config::Config, tls::TlsProvider};

use super::{patience::Patience, socket::Stream};

/// What the connections of an agent share: certificates, and the sessions that can be resumed.
#[derive(Debug, Default)]
pub(super) struct Ready(OnceLock<Provider>);

#[derive(Debug)]
enum Provider {
    #[cfg(feature = "rustls")]
    Rustls(with_rustls::Shared),
    #[cfg(feature = "native-tls")]
    NativeTls(with_native_tls::Shared),
}

impl Ready {
    /// The stream with TLS on it, after the handshake.
    pub(super) fn wrap(
        &self,
        config: &Config,
        patience: &mut Patience,
        host: &str,
        stream: Box<dyn Stream>,
    ) -> Result<Box<dyn Stream>, Error> {
        // An IPv6 address in a URL has brackets.
        let host = host.trim_start_matches('[').trim_end_matches(']');
        match self.provider(config)? {
            #[cfg(feature = "rustls")]
            Provider::Rustls(shared) => shared.wrap(patience, host, stream),
            #[cfg(feature = "native-tls")]
            Provider::NativeTls(shared) => shared.wrap(patience, host, stream),
            #[cfg(not(any(feature = "native-tls", feature = "rustls")))]
            _ => {
                let _ = (patience, host, stream);
                Err(Error::TlsRequired)
            }
        }
    }

    /// Checks whether TLS can be used as it is configured.
    pub(super) fn check(&self, config: &Config) -> Result<(), Error> {
        self.provider(config).map(drop)
    }

    fn provider(&self, config: &Config) -> Result<&Provider, Error> {
        if let Some(provider) = self.0.get() {
            return Ok(provider);
        }
        // Another thread may have been first.
        let provider = provider(config)?;
        Ok(self.0.get_or_init(|| provider))
    }
}

fn provider(config: &Config) -> Result<Provider, Error> {
    let tls = config.tls_config();
    match tls.provider() {
        #[cfg(feature = "rustls")]
        TlsProvider::Rustls => with_rustls::Shared::new(tls).map(Provider::Rustls),
        #[cfg(feature = "native-tls")]
        TlsProvider::NativeTls => with_native_tls::Shared::new(tls).map(Provider::NativeTls),
        _ => Err(Error::Tls("this TLS provider needs a feature of ig-ureq that is not enabled")),
    }
}
