//! Servers that attack within HTTP: they cannot use up memory or time, and their replies cannot
//! make a log show the token.

use std::{
    io::Write as _,
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use flate2::{Compression, write::GzEncoder};
use ig_core::{
    AccessToken, BuildError, Context, Delivery, Error, Login, ResponseError,
    endpoint::{PublishContainer, ReadContainer},
};
use ig_tests::{TOKEN, driver::Driver};

/// The number of connections.
type Count = Arc<AtomicUsize>;

/// A server that runs `answer` on each connection after the request was read.
fn server(answer: impl Fn(&mut TcpStream) + Send + Sync + 'static) -> (SocketAddr, Count) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let (count, answer) = (Count::default(), Arc::new(answer));
    let came = Arc::clone(&count);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { break };
            came.fetch_add(1, Ordering::SeqCst);
            let answer = Arc::clone(&answer);
            thread::spawn(move || {
                if read(&mut stream) {
                    answer(&mut stream);
                }
            });
        }
    });
    (address, count)
}

/// Reads a request to its end: what is left unread would reset the connection.
fn read(stream: &mut TcpStream) -> bool {
    use std::io::Read as _;
    let (mut request, mut part) = (Vec::new(), [0; 8192]);
    loop {
        let length = stream.read(&mut part).unwrap_or(0);
        request.extend_from_slice(&part[..length]);
        // The only body here is the creation id.
        let has_body = request.starts_with(b"POST");
        let end: &[u8] = if has_body { b"creation_id=1001" } else { b"\r\n\r\n" };
        if length == 0 || request.ends_with(end) {
            return length != 0;
        }
    }
}

fn context(address: SocketAddr) -> Context {
    let context = Context::new(Login::Facebook, AccessToken::new(TOKEN)).unwrap();
    context.with_api_base(&format!("http://{address}")).unwrap()
}

/// The limit of a call, which a server can use up.
const PATIENCE: Duration = Duration::from_secs(4);

fn publish(driver: Driver, address: SocketAddr) -> Error {
    let call = PublishContainer::new("1".parse().unwrap(), "1001".parse().unwrap());
    driver.call(context(address), PATIENCE, call).unwrap_err()
}

/// An error as a log shows it, with all its sources.
fn text(error: &Error) -> String {
    use std::error::Error as _;
    let mut text = format!("{error} {error:?}");
    let mut source = error.source();
    while let Some(error) = source {
        text += &format!(": {error}");
        source = error.source();
    }
    text
}

/// Checks that the publish may have taken effect, was sent once, took little time, and did not
/// show the token.
#[track_caller]
fn is_given_up(what: &str, answer: impl Fn(&mut TcpStream) + Send + Sync + 'static) {
    let (address, count) = server(answer);
    for (number, driver) in Driver::BOTH.into_iter().enumerate() {
        let start = Instant::now();
        let error = publish(driver, address);
        let took = start.elapsed();
        assert!(took < PATIENCE * 10, "{driver:?}, {what}: {took:?}");
        assert!(!text(&error).contains(TOKEN), "{driver:?}, {what}: {error:?}");
        let Error::Transport(lost) = &error else { panic!("{driver:?}, {what}: {error:?}") };
        assert_eq!(lost.delivery(), Delivery::Unknown, "{driver:?}, {what}: {error:?}");
        assert_eq!(count.load(Ordering::SeqCst), number + 1, "{driver:?}, {what}: sent again");
    }
}

/// Writes as long as the client reads.
fn without_end(stream: &mut TcpStream, piece: &[u8], pause: Duration) {
    while stream.write_all(piece).is_ok() {
        thread::sleep(pause);
    }
}

#[test]
fn a_body_without_an_end_is_given_up() {
    is_given_up("an endless body", |stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n{\"id\":\"");
        without_end(stream, &[b'1'; 65536], Duration::ZERO);
    });
    is_given_up("endless chunks", |stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
        without_end(stream, &[b"10000\r\n", &[b' '; 65536][..], b"\r\n"].concat(), Duration::ZERO);
    });
}

#[test]
fn headers_without_an_end_are_given_up() {
    is_given_up("endless headers", |stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n");
        without_end(stream, b"x-a: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n", Duration::ZERO);
    });
    is_given_up("one endless header", |stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nx-a: ");
        without_end(stream, &[b'a'; 65536], Duration::ZERO);
    });
    // As fast as it can: `servers/rows.rs`.
    is_given_up("provisional answers without an end", |stream| {
        let early = b"HTTP/1.1 103 Early Hints\r\nlink: a\r\n\r\n";
        without_end(stream, early, Duration::from_millis(1));
    });
}

#[test]
fn a_reply_that_drips_is_given_up() {
    const DRIP: Duration = Duration::from_millis(50);
    is_given_up("a dripping head", |stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nx-a: ");
        without_end(stream, b"a", DRIP);
    });
    is_given_up("a dripping body", |stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n");
        without_end(stream, b" ", DRIP);
    });
}

/// Four megabytes in a few kilobytes are not decompressed: no compression is requested, and a
/// compressed reply is read as it is. Decompressed it would be a success, or too long.
#[test]
fn a_compressed_bomb_is_not_decompressed() {
    static SPACES: [u8; 1 << 16] = [b' '; 1 << 16];
    let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
    bomb.write_all(br#"{"id":"17895695668004550"}"#).unwrap();
    (0..64).for_each(|_| bomb.write_all(&SPACES).unwrap());
    let bomb = bomb.finish().unwrap();
    assert!(bomb.len() < 1 << 14, "{}", bomb.len());
    let (address, count) = server(move |stream| {
        let head =
            "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-type: application/json\r\n";
        let _ = stream.write_all(
            &[format!("{head}content-length: {}\r\n\r\n", bomb.len()).as_bytes(), &bomb].concat(),
        );
    });
    for driver in Driver::BOTH {
        let error = publish(driver, address);
        // The bytes arrived, so the reply counts as unreadable, from its first byte.
        let Error::Response(ResponseError::Decode(decode)) = &error else {
            panic!("{driver:?}: {error:?}");
        };
        let cause = std::error::Error::source(decode).unwrap().to_string();
        assert_eq!(
            (decode.to_string().as_str(), cause.as_str()),
            ("not a media id", "Syntax at line 1 column 1"),
            "{driver:?}"
        );
    }
    assert_eq!(count.load(Ordering::SeqCst), 2, "each was sent once");
}

#[test]
fn no_compression_is_requested() {
    let (said, heads) = std::sync::mpsc::channel();
    let said = std::sync::Mutex::new(said);
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            use std::io::Read as _;
            let mut stream = stream.unwrap();
            let mut head = vec![0; 8192];
            let length = stream.read(&mut head).unwrap_or(0);
            head.truncate(length);
            let _ = said.lock().unwrap().send(String::from_utf8_lossy(&head).to_ascii_lowercase());
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
        }
    });
    for driver in Driver::BOTH {
        let read = ReadContainer::new("1001".parse().unwrap());
        let _ = driver.call(context(address), Duration::from_secs(60), read);
        let head = heads.recv().unwrap();
        for packed in ["gzip", "deflate", "br", "zstd"] {
            let asked =
                head.lines().any(|it| it.contains("accept-encoding") && it.contains(packed));
            assert!(!asked, "{driver:?}: {head}");
        }
    }
}

/// Each redirect leads to the next; the first is a reply like any other, and is not followed.
#[test]
fn ten_thousand_redirects_are_one() {
    for to_elsewhere in [false, true] {
        let (elsewhere, stolen) = server(|stream| {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
        });
        let next = AtomicUsize::new(0);
        let (address, count) = server(move |stream| {
            let number = next.fetch_add(1, Ordering::SeqCst);
            let host = if to_elsewhere { format!("http://{elsewhere}") } else { String::new() };
            let location =
                if number < 10_000 { format!("{host}/{number}") } else { "/".to_owned() };
            let head =
                format!("HTTP/1.1 307 x\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n");
            let _ = stream.write_all(head.as_bytes());
        });
        for driver in Driver::BOTH {
            let error = publish(driver, address);
            assert!(matches!(error, Error::Response(_)), "{driver:?}: {error:?}");
        }
        assert_eq!(count.load(Ordering::SeqCst), 2, "each was sent once");
        assert_eq!(stolen.load(Ordering::SeqCst), 0, "no other server has seen the token");
    }
}

/// Bytes that are not text, in the head and in the body, and the token in all places and spellings
/// that an error can repeat.
#[test]
fn a_reply_never_makes_an_error_show_the_token() {
    let escaped = format!("\\u0045{}", &TOKEN[1..]);
    let in_json = |message: &str| {
        format!(
            r#"{{"error":{{"message":"{message}","type":"{message}","code":190,"fbtrace_id":"{message}","error_user_title":"{message}","error_user_msg":"{message}"}}}}"#
        )
    };
    let bodies: Vec<Vec<u8>> = vec![
        in_json(TOKEN).into_bytes(),
        in_json(&escaped).into_bytes(),
        in_json(&format!("a {TOKEN}, b")).into_bytes(),
        format!(r#"{{"debug_info":{{"type":"{TOKEN}","message":"{escaped}"}}}}"#).into_bytes(),
        format!("<html>{TOKEN}</html>").into_bytes(),
        [b"\xFF\xFE{\"error\":\"".as_slice(), TOKEN.as_bytes(), b"\xC3\"}"].concat(),
        format!(r#"{{"id":"{TOKEN}"}}"#).into_bytes(),
        format!(r#"{{"id":{{"{escaped}":1}}}}"#).into_bytes(),
    ];
    for status in [200, 400, 500] {
        for body in &bodies {
            let body = body.clone();
            let (address, _) = server(move |stream| {
                let length = body.len();
                let head = format!(
                    "HTTP/1.1 {status} {TOKEN}\r\nx-app-usage: {TOKEN}\r\nretry-after: {TOKEN}\r\n\
                     www-authenticate: {TOKEN}\r\ncontent-length: {length}\r\nx-odd: "
                );
                let all = [head.as_bytes(), b"\xFF\xFE\r\n\r\n", &body].concat();
                let _ = stream.write_all(&all);
            });
            for driver in Driver::BOTH {
                let error = publish(driver, address);
                let text = text(&error);
                assert!(!text.contains(TOKEN), "{driver:?}, {status}: {text}");
                assert!(!text.contains(&escaped), "{driver:?}, {status}: {text}");
            }
        }
    }
}

/// Over a network, everyone on the way could read the token.
#[test]
fn plain_http_is_only_for_this_machine() {
    for base in [
        "http://graph.facebook.com",
        "http://192.168.1.1:8025",
        "http://127.0.0.1.example.com",
        "http://localhost.example.com",
        "http://0.0.0.0:8025",
        "ftp://127.0.0.1",
    ] {
        let context = Context::new(Login::Facebook, AccessToken::new(TOKEN)).unwrap();
        let error = context.with_api_base(base).unwrap_err();
        assert!(matches!(error, BuildError::InTheClear), "{base}: {error:?}");
        assert!(!format!("{error} {error:?}").contains(TOKEN));
    }
    for base in ["http://127.0.0.1:8025", "http://[::1]:8025", "http://localhost:8025"] {
        let context = Context::new(Login::Facebook, AccessToken::new(TOKEN)).unwrap();
        assert!(context.with_api_base(base).is_ok(), "{base}");
    }
}
