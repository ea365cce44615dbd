//! The part of HTTP/2 that a server needs to refuse requests: frames by hand, since a library
//! would not send some of them, over plain TCP with prior knowledge.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpStream},
};

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const GOAWAY: u8 = 7;

const END_STREAM: u8 = 1;
const ACK: u8 = 1;
const END_HEADERS: u8 = 4;

/// RFC 9113, section 7.
pub(crate) const NO_ERROR: u32 = 0;
pub(crate) const INTERNAL_ERROR: u32 = 2;
pub(crate) const REFUSED_STREAM: u32 = 7;

/// A connection of a client.
pub(crate) struct Http2(TcpStream);

impl Http2 {
    /// `None` if the client speaks something else, or has gone.
    pub(crate) fn accept(mut stream: TcpStream) -> Option<Self> {
        let mut preface = [0; PREFACE.len()];
        stream.read_exact(&mut preface).ok()?;
        if preface != PREFACE {
            return None;
        }
        let mut this = Self(stream);
        this.frame(SETTINGS, 0, 0, &[]);
        Some(this)
    }

    /// The stream of the next request, once it is complete. `None` if the client has gone.
    pub(crate) fn request(&mut self) -> Option<u32> {
        loop {
            let mut head = [0; 9];
            self.0.read_exact(&mut head).ok()?;
            let [a, b, c, kind, flags, stream @ ..] = head;
            let mut payload = vec![0; u32::from_be_bytes([0, a, b, c]) as usize];
            self.0.read_exact(&mut payload).ok()?;
            match kind {
                SETTINGS | PING if flags & ACK == 0 => {
                    let payload = if kind == PING { &payload[..] } else { &[] };
                    self.frame(kind, ACK, 0, payload);
                }
                HEADERS | DATA if flags & END_STREAM != 0 => {
                    return Some(u32::from_be_bytes(stream));
                }
                _ => (),
            }
        }
    }

    /// A whole reply with status 200.
    pub(crate) fn reply(&mut self, stream: u32, body: &[u8]) {
        // `:status: 200`, which is number 8 of HPACK's static table.
        self.frame(HEADERS, END_HEADERS, stream, &[0x88]);
        self.frame(DATA, END_STREAM, stream, body);
    }

    pub(crate) fn reset(&mut self, stream: u32, code: u32) {
        self.frame(RST_STREAM, 0, stream, &code.to_be_bytes());
    }

    /// No stream above `last` was processed.
    pub(crate) fn go_away(&mut self, last: u32, code: u32) {
        self.frame(GOAWAY, 0, 0, &[last.to_be_bytes(), code.to_be_bytes()].concat());
    }

    /// Unread data would reset the connection and discard what was sent.
    pub(crate) fn close(mut self) {
        let _ = self.0.shutdown(Shutdown::Write);
        while self.0.read(&mut [0; 4096]).is_ok_and(|length| 0 < length) {}
    }

    fn frame(&mut self, kind: u8, flags: u8, stream: u32, payload: &[u8]) {
        let [_, length @ ..] = u32::try_from(payload.len()).unwrap().to_be_bytes();
        let frame = [&length[..], &[kind, flags], &stream.to_be_bytes(), payload].concat();
        // The client may have gone.
        let _ = self.0.write_all(&frame);
    }
}
