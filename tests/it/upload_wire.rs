//! An upload as the bytes that it is, and servers that stall.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use ig_core::{
    AccessToken, Context, Delivery, EndpointExt, Error, FileSlice, Login, TransportError,
    endpoint::UploadVideo,
};
use ig_tests::{TOKEN, driver::Driver, film::Film};

use crate::upload::MIB;

/// A server that does `serve` with each connection.
fn server(serve: impl Fn(TcpStream) + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || listener.incoming().take(9).flatten().for_each(serve));
    address
}

fn call(
    driver: Driver,
    address: SocketAddr,
    slice: FileSlice,
    timeout: Duration,
) -> Result<(), TransportError> {
    let context = Context::new(Login::Facebook, AccessToken::new(TOKEN)).unwrap();
    let context = context.with_api_base(&format!("http://{address}")).unwrap();
    let uri = format!("http://{address}/ig-api-upload/v25.0/1001").parse().unwrap();
    let upload = UploadVideo::bytes(uri, slice);
    assert!(upload.to_request(&context).is_err(), "the core alone carries no file");
    // A call that is `Repeatable` is sent again where that may help: the server
    // here sees each of them.
    match driver.call(context, timeout, upload) {
        Ok(_) => Ok(()),
        Err(Error::Transport(lost)) => Err(lost),
        Err(other) => panic!("{other:?}"),
    }
}

const UPLOADED: &[u8] =
    b"HTTP/1.1 200 OK\r\ncontent-length: 16\r\nconnection: close\r\n\r\n{\"success\":true}";

/// Reads a head, and then as much as it says.
fn request(stream: &mut impl Read) -> (String, Vec<u8>) {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).unwrap();
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap().to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    let mut body = vec![0; length.parse().unwrap()];
    stream.read_exact(&mut body).unwrap();
    (head, body)
}

/// The guide's request: `OAuth`, the offset, the size of the whole, the length
/// of the part, and nothing in chunks.
#[test]
fn a_part_of_a_film_is_sent_word_for_word() {
    let film = Film::new(300_000);
    let bytes = std::fs::read(film.path()).unwrap();
    for driver in Driver::BOTH {
        let (came, requests) = mpsc::channel();
        let address = server(move |mut stream| {
            came.send(request(&mut stream)).unwrap();
            stream.write_all(UPLOADED).unwrap();
        });
        for (offset, length) in [(0, 300_000), (50_002, 249_998), (50_002, 100_000)] {
            let slice = film.file.slice(offset).with_length(length);
            call(driver, address, slice, Duration::from_secs(5)).unwrap();
            let (head, body) = requests.recv().unwrap();
            assert!(head.starts_with("post /ig-api-upload/v25.0/1001 http/1.1\r\n"), "{head}");
            let token = format!("authorization: oauth {}\r\n", TOKEN.to_lowercase());
            let headers = [
                token,
                format!("offset: {offset}\r\n"),
                "file_size: 300000\r\n".to_owned(),
                format!("content-length: {length}\r\n"),
                "content-type: application/octet-stream\r\n".to_owned(),
            ];
            for header in headers {
                assert_eq!(head.matches(&header).count(), 1, "{driver:?}: {head}");
            }
            assert!(!head.contains("chunked") && !head.contains("expect"), "{driver:?}: {head}");
            let part = &bytes[offset as usize..(offset + length) as usize];
            assert!(body == part, "{driver:?}: {} bytes", body.len());
        }
    }
}

/// The time limit is one for standing still: a film may take many times as long.
#[test]
fn a_slow_upload_goes_on_and_one_that_stands_still_times_out() {
    let film = Film::new(8 * MIB);
    let limit = Duration::from_millis(400);
    for driver in Driver::BOTH {
        let slow = server(|mut stream| {
            let mut part = vec![0; MIB];
            let mut left = 8 * MIB;
            while 0 < left {
                thread::sleep(Duration::from_millis(15));
                let most = part.len().min(128 * 1024);
                left = left.saturating_sub(stream.read(&mut part[..most]).unwrap());
            }
            // The head was not counted.
            thread::sleep(Duration::from_millis(50));
            stream.write_all(UPLOADED).unwrap();
        });
        let start = Instant::now();
        call(driver, slow, film.file.slice(0), limit).unwrap();
        assert!(2 * limit < start.elapsed(), "{driver:?}: {:?}", start.elapsed());

        let (hold, held) = mpsc::channel();
        let still = server(move |stream| hold.send(stream).unwrap());
        let lost = call(driver, still, film.file.slice(0), limit).unwrap_err();
        assert_eq!((lost.delivery(), lost.is_timeout()), (Delivery::Unknown, true), "{driver:?}");
        drop(held);
    }
}

#[test]
fn without_a_connection_nothing_of_a_film_is_sent() {
    let nobody = {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        listener.local_addr().unwrap()
    };
    let film = Film::new(MIB);
    for driver in Driver::BOTH {
        let lost = call(driver, nobody, film.file.slice(0), Duration::from_secs(5)).unwrap_err();
        assert_eq!((lost.delivery(), lost.is_of_file()), (Delivery::NotSent, false), "{driver:?}");
    }
}
