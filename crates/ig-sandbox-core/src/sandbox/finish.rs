//! Replies, as far as the faults permit.

use http::Response;

use crate::{
    fault::Do, fields, handling::Handling, object::Object, refusal::Refusal, reply,
    time::Timestamp, usage::Usage,
};

use super::{Sandbox, debug, work::Exchange};

impl Sandbox {
    /// Replies to a request that was carried out, as far as the faults permit.
    pub(super) fn finish(
        &mut self,
        now: Timestamp,
        exchange: &Exchange,
        outcome: Result<Object, Refusal>,
    ) -> Handling {
        let Some(fault) = exchange.strike.answer.as_ref() else {
            return self.respond(now, exchange, outcome.as_ref());
        };
        match (fault.what, outcome) {
            (Do::CommitThenDrop, _) => Handling::Drop,
            (Do::CommitThenError, _) => {
                let refusal = Refusal::of_fault(fault, &exchange.call);
                self.respond(now, exchange, Err(&refusal))
            }
            (Do::OriginalResponse, Ok(reply)) => {
                let refusal = Refusal::with_original_response(reply);
                self.respond(now, exchange, Err(&refusal))
            }
            (Do::Garble, outcome) => {
                let mut response = self.response(now, exchange, outcome.as_ref());
                let half = response.body().len() / 2;
                response.body_mut().truncate(half);
                self.journal.answered(exchange.number, &exchange.call, &response);
                Handling::Respond(response)
            }
            (Do::Delay, outcome) => {
                let then = Box::new(self.respond(now, exchange, outcome.as_ref()));
                Handling::Delay { by: fault.delay, then }
            }
            (_, outcome) => self.respond(now, exchange, outcome.as_ref()),
        }
    }

    pub(super) fn respond(
        &mut self,
        now: Timestamp,
        exchange: &Exchange,
        outcome: Result<&Object, &Refusal>,
    ) -> Handling {
        let response = self.response(now, exchange, outcome);
        self.journal.answered(exchange.number, &exchange.call, &response);
        Handling::Respond(response)
    }

    fn usage(&mut self, now: Timestamp, exchange: &Exchange) -> Usage {
        let token = exchange.call.token.as_deref();
        let account = token.and_then(|token| self.world.account_of_token(token));
        let account = account.map(|account| account.id.clone());
        match self.usage {
            None => Usage::counted(self.journal.within_an_hour(now), account),
            Some(set) => Usage::set(set, now, self.journal.total(), account),
        }
    }

    pub(super) fn response(
        &mut self,
        now: Timestamp,
        exchange: &Exchange,
        outcome: Result<&Object, &Refusal>,
    ) -> Response<Vec<u8>> {
        let usage = self.usage(now, exchange);
        let debugged = outcome.ok().and_then(|object| debug::of(&exchange.call, object));
        let outcome = outcome.map(|object| debugged.as_ref().unwrap_or(object));
        let (latest, ids) = (&mut self.latest_reply, &mut self.world.ids);
        let mut response = reply::graph(&exchange.call, outcome, usage, latest, ids);
        if let Some(said) = outcome.ok().and_then(|_| self.containers_left(now, exchange)) {
            reply::set(response.headers_mut(), "x-sandbox-containers", &said);
        }
        if let (Ok(_), Some(entries)) = (outcome, &exchange.entries) {
            // Values always serialise.
            let body = serde_json::to_vec(entries).unwrap_or_default();
            *response.body_mut() = reply::escaped(body);
        }
        let mut notes: Vec<String> = Vec::new();
        notes.extend(outcome.err().and_then(Refusal::note).map(str::to_owned));
        notes.extend(exchange.call.notes.iter().cloned());
        if let (Ok(reply), Some(fields)) = (outcome, exchange.call.params.fields_if_read()) {
            notes.extend(fields::notes(&fields, reply));
        }
        notes.extend(exchange.call.params.unread(outcome.is_err()));
        reply::note(&mut response, notes.iter().map(String::as_str));
        response
    }

    /// What the reply to a read of the limit has no place for: `3 of 400 in 24 hours`.
    fn containers_left(&self, now: Timestamp, exchange: &Exchange) -> Option<String> {
        let [id, edge] = exchange.call.parts.as_slice() else {
            return None;
        };
        if edge != "content_publishing_limit" {
            return None;
        }
        let own = || self.world.account_of_token(exchange.call.token.as_deref()?);
        let account = self.world.account(id).or_else(own)?;
        let used = self.world.container_usage(&account.id, now);
        Some(format!("{used} of {} in 24 hours", self.world.container_total()))
    }
}
