//! One request of a worker, on a thread of its own.

use std::{convert::Infallible, sync::mpsc::Sender, thread};

use ig_core::{BuildError, Call, Delivery, Exchange, Flow, Reply, Step, Timestamp, TransportError};
use ig_queue::{Judging, Request, RequestId};
use ig_ureq::Client;

use crate::clocks::clocks;

/// What reaches the loop from other threads.
#[derive(Debug)]
pub(crate) enum Message {
    Reply(RequestId, Box<Reply>),
    /// It was not sent: a medium is gone or would be refused.
    NoMedium(RequestId, String),
    /// It could not be built.
    Unsendable(RequestId),
    Stop,
}

/// Sends a request and reports what became of it.
pub(crate) fn spawn(request: Request, client: Client, judge: Option<Judging>, to: Sender<Message>) {
    thread::spawn(move || {
        let mut report = Report { id: Some(request.id), to };
        if let (Some(judge), Some(plan)) = (judge, &request.judge)
            && let Err(why) = judge.judge(&request.api_base, plan)
        {
            return report.no_medium(why);
        }
        match send(request, &client) {
            Ok(reply) => report.reply(reply),
            // Reported as one that cannot be sent.
            Err(error) => drop(error),
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

/// Reports a request that gets no reply, whatever happens to its thread.
struct Report {
    id: Option<RequestId>,
    to: Sender<Message>,
}

impl Report {
    fn reply(&mut self, reply: Reply) {
        if let Some(id) = self.id.take() {
            // The driver may be gone.
            let _ = self.to.send(Message::Reply(id, Box::new(reply)));
        }
    }

    fn no_medium(&mut self, why: String) {
        if let Some(id) = self.id.take() {
            let _ = self.to.send(Message::NoMedium(id, why));
        }
    }
}

impl Drop for Report {
    fn drop(&mut self) {
        if let Some(id) = self.id.take() {
            let _ = self.to.send(Message::Unsendable(id));
        }
    }
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
