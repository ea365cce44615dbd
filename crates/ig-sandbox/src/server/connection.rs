//! Connections: requests in, handlings carried out.

use std::{
    net::TcpListener,
    pin::pin,
    sync::Arc,
    time::{Duration, Instant},
};

use futures_util::future::{Either, select};
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::{
    body::{Body as _, Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use ig_sandbox_core::{Fetch, Handling, Sandbox, Secure};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    sync::{Semaphore, watch},
    task,
    time::timeout,
};
use tokio_rustls::TlsAcceptor;

use super::{news, shared::Shared, upload};

/// More than any test opens. What the limits of the process do not allow waits to be accepted.
const MAX_CONNECTIONS: usize = 4096;

/// How long a client may take to say what it wants.
const PATIENCE: Duration = Duration::from_secs(60);

/// The first byte of a client that wants TLS.
const TLS_HANDSHAKE: u8 = 0x16;

/// Bodies beyond the limit are read up to one byte more, so that the machine can refuse them.
const ONE_MORE: usize = 1;

/// A connection that the machine wants broken. hyper closes it without an answer.
#[derive(Debug, thiserror::Error)]
#[error("the sandbox breaks this connection")]
struct Broken;

pub(super) async fn accept(
    listener: TcpListener,
    shared: Arc<Shared>,
    unfetched: Vec<Fetch>,
    tls: Option<TlsAcceptor>,
    mut stopped: watch::Receiver<bool>,
) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else {
        return;
    };
    for wanted in unfetched {
        let shared = Arc::clone(&shared);
        task::spawn(async move { fetch_all(&shared, wanted).await });
    }
    let room = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    loop {
        let permit = pin!(Arc::clone(&room).acquire_owned());
        let Either::Left((Ok(permit), _)) = select(permit, pin!(stopped.changed())).await else {
            return;
        };
        let stream = match select(pin!(listener.accept()), pin!(stopped.changed())).await {
            Either::Left((accepted, _)) => accepted,
            Either::Right(_) => return,
        };
        match stream {
            Ok((stream, _)) => {
                let (shared, tls) = (Arc::clone(&shared), tls.clone());
                task::spawn(async move {
                    greet(stream, shared, tls).await;
                    drop(permit);
                });
            }
            // Out of file handles, most likely: some will come free.
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

/// Clients of both kinds come to one port: the first byte tells them apart.
async fn greet(stream: TcpStream, shared: Arc<Shared>, tls: Option<TlsAcceptor>) {
    // A client that sends one request after another would wait for 40 ms at each reply.
    let _ = stream.set_nodelay(true);
    let Some(tls) = tls else {
        return serve(stream, shared, Way::Plain).await;
    };
    let mut first = [0];
    match timeout(PATIENCE, stream.peek(&mut first)).await {
        Ok(Ok(1)) if first == [TLS_HANDSHAKE] => {
            if let Ok(Ok(stream)) = timeout(PATIENCE, tls.accept(stream)).await {
                serve(stream, shared, Way::Secure).await;
            }
        }
        Ok(Ok(1)) => serve(stream, shared, Way::Plain).await,
        _ => {}
    }
}

/// How a request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Plain,
    Secure,
}

async fn serve(stream: impl AsyncRead + AsyncWrite + Unpin, shared: Arc<Shared>, way: Way) {
    let service = service_fn(|mut request: Request<Incoming>| {
        if way == Way::Secure {
            Secure::mark(&mut request);
        }
        answer(Arc::clone(&shared), request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        // Who has asked is served, whether or not it waits for the answer.
        .half_close(true)
        // The machine writes the date, which is its own.
        .auto_date_header(false)
        .serve_connection(TokioIo::new(stream), service);
    // What goes wrong on a connection is the client's to notice.
    let _ = connection.await;
}

async fn answer(
    shared: Arc<Shared>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Broken> {
    let started = Instant::now();
    if Sandbox::is_upload(&request) {
        let head = head(&request);
        let answer = upload_answer(&shared, request).await;
        record(&shared, &head, started, answer.as_ref().ok());
        return answer.map(whole);
    }
    news::hold(&shared, &request).await;
    let (parts, body) = request.into_parts();
    let body = match body.is_end_stream() {
        true => Vec::new(),
        false => whole_body(&shared, parts.uri.path(), body).await?,
    };
    let request = Request::from_parts(parts, body);
    if shared.recording.is_none() {
        return handle(&shared, request).await.map(whole);
    }
    let answer = handle(&shared, request.clone()).await;
    record(&shared, &request, started, answer.as_ref().ok());
    answer.map(whole)
}

async fn whole_body(shared: &Shared, path: &str, body: Incoming) -> Result<Vec<u8>, Broken> {
    let limit = shared.look(|sandbox| sandbox.body_limit(path));
    match Limited::new(body, limit + ONE_MORE).collect().await {
        Ok(body) => Ok(body.to_bytes().into()),
        Err(error) if error.is::<LengthLimitError>() => Ok(vec![0; limit + ONE_MORE]),
        Err(_) => Err(Broken),
    }
}

/// A request without its body.
fn head(request: &Request<Incoming>) -> Request<Vec<u8>> {
    let mut head = Request::new(Vec::new());
    head.method_mut().clone_from(request.method());
    head.uri_mut().clone_from(request.uri());
    head.headers_mut().clone_from(request.headers());
    head
}

fn record(
    shared: &Shared,
    request: &Request<Vec<u8>>,
    started: Instant,
    response: Option<&Response<Vec<u8>>>,
) {
    let Some(recording) = &shared.recording else {
        return;
    };
    let (at, took) = ((shared.clock)(), started.elapsed());
    if let Some(line) = shared.look(|sandbox| sandbox.record(at, took, request, response)) {
        recording.write(&line);
    }
}

async fn upload_answer(
    shared: &Arc<Shared>,
    request: Request<Incoming>,
) -> Result<Response<Vec<u8>>, Broken> {
    let (handling, debt) = upload::receive(shared, request).await;
    match shared.settle(debt).await {
        Ok(()) => carry_out(shared, handling).await,
        Err(instead) => Ok(instead),
    }
}

async fn handle(
    shared: &Arc<Shared>,
    request: Request<Vec<u8>>,
) -> Result<Response<Vec<u8>>, Broken> {
    let (handling, debt) = shared.step(|sandbox, now| sandbox.handle(now, request));
    match shared.settle(debt).await {
        Ok(()) => carry_out(shared, handling).await,
        Err(instead) => Ok(instead),
    }
}

async fn carry_out(
    shared: &Arc<Shared>,
    mut handling: Handling,
) -> Result<Response<Vec<u8>>, Broken> {
    loop {
        handling = match handling {
            Handling::Respond(response) => return Ok(response),
            Handling::Drop | Handling::Nothing => return Err(Broken),
            // A client that goes away does not end it: the video of an upload comes all the same.
            Handling::Fetch(wanted) => {
                let shared = Arc::clone(shared);
                let fetched = task::spawn(async move { fetch(&shared, wanted).await });
                fetched.await.unwrap_or(Handling::Drop)
            }
            Handling::RespondAndFetch { then, fetch: wanted } => {
                let shared = Arc::clone(shared);
                task::spawn(async move { fetch_all(&shared, wanted).await });
                *then
            }
            Handling::Delay { by, then } => {
                tokio::time::sleep(by).await;
                *then
            }
        };
    }
}

/// Fetches a file in the background, and what is to be fetched after it.
async fn fetch_all(shared: &Arc<Shared>, mut wanted: Fetch) {
    while let Handling::Fetch(next) = fetch(shared, wanted).await {
        wanted = next;
    }
}

/// Fetches a file without holding anybody up, and hands it in.
async fn fetch(shared: &Arc<Shared>, wanted: Fetch) -> Handling {
    let media = shared.media.clone().fetch(wanted.url).await;
    let (handling, debt) = shared.step(|sandbox, now| sandbox.fetched(now, wanted.ticket, media));
    match shared.settle(debt).await {
        Ok(()) => handling,
        Err(instead) => Handling::Respond(instead),
    }
}

fn whole(response: Response<Vec<u8>>) -> Response<Full<Bytes>> {
    response.map(|body| Full::new(body.into()))
}
