//! Faults that change what happens after the reply, and late commits.

use crate::{
    endpoint::{Endpoint, publish},
    fault::{Do, Fault, Strike},
    handling::{Fetch, Handling},
    refusal::Refusal,
    time::Timestamp,
    world::{Draft, Lag, Outcome, Source, StatusCode},
};

use super::{
    Sandbox,
    work::{Exchange, Waiting},
};

impl Sandbox {
    /// Reports a failure, and acts later if it would have acted now.
    pub(super) fn commit_later(
        &mut self,
        now: Timestamp,
        exchange: Exchange,
        endpoint: &Endpoint,
        fault: &Fault,
    ) -> Handling {
        let at = now.after(fault.delay);
        let refusal = Refusal::of_fault(fault, &exchange.call);
        let owner = self.authorize(&exchange.call, endpoint);
        let mut fetch = None;
        match (endpoint, owner) {
            (Endpoint::Publish(_), Ok(owner)) => {
                if let Ok(id) = publish::accept(&exchange.call, now, &owner, &self.world) {
                    self.world.publish_later(at, &id, fault.shows);
                }
            }
            (Endpoint::Create(_), Ok(owner)) => {
                if let Ok(draft) = self.draft(now, &exchange, &owner) {
                    fetch = self.create_later(now, at, &exchange, draft);
                }
            }
            _ => {}
        }
        // Without a delay it is due at once.
        self.world.settle(now);
        let then = self.respond(now, &exchange, Err(&refusal));
        match fetch {
            Some(fetch) => Handling::RespondAndFetch { then: Box::new(then), fetch },
            None => then,
        }
    }

    /// Creates a container at a later time; returns the file to fetch for it.
    fn create_later(
        &mut self,
        now: Timestamp,
        at: Timestamp,
        exchange: &Exchange,
        draft: Draft,
    ) -> Option<Fetch> {
        let url = match &draft.source {
            Source::Url(url) => url.clone(),
            Source::Children(_) => {
                self.world.create_later(at, draft, Outcome::Arrived(None));
                return None;
            }
            Source::Upload(_) => {
                // No client will know the upload URL of its video.
                self.world.create_later(at, draft, Outcome::Awaited);
                return None;
            }
        };
        let waiting = Waiting::Late(at, Box::new(draft));
        match self.at_hand(exchange, &url) {
            Some(media) => {
                self.arrived(now, waiting, media);
                None
            }
            None => Some(self.wait_for(url, waiting)),
        }
    }

    pub(super) fn start_outage(&mut self, now: Timestamp, strike: &Strike) {
        if let Some(fault) = strike.backstage(Do::ReadOutage) {
            self.reads_out_until = self.reads_out_until.max(now.after(fault.delay));
        }
    }

    pub(super) fn start_lag(
        &mut self,
        now: Timestamp,
        strike: &Strike,
        id: Option<&str>,
        shows: Option<StatusCode>,
    ) {
        if let (Some(fault), Some(id), Some(shows)) = (strike.backstage(Do::StatusLag), id, shows) {
            self.world.lag(id, Lag { shows, until: now.after(fault.delay) });
        }
    }
}
