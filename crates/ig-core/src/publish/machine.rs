//! A publish flow: from phase to phase, one call at a time.

use std::{sync::Arc, time::Duration};

use super::{
    brake::Brake,
    outcome::{Cause, Outcome},
    phase::{
        Go, Phase, Time, Turn,
        containers::{Awaiting, Containers},
        quota::Quota,
    },
    plan::PublishPlan,
    policy::QuotaPolicy,
    quota::QuotaLedger,
    snapshot::{PlanText, Snapshot},
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
            ledger: Arc::new(QuotaLedger::new(plan.user().clone())),
            brake: plan.brake(),
            plan: Arc::new(plan),
            plan_text: PlanText::default(),
            state,
            clock: Clock::new(),
            jitter: Jitter::from_seed(seed),
            not_before: None,
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
            self.at_rest.ledger = Arc::new(ledger);
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
        if at_rest.not_before.is_some() {
            at_rest.state = at_rest.state.listed_again(&at_rest.clock);
        }
        Self::of(at_rest, false)
    }

    /// Publishes no earlier than `at`, by the clock of the caller. The container is made and
    /// processed before, so that nothing but the publish is left to be done then. It expires
    /// 24 hours after it was created (reference §5): start the flow less than that before `at`.
    ///
    /// Right before the publish the newest media are listed, one call more than without a
    /// time. If the `Date` of that reply is more than a minute before `at`, the caller's clock
    /// is ahead, and the flow waits for as long as the server's clock says.
    ///
    /// It is kept in the snapshot. On a resumed flow it may be set to another time, or to the
    /// same one, which changes nothing. Once a publish may have been sent, it has no effect.
    /// A clock that is set back puts the publish off: the time of a post is a time of day,
    /// unlike the pauses of a flow.
    ///
    /// ```
    /// # use ig_core::{MediaUrl, Photo, PublishFlow, PublishPlan, Timestamp};
    /// # let url: MediaUrl = "https://www.example.com/images/bronz-fonz.jpg".parse()?;
    /// let plan = PublishPlan::new("17841400008460056".parse()?, Photo::new(url));
    /// let mut flow = PublishFlow::new(plan, 7);
    /// let at = Timestamp::from_unix_millis(1_800_000_000_000);
    /// flow.set_not_before(at);
    /// assert_eq!(flow.snapshot().not_before(), Some(at));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn set_not_before(&mut self, at: Timestamp) {
        let at_rest = &mut self.at_rest;
        if at_rest.not_before == Some(at) {
            return;
        }
        at_rest.not_before = Some(at);
        self.unsaved = true;
        if self.awaiting.is_none() {
            let state = at_rest.state.clone();
            at_rest.state = state.listed_again(&at_rest.clock);
        }
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
            Arc::make_mut(&mut self.at_rest.ledger).record(self.at_rest.clock.callers());
        }
        self.at_rest.state = state;
        self.unsaved |= moved;
    }

    fn take_in(&mut self, reply: Reply) {
        let Some(awaiting) = self.awaiting.take() else { return };
        let Snapshot { plan, state, ledger, brake, clock, jitter, not_before, .. } =
            &mut self.at_rest;
        let was_sent = reply.result().err().is_none_or(|it| it.delivery() != Delivery::NotSent);
        if was_sent && state.asks_for_a_container(&awaiting) {
            Arc::make_mut(ledger).record_container(clock.callers());
        }
        let (mut pause, mut date) = (Duration::ZERO, None);
        if let Ok(response) = reply.result() {
            date = clock.compare(response);
            pause = self.pace.observe(clock.callers(), response.headers());
        }
        let now = clock.own();
        let pace = &mut self.pace;
        let singly = &mut self.singly;
        let time = Time { not_before: *not_before, date };
        let mut turn = Turn { plan, ledger, brake, clock, now, jitter, pace, pause, singly, time };
        let mut next = state.clone().heard(&mut turn, awaiting, reply);
        let pause = turn.pause;
        if !pause.is_zero() {
            next.hold(now.after(pause));
        }
        self.enter(next);
    }

    /// Until when the publish is put off, by the caller's clock.
    fn waits_for_its_time(&self) -> Option<Timestamp> {
        let Snapshot { state, clock, not_before, .. } = &self.at_rest;
        not_before.filter(|&at| clock.callers() < at && state.is_before_the_first_publish())
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
            self.at_rest.plan_text.forget();
            return Step::Wait(self.at_rest.clock.in_callers_time(due));
        }
        if let Some(until) = self.waits_for_its_time() {
            self.at_rest.plan_text.forget();
            return Step::Wait(until);
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
