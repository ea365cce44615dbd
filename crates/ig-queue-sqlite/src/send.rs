//! One request of a worker, on a thread of its own.

use std::{convert::Infallible, sync::mpsc::Sender, thread};

use ig_core::{BuildError, Call, Delivery, Exchange, Flow, Reply, Step, Timestamp, TransportError};
use ig_queue::{Ended, Judging, Report, Request, RequestId};
use ig_ureq::Client;

use crate::clocks::clocks;

/// What reaches the loop from other threads.
#[derive(Debug)]
pub(crate) enum Message {
    Ended(RequestId, Ended),
    Stop,
}

/// Sends a request and reports what became of it.
pub(crate) fn spawn(request: Request, client: Client, judge: Option<Judging>, to: Sender<Message>) {
    thread::spawn(move || {
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
    client.run(&mut One { call: Some(request.call), reply: None })
}

/// A flow of one call, which gives the reply as it is.
struct One {
    call: Option<Call>,
    reply: Option<Reply>,
}

impl Flow for One {
    type Output = Reply;
    type Snapshot = Infallible;

    fn poll(&mut self, now: Timestamp) -> Step<Infallible, Reply> {
        match (self.call.take(), self.reply.take()) {
            (Some(call), _) => Step::Send(call),
            (None, Some(reply)) => Step::Done(reply),
            // The driver polls again with a reply outstanding, which it never does.
            (None, None) => Step::Wait(now.after(std::time::Duration::from_secs(1))),
        }
    }

    fn handle(&mut self, _: Timestamp, reply: Reply) {
        self.reply = Some(reply);
    }

    fn saved(&mut self) {}
}
