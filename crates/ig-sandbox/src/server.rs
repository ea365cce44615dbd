//! The machine behind a local port.
//!
//! ```
//! use ig_sandbox::{Config, Options, Sandbox, Server};
//!
//! let sandbox = Sandbox::new(Config::default());
//! let server = Server::start(([127, 0, 0, 1], 0).into(), sandbox, Options::default())?;
//! assert!(server.url().starts_with("http://127.0.0.1:"));
//! # Ok::<(), std::io::Error>(())
//! ```

mod connection;
mod fetch;
mod folder;
mod news;
mod record;
mod shared;
mod tls;
mod upload;

use std::{
    fmt,
    hash::{BuildHasher, Hasher, RandomState},
    io,
    net::{SocketAddr, TcpListener},
    sync::Arc,
    thread::{self, JoinHandle},
    time::{Duration, SystemTime},
};

use ig_fetch::Reach;
use ig_sandbox_core::{FetchError, Fetched, Replay, Sandbox, Timestamp};
use tokio::{runtime, sync::watch};

use self::{
    fetch::{Given, Source},
    shared::{Clock, Shared},
};
pub use self::{
    folder::{StateError, StateFolder},
    record::Recording,
    tls::{Authority, TlsError},
};

/// How a [`Server`] gets at the world.
pub struct Options {
    clock: Arc<Clock>,
    fetcher: Option<Arc<Given>>,
    has_local_media: bool,
    state: Option<StateFolder>,
    authority: Option<Authority>,
    recording: Option<Recording>,
    replay: Option<Replay>,
}

impl Default for Options {
    /// The clock of this machine, and media from where their URLs point: from anywhere if the
    /// server listens on a loopback address, and otherwise only from the internet.
    fn default() -> Self {
        Self {
            clock: Arc::new(|| Timestamp::from(SystemTime::now())),
            fetcher: None,
            has_local_media: false,
            state: None,
            authority: None,
            recording: None,
            replay: None,
        }
    }
}

impl Options {
    /// Asks this clock for the time.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Asks this function for media: tests serve `https://www.example.com/…` from memory.
    #[must_use]
    pub fn with_fetcher(
        mut self,
        fetcher: impl Fn(&str) -> Result<Fetched, FetchError> + Send + Sync + 'static,
    ) -> Self {
        self.fetcher = Some(Arc::new(fetcher));
        self
    }
}

impl Options {
    /// Fetches media from this machine and its networks for clients on other machines too.
    ///
    /// A server that listens on a loopback address does so anyway. Addresses that are good on the
    /// link alone, where clouds tell a machine its keys, are never asked.
    #[must_use]
    pub fn with_local_media(mut self) -> Self {
        self.has_local_media = true;
        self
    }

    /// Serves TLS as well, on the same port, under Meta's own names and under `localhost`.
    ///
    /// By which name a client comes tells which host the sandbox plays to it.
    #[must_use]
    pub fn with_tls(mut self, authority: Authority) -> Self {
        self.authority = Some(authority);
        self
    }

    /// Writes every exchange down.
    #[must_use]
    pub fn with_recording(mut self, recording: Recording) -> Self {
        self.recording = Some(recording);
        self
    }

    /// Answers out of a recording. The control endpoints and the pages stay those of the sandbox.
    #[must_use]
    pub fn with_replay(mut self, replay: Replay) -> Self {
        self.replay = Some(replay);
        self
    }

    /// Keeps the sandbox in a folder, out of which it came: [`StateFolder::open`].
    ///
    /// A reply leaves when what it says is on the disk. If the disk does not take it, requests are
    /// answered with 503 from then on.
    #[must_use]
    pub fn with_state(mut self, folder: StateFolder) -> Self {
        self.state = Some(folder);
        self
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options").finish_non_exhaustive()
    }
}

/// A sandbox that listens on a port, on a thread of its own, until it is dropped.
pub struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Listens on an address; port 0 picks a free one.
    ///
    /// # Errors
    ///
    /// When the address is not available, or no thread can be started.
    pub fn start(listen: SocketAddr, sandbox: Sandbox, options: Options) -> io::Result<Self> {
        Self::on(TcpListener::bind(listen)?, sandbox, options)
    }

    /// Goes on with a port that listens: who starts a process can have it before anything else is
    /// made that would be left behind.
    ///
    /// # Errors
    ///
    /// When the port is none any more, or no thread can be started.
    pub fn on(listener: TcpListener, sandbox: Sandbox, options: Options) -> io::Result<Self> {
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let config = sandbox.config().clone();
        let is_private = address.ip().is_loopback() || options.has_local_media;
        let reach = if is_private { Reach::Local } else { Reach::Public };
        let media = options.fetcher.map_or_else(|| Source::web(config, reach), Source::Given);
        // Random enough to differ from start to start; it keeps no secret.
        let run = RandomState::new().build_hasher().finish();
        let mut sandbox = sandbox.with_run(run).with_base(url(address));
        if let Some(replay) = options.replay {
            sandbox = sandbox.with_replay(replay);
        }
        let unfetched = sandbox.unfetched();
        let tls = options.authority.map(|authority| authority.acceptor);
        let shared = Shared::new(sandbox, options.clock, media, options.state, options.recording);
        let shared = Arc::new(shared);
        // Its time starts here, and its first rows are kept: a look changes nothing.
        let _ = shared.step(Sandbox::version);
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = watch::channel(false);
        let on_thread = Arc::clone(&shared);
        let thread = thread::Builder::new().name("ig-sandbox".to_owned()).spawn(move || {
            runtime.block_on(connection::accept(listener, on_thread, unfetched, tls, stopped));
            // A fetch that is under way has no request left to answer.
            runtime.shutdown_timeout(Duration::ZERO);
        })?;
        Ok(Self { address, shared, stop, thread: Some(thread) })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where clients on this machine reach it: `http://127.0.0.1:8025`.
    pub fn url(&self) -> String {
        url(self.address)
    }

    /// Looks into the machine while no request is.
    pub fn with<R>(&self, look: impl FnOnce(&mut Sandbox, Timestamp) -> R) -> R {
        self.shared.step(look).0
    }

    /// Waits until the server stops, which it does when the process does.
    pub fn wait(mut self) {
        if let Some(thread) = self.thread.take() {
            // It has nothing to say but that it is over.
            let _ = thread.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Nobody listens once the thread is gone.
        let _ = self.stop.send(true);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("address", &self.address).finish_non_exhaustive()
    }
}

/// An address that means all of this machine is reached under the one that means this machine.
fn url(address: SocketAddr) -> String {
    match address {
        SocketAddr::V4(v4) if v4.ip().is_unspecified() => format!("http://127.0.0.1:{}", v4.port()),
        SocketAddr::V6(v6) if v6.ip().is_unspecified() => format!("http://[::1]:{}", v6.port()),
        address => format!("http://{address}"),
    }
}
