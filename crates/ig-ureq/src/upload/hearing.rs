//! The part of a response that has arrived so far.

use std::io::{self, ErrorKind};

use ig_core::http::{Response, StatusCode};
use ureq_proto::{
    BodyMode,
    client::{Call, MAX_RESPONSE_HEADERS, RecvResponseResult, state},
    parser,
};

use crate::MAX_RESPONSE;

/// The most bytes of a line of a body's framing that has no end yet.
const MAX_LINE: usize = 64 * 1024;

/// Parses a response from bytes as they arrive.
pub(super) struct Hearing {
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
}

enum At {
    Head(Call<state::RecvResponse>),
    Body(Call<state::RecvBody>),
    End,
}

impl Hearing {
    pub(super) fn new(call: Call<state::RecvResponse>, most_of_heads: usize) -> Self {
        Self {
            at: At::Head(call),
            unread: Vec::new(),
            heads: 0,
            most_of_heads,
            head: None,
            body: Vec::new(),
            framing: 0,
            has_begun: false,
        }
    }

    /// Whether a response has begun that is not a provisional one (1xx): its status
    /// is known.
    pub(super) fn has_begun(&self) -> bool {
        self.has_begun
    }

    /// Whether the response has a whole head.
    pub(super) fn has_head(&self) -> bool {
        self.head.is_some()
    }

    pub(super) fn is_whole(&self) -> bool {
        matches!(self.at, At::End)
    }

    /// The response; `None` before it is complete.
    pub(super) fn response(self) -> Option<Response<Vec<u8>>> {
        Some(self.head?.map(|()| self.body))
    }

    /// Adds bytes that arrived.
    pub(super) fn take_in(&mut self, bytes: &[u8]) -> Result<(), ureq::Error> {
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
    pub(super) fn end(&mut self) -> Result<(), ureq::Error> {
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
        if let Some(RecvResponseResult::RecvBody(call)) = call.proceed() {
            self.at = At::Body(call);
        }
        Ok(true)
    }

    /// Whether there may be more to read at once.
    fn read_body(&mut self, mut call: Call<state::RecvBody>) -> Result<bool, ureq::Error> {
        let mut part = [0; 4096];
        let (read, length) = call.read(&self.unread, &mut part).map_err(malformed)?;
        self.unread.drain(..read);
        self.body.extend_from_slice(&part[..length]);
        // Its framing is bounded as well: the line of a chunk, and trailers.
        self.framing += (read - length.min(read)) as u64;
        let is_stuck = read == 0 && length == 0 && MAX_LINE < self.unread.len();
        if MAX_RESPONSE < self.body.len() as u64 || MAX_RESPONSE < self.framing || is_stuck {
            return Err(ureq::Error::BodyExceedsLimit(MAX_RESPONSE));
        }
        if call.body_mode() != BodyMode::CloseDelimited && call.can_proceed() {
            return Ok(false);
        }
        self.at = At::Body(call);
        Ok(0 < read || 0 < length)
    }
}

/// Whether this is the beginning of a response that is not a provisional one.
fn begins(unread: &[u8]) -> Result<bool, ureq::Error> {
    let head = parser::try_parse_partial_response::<MAX_RESPONSE_HEADERS>(unread);
    let status = head.map_err(malformed)?.map(|head| head.status());
    Ok(status.is_some_and(|it| !it.is_informational() || it == StatusCode::SWITCHING_PROTOCOLS))
}

pub(super) fn closed() -> ureq::Error {
    let words = "the connection was closed before the end of a response";
    ureq::Error::Io(io::Error::new(ErrorKind::UnexpectedEof, words))
}

/// The error without its type, which is part neither of ureq's API nor of ours.
fn malformed(error: ureq_proto::Error) -> ureq::Error {
    ureq::Error::Io(io::Error::new(ErrorKind::InvalidData, error.to_string()))
}
