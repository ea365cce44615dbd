//! The trusted certificates: `--ca`, `SSL_CERT_FILE` and `SSL_CERT_DIR`, those that the machine
//! trusts, and Mozilla's list if the machine has none.

use std::{env, fs, path::Path, sync::Arc};

use ig_fetch::Roots;
use rustls::{
    RootCertStore,
    pki_types::{CertificateDer, pem::PemObject as _},
};
use ureq::tls::{Certificate, RootCerts};

use crate::{args::WebArgs, failure::Failure, output::Output};

/// Larger than any list of certificate authorities.
const MOST: u64 = 16 * 1024 * 1024;

const VARIABLES: [&str; 2] = ["SSL_CERT_FILE", "SSL_CERT_DIR"];

/// The trusted certificates.
#[derive(Clone, Debug)]
pub struct Trust(RootCerts);

impl Trust {
    /// The requested certificates, for a client that needs them: one that uses only `http:` does
    /// not, and reads only the file that it was given.
    pub(crate) fn new(args: &WebArgs, base: &str, output: &Output) -> Result<Self, Failure> {
        // An account is not asked for if an option says it.
        let account = if args.ca.is_some() { None } else { args.account.chosen()? };
        Self::of(args, account.and_then(|account| account.ca.as_deref()), base, output)
    }

    /// The same, with the certificates of an account in place of those that the machine trusts.
    pub(crate) fn of(
        args: &WebArgs,
        of_account: Option<&Path>,
        base: &str,
        output: &Output,
    ) -> Result<Self, Failure> {
        if let Some(path) = &args.ca {
            return of_source("--ca", path).map(Self);
        }
        if base.starts_with("http:") {
            return Ok(Self::none());
        }
        match (of_variables()?, of_account) {
            (Some(roots), _) => Ok(Self(roots)),
            (None, Some(path)) => of_source("the ca of the account,", path).map(Self),
            (None, None) => Ok(Self(of_machine(output))),
        }
    }

    /// No certificates, for an API without TLS.
    pub(crate) fn none() -> Self {
        Self(RootCerts::Specific(Arc::default()))
    }

    pub(super) fn roots(&self) -> RootCerts {
        self.0.clone()
    }

    /// The certificates, for a client other than that of the command.
    pub fn for_files(&self) -> Roots {
        match &self.0 {
            RootCerts::Specific(certificates) => {
                Roots::Only(certificates.iter().map(|it| it.der().to_vec()).collect())
            }
            RootCerts::PlatformVerifier => Roots::Machine,
            _ => Roots::Mozilla,
        }
    }
}

fn of_source(by: &str, path: &Path) -> Result<RootCerts, Failure> {
    const FIX: &str = "give --ca a PEM file with the certificate of the authority: it has a line \
                       -----BEGIN CERTIFICATE-----";
    let name = path.display();
    let wrong = || Failure::usage(format!("{by} {name} cannot be used")).fix(FIX);
    let metadata = path.metadata().map_err(|error| wrong().caused_by(&error))?;
    if !metadata.is_file() {
        return Err(wrong().because("it is a folder, a pipe or a device, and not a file"));
    }
    if MOST < metadata.len() {
        return Err(wrong().because("it is too large for a file of certificates"));
    }
    let pem = fs::read(path).map_err(|error| wrong().caused_by(&error))?;
    let found: Vec<_> = CertificateDer::pem_slice_iter(&pem).collect();
    if found.is_empty() {
        let why = if pem.is_empty() { "it is empty" } else { "it does not contain a certificate" };
        return Err(wrong().because(why));
    }
    let certificates = found.into_iter().collect::<Result<Vec<_>, _>>();
    let certificates =
        certificates.map_err(|_| wrong().because("a certificate in it is cut off or damaged"))?;
    let (_, ignored) =
        RootCertStore::empty().add_parsable_certificates(certificates.iter().cloned());
    match ignored {
        0 => Ok(specific(&certificates)),
        _ => Err(wrong()
            .because("a certificate in it cannot be read: it is damaged, or of an unknown kind")),
    }
}

/// The certificates that OpenSSL's variables name, which other programs also obey.
fn of_variables() -> Result<Option<RootCerts>, Failure> {
    let set: Vec<_> = VARIABLES.into_iter().filter(|name| env::var_os(name).is_some()).collect();
    for name in &set {
        if env::var_os(name).is_some_and(|value| value.is_empty()) {
            return Err(Failure::usage(format!("{name} is empty"))
                .because("no certificate would be trusted")
                .fix(format!("unset it (unset {name}), or set it to a PEM file")));
        }
    }
    if set.is_empty() {
        return Ok(None);
    }
    let found = rustls_native_certs::load_native_certs();
    if found.certs.is_empty() {
        let names = set.join(" and ");
        let why = match found.errors.first() {
            Some(error) => format!("no certificate can be read there: {error}"),
            None => "it does not contain a certificate".to_owned(),
        };
        return Err(Failure::usage(format!("{names} cannot be used"))
            .because(why)
            .fix(format!("unset {names}, or set it to a PEM file with certificates")));
    }
    Ok(Some(specific(&found.certs)))
}

/// Windows and macOS verify certificates themselves, including revocation and company authorities.
#[cfg(any(windows, target_os = "macos"))]
fn of_machine(_: &Output) -> RootCerts {
    RootCerts::PlatformVerifier
}

#[cfg(not(any(windows, target_os = "macos")))]
fn of_machine(output: &Output) -> RootCerts {
    let found = rustls_native_certs::load_native_certs().certs;
    if found.is_empty() {
        output.detail("this machine has no trusted certificate authorities: Mozilla's are used");
        return RootCerts::WebPki;
    }
    specific(&found)
}

fn specific(certificates: &[CertificateDer<'_>]) -> RootCerts {
    let certificates = certificates.iter().map(|it| Certificate::from_der(it).to_owned());
    RootCerts::Specific(Arc::new(certificates.collect()))
}
