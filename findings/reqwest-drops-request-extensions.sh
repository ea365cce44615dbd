#!/usr/bin/env bash
# What: reqwest 0.13.5 takes an http::Request with extensions, keeps them in its own Request, and
#       sends none of them on. So hyper 1.12.0's callback for provisional answers (1xx),
#       `hyper::ext::on_informational`, which hyper takes from the request's extensions, never runs
#       below reqwest; sent by hyper itself, the same request has it run once for each 1xx.
# Guess before it was run: an http::Request that reqwest takes goes to hyper as it is.
# Why it matters here: a client that wants to bound or count 1xx, or to learn of 103 Early Hints,
#       cannot do so through reqwest, and nothing says so.
# Needs: cargo and the registry. Takes a minute or two. Fails if the behaviour has changed.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/src"
cat > "$folder/Cargo.toml" <<'TOML'
[package]
name = "finding"
version = "0.0.0"
edition = "2024"

[dependencies]
http-body-util = "=0.1.3"
hyper = { version = "=1.12.0", features = ["client", "http1"] }
hyper-util = { version = "=0.1.21", features = ["tokio"] }
reqwest = { version = "=0.13.5", default-features = false }
tokio = { version = "=1.54.1", features = ["macros", "net", "rt"] }
TOML
cat > "$folder/src/main.rs" <<'RUST'
use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use http_body_util::Empty;
use hyper::{Request, body::Bytes};
use hyper_util::rt::TokioIo;

/// Answers one request with two provisional answers and a final one.
fn server() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a client");
        let (mut head, mut byte) = (Vec::new(), [0]);
        while !head.ends_with(b"\r\n\r\n") {
            stream.read_exact(&mut byte).expect("a head");
            head.push(byte[0]);
        }
        let hint = "HTTP/1.1 103 Early Hints\r\nlink: </a.css>; rel=preload\r\n\r\n";
        let answer = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok";
        stream.write_all(format!("{hint}{hint}{answer}").as_bytes()).expect("a client that reads");
    });
    address
}

/// The request, and how often its callback has run.
fn request<B>(uri: String, body: B) -> (Request<B>, Arc<AtomicUsize>) {
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let mut request = Request::builder().uri(uri).body(body).expect("a request");
    hyper::ext::on_informational(&mut request, move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
    });
    (request, calls)
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let address = server();
    let (mut by_hyper, calls_by_hyper) = request("/".to_owned(), Empty::<Bytes>::new());
    by_hyper.headers_mut().insert("host", address.to_string().parse().expect("a header"));
    let stream = tokio::net::TcpStream::connect(address).await.expect("a connection");
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.expect("a handshake");
    tokio::spawn(connection);
    let response = sender.send_request(by_hyper).await.expect("a response");
    assert_eq!(response.status(), 200);

    let address = server();
    let (by_reqwest, calls_by_reqwest) = request(format!("http://{address}/"), "");
    let by_reqwest = reqwest::Request::try_from(by_reqwest).expect("the same request");
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let response = client.execute(by_reqwest).await.expect("a response");
    assert_eq!(response.status(), 200);

    let calls = [calls_by_hyper, calls_by_reqwest].map(|calls| calls.load(Ordering::SeqCst));
    println!("1xx passed to the callback: by hyper {}, by reqwest {}", calls[0], calls[1]);
    assert_eq!(calls, [2, 0], "the behaviour has changed");
}
RUST
cd "$folder"
output=$(CARGO_TARGET_DIR="$folder/target" cargo run --quiet 2>"$folder/errors") || {
    cat "$folder/errors"
    exit 1
}
echo "reqwest 0.13.5, hyper 1.12.0: $output"
# Seen on 2026-11-28: 1xx passed to the callback: by hyper 2, by reqwest 0
