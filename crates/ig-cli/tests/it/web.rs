//! A hand-written web server that can misbehave in every way that servers do.

use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

/// A server for one test. Its threads end with the process.
pub(crate) struct Web {
    port: u16,
    requests: Arc<AtomicU64>,
    bytes: Arc<AtomicU64>,
}

/// The relevant parts of a request.
pub(crate) struct Asked {
    /// The first and the last byte of the range.
    pub(crate) range: Option<(u64, u64)>,
    /// The path and the query.
    pub(crate) path: String,
    /// Its `User-Agent`, in lower case.
    pub(crate) agent: String,
}

/// A kind of response.
pub(crate) struct Out {
    stream: TcpStream,
    bytes: Arc<AtomicU64>,
}

impl Web {
    /// A server without a robots.txt; requests for it are not counted.
    pub(crate) fn start(answer: impl Fn(&Asked, &mut Out) + Send + Sync + 'static) -> Self {
        Self::with_robots("404 Not Found", "", answer)
    }

    /// A server whose robots.txt has this status and this text.
    pub(crate) fn with_robots(
        status: &'static str,
        text: &'static str,
        answer: impl Fn(&Asked, &mut Out) + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let web = Self { port, requests: Arc::default(), bytes: Arc::default() };
        let (requests, bytes, answer) = (web.requests.clone(), web.bytes.clone(), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let stream = stream.unwrap();
                let (requests, bytes) = (requests.clone(), bytes.clone());
                let answer = answer.clone();
                thread::spawn(move || {
                    let Some(asked) = Asked::read(&stream) else { return };
                    if asked.path == "/robots.txt" {
                        let mut out = Out { stream, bytes: Arc::default() };
                        out.head(&format!("{status}\r\ncontent-length: {}", text.len()));
                        out.body(text.as_bytes());
                        return;
                    }
                    requests.fetch_add(1, Ordering::SeqCst);
                    answer(&asked, &mut Out { stream, bytes });
                });
            }
        });
        web
    }

    /// A good server for a file that is generated on request.
    pub(crate) fn of_source(
        kind: &'static str,
        length: u64,
        at: impl Fn(u64) -> u8 + Send + Sync + 'static,
    ) -> Self {
        Self::start(move |asked, out| {
            let (start, end) = asked.range.unwrap_or((0, length - 1));
            let end = end.min(length - 1);
            let count = end + 1 - start;
            let head = format!("content-type: {kind}\r\ncontent-length: {count}");
            // A part is sent only if one was requested.
            out.head(&match asked.range {
                Some(_) => format!(
                    "206 Partial Content\r\n{head}\r\n\
                     content-range: bytes {start}-{end}/{length}"
                ),
                None => format!("200 OK\r\n{head}"),
            });
            let body: Vec<u8> = (start..=end).map(&at).collect();
            out.body(&body);
        })
    }

    /// A good server for these bytes.
    pub(crate) fn of(kind: &'static str, bytes: Vec<u8>) -> Self {
        let length = bytes.len() as u64;
        Self::of_source(kind, length, move |at| bytes[at as usize])
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn requests(&self) -> u64 {
        self.requests.load(Ordering::SeqCst)
    }

    /// The number of body bytes sent.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::SeqCst)
    }
}

impl Asked {
    fn read(stream: &TcpStream) -> Option<Self> {
        let (mut range, mut agent) = (None, String::new());
        let mut lines = BufReader::new(stream).lines();
        let path = lines.next()?.ok()?.split(' ').nth(1)?.to_owned();
        loop {
            let line = lines.next()?.ok()?.to_ascii_lowercase();
            if line.is_empty() {
                return Some(Self { range, path, agent });
            }
            if let Some(value) = line.strip_prefix("user-agent: ") {
                value.clone_into(&mut agent);
            }
            if let Some((start, end)) =
                line.strip_prefix("range: bytes=").and_then(|range| range.split_once('-'))
            {
                range = Some((start.parse().ok()?, end.parse().ok()?));
            }
        }
    }
}

impl Out {
    /// The status and the headers.
    pub(crate) fn head(&mut self, head: &str) {
        let head = format!("HTTP/1.1 {head}\r\nconnection: close\r\n\r\n");
        drop(self.stream.write_all(head.as_bytes()));
    }

    /// Sends a part of the body; returns whether the client still reads.
    pub(crate) fn body(&mut self, bytes: &[u8]) -> bool {
        let is_read = self.stream.write_all(bytes).is_ok();
        if is_read {
            self.bytes.fetch_add(bytes.len() as u64, Ordering::SeqCst);
        }
        is_read
    }

    /// The whole file, as from a server without range support.
    pub(crate) fn whole(&mut self, kind: &str, bytes: &[u8]) {
        let length = bytes.len();
        self.head(&format!("200 OK\r\ncontent-type: {kind}\r\ncontent-length: {length}"));
        self.body(bytes);
    }
}
