//! Faults that change what happens after the reply, and late commits.

use crate::{
    endpoint::{Endpoint, publish},
    fault::{Do, Fault, Strike},
    handling::{FetchError, Fetched, Handling},
    judge,
    refusal::Refusal,
    time::Timestamp,
    world::{Cover, Draft, Lag, Outcome, Source, StatusCode},
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
        let mut later = Handling::Nothing;
        match (endpoint, owner) {
            (Endpoint::Publish(_), Ok(owner)) => {
                if let Ok(id) = publish::accept(&exchange.call, now, &owner, &self.world) {
                    self.world.publish_later(at, &id, fault.shows);
                }
            }
            (Endpoint::Create(_), Ok(owner)) => {
                if let Ok(draft) = self.draft(now, &exchange, &owner) {
                    later = self.create_later(now, at, &exchange, draft);
                }
            }
            _ => {}
        }
        // Without a delay it is due at once.
        self.world.settle(now);
        let then = self.respond(now, &exchange, Err(&refusal));
        match later {
            Handling::Fetch(fetch) => then.fetching(vec![fetch]),
            _ => then,
        }
    }

    /// Creates a container at a later time; returns the file to fetch for it first, if any.
    fn create_later(
        &mut self,
        now: Timestamp,
        at: Timestamp,
        exchange: &Exchange,
        draft: Draft,
    ) -> Handling {
        let base = &exchange.call.base;
        if exchange.strike.backstage(Do::FetchFails).is_some() {
            let failed = draft.source.url().and_then(|url| self.at_hand(exchange, url));
            return self.create_later_of(now, at, draft, failed);
        }
        let Some(url) = draft.details.cover_url.clone() else {
            let own = draft.source.url().and_then(|url| self.own_file(base, url));
            return self.create_later_of(now, at, draft, own);
        };
        let waiting = Waiting::LateCover(at, Box::new(draft));
        match self.own_file(base, &url) {
            Some(media) => self.arrived(now, waiting, media),
            None => Handling::Fetch(self.wait_for(url, waiting)),
        }
    }

    /// Continues with the video of a reel that is created later, if its cover is accepted.
    pub(super) fn late_cover_arrived(
        &mut self,
        now: Timestamp,
        at: Timestamp,
        mut draft: Draft,
        cover: Result<Fetched, FetchError>,
    ) -> Handling {
        let url = draft.details.cover_url.as_deref().unwrap_or_default();
        match judge::cover(url, cover, self.config.rules) {
            Ok(()) => {
                draft.cover = Cover::Settled;
                let own = draft.source.url().and_then(|url| self.own_file(&self.base, url));
                self.create_later_of(now, at, draft, own)
            }
            Err(subcode) => {
                self.world.create_later(at, draft, Outcome::Failed(subcode));
                self.world.settle(now);
                Handling::Nothing
            }
        }
    }

    /// Creates a container at a later time, of the file at hand or one that has to be fetched.
    fn create_later_of(
        &mut self,
        now: Timestamp,
        at: Timestamp,
        draft: Draft,
        at_hand: Option<Result<Fetched, FetchError>>,
    ) -> Handling {
        let url = match &draft.source {
            Source::Url(url) => url.clone(),
            Source::Children(_) => {
                self.world.create_later(at, draft, Outcome::Arrived(None));
                return Handling::Nothing;
            }
            Source::Upload(_) => {
                // No client will know the upload URL of its video.
                self.world.create_later(at, draft, Outcome::Awaited);
                return Handling::Nothing;
            }
        };
        let waiting = Waiting::Late(at, Box::new(draft));
        match at_hand {
            Some(media) => self.arrived(now, waiting, media),
            None => Handling::Fetch(self.wait_for(url, waiting)),
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
