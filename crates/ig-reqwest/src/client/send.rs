//! From a request to its reply.

use std::{future::Future, mem, pin::pin, time::Duration};

use ig_core::{
    Body, BuildError, Call, Delivery, Exchange, Reply, TransportError,
    http::{Request, Response},
    upload::Part,
};
use tokio::time::timeout;

use super::Client;
use crate::{
    MAX_RESPONSE,
    lost::{lost, too_large},
    upload::Watch,
};

impl<C> Client<C> {
    pub(super) async fn send(&self, call: Call) -> Result<Reply, BuildError> {
        let Exchange { request, pending } = call.exchange(&self.context)?;
        let (head, body) = request.into_parts();
        let head = Request::from_parts(head, ());
        let heard = match body {
            Body::Bytes(bytes) => {
                let heard = self.carry(from_http(head.map(|()| bytes))?);
                let late = |_| Err(TransportError::timed_out(Delivery::Unknown));
                timeout(self.timeout, heard).await.unwrap_or_else(late)
            }
            Body::Part(part) => self.upload(head, part).await?,
        };
        Ok(match heard {
            Ok(response) => pending.received(response),
            Err(error) => pending.lost(error),
        })
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
