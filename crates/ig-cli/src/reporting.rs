//! A flow that reports what delays it and ends at its caller's time limit: every long wait is
//! explained.

use ig_core::{
    Flow, PublishFlow, Reply, ResponseError, Step, Timestamp,
    publish::{Outcome, Snapshot},
};

use crate::{give_up::GiveUp, progress::Progress, transport::explained};

/// Reports a trouble that delays the flow but does not end it.
#[derive(Debug)]
pub(crate) struct Reporting<'a> {
    flow: &'a mut PublishFlow,
    progress: &'a Progress,
    give_up: Option<GiveUp>,
    /// The trouble of the last request, if it failed.
    trouble: Option<String>,
    /// The trouble that was last reported.
    reported: Option<String>,
}

/// How driving a flow ends.
#[derive(Debug)]
pub(crate) enum End {
    /// The post has come to its end.
    Outcome(Outcome),
    /// The caller's time is up, and the post can be resumed later.
    GivenUp,
}

impl<'a> Reporting<'a> {
    pub(crate) fn new(
        flow: &'a mut PublishFlow,
        progress: &'a Progress,
        give_up: Option<GiveUp>,
    ) -> Self {
        Self { flow, progress, give_up, trouble: None, reported: None }
    }

    fn report(&mut self) {
        match &self.trouble {
            trouble if *trouble == self.reported => return,
            Some(trouble) => self.progress.remark(&format!("{trouble}; continuing")),
            None => self.progress.remark("continuing: the API answers again"),
        }
        self.reported.clone_from(&self.trouble);
    }

    /// The latest time until which the flow or its caller waits.
    fn latest(&self) -> Option<Timestamp> {
        let own = self.flow.snapshot().deadline();
        own.into_iter().chain(self.give_up.map(GiveUp::at)).min()
    }

    /// Whether the time is up for a flow that has not ended.
    fn is_given_up(&self, now: Timestamp) -> bool {
        let is_over = self.give_up.is_some_and(|give_up| give_up.is_over(now));
        is_over && self.flow.snapshot().outcome().is_none()
    }
}

impl Flow for Reporting<'_> {
    type Output = End;
    type Snapshot = Snapshot;

    fn poll(&mut self, now: Timestamp) -> Step<Snapshot, End> {
        if self.is_given_up(now) {
            return Step::Done(End::GivenUp);
        }
        match self.flow.poll(now) {
            Step::Save(snapshot) => Step::Save(snapshot),
            // A trouble that ends the flow is the reason of its outcome.
            Step::Send(call) => {
                self.report();
                self.progress.until(self.latest());
                self.progress.sending(Some(self.flow.phase()));
                Step::Send(call)
            }
            Step::Wait(until) => {
                self.report();
                self.progress.until(self.latest());
                Step::Wait(self.give_up.map_or(until, |give_up| until.min(give_up.at())))
            }
            Step::Done(outcome) => Step::Done(End::Outcome(outcome)),
        }
    }

    fn handle(&mut self, now: Timestamp, reply: Reply) {
        self.progress.sending(None);
        self.trouble = trouble(&reply);
        self.flow.handle(now, reply);
    }

    fn saved(&mut self) {
        self.flow.saved();
    }
}

fn trouble(reply: &Reply) -> Option<String> {
    match reply.result() {
        // The trace id differs each time.
        Ok(_) => reply.refusal().map(|error| match error {
            ResponseError::Api(mut error) => {
                error.trace_id = None;
                error.to_string()
            }
            error => error.to_string(),
        }),
        Err(lost) => Some(explained(lost)),
    }
}
