//! Servers that answer an upload before they have read it: the response is heard, and
//! the rest is not sent.

use std::{
    io::{Read as _, Write as _},
    net::{Shutdown, TcpStream},
    thread,
    time::Duration,
};

use crate::support::{MIB, REFUSED, Server, Video, head, reply, say, take, take_all, upload_to};

/// What a server does after its response.
#[derive(Clone, Copy, Debug)]
enum Then {
    /// Closes with data unread, which resets the connection.
    Resets,
    /// Ends its side, reads on for 100 ms and closes, as nginx does.
    Lingers,
    /// Ends its side and reads to the end.
    EndsAndReads,
    /// Keeps its side open and reads to the end.
    KeepsAndReads,
    /// Keeps its side open and reads nothing until the client has gone.
    KeepsAndReadsNothing,
}

const EACH: [Then; 5] = [
    Then::Resets,
    Then::Lingers,
    Then::EndsAndReads,
    Then::KeepsAndReads,
    Then::KeepsAndReadsNothing,
];

/// Several rounds, because these are races.
const ROUNDS: usize = 10;

const SIZE: u64 = 50 * MIB;

/// The bytes that the buffers of two systems may hold before a server is heard.
const BUFFERS: u64 = 20 * MIB;

const LIMIT: Duration = Duration::from_secs(60);

/// The number of bytes of the body that the server got.
fn go_on(mut stream: TcpStream, then: Then) -> u64 {
    match then {
        Then::Resets => 0,
        Then::Lingers => {
            // The client may have reset the connection already.
            drop(stream.shutdown(Shutdown::Write));
            stream.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
            take_all(&mut stream)
        }
        Then::EndsAndReads => {
            // The client may have reset the connection already.
            drop(stream.shutdown(Shutdown::Write));
            take_all(&mut stream)
        }
        Then::KeepsAndReads => take_all(&mut stream),
        Then::KeepsAndReadsNothing => {
            // After a pause, it counts what has arrived.
            thread::sleep(Duration::from_millis(100));
            take_all(&mut stream)
        }
    }
}

/// A server that sends `response` once it has read `read` bytes of the body.
fn refusing(response: Vec<u8>, read: u64, then: Then) -> Server<u64> {
    Server::new(move |mut stream| {
        let asked = head(&mut stream);
        assert!(asked.contains(&format!("content-length: {SIZE}\r\n")), "{asked}");
        let taken = take(&mut stream, read);
        stream.write_all(&response).unwrap();
        taken + go_on(stream, then)
    })
}

#[test]
fn an_early_refusal_is_heard_whatever_the_server_does_then() {
    let video = Video::new(SIZE);
    for then in EACH {
        for read in [0, 4 * MIB] {
            for round in 0..ROUNDS {
                let what = format!("{then:?} after {read} bytes, round {round}");
                let server = refusing(reply("401 Unauthorized", REFUSED), read, then);
                let uploaded = upload_to(server.address, LIMIT, &video);
                uploaded.is_refused();
                let taken = server.only();
                assert!(uploaded.sent < read + BUFFERS, "{what}: sent {}", uploaded.sent);
                assert!(taken < read + BUFFERS, "{what}: taken {taken}");
                assert!(uploaded.took < LIMIT / 2, "{what}: {:?}", uploaded.took);
            }
        }
    }
}

/// Its end is marked by a length, by chunks, or by the end of the connection.
#[test]
fn an_early_refusal_is_read_to_its_end() {
    let video = Video::new(SIZE);
    let length = REFUSED.len();
    let chunked = format!(
        "HTTP/1.1 401 x\r\ntransfer-encoding: chunked\r\n\r\n1;a=b\r\n{{\r\n{:x}\r\n{}\r\n0\r\n\r\n",
        length - 1,
        &REFUSED[1..]
    );
    let provisional = "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n";
    let with_length = String::from_utf8(reply("401 x", REFUSED)).unwrap();
    for (response, then) in [
        (chunked, Then::KeepsAndReadsNothing),
        (format!("HTTP/1.1 401 x\r\n\r\n{REFUSED}"), Then::EndsAndReads),
        (format!("HTTP/1.0 401 x\r\n\r\n{REFUSED}"), Then::EndsAndReads),
        (format!("{provisional}{with_length}"), Then::KeepsAndReadsNothing),
    ] {
        let server = refusing(response.clone().into_bytes(), 0, then);
        let uploaded = upload_to(server.address, LIMIT, &video);
        uploaded.is_refused();
        assert!(server.only() < BUFFERS && uploaded.sent < BUFFERS, "{response}");
    }
}

/// No more is sent once the status is known, and the rest of the response is waited for.
#[test]
fn an_early_refusal_may_come_in_pieces() {
    let video = Video::new(SIZE);
    let server = Server::new(|mut stream| {
        head(&mut stream);
        let response = reply("401 Unauthorized", REFUSED);
        for piece in response.chunks(response.len() / 9) {
            assert!(say(&mut stream, piece));
            thread::sleep(Duration::from_millis(20));
        }
        take_all(&mut stream)
    });
    let uploaded = upload_to(server.address, LIMIT, &video);
    uploaded.is_refused();
    assert!(server.only() < BUFFERS && uploaded.sent < BUFFERS, "{uploaded:?}");
}

/// A provisional response is not a response: the body is sent to its last byte.
#[test]
fn provisional_responses_do_not_stop_an_upload() {
    let video = Video::new(SIZE);
    let server = Server::new(|mut stream| {
        head(&mut stream);
        let mut taken = 0;
        for provisional in ["100 Continue", "102 Processing", "103 Early Hints"] {
            assert!(say(&mut stream, format!("HTTP/1.1 {provisional}\r\n\r\n").as_bytes()));
            taken += take(&mut stream, SIZE / 3);
        }
        taken += take(&mut stream, SIZE - taken);
        for _ in 0..1000 {
            assert!(say(&mut stream, b"HTTP/1.1 103 Early Hints\r\n\r\n"));
        }
        assert!(say(&mut stream, &reply("200 OK", r#"{"success":true}"#)));
        taken
    });
    let uploaded = upload_to(server.address, LIMIT, &video);
    uploaded.result.as_ref().unwrap();
    assert_eq!((uploaded.sent, server.only()), (SIZE, SIZE));
}

/// As fast as it can, or slowly: neither holds the client beyond its limits.
#[test]
fn provisional_responses_without_an_end_are_given_up() {
    let limit = Duration::from_millis(500);
    let video = Video::new(SIZE);
    for (reads, pause) in [
        (0, Duration::ZERO),
        (SIZE, Duration::ZERO),
        (0, Duration::from_millis(5)),
        (SIZE, Duration::from_millis(5)),
    ] {
        let server = Server::new(move |mut stream| {
            head(&mut stream);
            take(&mut stream, reads);
            while say(&mut stream, b"HTTP/1.1 103 Early Hints\r\n\r\n") {
                thread::sleep(pause);
            }
        });
        let uploaded = upload_to(server.address, limit, &video);
        uploaded.is_unknown();
        assert!(uploaded.took < LIMIT / 2, "{reads}, {pause:?}: {uploaded:?}");
        server.only();
    }
}

/// Without a response, the result is unknown, and nothing is sent a second time.
#[test]
fn a_server_that_closes_without_a_response_leaves_an_upload_unknown() {
    let video = Video::new(SIZE);
    for then in [Then::Resets, Then::Lingers, Then::EndsAndReads] {
        for read in [0, 4 * MIB] {
            for response in ["", "HTTP/1.1 401 x\r\ncontent-le", "SSH-2.0-OpenSSH_9.2\r\n"] {
                let server = refusing(response.as_bytes().to_vec(), read, then);
                let uploaded = upload_to(server.address, LIMIT, &video);
                assert!(!uploaded.is_unknown().is_timeout(), "{then:?}, {response:?}");
                let taken = server.only();
                assert!(taken < read + BUFFERS, "{then:?}, {response:?}: {taken}");
                assert!(uploaded.took < LIMIT / 2, "{uploaded:?}");
            }
        }
    }
}

/// The whole body goes to a server that reads it, and in the right order.
#[test]
fn a_whole_upload_is_one_request_with_its_length() {
    let video = Video::new(3 * MIB + 5);
    let server = Server::new(|mut stream| {
        let asked = head(&mut stream);
        let mut body = vec![1; usize::try_from(3 * MIB + 5).unwrap()];
        stream.read_exact(&mut body).unwrap();
        assert!(say(&mut stream, &reply("200 OK", r#"{"success":true}"#)));
        (asked, body.iter().all(|byte| *byte == 0), take_all(&mut stream))
    });
    upload_to(server.address, LIMIT, &video).result.unwrap();
    let (asked, is_whole, more) = server.only();
    assert!(is_whole && more == 0, "{more} bytes more");
    assert!(asked.starts_with("POST /ig-api-upload/v26.0/1001 HTTP/1.1\r\n"), "{asked}");
    let address = format!("host: {}\r\n", server.address);
    for header in
        [&address, "user-agent: ig-ureq/", "accept: application/json\r\n", "connection: close\r\n"]
    {
        assert_eq!(asked.matches(header).count(), 1, "{asked}");
    }
    assert!(!asked.contains("accept-encoding") && !asked.contains("chunked"), "{asked}");
}
