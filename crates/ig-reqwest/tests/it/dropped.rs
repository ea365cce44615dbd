//! A call whose future is dropped ends with it, though another thread carries it out.

use std::{io::Read, sync::mpsc, time::Duration};

use tokio::time::timeout;

use crate::local::{builder, one_thread, publish, server};

#[test]
fn a_call_that_is_dropped_gives_its_connection_up() {
    let (sender, ended) = mpsc::channel();
    let (address, _) = server(move |mut stream, _| {
        // It never answers, and hears when nobody waits for that any more.
        let mut seen = 0;
        while let Ok(count @ 1..) = stream.read(&mut [0; 4096]) {
            seen += count;
        }
        let _ = sender.send(seen);
    });
    let client = builder(address, Duration::from_secs(60)).build().unwrap();
    let runtime = one_thread();
    runtime.block_on(async {
        timeout(Duration::from_millis(300), client.call(publish())).await.unwrap_err();
    });
    let seen = ended.recv_timeout(Duration::from_secs(20)).expect("the connection is closed");
    assert!(seen > 0, "the request was on its way");
}
