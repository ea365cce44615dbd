//! A server with canned replies, for requests over sockets: it costs the worker what any server
//! would, and is not what is measured.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    thread,
};

/// Starts it on a free port, for as long as this process runs; gives its URL.
pub(crate) fn start() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            thread::spawn(move || serve(connection));
        }
    });
    url
}

/// Answers until the client closes the connection.
fn serve(connection: TcpStream) -> Option<()> {
    connection.set_nodelay(true).ok()?;
    let mut reader = BufReader::new(&connection);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return Some(());
        }
        let mut length = 0;
        loop {
            let mut header = String::new();
            reader.read_line(&mut header).ok()?;
            let Some((name, value)) = header.split_once(':') else { break };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().ok()?;
            }
        }
        std::io::copy(&mut (&mut reader).take(length), &mut std::io::sink()).ok()?;
        let body = body(&line);
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json; charset=UTF-8\r\n";
        let reply = format!("{head}content-length: {}\r\n\r\n{body}", body.len());
        (&connection).write_all(reply.as_bytes()).ok()?;
    }
}

/// The reply to a request line.
fn body(line: &str) -> &'static str {
    let mut words = line.split(' ');
    let (method, path) = (words.next(), words.next().unwrap_or_default());
    let path = path.split('?').next().unwrap_or_default();
    match (method, path.rsplit('/').next()) {
        (Some("POST"), Some("media")) => r#"{"id":"17889455560051444"}"#,
        (Some("POST"), _) => r#"{"id":"17920238422030506"}"#,
        (_, Some("media")) => r#"{"data":[]}"#,
        _ => r#"{"status_code":"FINISHED","id":"17889455560051444"}"#,
    }
}
