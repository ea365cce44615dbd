//! The HTTP clients of a worker: the certificates that the command trusts, and its proxy.

use ig_cli::shared::{Failure, Roots, Tokens, Trust};
use ig_core::Context;
use ig_queue::{AccountId, ApiBase, Credential};
use ig_reqwest::{Client, reqwest::Certificate};

const USER_AGENT: &str = concat!("ig-worker/", env!("CARGO_PKG_VERSION"));

/// The clients of the tokens that are here.
#[derive(Debug)]
pub(crate) struct Clients<'a>(pub(crate) Tokens<'a, Client>);

impl Clients<'_> {
    /// The client of one token.
    pub(crate) fn make(context: Context, trust: &Trust) -> Result<Client, Failure> {
        let fails = |error: &dyn std::error::Error| {
            Failure::usage("the HTTP client cannot be set up")
                .caused_by(error)
                .fix("check --ca and SSL_CERT_FILE, and the proxy in HTTPS_PROXY")
        };
        let only = match trust.for_files() {
            Roots::Only(certificates) => {
                let read = certificates.iter().map(|der| Certificate::from_der(der));
                Some(read.collect::<Result<Vec<_>, _>>().map_err(|error| fails(&error))?)
            }
            // Rustls asks the machine.
            _ => None,
        };
        let builder = Client::builder(context).configure(|http| {
            let http = http.user_agent(USER_AGENT);
            match only {
                Some(certificates) => http.tls_certs_only(certificates),
                None => http,
            }
        });
        builder.build().map_err(|error| fails(&error))
    }
}

impl Clients<'_> {
    /// The client for a credential, if its token is here.
    pub(crate) fn find(&self, api_base: &ApiBase, credential: &Credential) -> Option<Client> {
        self.0.client(api_base, credential)
    }
}

impl ig_queue_postgres::Clients for &Clients<'_> {
    fn client(&mut self, api_base: &ApiBase, credential: &Credential) -> Option<Client> {
        self.find(api_base, credential)
    }

    fn has(&mut self, credential: &Credential) -> bool {
        self.0.has(credential)
    }

    fn is_for(&mut self, account: &AccountId, credential: &Credential) -> bool {
        self.0.is_for(account, credential)
    }
}
