//! A driver on plain threads and `std::net`: one thread a post, no transport
//! crate, no runtime.
//!
//! ```text
//! ig sandbox &
//! cargo run -p ig-core --example threads -- http://127.0.0.1:8025 https://example.com/a.jpg …
//! ```
//!
//! It speaks plain HTTP, which the core allows to this machine alone.

#![expect(clippy::print_stdout, reason = "an example shows what it does")]
#![expect(clippy::disallowed_methods, reason = "time and configuration come from a driver")]
#![expect(clippy::disallowed_types, reason = "a driver is where sockets are")]

use std::{
    env,
    error::Error,
    fs,
    io::{self, Read, Write},
    net::TcpStream,
    path::Path,
    thread,
    time::{Duration, SystemTime},
};

use ig_core::{
    AccessToken, Context, Delivery, Flow, Login, MediaUrl, Photo, PublishFlow, PublishPlan, Reply,
    Step, Timestamp, TransportError,
    http::{Request, Response, header},
    publish::{Outcome, Snapshot},
};

type BoxError = Box<dyn Error + Send + Sync>;

fn main() -> Result<(), BoxError> {
    let mut arguments = env::args().skip(1);
    let base = arguments.next().ok_or("which API? http://127.0.0.1:8025")?;
    let token = env::var("IG_ACCESS_TOKEN").unwrap_or_else(|_| "sandbox-token".to_owned());
    let context = Context::new(Login::Facebook, AccessToken::new(token))?.with_api_base(&base)?;

    let threads: Vec<_> = arguments
        .enumerate()
        .map(|(number, url)| {
            let context = context.clone();
            thread::spawn(move || publish(&context, number, &url))
        })
        .collect();
    for thread in threads {
        let outcome = thread.join().map_err(|_| "a thread panicked")??;
        println!("{}", serde_json::to_string(&outcome)?);
    }
    Ok(())
}

/// One post. Its snapshots go to a file, from which a program that was stopped
/// goes on.
fn publish(context: &Context, number: usize, url: &str) -> Result<Outcome, BoxError> {
    let kept = env::temp_dir().join(format!("ig-threads-{}-{number}.json", std::process::id()));
    let photo = Photo::new(MediaUrl::local(url)?).with_caption("#BronzFonz".parse()?);
    let plan = PublishPlan::new("17841400008460056".parse()?, photo);
    let mut flow = match fs::read(&kept) {
        Ok(json) => PublishFlow::resume(Snapshot::from_json(&json)?, now()),
        Err(_) => PublishFlow::new(plan, now().as_unix_millis()),
    };
    let outcome = loop {
        match flow.poll(now()) {
            Step::Save(snapshot) => {
                keep(&kept, &serde_json::to_vec(&snapshot)?)?;
                flow.saved();
            }
            Step::Send(call) => {
                let reply = send(&context.request(call.draft())?);
                flow.handle(now(), reply);
            }
            Step::Wait(until) => thread::sleep(until.since(now())),
            Step::Done(outcome) => break outcome,
        }
    };
    fs::remove_file(&kept)?;
    Ok(outcome)
}

fn now() -> Timestamp {
    SystemTime::now().into()
}

/// Whole or not at all, and on the disk before it returns.
fn keep(path: &Path, json: &[u8]) -> io::Result<()> {
    let half = path.with_extension("half");
    let mut file = fs::OpenOptions::new().create(true).write(true).truncate(true).open(&half)?;
    file.write_all(json)?;
    file.sync_all()?;
    fs::rename(half, path)
}

/// Only what fails before the first byte is out was certainly not sent.
fn send(request: &Request<Vec<u8>>) -> Reply {
    let not_sent = |error: io::Error| TransportError::new(Delivery::NotSent).with_source(error);
    let unknown = |error: io::Error| TransportError::new(Delivery::Unknown).with_source(error);
    let authority = request.uri().authority().map_or("", |authority| authority.as_str());
    let mut stream = TcpStream::connect(authority).map_err(not_sent)?;
    stream.set_read_timeout(Some(Duration::from_secs(60))).map_err(not_sent)?;
    stream.write_all(&head(request, authority)).map_err(unknown)?;
    stream.write_all(request.body()).map_err(unknown)?;
    let mut bytes = Vec::new();
    stream.take(1024 * 1024).read_to_end(&mut bytes).map_err(unknown)?;
    parse(&bytes).map_err(unknown)
}

fn head(request: &Request<Vec<u8>>, authority: &str) -> Vec<u8> {
    let target = request.uri().path_and_query().map_or("/", |target| target.as_str());
    let mut head = format!("{} {target} HTTP/1.1\r\nhost: {authority}\r\n", request.method());
    head += &format!("connection: close\r\ncontent-length: {}\r\n", request.body().len());
    let mut head = head.into_bytes();
    for (name, value) in request.headers() {
        head.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
    }
    head.extend(b"\r\n");
    head
}

/// Reads a response that ends with the connection or says how long it is.
fn parse(bytes: &[u8]) -> io::Result<Response<Vec<u8>>> {
    let broken = |what: &str| io::Error::new(io::ErrorKind::UnexpectedEof, what.to_owned());
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut head = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(end) = head.parse(bytes).map_err(io::Error::other)? else {
        return Err(broken("the response was cut in its head"));
    };
    let mut response = Response::builder().status(head.code.unwrap_or_default());
    for field in head.headers.iter() {
        response = response.header(field.name, field.value);
    }
    let response = response.body(bytes[end..].to_vec()).map_err(io::Error::other)?;
    let length = response.headers().get(header::CONTENT_LENGTH);
    let length: Option<usize> = length.and_then(|length| length.to_str().ok()?.parse().ok());
    match length {
        Some(length) if response.body().len() != length => {
            Err(broken("the response was cut in its body"))
        }
        _ => Ok(response),
    }
}
