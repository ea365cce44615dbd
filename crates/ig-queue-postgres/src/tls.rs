//! TLS to the server: Rustls on ring, and certificates are always checked.

use std::{path::Path, sync::Arc};

use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, pem::PemObject as _},
};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::{config::Config, error::Error};

/// What connects with TLS where it is asked for.
pub(crate) fn connector(config: &Config) -> Result<MakeRustlsConnect, Error> {
    let is_used = config.postgres.get_ssl_mode() != tokio_postgres::config::SslMode::Disable;
    let mut roots = RootCertStore::empty();
    match &config.roots {
        Some(file) => add_file(&mut roots, file)?,
        None if is_used => add_those_of_the_machine(&mut roots)?,
        None => (),
    }
    let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::Config { why: format!("TLS cannot be set up: {error}") })?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(tls))
}

fn add_file(roots: &mut RootCertStore, file: &Path) -> Result<(), Error> {
    let wrong =
        |why: String| Error::Config { why: format!("`sslrootcert`: {}: {why}", file.display()) };
    let certificates =
        CertificateDer::pem_file_iter(file).map_err(|error| wrong(error.to_string()))?;
    for certificate in certificates {
        let certificate = certificate.map_err(|error| wrong(error.to_string()))?;
        roots.add(certificate).map_err(|error| wrong(error.to_string()))?;
    }
    match roots.is_empty() {
        true => Err(wrong("no certificate is in it".to_owned())),
        false => Ok(()),
    }
}

fn add_those_of_the_machine(roots: &mut RootCertStore) -> Result<(), Error> {
    // One that cannot be read does not matter where others can.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    match roots.is_empty() {
        true => Err(Error::Config {
            why: "the machine trusts no certificate: name a file of them with `sslrootcert`"
                .to_owned(),
        }),
        false => Ok(()),
    }
}
