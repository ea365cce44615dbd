//! A port of this machine, to which the dialog leads the browser with the code.
//!
//! It listens on the loopback addresses only, answers one path, and shows nothing of what it was
//! sent. Names other than `localhost` are refused, since a page on the internet can make its own
//! name point here.

use std::{
    io::{self, ErrorKind, Read as _, Write as _},
    net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream},
    sync::mpsc::{self, Sender},
    thread,
    time::{Duration, Instant},
};

use ig_account::login::{Dialog, Refused};
use ig_core::AuthorizationCode;

use super::refusal;
use crate::{failure::Failure, output::Output};

/// Longer than any request that a browser makes for such an address.
const MOST: usize = 32 * 1024;

/// How long a browser may take to send a request that it has begun.
const PATIENCE: Duration = Duration::from_secs(10);

/// The sockets.
#[derive(Debug)]
pub(super) struct Listener {
    sockets: Vec<TcpListener>,
    port: u16,
    path: String,
    /// Whether only the names of this machine are answered.
    is_strict: bool,
}

/// How the wait has ended.
#[derive(Debug)]
pub(super) enum End {
    Code(AuthorizationCode),
    Refused(Refused),
    /// No answer of a dialog has come in time.
    Nobody,
}

/// A request that has arrived.
struct Request {
    /// The method, the path and the query.
    line: String,
    host: String,
    stream: TcpStream,
}

impl Listener {
    /// Listens on a port, or on a free one.
    pub(super) fn bind(port: Option<u16>, path: &str, is_strict: bool) -> Result<Self, Failure> {
        let failed = |port: u16, error: &io::Error| {
            Failure::failed(format!("port {port} of this machine cannot be used"))
                .caused_by(error)
                .fix("stop the program that uses the port, or give another with --port")
        };
        // The port has to be free on both loopback addresses: `localhost` is either.
        for _ in 0..16 {
            let at = SocketAddr::from((Ipv4Addr::LOCALHOST, port.unwrap_or(0)));
            let four = TcpListener::bind(at).map_err(|error| failed(at.port(), &error))?;
            let bound = four.local_addr().map_err(|error| failed(at.port(), &error))?.port();
            let mut sockets = vec![four];
            match TcpListener::bind((Ipv6Addr::LOCALHOST, bound)) {
                Ok(six) => sockets.push(six),
                Err(error) if error.kind() == ErrorKind::AddrInUse => match port {
                    Some(port) => return Err(failed(port, &error)),
                    None => continue,
                },
                // There is no such address on this machine.
                Err(_) => (),
            }
            for socket in &sockets {
                socket.set_nonblocking(true).map_err(|error| failed(bound, &error))?;
            }
            return Ok(Self { sockets, port: bound, path: path.to_owned(), is_strict });
        }
        Err(failed(0, &io::Error::from(ErrorKind::AddrInUse)))
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// Waits for the answer to a dialog. An answer with another state does not end it, or any program of
    /// this machine and any page left open could.
    pub(super) fn wait(&self, dialog: &Dialog, patience: Duration, output: &Output) -> End {
        let end = Instant::now() + patience;
        let (sender, receiver) = mpsc::channel();
        let mut is_other = false;
        while Instant::now() < end {
            for socket in &self.sockets {
                if let Ok((stream, _)) = socket.accept() {
                    // A browser opens connections ahead that it may not use.
                    let sender = sender.clone();
                    thread::spawn(move || read(stream, &sender));
                }
            }
            while let Ok(request) = receiver.try_recv() {
                match self.answer(request, dialog) {
                    Some(Ok(code)) => return End::Code(code),
                    Some(Err(Refused::OtherState)) => {
                        // Said once: it may come again and again.
                        if !is_other {
                            output.warning(refusal::OTHER);
                        }
                        is_other = true;
                    }
                    Some(Err(refused)) => return End::Refused(refused),
                    None => (),
                }
            }
            thread::sleep(Duration::from_millis(20));
        }
        match is_other {
            true => End::Refused(Refused::OtherState),
            false => End::Nobody,
        }
    }

    /// Answers a request; returns the result if it is the answer to a dialog.
    fn answer(
        &self,
        request: Request,
        dialog: &Dialog,
    ) -> Option<Result<AuthorizationCode, Refused>> {
        let Request { line, host, stream } = request;
        let names = ["localhost", "127.0.0.1", "[::1]"];
        let is_ours = names.iter().any(|name| host == format!("{name}:{}", self.port))
            || self.port == 80 && names.contains(&host.as_str());
        if self.is_strict && !is_ours {
            say(stream, "403 Forbidden", "This port answers only to localhost.");
            return None;
        }
        let target = line.strip_prefix("GET ").and_then(|rest| rest.split(' ').next());
        let (path, query) = target.unwrap_or_default().split_once('?').unwrap_or_default();
        if path != self.path {
            say(stream, "404 Not Found", "This is `ig login`, which waits for another address.");
            return None;
        }
        let answer = dialog.read(query);
        let (status, words) = match &answer {
            Ok(_) => ("200 OK", "The answer has arrived. Go back to the terminal."),
            Err(Refused::NoState) => {
                ("400 Bad Request", "This is not the answer of a login dialog.")
            }
            Err(Refused::OtherState) => (
                "400 Bad Request",
                "This is the answer of another login, and was not used. Go on in the page that the \
                 terminal names.",
            ),
            Err(_) => ("400 Bad Request", "The login has failed: the terminal says why."),
        };
        say(stream, status, words);
        Some(answer).filter(|answer| !matches!(answer, Err(Refused::NoState)))
    }
}

/// Reads the head of a request, and hands it over.
fn read(mut stream: TcpStream, sender: &Sender<Request>) {
    let mut head = Vec::new();
    let mut part = [0; 2048];
    let end = Instant::now() + PATIENCE;
    if stream.set_nonblocking(false).is_err() {
        return;
    }
    while !head.windows(4).any(|four| four == b"\r\n\r\n") {
        let left = end.saturating_duration_since(Instant::now());
        // A timeout of zero would be none.
        if left.is_zero() || stream.set_read_timeout(Some(left)).is_err() || MOST < head.len() {
            return;
        }
        match stream.read(&mut part) {
            Ok(0) | Err(_) => return,
            Ok(count) => head.extend_from_slice(&part[..count]),
        }
    }
    let head = String::from_utf8_lossy(&head);
    let mut lines = head.split("\r\n");
    let line = lines.next().unwrap_or_default().to_owned();
    let host = lines.find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("host").then(|| value.trim().to_ascii_lowercase())
    });
    // If nobody waits any more, the browser is told nothing.
    drop(sender.send(Request { line, host: host.unwrap_or_default(), stream }));
}

/// Answers with a small page, which no script and no other site has a part in.
fn say(mut stream: TcpStream, status: &str, words: &str) {
    let page = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>ig login</title></head>\
         <body><main><h1>ig login</h1><p>{words}</p></main></body></html>\n"
    );
    let reply = format!(
        "HTTP/1.1 {status}\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: {}\r\n\
         content-security-policy: default-src 'none'; frame-ancestors 'none'\r\n\
         x-content-type-options: nosniff\r\nreferrer-policy: no-referrer\r\n\
         cache-control: no-store\r\nconnection: close\r\n\r\n{page}",
        page.len()
    );
    // The code counts, and not whether the browser has heard of it.
    drop(stream.set_write_timeout(Some(PATIENCE)));
    drop(stream.write_all(reply.as_bytes()).and_then(|()| stream.flush()));
}
