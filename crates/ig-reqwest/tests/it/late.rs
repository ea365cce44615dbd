//! What was allowed a while ago is not sent late: [`Client::send_while`] asks when the connection
//! is open and has the request.
//!
//! [`Client::send_while`]: ig_reqwest::Client::send_while

use std::{
    io::{Read, Write},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use ig_core::{CallFlow, Delivery, Flow as _, Reply, RetryPolicy, Step, Timestamp};
use ig_reqwest::Client;

use crate::{
    http2::Http2,
    local::{Count, PUBLISHED, builder, one_thread, publish, publish_came, server},
};

const LIMIT: Duration = Duration::from_secs(60);

/// Sends a publish that may go as long as `may_go` says so.
fn send(client: &Client, may_go: impl Fn() -> bool + Send + Sync + 'static) -> Reply {
    let mut flow = CallFlow::new(publish(), RetryPolicy::default(), 1);
    let Step::Send(call) = flow.poll(Timestamp::EPOCH) else { panic!("nothing to send") };
    one_thread().block_on(client.send_while(call, may_go)).unwrap()
}

#[test]
fn a_request_that_may_go_is_sent_once_and_answered() {
    let (address, count) = server(|mut stream, count| {
        while publish_came(&mut stream, count) {
            stream.write_all(PUBLISHED).unwrap();
        }
    });
    let client = builder(address, LIMIT).build().unwrap();
    let asked = Arc::new(AtomicUsize::new(0));
    let times = Arc::clone(&asked);
    let reply = send(&client, move || {
        times.fetch_add(1, Ordering::SeqCst);
        true
    });
    assert!(reply.result().is_ok(), "{reply:?}");
    assert_eq!((asked.load(Ordering::SeqCst), count.get()), (1, 1));
}

#[test]
fn not_a_byte_of_a_request_that_may_not_go_reaches_the_server() {
    let (bytes, heard) = (Count::default(), Count::default());
    let (seen, ended) = (bytes.clone(), heard.clone());
    let (address, connections) = server(move |mut stream, count| {
        count.one_more();
        let mut part = [0; 1];
        while stream.read(&mut part).is_ok_and(|length| length != 0) {
            seen.one_more();
        }
        ended.one_more();
    });
    let client = builder(address, LIMIT).build().unwrap();
    // The question comes once the connection is there: what it costs to open does not count.
    let open = connections.clone();
    let reply = send(&client, move || {
        while open.get() == 0 {
            std::thread::yield_now();
        }
        false
    });
    let lost = reply.result().unwrap_err();
    assert_eq!(lost.delivery(), Delivery::NotSent, "{lost:?}");
    drop(client);
    while heard.get() == 0 {
        std::thread::yield_now();
    }
    assert_eq!((connections.get(), bytes.get()), (1, 0));
}

#[test]
fn a_stream_of_http2_is_given_up_before_its_body() {
    let (address, whole) = server(|stream, count| {
        let Some(mut http2) = Http2::accept(stream) else { return };
        while http2.request().is_some() {
            count.one_more();
        }
    });
    let client = builder(address, LIMIT).configure(|it| it.http2_prior_knowledge());
    let reply = send(&client.build().unwrap(), || false);
    assert_eq!(reply.result().unwrap_err().delivery(), Delivery::NotSent);
    assert_eq!(whole.get(), 0);
}
