//! A connection that stays open, and as little around it as possible.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
};

pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub(crate) fn to(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, buffer: vec![0; 1 << 16] }
    }

    /// Sends a request and reads its reply, which ends with a JSON object; gives its length.
    pub(crate) fn read(&mut self, request: &[u8]) -> usize {
        self.stream.write_all(request).unwrap();
        let mut length = 0;
        while length == 0 || self.buffer[length - 1] != b'}' {
            length += self.more(length);
        }
        assert!(self.buffer.starts_with(b"HTTP/1.1 200"), "{}", self.text(length));
        length
    }

    /// Sends a request and reads its reply, whatever its form; gives the value of `"id":"…"`.
    pub(crate) fn id(&mut self, request: &[u8]) -> String {
        self.stream.write_all(request).unwrap();
        let mut length = 0;
        while !is_whole(&self.buffer[..length]) {
            length += self.more(length);
        }
        let text = self.text(length);
        assert!(text.starts_with("HTTP/1.1 20"), "{text}");
        let id = text.split("\"id\"").nth(1).and_then(|rest| rest.split('"').nth(1));
        id.unwrap_or_else(|| panic!("no id in {text}")).to_owned()
    }

    fn more(&mut self, length: usize) -> usize {
        let read = self.stream.read(&mut self.buffer[length..]).unwrap();
        assert!(read > 0, "the connection broke: {}", self.text(length));
        read
    }

    fn text(&self, length: usize) -> String {
        String::from_utf8_lossy(&self.buffer[..length]).into_owned()
    }
}

/// Whether a reply is there to its end.
fn is_whole(reply: &[u8]) -> bool {
    let Some(end) = reply.windows(4).position(|four| four == b"\r\n\r\n") else {
        return false;
    };
    let (head, body) = (String::from_utf8_lossy(&reply[..end]), &reply[end + 4..]);
    let head = head.to_ascii_lowercase();
    match head.split("\r\ncontent-length:").nth(1) {
        Some(rest) => rest.lines().next().and_then(|it| it.trim().parse().ok()) == Some(body.len()),
        // The last chunk.
        None => body.ends_with(b"0\r\n\r\n"),
    }
}
