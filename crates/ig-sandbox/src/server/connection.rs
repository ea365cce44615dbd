//! Connections: requests in, handlings carried out.

use std::{net::TcpListener, pin::pin, sync::Arc, time::Duration};

use futures_util::future::{Either, select};
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::{
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::TcpStream,
    sync::{Semaphore, watch},
    task,
};

use crate::{
    handling::{Fetch, FetchError, Handling},
    sandbox::Sandbox,
};

use super::{Shared, news, upload};

/// More than any test opens, and few enough for the limits of a process.
const MAX_CONNECTIONS: usize = 512;

/// Bodies beyond the limit are read up to one byte more, so that the machine can refuse them.
const ONE_MORE: usize = 1;

/// A connection that the machine wants broken. hyper closes it without an answer.
#[derive(Debug, thiserror::Error)]
#[error("the sandbox breaks this connection")]
struct Broken;

pub(super) async fn accept(
    listener: TcpListener,
    shared: Arc<Shared>,
    mut stopped: watch::Receiver<bool>,
) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else {
        return;
    };
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
                let shared = Arc::clone(&shared);
                task::spawn(async move {
                    serve(stream, shared).await;
                    drop(permit);
                });
            }
            // Out of file handles, most likely: some will come free.
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

async fn serve(stream: TcpStream, shared: Arc<Shared>) {
    let service = service_fn(|request| answer(Arc::clone(&shared), request));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(60))
        .max_headers(100)
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
    if Sandbox::is_upload(&request) {
        let handling = upload::receive(&shared, request).await;
        return carry_out(&shared, handling).await;
    }
    news::hold(&shared, &request).await;
    let (parts, body) = request.into_parts();
    let limit = shared.lock().body_limit(parts.uri.path());
    let body = match Limited::new(body, limit + ONE_MORE).collect().await {
        Ok(body) => body.to_bytes().to_vec(),
        Err(error) if error.is::<LengthLimitError>() => vec![0; limit + ONE_MORE],
        Err(_) => return Err(Broken),
    };
    let request = Request::from_parts(parts, body);
    let handling = {
        let mut sandbox = shared.lock();
        let now = (shared.clock)();
        sandbox.handle(now, request)
    };
    carry_out(&shared, handling).await
}

async fn carry_out(
    shared: &Arc<Shared>,
    mut handling: Handling,
) -> Result<Response<Full<Bytes>>, Broken> {
    loop {
        handling = match handling {
            Handling::Respond(response) => return Ok(response.map(|body| Full::new(body.into()))),
            Handling::Drop | Handling::Nothing => return Err(Broken),
            Handling::Fetch(wanted) => fetch(shared, wanted).await,
            Handling::RespondAndFetch { then, fetch: wanted } => {
                let shared = Arc::clone(shared);
                task::spawn(async move {
                    fetch(&shared, wanted).await;
                });
                *then
            }
            Handling::Delay { by, then } => {
                tokio::time::sleep(by).await;
                *then
            }
        };
    }
}

/// Fetches a file without holding anybody up, and hands it in.
async fn fetch(shared: &Arc<Shared>, wanted: Fetch) -> Handling {
    let fetcher = Arc::clone(&shared.fetcher);
    let media = task::spawn_blocking(move || fetcher(&wanted.url)).await;
    let media = media
        .unwrap_or_else(|error| Err(FetchError::Unreachable(format!("fetching failed: {error}"))));
    let mut sandbox = shared.lock();
    let now = (shared.clock)();
    sandbox.fetched(now, wanted.ticket, media)
}
