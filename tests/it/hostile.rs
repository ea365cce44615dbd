//! Servers that misbehave below HTTP: what a transport makes of them.

use std::{
    error::Error as _,
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::mpsc,
    thread,
    time::Duration,
};

use ig_core::{
    AccessToken, Context, Delivery, Error, Login, ResponseError, TransportError,
    endpoint::{PublishContainer, ReadContainer},
};
use ig_tests::{TOKEN, driver::Driver};

/// A server that says `reply` to each request on a connection of its own, and
/// then breaks it; it tells how many requests came.
fn server(
    reply: impl Fn(SocketAddr) -> Vec<u8> + Send + 'static,
) -> (SocketAddr, mpsc::Receiver<()>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let (came, requests) = mpsc::channel();
    thread::spawn(move || {
        for stream in listener.incoming().take(20) {
            let Ok(mut stream) = stream else { break };
            if request(&mut stream).is_empty() {
                continue;
            }
            if came.send(()).is_err() {
                break;
            }
            // The client may have gone before it got all.
            let _ = stream.write_all(&reply(address));
        }
    });
    (address, requests)
}

/// Reads a request to its end: what is left unread would reset the connection.
fn request(stream: &mut TcpStream) -> Vec<u8> {
    let mut request = Vec::new();
    let mut part = [0; 8192];
    loop {
        let length = stream.read(&mut part).unwrap_or(0);
        request.extend_from_slice(&part[..length]);
        // The only body here is the creation id.
        if length == 0 || request.ends_with(b"creation_id=1001") {
            return request;
        }
    }
}

fn context(address: SocketAddr) -> Context {
    let context = Context::new(Login::Facebook, AccessToken::new(TOKEN)).unwrap();
    context.with_api_base(&format!("http://{address}")).unwrap()
}

fn publish() -> PublishContainer {
    PublishContainer::new("1".parse().unwrap(), "1001".parse().unwrap())
}

fn call(driver: Driver, address: SocketAddr) -> Error {
    driver.call(context(address), Duration::from_secs(5), publish()).unwrap_err()
}

#[track_caller]
fn transport(error: Error) -> TransportError {
    assert!(!chain(&error).contains(TOKEN) && !format!("{error:?}").contains(TOKEN), "{error:?}");
    match error {
        Error::Transport(lost) => lost,
        other => panic!("{other:?}"),
    }
}

fn chain(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text += &format!(": {error}");
        source = error.source();
    }
    text
}

/// A redirect of a publish is not followed: it would be a second publish, and
/// somebody else's server would get the token.
#[test]
fn a_redirect_is_a_response() {
    for status in [301, 302, 303, 307, 308] {
        for driver in Driver::BOTH {
            let (address, requests) = server(move |address| {
                format!("HTTP/1.1 {status} x\r\nlocation: http://{address}/elsewhere\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").into_bytes()
            });
            let error = call(driver, address);
            let Error::Response(ResponseError::Http(http)) = &error else { panic!("{error:?}") };
            assert_eq!(http.status.as_u16(), status);
            assert_eq!(requests.try_iter().count(), 1, "{driver:?}");
        }
    }
}

#[test]
fn a_response_beyond_one_mebibyte_is_no_reply_and_says_so() {
    for driver in Driver::BOTH {
        for with_length in [true, false] {
            let (address, requests) = server(move |_| {
                let size = 3 * 1024 * 1024;
                let length =
                    if with_length { format!("content-length: {size}\r\n") } else { String::new() };
                let mut reply =
                    format!("HTTP/1.1 200 OK\r\n{length}connection: close\r\n\r\n").into_bytes();
                reply.resize(reply.len() + size, b' ');
                reply
            });
            let error = call(driver, address);
            assert!(chain(&error).contains("larger than 1048576 bytes"), "{driver:?}: {error:?}");
            assert_eq!(transport(error).delivery(), Delivery::Unknown);
            assert_eq!(requests.try_iter().count(), 1, "{driver:?}");
        }
    }
}

/// One byte less is read: the cap is where it is said to be.
#[test]
fn a_response_of_one_mebibyte_is_read() {
    for driver in Driver::BOTH {
        let (address, _requests) = server(|_| {
            let mut body = br#"{"id":"2001"}"#.to_vec();
            body.resize(1024 * 1024, b' ');
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
            [head.as_bytes(), &body].concat()
        });
        let media = driver.call(context(address), Duration::from_secs(5), publish()).unwrap();
        assert_eq!(media.id.as_str(), "2001", "{driver:?}");
    }
}

#[test]
fn a_connection_that_breaks_leaves_a_publish_unknown_and_sends_no_other() {
    for driver in Driver::BOTH {
        for reply in [
            "",
            "HTTP/1.1 200 OK\r\n",
            "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"id\":",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"id\"",
            "SSH-2.0-OpenSSH_9.2\r\n",
        ] {
            let (address, requests) = server(|_| reply.as_bytes().to_vec());
            let lost = transport(call(driver, address));
            assert_eq!(lost.delivery(), Delivery::Unknown, "{driver:?}, {reply:?}");
            assert_eq!(requests.try_iter().count(), 1, "{driver:?}, {reply:?}");
        }
    }
}

#[test]
fn a_server_that_says_nothing_times_out_and_may_have_acted() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    for driver in Driver::BOTH {
        let error =
            driver.call(context(address), Duration::from_millis(300), publish()).unwrap_err();
        let lost = transport(error);
        assert_eq!((lost.delivery(), lost.is_timeout()), (Delivery::Unknown, true), "{driver:?}");
    }
}

/// Nobody listens: both transports say that nothing was sent, and neither says
/// what with.
#[test]
fn a_refused_connection_is_not_sent() {
    let address = {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        listener.local_addr().unwrap()
    };
    for driver in Driver::BOTH {
        let read = ReadContainer::new("1001".parse().unwrap());
        let error = driver.call(context(address), Duration::from_secs(5), read).unwrap_err();
        assert!(!chain(&error).contains("fields=status_code"), "{error:?}");
        assert_eq!(transport(error).delivery(), Delivery::NotSent, "{driver:?}");
    }
}

/// A connection that was kept alive and is closed by the server in the
/// meantime costs no second publish.
#[test]
fn a_stale_connection_costs_no_second_publish() {
    let (address, requests) =
        server(|_| b"HTTP/1.1 200 OK\r\ncontent-length: 13\r\n\r\n{\"id\":\"2001\"}".to_vec());
    let client = ig_ureq::Client::new(context(address));
    for _ in 0..5 {
        let _ = client.call(publish());
        thread::sleep(Duration::from_millis(20));
    }
    assert!(requests.try_iter().count() <= 5);
    ig_tests::driver::block_on(async {
        let client = ig_reqwest::Client::new(context(address)).unwrap();
        for _ in 0..5 {
            let _ = client.call(publish()).await;
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    assert!(requests.try_iter().count() <= 5);
}
