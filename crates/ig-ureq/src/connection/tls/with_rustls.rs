//! Rustls on a socket that may not wait.
//!
//! `rustls::Stream` reads nothing while it has something to write. A server that no
//! longer reads still has to be heard, so reads and writes are separate here.

mod unverified;

use std::{
    io::{self, ErrorKind, Read, Write},
    sync::Arc,
};

use rustls::{
    ClientConfig, ClientConnection, RootCertStore,
    crypto::{CryptoProvider, ring},
    pki_types::{CertificateDer, PrivateKeyDer, ServerName},
};
use ureq::{
    Error, Timeout,
    tls::{ClientCert, RootCerts, TlsConfig},
};

use self::unverified::Unverified;
use crate::connection::{
    patience::Patience,
    socket::{Stream, is_not_now},
};

/// The configuration of all connections. It also has the sessions that can be resumed.
#[derive(Debug)]
pub(super) struct Shared(Arc<ClientConfig>);

impl Shared {
    pub(super) fn new(tls: &TlsConfig) -> Result<Self, Error> {
        Ok(Self(Arc::new(config(tls)?)))
    }

    pub(super) fn wrap(
        &self,
        patience: &mut Patience,
        host: &str,
        stream: Box<dyn Stream>,
    ) -> Result<Box<dyn Stream>, Error> {
        let name =
            ServerName::try_from(host).map_err(|_| Error::Tls("the host is not a valid name"))?;
        let connection = ClientConnection::new(Arc::clone(&self.0), name.to_owned());
        let mut tls = Tls { connection: connection.map_err(invalid)?, below: stream };
        while tls.connection.is_handshaking() || tls.connection.wants_write() {
            match tls.step() {
                Err(error) if is_not_now(&error) => patience.wait(Timeout::Connect)?,
                stepped => stepped?,
            }
        }
        Ok(Box::new(tls))
    }
}

/// The configuration that ureq would make from its own. The provider is the process's,
/// or ring: ureq does not say which one it was given.
fn config(tls: &TlsConfig) -> Result<ClientConfig, Error> {
    let provider = CryptoProvider::get_default().cloned();
    let provider = provider.unwrap_or_else(|| Arc::new(ring::default_provider()));
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider));
    let builder = builder.with_safe_default_protocol_versions().map_err(invalid)?;
    let builder = if tls.disable_verification() {
        let verifier = Arc::new(Unverified::new(&provider));
        builder.dangerous().with_custom_certificate_verifier(verifier)
    } else {
        match tls.root_certs() {
            RootCerts::Specific(certificates) => {
                let mut roots = RootCertStore::empty();
                roots.add_parsable_certificates(
                    certificates.iter().map(|it| CertificateDer::from(it.der())),
                );
                builder.with_root_certificates(roots)
            }
            RootCerts::WebPki => builder.with_root_certificates(RootCertStore::from_iter(
                webpki_roots::TLS_SERVER_ROOTS.iter().cloned(),
            )),
            #[cfg(feature = "platform-verifier")]
            RootCerts::PlatformVerifier => {
                let verifier = rustls_platform_verifier::Verifier::new(provider);
                let verifier = Arc::new(verifier.map_err(invalid)?);
                builder.dangerous().with_custom_certificate_verifier(verifier)
            }
            _ => {
                return Err(Error::Tls(
                    "these roots need the feature platform-verifier of ig-ureq",
                ));
            }
        }
    };
    let mut config = match tls.client_cert() {
        None => builder.with_no_client_auth(),
        Some(certificate) => {
            let chain = certificate.certs().iter();
            let chain = chain.map(|it| CertificateDer::from(it.der().to_vec())).collect();
            builder.with_client_auth_cert(chain, key(certificate)?).map_err(invalid)?
        }
    };
    config.enable_sni = tls.use_sni();
    Ok(config)
}

/// The private key. Its kind is read from the bytes, since ureq does not export it.
fn key(certificate: &ClientCert) -> Result<PrivateKeyDer<'static>, Error> {
    let der = certificate.private_key().der().to_vec();
    PrivateKeyDer::try_from(der).map_err(Error::Tls)
}

/// The error wrapped as ureq wraps it, so that its source is rustls's own type.
fn invalid(error: rustls::Error) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, error)
}

struct Tls {
    connection: ClientConnection,
    below: Box<dyn Stream>,
}

impl Tls {
    /// One step of a handshake.
    fn step(&mut self) -> io::Result<()> {
        self.drain()?;
        if self.connection.is_handshaking() && self.fill()? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        Ok(())
    }

    /// Writes what is encrypted.
    fn drain(&mut self) -> io::Result<()> {
        while self.connection.wants_write() {
            if self.connection.write_tls(&mut self.below)? == 0 {
                return Err(ErrorKind::WriteZero.into());
            }
        }
        Ok(())
    }

    /// Reads and decrypts what has arrived; returns 0 if no more will come.
    fn fill(&mut self) -> io::Result<usize> {
        let length = self.connection.read_tls(&mut self.below)?;
        if let Err(error) = self.connection.process_new_packets() {
            // Sends the alert to the server, if possible.
            let _ = self.drain();
            return Err(invalid(error));
        }
        Ok(length)
    }
}

impl Read for Tls {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.connection.reader().read(into) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => self.fill()?,
                read => return read,
            };
        }
    }
}

impl Write for Tls {
    /// Accepts no more before the last bytes are written.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.drain()?;
        let length = self.connection.writer().write(bytes)?;
        match self.drain() {
            // The bytes were accepted and must not be written again: the next write gets this error.
            Ok(()) | Err(_) => Ok(length),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.drain()?;
        self.below.flush()
    }
}
