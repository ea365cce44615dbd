//! Posts a second: a photo's container, its status, its publication, over connections that stay open.
//!
//! The sandbox fetches each photo and looks at its bytes. A mock only knows what to answer; the
//! client is the same.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener},
    thread,
    time::{Duration, Instant},
};

use ig_sandbox::{Config, Options, Sandbox, Server};

use crate::{USER, client::Connection};

const CONNECTIONS: usize = 8;
const ROUNDS: usize = 7;
const TIME: Duration = Duration::from_millis(1500);

/// What posts go to, and how many a second did so in each round.
pub(crate) struct Posts {
    pub(crate) to: String,
    address: SocketAddr,
    photo: String,
    pub(crate) a_second: Vec<f64>,
}

/// Measures the sandbox, with photos from a media server on this machine and with one of its own,
/// and the mocks, which are `name=address`. One after the other, round by round; the first round is
/// to get warm.
pub(crate) fn run(mocks: &[(String, SocketAddr)]) -> Vec<Posts> {
    let config = Config::default().with_quota(u32::MAX).with_max_containers(u32::MAX);
    let sandbox = Sandbox::new(config);
    let server = Server::start(([127, 0, 0, 1], 0).into(), sandbox, Options::default()).unwrap();
    let address = server.address();
    let web = format!("http://{}/photo.jpg", media_server());
    let own = format!("http://{address}/_sandbox/files/sample.jpg");
    let one = |to: &str, address, photo: &str| {
        let (to, photo) = (to.to_owned(), photo.to_owned());
        Posts { to, address, photo, a_second: Vec::new() }
    };
    let mut all = vec![one("sandbox_fetched", address, &web), one("sandbox_own", address, &own)];
    all.extend(mocks.iter().map(|(name, address)| one(name, *address, &web)));
    for round in 0..=ROUNDS {
        for posts in &mut all {
            let a_second = posts_of(posts.address, &posts.photo);
            if round > 0 {
                posts.a_second.push(a_second);
            }
        }
    }
    // None was published twice, and none is missing.
    let published = server.with(|sandbox, now| sandbox.state(now).accounts[0].media.len());
    println!("{published} posts in the sandbox");
    all
}

fn posts_of(address: SocketAddr, photo: &str) -> f64 {
    let photo: String = form_urlencoded::byte_serialize(photo.as_bytes()).collect();
    let started = Instant::now();
    let clients: Vec<_> = (0..CONNECTIONS)
        .map(|client| {
            let photo = photo.clone();
            thread::spawn(move || {
                let mut connection = Connection::to(address);
                let mut count = 0_u64;
                while started.elapsed() < TIME {
                    post(&mut connection, address, &photo, &format!("{client}+{count}"));
                    count += 1;
                }
                count
            })
        })
        .collect();
    let count: u64 = clients.into_iter().map(|client| client.join().unwrap()).sum();
    count as f64 / started.elapsed().as_secs_f64()
}

fn post(connection: &mut Connection, address: SocketAddr, photo: &str, caption: &str) {
    let head = format!("host: {address}\r\nauthorization: Bearer sandbox-token\r\n");
    let form = |path: &str, body: &str| {
        let length = body.len();
        format!(
            "POST /v26.0/{USER}/{path} HTTP/1.1\r\n{head}content-type: \
             application/x-www-form-urlencoded\r\ncontent-length: {length}\r\n\r\n{body}"
        )
    };
    let create = form("media", &format!("image_url={photo}&caption={caption}"));
    let id = connection.id(create.as_bytes());
    let status = format!("GET /v26.0/{id}?fields=status_code HTTP/1.1\r\n{head}\r\n");
    assert_eq!(connection.id(status.as_bytes()), id);
    connection.id(form("media_publish", &format!("creation_id={id}")).as_bytes());
}

/// Serves the photo, and no robots.txt, as the hosts of most photos do.
fn media_server() -> SocketAddr {
    let photo = include_bytes!("../../../ig-sandbox-core/src/files/sample.jpg");
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let mut head = [0; 2048];
            let Ok(length) = stream.read(&mut head) else { continue };
            let (status, body) = match head[..length].starts_with(b"GET /photo.jpg ") {
                true => ("200 OK\r\ncontent-type: image/jpeg", &photo[..]),
                false => ("404 Not Found", &b""[..]),
            };
            let length = body.len();
            let head = format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n\r\n");
            // A client that is gone needs none.
            let _ = stream.write_all(&[head.as_bytes(), body].concat());
        }
    });
    address
}
