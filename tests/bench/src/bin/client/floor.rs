//! What the sockets alone cost: three requests of ready bytes on one connection, and their replies.
//! Only the container's id is written into them.

use std::{
    error::Error,
    io::{Read as _, Write as _},
    net::TcpStream,
};

use super::{CAPTION, Publish, TOKEN, USER};

/// The number of digits of the sandbox's ids.
const DIGITS: usize = 17;

pub(super) fn sockets(base: &str, image: &str) -> Result<Publish, Box<dyn Error>> {
    let host = base.strip_prefix("http://").ok_or("not http")?;
    let form = form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("image_url", image), ("caption", CAPTION)])
        .finish();
    let create = post(host, "media", &form);
    let place = "GET /v26.0/".len();
    let line = format!("GET /v26.0/{:DIGITS$}?fields=status_code%2Cstatus HTTP/1.1\r\n", "");
    let mut status = format!("{line}{}\r\n", headers(host)).into_bytes();
    let mut publish = post(host, "media_publish", &format!("creation_id={:DIGITS$}", ""));

    let mut socket = Socket::connect(host)?;
    Ok(Publish(Box::new(move || {
        let id: [u8; DIGITS] = id(socket.exchange(&create)?).ok_or("no id of that length")?;
        status[place..][..DIGITS].copy_from_slice(&id);
        let end = publish.len() - DIGITS;
        publish[end..].copy_from_slice(&id);
        socket.exchange(&status)?;
        socket.exchange(&publish).map(drop)
    })))
}

fn post(host: &str, path: &str, form: &str) -> Vec<u8> {
    let (headers, length) = (headers(host), form.len());
    let form_type = "content-type: application/x-www-form-urlencoded";
    format!(
        "POST /v26.0/{USER}/{path} HTTP/1.1\r\n{headers}{form_type}\r\ncontent-length: {length}\r\n\
        \r\n{form}"
    )
    .into_bytes()
}

/// As many as the transports send.
fn headers(host: &str) -> String {
    format!(
        "host: {host}\r\nauthorization: Bearer {TOKEN}\r\naccept: application/json\r\n\
        user-agent: a-program/0.1.0\r\n"
    )
}

struct Socket {
    stream: TcpStream,
    heard: Vec<u8>,
}

impl Socket {
    fn connect(host: &str) -> Result<Self, Box<dyn Error>> {
        let stream = TcpStream::connect(host)?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, heard: vec![0; 16 * 1024] })
    }

    /// The body of the reply.
    fn exchange(&mut self, request: &[u8]) -> Result<&[u8], Box<dyn Error>> {
        self.stream.write_all(request)?;
        let mut length = 0;
        loop {
            match self.stream.read(&mut self.heard[length..])? {
                0 => return Err("the server closed the connection".into()),
                more => length += more,
            }
            if let Some(body) = body(&self.heard[..length]) {
                // Looked for again, since it is borrowed.
                let start = length - body;
                return if self.heard.starts_with(b"HTTP/1.1 200") {
                    Ok(&self.heard[start..length])
                } else {
                    Err(String::from_utf8_lossy(&self.heard[..length]).into())
                };
            }
        }
    }
}

/// The length of the body, once the reply is whole.
fn body(reply: &[u8]) -> Option<usize> {
    let start = after(reply, b"\r\n\r\n")?;
    let digits = &reply[after(&reply[..start], b"content-length: ")?..];
    let end = digits.iter().position(|byte| !byte.is_ascii_digit())?;
    let length = str::from_utf8(&digits[..end]).ok()?.parse().ok()?;
    (reply.len() == start + length).then_some(length)
}

fn id(body: &[u8]) -> Option<[u8; DIGITS]> {
    let start = after(body, br#""id":""#)?;
    body.get(start..)?.strip_suffix(br#""}"#)?.try_into().ok()
}

fn after(bytes: &[u8], what: &[u8]) -> Option<usize> {
    Some(bytes.windows(what.len()).position(|it| it == what)? + what.len())
}
