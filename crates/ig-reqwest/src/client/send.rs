//! From a request to its reply.

use std::{future::Future, mem, pin::pin, time::Duration};

use ig_core::{
    Body, BuildError, Call, Delivery, Exchange, Pending, Reply, TransportError,
    http::{Request, Response},
    upload::Part,
};
use ig_driver::log::CallLog;
use tokio::time::timeout;
use tracing::Instrument as _;

use super::{Client, leave::Leave};
use crate::{
    MAX_RESPONSE,
    lost::{lost, too_large},
    upload::Watch,
};

impl<C> Client<C> {
    /// Sends one request of a loop of your own, and gives the reply as it is: nothing is retried.
    ///
    /// `may_go` is asked when the connection is open and takes the request, right before its bytes
    /// are handed to the system. Where it says no, the reply is lost as
    /// [`Delivery::NotSent`]: what was allowed a while ago is not sent late, however long the
    /// connection took. An upload is sent without a question.
    ///
    /// # Errors
    ///
    /// When the request cannot be built.
    pub async fn send_while(
        &self,
        call: Call,
        may_go: impl Fn() -> bool + Send + Sync + 'static,
    ) -> Result<Reply, BuildError> {
        let name = call.name();
        let Exchange { request, pending } = call.exchange(&self.context)?;
        let log = CallLog::begin(name, &request, None);
        let (head, body) = request.into_parts();
        let head = Request::from_parts(head, ());
        let heard = async {
            Ok::<_, BuildError>(match body {
                // Without a body there is nothing to ask at.
                Body::Bytes(bytes) if bytes.is_empty() => match may_go() {
                    true => self.answer(from_http(head.map(|()| bytes))?).await,
                    false => Err(too_late()),
                },
                Body::Bytes(bytes) => {
                    let (body, leave) = Leave::ask(bytes, may_go);
                    let request = from_http(head.map(|()| reqwest::Body::wrap(body)))?;
                    let heard = self.answer(request).await;
                    match leave.was_refused() {
                        true => Err(too_late()),
                        false => heard,
                    }
                }
                Body::Part(part) => self.upload(head, part).await?,
            })
        };
        let heard = heard.instrument(log.span().clone()).await;
        ended(log, pending, heard)
    }

    pub(super) async fn send(&self, call: Call, attempt: u32) -> Result<Reply, BuildError> {
        let name = call.name();
        let Exchange { request, pending } = call.exchange(&self.context)?;
        let log = CallLog::begin(name, &request, Some(attempt));
        let (head, body) = request.into_parts();
        let head = Request::from_parts(head, ());
        let heard = async {
            Ok::<_, BuildError>(match body {
                Body::Bytes(bytes) => self.answer(from_http(head.map(|()| bytes))?).await,
                Body::Part(part) => self.upload(head, part).await?,
            })
        };
        let heard = heard.instrument(log.span().clone()).await;
        ended(log, pending, heard)
    }

    /// The response to a request, within the time limit.
    async fn answer(&self, request: reqwest::Request) -> Result<Response<Vec<u8>>, TransportError> {
        let late = |_| Err(TransportError::timed_out(Delivery::Unknown));
        timeout(self.timeout, self.carry(request)).await.unwrap_or_else(late)
    }

    /// The response to a request. The caller sets the time limit.
    fn carry(
        &self,
        mut request: reqwest::Request,
    ) -> impl Future<Output = Result<Response<Vec<u8>>, TransportError>> {
        // In place of the client's own, which waits for the thread of the connections.
        *request.timeout_mut() = Some(Duration::MAX);
        let http = self.http.clone();
        self.connections.serve(async move {
            match http.execute(request).await {
                Ok(response) => whole(response).await,
                Err(error) => Err(lost(error)),
            }
        })
    }

    /// A request whose body is a part of a source. The whole has no time limit, but
    /// the time in which nothing moves has one.
    async fn upload(
        &self,
        head: Request<()>,
        part: Part,
    ) -> Result<Result<Response<Vec<u8>>, TransportError>, BuildError> {
        let (body, watch) = match self.uploads.open(part).await {
            Ok(opened) => opened,
            Err(trouble) => return Ok(Err(TransportError::of_source(trouble))),
        };
        let heard = self.carry(from_http(head.map(|()| reqwest::Body::wrap(body)))?);
        let heard = while_it_moves(heard, &watch, self.timeout).await;
        Ok(match watch.trouble() {
            Some(trouble) => Err(TransportError::of_source(trouble)),
            None => heard,
        })
    }
}

/// The reply, masked before it is logged.
fn ended(
    log: CallLog,
    pending: Pending,
    heard: Result<Result<Response<Vec<u8>>, TransportError>, BuildError>,
) -> Result<Reply, BuildError> {
    let reply = match heard? {
        Ok(response) => pending.received(response),
        Err(error) => pending.lost(error),
    };
    log.end(&reply);
    Ok(reply)
}

fn too_late() -> TransportError {
    TransportError::new(Delivery::NotSent).with_source("it was allowed too long ago")
}

fn from_http<B: Into<reqwest::Body>>(request: Request<B>) -> Result<reqwest::Request, BuildError> {
    let request = reqwest::Request::try_from(request);
    request.map_err(|error| BuildError::not_a_url(error.without_url()))
}

/// The reply, unless no byte of the body was accepted for `limit`. The connection is
/// then given up as well.
async fn while_it_moves(
    reply: impl Future<Output = Result<Response<Vec<u8>>, TransportError>>,
    watch: &Watch,
    limit: Duration,
) -> Result<Response<Vec<u8>>, TransportError> {
    let mut reply = pin!(reply);
    loop {
        let left = limit.saturating_sub(watch.idle());
        if let Ok(reply) = timeout(left, &mut reply).await {
            return reply;
        }
        if limit <= watch.idle() {
            return Err(TransportError::timed_out(Delivery::Unknown));
        }
    }
}

async fn whole(mut response: reqwest::Response) -> Result<Response<Vec<u8>>, TransportError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(lost)? {
        if MAX_RESPONSE < (body.len() + chunk.len()) as u64 {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    let mut whole = Response::new(body);
    *whole.status_mut() = response.status();
    *whole.headers_mut() = mem::take(response.headers_mut());
    Ok(whole)
}
