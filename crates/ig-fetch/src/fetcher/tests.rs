//! The guarded fetch over loopback sockets.

use std::{
    io::{Read as _, Write as _},
    net::{Ipv4Addr, SocketAddr, TcpListener},
    sync::{Arc, mpsc},
    thread,
};

use super::*;

const LIMIT: Duration = Duration::from_secs(60);

/// A server that answers with these bytes, and reports the requests.
fn server(answer: impl Into<Vec<u8>>) -> (SocketAddr, mpsc::Receiver<String>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let (came, requests) = mpsc::channel();
    let answer = answer.into();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = [0; 4096];
            let count = stream.read(&mut head).unwrap_or(0);
            let _ = came.send(String::from_utf8_lossy(&head[..count]).into_owned());
            let _ = stream.write_all(&answer);
        }
    });
    (address, requests)
}

fn fetcher(reach: Reach) -> Fetcher {
    Fetcher::new(reach, &Roots::Only(Vec::new())).unwrap().with_user_agent("test/1")
}

fn get(url: &str, reach: Reach, most: u64) -> Result<Fetched, FetchError> {
    fetcher(reach).get(url, None, LIMIT, |_| most)
}

#[track_caller]
fn refused(url: &str, reach: Reach) {
    let error = get(url, reach, 1).unwrap_err();
    assert!(matches!(error, FetchError::Refused(_)), "{url}: {error}");
}

#[test]
fn a_request_has_the_path_and_the_headers() {
    let (address, requests) = server("HTTP/1.1 206 Partial\r\ncontent-length: 2\r\n\r\nhi");
    let url = format!("http://name:word@{address}/a.jpg?b=c");
    let fetched = fetcher(Reach::Local).get(&url, Some(0..=9), LIMIT, |_| 10).unwrap();
    assert_eq!((fetched.bytes.as_slice(), fetched.end), (&b"hi"[..], End::Whole));
    assert_eq!((fetched.head.status.as_u16(), fetched.head.length), (206, Some(2)));
    let request = requests.recv().unwrap();
    assert!(request.starts_with("GET /a.jpg?b=c HTTP/1.1\r\n"), "{request}");
    let host = format!("host: {address}");
    for line in
        [&*host, "range: bytes=0-9", "user-agent: test/1", "accept-encoding: gzip, deflate\r\n"]
    {
        assert!(request.contains(line), "{line} is not in {request}");
    }
    assert!(!request.contains("word"), "{request}");
}

#[test]
fn only_the_wanted_bytes_are_read() {
    let (address, _requests) = server("HTTP/1.1 200 OK\r\n\r\n0123456789");
    let url = format!("http://{address}");
    for (most, expect, end) in
        [(0, "", End::Enough), (4, "0123", End::Enough), (11, "0123456789", End::Whole)]
    {
        let fetched = get(&url, Reach::Local, most).unwrap();
        assert_eq!((fetched.bytes.as_slice(), fetched.end), (expect.as_bytes(), end));
        assert_eq!(fetched.head.length, None);
    }
}

#[test]
fn a_body_that_ends_too_early_or_too_late_is_kept_up_to_there() {
    let (address, _requests) = server("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhi");
    let fetched = get(&format!("http://{address}"), Reach::Local, 9).unwrap();
    assert!(matches!(fetched.end, End::Cut(_)), "{:?}", fetched.end);
    assert_eq!(fetched.bytes, b"hi");

    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let quick = Duration::from_secs(1);
    let error = fetcher(Reach::Local).get(&url, None, quick, |_| 9).unwrap_err();
    assert_eq!(error, FetchError::Late, "the server does not answer");
    let (mut first, _) = listener.accept().unwrap();
    drop(first.read(&mut [0; 9]));
    let held = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        // Hyper drops a connection that answers before it was asked.
        drop(stream.read(&mut [0; 4096]));
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhi").unwrap();
        stream
    });
    // Enough for a busy machine to reach the body.
    let enough = Duration::from_secs(4);
    let fetched = fetcher(Reach::Local).get(&url, None, enough, |_| 9).unwrap();
    assert_eq!((fetched.bytes.as_slice(), fetched.end), (&b"hi"[..], End::Late));
    drop(held.join().unwrap());
}

#[test]
fn a_private_network_is_out_of_reach_in_every_notation() {
    let (address, requests) = server("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    let port = address.port();
    for host in ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433"] {
        refused(&format!("http://{host}:{port}/"), Reach::Public);
    }
    for host in ["10.0.0.1", "192.168.1.1", "172.16.0.1", "100.64.0.1", "[fd00::1]"] {
        refused(&format!("https://{host}/"), Reach::Public);
    }
    assert_eq!(requests.try_iter().count(), 0, "no request was sent");
    get(&format!("http://localhost:{port}/"), Reach::Local, 0).unwrap();
    assert_eq!(requests.try_iter().count(), 1);
}

#[test]
fn cloud_metadata_is_out_of_reach_for_everyone() {
    for host in [
        "169.254.169.254",
        "2852039166",
        "0xa9fea9fe",
        "0251.0376.0251.0376",
        "[fe80::1]",
        "[fd00:ec2::254]",
        "[::ffff:169.254.169.254]",
        "[64:ff9b::a9fe:a9fe]",
        "100.100.100.200",
        "168.63.129.16",
    ] {
        for scheme in ["http", "https"] {
            refused(&format!("{scheme}://{host}/latest/meta-data/"), Reach::Local);
        }
    }
}

/// Gives a name these addresses, as anyone on the internet could.
fn connected(addresses: &[SocketAddr], reach: Reach) -> Result<(), FetchError> {
    let runtime = runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async { connect(addresses, reach, Instant::now() + LIMIT).await.map(drop) })
}

#[test]
fn a_name_with_one_refused_address_is_refused() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.set_nonblocking(true).unwrap();
    let here = listener.local_addr().unwrap();
    let public = SocketAddr::from(([203, 0, 112, 1], 80));
    let metadata = SocketAddr::from(([169, 254, 169, 254], 80));
    for (addresses, reach) in [
        (vec![here], Reach::Public),
        (vec![public, here], Reach::Public),
        (vec![here, public], Reach::Public),
        (vec![here, metadata], Reach::Local),
    ] {
        let error = connected(&addresses, reach).unwrap_err();
        assert!(matches!(error, FetchError::Refused(_)), "{addresses:?}: {error}");
    }
    assert!(listener.accept().is_err(), "there was no connection");
    // The next address is tried if the first does not answer.
    let nobody = (Ipv4Addr::LOCALHOST, 1).into();
    connected(&[nobody, here], Reach::Local).unwrap();
    assert!(listener.accept().is_ok());
}

#[test]
fn a_redirect_is_not_followed() {
    for location in ["http://169.254.169.254/", "http://127.0.0.1:1/"] {
        let head = format!("HTTP/1.1 302 Found\r\nlocation: {location}\r\ncontent-length: 0\r\n");
        let (address, requests) = server(format!("{head}\r\n"));
        let fetched = get(&format!("http://{address}/"), Reach::Local, 1).unwrap();
        assert_eq!((fetched.head.status.as_u16(), requests.try_iter().count()), (302, 1));
        assert_eq!(fetched.head.headers["location"], location);
        refused(location, if location.contains("169") { Reach::Local } else { Reach::Public });
    }
}

#[test]
fn a_url_that_is_not_http_is_an_error() {
    for url in ["ftp://127.0.0.1/", "127.0.0.1", "/a.jpg", "http://", "file:///etc/passwd", ""] {
        assert_eq!(get(url, Reach::Local, 1).unwrap_err(), FetchError::Url, "{url}");
    }
    let (address, _requests) = server("nonsense\r\n\r\n");
    let error = get(&format!("http://{address}/"), Reach::Local, 1).unwrap_err();
    assert!(matches!(error, FetchError::Lost(_)), "{error}");
    let error = get("http://name.invalid/", Reach::Local, 1).unwrap_err();
    assert_eq!(error, FetchError::UnknownHost);
}

#[test]
fn only_a_trusted_certificate_is_accepted() {
    let own = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let der = own.cert.der().to_vec();
    let key = rustls::pki_types::PrivatePkcs8KeyDer::from(own.signing_key.serialize_der());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![own.cert.der().clone()], key.into())
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("https://localhost:{}/", listener.local_addr().unwrap().port());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let connection = rustls::ServerConnection::new(config.clone()).unwrap();
            let mut stream = rustls::StreamOwned::new(connection, stream.unwrap());
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi");
            stream.conn.send_close_notify();
            let _ = stream.flush();
        }
    });
    let ask = |roots| Fetcher::new(Reach::Local, &roots).unwrap().get(&url, None, LIMIT, |_| 9);
    assert_eq!(ask(Roots::Only(vec![der])).unwrap().bytes, b"hi");
    for roots in [Roots::Mozilla, Roots::Only(Vec::new())] {
        let error = ask(roots).unwrap_err().to_string();
        assert!(error.contains("invalid peer certificate"), "{error}");
    }
}

/// A response with this body in this encoding.
fn encoded(encoding: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-encoding: {encoding}\r\ncontent-length: {length}\r\n\r\n"
    );
    [head.as_bytes(), body].concat()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn an_encoded_body_is_decoded_within_the_limit() {
    let text = b"0123456789".repeat(1000);
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    zlib.write_all(&text).unwrap();
    let mut raw = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    raw.write_all(&text).unwrap();
    for (encoding, body) in [
        ("gzip", gzip(&text)),
        ("X-GZIP", gzip(&text)),
        ("deflate", zlib.finish().unwrap()),
        ("deflate", raw.finish().unwrap()),
    ] {
        let (address, _requests) = server(encoded(encoding, &body));
        let url = format!("http://{address}/");
        let fetched = get(&url, Reach::Local, 20_000).unwrap();
        assert_eq!((fetched.bytes == text, &fetched.end), (true, &End::Whole), "{encoding}");
        assert_eq!(fetched.encoding, Some(encoding.to_ascii_lowercase()));
        assert_eq!(fetched.head.length, Some(body.len() as u64));
        let some = get(&url, Reach::Local, 5000).unwrap();
        assert_eq!((some.bytes.len(), some.end), (5000, End::Enough), "{encoding}");
    }
    let (address, _requests) = server(encoded("identity", b"hi"));
    let fetched = get(&format!("http://{address}/"), Reach::Local, 9).unwrap();
    assert_eq!((fetched.bytes.as_slice(), fetched.encoding), (&b"hi"[..], None));
}

#[test]
fn a_bomb_is_read_to_the_limit_and_a_broken_encoding_is_a_cut() {
    let bomb = gzip(&vec![0; 50 << 20]);
    let (address, _requests) = server(encoded("gzip", &bomb));
    let fetched = get(&format!("http://{address}/"), Reach::Local, 1 << 20).unwrap();
    assert_eq!((fetched.bytes.len(), fetched.end), (1 << 20, End::Enough));
    let broken = &gzip(b"0123456789")[..12];
    for (encoding, body, is_cut) in
        [("gzip", broken, true), ("gzip", b"plain", true), ("br", b"\x0b\x02", false)]
    {
        let (address, _requests) = server(encoded(encoding, body));
        let fetched = get(&format!("http://{address}/"), Reach::Local, 99).unwrap();
        assert_eq!(matches!(fetched.end, End::Cut(_)), is_cut, "{encoding}: {:?}", fetched.end);
    }
}
