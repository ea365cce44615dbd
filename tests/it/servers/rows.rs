//! The rows: what a server does, and what must come of it.

use std::{sync::Arc, thread, time::Duration};

use ig_core::http::StatusCode;

use super::{
    Row,
    caller::Way,
    gate::{Idle, Meeting},
    run::Cell,
};

mod uploads;

pub(crate) fn all() -> Vec<Row> {
    let mut rows = Vec::new();
    for part in [idle(), slow(), early(), framing(), sizes(), redirects(), uploads::all()] {
        rows.extend(part);
    }
    rows
}

fn row(
    group: &'static str,
    name: impl Into<String>,
    meets: impl Fn(&mut Meeting<'_>) + Send + Sync + 'static,
    (call, flow, sent): (&str, &str, usize),
) -> Row {
    Row {
        group,
        name: name.into(),
        meets: Arc::new(meets),
        times: 1,
        idle: None,
        limit_ms: 60_000,
        uploads: false,
        cell: Cell::new(call, flow, sent),
        but: None,
        or: None,
    }
}

impl Row {
    fn but(mut self, way: Way, (call, flow, sent): (&str, &str, usize)) -> Self {
        self.but = Some((way, Cell::new(call, flow, sent)));
        self
    }

    fn or(mut self, way: Way, (call, flow, sent): (&str, &str, usize)) -> Self {
        self.or = Some((way, Cell::new(call, flow, sent)));
        self
    }

    fn limited(mut self) -> Self {
        self.limit_ms = 3000;
        self
    }
}

const OK: (&str, &str, usize) = ("OK", "published", 1);
/// The reply was lost, and the publish took effect.
const FOUND: (&str, &str, usize) = ("no reply", "published, found", 1);
const FOUND_LATE: (&str, &str, usize) = ("no reply, timed out", "published, found", 1);
/// The publish had no effect, and after a look it was sent again.
const AGAIN: (&str, &str, usize) = ("no reply", "published", 2);
const UNREADABLE: (&str, &str, usize) = ("unreadable", "published, found", 1);

fn idle() -> Vec<Row> {
    const GROUP: &str = "Connections that were kept";
    let closing = |name: &str, idle| {
        let mut row = row(GROUP, name, |_| (), OK);
        row.idle = Some(idle);
        row
    };
    vec![
        closing("closes 40 ms after each reply, while the caller blocks its thread", Idle::Closes),
        closing("the same, and replies 408 before it closes", Idle::TimesOut),
        row(GROUP, "resets at the head of the request", |_| (), AGAIN),
        row(GROUP, "reads the request and closes", |it| it.read(usize::MAX), AGAIN),
        row(GROUP, "executes the request and closes", |it| drop(it.act()), FOUND),
    ]
}

fn slow() -> Vec<Row> {
    const GROUP: &str = "Slow replies";
    const PAUSE: Duration = Duration::from_millis(50);
    vec![
        row(
            GROUP,
            "executes the request and does not reply",
            |it| {
                it.act();
                thread::sleep(Duration::from_secs(60));
            },
            FOUND_LATE,
        ),
        row(
            GROUP,
            "a head byte by byte",
            |it| {
                it.act();
                it.says("HTTP/1.1 200 OK\r\nx-a: ");
                it.without_end(b"a", PAUSE);
            },
            FOUND_LATE,
        ),
        row(
            GROUP,
            "a body byte by byte",
            |it| {
                it.act();
                it.says("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n");
                it.without_end(b" ", PAUSE);
            },
            FOUND_LATE,
        ),
    ]
    .into_iter()
    .map(Row::limited)
    .collect()
}

fn early() -> Vec<Row> {
    const GROUP: &str = "Provisional answers (1xx)";
    let before = |name: &str, early: String| {
        row(
            GROUP,
            name,
            move |it| {
                let (status, body) = it.act();
                it.says(&early);
                it.reply(status, &body);
            },
            OK,
        )
    };
    let early = "HTTP/1.1 103 Early Hints\r\n\r\n";
    vec![
        before(
            "100, 102 and 103 before the reply",
            [100, 102, 103].map(|it| format!("HTTP/1.1 {it} x\r\n\r\n")).concat(),
        ),
        before("a thousand times 103 before the reply", early.repeat(1000)),
        row(
            GROUP,
            "103 every 5 ms without end",
            move |it| {
                it.act();
                it.without_end(early.as_bytes(), Duration::from_millis(5));
            },
            FOUND_LATE,
        )
        .limited(),
        row(
            GROUP,
            "103 as fast as it can",
            move |it| {
                it.act();
                it.without_end(early.repeat(4096).as_bytes(), Duration::ZERO);
            },
            FOUND_LATE,
        )
        .limited()
        .but(Way::Ureq, FOUND),
    ]
}

fn framing() -> Vec<Row> {
    const GROUP: &str = "Framing";
    // A head, and a body of which `{}` is the reply, `{x}` its length in hexadecimal digits.
    let framed = |name: &str, form: &'static str, cell| {
        row(
            GROUP,
            name,
            move |it| {
                let (_, body) = it.act();
                let text = String::from_utf8(body).unwrap();
                let length = format!("{:x}", text.len());
                it.says(form.replace("{x}", &length).replace("{}", &text));
            },
            cell,
        )
    };
    vec![
        framed(
            "in chunks",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{x}\r\n{}\r\n0\r\n\r\n",
            OK,
        ),
        framed(
            "in chunks with an extension and trailers",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{x};a=b\r\n{}\r\n0\r\nx-a: b\r\n\r\n",
            OK,
        ),
        framed(
            "in chunks, without the last one",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{x}\r\n{}\r\n",
            FOUND,
        ),
        framed(
            "in chunks, without the last line break",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{x}\r\n{}\r\n0\r\n",
            FOUND,
        )
        .but(Way::Ureq, OK),
        framed("up to the close", "HTTP/1.1 200 OK\r\n\r\n{}", OK),
        framed("HTTP/1.0", "HTTP/1.0 200 OK\r\n\r\n{}", OK),
        framed("line feeds only", "HTTP/1.1 200 OK\n\n{}", OK),
        framed("cut below its length", "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{}", FOUND),
        framed("up to the close, and cut", "HTTP/1.1 200 OK\r\n\r\n{\"id\":", UNREADABLE),
        framed("200 with nothing", "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", UNREADABLE),
        framed("204", "HTTP/1.1 204 No Content\r\n\r\n", UNREADABLE),
        framed("not HTTP", "SSH-2.0-OpenSSH_9.2\r\n", FOUND),
    ]
}

fn sizes() -> Vec<Row> {
    const GROUP: &str = "Sizes";
    let head = |name: &str, count: usize, size: usize, cell| {
        row(
            GROUP,
            name,
            move |it| {
                let (_, body) = it.act();
                let headers: String = (0..count)
                    .map(|number| format!("x-{number}: {}\r\n", "a".repeat(size)))
                    .collect();
                let head =
                    format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n{headers}\r\n", body.len());
                it.says([head.as_bytes(), &body].concat());
            },
            cell,
        )
    };
    let body = |name: &str, size: usize, cell| {
        row(
            GROUP,
            name,
            move |it| {
                let (_, mut body) = it.act();
                body.resize(size, b' ');
                it.reply(200, &body);
            },
            cell,
        )
    };
    const MIB: usize = 1 << 20;
    vec![
        head("100 headers", 99, 1, OK),
        head("101 headers", 100, 1, FOUND).but(Way::Ureq, OK),
        head("129 headers", 128, 1, FOUND),
        head("a head of 60 KiB", 4, 15 << 10, OK),
        head("a head of 120 KiB", 8, 15 << 10, OK).but(Way::Ureq, FOUND),
        head("a head of 500 KiB", 20, 25 << 10, FOUND),
        body("a body of 1 MiB", MIB, OK),
        body("a body of 1 MiB and a byte", MIB + 1, FOUND),
        body("a body of 3 MiB", 3 * MIB, FOUND),
    ]
}

fn redirects() -> Vec<Row> {
    const GROUP: &str = "Redirects";
    let redirect = |status: u16| {
        let status = StatusCode::from_u16(status).unwrap();
        let said = format!("HTTP status {status}, and not from the Graph API");
        row(
            GROUP,
            status.as_str(),
            move |it| {
                it.read(usize::MAX);
                it.says(format!("HTTP/1.1 {status}\r\nlocation: /elsewhere/media_publish\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"));
            },
            (&said, "published", 2),
        )
    };
    [301, 302, 303, 307, 308].map(redirect).into()
}
