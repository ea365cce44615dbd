//! How much of a response is read: 1 MiB, to the byte.

use std::time::Duration;

use ig_core::{Error, endpoint::ReadContainer};
use ig_ureq::MAX_RESPONSE;

use crate::support::{
    MIB, Server, Uploaded, Video, chain, client, context, head, say, take, take_all, upload_to,
};

const LIMIT: Duration = Duration::from_secs(60);

/// How a server marks the end of its response.
#[derive(Clone, Copy, Debug)]
enum End {
    Length,
    Chunks,
    Close,
}

fn response(body: &str, size: u64, end: End) -> Vec<u8> {
    let size = usize::try_from(size).unwrap();
    let body = body.to_owned() + &" ".repeat(size - body.len());
    match end {
        End::Length => format!("HTTP/1.1 200 OK\r\ncontent-length: {size}\r\n\r\n{body}"),
        End::Chunks => {
            let (one, other) = body.split_at(70_000);
            format!(
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n{one}\r\n{:x}\r\n\
                 {other}\r\n0\r\n\r\n",
                one.len(),
                other.len()
            )
        }
        End::Close => format!("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{body}"),
    }
    .into_bytes()
}

/// The cases, and whether each is read.
fn cases() -> impl Iterator<Item = (u64, End, bool)> {
    let sizes = [MAX_RESPONSE, MAX_RESPONSE + 1, MAX_RESPONSE + 2, 3 * MAX_RESPONSE];
    let ends = [End::Length, End::Chunks, End::Close];
    sizes.into_iter().flat_map(move |size| ends.map(|end| (size, end, size == MAX_RESPONSE)))
}

#[track_caller]
fn is_too_large(what: &str, error: &Error) {
    let said = chain(error);
    assert!(said.contains("the response is larger than 1048576 bytes"), "{what}: {said}");
    let Error::Transport(lost) = error else { panic!("{error:?}") };
    assert_eq!(lost.delivery(), ig_core::Delivery::Unknown, "{what}");
}

#[test]
fn a_response_of_one_mebibyte_is_read_and_one_byte_more_is_an_error() {
    assert_eq!(MAX_RESPONSE, MIB);
    for (size, end, is_read) in cases() {
        let what = format!("{size}, {end:?}");
        let server = Server::new(move |mut stream| {
            head(&mut stream);
            say(&mut stream, &response(r#"{"status_code":"FINISHED"}"#, size, end));
        });
        let client = client(context(&format!("http://{}", server.address)));
        let client = client.with_timeout(LIMIT).build().unwrap();
        match client.call(ReadContainer::new("1001".parse().unwrap())) {
            Ok(_) => assert!(is_read, "{what}"),
            Err(error) => {
                assert!(!is_read, "{what}: {error:?}");
                is_too_large(&what, &error);
            }
        }
        server.only();
    }
}

#[test]
fn the_limit_also_holds_for_the_response_to_an_upload() {
    let video = Video::new(1000);
    for (size, end, is_read) in cases() {
        let what = format!("{size}, {end:?}");
        let server = Server::new(move |mut stream| {
            head(&mut stream);
            take(&mut stream, 1000);
            say(&mut stream, &response(r#"{"success":true}"#, size, end));
            drop(stream.shutdown(std::net::Shutdown::Write));
            take_all(&mut stream)
        });
        let uploaded: Uploaded = upload_to(server.address, LIMIT, &video);
        match &uploaded.result {
            Ok(()) => assert!(is_read, "{what}"),
            Err(error) => {
                assert!(!is_read, "{what}: {error:?}");
                is_too_large(&what, error);
            }
        }
        server.only();
    }
}
