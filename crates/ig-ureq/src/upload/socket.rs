//! A socket that does not block, and counts the bytes that it accepts.

use std::{
    cell::Cell,
    io::{self, ErrorKind, Read, Write},
    net::TcpStream,
    rc::Rc,
};

/// A stream that can be read and written: a socket, or TLS on one.
pub(super) trait Stream: Read + Write {}

impl<T: Read + Write> Stream for T {}

/// A connection.
pub(super) struct Link {
    pub(super) stream: Box<dyn Stream>,
    taken: Rc<Cell<u64>>,
}

impl Link {
    pub(super) fn new(tcp: TcpStream) -> io::Result<Self> {
        tcp.set_nonblocking(true)?;
        let taken = Rc::default();
        let stream = Box::new(Socket { tcp, taken: Rc::clone(&taken) });
        Ok(Self { stream, taken })
    }

    /// A scripted connection for tests, which counts its own bytes.
    #[cfg(test)]
    pub(super) fn scripted(stream: Box<dyn Stream>, taken: Rc<Cell<u64>>) -> Self {
        Self { stream, taken }
    }

    /// The number of bytes that the socket has accepted so far, below any TLS.
    pub(super) fn taken(&self) -> u64 {
        self.taken.get()
    }

    /// The same connection with a layer on it.
    pub(super) fn layered(
        self,
        wrap: impl FnOnce(Box<dyn Stream>) -> Result<Box<dyn Stream>, ureq::Error>,
    ) -> Result<Self, ureq::Error> {
        Ok(Self { stream: wrap(self.stream)?, taken: self.taken })
    }
}

/// Whether an error only means "try again later".
pub(super) fn is_not_now(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted)
}

struct Socket {
    tcp: TcpStream,
    taken: Rc<Cell<u64>>,
}

impl Read for Socket {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.tcp.read(into)
    }
}

impl Write for Socket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let length = self.tcp.write(bytes)?;
        self.taken.set(self.taken.get() + length as u64);
        Ok(length)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.tcp.flush()
    }
}
