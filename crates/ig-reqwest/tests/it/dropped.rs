//! A call whose future is dropped ends with it, though another thread carries it out.

use std::{io::Read, pin::pin, sync::mpsc, time::Duration};

use tokio::time::timeout;

use crate::local::{builder, one_thread, publish, server};

#[test]
fn a_call_that_is_dropped_gives_its_connection_up() {
    let (sender, ended) = mpsc::channel();
    let (address, parts) = server(move |mut stream, parts| {
        // It never answers, and hears when nobody waits for that any more.
        while let Ok(1..) = stream.read(&mut [0; 4096]) {
            parts.one_more();
        }
        let _ = sender.send(());
    });
    let client = builder(address, Duration::from_secs(60)).build().unwrap();
    let runtime = one_thread();
    runtime.block_on(async {
        let mut call = pin!(client.call(publish()));
        while parts.get() == 0 {
            timeout(Duration::from_millis(10), &mut call).await.expect_err("nobody answers");
        }
    });
    ended.recv_timeout(Duration::from_secs(60)).expect("the connection is closed");
}
