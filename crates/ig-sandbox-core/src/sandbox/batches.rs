//! Batches: one call after the other, each like a separate request.

use crate::{
    batch::{Batch, Next},
    handling::{Fetch, Handling, Ticket},
    object::Object,
    time::Timestamp,
};

use super::{
    Sandbox,
    work::{Exchange, Pending},
};

impl Sandbox {
    pub(super) fn batch(&mut self, now: Timestamp, exchange: Exchange, batch: Batch) -> Handling {
        self.go_on(now, Pending { exchange, batch }, None)
    }

    /// Continues a batch, if the ticket is that of its photo.
    pub(super) fn batch_after(
        &mut self,
        now: Timestamp,
        ticket: Ticket,
        handling: Handling,
    ) -> Handling {
        match self.batches.remove(&ticket) {
            Some(pending) => self.go_on(now, pending, Some(handling)),
            None => handling,
        }
    }

    /// Runs the calls in order; Meta may run independent ones at the same time.
    fn go_on(
        &mut self,
        now: Timestamp,
        mut pending: Pending,
        mut handling: Option<Handling>,
    ) -> Handling {
        let mut background = Vec::new();
        loop {
            let batch = &mut pending.batch;
            let reply = match handling.take() {
                Some(handling) => handling,
                None => match batch.next() {
                    Next::Finish => break,
                    Next::Skip => Handling::Drop,
                    Next::Send(request) => {
                        self.graph(now, &request, pending.exchange.call.base.clone())
                    }
                    Next::Refuse(refusal) => {
                        let refusal = refusal.worded(pending.exchange.call.login);
                        Handling::Respond(self.response(now, &pending.exchange, Err(&refusal)))
                    }
                },
            };
            if let Some(fetch) = settle(&mut pending.batch, reply, &mut background) {
                self.batches.insert(fetch.ticket, pending);
                return Handling::Fetch(fetch).fetching(background);
            }
        }
        let Pending { mut exchange, batch } = pending;
        let delay = batch.delay;
        exchange.entries = Some(batch.into_entries());
        let mut handling = self.finish(now, &exchange, Ok(Object::default()));
        if !delay.is_zero() {
            handling = Handling::Delay { by: delay, then: Box::new(handling) };
        }
        handling.fetching(background)
    }
}

/// Notes the result of a call; returns the file that it needs first.
///
/// A connection that would break stands for a server that did not finish: the entry is `null`.
fn settle(batch: &mut Batch, mut reply: Handling, background: &mut Vec<Fetch>) -> Option<Fetch> {
    loop {
        reply = match reply {
            Handling::Respond(response) => {
                batch.answered(&response);
                return None;
            }
            Handling::Drop | Handling::Nothing => {
                batch.unanswered();
                return None;
            }
            Handling::Fetch(fetch) => return Some(fetch),
            Handling::RespondAndFetch { then, fetch } => {
                background.push(fetch);
                *then
            }
            Handling::Delay { by, then } => {
                batch.delay = batch.delay.saturating_add(by);
                *then
            }
        };
    }
}
