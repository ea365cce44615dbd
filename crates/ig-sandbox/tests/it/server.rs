//! The machine behind a port.

use std::{
    io::{Read as _, Write as _},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    sync::{Arc, Barrier},
    thread,
    time::{Duration, Instant},
};

use http::Response;
use ig_sandbox::{Config, Do, Fault, On, Options, Sandbox, Server};

use crate::support::{PHOTO, START, TOKEN, USER, VIDEO, fetch};

pub(crate) fn start(config: Config, options: Options) -> Server {
    let any_port = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    Server::start(any_port, Sandbox::new(config), options).unwrap()
}

/// A server with the internet in memory and a clock that stands still.
pub(crate) fn standing() -> Server {
    start(Config::default(), Options::default().with_clock(|| START).with_fetcher(fetch))
}

/// The least HTTP client: a connection for each request.
pub(crate) struct Client {
    address: SocketAddr,
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) response: Response<Vec<u8>>,
}

impl Answer {
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(self.response.body()).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.response.headers().get(name).map(|value| value.to_str().unwrap())
    }
}

impl Client {
    pub(crate) fn of(server: &Server) -> Self {
        Self::at(server.address())
    }

    pub(crate) fn at(address: SocketAddr) -> Self {
        Self { address }
    }

    /// All that comes back until the connection ends.
    pub(crate) fn raw(&self, request: &[u8]) -> Vec<u8> {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream.write_all(request).unwrap();
        let mut answer = Vec::new();
        // A connection that is reset ends as well.
        let _ = stream.read_to_end(&mut answer);
        answer
    }

    pub(crate) fn send(&self, request: &str) -> Answer {
        self.parse(&self.raw(request.as_bytes()))
    }

    pub(crate) fn post_bytes(&self, path: &str, body: &[u8]) -> Answer {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: {}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            self.address,
            body.len()
        );
        self.parse(&self.raw(&[head.as_bytes(), body].concat()))
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send(&format!(
            "GET {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {TOKEN}\r\n\
             connection: close\r\n\r\n",
            self.address
        ))
    }

    fn parse(&self, answer: &[u8]) -> Answer {
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or_else(|| {
            panic!("no answer from {}: {}", self.address, String::from_utf8_lossy(answer))
        });
        let head = std::str::from_utf8(&answer[..end]).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let mut response = Response::builder().status(status);
        for line in lines {
            let (name, value) = line.split_once(": ").unwrap();
            response = response.header(name, value);
        }
        Answer { status, response: response.body(answer[end + 4..].to_vec()).unwrap() }
    }
}

#[test]
fn a_post_is_made_over_the_socket() {
    let server = standing();
    let client = Client::of(&server);
    let query = format!("access_token={TOKEN}");
    let created = client.post_bytes(&format!("/{USER}/media?{query}&image_url={PHOTO}"), b"");
    let container = created.json()["id"].as_str().unwrap().to_owned();
    let path = format!("/{USER}/media_publish?{query}&creation_id={container}");
    assert_eq!(client.post_bytes(&path, b"").status, 200);
    let state = server.with(|sandbox, now| sandbox.state(now));
    assert_eq!(state.accounts[0].media.len(), 1);
    assert!(state.accounts[0].media[0].permalink.starts_with(&format!("{}/p/", server.url())));
    let over_http = client.get("/_sandbox/state").json();
    assert_eq!(over_http, serde_json::to_value(state).unwrap());
}

#[test]
fn the_date_is_the_virtual_one_and_there_is_one_only() {
    let server = standing();
    let reply = Client::of(&server).get("/me");
    assert_eq!(reply.response.headers().get_all("date").iter().count(), 1);
    assert_eq!(reply.header("date"), Some("Thu, 26 Sep 2019 22:36:43 GMT"));
}

#[test]
fn drop_breaks_the_connection_without_a_byte() {
    let server = standing();
    server.with(|sandbox, _| sandbox.arm([Fault::new(On::Any, Do::Drop)]));
    let client = Client::of(&server);
    let request = format!("GET /me?access_token={TOKEN} HTTP/1.1\r\nhost: localhost\r\n\r\n");
    assert_eq!(client.raw(request.as_bytes()), b"");
    assert_eq!(client.get("/me").status, 200);
}

#[test]
fn delay_keeps_the_answer_and_nobody_else() {
    let server = standing();
    let delay = Fault::new(On::Limit, Do::Delay).with_delay(Duration::from_secs(3));
    server.with(|sandbox, _| sandbox.arm([delay]));
    let client = Client::of(&server);
    let begun = Instant::now();
    thread::scope(|scope| {
        let slow = scope.spawn(|| {
            client.get(&format!("/{USER}/content_publishing_limit"));
            begun.elapsed()
        });
        while server.with(|sandbox, _| sandbox.requests().is_empty()) {
            thread::yield_now();
        }
        let quick = client.get("/me");
        assert_eq!(quick.status, 200);
        assert!(!slow.is_finished(), "the delayed answer came before the one behind it");
        assert!(slow.join().unwrap() >= Duration::from_secs(3));
    });
}

#[test]
fn a_slow_fetch_of_a_photo_keeps_nobody_else() {
    let fetching = Arc::new(Barrier::new(2));
    let at_fetcher = Arc::clone(&fetching);
    let options = Options::default().with_fetcher(move |url| {
        at_fetcher.wait();
        fetch(url)
    });
    let server = start(Config::default(), options);
    let client = Client::of(&server);
    let path = format!("/{USER}/media?access_token={TOKEN}&image_url={PHOTO}");
    thread::scope(|scope| {
        let slow = scope.spawn(|| client.post_bytes(&path, b""));
        assert_eq!(client.get("/me").status, 200);
        fetching.wait();
        assert_eq!(slow.join().unwrap().status, 200);
    });
}

#[test]
fn a_video_is_answered_before_it_is_fetched() {
    let fetching = Arc::new(Barrier::new(2));
    let at_fetcher = Arc::clone(&fetching);
    let options = Options::default().with_clock(|| START).with_fetcher(move |url| {
        at_fetcher.wait();
        fetch(url)
    });
    let server = start(Config::default().with_video_processing(Duration::ZERO), options);
    let client = Client::of(&server);
    let path = format!("/{USER}/media?access_token={TOKEN}&media_type=REELS&video_url={VIDEO}");
    let container = client.post_bytes(&path, b"").json()["id"].as_str().unwrap().to_owned();
    let status = || {
        let reply = client.get(&format!("/{container}?fields=status_code")).json();
        reply["status_code"].as_str().unwrap().to_owned()
    };
    assert_eq!(status(), "IN_PROGRESS");
    fetching.wait();
    let begun = Instant::now();
    while status() != "FINISHED" {
        assert!(begun.elapsed() < Duration::from_secs(120), "the file never arrived");
    }
}

#[test]
fn bodies_beyond_the_limit_are_refused() {
    let server = standing();
    let path = format!("/{USER}/media?access_token={TOKEN}");
    let reply = Client::of(&server).post_bytes(&path, &vec![b'a'; (1 << 20) + 1]);
    assert_eq!(reply.status, 413);
}

#[test]
fn nonsense_on_the_wire_is_survived() {
    let server = standing();
    let client = Client::of(&server);
    let many = "x: y\r\n".repeat(1000);
    for bytes in [
        b"\0\0\0\0\r\n\r\n".to_vec(),
        b"GET / HTTP/9.9\r\n\r\n".to_vec(),
        format!("GET / HTTP/1.1\r\n{many}\r\n").into_bytes(),
        b"POST / HTTP/1.1\r\ncontent-length: 99999999999999999999\r\n\r\n".to_vec(),
    ] {
        let answer = String::from_utf8_lossy(&client.raw(&bytes)).into_owned();
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
    }
    assert_eq!(client.get("/me").status, 200);
}

#[test]
fn a_server_that_is_dropped_is_gone() {
    // No other test takes a port of this address in between.
    let address = SocketAddr::from((Ipv4Addr::new(127, 0, 0, 2), 0));
    let server = Server::start(address, Sandbox::new(Config::default()), Options::default());
    let server = server.unwrap();
    let address = server.address();
    assert_eq!(Client::of(&server).get("/me").status, 200);
    drop(server);
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn a_port_that_is_taken_is_an_error() {
    let server = standing();
    let second =
        Server::start(server.address(), Sandbox::new(Config::default()), Options::default());
    assert!(second.is_err());
}

#[test]
fn wait_ends_with_the_server() {
    let server = standing();
    let address = server.address();
    let waiting = thread::spawn(move || server.wait());
    assert_eq!(Client { address }.get("/me").status, 200);
    thread::sleep(Duration::from_millis(50));
    assert!(!waiting.is_finished(), "nobody stopped it");
}

#[test]
fn news_are_held_until_there_are_some() {
    let server = standing();
    let client = Client::of(&server);
    let get = |query: &str| {
        let address = server.address();
        client.send(&format!(
            "GET /_sandbox/events{query} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n"
        ))
    };
    let version = get("").json()["version"].as_u64().unwrap();
    // One that knows another version, or none that can be read, is answered at once.
    for query in ["?since=999", "?since=x", "?since="] {
        assert_eq!(get(query).json()["version"], version);
    }
    thread::scope(|scope| {
        let start = Instant::now();
        let held = scope.spawn(|| get(&format!("?since={version}")).json());
        thread::sleep(Duration::from_millis(400));
        server.with(|sandbox, _| sandbox.advance(Duration::from_secs(60)));
        let news = held.join().unwrap();
        assert_eq!(news["version"], version + 1);
        assert_eq!(news["now_ms"], START.as_unix_millis() + 60_000);
        let took = start.elapsed();
        assert!((Duration::from_millis(400)..Duration::from_secs(20)).contains(&took), "{took:?}");
    });
}
