//! A server in front of the sandbox, which treats a row's request as the row says and forwards all
//! others.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// What a server does with a request after its head.
pub(crate) type Meets = Arc<dyn Fn(&mut Meeting<'_>) + Send + Sync>;

/// What a server does to a connection after a reply.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Idle {
    /// It closes.
    Closes,
    /// It replies that it has waited too long, and closes.
    TimesOut,
}

/// The pause after a reply.
const IDLE: Duration = Duration::from_millis(40);

/// A client that sends nothing for this long has left.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long a server that has no end goes on: far longer than any limit.
const WITHOUT_END: Duration = Duration::from_secs(60);

/// The requests that came.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    /// Requests of the kind that the row is about.
    pub(crate) aimed: usize,
    /// The bytes of the first body that were read, before the reply and after it.
    pub(crate) read: usize,
}

pub(crate) struct Gate {
    pub(crate) address: SocketAddr,
    seen: Arc<Mutex<Seen>>,
    open: Arc<AtomicUsize>,
}

/// A request that the row is about.
pub(crate) struct Meeting<'a> {
    pub(crate) stream: &'a mut TcpStream,
    head: Vec<u8>,
    /// The number of unread bytes of the body.
    pub(crate) left: usize,
    /// Whether the connection is kept if all of the request was read.
    pub(crate) goes_on: bool,
    body: Vec<u8>,
    upstream: SocketAddr,
    seen: Arc<Mutex<Seen>>,
}

/// Which requests a row is about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Aim {
    pub(crate) uploads: bool,
    pub(crate) times: usize,
    pub(crate) idle: Option<Idle>,
}

impl Gate {
    pub(crate) fn start(upstream: SocketAddr, aim: Aim, meets: Meets) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Seen::default()));
        let open = Arc::new(AtomicUsize::new(0));
        let (shared, counted) = (Arc::clone(&seen), Arc::clone(&open));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (seen, meets) = (Arc::clone(&shared), Arc::clone(&meets));
                let open = Arc::clone(&counted);
                open.fetch_add(1, Ordering::SeqCst);
                thread::spawn(move || {
                    connection(stream, upstream, aim, &meets, &seen);
                    open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Self { address, seen, open }
    }

    /// Waits, and blocks the thread, until the server has closed each connection and the client's system
    /// knows.
    pub(crate) fn until_closed(&self) {
        while self.open.load(Ordering::SeqCst) != 0 {
            thread::sleep(Duration::from_millis(5));
        }
        thread::sleep(IDLE);
    }

    pub(crate) fn seen(&self) -> Seen {
        self.seen.lock().unwrap().clone()
    }
}

fn connection(
    mut stream: TcpStream,
    upstream: SocketAddr,
    aim: Aim,
    meets: &Meets,
    seen: &Arc<Mutex<Seen>>,
) {
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.set_nodelay(true).unwrap();
    while let Some((head, length)) = head(&mut stream) {
        let word: &[u8] = if aim.uploads { b"/ig-api-upload/" } else { b"/media_publish" };
        let aimed = head.starts_with(b"POST") && head.windows(word.len()).any(|it| it == word);
        let number = {
            let mut seen = seen.lock().unwrap();
            seen.aimed += usize::from(aimed);
            seen.aimed
        };
        let mut meeting = Meeting {
            stream: &mut stream,
            head,
            left: length,
            goes_on: false,
            body: Vec::new(),
            upstream,
            seen: Arc::clone(seen),
        };
        if aimed && number <= aim.times && aim.idle.is_none() {
            meets(&mut meeting);
            match meeting.left {
                0 if meeting.goes_on => continue,
                _ => return,
            }
        }
        let (status, body) = meeting.act();
        meeting.reply(status, &body);
        if let Some(idle) = aim.idle {
            thread::sleep(IDLE);
            if let Idle::TimesOut = idle {
                meeting.says(b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            }
            return;
        }
    }
}

fn head(stream: &mut TcpStream) -> Option<(Vec<u8>, usize)> {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    let text = String::from_utf8_lossy(&head).to_ascii_lowercase();
    let length = text.lines().find_map(|line| line.strip_prefix("content-length: "));
    Some((head, length.map_or(0, |length| length.parse().unwrap())))
}

impl Meeting<'_> {
    /// Reads up to `most` more bytes of the body.
    pub(crate) fn read(&mut self, most: usize) {
        let mut part = vec![0; 64 * 1024];
        let mut wanted = most.min(self.left);
        while 0 < wanted {
            let room = wanted.min(part.len());
            let Ok(length) = self.stream.read(&mut part[..room]) else { break };
            if length == 0 {
                break;
            }
            wanted -= length;
            self.left -= length;
            self.seen.lock().unwrap().read += length;
            self.body.extend_from_slice(&part[..length]);
        }
    }

    /// Reads to the end of the body, for at most `time`.
    pub(crate) fn read_for(&mut self, time: Duration) {
        let (start, mut part) = (Instant::now(), vec![0; 64 * 1024]);
        self.stream.set_read_timeout(Some(Duration::from_millis(20))).unwrap();
        while 0 < self.left && start.elapsed() < time {
            let room = part.len().min(self.left);
            match self.stream.read(&mut part[..room]) {
                Ok(0) => break,
                Ok(length) => {
                    self.left -= length;
                    self.seen.lock().unwrap().read += length;
                }
                Err(_) => (),
            }
        }
        self.stream.set_read_timeout(Some(PATIENCE)).unwrap();
    }

    /// Forwards the request to the sandbox, and returns its reply.
    pub(crate) fn act(&mut self) -> (u16, Vec<u8>) {
        self.read(usize::MAX);
        let mut upstream = TcpStream::connect(self.upstream).unwrap();
        let line = self.head.iter().position(|byte| *byte == b'\n').unwrap() + 1;
        upstream.write_all(&self.head[..line]).unwrap();
        upstream.write_all(b"connection: close\r\n").unwrap();
        upstream.write_all(&self.head[line..]).unwrap();
        upstream.write_all(&self.body).unwrap();
        let mut reply = Vec::new();
        upstream.read_to_end(&mut reply).unwrap();
        let end = reply.windows(4).position(|it| it == b"\r\n\r\n").unwrap() + 4;
        let text = String::from_utf8_lossy(&reply[..end]);
        let status = text.split(' ').nth(1).unwrap().parse().unwrap();
        let chunked = text.to_ascii_lowercase().contains("transfer-encoding");
        assert!(!chunked, "the sandbox says how long its replies are");
        (status, reply[end..].to_vec())
    }

    /// Writes `bytes`; the client may have left.
    pub(crate) fn says(&mut self, bytes: impl AsRef<[u8]>) {
        let _ = self.stream.write_all(bytes.as_ref());
    }

    pub(crate) fn reply(&mut self, status: u16, body: &[u8]) {
        let head = format!("HTTP/1.1 {status} x\r\ncontent-length: {}\r\n\r\n", body.len());
        self.says([head.as_bytes(), body].concat());
    }

    /// Writes as long as the client reads.
    pub(crate) fn without_end(&mut self, bytes: &[u8], pause: Duration) {
        let start = Instant::now();
        while start.elapsed() < WITHOUT_END && self.stream.write_all(bytes).is_ok() {
            thread::sleep(pause);
        }
    }
}
