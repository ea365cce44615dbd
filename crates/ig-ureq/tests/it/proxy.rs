//! Uploads through a proxy: it gets the host's name, and does not see the request.

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    time::Duration,
};

use ig_core::{AccessToken, Context, Login};
use ureq::{Proxy, tls::TlsProvider};

use crate::{
    support::{
        MIB, REFUSED, Server, TOKEN, Uploaded, Video, client, head, reply, take_all, upload,
    },
    tls::{Identity, PROVIDERS, trusting},
};

const BASE: &str = "https://rupload.facebook.com";
const HOST: &str = "rupload.facebook.com";
const SIZE: u64 = 50 * MIB;
const BUFFERS: u64 = 20 * MIB;

/// Uploads through this proxy, and trusts these servers.
fn upload_by(proxy: &str, provider: TlsProvider, trusted: &[&Identity], video: &Video) -> Uploaded {
    let context = Context::new(Login::Facebook, AccessToken::new(TOKEN)).unwrap();
    let (proxy, tls) = (Proxy::new(proxy).unwrap(), trusting(provider, trusted));
    let client = client(context).with_timeout(Duration::from_secs(60));
    upload(client.configure(|it| it.proxy(Some(proxy)).tls_config(tls)), BASE, video)
}

/// Answers the `CONNECT`, and then acts as the host: it refuses the upload and reads no more.
fn both(
    stream: &mut (impl std::io::Read + std::io::Write),
    host: &Identity,
) -> (String, String, u64) {
    let asked = head(stream);
    stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").unwrap();
    stream.flush().unwrap();
    let mut stream = host.serve(stream);
    let request = head(&mut stream);
    stream.write_all(&reply("401 Unauthorized", REFUSED)).unwrap();
    stream.flush().unwrap();
    std::thread::sleep(Duration::from_millis(50));
    let taken = take_all(&mut stream);
    (asked, request, taken)
}

#[track_caller]
fn is_right((asked, request, taken): (String, String, u64)) {
    assert!(asked.starts_with(&format!("CONNECT {HOST}:443 HTTP/1.1\r\n")), "{asked}");
    for header in [
        "Host: rupload.facebook.com:443\r\n",
        "User-Agent: ig-ureq/",
        // `us er:pass:word`, which a URL has to escape.
        "Proxy-Authorization: Basic dXMgZXI6cGFzczp3b3Jk\r\n",
    ] {
        assert_eq!(asked.matches(header).count(), 1, "{asked}");
    }
    assert!(!asked.contains(TOKEN), "{asked}");
    assert!(!request.to_lowercase().contains("proxy"), "{request}");
    assert!(request.contains("host: rupload.facebook.com\r\n"), "{request}");
    assert!(request.contains(&format!("OAuth {TOKEN}\r\n")), "{request}");
    assert!(taken < BUFFERS, "{taken}");
}

#[test]
fn an_early_refusal_is_heard_through_a_proxy() {
    let (host, video) = (Identity::new(HOST), Video::new(SIZE));
    for &provider in PROVIDERS {
        for _ in 0..10 {
            let identity = host.clone();
            let server = Server::new(move |mut stream| both(&mut stream, &identity));
            let proxy = format!("http://us%20er:pass%3Aword@{}", server.address);
            let uploaded = upload_by(&proxy, provider, &[&host], &video);
            uploaded.is_refused();
            assert!(uploaded.sent < BUFFERS, "{uploaded:?}");
            is_right(server.only());
        }
    }
}

/// TLS in TLS.
#[test]
fn an_early_refusal_is_heard_through_a_proxy_with_tls() {
    let (host, between) = (Identity::new(HOST), Identity::new("127.0.0.1"));
    let video = Video::new(SIZE);
    for &provider in PROVIDERS {
        for _ in 0..10 {
            let (identity, gate) = (host.clone(), between.clone());
            let server = Server::new(move |stream| both(&mut gate.serve(stream), &identity));
            let proxy = format!("https://us%20er:pass%3Aword@{}", server.address);
            let uploaded = upload_by(&proxy, provider, &[&host, &between], &video);
            uploaded.is_refused();
            is_right(server.only());
        }
    }
}

#[test]
fn where_a_proxy_refuses_nothing_is_sent() {
    let (host, video) = (Identity::new(HOST), Video::new(MIB));
    for (response, says) in [
        ("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "407"),
        ("HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n", "502"),
        ("", "closed the connection"),
        ("SSH-2.0-OpenSSH_9.2\r\n", "the proxy's response"),
        // A peer that sends something before the handshake is not the host.
        ("HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", "before"),
    ] {
        let server = Server::new(move |mut stream| {
            head(&mut stream);
            stream.write_all(response.as_bytes()).unwrap();
            drop(stream.shutdown(std::net::Shutdown::Write));
            take_all(&mut stream)
        });
        let proxy = format!("http://user:pass-word@{}", server.address);
        let said = upload_by(&proxy, PROVIDERS[0], &[&host], &video).is_not_sent();
        assert!(said.contains(says) && !said.contains("pass-word"), "{response:?}: {said}");
        assert_eq!(server.only(), 0, "{response:?}");
    }
}

/// The upload neither bypasses it nor contacts it.
#[test]
fn a_proxy_of_another_kind_is_refused_and_not_bypassed() {
    let (host, video) = (Identity::new(HOST), Video::new(MIB));
    for kind in ["socks4", "socks4a", "socks5"] {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        listener.set_nonblocking(true).unwrap();
        let proxy = format!("{kind}://user:pass-word@{}", listener.local_addr().unwrap());
        let said = upload_by(&proxy, PROVIDERS[0], &[&host], &video).is_not_sent();
        assert!(said.contains("SOCKS") && !said.contains("pass-word"), "{said}");
        assert!(listener.accept().is_err(), "nobody was asked");
    }
}

/// A proxy would get to see the token, which is not encrypted here.
#[test]
fn an_upload_to_this_machine_goes_through_no_proxy() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.set_nonblocking(true).unwrap();
    let proxy = Proxy::new(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let server = Server::new(|mut stream| {
        head(&mut stream);
        let mut body = [0; 1000];
        stream.read_exact(&mut body).unwrap();
        stream.write_all(&reply("200 OK", r#"{"success":true}"#)).unwrap();
    });
    let base = format!("http://{}", server.address);
    let client = client(crate::support::context(&base)).configure(|it| it.proxy(Some(proxy)));
    upload(client, &base, &Video::new(1000)).result.unwrap();
    server.only();
    assert!(listener.accept().is_err(), "nobody was asked");
}
