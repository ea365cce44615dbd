//! Stalled uploads: the time limit is the one that was set.

use std::{io::Read as _, sync::mpsc, thread, time::Duration};

use crate::support::{
    MIB, REFUSED, Server, Uploaded, Video, head, reply, say, take, take_all, upload_to,
};

/// Long enough that a busy machine does not double it.
const LIMIT: Duration = Duration::from_secs(5);

/// Later than the limit, and before twice the limit.
#[track_caller]
fn is_late(uploaded: &Uploaded) {
    assert!(uploaded.is_unknown().is_timeout(), "{uploaded:?}");
    let (least, most) = (LIMIT, LIMIT * 2);
    assert!(least <= uploaded.took && uploaded.took < most, "{uploaded:?}");
}

#[test]
fn a_server_that_stops_reading_is_abandoned_after_the_limit() {
    let video = Video::new(50 * MIB);
    thread::scope(|scope| {
        for read in [0, 1, 4 * MIB] {
            let video = &video;
            scope.spawn(move || {
                let (hold, held) = mpsc::channel();
                let server = Server::new(move |mut stream| {
                    head(&mut stream);
                    take(&mut stream, read);
                    hold.send(stream).unwrap();
                });
                is_late(&upload_to(server.address, LIMIT, video));
                server.only();
                drop(held);
            });
        }
    });
}

/// In this case, ureq takes three times as long, and does not read the response.
#[test]
fn a_server_that_answers_and_stops_reading_is_heard_at_once() {
    let video = Video::new(50 * MIB);
    let (hold, held) = mpsc::channel();
    let server = Server::new(move |mut stream| {
        head(&mut stream);
        assert!(say(&mut stream, &reply("401 Unauthorized", REFUSED)));
        hold.send(stream).unwrap();
    });
    let uploaded = upload_to(server.address, LIMIT, &video);
    uploaded.is_refused();
    assert!(uploaded.took < LIMIT, "{uploaded:?}");
    server.only();
    drop(held);
}

#[test]
fn a_server_that_reads_everything_and_does_not_answer_is_abandoned_after_the_limit() {
    let video = Video::new(MIB);
    let (hold, held) = mpsc::channel();
    let server = Server::new(move |mut stream| {
        head(&mut stream);
        let taken = take(&mut stream, MIB);
        hold.send(stream).unwrap();
        taken
    });
    is_late(&upload_to(server.address, LIMIT, &video));
    assert_eq!(server.only(), MIB);
    drop(held);
}

/// One limit holds for the whole response, whether it drips in its head or its body.
#[test]
fn a_response_that_drips_is_abandoned_after_the_limit() {
    let video = Video::new(MIB);
    let body = format!("HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n{:900}", "");
    thread::scope(|scope| {
        let (in_head, in_body) = ("HTTP/1.1 200 OK\r\na: ".to_owned() + &body, body);
        for (at_once, response) in [(0, in_head), (39, in_body)] {
            let video = &video;
            scope.spawn(move || {
                let server = Server::new(move |mut stream| {
                    head(&mut stream);
                    take(&mut stream, MIB);
                    let (now, later) = response.as_bytes().split_at(at_once);
                    say(&mut stream, now);
                    for byte in later.chunks(1) {
                        if !say(&mut stream, byte) {
                            break;
                        }
                        thread::sleep(Duration::from_millis(20));
                    }
                });
                is_late(&upload_to(server.address, LIMIT, video));
                server.only();
            });
        }
    });
}

/// Slow is not stalled: as long as bytes are accepted within the limit, the upload continues.
#[test]
fn a_slow_server_gets_the_whole_upload() {
    let (size, limit) = (40 * MIB, Duration::from_secs(4));
    let video = Video::new(size);
    let server = Server::new(move |mut stream| {
        head(&mut stream);
        let mut taken = 0;
        let mut part = vec![0; 1024 * 1024];
        for _ in 0..10 {
            thread::sleep(limit / 8);
            taken += stream.read(&mut part).unwrap() as u64;
        }
        // What is in the buffers by now is waited for as a response is.
        taken += take(&mut stream, size - taken);
        assert!(say(&mut stream, &reply("200 OK", r#"{"success":true}"#)));
        taken + take_all(&mut stream)
    });
    let uploaded = upload_to(server.address, limit, &video);
    uploaded.result.as_ref().unwrap();
    assert!(limit < uploaded.took, "{uploaded:?}");
    assert_eq!(server.only(), size);
}
