//! A relay between the command and the sandbox that can be blocked, so that a request is sent and
//! never arrives: no fault of a server can hold that moment still.

use std::{
    io::{Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

/// The relay. It ends with the test's process.
pub(crate) struct Relay {
    address: SocketAddr,
    held: Arc<AtomicUsize>,
}

impl Relay {
    /// Forwards everything to `server` except requests with `blocked` in them; the first of those
    /// is swallowed, and its connection left open.
    pub(crate) fn start(server: &str, blocked: &'static str) -> Self {
        let server: SocketAddr = server.trim_start_matches("http://").parse().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let held = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&held);
        thread::spawn(move || {
            for client in listener.incoming() {
                let (client, held) = (client.unwrap(), Arc::clone(&counter));
                thread::spawn(move || connection(client, server, blocked, &held));
            }
        });
        Self { address, held }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many requests are held.
    pub(crate) fn held(&self) -> usize {
        self.held.load(Ordering::SeqCst)
    }
}

fn connection(mut client: TcpStream, server: SocketAddr, blocked: &str, held: &AtomicUsize) {
    let mut up = TcpStream::connect(server).unwrap();
    let (mut back, mut down) = (up.try_clone().unwrap(), client.try_clone().unwrap());
    thread::spawn(move || {
        drop(std::io::copy(&mut back, &mut down));
        drop(down.shutdown(Shutdown::Both));
    });
    let mut chunk = [0; 64 * 1024];
    while let Ok(length @ 1..) = client.read(&mut chunk) {
        let head = String::from_utf8_lossy(&chunk[..length]);
        let is_blocked = head.lines().next().is_some_and(|line| line.contains(blocked));
        if is_blocked && held.fetch_add(1, Ordering::SeqCst) == 0 {
            // The rest of the request is also dropped, until the client is gone.
            while let Ok(1..) = client.read(&mut chunk) {}
            return;
        }
        if up.write_all(&chunk[..length]).is_err() {
            return;
        }
    }
}
