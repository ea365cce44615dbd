//! Status reads, beside a bare axum route that answers as many bytes in the same run.

use std::{
    net::SocketAddr,
    thread,
    time::{Duration, Instant},
};

use axum::{Router, routing::get};
use ig_sandbox::{Config, Options, Sandbox, Server, Timestamp};

use crate::{client::Connection, create};

const CONNECTIONS: usize = 16;
const ROUNDS: usize = 9;
const TIME: Duration = Duration::from_millis(700);

/// Reads a second, in each round.
pub(crate) struct Reads {
    pub(crate) ours: Vec<f64>,
    pub(crate) bare: Vec<f64>,
}

/// Measures one after the other, round by round, so that what else the machine does meets both.
pub(crate) fn run() -> Reads {
    let mut sandbox = Sandbox::new(Config::default());
    let id = create(&mut sandbox, Timestamp::from(std::time::SystemTime::now()));
    let server = Server::start(([127, 0, 0, 1], 0).into(), sandbox, Options::default()).unwrap();
    let path = format!("/v26.0/{id}?fields=status_code");
    let length = Connection::to(server.address()).read(&request(server.address(), &path));
    // Its head is shorter than that of the sandbox, and its body longer.
    let body = |fill| format!("{{\"\":\"{}\"}}", "x".repeat(fill));
    let tried = bare(body(length));
    let more = Connection::to(tried).read(&request(tried, &path)) - length;
    let bare = bare(body(length - more));
    assert_eq!(Connection::to(bare).read(&request(bare, &path)), length, "as many bytes");
    println!("a reply                    {length:>10} bytes");
    let mut reads = Reads { ours: Vec::new(), bare: Vec::new() };
    for _ in 0..ROUNDS {
        reads.ours.push(reads_of(server.address(), &path));
        reads.bare.push(reads_of(bare, &path));
    }
    reads
}

/// A route that always says the same and does nothing else, on one thread, as the sandbox.
fn bare(body: String) -> SocketAddr {
    let body: &'static str = body.leak();
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    let named = thread::Builder::new().name("bare".to_owned());
    let spawned = named.spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            let route = get(move || std::future::ready(body));
            axum::serve(listener, Router::new().fallback(route)).await.unwrap();
        });
    });
    spawned.unwrap();
    address
}

fn request(address: SocketAddr, path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer sandbox-token\r\n\r\n")
        .into_bytes()
}

/// Requests a second over connections that stay open, each with a thread of its own.
fn reads_of(address: SocketAddr, path: &str) -> f64 {
    let request = request(address, path);
    let started = Instant::now();
    let clients: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            let request = request.clone();
            thread::spawn(move || {
                let mut connection = Connection::to(address);
                let mut count = 0_u64;
                while started.elapsed() < TIME {
                    connection.read(&request);
                    count += 1;
                }
                count
            })
        })
        .collect();
    let count: u64 = clients.into_iter().map(|client| client.join().unwrap()).sum();
    count as f64 / started.elapsed().as_secs_f64()
}
