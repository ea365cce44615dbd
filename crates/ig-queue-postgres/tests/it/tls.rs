//! TLS: certificates are checked, and nothing is sent unencrypted unless that is asked for.

use std::{path::Path, sync::Arc};

use base64::prelude::{BASE64_STANDARD, Engine as _};
use ig_queue_postgres::{BlockingStore, Config, Error};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional},
    net::{TcpListener, UnixStream},
    runtime::Runtime,
};
use tokio_rustls::{TlsAcceptor, rustls};

use crate::cluster::Cluster;

/// A server with TLS on a port, before one without on a socket: it speaks as Postgres does.
struct Front {
    port: u16,
    /// The certificate, as a file.
    roots: tempfile::NamedTempFile,
    _runtime: Runtime,
}

/// What it says to a client that asks for TLS.
const YES: u8 = b'S';
const NO: u8 = b'N';

fn front(server: &Path, answer: u8) -> Front {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let runtime = runtime.unwrap();
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let roots = tempfile::NamedTempFile::new().unwrap();
    let encoded = BASE64_STANDARD.encode(made.cert.der());
    let begin = "-----BEGIN CERTIFICATE-----";
    let pem = format!("{begin}\n{encoded}\n-----END CERTIFICATE-----\n");
    std::fs::write(roots.path(), pem).unwrap();
    let key = rustls::pki_types::PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ServerConfig::builder_with_provider(provider);
    let tls = tls.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
    let tls = tls.with_single_cert(vec![made.cert.der().clone()], key).unwrap();
    let tls = TlsAcceptor::from(Arc::new(tls));
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let port = listener.local_addr().unwrap().port();
    let socket = server.join(".s.PGSQL.5432");
    runtime.spawn(async move {
        loop {
            let (mut client, _) = listener.accept().await.unwrap();
            let (tls, socket) = (tls.clone(), socket.clone());
            tokio::spawn(async move {
                let mut asked = [0; 8];
                client.read_exact(&mut asked).await?;
                client.write_all(&[answer]).await?;
                let mut client = tls.accept(client).await?;
                copy_bidirectional(&mut client, &mut UnixStream::connect(socket).await?).await
            });
        }
    });
    Front { port, roots, _runtime: runtime }
}

/// Connects to such a server with more options.
fn connect(answer: u8, host: &str, more: &str) -> Result<BlockingStore, Error> {
    let database = Cluster::shared().database().with_queue();
    let front = front(database.cluster.folder(), answer);
    let more = more.replace("ROOTS", &front.roots.path().display().to_string());
    let words = format!(
        "host={host} hostaddr=127.0.0.1 port={} user=postgres dbname={} {more}",
        front.port, database.name
    );
    let mut store = BlockingStore::connect(Config::new(&words)?)?;
    store.now().unwrap();
    Ok(store)
}

fn unreachable(answer: u8, host: &str, more: &str) -> String {
    match connect(answer, host, more) {
        Err(error @ Error::Unreachable { .. }) => error.to_string(),
        other => panic!("{host} {more}: {other:?}"),
    }
}

#[test]
fn a_certificate_that_is_trusted_is_accepted() {
    connect(YES, "localhost", "sslmode=require sslrootcert=ROOTS").unwrap();
    connect(YES, "localhost", "sslmode=verify-full sslrootcert='ROOTS'").unwrap();
}

#[test]
fn a_certificate_that_nobody_trusts_is_refused_with_require_too() {
    for mode in ["require", "verify-full"] {
        let error = unreachable(YES, "localhost", &format!("sslmode={mode}"));
        assert!(error.contains("UnknownIssuer") || error.contains("certificate"), "{error}");
    }
}

#[test]
fn a_certificate_of_another_host_is_refused() {
    let error = unreachable(YES, "other.example", "sslmode=require sslrootcert=ROOTS");
    assert!(error.contains("certificate"), "{error}");
}

#[test]
fn a_server_without_tls_is_refused_unless_it_is_on_this_machine() {
    for (host, more) in
        [("other.example", "sslrootcert=ROOTS"), ("localhost", "sslmode=require sslrootcert=ROOTS")]
    {
        let error = unreachable(NO, host, more);
        assert!(error.contains("does not support TLS"), "{error}");
    }
}
