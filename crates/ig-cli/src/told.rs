//! A flow whose troubles are told: nobody waits for half an hour without a word on why.

use ig_core::{
    EndpointExt as _, Flow, PublishFlow, Reply, ResponseError, Step, Timestamp,
    endpoint::PublishContainer,
    publish::{Outcome, Snapshot},
};

use crate::{progress::Progress, transport::said};

/// Tells what keeps the flow from going on, where it goes on all the same.
#[derive(Debug)]
pub(crate) struct Told<'a> {
    flow: &'a mut PublishFlow,
    progress: &'a Progress,
    /// Of the last request, where it had no success.
    trouble: Option<String>,
    told: Option<String>,
}

impl<'a> Told<'a> {
    pub(crate) fn new(flow: &'a mut PublishFlow, progress: &'a Progress) -> Self {
        Self { flow, progress, trouble: None, told: None }
    }

    fn tell(&mut self) {
        match &self.trouble {
            trouble if *trouble == self.told => return,
            Some(trouble) => self.progress.remark(&format!("{trouble}; going on")),
            None => self.progress.remark("going on: the API answers again"),
        }
        self.told.clone_from(&self.trouble);
    }
}

impl Flow for Told<'_> {
    type Output = Outcome;
    type Snapshot = Snapshot;

    fn poll(&mut self, now: Timestamp) -> Step<Snapshot, Outcome> {
        let step = self.flow.poll(now);
        // What ends the flow is the reason of its outcome.
        if matches!(step, Step::Send(_) | Step::Wait(_)) {
            self.tell();
        }
        step
    }

    fn handle(&mut self, now: Timestamp, reply: Reply) {
        self.trouble = trouble(&reply);
        self.flow.handle(now, reply);
    }

    fn saved(&mut self) {
        self.flow.saved();
    }
}

fn trouble(reply: &Reply) -> Option<String> {
    match reply {
        Ok(response) if response.status().is_success() => None,
        // An error is read alike, whatever was asked. Its trace is another each time.
        Ok(response) => PublishContainer::read(response).err().map(|error| match error {
            ResponseError::Api(mut error) => {
                error.trace_id = None;
                error.to_string()
            }
            error => error.to_string(),
        }),
        Err(lost) => Some(said(lost)),
    }
}
