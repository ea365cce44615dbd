//! Meta's own names over TLS: a certificate authority of the sandbox's own, and the certificate
//! that it gives the sandbox.

use std::{
    fs, io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    path::{Path, PathBuf},
    sync::Arc,
    time::SystemTime,
};

use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DnType, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose, NameConstraints, SanType,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring,
        pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    },
};

use super::folder::{Mode, private_file, private_folder};

/// How long a certificate of the sandbox is good, in days: one is made at every start, and some
/// clients take none that is good for longer than thirteen months.
const DAYS: i64 = 365;

/// Why there is no TLS.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TlsError {
    /// The folder of the certificate authority cannot be read or written.
    #[error("the file {} of the certificate authority cannot be read or written", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// What is in the folder is no key, or one without its certificate.
    #[error(
        "the certificate authority in {} is damaged: remove the folder, and tell the clients of \
         the new one",
        .0.display()
    )]
    Damaged(PathBuf),
    /// No certificate could be made.
    #[error("no certificate could be made")]
    Refused(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// A certificate authority that vouches for a sandbox which goes by Meta's names.
///
/// It is made once and kept in a folder: `ca.pem`, which clients are told to trust, and
/// `ca-key.pem`, which its owner alone can read. It can vouch for the names of [`NAMES`](Self::NAMES)
/// and for this machine, and for nothing else. Do not have the whole machine trust it: tell the one
/// client that you test.
#[derive(Clone)]
pub struct Authority {
    certificate: PathBuf,
    pub(super) acceptor: TlsAcceptor,
}

impl Authority {
    /// The names that the sandbox goes by, besides `localhost`.
    pub const NAMES: [&str; 4] =
        ["graph.facebook.com", "graph.instagram.com", "api.instagram.com", "rupload.facebook.com"];

    /// The authority in a folder, which is made if it is not there.
    ///
    /// # Errors
    ///
    /// When the folder cannot be read or written, or is damaged.
    pub fn open(folder: impl AsRef<Path>) -> Result<Self, TlsError> {
        let folder = folder.as_ref();
        let io = |path: &Path| {
            let path = path.to_owned();
            move |source| TlsError::Io { path, source }
        };
        private_folder(folder).map_err(io(folder))?;
        let (key_path, certificate) = (folder.join("ca-key.pem"), folder.join("ca.pem"));
        let params = authority();
        let key = match (key_path.exists(), certificate.exists()) {
            (true, true) => {
                let text = fs::read_to_string(&key_path).map_err(io(&key_path))?;
                KeyPair::from_pem(&text).map_err(|_| TlsError::Damaged(folder.to_owned()))?
            }
            // A key without a certificate is what a start that was broken off leaves behind.
            (_, false) => {
                let key = KeyPair::generate().map_err(refused)?;
                let own = params.self_signed(&key).map_err(refused)?;
                write(&key_path, &key.serialize_pem()).map_err(io(&key_path))?;
                write(&certificate, &own.pem()).map_err(io(&certificate))?;
                key
            }
            (false, true) => return Err(TlsError::Damaged(folder.to_owned())),
        };
        let acceptor = acceptor(&Issuer::new(params, key))?;
        Ok(Self { certificate, acceptor })
    }

    /// Where the certificate is that clients are told to trust.
    pub fn certificate(&self) -> &Path {
        &self.certificate
    }
}

impl std::fmt::Debug for Authority {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Authority").field("certificate", &self.certificate).finish_non_exhaustive()
    }
}

/// It is for these names and for this machine alone, so that it is of little use to a thief.
fn authority() -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "ig sandbox: for tests on this machine");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let names = Authority::NAMES.iter().copied().chain(["localhost"]);
    let names = names.map(|name| GeneralSubtree::DnsName(name.to_owned()));
    let addresses = addresses().map(|(address, bits)| {
        GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(address, bits))
    });
    params.name_constraints = Some(NameConstraints {
        permitted_subtrees: names.chain(addresses).collect(),
        excluded_subtrees: Vec::new(),
    });
    params
}

/// This machine, and how long its addresses are.
fn addresses() -> impl Iterator<Item = (IpAddr, u8)> {
    [(Ipv4Addr::LOCALHOST.into(), 32), (Ipv6Addr::LOCALHOST.into(), 128)].into_iter()
}

fn acceptor(issuer: &Issuer<'_, KeyPair>) -> Result<TlsAcceptor, TlsError> {
    let names = Authority::NAMES.iter().copied().chain(["localhost"]);
    let mut params =
        CertificateParams::new(names.map(str::to_owned).collect::<Vec<_>>()).map_err(refused)?;
    params.subject_alt_names.extend(addresses().map(|(address, _)| SanType::IpAddress(address)));
    params.distinguished_name.push(DnType::CommonName, "ig sandbox");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    let today = jiff::Timestamp::try_from(SystemTime::now()).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    let day = |days: i64| {
        let day = today + jiff::SignedDuration::from_hours(24 * days);
        let day = day.to_zoned(jiff::tz::TimeZone::UTC).date();
        rcgen::date_time_ymd(day.year().into(), day.month() as u8, day.day() as u8)
    };
    // Yesterday, for clocks that are behind.
    (params.not_before, params.not_after) = (day(-1), day(DAYS));
    let key = KeyPair::generate().map_err(refused)?;
    let certificate = params.signed_by(&key, issuer).map_err(refused)?;
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(refused)?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .map_err(refused)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    let mut file = private_file(path, Mode::New)?;
    io::Write::write_all(&mut file, text.as_bytes())?;
    file.sync_all()
}

fn refused(error: impl std::error::Error + Send + Sync + 'static) -> TlsError {
    TlsError::Refused(error.into())
}
