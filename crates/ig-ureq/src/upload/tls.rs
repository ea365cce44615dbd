//! TLS, as ureq is configured to use it.

#[cfg(feature = "native-tls")]
mod with_native_tls;
#[cfg(feature = "rustls")]
mod with_rustls;

use ureq::{Error, config::Config};

use super::{patience::Patience, socket::Stream};

/// The stream with TLS on it, after the handshake.
#[cfg(any(feature = "native-tls", feature = "rustls"))]
pub(super) fn wrap(
    config: &Config,
    patience: &mut Patience,
    host: &str,
    stream: Box<dyn Stream>,
) -> Result<Box<dyn Stream>, Error> {
    use ureq::tls::TlsProvider;

    let tls = config.tls_config();
    // An IPv6 address in a URL has brackets.
    let host = host.trim_start_matches('[').trim_end_matches(']');
    match tls.provider() {
        #[cfg(feature = "rustls")]
        TlsProvider::Rustls => with_rustls::wrap(tls, patience, host, stream),
        #[cfg(feature = "native-tls")]
        TlsProvider::NativeTls => with_native_tls::wrap(tls, patience, host, stream),
        _ => Err(Error::Tls("this TLS provider needs a feature of ig-ureq that is not enabled")),
    }
}

/// Checks whether TLS can be used as it is configured.
pub(super) fn check(config: &Config) -> Result<(), Error> {
    #[cfg(any(feature = "native-tls", feature = "rustls"))]
    use ureq::tls::TlsProvider;

    match config.tls_config().provider() {
        #[cfg(feature = "rustls")]
        TlsProvider::Rustls => with_rustls::config(config.tls_config()).map(drop),
        #[cfg(feature = "native-tls")]
        TlsProvider::NativeTls => with_native_tls::connector(config.tls_config()).map(drop),
        _ => Err(Error::TlsRequired),
    }
}

#[cfg(not(any(feature = "native-tls", feature = "rustls")))]
pub(super) fn wrap(
    _: &Config,
    _: &mut Patience,
    _: &str,
    _: Box<dyn Stream>,
) -> Result<Box<dyn Stream>, Error> {
    Err(Error::TlsRequired)
}

#[cfg(any(feature = "native-tls", feature = "rustls"))]
fn wait(patience: &mut Patience) -> Result<(), Error> {
    if patience.is_over() {
        return Err(Error::Timeout(ureq::Timeout::Connect));
    }
    patience.nap();
    Ok(())
}
