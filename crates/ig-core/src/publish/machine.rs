//! A publish flow: from phase to phase, one call at a time.

use std::{sync::Arc, time::Duration};

use super::{
    brake::Brake,
    outcome::{Cause, Outcome},
    phase::{
        Go, Phase, Turn,
        containers::{Awaiting, Containers},
        quota::Quota,
    },
    plan::PublishPlan,
    policy::QuotaPolicy,
    quota::QuotaLedger,
    snapshot::Snapshot,
    state::{Duty, State},
};
use crate::{
    flow::{Flow, Step, backoff::Jitter},
    value::Timestamp,
    wire::{Clock, Delivery, Pace, Reply},
};

/// Publishes one plan at most once. See the [module](crate::publish).
///
/// ```
/// use ig_core::{Flow, MediaUrl, Photo, PublishFlow, PublishPlan, Step, Timestamp};
///
/// let url: MediaUrl = "https://www.example.com/images/bronz-fonz.jpg".parse()?;
/// let photo = Photo::new(url).with_caption("#BronzFonz".parse()?);
/// let mut flow = PublishFlow::new(PublishPlan::new("17841400008460056".parse()?, photo), 7);
///
/// // A driver asks what to do next; the first step is to keep a snapshot.
/// let now = Timestamp::from_unix_millis(1_800_000_000_000);
/// assert!(matches!(flow.poll(now), Step::Save(_)));
/// flow.saved();
/// let Step::Send(call) = flow.poll(now) else { panic!() };
/// assert_eq!(call.name(), "POST /{user}/media");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct PublishFlow {
    at_rest: Snapshot,
    /// The request that is out, in this process.
    awaiting: Option<Awaiting>,
    unsaved: bool,
    pace: Pace,
    /// Batches are refused here, so containers are read one by one.
    singly: bool,
}

impl PublishFlow {
    /// A new flow. `seed` spreads the waits of retries; any number will do.
    pub fn new(plan: PublishPlan, seed: u64) -> Self {
        let next = Timestamp::EPOCH;
        let state = match plan.policy().quota {
            QuotaPolicy::Ignore => State::Containers(Containers::new(plan.post(), next)),
            QuotaPolicy::Refuse | QuotaPolicy::Wait => State::Quota(Quota::new(next)),
        };
        let at_rest = Snapshot {
            ledger: QuotaLedger::new(plan.user().clone()),
            brake: plan.brake(),
            plan: Arc::new(plan),
            state,
            clock: Clock::new(),
            jitter: Jitter::from_seed(seed),
        };
        Self::of(at_rest, true)
    }

    fn of(at_rest: Snapshot, unsaved: bool) -> Self {
        Self { at_rest, awaiting: None, unsaved, pace: Pace::new(), singly: false }
    }

    /// Starts from what is known of the account's quota, which the flow
    /// respects where its [policy](crate::publish::PublishPolicy::quota) says so.
    /// [`ledger`](Self::ledger) gives it back with this post in it. The ledger of
    /// another account than the plan's is ignored.
    #[must_use]
    pub fn with_ledger(mut self, ledger: QuotaLedger) -> Self {
        if ledger.account() == self.at_rest.plan.user() {
            self.at_rest.ledger = ledger;
        }
        self
    }

    /// Starts from what is known of blocks: while such posts of the account are
    /// held back, the flow sends nothing and ends at once.
    /// [`brake`](Self::brake) gives it back with what became of this post. The
    /// brake of another account, or for other posts, is ignored.
    #[must_use]
    pub fn with_brake(mut self, brake: Brake) -> Self {
        let own = &self.at_rest.brake;
        if (brake.account(), brake.surface()) == (own.account(), own.surface()) {
            self.at_rest.brake = brake;
        }
        self
    }

    /// Resumes from a snapshot. A publish that was under way counts as lost and is looked
    /// into; an uncertain outcome is looked into again.
    pub fn resume(mut at_rest: Snapshot, now: Timestamp) -> Self {
        at_rest.clock.tick(now);
        at_rest.state = at_rest.state.resumed(&at_rest.plan, &at_rest.clock);
        Self::of(at_rest, false)
    }

    /// The flow at rest, as the last [`Step::Save`] gave it or would.
    pub fn snapshot(&self) -> &Snapshot {
        &self.at_rest
    }

    /// How far it is.
    pub fn phase(&self) -> Phase {
        self.at_rest.phase()
    }

    /// What is known of the account's quota.
    pub fn ledger(&self) -> &QuotaLedger {
        &self.at_rest.ledger
    }

    /// Whether posts of the account are held back after a block.
    pub fn brake(&self) -> &Brake {
        &self.at_rest.brake
    }

    fn enter(&mut self, state: State) {
        let moved = state.moved_from(&self.at_rest.state);
        let published = matches!(&state, State::Done(done) if matches!(done.outcome, Outcome::Published { .. }));
        if moved && published {
            self.at_rest.ledger.record(self.at_rest.clock.callers());
        }
        self.at_rest.state = state;
        self.unsaved |= moved;
    }

    fn take_in(&mut self, reply: Reply) {
        let Some(awaiting) = self.awaiting.take() else { return };
        let Snapshot { plan, state, ledger, brake, clock, jitter, .. } = &mut self.at_rest;
        let was_sent = reply.result().err().is_none_or(|it| it.delivery() != Delivery::NotSent);
        if was_sent && state.asks_for_a_container(&awaiting) {
            ledger.record_container(clock.callers());
        }
        let mut pause = Duration::ZERO;
        if let Ok(response) = reply.result() {
            clock.compare(response);
            pause = self.pace.observe(clock.callers(), response.headers());
        }
        let now = clock.own();
        let pace = &mut self.pace;
        let singly = &mut self.singly;
        let mut turn = Turn { plan, ledger, brake, clock, now, jitter, pace, pause, singly };
        let mut next = state.clone().heard(&mut turn, awaiting, reply);
        let pause = turn.pause;
        if !pause.is_zero() {
            next.hold(now.after(pause));
        }
        self.enter(next);
    }

    /// Such posts of the account are held back: nothing was sent yet.
    fn is_braked(&mut self) -> bool {
        let Snapshot { plan, state, brake, clock, .. } = &self.at_rest;
        let until = brake.until(clock.callers()).filter(|_| state.is_untouched());
        let Some(until) = until else { return false };
        let go = Go::not_published(state.phase(), None, Cause::Braked { until });
        self.enter(State::reached(go, plan, clock));
        true
    }
}

/// The limit of containers (reference §2.1), which no call reads.
impl PublishFlow {
    /// The next request would create a container, and the account has none left. Where
    /// the policy waits, it is put off until there are enough.
    fn has_no_container_left(&mut self) -> bool {
        let Snapshot { plan, state, ledger, clock, .. } = &mut self.at_rest;
        let policy = plan.policy().quota;
        let Some(wanted) = state.containers_wanted().filter(|_| policy != QuotaPolicy::Ignore)
        else {
            return false;
        };
        let now = clock.callers();
        let free_at = ledger.containers_free_at(now, wanted);
        if free_at <= now {
            return false;
        }
        if policy == QuotaPolicy::Wait {
            state.hold(clock.own().after(free_at.since(now)));
            return false;
        }
        let (usage, total) = (ledger.containers(now), QuotaLedger::CONTAINERS);
        let cause = Cause::ContainersFull { usage, total, free_at };
        let go = Go::not_published(state.phase(), None, cause);
        let next = State::reached(go, plan, clock);
        self.enter(next);
        true
    }
}

impl Flow for PublishFlow {
    type Output = Outcome;
    type Snapshot = Snapshot;

    fn poll(&mut self, now: Timestamp) -> Step<Snapshot, Outcome> {
        let now = self.at_rest.clock.tick(now);
        self.take_in(Reply::none());
        if self.unsaved || self.is_braked() || self.has_no_container_left() {
            return Step::Save(self.at_rest.clone());
        }
        let due = self.at_rest.state.due();
        if now < due {
            return Step::Wait(self.at_rest.clock.in_callers_time(due));
        }
        let Snapshot { plan, state, clock, .. } = &self.at_rest;
        match state.duty(plan, clock, self.singly) {
            Duty::Send(call, awaiting) => {
                self.awaiting = Some(awaiting);
                Step::Send(call)
            }
            Duty::Begin(publishing) => {
                self.enter(State::Publishing(publishing));
                Step::Save(self.at_rest.clone())
            }
            Duty::End(outcome) => Step::Done(outcome),
        }
    }

    fn handle(&mut self, now: Timestamp, reply: Reply) {
        self.at_rest.clock.tick(now);
        self.take_in(reply);
    }

    fn saved(&mut self) {
        self.unsaved = false;
    }
}
