//! A runtime that was blocked while the server closed the connection: nothing
//! is sent into it, and what the server sent before it closed is not mistaken
//! for a reply.

use std::{io::Write, net::SocketAddr, sync::mpsc, thread, time::Duration};

use ig_reqwest::Client;
use tokio::runtime::Runtime;

use crate::{
    http2::{Http2, NO_ERROR},
    local::{PUBLISHED, builder, one_thread, publish, publish_came, server, two_threads},
};

const ROUNDS: usize = 10;

fn client(address: SocketAddr) -> Client {
    builder(address, Duration::from_secs(60)).build().unwrap()
}

/// Publishes twice, and blocks the runtime after each, until the server has
/// closed the connection and the client's system knows.
fn publishes_twice(runtime: &Runtime, client: &Client, closed: &mpsc::Receiver<()>) {
    for _ in 0..2 {
        runtime.block_on(client.call(publish())).unwrap();
        closed.recv_timeout(Duration::from_secs(60)).unwrap();
        thread::sleep(Duration::from_millis(20));
    }
}

/// Answers once on each connection, sends `last` and closes.
fn closing_server(last: &'static [u8]) -> (SocketAddr, crate::local::Count, mpsc::Receiver<()>) {
    let (closed, heard) = mpsc::channel();
    let (address, count) = server(move |mut stream, count| {
        if publish_came(&mut stream, count) {
            stream.write_all(PUBLISHED).unwrap();
            thread::sleep(Duration::from_millis(20));
            let _ = stream.write_all(last);
            drop(stream);
            let _ = closed.send(());
        }
    });
    (address, count, heard)
}

const TIMED_OUT: &[u8] =
    b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

#[test]
fn no_publish_goes_into_a_connection_that_was_closed_meanwhile() {
    for runtime in [one_thread(), two_threads()] {
        for last in [b"".as_slice(), TIMED_OUT] {
            let (address, count, closed) = closing_server(last);
            let client = client(address);
            for _ in 0..ROUNDS {
                publishes_twice(&runtime, &client, &closed);
            }
            assert_eq!(count.get(), 2 * ROUNDS, "each was sent once");
        }
    }
}

/// The store of a flow blocks the thread as well, in a task of the runtime.
#[test]
fn the_same_holds_if_a_task_blocks_its_thread() {
    for runtime in [one_thread(), two_threads()] {
        let (address, count, closed) = closing_server(TIMED_OUT);
        let client = client(address);
        let task = async move {
            for _ in 0..2 * ROUNDS {
                client.call(publish()).await.unwrap();
                closed.recv_timeout(Duration::from_secs(60)).unwrap();
                thread::sleep(Duration::from_millis(20));
            }
        };
        runtime.block_on(async { tokio::spawn(task).await.unwrap() });
        assert_eq!(count.get(), 2 * ROUNDS, "each was sent once");
    }
}

#[test]
fn no_publish_goes_into_a_connection_that_went_away_meanwhile() {
    for runtime in [one_thread(), two_threads()] {
        let (closed, heard) = mpsc::channel();
        let (address, count) = server(move |stream, count| {
            let Some(mut http2) = Http2::accept(stream) else { return };
            if let Some(stream) = http2.request() {
                count.one_more();
                http2.reply(stream, br#"{"id":"2001"}"#);
                thread::sleep(Duration::from_millis(20));
                http2.go_away(stream, NO_ERROR);
                http2.close();
                let _ = closed.send(());
            }
        });
        let client = builder(address, Duration::from_secs(60));
        let client = client.configure(|it| it.http2_prior_knowledge()).build().unwrap();
        for _ in 0..ROUNDS {
            publishes_twice(&runtime, &client, &heard);
        }
        assert_eq!(count.get(), 2 * ROUNDS, "each was sent once");
    }
}
