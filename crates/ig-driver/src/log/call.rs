//! What is logged of one request.

use std::{error::Error as _, time::Instant};

use ig_core::{
    Body, Delivery, Reply, ResponseError, TransportError,
    http::{HeaderMap, Request},
};
use tracing::Span;

use super::{ids, millis, without_queries};

/// The span of one request, from before it is sent until its reply is known.
///
/// | field | |
/// |---|---|
/// | `call` | the endpoint's name, such as `POST /{user}/media` |
/// | `method`, `host`, `path` | of the URL, without its query |
/// | `bytes` | the length of the body |
/// | `attempt` | from 1, where the loop counts them |
/// | `container`, `media` | the ids that the request names, or that the reply has |
///
/// The event at its end is at `info`, or at `warn` where it was refused or lost:
///
/// | field | |
/// |---|---|
/// | `status`, `ms` | of the response, and how long it took |
/// | `fbtrace_id` | the trace id in the body of an error, for a report to Meta (reference §10.1) |
/// | `x_fb_request_id`, `x_fb_trace_id`, `x_fb_rev` | the headers of the response (reference §11.3) |
/// | `code`, `subcode`, `error` | of an error |
/// | `delivery` | `not_sent` or `unknown`, where no response came |
#[derive(Debug)]
#[must_use = "the end of the call is to be logged"]
pub struct CallLog {
    call: &'static str,
    span: Span,
    /// `None` where nobody listens.
    began: Option<Instant>,
}

impl CallLog {
    /// Begins the span of a call, by its [name](ig_core::Call::name).
    pub fn begin(call: &'static str, request: &Request<Body>, attempt: Option<u32>) -> Self {
        let span = tracing::warn_span!(
            target: "ig_driver::call",
            "call",
            call,
            method = request.method().as_str(),
            host = request.uri().host(),
            path = request.uri().path(),
            bytes = request.body().length(),
            attempt,
            container = ids::container(call, request),
            media = ids::media(call, request),
        );
        let began = (!span.is_disabled()).then(Instant::now);
        Self { call, span, began }
    }

    /// The span, to send the request in.
    pub fn span(&self) -> &Span {
        &self.span
    }

    /// Logs what became of the request. The reply is masked already.
    pub fn end(self, reply: &Reply) {
        let Self { call, span, began } = self;
        let Some(began) = began else { return };
        if let Some(container) = ids::made(call, reply) {
            span.record("container", container);
        }
        if let Some(media) = ids::published(call, reply) {
            span.record("media", media);
        }
        let ms = millis(began.elapsed());
        span.in_scope(|| match reply.result() {
            Err(lost) => no_response(lost, ms),
            Ok(response) => {
                let (status, headers) = (response.status().as_u16(), response.headers());
                match reply.refusal() {
                    None => success(status, ms, headers),
                    Some(refusal) => refused(status, ms, headers, &refusal),
                }
            }
        });
    }
}

fn success(status: u16, ms: u64, headers: &HeaderMap) {
    tracing::info!(
        target: "ig_driver::call",
        status,
        ms,
        x_fb_request_id = header(headers, "x-fb-request-id"),
        x_fb_trace_id = header(headers, "x-fb-trace-id"),
        x_fb_rev = header(headers, "x-fb-rev"),
        "answered"
    );
}

fn refused(status: u16, ms: u64, headers: &HeaderMap, refusal: &ResponseError) {
    let api = match refusal {
        ResponseError::Api(error) => Some(error),
        _ => None,
    };
    tracing::warn!(
        target: "ig_driver::call",
        status,
        ms,
        code = api.map(|error| error.code),
        subcode = api.and_then(|error| error.subcode),
        fbtrace_id = api.and_then(|error| error.trace_id.as_deref()),
        x_fb_request_id = header(headers, "x-fb-request-id"),
        x_fb_trace_id = header(headers, "x-fb-trace-id"),
        x_fb_rev = header(headers, "x-fb-rev"),
        error = %without_queries(refusal),
        "refused"
    );
}

fn no_response(lost: &TransportError, ms: u64) {
    let delivery = match lost.delivery() {
        Delivery::NotSent => "not_sent",
        Delivery::Unknown => "unknown",
    };
    let mut error = lost.to_string();
    let mut source = lost.source();
    while let Some(deeper) = source {
        let words = deeper.to_string();
        if !error.contains(&words) {
            error = format!("{error}: {words}");
        }
        source = deeper.source();
    }
    let error = without_queries(error);
    tracing::warn!(target: "ig_driver::call", ms, delivery, %error, "no response");
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
