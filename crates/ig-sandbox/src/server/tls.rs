//! Meta's own names over TLS: a certificate authority of the sandbox's own, and the certificate
//! that it gives the sandbox.

use std::{
    fs, io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DnType, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose, NameConstraints, PublicKeyData as _,
    SanType,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        RootCertStore, ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, pem::PemObject as _},
    },
};

use super::folder::{
    FILE, FOLDER, Mode, has_foreign, no_link, private_file, private_folder, tighten,
};

/// How long a certificate of the sandbox is good, in days: one is made at every start, and some
/// clients take none that is good for longer than thirteen months.
const DAYS: u64 = 365;

const DAY_S: u64 = 24 * 60 * 60;

const KEY: &str = "ca-key.pem";
const CERTIFICATE: &str = "ca.pem";

/// Why there is no TLS.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TlsError {
    /// The folder of the certificate authority cannot be read or written.
    #[error(
        "the {what} {} of the certificate authority cannot be read or written: {source}",
        path.display()
    )]
    Io {
        /// What is there: `file` or `folder`.
        what: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The folder holds files of another owner.
    #[error("the folder {} has other files", .0.display())]
    Foreign(PathBuf),
    /// What is in the folder is no key and its certificate.
    #[error("the certificate authority in {} is damaged", .0.display())]
    Damaged(PathBuf),
    /// No certificate could be made.
    #[error("no certificate could be made")]
    Refused(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl TlsError {
    /// What to do about it.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Io { .. } => "check who owns the folder, and that the disk has room",
            Self::Foreign(_) => "use an empty folder, or one that is not there",
            Self::Damaged(_) => "remove the folder, and have the clients trust the new one",
            Self::Refused(_) => "check that the clock of this machine is right",
        }
    }
}

/// A certificate authority that vouches for a sandbox which goes by Meta's names.
///
/// It is made once and kept in a folder: `ca.pem`, which clients are told to trust, and
/// `ca-key.pem`, which only its owner can read. It can vouch for the names of [`NAMES`](Self::NAMES)
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
    /// One that is there already must be empty, or have an authority of ours.
    ///
    /// # Errors
    ///
    /// When the folder has other files, cannot be read or written, or is damaged.
    pub fn open(folder: impl AsRef<Path>) -> Result<Self, TlsError> {
        let folder = folder.as_ref();
        let io = |what, path: &Path| {
            let path = path.to_owned();
            move |source| TlsError::Io { what, path, source }
        };
        let (key_path, certificate) = (folder.join(KEY), folder.join(CERTIFICATE));
        let is_foreign = has_foreign(folder, &[KEY, CERTIFICATE]).map_err(io(FOLDER, folder))?;
        if is_foreign && !(key_path.exists() && certificate.exists()) {
            return Err(TlsError::Foreign(folder.to_owned()));
        }
        private_folder(folder).map_err(io(FOLDER, folder))?;
        let params = authority();
        let key = match (key_path.exists(), certificate.exists()) {
            (true, true) => {
                no_link(&key_path)
                    .and_then(|()| tighten(&key_path, 0o600))
                    .map_err(io(FILE, &key_path))?;
                let text = fs::read(&key_path).map_err(io(FILE, &key_path))?;
                let own = fs::read(&certificate).map_err(io(FILE, &certificate))?;
                pair(&text, &own).ok_or_else(|| TlsError::Damaged(folder.to_owned()))?
            }
            // A key without a certificate is left by a start that was broken off.
            (_, false) => {
                let key = KeyPair::generate().map_err(refused)?;
                let own = params.self_signed(&key).map_err(refused)?;
                write(&key_path, &key.serialize_pem()).map_err(io(FILE, &key_path))?;
                write(&certificate, &own.pem()).map_err(io(FILE, &certificate))?;
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

/// The key, if the certificate is its own: clients would refuse what another one has signed.
fn pair(key: &[u8], certificate: &[u8]) -> Option<KeyPair> {
    let key = KeyPair::from_pem(std::str::from_utf8(key).ok()?).ok()?;
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(certificate).ok()?).ok()?;
    // That of the certificate is without the head around it.
    let public = &roots.roots.first()?.subject_public_key_info;
    key.subject_public_key_info().ends_with(public).then_some(key)
}

impl std::fmt::Debug for Authority {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Authority").field("certificate", &self.certificate).finish_non_exhaustive()
    }
}

/// It is only for these names and this machine, so that it is of little use to a thief.
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
    let today = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs() / DAY_S;
    let midnight = |day: u64| rcgen::date_time_ymd(1970, 1, 1) + Duration::from_secs(DAY_S * day);
    // Yesterday, for clocks that are slow.
    (params.not_before, params.not_after) =
        (midnight(today.saturating_sub(1)), midnight(today + DAYS));
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
