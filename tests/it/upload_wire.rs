//! The bytes of an upload on the wire, and servers that stall.

use std::{
    fs::File,
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use ig_core::{
    AccessToken, Context, Delivery, Error, Login, ResponseError, TransportError,
    endpoint::UploadVideo,
    upload::{Part, Uploading},
};
use ig_tests::{TOKEN, driver::Driver, video::VideoFile};

use crate::upload::MIB;

/// A server that runs `serve` on each connection.
fn server(serve: impl Fn(TcpStream) + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || listener.incoming().take(9).flatten().for_each(serve));
    address
}

fn context(address: SocketAddr) -> Context {
    let context = Context::new(Login::Facebook, AccessToken::new(TOKEN)).unwrap();
    context.with_api_base(&format!("http://{address}")).unwrap()
}

fn upload(address: SocketAddr, slice: Part) -> UploadVideo {
    let uri = format!("http://{address}/ig-api-upload/v26.0/1001").parse().unwrap();
    UploadVideo::part(uri, slice)
}

fn call(
    driver: Driver,
    address: SocketAddr,
    slice: Part,
    timeout: Duration,
) -> Result<(), TransportError> {
    let (context, upload) = (context(address), upload(address, slice));
    // A `Repeatable` call is sent again if that may help: this server sees each
    // attempt.
    match driver.call(context, timeout, upload) {
        Ok(_) => Ok(()),
        Err(Error::Transport(lost)) => Err(lost),
        Err(other) => panic!("{other:?}"),
    }
}

const UPLOADED: &[u8] =
    b"HTTP/1.1 200 OK\r\ncontent-length: 16\r\nconnection: close\r\n\r\n{\"success\":true}";

/// Reads a head, and then a body of the length that it names.
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

/// The guide's request: `OAuth`, the offset, the total size, the length of the part,
/// and no chunked encoding.
#[test]
fn a_part_of_a_video_is_sent_word_for_word() {
    let video = VideoFile::new(300_000);
    let bytes = std::fs::read(video.path()).unwrap();
    for driver in Driver::BOTH {
        let (came, requests) = mpsc::channel();
        let address = server(move |mut stream| {
            came.send(request(&mut stream)).unwrap();
            stream.write_all(UPLOADED).unwrap();
        });
        for (offset, length) in [(0, 300_000), (50_002, 249_998), (50_002, 100_000)] {
            let slice = video.file.part(offset).with_length(length);
            call(driver, address, slice, Duration::from_secs(60)).unwrap();
            let (head, body) = requests.recv().unwrap();
            assert!(head.starts_with("post /ig-api-upload/v26.0/1001 http/1.1\r\n"), "{head}");
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

/// A video that changes is never a complete body, even if the change comes before the
/// last piece: the connection breaks, and no server mistakes it for the video.
#[test]
fn no_server_gets_the_whole_of_a_video_that_changes() {
    for driver in Driver::BOTH {
        for at in [MIB, 4 * MIB - 65_536] {
            let video = VideoFile::new(4 * MIB);
            let (came, lengths) = mpsc::channel();
            let address = server(move |stream| {
                let mut all = Vec::new();
                // It may end with a reset.
                let _ = stream.take(4 * MIB as u64).read_to_end(&mut all);
                came.send(all.len()).unwrap();
            });
            let path = video.path().to_owned();
            let report = move |upload: Uploading| {
                if at as u64 == upload.sent {
                    File::options().append(true).open(&path).unwrap().write_all(b"more").unwrap();
                }
            };
            let lost = driver.call_and_report(
                context(address),
                upload(address, video.file.part(0)),
                report,
            );
            let Err(Error::Transport(lost)) = lost else { panic!("{driver:?}: {lost:?}") };
            assert!(lost.is_of_source(), "{driver:?}: {lost:?}");
            let length = lengths.recv().unwrap();
            assert!(0 < length && length < 4 * MIB, "{driver:?}, {at}: {length}");
        }
    }
}

/// The token is sent with the video, so a redirect is a response here too.
#[test]
fn a_redirected_upload_is_not_followed() {
    let video = VideoFile::new(MIB);
    for driver in Driver::BOTH {
        let (came, requests) = mpsc::channel();
        let address = server(move |mut stream| {
            came.send(request(&mut stream).1.len()).unwrap();
            let reply = "HTTP/1.1 307 x\r\nlocation: /elsewhere\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
            stream.write_all(reply.as_bytes()).unwrap();
        });
        let upload = upload(address, video.file.part(0));
        let error = driver.call_and_report(context(address), upload, drop).unwrap_err();
        let Error::Response(ResponseError::Http(http)) = error else { panic!("{error:?}") };
        assert_eq!(http.status.as_u16(), 307, "{driver:?}");
        assert_eq!(requests.try_iter().collect::<Vec<_>>(), [MIB], "{driver:?}");
    }
}

/// The time limit is for a stalled transfer: a whole video may take many times as long.
#[test]
fn a_slow_upload_continues_and_a_stalled_one_times_out() {
    let video = VideoFile::new(64 * MIB);
    let limit = Duration::from_secs(3);
    thread::scope(|scope| {
        for driver in Driver::BOTH {
            let video = &video;
            scope.spawn(move || slow_and_stalled(driver, video, limit));
        }
    });
}

fn slow_and_stalled(driver: Driver, video: &VideoFile, limit: Duration) {
    let slow = server(|mut stream| {
        let (mut part, mut left) = (vec![0; 128 * 1024], 64 * MIB);
        // The head is not counted, so a few bytes remain in the end.
        while 0 < left {
            thread::sleep(Duration::from_millis(7));
            stream.read_exact(&mut part).unwrap();
            left -= part.len();
        }
        stream.write_all(UPLOADED).unwrap();
        // A reply sent while bytes are unread is lost.
        let _ = stream.read_to_end(&mut part);
    });
    let start = Instant::now();
    call(driver, slow, video.file.part(0), limit).unwrap();
    assert!(limit < start.elapsed(), "{driver:?}: {:?}", start.elapsed());

    let (hold, held) = mpsc::channel();
    let still = server(move |stream| hold.send(stream).unwrap());
    let lost = call(driver, still, video.file.part(0), limit).unwrap_err();
    assert_eq!((lost.delivery(), lost.is_timeout()), (Delivery::Unknown, true), "{driver:?}");
    drop(held);
}

#[test]
fn without_a_connection_nothing_of_a_video_is_sent() {
    let nobody = ig_tests::NOBODY;
    let video = VideoFile::new(MIB);
    for driver in Driver::BOTH {
        let lost = call(driver, nobody, video.file.part(0), Duration::from_secs(60)).unwrap_err();
        assert_eq!(
            (lost.delivery(), lost.is_of_source()),
            (Delivery::NotSent, false),
            "{driver:?}"
        );
    }
}
