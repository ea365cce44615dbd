//! One request over its own socket, with only `std::net`.

use std::{
    io::{self, Cursor, ErrorKind, Read, Write},
    net::TcpStream,
    time::Duration,
};

use ig_core::{
    Body, Delivery, TransportError,
    http::{Request, Response, header, request::Parts},
};
use ig_driver::{Files, MAX_RESPONSE, PIECE, PartReader};

/// How long the server may send or accept nothing: Meta has been seen to reply to
/// a publish after two minutes.
const TIMEOUT: Duration = Duration::from_secs(180);

/// Sends bytes and parts of files alike, in pieces of 64 KiB.
///
/// Only a failure before the first byte proves that nothing was sent.
pub(crate) fn send(request: Request<Body>) -> Result<Response<Vec<u8>>, TransportError> {
    let not_sent = |error: io::Error| TransportError::new(Delivery::NotSent).with_source(error);
    let unknown = |error: io::Error| TransportError::new(Delivery::Unknown).with_source(error);
    let (parts, body) = request.into_parts();
    let head = head(&parts, body.length());
    let mut body: Box<dyn Read> = match body {
        Body::Bytes(bytes) => Box::new(Cursor::new(bytes)),
        Body::Part(part) => {
            Box::new(PartReader::open(&Files, &part).map_err(TransportError::of_source)?)
        }
    };
    let mut stream = TcpStream::connect(authority(&parts)).map_err(not_sent)?;
    stream.set_read_timeout(Some(TIMEOUT)).map_err(not_sent)?;
    stream.set_write_timeout(Some(TIMEOUT)).map_err(not_sent)?;
    stream.write_all(&head).map_err(unknown)?;
    let mut piece = vec![0; PIECE];
    loop {
        // The file is not, or no longer, the planned one: the server does not get a whole body.
        let length = body.read(&mut piece).map_err(TransportError::of_source)?;
        // A server that refuses an upload replies before its end and closes.
        if length == 0 || stream.write_all(&piece[..length]).is_err() {
            break;
        }
    }
    let mut bytes = Vec::new();
    stream.take(MAX_RESPONSE).read_to_end(&mut bytes).map_err(unknown)?;
    parse(&bytes).map_err(unknown)
}

fn authority(parts: &Parts) -> &str {
    parts.uri.authority().map_or("", |authority| authority.as_str())
}

fn head(parts: &Parts, length: u64) -> Vec<u8> {
    let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
    let mut head = format!("{} {target} HTTP/1.1\r\nhost: {}\r\n", parts.method, authority(parts));
    head += "connection: close\r\n";
    // The head of an upload already has it.
    if !parts.headers.contains_key(header::CONTENT_LENGTH) {
        head += &format!("content-length: {length}\r\n");
    }
    let mut head = head.into_bytes();
    for (name, value) in &parts.headers {
        head.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
    }
    head.extend(b"\r\n");
    head
}

/// Reads a response that has a length or ends with the connection.
fn parse(bytes: &[u8]) -> io::Result<Response<Vec<u8>>> {
    let broken = |what: &str| io::Error::new(ErrorKind::UnexpectedEof, what.to_owned());
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut head = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(end) = head.parse(bytes).map_err(io::Error::other)? else {
        return Err(broken("the response was cut in its head"));
    };
    let mut response = Response::builder().status(head.code.unwrap_or_default());
    for field in head.headers.iter() {
        response = response.header(field.name, field.value);
    }
    let response = response.body(bytes[end..].to_vec()).map_err(io::Error::other)?;
    if response.headers().contains_key(header::TRANSFER_ENCODING) {
        return Err(broken("the response is in chunks, which this example does not read"));
    }
    let length = response.headers().get(header::CONTENT_LENGTH);
    let length: Option<usize> = length.and_then(|length| length.to_str().ok()?.parse().ok());
    match length {
        Some(length) if response.body().len() != length => {
            Err(broken("the response was cut in its body"))
        }
        _ => Ok(response),
    }
}
