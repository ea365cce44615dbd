//! Provisional responses as fast as a server can write them: the limit holds, and so do the other timers
//! of the runtime.

use std::{
    io::{Read, Write},
    time::{Duration, Instant},
};

use ig_core::endpoint::UploadVideo;
use tokio::time::sleep;

use crate::local::{builder, lost, one_thread, publish, server, two_threads};

const LIMIT: Duration = Duration::from_millis(500);
/// An allowance for a busy machine; a server that is not given up continues for longer.
const LATE: Duration = Duration::from_secs(20);
const FLOOD: Duration = Duration::from_secs(60);

/// A server that answers everything with a flood of 1xx.
fn flooding() -> std::net::SocketAddr {
    let (address, _) = server(|mut stream, _| {
        let _ = stream.read(&mut [0; 4096]);
        let many = b"HTTP/1.1 103 Early Hints\r\n\r\n".repeat(4096);
        let start = Instant::now();
        while start.elapsed() < FLOOD && stream.write_all(&many).is_ok() {}
    });
    address
}

#[test]
fn a_flood_of_1xx_ends_at_the_limit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("video.mov");
    std::fs::write(&path, vec![7; 4 << 20]).unwrap();
    let video = ig_reqwest::Files::name(&path).unwrap();
    for runtime in [one_thread(), two_threads()] {
        for uploads in [false, true] {
            let address = flooding();
            let client = builder(address, LIMIT).with_retry(ig_core::RetryPolicy::never());
            let client = client.build().unwrap();
            let uri = format!("http://{address}/ig-api-upload/v26.0/1001").parse().unwrap();
            let upload = UploadVideo::part(uri, video.part(0));
            let start = Instant::now();
            let (lost, beside) = runtime.block_on(async {
                let beside = tokio::spawn(async {
                    sleep(Duration::from_millis(100)).await;
                    Instant::now()
                });
                let lost = match uploads {
                    true => lost(client.call(upload).await),
                    false => lost(client.call(publish()).await),
                };
                (lost, beside.await.unwrap())
            });
            let took = start.elapsed();
            assert!(lost.is_timeout(), "{lost:?}");
            assert!(LIMIT <= took && took < LATE, "{took:?}, an upload: {uploads}");
            assert!(beside < start + LATE, "others had no turn for {:?}", beside - start);
        }
    }
}
