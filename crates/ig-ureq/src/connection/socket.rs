//! A socket that counts the bytes that it accepts, and whose reads and writes end at a deadline.

use std::{
    fmt,
    io::{self, ErrorKind, Read, Write},
    net::TcpStream,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use ureq::{Error, Timeout};

use super::patience::Patience;

/// A stream that can be read and written: a socket, or TLS on one.
pub(crate) trait Stream: Read + Write + Send {}

impl<T: Read + Write + Send> Stream for T {}

/// A connection.
pub(crate) struct Link {
    pub(crate) stream: Box<dyn Stream>,
    socket: Arc<Socket>,
    /// The room for one read.
    part: Vec<u8>,
}

/// The most that is read at once, which most responses are shorter than.
const PART: usize = 16 * 1024;

/// How reads and writes of a socket wait. After they have waited, or if they do not, they fail
/// with an error that [`is_not_now`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wait {
    Not,
    Until(Instant),
}

impl Link {
    /// A connection that waits until `deadline`.
    pub(super) fn new(tcp: TcpStream, deadline: Instant) -> Self {
        let socket = Arc::new(Socket::new(Some(tcp), deadline));
        Self { stream: Box::new(Tcp(Arc::clone(&socket))), socket, part: Vec::new() }
    }

    /// A scripted connection for tests, and the number of bytes that it has accepted.
    #[cfg(test)]
    pub(crate) fn scripted(stream: impl FnOnce(Taken) -> Box<dyn Stream>) -> Self {
        let socket = Arc::new(Socket::new(None, Instant::now()));
        Self { stream: stream(Taken(Arc::clone(&socket))), socket, part: Vec::new() }
    }

    /// What has arrived; nothing is the end.
    pub(crate) fn read(&mut self) -> io::Result<&[u8]> {
        self.part.resize(PART, 0);
        let length = self.stream.read(&mut self.part)?;
        Ok(&self.part[..length])
    }

    /// Reads and writes wait until `deadline`.
    pub(crate) fn wait_until(&self, deadline: Instant) -> io::Result<()> {
        self.socket.wait(Wait::Until(deadline))
    }

    /// Reads and writes do not wait.
    pub(crate) fn wait_no_longer(&self) -> io::Result<()> {
        self.socket.wait(Wait::Not)
    }

    /// The number of bytes that the socket has accepted so far, below any TLS.
    pub(crate) fn taken(&self) -> u64 {
        self.socket.taken.load(Ordering::Relaxed)
    }

    /// The same connection with a layer on it.
    pub(super) fn layered(
        self,
        wrap: impl FnOnce(Box<dyn Stream>) -> Result<Box<dyn Stream>, Error>,
    ) -> Result<Self, Error> {
        Ok(Self { stream: wrap(self.stream)?, ..self })
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link").field("socket", &self.socket).finish_non_exhaustive()
    }
}

/// Writes all of `bytes`.
pub(crate) fn send(
    stream: &mut dyn Stream,
    patience: &mut Patience,
    mut bytes: &[u8],
    late: Timeout,
) -> Result<(), Error> {
    while !bytes.is_empty() {
        match stream.write(bytes) {
            Ok(0) => return Err(io::Error::from(ErrorKind::WriteZero).into()),
            Ok(length) => bytes = &bytes[length..],
            Err(error) if is_not_now(&error) => patience.wait(late)?,
            Err(error) => return Err(error.into()),
        }
    }
    loop {
        match stream.flush() {
            Err(error) if is_not_now(&error) => patience.wait(late)?,
            flushed => return Ok(flushed?),
        }
    }
}

/// Whether an error only means "try again later".
pub(crate) fn is_not_now(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted)
}

/// By half of what a read or a write may be late, so that not each of them sets the system's limit.
const LATE: Duration = Duration::from_millis(1);

#[derive(Debug)]
struct Socket {
    /// `None` in tests only.
    tcp: Option<TcpStream>,
    taken: AtomicU64,
    limits: Mutex<Limits>,
}

/// What the system was told.
#[derive(Debug)]
struct Limits {
    wait: Wait,
    read: Option<Duration>,
    write: Option<Duration>,
}

impl Socket {
    fn new(tcp: Option<TcpStream>, deadline: Instant) -> Self {
        let limits = Limits { wait: Wait::Until(deadline), read: None, write: None };
        Self { tcp, taken: AtomicU64::new(0), limits: Mutex::new(limits) }
    }

    fn wait(&self, wait: Wait) -> io::Result<()> {
        let mut limits = self.limits.lock().unwrap_or_else(PoisonError::into_inner);
        let waits = |wait| wait != Wait::Not;
        if let Some(tcp) = &self.tcp
            && waits(limits.wait) != waits(wait)
        {
            tcp.set_nonblocking(!waits(wait))?;
        }
        limits.wait = wait;
        Ok(())
    }

    /// Does something with the socket that ends in time.
    fn within(
        &self,
        limit: impl FnOnce(&mut Limits) -> &mut Option<Duration>,
        set: impl FnOnce(&TcpStream, Option<Duration>) -> io::Result<()>,
        act: impl FnOnce(&TcpStream) -> io::Result<usize>,
    ) -> io::Result<usize> {
        let tcp = self.tcp.as_ref().ok_or(ErrorKind::NotConnected)?;
        let mut limits = self.limits.lock().unwrap_or_else(PoisonError::into_inner);
        if let Wait::Until(deadline) = limits.wait {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(ErrorKind::WouldBlock.into());
            }
            let limit = limit(&mut limits);
            if !limit.is_some_and(|is| left <= is && is <= left + 2 * LATE) {
                set(tcp, Some(left + LATE))?;
                *limit = Some(left + LATE);
            }
        }
        let waits = limits.wait != Wait::Not;
        drop(limits);
        act(tcp).map_err(|error| match error.kind() {
            // The system's word for it there. Elsewhere it is the end of a connection.
            ErrorKind::TimedOut if cfg!(windows) && waits => ErrorKind::WouldBlock.into(),
            _ => error,
        })
    }
}

/// The socket as a stream.
struct Tcp(Arc<Socket>);

impl Read for Tcp {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.0.within(
            |limits| &mut limits.read,
            TcpStream::set_read_timeout,
            |mut tcp| tcp.read(into),
        )
    }
}

impl Write for Tcp {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let length = self.0.within(
            |limits| &mut limits.write,
            TcpStream::set_write_timeout,
            |mut tcp| tcp.write(bytes),
        )?;
        self.0.taken.fetch_add(length as u64, Ordering::Relaxed);
        Ok(length)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The count of bytes of a scripted connection.
#[cfg(test)]
pub(crate) struct Taken(Arc<Socket>);

#[cfg(test)]
impl Taken {
    pub(crate) fn add(&self, length: usize) {
        self.0.taken.fetch_add(length as u64, Ordering::Relaxed);
    }
}
