//! The thread of the connections and the caller's runtime.

use std::{io::Write, sync::mpsc, thread, time::Duration};

use crate::local::{PUBLISHED, builder, one_thread, publish, publish_came, server};

/// A kept connection outlives the runtime on which it was opened.
#[test]
fn a_client_is_used_on_one_runtime_after_another() {
    let (opened, connections) = mpsc::channel();
    let (address, count) = server(move |mut stream, count| {
        opened.send(()).unwrap();
        while publish_came(&mut stream, count) {
            stream.write_all(PUBLISHED).unwrap();
        }
    });
    let client = builder(address, Duration::from_secs(60)).build().unwrap();
    for _ in 0..5 {
        one_thread().block_on(client.call(publish())).unwrap();
        // Until the connection is back in the pool, which may take longer on a busy machine.
        thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(count.get(), 5);
    assert!(connections.try_iter().count() < 5, "a connection is kept");
}

/// A call that has not ended may also be dropped outside of any runtime.
#[test]
fn a_call_can_be_dropped_outside_of_a_runtime() {
    let (address, _) = server(|mut stream, count| {
        publish_came(&mut stream, count);
        // It never answers.
        thread::sleep(Duration::from_secs(600));
    });
    let client = builder(address, Duration::from_secs(60)).build().unwrap();
    let mut call = Box::pin(client.call(publish()));
    let runtime = one_thread();
    runtime.block_on(async {
        let limit = tokio::time::timeout(Duration::from_millis(200), &mut call);
        limit.await.unwrap_err();
    });
    drop(runtime);
    drop(call);
}
