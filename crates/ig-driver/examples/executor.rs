//! A driver on another async executor: `smol`, with `hyper` over its sockets, and
//! one thread in which all posts wait.
//!
//! ```text
//! ig sandbox &
//! cargo run -p ig-driver --example executor -- \
//!     monday=http://127.0.0.1:8025/_sandbox/files/sample.jpg \
//!     tuesday=crates/ig-media/tests/data/h264_aac_faststart.mp4
//! ```
//!
//! Keys, folder and settings are those of the example `threads`.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example shows what it does")]

use std::{
    env::{self, VarError},
    io,
    path::Path,
    pin::Pin,
    process::ExitCode,
    task::{self, Poll, ready},
    time::Duration,
};

use http_body_util::{BodyExt, Either, Full, Limited};
use hyper::{
    body::{self, Bytes, Frame},
    client::conn::http1,
};
use ig_core::{
    AccessToken, Body, Context, Delivery, Exchange, Flow, Login, MediaUrl, Photo, Post,
    PublishPlan, Reel, Step, Timestamp, TransportError,
    http::{HeaderValue, Request, Response, header},
    publish::{Outcome, PublishPolicy},
};
use ig_driver::{
    BoxError, FileStore, Files, Key, MAX_RESPONSE, Once, PIECE, PartReader, Target, next_sleep,
    now, once, seed,
};
use smol::{Timer, Unblock, future, io::AsyncRead, net::TcpStream};
use smol_hyper::rt::FuturesIo;

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => {
            eprintln!("not all posts are published; run this again with the same keys to continue");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Whether all posts are published.
fn run() -> Result<bool, BoxError> {
    let token = AccessToken::new(setting("IG_ACCESS_TOKEN", "sandbox-token")?);
    let base = setting("IG_API_BASE", "http://127.0.0.1:8025")?;
    let context = Context::new(Login::Facebook, token)?.with_api_base(&base)?;
    let store = FileStore::open(setting("IG_POSTS", "posts")?)?;
    let posts: Result<Vec<(Key, PublishPlan)>, BoxError> = env::args().skip(1).map(post).collect();
    let posts = posts?;
    if posts.is_empty() {
        return Err("give posts: KEY=VIDEO or KEY=URL-OF-A-PHOTO".into());
    }
    let executor = smol::LocalExecutor::new();
    let publish = |(key, plan)| executor.spawn(publish(store.clone(), context.clone(), key, plan));
    let tasks: Vec<_> = posts.into_iter().map(publish).collect();
    Ok(smol::block_on(executor.run(async {
        let mut all = true;
        for task in tasks {
            all &= task.await;
        }
        all
    })))
}

/// One post; whether it is published.
async fn publish(store: FileStore, context: Context, key: Key, plan: PublishPlan) -> bool {
    match publish_once(&store, &context, &key, plan).await {
        Ok(outcome) => {
            println!("{key}: {outcome}");
            matches!(outcome, Outcome::Published { .. })
        }
        Err(error) => {
            eprintln!("{key}: {error}");
            false
        }
    }
}

async fn publish_once(
    store: &FileStore,
    context: &Context,
    key: &Key,
    plan: PublishPlan,
) -> Result<Outcome, BoxError> {
    let mut slot = store.lock(key)?;
    let target = Target::of(context);
    let mut flow = match once(slot.record(), plan, &target, now(), seed())? {
        Once::Over(outcome) => return Ok(outcome),
        Once::Drive(flow) => flow,
    };
    slot.begin(target);
    loop {
        match flow.poll(now()) {
            Step::Save(snapshot) => {
                // A few kilobytes: a program with hundreds of posts does it in `smol::unblock`.
                slot.save(&snapshot)?;
                flow.saved();
            }
            Step::Send(call) => {
                let Exchange { request, pending } = call.exchange(context)?;
                let time = time_for(request.body());
                let reply = match future::or(send(request), time_out(time)).await {
                    Ok(response) => pending.received(response),
                    Err(error) => pending.lost(error),
                };
                flow.handle(now(), reply);
            }
            Step::Wait(until) => sleep_until(until).await,
            Step::Done(outcome) => return Ok(outcome),
        }
    }
}

/// The time-out: Meta has been seen to reply to a publish after two minutes; an upload adds the time
/// for its video.
fn time_for(body: &Body) -> Duration {
    const SLOWEST: u64 = 50_000; // bytes in a second
    Duration::from_secs(180 + body.length() / SLOWEST)
}

async fn time_out(time: Duration) -> Result<Response<Vec<u8>>, TransportError> {
    Timer::after(time).await;
    Err(TransportError::timed_out(Delivery::Unknown))
}

async fn sleep_until(until: Timestamp) {
    let mut last = now();
    while let Some(sleep) = next_sleep(last, now(), until) {
        last = now();
        Timer::after(sleep).await;
    }
}

/// Only a failure before the request is passed on proves that it was not sent.
async fn send(request: Request<Body>) -> Result<Response<Vec<u8>>, TransportError> {
    let not_sent = |error: BoxError| TransportError::new(Delivery::NotSent).with_source(error);
    let (request, authority) = in_origin_form(request).map_err(not_sent)?;
    let (head, body) = request.into_parts();
    let body = match body {
        Body::Bytes(bytes) => Either::Left(Full::<Bytes>::from(bytes)),
        Body::Part(part) => {
            let reader = PartReader::open(&Files, &part).map_err(TransportError::of_source)?;
            Either::Right(Pieces::new(reader))
        }
    };
    let stream = TcpStream::connect(authority).await.map_err(|error| not_sent(error.into()))?;
    let (mut sender, connection) =
        http1::handshake(FuturesIo::new(stream)).await.map_err(|error| not_sent(error.into()))?;
    let answer = async {
        let response = sender.send_request(Request::from_parts(head, body)).await.map_err(lost)?;
        let (head, body) = response.into_parts();
        let most = usize::try_from(MAX_RESPONSE).unwrap_or(usize::MAX);
        let body = Limited::new(body, most).collect().await;
        let body = body.map_err(|e| TransportError::new(Delivery::Unknown).with_source(e))?;
        Ok(Response::from_parts(head, body.to_bytes().into()))
    };
    // The connection must be driven as long as the reply is awaited.
    let driven = async {
        drop(connection.await);
        future::pending().await
    };
    future::or(answer, driven).await
}

/// An error of the body is an error of its file: the request is not sent again.
fn lost(error: hyper::Error) -> TransportError {
    match error.is_user() {
        true => TransportError::of_source(error),
        false => TransportError::new(Delivery::Unknown).with_source(error),
    }
}

fn in_origin_form(mut request: Request<Body>) -> Result<(Request<Body>, String), BoxError> {
    let authority = request.uri().authority().ok_or("no host")?.as_str().to_owned();
    request.headers_mut().insert(header::HOST, HeaderValue::from_str(&authority)?);
    *request.uri_mut() = request.uri().path_and_query().ok_or("no path")?.clone().into();
    Ok((request, authority))
}

/// A part of a file, read where reading may block, and never held in memory.
struct Pieces {
    reader: Unblock<PartReader>,
    left: u64,
    piece: Vec<u8>,
}

impl Pieces {
    fn new(reader: PartReader) -> Self {
        let left = reader.left();
        Self { reader: Unblock::with_capacity(PIECE, reader), left, piece: vec![0; PIECE] }
    }
}

impl body::Body for Pieces {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut task::Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let Self { reader, left, piece } = self.get_mut();
        if *left == 0 {
            return Poll::Ready(None);
        }
        let length = match ready!(Pin::new(reader).poll_read(context, piece)) {
            Ok(length) if length != 0 => length,
            Ok(_) => return Poll::Ready(Some(Err(io::ErrorKind::UnexpectedEof.into()))),
            Err(error) => return Poll::Ready(Some(Err(error))),
        };
        *left -= length as u64;
        Poll::Ready(Some(Ok(Frame::data(Bytes::copy_from_slice(&piece[..length])))))
    }
}

/// `KEY=VIDEO`, a reel to upload, or `KEY=URL`, a photo to fetch.
fn post(argument: String) -> Result<(Key, PublishPlan), BoxError> {
    let (key, medium) = argument.split_once('=').ok_or("a post is KEY=VIDEO or KEY=URL")?;
    // Posts with different captions can be distinguished if a reply is lost.
    let caption = key.parse()?;
    let is_url = medium.starts_with("http://") || medium.starts_with("https://");
    let extension = Path::new(medium).extension().and_then(|extension| extension.to_str());
    let post: Post = match extension {
        // A URL on this machine is sent only to an API on this machine.
        _ if is_url => Photo::new(MediaUrl::local(medium)?).with_caption(caption).into(),
        Some("mp4" | "mov") => Reel::new(Files::name(medium)?).with_caption(caption).into(),
        _ => return Err(format!("{medium} is neither a URL nor an .mp4 or .mov file").into()),
    };
    let plan = PublishPlan::new(setting("IG_USER_ID", "17841400008460056")?.parse()?, post);
    // The sandbox shows a post at once. Instagram does not: omit this there.
    let settle = setting("IG_SETTLE", "30")?.parse().map(Duration::from_secs)?;
    Ok((key.parse()?, plan.with_policy(PublishPolicy::default().with_settle(settle))))
}

fn setting(name: &str, default: &str) -> Result<String, BoxError> {
    match env::var(name) {
        Err(VarError::NotPresent) => Ok(default.to_owned()),
        value => value.map_err(|error| format!("{name}: {error}").into()),
    }
}
