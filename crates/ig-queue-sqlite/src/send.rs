//! One request of a worker, on a thread of its own.

use std::{sync::mpsc::Sender, thread};

use ig_core::{BuildError, Delivery, Exchange, Reply, TransportError};
use ig_queue::{Ended, Judging, PostId, Report, Request, RequestId};
use ig_ureq::Client;
use tracing::Span;

use crate::clocks::clocks;

/// What reaches the loop from other threads.
#[derive(Debug)]
pub(crate) enum Message {
    Ended(RequestId, Ended),
    Woken(PostId),
    Stop,
}

/// Sends a request and reports what became of it.
pub(crate) fn spawn(
    request: Request,
    client: Client,
    judge: Option<Judging>,
    to: Sender<Message>,
    span: Span,
) {
    thread::spawn(move || {
        let _in = span.entered();
        let report = Report::new(request.id, move |id, ended| {
            // The driver may be gone.
            let _ = to.send(Message::Ended(id, ended));
        });
        if let (Some(judge), Some(plan)) = (judge, &request.judge)
            && let Err(why) = judge.judge(&request.api_base, plan)
        {
            return report.end(Ended::NoMedium(why));
        }
        // One that cannot be built is reported as such.
        if let Ok(reply) = send(request, &client) {
            report.end(Ended::Reply(Box::new(reply)));
        }
    });
}

fn send(request: Request, client: &Client) -> Result<Reply, BuildError> {
    if request.is_too_late(clocks()) {
        let Exchange { pending, .. } = request.call.exchange(client.context())?;
        let late = TransportError::new(Delivery::NotSent);
        return Ok(pending.lost(late.with_source("the store had allowed it too long ago")));
    }
    client.send_one(request.call)
}
