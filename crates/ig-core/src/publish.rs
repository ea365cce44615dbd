//! The publish flow: one plan, at most one post.
//!
//! ```text
//! (Quota) ─▶ Create ─▶ Process ─▶ (Baseline) ─▶ Publish ─▶ Publishing ─▶ Done(Published)
//!               ▲         │                        ▲           │ anything but a 2xx with an id
//!               └─────────┘                        │ absent    ▼
//!          failed, may pass again                  └──────── Verify ─▶ Done(NotPublished | Uncertain)
//!                                                              │ PUBLISHED
//!                                                              ▼
//!                                                            Match ─▶ Done(Published)
//! ```
//!
//! `media_publish` has no idempotency key, so the flow never sends it on hope.
//! It keeps these rules:
//!
//! 1. A publish is sent only after a snapshot that says so is in the store, and
//!    from one place.
//! 2. Once a publish was sent, the flow never makes another container.
//! 3. Only a success with an id, or an error that holds the original response
//!    with one, is proof of a post. Whatever else comes back, be it silence or
//!    an error, proves nothing; the container's status does. `PUBLISHED` is
//!    success, `IN_PROGRESS` is wait, `ERROR` and `EXPIRED` are failure, and
//!    `FINISHED`, read twice with a pause and with no new post that fits in the
//!    media list, is leave to send again.
//! 4. Where the status cannot be read (100/33), that is neither a failure nor a
//!    proof of absence: the publish is tried after a while all the same, unless
//!    [`blind_after`](PublishPolicy::blind_after) says otherwise; 9007 is wait,
//!    and its effect is looked for in the media list. So it is where the status
//!    of a container that may be published stays unread for any other reason.
//! 5. Where nothing can be known, the outcome is `Uncertain`, and the flow can
//!    be resumed; it is never a retry.
//!
//! What this leans on: the server publishes a container but once, or shows the
//! effect of a publish, in the container's status or in the media list, within
//! [`settle`](PublishPolicy::settle) times
//! [`confirmations`](PublishPolicy::confirmations). The pauses are held by the
//! caller's clock and, where the server says what time it is, by the server's
//! too, so that a clock that jumps does not cut them short. The page
//! `assumptions` of this documentation has this and every other assumption.

mod baseline;
mod hold;
mod make;
mod outcome;
mod plan;
mod policy;
mod snapshot;
mod state;
mod trouble;
mod turn;
mod verify;

use std::{sync::Arc, time::Duration};

pub(crate) use self::baseline::is_same_caption;
use self::{
    make::{Awaiting, Make},
    state::{Again, Done, Loaded, Look, State, Then, Verify},
    turn::Turn,
};
pub use self::{
    outcome::{Cause, FailedItem, MediaRef, Outcome, Reason},
    plan::PublishPlan,
    policy::{Pacing, PublishPolicy, QuotaPolicy},
    snapshot::{Snapshot, SnapshotError},
    state::Phase,
};
use crate::{
    Call, Endpoint, Flow, Reply, Step, Timestamp,
    backoff::Jitter,
    clock::Clock,
    endpoint::{ListMedia, ListStories, PublishContainer, PublishingLimit, ReadContainer},
    usage::Pace,
};
pub use crate::{
    brake::{Brake, Surface},
    quota::QuotaLedger,
};

/// Publishes one plan at most once. See the [module](self).
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
            QuotaPolicy::Ignore => State::Make(Make::new(plan.post(), next)),
            QuotaPolicy::Refuse | QuotaPolicy::Wait => {
                State::Quota { next, failures: 0, deadline: None }
            }
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

    /// Starts from what is known of the account's quota, of which the flow
    /// takes heed where its [policy](PublishPolicy::quota) says so.
    /// [`ledger`](Self::ledger) gives it back with this post in it. The ledger of
    /// another account than the plan's is left aside.
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
    /// brake of another account, or for other posts, is left aside.
    #[must_use]
    pub fn with_brake(mut self, brake: Brake) -> Self {
        let own = &self.at_rest.brake;
        if (brake.account(), brake.surface()) == (own.account(), own.surface()) {
            self.at_rest.brake = brake;
        }
        self
    }

    /// Goes on from a snapshot. A publish that was under way is taken for lost
    /// and looked into; an uncertain outcome is looked into afresh.
    pub fn resume(mut at_rest: Snapshot, now: Timestamp) -> Self {
        let now = at_rest.clock.tick(now);
        let (policy, clock) = (at_rest.plan.policy(), &at_rest.clock);
        let afresh = |at, then| Verify::new(at, clock, policy, then).into();
        at_rest.state = match at_rest.state {
            State::Publishing { at, .. } => {
                afresh(at, Then { again: Again::Yes, cause: Cause::Interrupted })
            }
            State::Verify(verify) => afresh(verify.at, verify.then),
            State::Make(make) => State::Make(make.resumed(policy, now)),
            // What is new since the last reply may be anybody's by now.
            State::Publish { at, .. } if at.publishes == 0 && at.baseline.is_none() => {
                State::Baseline { at, next: now, failures: 0 }
            }
            State::Done(done) => match *done {
                Done { outcome: Outcome::Uncertain { .. }, at: Some(at), then: Some(then) } => {
                    afresh(at, then)
                }
                done => done.into(),
            },
            state => state,
        };
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
        let mut pause = Duration::ZERO;
        if let Ok(response) = reply.result() {
            clock.compare(response);
            pause = self.pace.heed(clock.callers(), response.headers());
        }
        let now = clock.own();
        let pace = &mut self.pace;
        let mut turn = Turn { plan, ledger, brake, clock, now, jitter, pace, pause };
        let mut next = match (state.clone(), awaiting) {
            (State::Make(make), Awaiting::Containers(together)) => {
                match turn.all_looked(make, *together, reply) {
                    Ok(next) => next,
                    // The next request reads one of them by itself.
                    Err(make) => {
                        self.singly = true;
                        State::Make(make)
                    }
                }
            }
            (State::Make(make), Awaiting::Container(which)) => turn.made(make, which, reply),
            (State::Quota { failures, deadline, .. }, _) => turn.counted(failures, deadline, reply),
            (State::Baseline { at, failures, .. }, _) => turn.listed(at, failures, reply),
            (State::Publishing { at, failures }, _) => turn.published(at, failures, reply),
            (State::Verify(verify), _) => turn.verified(*verify, reply),
            (State::Match { at, failures, .. }, _) => turn.matched(at, failures, reply),
            (state @ (State::Make(_) | State::Publish { .. } | State::Done(_)), _) => state,
        };
        let pause = turn.pause;
        if !pause.is_zero() {
            next.hold(now.after(pause));
        }
        self.enter(next);
    }

    /// The container is ready and its time has come: from here on a publish may
    /// have been sent.
    fn begin_to_publish(&mut self) {
        if let State::Publish { at, failures, .. } = &self.at_rest.state {
            let since = at.since.or_else(|| self.at_rest.clock.server());
            let at = Loaded { publishes: at.publishes.saturating_add(1), since, ..at.clone() };
            self.enter(State::Publishing { at, failures: *failures });
        }
    }

    /// Such posts of the account are held back: nothing was sent yet.
    fn is_braked(&mut self) -> bool {
        let Snapshot { state, brake, clock, .. } = &self.at_rest;
        let untouched = match state {
            State::Quota { .. } => true,
            State::Make(make) => make.is_untouched(),
            _ => false,
        };
        let Some(until) = brake.until(clock.callers()).filter(|_| untouched) else { return false };
        let phase = state.phase();
        self.enter(turn::not_published(phase, None, Cause::Braked { until }));
        true
    }

    fn send<E: Endpoint>(&mut self, endpoint: &E) -> Step<Snapshot, Outcome> {
        self.awaiting = Some(Awaiting::State);
        Step::Send(Call::new(endpoint))
    }
}

impl Flow for PublishFlow {
    type Output = Outcome;
    type Snapshot = Snapshot;

    fn poll(&mut self, now: Timestamp) -> Step<Snapshot, Outcome> {
        let now = self.at_rest.clock.tick(now);
        self.take_in(Reply::none());
        if self.unsaved || self.is_braked() {
            return Step::Save(self.at_rest.clone());
        }
        let due = self.at_rest.state.due();
        if now < due {
            return Step::Wait(self.at_rest.clock.in_callers_time(due));
        }
        let user = || self.at_rest.plan.user().clone();
        match &self.at_rest.state {
            State::Quota { .. } => self.send(&PublishingLimit::new(user()).with_config()),
            State::Make(make) => {
                let (call, awaiting) = make.call(&self.at_rest.plan, now, self.singly);
                self.awaiting = Some(awaiting);
                Step::Send(call)
            }
            State::Verify(verify) if verify.look == Look::Status => {
                let id = verify.at.id.clone();
                self.send(&ReadContainer::new(id).with_status())
            }
            State::Baseline { .. } | State::Verify(_) | State::Match { .. } => {
                match self.at_rest.plan.post().surface() {
                    Surface::Stories => self.send(&ListStories::new(user())),
                    Surface::Feed => self.send(&ListMedia::new(user())),
                }
            }
            State::Publish { .. } => {
                self.begin_to_publish();
                Step::Save(self.at_rest.clone())
            }
            State::Publishing { at, .. } => {
                self.send(&PublishContainer::new(user(), at.id.clone()))
            }
            State::Done(done) => Step::Done(done.outcome.clone()),
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
