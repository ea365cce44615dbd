//! Uploads over TLS: an early refusal is heard, and only the configured certificates are trusted.

use std::{
    io::{self, Read, Write as _},
    net::{Shutdown, TcpStream},
    sync::{Arc, mpsc},
    time::Duration,
};

use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    crypto::ring,
    pki_types::{CertificateDer, PrivatePkcs8KeyDer},
};
use ureq::tls::{Certificate, RootCerts, TlsConfig, TlsProvider};

use crate::support::{
    MIB, REFUSED, Server, Uploaded, Video, client, context, head, reply, take, take_all, upload,
};

const SIZE: u64 = 50 * MIB;
const BUFFERS: u64 = 20 * MIB;
const LIMIT: Duration = Duration::from_secs(60);

/// The libraries that speak TLS in this build.
pub(crate) const PROVIDERS: &[TlsProvider] = &[
    #[cfg(feature = "rustls")]
    TlsProvider::Rustls,
    #[cfg(feature = "native-tls")]
    TlsProvider::NativeTls,
];

/// A server whose certificate only its own clients trust.
#[derive(Clone)]
pub(crate) struct Identity {
    config: Arc<ServerConfig>,
    certificate: CertificateDer<'static>,
}

impl Identity {
    pub(crate) fn new(name: &str) -> Self {
        let mut params = rcgen::CertificateParams::new([name.to_owned()]).unwrap();
        // OpenSSL looks for a root by this name.
        params.distinguished_name.push(rcgen::DnType::CommonName, name);
        let signing_key = rcgen::KeyPair::generate().unwrap();
        let certificate = params.self_signed(&signing_key).unwrap().der().clone();
        let key = PrivatePkcs8KeyDer::from(signing_key.serialize_der());
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.clone()], key.into())
            .unwrap();
        Self { config: Arc::new(config), certificate }
    }

    pub(crate) fn serve<S: Read + io::Write>(&self, stream: S) -> StreamOwned<ServerConnection, S> {
        StreamOwned::new(ServerConnection::new(Arc::clone(&self.config)).unwrap(), stream)
    }
}

/// Trusts only these.
pub(crate) fn trusting(provider: TlsProvider, who: &[&Identity]) -> TlsConfig {
    let roots = who.iter().map(|it| Certificate::from_der(&it.certificate).to_owned());
    TlsConfig::builder().provider(provider).root_certs(RootCerts::from(roots)).build()
}

fn upload_to(port: u16, limit: Duration, tls: TlsConfig, video: &Video) -> Uploaded {
    let base = format!("https://127.0.0.1:{port}");
    let client = client(context(&base)).with_timeout(limit).configure(|it| it.tls_config(tls));
    upload(client, &base, video)
}

/// What a server does after its refusal; returns how many bytes of the body it got.
type Then = fn(&mut StreamOwned<ServerConnection, TcpStream>) -> u64;

#[test]
fn an_early_refusal_is_heard_under_tls() {
    let (identity, video) = (Identity::new("127.0.0.1"), Video::new(SIZE));
    let each: [(&str, Then); 4] = [
        ("resets", |_| 0),
        ("ends and reads", |stream| {
            stream.conn.send_close_notify();
            stream.flush().unwrap();
            // The client may have reset the connection already.
            drop(stream.sock.shutdown(Shutdown::Write));
            take_all(stream)
        }),
        ("keeps and reads", |stream| take_all(stream)),
        ("keeps and reads nothing", |stream| {
            std::thread::sleep(Duration::from_millis(100));
            take_all(stream)
        }),
    ];
    for &provider in PROVIDERS {
        for (name, then) in each {
            for read in [0, 4 * MIB] {
                for round in 0..10 {
                    let what = format!("{provider:?} {name} after {read} bytes, round {round}");
                    let server = Server::new({
                        let identity = identity.clone();
                        move |stream| {
                            let mut stream = identity.serve(stream);
                            head(&mut stream);
                            let taken = take(&mut stream, read);
                            stream.write_all(&reply("401 Unauthorized", REFUSED)).unwrap();
                            stream.flush().unwrap();
                            taken + then(&mut stream)
                        }
                    });
                    let tls = trusting(provider, &[&identity]);
                    let uploaded = upload_to(server.address.port(), LIMIT, tls, &video);
                    uploaded.is_refused();
                    let taken = server.only();
                    assert!(uploaded.sent < read + BUFFERS, "{what}: {uploaded:?}");
                    assert!(taken < read + BUFFERS, "{what}: {taken}");
                    assert!(uploaded.took < LIMIT / 2, "{what}: {uploaded:?}");
                }
            }
        }
    }
}

#[test]
fn a_whole_upload_arrives_under_tls() {
    let (identity, video) = (Identity::new("127.0.0.1"), Video::new(SIZE));
    for &provider in PROVIDERS {
        let server = Server::new({
            let identity = identity.clone();
            move |stream| {
                let mut stream = identity.serve(stream);
                head(&mut stream);
                let taken = take(&mut stream, SIZE);
                stream.write_all(&reply("200 OK", r#"{"success":true}"#)).unwrap();
                stream.flush().unwrap();
                taken + take_all(&mut stream)
            }
        });
        let tls = trusting(provider, &[&identity]);
        upload_to(server.address.port(), LIMIT, tls, &video).result.unwrap();
        assert_eq!(server.only(), SIZE, "{provider:?}");
    }
}

#[test]
fn a_server_that_stops_reading_is_abandoned_after_the_limit_under_tls() {
    let (identity, video) = (Identity::new("127.0.0.1"), Video::new(SIZE));
    let limit = Duration::from_secs(5);
    for &provider in PROVIDERS {
        let (hold, held) = mpsc::channel();
        let server = Server::new({
            let identity = identity.clone();
            move |stream| {
                let mut stream = identity.serve(stream);
                head(&mut stream);
                hold.send(stream).unwrap();
            }
        });
        let tls = trusting(provider, &[&identity]);
        let uploaded = upload_to(server.address.port(), limit, tls, &video);
        assert!(uploaded.is_unknown().is_timeout(), "{uploaded:?}");
        assert!(limit <= uploaded.took && uploaded.took < limit * 2, "{uploaded:?}");
        server.only();
        drop(held);
    }
}

/// A server with an untrusted certificate, with another name or without TLS gets no part of a
/// request.
#[test]
fn a_server_that_is_not_trusted_gets_nothing() {
    let (identity, other) = (Identity::new("127.0.0.1"), Identity::new("127.0.0.2"));
    let video = Video::new(MIB);
    for &provider in PROVIDERS {
        for (serves, trusted) in [(&identity, &other), (&other, &other)] {
            let serves = serves.clone();
            let server =
                Server::new(move |stream| serves.serve(stream).read(&mut [0; 100]).map_err(drop));
            let tls = trusting(provider, &[trusted]);
            let said = upload_to(server.address.port(), LIMIT, tls, &video).is_not_sent();
            assert!(said.contains("certificate"), "{provider:?}: {said}");
            assert_ne!(server.only(), Ok(1), "{provider:?}");
        }
        let server = Server::new(|mut stream| {
            // A part of a hello, which is not a request.
            stream.read_exact(&mut [0; 5]).unwrap();
            stream.write_all(&reply("400 Bad Request", "")).unwrap();
        });
        let tls = trusting(provider, &[&identity]);
        upload_to(server.address.port(), LIMIT, tls, &video).is_not_sent();
        server.only();
    }
}

#[test]
fn without_verification_every_server_is_trusted() {
    let (identity, video) = (Identity::new("127.0.0.2"), Video::new(MIB));
    for &provider in PROVIDERS {
        let server = Server::new({
            let identity = identity.clone();
            move |stream| {
                let mut stream = identity.serve(stream);
                head(&mut stream);
                let taken = take(&mut stream, MIB);
                stream.write_all(&reply("200 OK", r#"{"success":true}"#)).unwrap();
                taken
            }
        });
        let tls = TlsConfig::builder().provider(provider).disable_verification(true).build();
        upload_to(server.address.port(), LIMIT, tls, &video).result.unwrap();
        assert_eq!(server.only(), MIB);
    }
}
