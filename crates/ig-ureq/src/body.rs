//! A body that knows whether anything was read from it.

use std::io::{self, Cursor, Read};

use ig_core::http::{HeaderValue, Request, header};
use ureq::SendBody;

/// The part of a request's body that was handed to the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Handed {
    /// Nothing, so that no server has the whole request, if it has a body.
    Nothing,
    /// Something, and perhaps all.
    Something,
}

/// A body that is read by ureq once it has a connection and has sent the head.
#[derive(Debug)]
pub(crate) struct Watched {
    bytes: Cursor<Vec<u8>>,
    pub(crate) handed: Handed,
}

impl Watched {
    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        Self { bytes: Cursor::new(bytes), handed: Handed::Nothing }
    }

    /// The request with this body. It states its length, since ureq does not
    /// know that of a reader and would send it in chunks.
    pub(crate) fn request(&mut self, mut head: Request<()>) -> Request<SendBody<'_>> {
        let length = HeaderValue::from(self.bytes.get_ref().len());
        head.headers_mut().insert(header::CONTENT_LENGTH, length);
        head.map(|()| SendBody::from_reader(self))
    }
}

impl Read for Watched {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.handed = Handed::Something;
        self.bytes.read(into)
    }
}
