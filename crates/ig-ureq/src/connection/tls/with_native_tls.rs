//! The operating system's TLS on a socket that may not wait.

use std::io;

use der::{Document, pem::LineEnding};
use native_tls::{Certificate, HandshakeError, Identity, TlsConnector, TlsConnectorBuilder};
use ureq::{
    Error, Timeout,
    tls::{ClientCert, RootCerts, TlsConfig},
};

use crate::connection::{patience::Patience, socket::Stream};

/// The connector of all connections.
#[derive(Debug)]
pub(super) struct Shared(TlsConnector);

impl Shared {
    pub(super) fn new(tls: &TlsConfig) -> Result<Self, Error> {
        connector(tls).map(Self)
    }

    pub(super) fn wrap(
        &self,
        patience: &mut Patience,
        host: &str,
        stream: Box<dyn Stream>,
    ) -> Result<Box<dyn Stream>, Error> {
        let mut shaken = self.0.connect(host, stream);
        loop {
            match shaken {
                Ok(stream) => return Ok(Box::new(stream)),
                Err(HandshakeError::Failure(error)) => return Err(other(error).into()),
                Err(HandshakeError::WouldBlock(middle)) => {
                    patience.wait(Timeout::Connect)?;
                    shaken = middle.handshake();
                }
            }
        }
    }
}

/// The connector that ureq would make from its own configuration.
fn connector(tls: &TlsConfig) -> Result<TlsConnector, Error> {
    let mut builder = TlsConnector::builder();
    if tls.disable_verification() {
        builder.danger_accept_invalid_certs(true);
        builder.danger_accept_invalid_hostnames(true);
    } else {
        match tls.root_certs() {
            RootCerts::Specific(certificates) => {
                only(&mut builder, certificates.iter().map(|it| it.der()));
            }
            RootCerts::WebPki => {
                let certificates = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter();
                only(&mut builder, certificates.map(|it| it.as_ref()));
            }
            RootCerts::PlatformVerifier => (),
            _ => return Err(Error::Tls("these roots are unknown to ig-ureq")),
        }
    }
    if let Some(certificate) = tls.client_cert() {
        builder.identity(identity(certificate)?);
    }
    builder.use_sni(tls.use_sni());
    Ok(builder.build().map_err(other)?)
}

fn only<'a>(builder: &mut TlsConnectorBuilder, certificates: impl Iterator<Item = &'a [u8]>) {
    builder.disable_built_in_roots(true);
    // Certificates that cannot be parsed are skipped.
    for certificate in certificates.filter_map(|der| Certificate::from_der(der).ok()) {
        builder.add_root_certificate(certificate);
    }
}

fn identity(certificate: &ClientCert) -> Result<Identity, Error> {
    let chain = certificate.certs().iter().map(|it| pem(it.der(), "CERTIFICATE"));
    let chain = chain.collect::<Result<String, _>>()?;
    let key = pem(certificate.private_key().der(), "PRIVATE KEY")?;
    Ok(Identity::from_pkcs8(chain.as_bytes(), key.as_bytes()).map_err(other)?)
}

fn pem(der: &[u8], label: &'static str) -> io::Result<String> {
    let document = Document::try_from(der).map_err(io::Error::other)?;
    document.to_pem(label, LineEnding::LF).map_err(io::Error::other)
}

fn other(error: native_tls::Error) -> io::Error {
    io::Error::other(error)
}
