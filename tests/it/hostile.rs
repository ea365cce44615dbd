//! Servers that misbehave below HTTP, and what a transport makes of them.

use std::{
    error::Error as _,
    io::{Read, Write},
    net::{SocketAddr, TcpListener},
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

use ig_core::{
    AccessToken, AppSecret, Context, Delivery, Error, Login, ResponseError, TransportError,
    endpoint::{DebugToken, ExtendToken, PublishContainer, ReadContainer, RefreshToken},
};
use ig_tests::{
    TOKEN,
    clock::Jumping,
    driver::{Driver, block_on},
};
use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    crypto::ring,
    pki_types::{CertificateDer, PrivatePkcs8KeyDer},
};

/// A server that sends `reply` to each request on its own connection, and then
/// breaks it; it reports how many requests came.
fn server(
    reply: impl Fn(SocketAddr) -> Vec<u8> + Send + 'static,
) -> (SocketAddr, mpsc::Receiver<()>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let (came, requests) = mpsc::channel();
    thread::spawn(move || {
        for stream in listener.incoming().take(20) {
            let Ok(mut stream) = stream else { break };
            if request(&mut stream).is_empty() {
                continue;
            }
            if came.send(()).is_err() {
                break;
            }
            // The client may have left before it got all.
            let _ = stream.write_all(&reply(address));
        }
    });
    (address, requests)
}

/// Reads a request to its end: what is left unread would reset the connection.
fn request(stream: &mut impl Read) -> Vec<u8> {
    let mut request = Vec::new();
    let mut part = [0; 8192];
    loop {
        let length = stream.read(&mut part).unwrap_or(0);
        request.extend_from_slice(&part[..length]);
        // The only body here is the creation id, and the calls of tokens have none.
        let is_get = request.starts_with(b"GET ") && request.ends_with(b"\r\n\r\n");
        if length == 0 || is_get || request.ends_with(b"creation_id=1001") {
            return request;
        }
    }
}

fn context(address: SocketAddr) -> Context {
    context_of(&format!("http://{address}"))
}

fn context_of(base: &str) -> Context {
    let context = Context::new(Login::Facebook, AccessToken::new(TOKEN)).unwrap();
    context.with_api_base(base).unwrap()
}

fn publish() -> PublishContainer {
    PublishContainer::new("1".parse().unwrap(), "1001".parse().unwrap())
}

fn call(driver: Driver, address: SocketAddr) -> Error {
    driver.call(context(address), Duration::from_secs(60), publish()).unwrap_err()
}

#[track_caller]
fn transport(error: Error) -> TransportError {
    assert!(!chain(&error).contains(TOKEN) && !format!("{error:?}").contains(TOKEN), "{error:?}");
    match error {
        Error::Transport(lost) => lost,
        other => panic!("{other:?}"),
    }
}

fn chain(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text += &format!(": {error}");
        source = error.source();
    }
    text
}

/// A redirect of a publish is not followed: it would be a second publish, and
/// another server would get the token.
#[test]
fn a_redirect_is_a_response() {
    for status in [301, 302, 303, 307, 308] {
        for driver in Driver::BOTH {
            let (address, requests) = server(move |address| {
                format!("HTTP/1.1 {status} x\r\nlocation: http://{address}/elsewhere\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").into_bytes()
            });
            let error = call(driver, address);
            let Error::Response(ResponseError::Http(http)) = &error else { panic!("{error:?}") };
            assert_eq!(http.status.as_u16(), status);
            assert_eq!(requests.try_iter().count(), 1, "{driver:?}");
        }
    }
}

/// Their URL holds secrets, which another server would get.
#[test]
fn a_redirect_of_a_token_call_is_not_followed_either() {
    let token = || AccessToken::new(TOKEN);
    let secret = || AppSecret::new("an-app's-secret");
    for driver in Driver::BOTH {
        for which in 0..4 {
            let (other, elsewhere) =
                server(|_| b"HTTP/1.1 200 x\r\ncontent-length: 2\r\n\r\n{}".to_vec());
            let (address, requests) = server(move |_| {
                format!("HTTP/1.1 302 x\r\nlocation: http://{other}/x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").into_bytes()
            });
            let timeout = Duration::from_secs(60);
            let app = "1".parse().unwrap();
            let facebook = context(address);
            let instagram = Context::without_token(Login::Instagram);
            let instagram = instagram.with_api_base(&format!("http://{address}")).unwrap();
            let error = match which {
                0 => driver
                    .call(facebook, timeout, DebugToken::new(token()).with_app(app, secret()))
                    .map(drop),
                1 => driver
                    .call(facebook, timeout, ExtendToken::facebook(app, secret(), token()))
                    .map(drop),
                2 => driver
                    .call(instagram, timeout, ExtendToken::instagram(secret(), token()))
                    .map(drop),
                _ => driver.call(instagram, timeout, RefreshToken::new(token())).map(drop),
            };
            let error = error.unwrap_err();
            assert!(!chain(&error).contains(TOKEN) && !format!("{error:?}").contains(TOKEN));
            assert_eq!((requests.try_iter().count(), elsewhere.try_iter().count()), (1, 0));
        }
    }
}

#[test]
fn a_response_beyond_one_mebibyte_is_not_a_reply_and_the_error_says_so() {
    for driver in Driver::BOTH {
        for with_length in [true, false] {
            let (address, requests) = server(move |_| {
                let size = 3 * 1024 * 1024;
                let length =
                    if with_length { format!("content-length: {size}\r\n") } else { String::new() };
                let mut reply =
                    format!("HTTP/1.1 200 OK\r\n{length}connection: close\r\n\r\n").into_bytes();
                reply.resize(reply.len() + size, b' ');
                reply
            });
            let error = call(driver, address);
            assert!(chain(&error).contains("larger than 1048576 bytes"), "{driver:?}: {error:?}");
            assert_eq!(transport(error).delivery(), Delivery::Unknown);
            assert_eq!(requests.try_iter().count(), 1, "{driver:?}");
        }
    }
}

/// One byte less is read: the limit is exactly where the documentation says.
#[test]
fn a_response_of_one_mebibyte_is_read() {
    for driver in Driver::BOTH {
        let (address, _requests) = server(|_| {
            let mut body = br#"{"id":"2001"}"#.to_vec();
            body.resize(1024 * 1024, b' ');
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
            [head.as_bytes(), &body].concat()
        });
        let media = driver.call(context(address), Duration::from_secs(60), publish()).unwrap();
        assert_eq!(media.id.as_str(), "2001", "{driver:?}");
    }
}

#[test]
fn a_connection_that_breaks_leaves_a_publish_unknown_and_sends_no_other() {
    for driver in Driver::BOTH {
        for reply in [
            "",
            "HTTP/1.1 200 OK\r\n",
            "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"id\":",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"id\"",
            "SSH-2.0-OpenSSH_9.2\r\n",
        ] {
            let (address, requests) = server(|_| reply.as_bytes().to_vec());
            let lost = transport(call(driver, address));
            assert_eq!(lost.delivery(), Delivery::Unknown, "{driver:?}, {reply:?}");
            assert_eq!(requests.try_iter().count(), 1, "{driver:?}, {reply:?}");
        }
    }
}

#[test]
fn a_server_that_does_not_reply_times_out_and_may_have_acted() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    for driver in Driver::BOTH {
        let error = driver.call(context(address), Duration::from_secs(3), publish()).unwrap_err();
        let lost = transport(error);
        assert_eq!((lost.delivery(), lost.is_timeout()), (Delivery::Unknown, true), "{driver:?}");
    }
}

/// A failure before a request is sent: both transports report that nothing was
/// sent, and neither shows the token.
#[test]
fn without_a_connection_nothing_is_sent() {
    let (untrusted, _, requests) = tls_server();
    for (what, base) in [
        ("no listener", format!("http://{}", ig_tests::NOBODY)),
        ("no such host", "https://ig.invalid".to_owned()),
        ("an untrusted certificate", format!("https://{untrusted}")),
    ] {
        for driver in Driver::BOTH {
            let (context, timeout) = (context_of(&base), Duration::from_secs(60));
            let read = ReadContainer::new("1001".parse().unwrap());
            let error = driver.call(context.clone(), timeout, read).unwrap_err();
            assert!(!chain(&error).contains("fields=status_code"), "{what}: {error:?}");
            assert_eq!(transport(error).delivery(), Delivery::NotSent, "{driver:?}, {what}");

            let said = driver.call(context, timeout, publish()).unwrap_err();
            let said = transport(said);
            assert_eq!(said.delivery(), Delivery::NotSent, "{driver:?}, {what}: {said:?}");
        }
    }
    assert_eq!(requests.try_iter().count(), 0, "and nothing came");
}

/// A server with an untrusted certificate.
fn tls_server() -> (SocketAddr, CertificateDer<'static>, mpsc::Receiver<()>) {
    let rcgen::CertifiedKey { cert, signing_key } =
        rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let certificate = cert.der().clone();
    let key = PrivatePkcs8KeyDer::from(signing_key.serialize_der());
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], key.into())
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let (came, requests) = mpsc::channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(stream) = stream else { break };
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = StreamOwned::new(connection, stream);
            if !request(&mut stream).is_empty() {
                // The test may have ended, and the client may have left.
                let _ = came.send(());
                let _ = stream.write_all(PUBLISHED);
            }
        }
    });
    (address, certificate, requests)
}

const PUBLISHED: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 13\r\n\r\n{\"id\":\"2001\"}";

/// A user's certificate is trusted, so the server above is refused only because
/// it has none.
#[test]
fn a_server_is_trusted_by_a_certificate_of_the_users() {
    let (address, certificate, requests) = tls_server();
    let context = context_of(&format!("https://{address}"));

    let roots = [ureq::tls::Certificate::from_der(&certificate).to_owned()];
    let roots = ureq::tls::RootCerts::new_with_certs(&roots);
    let tls = ureq::tls::TlsConfig::builder().root_certs(roots).build();
    let client = ig_ureq::Client::builder(context.clone())
        .configure(|settings| settings.tls_config(tls))
        .build()
        .unwrap();
    assert_eq!(client.call(publish()).unwrap().id.as_str(), "2001");

    block_on(async {
        let root = reqwest::Certificate::from_der(&certificate).unwrap();
        let client = ig_reqwest::Client::builder(context)
            .configure(|settings| settings.tls_certs_only([root]))
            .build()
            .unwrap();
        assert_eq!(client.call(publish()).await.unwrap().id.as_str(), "2001");
    });
    assert_eq!(requests.try_iter().count(), 2);
}

/// A server that keeps its connections: it answers the first request on each,
/// reads the second to its end, and closes without a reply. It reports on which
/// connection each request came.
fn keeping_server() -> (SocketAddr, mpsc::Receiver<usize>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let (came, requests) = mpsc::channel();
    thread::spawn(move || {
        for (number, stream) in listener.incoming().enumerate() {
            let Ok(mut stream) = stream else { break };
            for reply in [PUBLISHED, b""] {
                if request(&mut stream).is_empty() || came.send(number).is_err() {
                    break;
                }
                // The client may have left.
                let _ = stream.write_all(reply);
            }
        }
    });
    (address, requests)
}

/// Two publishes, one after the other, by one client.
fn twice(driver: Driver, address: SocketAddr) -> [Result<String, Error>; 2] {
    let timeout = Duration::from_secs(60);
    match driver {
        Driver::Ureq => {
            let client = ig_ureq::Client::builder(context(address)).with_timeout(timeout).build();
            let client = client.expect("TLS").with_clock(Jumping::default());
            [(); 2].map(|()| client.call(publish()).map(|media| media.id.to_string()))
        }
        Driver::Reqwest => block_on(async {
            let client = ig_reqwest::Client::builder(context(address)).with_timeout(timeout);
            let client = client.build().unwrap().with_clock(Jumping::default());
            let first = client.call(publish()).await.map(|media| media.id.to_string());
            [first, client.call(publish()).await.map(|media| media.id.to_string())]
        }),
    }
}

/// HTTP allows a client to repeat a request whose connection was kept and then
/// breaks. For a publish that would be a second publish.
#[test]
fn a_kept_connection_that_breaks_costs_no_second_publish() {
    for driver in Driver::BOTH {
        let (address, requests) = keeping_server();
        let [first, second] = twice(driver, address);
        assert_eq!(first.unwrap(), "2001", "{driver:?}");
        assert_eq!(transport(second.unwrap_err()).delivery(), Delivery::Unknown, "{driver:?}");
        // A third one would have come before the call gave up.
        let connections: Vec<_> = requests.try_iter().collect();
        assert_eq!(connections, [0, 0], "{driver:?}: both on the first connection, and no more");
    }
}
