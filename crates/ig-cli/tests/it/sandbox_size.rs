//! How much memory `ig sandbox` takes: idle, with a video of a gibibyte, with many containers.

use std::{
    fs,
    io::{Read as _, Write as _},
    net::TcpStream,
};

use crate::{
    memory::peak_kib,
    sandbox::start,
    world::{Started, TOKEN, USER, World},
};

/// The memory that it holds now, in KiB.
fn held_kib(sandbox: &Started) -> u64 {
    status_kib(sandbox, "VmRSS:")
}

/// A line of what the system says of its memory.
fn status_kib(sandbox: &Started, name: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", sandbox.id())).unwrap();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// A connection that stays open.
struct Client {
    address: String,
    stream: TcpStream,
}

impl Client {
    fn new(url: &str) -> Self {
        let address = url.trim_start_matches("http://").to_owned();
        let stream = TcpStream::connect(&address).unwrap();
        stream.set_nodelay(true).unwrap();
        Self { address, stream }
    }

    /// The text of a request with a body.
    fn request(&self, path: &str, headers: &str, body: &str) -> String {
        let (address, length) = (&self.address, body.len());
        format!(
            "POST {path} HTTP/1.1\r\nhost: {address}\r\n{headers}content-length: {length}\r\n\r\n\
             {body}"
        )
    }

    fn send(&mut self, request: &str) {
        self.stream.write_all(request.as_bytes()).unwrap();
    }

    /// Reads `count` replies, all of them successes: they are short and end with their object.
    fn replies(&mut self, count: usize) -> String {
        let mut all = String::new();
        let mut buffer = [0; 1 << 16];
        while all.matches("HTTP/1.1 ").count() < count || !all.ends_with('}') {
            let read = self.stream.read(&mut buffer).unwrap();
            assert!(read > 0, "the connection broke: {all}");
            all += std::str::from_utf8(&buffer[..read]).unwrap();
        }
        assert_eq!(all.matches("HTTP/1.1 200").count(), count, "{all}");
        all
    }

    fn post(&mut self, path: &str, headers: &str, body: &str) -> String {
        self.send(&self.request(path, headers, body));
        self.replies(1)
    }

    /// The request for a container.
    fn create(&self, params: &str) -> String {
        let headers = format!(
            "authorization: Bearer {TOKEN}\r\ncontent-type: application/x-www-form-urlencoded\r\n"
        );
        self.request(&format!("/{USER}/media"), &headers, params)
    }

    /// Uploads a video of `size` bytes to its own container.
    fn upload(&mut self, size: usize) {
        const PIECE: usize = 1 << 20;
        self.send(&self.create("media_type=REELS&upload_type=resumable"));
        let reply = self.replies(1);
        let id = reply.split("\"id\":\"").nth(1).unwrap().split('"').next().unwrap();
        let address = &self.address;
        let head = format!(
            "POST /ig-api-upload/v26.0/{id} HTTP/1.1\r\nhost: {address}\r\n\
             authorization: OAuth {TOKEN}\r\noffset: 0\r\nfile_size: {size}\r\n\
             content-length: {size}\r\n\r\n"
        );
        self.send(&head);
        let piece: Vec<u8> = (0..PIECE).map(|at| (at * 31 + at / 251) as u8).collect();
        for start in (0..size).step_by(PIECE) {
            self.stream.write_all(&piece[..PIECE.min(size - start)]).unwrap();
        }
        self.replies(1);
    }
}

/// Without the pages of the program's file: a build for tests has five times as many as one for users,
/// which `cargo xtask bench sandbox` measures as a whole.
#[test]
fn it_idles_with_less_than_8_mib_of_its_own() {
    let world = World::new();
    let (sandbox, url) = start(&world, &[]);
    // The first request may load code that was not needed before.
    Client::new(&url).post("/_sandbox/reset", "", "");
    let own = status_kib(&sandbox, "RssAnon:");
    assert!(0 < own && own < 8 << 10, "{own} KiB");
    sandbox.kill();
}

#[test]
fn a_video_of_a_gibibyte_takes_less_than_16_mib() {
    const SIZE: usize = 1 << 30;
    let world = World::new();
    let (sandbox, url) = start(&world, &[]);
    let mut client = Client::new(&url);
    client.upload(10);
    let idle = held_kib(&sandbox);
    client.upload(SIZE);
    let peak = peak_kib(sandbox.id()).unwrap();
    let state = World::get(&format!("{url}/_sandbox/state"));
    assert!(state.contains(&format!("\"bytes_transferred\":{SIZE}")), "all of it came: {state}");
    assert!(idle <= peak && peak - idle < 16 << 10, "{idle} KiB, then {peak} KiB");
    sandbox.kill();
}

#[test]
fn a_hundred_thousand_containers_take_less_than_200_mib() {
    const CONTAINERS: usize = 100_000;
    const A_DAY: usize = 400;
    const AT_ONCE: usize = 40;
    let world = World::new();
    let (sandbox, url) = start(&world, &[]);
    let mut client = Client::new(&url);
    let before = held_kib(&sandbox);
    let caption = "A%20caption%20of%20a%20length%20that%20people%20write%20%23BronzFonz";
    let params = format!("media_type=REELS&upload_type=resumable&caption={caption}");
    let requests = client.create(&params).repeat(AT_ONCE);
    for _ in 0..CONTAINERS / A_DAY {
        client.post("/_sandbox/clock", "", r#"{"advance_s": 86400}"#);
        for _ in 0..A_DAY / AT_ONCE {
            client.send(&requests);
            client.replies(AT_ONCE);
        }
    }
    let held = held_kib(&sandbox) - before;
    let counted = World::get(&format!("{url}/_sandbox/state")).matches("\"status_code\"").count();
    assert_eq!(counted, CONTAINERS);
    assert!(held < 200 << 10, "{held} KiB");
    sandbox.kill();
}
