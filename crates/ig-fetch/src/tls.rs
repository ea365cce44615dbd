//! Whose certificates are trusted.

use std::{io, sync::Arc};

use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, ServerName},
};
use rustls_platform_verifier::BuilderVerifierExt as _;
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, client::TlsStream};

/// The trusted certificate authorities.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Roots {
    /// The authorities that Mozilla trusts.
    Mozilla,
    /// The authorities that the operating system trusts, verified by the system itself if it can.
    Machine,
    /// The authorities with these certificates, in DER.
    Only(Vec<Vec<u8>>),
}

/// The TLS configuration of one client.
#[derive(Clone)]
pub(crate) struct Tls(TlsConnector);

impl Tls {
    pub(crate) fn new(roots: &Roots) -> Result<Self, rustls::Error> {
        let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?;
        let builder = match roots {
            Roots::Machine => builder.with_platform_verifier()?,
            Roots::Mozilla => builder.with_root_certificates(RootCertStore::from_iter(
                webpki_roots::TLS_SERVER_ROOTS.iter().cloned(),
            )),
            Roots::Only(certificates) => {
                let mut store = RootCertStore::empty();
                store.add_parsable_certificates(
                    certificates.iter().map(|der| CertificateDer::from(der.as_slice())),
                );
                builder.with_root_certificates(store)
            }
        };
        Ok(Self(Arc::new(builder.with_no_client_auth()).into()))
    }

    pub(crate) async fn connect(
        &self,
        host: &str,
        stream: TcpStream,
    ) -> io::Result<TlsStream<TcpStream>> {
        let name = ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
        self.0.connect(name, stream).await
    }
}
