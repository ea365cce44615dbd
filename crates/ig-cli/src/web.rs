//! HTTP clients of the command: trusted certificates and the proxy. Every
//! client and every agent of the command is made here.

mod trust;

use ig_core::Context;
use ig_ureq::{Builder, Client};
use ureq::{Agent, config::ConfigBuilder, tls::TlsConfig, typestate::AgentScope};

use crate::{failure::Failure, transport::Route};

pub use self::trust::Trust;

pub(crate) const USER_AGENT: &str = concat!("ig/", env!("CARGO_PKG_VERSION"));

/// A client of the API of `context`.
pub(crate) fn client(context: Context, trust: &Trust) -> Result<Client, Failure> {
    built(builder(context, trust))
}

/// The configured client.
pub(crate) fn built(builder: Builder) -> Result<Client, Failure> {
    builder.build().map_err(|error| {
        Failure::usage("the HTTP client cannot be set up")
            .caused_by(&error)
            .fix("check --ca and SSL_CERT_FILE, and the proxy in HTTPS_PROXY")
    })
}

/// A client of this API that can be configured further.
pub(crate) fn builder(context: Context, trust: &Trust) -> Builder {
    Route::remember(&context);
    let tls = tls(trust);
    Client::builder(context).configure(|config| config.user_agent(USER_AGENT).tls_config(tls))
}

/// An agent without redirects and proxy, for nearby servers and for files
/// that are checked as others would see them.
pub(crate) fn direct(trust: &Trust) -> ConfigBuilder<AgentScope> {
    Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(None)
        .user_agent(USER_AGENT)
        .tls_config(tls(trust))
}

fn tls(trust: &Trust) -> TlsConfig {
    TlsConfig::builder().root_certs(trust.roots()).build()
}
