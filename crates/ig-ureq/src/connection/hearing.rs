//! The part of a response that has arrived so far.

use std::io::{self, ErrorKind};

use ig_core::http::{Response, StatusCode};
use ureq::Timeout;
use ureq_proto::{
    BodyMode,
    client::{Call, MAX_RESPONSE_HEADERS, RecvBodyResult, RecvResponseResult, state},
    parser,
};

use super::{
    patience::Patience,
    socket::{Link, is_not_now},
};
use crate::MAX_RESPONSE;

/// The most bytes of a line of a body's framing that has no end yet.
const MAX_LINE: usize = 64 * 1024;

/// Parses a response from bytes as they arrive.
pub(crate) struct Hearing {
    at: At,
    /// The bytes that arrived and are not parsed yet.
    unread: Vec<u8>,
    /// The length of the heads that were parsed, those of provisional responses
    /// included.
    heads: usize,
    most_of_heads: usize,
    head: Option<Response<()>>,
    body: Vec<u8>,
    /// The number of bytes of the body that were framing.
    framing: u64,
    has_begun: bool,
    /// The response allows another request on its connection.
    keeps: bool,
}

enum At {
    Head(Call<state::RecvResponse>),
    Body(Call<state::RecvBody>),
    End,
}

impl Hearing {
    pub(crate) fn new(call: Call<state::RecvResponse>, most_of_heads: usize) -> Self {
        Self {
            at: At::Head(call),
            unread: Vec::new(),
            heads: 0,
            most_of_heads,
            head: None,
            body: Vec::new(),
            framing: 0,
            has_begun: false,
            keeps: false,
        }
    }

    /// Whether a response has begun that is not a provisional one (1xx): its status
    /// is known.
    pub(crate) fn has_begun(&self) -> bool {
        self.has_begun
    }

    /// Whether the response has a whole head.
    pub(crate) fn has_head(&self) -> bool {
        self.head.is_some()
    }

    pub(crate) fn is_whole(&self) -> bool {
        matches!(self.at, At::End)
    }

    /// Whether its connection can have another request: the response is complete, allows it, and
    /// nothing came after it.
    pub(crate) fn keeps(&self) -> bool {
        self.is_whole() && self.keeps && self.unread.is_empty()
    }

    /// The response; `None` before it is complete.
    pub(crate) fn response(self) -> Option<Response<Vec<u8>>> {
        Some(self.head?.map(|()| self.body))
    }

    /// Adds bytes that arrived.
    pub(crate) fn take_in(&mut self, bytes: &[u8]) -> Result<(), ureq::Error> {
        self.unread.extend_from_slice(bytes);
        loop {
            let goes_on = match std::mem::replace(&mut self.at, At::End) {
                At::Head(call) => self.read_head(call)?,
                At::Body(call) => self.read_body(call)?,
                At::End => false,
            };
            if !goes_on {
                return Ok(());
            }
        }
    }

    /// Marks the end of the connection.
    pub(crate) fn end(&mut self) -> Result<(), ureq::Error> {
        let is_whole = match &self.at {
            At::Head(_) => false,
            At::Body(call) => {
                call.body_mode() == BodyMode::CloseDelimited || call.is_ended_chunked()
            }
            At::End => true,
        };
        if !is_whole {
            return Err(closed());
        }
        self.at = At::End;
        Ok(())
    }

    /// Whether there may be more to read at once.
    fn read_head(&mut self, mut call: Call<state::RecvResponse>) -> Result<bool, ureq::Error> {
        let (length, head) = call.try_response(&self.unread, false).map_err(malformed)?;
        let length_of_heads = self.heads + if length == 0 { self.unread.len() } else { length };
        if self.most_of_heads < length_of_heads {
            return Err(ureq::Error::LargeResponseHeader(length_of_heads, self.most_of_heads));
        }
        self.unread.drain(..length);
        let Some(head) = head else {
            self.heads += length;
            self.has_begun = begins(&self.unread)?;
            self.at = At::Head(call);
            return Ok(0 < length);
        };
        self.has_begun = true;
        self.head = Some(head);
        match call.proceed() {
            Some(RecvResponseResult::RecvBody(call)) => self.at = At::Body(call),
            Some(RecvResponseResult::Redirect(call)) => self.keeps = !call.must_close_connection(),
            Some(RecvResponseResult::Cleanup(call)) => self.keeps = !call.must_close_connection(),
            None => (),
        }
        Ok(true)
    }

    /// Whether there may be more to read at once.
    fn read_body(&mut self, mut call: Call<state::RecvBody>) -> Result<bool, ureq::Error> {
        let before = self.body.len();
        self.body.resize(before + self.unread.len().max(1), 0);
        let (read, length) =
            call.read(&self.unread, &mut self.body[before..]).map_err(malformed)?;
        self.body.truncate(before + length);
        self.unread.drain(..read);
        // Its framing is bounded as well: the line of a chunk, and trailers.
        self.framing += (read - length.min(read)) as u64;
        let is_stuck = read == 0 && length == 0 && MAX_LINE < self.unread.len();
        if MAX_RESPONSE < self.body.len() as u64 || MAX_RESPONSE < self.framing || is_stuck {
            return Err(ureq::Error::BodyExceedsLimit(MAX_RESPONSE));
        }
        if call.body_mode() != BodyMode::CloseDelimited && call.can_proceed() {
            self.keeps = match call.proceed() {
                Some(RecvBodyResult::Redirect(call)) => !call.must_close_connection(),
                Some(RecvBodyResult::Cleanup(call)) => !call.must_close_connection(),
                None => false,
            };
            return Ok(false);
        }
        self.at = At::Body(call);
        Ok(0 < read || 0 < length)
    }
}

/// Waits for the whole response.
pub(crate) fn hear(
    link: &mut Link,
    patience: &mut Patience,
    hearing: &mut Hearing,
) -> Result<(), ureq::Error> {
    while !hearing.is_whole() {
        if patience.is_over() {
            let late = if hearing.has_head() { Timeout::RecvBody } else { Timeout::RecvResponse };
            return Err(ureq::Error::Timeout(late));
        }
        match link.read() {
            Ok([]) => hearing.end()?,
            Ok(bytes) => {
                hearing.take_in(bytes)?;
                patience.moved();
            }
            Err(error) if is_not_now(&error) => patience.nap(),
            Err(error) => return Err(ureq::Error::Io(error)),
        }
    }
    Ok(())
}

/// Whether this is the beginning of a response that is not a provisional one.
fn begins(unread: &[u8]) -> Result<bool, ureq::Error> {
    let head = parser::try_parse_partial_response::<MAX_RESPONSE_HEADERS>(unread);
    let status = head.map_err(malformed)?.map(|head| head.status());
    Ok(status.is_some_and(|it| !it.is_informational() || it == StatusCode::SWITCHING_PROTOCOLS))
}

pub(crate) fn closed() -> ureq::Error {
    let words = "the connection was closed before the end of a response";
    ureq::Error::Io(io::Error::new(ErrorKind::UnexpectedEof, words))
}

/// The error without its type, which is part neither of ureq's API nor of ours.
fn malformed(error: ureq_proto::Error) -> ureq::Error {
    ureq::Error::Io(io::Error::new(ErrorKind::InvalidData, error.to_string()))
}
