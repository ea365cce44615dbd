//! A socket before the socket of a server: it cuts the connection at a commit.

use std::{
    io::{Read as _, Write as _},
    os::unix::net::{UnixListener, UnixStream},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    thread,
};

/// What happens at the next commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// It does not reach the server.
    Before = 1,
    /// It reaches the server, which carries it out; the reply is lost.
    After = 2,
}

/// A socket in a folder of its own.
pub(crate) struct Proxy {
    folder: tempfile::TempDir,
    cut: Arc<AtomicU8>,
}

const SOCKET: &str = ".s.PGSQL.5432";

impl Proxy {
    pub(crate) fn before(server: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(folder.path().join(SOCKET)).unwrap();
        let (server, cut) = (server.join(SOCKET), Arc::new(AtomicU8::new(0)));
        let shared = Arc::clone(&cut);
        thread::spawn(move || {
            for client in listener.incoming() {
                let (client, cut) = (client.unwrap(), Arc::clone(&shared));
                let server = UnixStream::connect(&server).unwrap();
                let (back, to) = (server.try_clone().unwrap(), client.try_clone().unwrap());
                let asked = Arc::clone(&cut);
                thread::spawn(move || forth(client, server, &asked));
                thread::spawn(move || answers(back, to, &cut));
            }
        });
        Self { folder, cut }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Cuts the connection on which the next commit is sent.
    pub(crate) fn cut(&self, cut: Cut) {
        self.cut.store(cut as u8, Ordering::SeqCst);
    }
}

/// Marks a cut after which the server's next bytes are dropped.
const ANSWERED: u8 = 3;

/// From the client to the server.
fn forth(mut client: UnixStream, mut server: UnixStream, cut: &AtomicU8) {
    let mut bytes = [0; 16 * 1024];
    while let Ok(length @ 1..) = client.read(&mut bytes) {
        let message = &bytes[..length];
        // A simple query of its own: what the store sends it as.
        if message.starts_with(b"Q") && message.ends_with(b"commit\0") {
            if cut.load(Ordering::SeqCst) == Cut::Before as u8 {
                cut.store(0, Ordering::SeqCst);
                break;
            }
            let _ = cut.compare_exchange(
                Cut::After as u8,
                ANSWERED,
                Ordering::SeqCst,
                Ordering::SeqCst,
            );
        }
        if server.write_all(message).is_err() {
            break;
        }
    }
    let _ = server.shutdown(std::net::Shutdown::Both);
    let _ = client.shutdown(std::net::Shutdown::Both);
}

/// From the server to the client.
fn answers(mut server: UnixStream, mut client: UnixStream, cut: &AtomicU8) {
    let mut bytes = [0; 16 * 1024];
    while let Ok(length @ 1..) = server.read(&mut bytes) {
        // The server has carried it out.
        if cut.compare_exchange(ANSWERED, 0, Ordering::SeqCst, Ordering::SeqCst).is_ok() {
            break;
        }
        if client.write_all(&bytes[..length]).is_err() {
            break;
        }
    }
    let _ = server.shutdown(std::net::Shutdown::Both);
    let _ = client.shutdown(std::net::Shutdown::Both);
}
