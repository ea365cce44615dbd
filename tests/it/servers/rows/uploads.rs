//! Uploads that are answered, or ignored, before the whole body has come.

use std::{net::Shutdown, thread, time::Duration};

use super::{Row, row};
use crate::servers::{caller::Way, gate::Meeting};

const REFUSED: &[u8] = br#"{"debug_info":{"retriable":false,"type":"ProcessingFailedError","message":"unauthorized user request"}}"#;
const SAID: &str = "the upload host answered with HTTP status 400: ProcessingFailedError: unauthorized user request";

/// `retriable` is `false`: the upload is not repeated, and one more container is tried.
const ONCE: usize = 2;
/// How often two containers are uploaded to if every refusal but the last is lost.
const ALL: usize = 10;

pub(super) fn all() -> Vec<Row> {
    const GROUP: &str = "Uploads that are refused early";
    let flow = format!("not published: {SAID}");
    let refused = |name: &str, then: fn(&mut Meeting<'_>)| {
        let mut row = row(GROUP, name, then, (SAID, &flow, ONCE));
        row.uploads = true;
        row.times = usize::MAX;
        row
    };
    let mut rows = vec![
        // hyper may lose a response that is read while the reset comes: after 4 MiB it lost 53 of
        // 120, and after the head one in some runs of this table.
        refused("answers after the head and resets", |it| refuse(it, "close"))
            .or(Way::OneThread, ("no reply", "not published: no reply came", ALL)),
        refused("answers after 4 MiB and resets", |it| {
            it.read(4 << 20);
            refuse(it, "close");
        })
        .or(Way::OneThread, ("no reply", "not published: no reply came", ALL)),
        refused("answers, ends its side, reads for 100 ms and closes", |it| {
            refuse(it, "close");
            let _ = it.stream.shutdown(Shutdown::Write);
            it.read_for(Duration::from_millis(100));
        }),
        refused("answers, ends its side and reads all that comes", |it| {
            refuse(it, "close");
            let _ = it.stream.shutdown(Shutdown::Write);
            it.read_for(Duration::from_secs(60));
        }),
        refused("answers and reads all that comes", |it| {
            refuse(it, "keep-alive");
            it.goes_on = true;
            it.read_for(Duration::from_secs(60));
        }),
        refused("answers and reads nothing", |it| {
            refuse(it, "keep-alive");
            thread::sleep(Duration::from_secs(60));
        }),
    ];
    const LOST: &str = "Uploads without an answer";
    let lost = |name: &str, call: &str, then: fn(&mut Meeting<'_>)| {
        let mut row = row(LOST, name, then, (call, "published", 2));
        row.uploads = true;
        // The second one goes through the sandbox, which has to read it in time.
        row.limit_ms = 8000;
        row
    };
    rows.push(lost("reads nothing", "no reply, timed out", |_| {
        thread::sleep(Duration::from_secs(60));
    }));
    rows.push(lost("resets after 4 MiB", "no reply", |it| it.read(4 << 20)));
    rows
}

fn refuse(it: &mut Meeting<'_>, connection: &str) {
    let head = format!(
        "HTTP/1.1 400 x\r\ncontent-type: application/json\r\nconnection: {connection}\r\ncontent-length: {}\r\n\r\n",
        REFUSED.len()
    );
    it.says([head.as_bytes(), REFUSED].concat());
}
