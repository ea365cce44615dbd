//! A relay between the command and the sandbox's process: its address stays while that process is
//! killed and restarted, and it can hold one request, before it arrives or after its effect.
//!
//! Every save of the command except the last is followed by a request, so that a kill at each
//! request is also a kill after each save.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Condvar, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
};

/// The relay.
pub(crate) struct Gate {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    server: Mutex<Option<SocketAddr>>,
    /// The number of Graph API requests and uploads.
    seen: AtomicUsize,
    publishes: AtomicUsize,
    trap: Mutex<Trap>,
    turned: Condvar,
    is_closed: AtomicBool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Trap {
    #[default]
    None,
    Set(usize, Side),
    Holds,
    Released(Way),
}

/// Whether a request is held before or after its effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// The server has not received it.
    Before,
    /// The server has answered, and the command has not received the answer.
    After,
}

/// The fate of a held request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// It continues.
    On,
    /// It is lost, and its connection with it.
    Lost,
}

impl Gate {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared::default());
        let all = Arc::clone(&shared);
        thread::spawn(move || {
            for client in listener.incoming() {
                if all.is_closed.load(Ordering::SeqCst) {
                    return;
                }
                let (client, shared) = (client.unwrap(), Arc::clone(&all));
                thread::spawn(move || shared.connection(client));
            }
        });
        Self { address, shared }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Sets the server from now on.
    pub(crate) fn lead_to(&self, url: &str) {
        let server = url.trim_start_matches("http://").parse().unwrap();
        *self.shared.server.lock().unwrap() = Some(server);
    }

    /// The number of requests, except those for tests.
    pub(crate) fn seen(&self) -> usize {
        self.shared.seen.load(Ordering::SeqCst)
    }

    /// How many of them were a publish.
    pub(crate) fn publishes(&self) -> usize {
        self.shared.publishes.load(Ordering::SeqCst)
    }

    /// Holds the `nth` request from now on, counted from 1.
    pub(crate) fn set(&self, nth: usize, side: Side) {
        *self.shared.trap.lock().unwrap() = Trap::Set(self.seen() + nth, side);
    }

    /// Whether the request is held now.
    pub(crate) fn holds(&self) -> bool {
        *self.shared.trap.lock().unwrap() == Trap::Holds
    }

    /// Releases the held request, if any, and holds no other.
    pub(crate) fn release(&self, way: Way) {
        let mut trap = self.shared.trap.lock().unwrap();
        *trap = if *trap == Trap::Holds { Trap::Released(way) } else { Trap::None };
        self.shared.turned.notify_all();
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.shared.is_closed.store(true, Ordering::SeqCst);
        self.release(Way::Lost);
        // The listener checks whether it is closed at each connection.
        drop(TcpStream::connect(self.address));
    }
}

impl Shared {
    fn connection(&self, client: TcpStream) {
        let mut reader = BufReader::new(client.try_clone().unwrap());
        // If either side breaks, the command's connection also breaks.
        while self.exchange(&mut reader, &client).is_some() {}
    }

    /// One request and its answer; nothing if either is lost.
    fn exchange(&self, reader: &mut BufReader<TcpStream>, mut client: &TcpStream) -> Option<()> {
        let (head, length) = head(reader)?;
        let line = head.lines().next()?;
        let is_last = head.to_ascii_lowercase().contains("\r\nconnection: close\r\n");
        let counted = !line.contains(" /_sandbox/");
        self.publishes.fetch_add(usize::from(line.contains("/media_publish")), Ordering::SeqCst);
        let nth = match counted {
            true => self.seen.fetch_add(1, Ordering::SeqCst) + 1,
            false => 0,
        };
        self.pass(nth, Side::Before)?;
        let server = (*self.server.lock().unwrap())?;
        let mut up = TcpStream::connect(server).ok()?;
        up.write_all(head.as_bytes()).ok()?;
        std::io::copy(&mut reader.take(length), &mut up).ok()?;
        let mut down = BufReader::new(up);
        let (head, length) = self::head(&mut down)?;
        let mut body = Vec::new();
        down.take(length).read_to_end(&mut body).ok()?;
        self.pass(nth, Side::After)?;
        client.write_all(head.as_bytes()).and_then(|()| client.write_all(&body)).ok()?;
        // A truncated body is passed on unchanged.
        (body.len() as u64 == length && !is_last).then_some(())
    }

    /// Holds this request here if it is the one.
    fn pass(&self, nth: usize, side: Side) -> Option<()> {
        let mut trap = self.trap.lock().unwrap();
        if *trap != Trap::Set(nth, side) {
            return Some(());
        }
        *trap = Trap::Holds;
        loop {
            trap = self.turned.wait(trap).unwrap();
            match *trap {
                Trap::Released(way) => {
                    *trap = Trap::None;
                    return (way == Way::On).then_some(());
                }
                Trap::Holds => (),
                // The next one is set already.
                _ => return None,
            }
        }
    }
}

/// The head of a message, and how long its body is.
fn head(reader: &mut impl BufRead) -> Option<(String, u64)> {
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let start = head.len();
        if reader.read_line(&mut head).ok()? == 0 {
            return None;
        }
        let line = head[start..].trim_end();
        if line.is_empty() {
            return Some((head, length));
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().ok()?;
        }
    }
}
