//! A driver on plain threads and `std::net`: one thread a post, no transport
//! crate, no runtime.
//!
//! ```text
//! ig sandbox &
//! cargo run -p ig-core --example threads -- http://127.0.0.1:8025 https://example.com/a.jpg …
//! ```
//!
//! Stopped at any moment and started again with the same URLs, it goes on where
//! it was. It does not look whether another one is at work on them: the command
//! `ig` does.
//!
//! It speaks plain HTTP, which the core allows to this machine alone.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example shows what it does")]
#![expect(clippy::disallowed_methods, reason = "time and configuration come from a driver")]
#![expect(clippy::disallowed_types, reason = "a driver is where sockets are")]

use std::{
    collections::BTreeSet,
    env,
    error::Error,
    fs,
    io::{self, ErrorKind, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    thread,
    time::{Duration, SystemTime},
};

use ig_core::{
    AccessToken, Context, Delivery, Flow, Login, MediaUrl, Photo, PublishFlow, PublishPlan, Reply,
    Step, Timestamp, TransportError,
    http::{Request, Response, header},
    publish::{Outcome, PublishPolicy, Snapshot},
};

type BoxError = Box<dyn Error + Send + Sync>;

fn main() -> Result<(), BoxError> {
    let mut arguments = env::args().skip(1);
    let base = arguments.next().ok_or("which API? http://127.0.0.1:8025")?;
    let token = env::var("IG_ACCESS_TOKEN").unwrap_or_else(|_| "sandbox-token".to_owned());
    let context = Context::new(Login::Facebook, AccessToken::new(token))?.with_api_base(&base)?;
    let folder = env::var_os("IG_THREADS_FOLDER").map_or_else(env::temp_dir, PathBuf::from);

    // A file is kept for each URL, so that one given twice is one post.
    let urls: BTreeSet<_> = arguments.collect();
    let threads: Vec<_> = urls
        .into_iter()
        .map(|url| {
            let (context, kept) = (context.clone(), folder.join(name(&url)));
            thread::spawn(move || Ok((publish(&context, &kept, &url)?, kept)))
        })
        .collect();
    let joined: Result<Vec<_>, BoxError> =
        threads.into_iter().map(|it| it.join().map_err(|_| "a thread panicked")?).collect();
    let ended = joined?;
    for (outcome, _) in &ended {
        println!("{}", serde_json::to_string(outcome)?);
    }
    // Only now: whoever starts again for the sake of one post names the others as well.
    if ended.iter().any(|(outcome, _)| matches!(outcome, Outcome::Uncertain { .. })) {
        eprintln!("perhaps public: start again later; until then {} is needed", folder.display());
        return Ok(());
    }
    ended.iter().try_for_each(|(_, kept)| fs::remove_file(kept))?;
    Ok(())
}

/// Another file for each URL, whatever is in it.
fn name(url: &str) -> String {
    let url: String = form_urlencoded::byte_serialize(url.as_bytes()).collect();
    format!("ig-threads-{url}.json")
}

/// One post. Its snapshots go to a file, from which a program that was stopped
/// goes on.
fn publish(context: &Context, kept: &Path, url: &str) -> Result<Outcome, BoxError> {
    let mut flow = match fs::read(kept) {
        Ok(json) => PublishFlow::resume(Snapshot::from_json(&json)?, now()),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            PublishFlow::new(plan(url)?, now().as_unix_millis())
        }
        // What cannot be read may be a post that is public.
        Err(error) => return Err(error.into()),
    };
    loop {
        match flow.poll(now()) {
            Step::Save(snapshot) => {
                keep(kept, &serde_json::to_vec(&snapshot)?)?;
                flow.saved();
            }
            Step::Send(call) => {
                let reply = send(&context.request(call.draft())?);
                flow.handle(now(), reply);
            }
            Step::Wait(until) => thread::sleep(until.since(now())),
            Step::Done(outcome) => return Ok(outcome),
        }
    }
}

fn plan(url: &str) -> Result<PublishPlan, BoxError> {
    let photo = Photo::new(MediaUrl::local(url)?).with_caption("#BronzFonz".parse()?);
    let mut policy = PublishPolicy::default();
    // The sandbox shows at once what it publishes. Instagram does not.
    if let Ok(seconds) = env::var("IG_THREADS_SETTLE") {
        policy.settle = Duration::from_secs(seconds.parse()?);
    }
    Ok(PublishPlan::new("17841400008460056".parse()?, photo).with_policy(policy))
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
    fs::rename(half, path)?;
    sync_folder(path)
}

/// The new name is in the folder, and the folder has to reach the disk as well.
fn sync_folder(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) if cfg!(unix) => fs::File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
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
    let broken = |what: &str| io::Error::new(ErrorKind::UnexpectedEof, what.to_owned());
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
