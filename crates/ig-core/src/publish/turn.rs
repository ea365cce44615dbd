//! The transitions: each is a function of the state, the time and the reply.

use std::time::Duration;

use http::HeaderMap;

use super::{
    Cause, MediaRef, Outcome, Phase, PublishPlan, QuotaPolicy, Reason,
    baseline::{Baseline, Candidates, can_tell, words_tell},
    make::Make,
    state::{Again, Done, Loaded, State, Then, Verify},
    trouble::{Trouble, read},
};
use crate::{
    Reply, Timestamp,
    backoff::Jitter,
    clock::Clock,
    endpoint::{
        ContainerState, ListMedia, ListStories, Media, Page, PublishContainer, PublishingLimit,
    },
    error::ErrorClass,
    publish::{Brake, QuotaLedger, Surface},
    secret::mask,
    usage::Pace,
};

/// How long a story is in its list.
const SHOWN: Duration = Duration::from_secs(24 * 3600);

/// What every transition may look at.
pub(super) struct Turn<'a> {
    pub(super) plan: &'a PublishPlan,
    pub(super) ledger: &'a mut QuotaLedger,
    pub(super) brake: &'a mut Brake,
    pub(super) clock: &'a Clock,
    /// The flow's own time.
    pub(super) now: Timestamp,
    pub(super) jitter: &'a mut Jitter,
    pub(super) pace: &'a mut Pace,
    /// How long the account is to be left alone.
    pub(super) pause: Duration,
}

impl Turn<'_> {
    /// The limit helps to fail early; where it cannot be read twice, the ledger's
    /// own count stands, and the server has the last word at `media_publish`.
    pub(super) fn counted(
        &mut self,
        failures: u32,
        deadline: Option<Timestamp>,
        reply: Reply,
    ) -> State {
        let now = self.clock.callers();
        match read::<PublishingLimit>(reply) {
            Ok(usage) => self.ledger.correct(now, &usage),
            Err(trouble) if self.is_final(&trouble) => {
                return not_published(Phase::Quota, None, trouble.cause());
            }
            Err(trouble) if trouble.may_pass() && failures == 0 => {
                let next = self.retry_at(1, &trouble);
                return State::Quota { next, failures: 1, deadline };
            }
            Err(_) => (),
        }
        let free_at = self.ledger.free_at(now);
        if free_at <= now {
            return State::Make(Make::new(self.plan.post(), self.now));
        }
        let deadline = deadline.unwrap_or_else(|| self.now.after(QuotaLedger::WINDOW * 2));
        if self.plan.policy().quota == QuotaPolicy::Wait && self.now < deadline {
            // Posts of others may leave the window sooner than the ledger knows.
            let wait = free_at.since(now).min(Duration::from_secs(3600));
            let next = self.now.after(wait);
            return State::Quota { next, failures: 0, deadline: Some(deadline) };
        }
        let (usage, total) = (self.ledger.usage(now), self.ledger.total());
        not_published(Phase::Quota, None, Cause::QuotaFull { usage, total, free_at })
    }

    /// Without a baseline the server's clock must tell what is new, and the words
    /// which of it is ours.
    pub(super) fn ready(&self, at: Loaded) -> State {
        let next = self.now;
        let tells = self.clock.server().is_some() && words_tell(self.plan.post());
        match tells && !self.plan.policy().baseline {
            true => State::Publish { at, next, failures: 0 },
            false => State::Baseline { at, next, failures: 0 },
        }
    }

    /// The baseline only helps to name the media; a failure costs the name.
    pub(super) fn listed(&mut self, at: Loaded, failures: u32, reply: Reply) -> State {
        let failures = failures.saturating_add(1);
        let baseline = match self.list_read(reply) {
            Ok(page) => Some(Baseline::of(&page.data)),
            Err(trouble) if failures < self.plan.policy().failures.min(3) => {
                return State::Baseline { at, next: self.retry_at(failures, &trouble), failures };
            }
            Err(_) => None,
        };
        State::Publish { at: Loaded { baseline, ..at }, next: self.now, failures: 0 }
    }

    /// Only a success with an id ends the matter; an error has been seen to
    /// come with a post that was made (reference §4).
    pub(super) fn published(&mut self, at: Loaded, failures: u32, reply: Reply) -> State {
        let trouble = match read::<PublishContainer>(reply) {
            Ok(media) => {
                // Only an answer without a block releases the brake: a post that turns
                // out to be live was blocked all the same.
                self.brake.published(self.clock.callers());
                return published(at, MediaRef::Confirmed(media.id));
            }
            Err(trouble) => trouble,
        };
        if trouble.was_not_sent() {
            let failures = failures.saturating_add(1);
            let at = Loaded { publishes: at.publishes.saturating_sub(1), ..at };
            return match failures < self.plan.policy().failures {
                true => State::Publish { next: self.retry_at(failures, &trouble), at, failures },
                // Earlier sends were looked into, and this one was not sent.
                false => not_published(Phase::Publishing, Some(at), trouble.cause()),
            };
        }
        if let Some(id) = trouble.api().and_then(|error| error.original_id.clone()) {
            return published(at, MediaRef::Confirmed(id));
        }
        if trouble.class() == Some(ErrorClass::Blocked) {
            self.brake.blocked(self.clock.callers());
        }
        let again = match trouble.class() {
            Some(
                ErrorClass::Auth
                | ErrorClass::Permission
                | ErrorClass::PublishingQuota
                | ErrorClass::Blocked
                | ErrorClass::Invalid,
            ) => Again::No,
            Some(ErrorClass::NotReady) => Again::WhenReady,
            _ => Again::Yes,
        };
        let then = Then { again, cause: trouble.cause() };
        let mut verify = Verify::new(at, self.clock, self.plan.policy(), then);
        let asked = self.now.after(trouble.retry_after().unwrap_or_default());
        verify.next = verify.next.max(asked.min(verify.deadline));
        verify.into()
    }

    /// It is public; only the media id may still be wanting.
    pub(super) fn public(&self, at: Loaded) -> State {
        match can_tell(&at) {
            true => State::Match { at, next: self.now, failures: 0 },
            false => published(at, MediaRef::Unknown),
        }
    }

    /// It is public. Whatever happens here, the outcome is `Published`.
    pub(super) fn matched(&mut self, at: Loaded, failures: u32, reply: Reply) -> State {
        let failures = failures.saturating_add(1);
        let again = failures < self.plan.policy().failures;
        match self.list_read(reply) {
            Ok(_) if self.may_be_over(&at) => published(at, MediaRef::Unknown),
            Ok(page) => {
                let mut fits = Candidates::among(page.data, &at, self.plan.post()).fitting;
                match (fits.pop(), fits.is_empty()) {
                    (Some(id), true) => published(at, MediaRef::Matched(id)),
                    (None, _) if again => {
                        let next = self.now.after(self.plan.policy().settle);
                        State::Match { at, next, failures }
                    }
                    _ => published(at, MediaRef::Unknown),
                }
            }
            Err(trouble) if again => {
                State::Match { at, next: self.retry_at(failures, &trouble), failures }
            }
            Err(_) => published(at, MediaRef::Unknown),
        }
    }

    /// A story is shown for a day and then leaves the list: what is new there by
    /// then may be another. Both clocks are heard, since either may be behind.
    fn may_be_over(&self, at: &Loaded) -> bool {
        let since = self.now.since(at.made).max(self.by_server(at).unwrap_or_default());
        self.plan.post().surface() == Surface::Stories && SHOWN <= since
    }

    /// Whether a story has left the list, by the server's clock: a container that
    /// was not published has expired by then.
    pub(super) fn is_over(&self, at: &Loaded) -> bool {
        let since = self.by_server(at).unwrap_or_else(|| self.now.since(at.made));
        self.plan.post().surface() == Surface::Stories && SHOWN <= since
    }

    /// How long ago it was published, by the server's clock.
    fn by_server(&self, at: &Loaded) -> Option<Duration> {
        at.since.zip(self.clock.server()).map(|(since, now)| now.since(since))
    }

    /// The list in which the post is to show: stories have their own.
    pub(super) fn list_read(&self, reply: Reply) -> Result<Page<Media>, Trouble> {
        match self.plan.post().surface() {
            Surface::Stories => read::<ListStories>(reply),
            Surface::Feed => read::<ListMedia>(reply),
        }
    }

    /// Takes in the usage that the parts of a batch tell of.
    pub(super) fn heed<'h>(&mut self, parts: impl Iterator<Item = &'h HeaderMap>) {
        for headers in parts {
            self.pause = self.pause.max(self.pace.heed(self.clock.callers(), headers));
        }
    }

    /// Whether trying again is of no use: the token has to change first.
    pub(super) fn is_final(&self, trouble: &Trouble) -> bool {
        matches!(trouble.class(), Some(ErrorClass::Auth | ErrorClass::Permission))
    }

    pub(super) fn retry_at(&mut self, failures: u32, trouble: &Trouble) -> Timestamp {
        let (base, max) = match trouble.class() {
            Some(ErrorClass::RateLimit) => (60, 600),
            Some(ErrorClass::Media) => (5, 60),
            Some(ErrorClass::NotReady) => (10, 60),
            _ => (1, 60),
        };
        let (base, max) = (Duration::from_secs(base), Duration::from_secs(max));
        self.now.after(self.jitter.wait(failures, base, max, trouble.retry_after()))
    }
}

/// What a container's `ERROR` says.
pub(super) fn failure(state: &ContainerState) -> Cause {
    let status = state.status.as_deref().map(mask);
    Cause::ContainerFailed { code: state.error_code(), status }
}

pub(super) fn published(at: Loaded, media: MediaRef) -> State {
    let outcome = Outcome::Published { container: at.id.clone(), media };
    Done { outcome, at: Some(at), then: None }.into()
}

pub(super) fn not_published(phase: Phase, at: Option<Loaded>, cause: Cause) -> State {
    let container = at.as_ref().map(|at| at.id.clone());
    let reason = Reason { phase, item: None, container, cause, uncertain: false };
    let outcome = Outcome::NotPublished { reason };
    Done { outcome, at, then: None }.into()
}
