//! The containers of a plan, on their way to be ready: one, or one for each item
//! of a carousel and then the carousel's own.
//!
//! ```text
//! Create ─▶ (Upload) ─▶ Process ─▶ Ready
//!    ▲          │           │
//!    └──────────┴───────────┘ failed, may pass again: only this one
//! ```
//!
//! Items are created one after the other, in order; then those that are in progress
//! are read together; and the carousel is created when the last of them is ready.
//! Nothing is public yet, so whatever goes wrong here costs no more than a
//! container that nobody sees.

mod attempt;
mod create;
mod fate;
mod job;
mod process;
mod upload;
mod view;

use std::time::Duration;

use serde::Deserialize;

pub(crate) use self::job::{Job, Which};
use self::{
    attempt::{Attempt, Stage},
    create::Create,
    fate::{Created, Fate},
    process::Process,
    upload::Upload,
};
use super::{Go, Next, Phase, Trouble, Turn, baseline, matching, read};
use crate::{
    endpoint::{ContainerState, ReadContainer},
    flow::{
        Call,
        batch::{Batch, Slot},
    },
    post::{Parts, Post},
    publish::{Cause, FailedItem, PublishPlan, PublishPolicy, Reason},
    value::{ContainerId, Timestamp},
    wire::{Delivery, Reply, TransportError, json::as_array},
};

/// The containers of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Containers {
    /// One for each item of a carousel, in order.
    #[serde(default)]
    children: Vec<Attempt>,
    /// The one that is published.
    unit: Attempt,
    /// How many were asked for, those that were refused or lost too.
    #[serde(default)]
    asked: u32,
}

as_array! { Containers { children, unit, asked } }

/// What the request that is out is about.
#[derive(Debug)]
pub(crate) enum Awaiting {
    /// The state tells.
    State,
    /// One of the containers.
    Container(Which),
    /// Several of them, read together.
    Containers(Box<Together>),
}

/// Several containers that one request reads.
#[derive(Debug)]
pub(crate) struct Together {
    batch: Batch,
    reads: Vec<(Which, Slot<ReadContainer>)>,
}

impl Containers {
    /// None is created yet.
    pub(crate) fn new(post: &Post, now: Timestamp) -> Self {
        let attempt = || Attempt::new(now);
        let children = post.items().iter().map(|_| attempt()).collect();
        Self { children, unit: attempt(), asked: 0 }
    }

    /// Goes on after a while in which nobody looked.
    pub(crate) fn resumed(mut self, policy: &PublishPolicy, now: Timestamp) -> Self {
        self.each(|attempt| attempt.resume(policy, now));
        // A carousel that exists may be ready, whatever has become of its items.
        if self.unit.created().is_none() {
            self.renew_items(now);
        }
        self
    }

    /// The carousel is to be created, and would be refused with items that have
    /// expired.
    fn renew_items(&mut self, now: Timestamp) {
        self.children.iter_mut().for_each(|attempt| attempt.renew(now));
    }

    /// Nothing is sent before `until`.
    pub(crate) fn hold(&mut self, until: Timestamp) {
        self.each(|attempt| attempt.hold(until));
    }

    fn each(&mut self, change: impl FnMut(&mut Attempt)) {
        self.children.iter_mut().chain([&mut self.unit]).for_each(change);
    }

    fn all(&self) -> impl Iterator<Item = &Attempt> {
        self.children.iter().chain([&self.unit])
    }

    fn get(&self, which: Which) -> &Attempt {
        match which {
            Which::Child(n) => &self.children[n],
            Which::Unit => &self.unit,
        }
    }

    fn get_mut(&mut self, which: Which) -> &mut Attempt {
        match which {
            Which::Child(n) => &mut self.children[n],
            Which::Unit => &mut self.unit,
        }
    }
}

/// What is sent.
impl Containers {
    /// When the next request may be sent.
    pub(crate) fn due(&self) -> Timestamp {
        let mut children = self.children.iter();
        if let Some(attempt) = children.find(|attempt| attempt.is_in_turn()) {
            return attempt.due();
        }
        let unready = self.children.iter().filter(|attempt| !attempt.is_ready());
        unready.map(Attempt::due).min().unwrap_or_else(|| self.unit.due())
    }

    /// The request whose turn it is, and what its reply will be about: an item
    /// that is to be created or uploaded, in order; then the items in progress, read
    /// together unless that is refused; then the one that is published.
    pub(crate) fn call(
        &self,
        plan: &PublishPlan,
        now: Timestamp,
        singly: bool,
    ) -> (Call, Awaiting) {
        let one = |which| (self.call_of(plan, which), Awaiting::Container(which));
        if let Some(n) = self.children.iter().position(Attempt::is_in_turn) {
            return one(Which::Child(n));
        }
        let due: Vec<_> = self.to_be_read(now).collect();
        match due[..] {
            [] => one(Which::Unit),
            [(which, _), ..] if singly || due.len() == 1 => one(which),
            _ => {
                let mut batch = Batch::new();
                let reads = due.into_iter().filter_map(|(which, created)| {
                    let read = Job::of(plan, which).read(created.id.clone());
                    Some((which, batch.push(&read).ok()?))
                });
                let reads = reads.collect();
                (batch.call(), Awaiting::Containers(Box::new(Together { batch, reads })))
            }
        }
    }

    fn to_be_read(&self, now: Timestamp) -> impl Iterator<Item = (Which, &Created)> {
        let children = self.children.iter().enumerate();
        children.filter_map(move |(n, attempt)| match &attempt.stage {
            Stage::Process(Process { created, next, .. }) if *next <= now => {
                Some((Which::Child(n), created))
            }
            _ => None,
        })
    }

    fn call_of(&self, plan: &PublishPlan, which: Which) -> Call {
        let job = Job::of(plan, which);
        match &self.get(which).stage {
            Stage::Create(_) => self.create(plan, which),
            Stage::Upload(upload) => upload.call(plan.policy(), job),
            Stage::Process(Process { created, .. }) | Stage::Ready(created) => {
                Call::new(&job.read(created.id.clone()))
            }
        }
    }

    /// The items are ready where it is the carousel's own turn.
    fn create(&self, plan: &PublishPlan, which: Which) -> Call {
        let created = self.children.iter().filter_map(Attempt::created);
        match which {
            Which::Child(n) => Create::call(plan, Parts::CarouselItem(&plan.post().items()[n])),
            Which::Unit => {
                let children: Vec<_> = created.map(|created| created.id.clone()).collect();
                Create::call(plan, plan.post().parts(&children))
            }
        }
    }
}

/// What comes back.
impl Containers {
    pub(crate) fn heard(self, turn: &mut Turn<'_>, awaiting: Awaiting, reply: Reply) -> Next<Self> {
        match awaiting {
            Awaiting::State => Next::Stay(self),
            Awaiting::Container(which) => self.heard_of(turn, which, reply),
            Awaiting::Containers(together) => self.heard_of_several(turn, *together, reply),
        }
    }

    fn heard_of(mut self, turn: &mut Turn<'_>, which: Which, reply: Reply) -> Next<Self> {
        let job = Job::of(turn.plan, which);
        match self.get(which).stage.clone() {
            Stage::Create(create) => {
                self.asked = self.asked.saturating_add(1);
                let left = self.retries_left(turn.policy());
                let fate = create.heard(turn, job, reply, left);
                self.moved(turn, which, fate)
            }
            Stage::Upload(upload) if !upload.ask => {
                let fate = upload.heard(turn, job, reply);
                self.moved(turn, which, fate)
            }
            Stage::Upload(_) | Stage::Process(_) | Stage::Ready(_) => {
                self.read(turn, which, read::<ReadContainer>(reply))
            }
        }
    }

    /// A container was read, by itself or among others.
    fn read(
        self,
        turn: &mut Turn<'_>,
        which: Which,
        found: Result<ContainerState, Trouble>,
    ) -> Next<Self> {
        let job = Job::of(turn.plan, which);
        match self.get(which).stage.clone() {
            Stage::Upload(upload) => {
                let fate = upload.asked(turn, job, found);
                self.moved(turn, which, fate)
            }
            Stage::Process(process) => {
                let fate = process.heard(turn, job, found);
                self.moved(turn, which, fate)
            }
            Stage::Create(create) => self.moved(turn, which, Fate::Stay(create)),
            Stage::Ready(created) => self.moved::<Process>(turn, which, Fate::Ready(created)),
        }
    }

    /// Several containers were read together. Where batches are refused, the next
    /// request reads one of them by itself.
    fn heard_of_several(
        mut self,
        turn: &mut Turn<'_>,
        Together { batch, reads }: Together,
        reply: Reply,
    ) -> Next<Self> {
        let mut whole = match reply.into_result() {
            Ok(response) => batch.read_response(&response).map_err(Trouble::Response),
            Err(lost) => Err(Trouble::Lost(lost)),
        };
        match &whole {
            Err(trouble) if trouble.refuses_batches() => {
                *turn.singly = true;
                return Next::Stay(self);
            }
            Err(_) => (),
            Ok(parts) => turn.read_usage(parts.headers()),
        }
        let mut unanswered = Vec::new();
        for (which, slot) in reads {
            // No answer means neither ready nor failed.
            let found = match &mut whole {
                Ok(parts) => parts.take(slot).map(|found| found.map_err(Trouble::Response)),
                Err(trouble) => trouble.again().map(Err),
            };
            let found =
                found.unwrap_or_else(|| Err(Trouble::Lost(TransportError::new(Delivery::Unknown))));
            if found.is_err() {
                unanswered.push(which);
            }
            match self.read(turn, which, found) {
                Next::Stay(next) => self = next,
                go @ Next::Go(_) => return go,
            }
        }
        self.align(&unanswered);
        Next::Stay(self)
    }

    /// They were asked about together, and are so again.
    fn align(&mut self, those: &[Which]) {
        let due = those.iter().map(|which| self.get(*which).due()).min();
        for which in those {
            if let (Stage::Process(process), Some(due)) = (&mut self.get_mut(*which).stage, due) {
                process.next = due;
            }
        }
    }

    /// `which` goes on from stage to stage, and the flow with it.
    fn moved<S: Into<Stage>>(
        mut self,
        turn: &mut Turn<'_>,
        which: Which,
        fate: Fate<S>,
    ) -> Next<Self> {
        let (policy, job) = (turn.policy(), Job::of(turn.plan, which));
        let attempt = self.get_mut(which);
        attempt.stage = match fate {
            Fate::Stay(stage) => stage.into(),
            Fate::Upload(created, uri) => Upload::new(created, uri, turn.now).into(),
            Fate::Process(created, None) => Process::begin(created, turn, job).into(),
            Fate::Process(created, Some(found)) => {
                let process = Process::new(created, policy, turn.now);
                let fate = process.heard(turn, job, *found);
                return self.moved(turn, which, fate);
            }
            Fate::Ready(created) => Stage::Ready(created),
            Fate::Replace(created, cause) => return self.replace(turn, which, created, cause),
            Fate::Public(created) if which == Which::Unit => {
                return Next::Go(matching::if_possible(created.into()));
            }
            // An item is not public by itself.
            Fate::Public(created) => Stage::Ready(created),
            Fate::Failed(phase, id, cause) => return failed(turn, phase, id, which, cause),
        };
        if let (Which::Unit, Stage::Ready(created)) = (which, &attempt.stage) {
            return Next::Go(baseline::if_needed(turn, created.clone().into()));
        }
        self.unread_start_now(turn);
        Next::Stay(self)
    }

    /// Another container takes the place of one that is of no use, where that may
    /// help.
    fn replace(
        mut self,
        turn: &mut Turn<'_>,
        which: Which,
        created: Created,
        cause: Cause,
    ) -> Next<Self> {
        let left = self.retries_left(turn.policy());
        let attempt = self.get_mut(which);
        let most = turn.policy().containers.min(cause.containers());
        if !cause.may_pass_again() || most <= attempt.nth || left == 0 {
            let phase = match cause {
                Cause::ContainerFailed { .. } => Phase::Process,
                _ => attempt.phase(),
            };
            return failed(turn, phase, Some(created.id), which, cause);
        }
        let (base, max) = (Duration::from_secs(5), Duration::from_secs(60));
        let next = turn.now.after(turn.jitter.wait(attempt.nth, base, max, None));
        let nth = attempt.nth.saturating_add(1);
        *attempt = Attempt { nth, stage: Create::new(next).into() };
        if which == Which::Unit {
            self.renew_items(turn.now);
        }
        Next::Stay(self)
    }

    /// The time in which the others were created does not count for an item.
    fn unread_start_now(&mut self, turn: &Turn<'_>) {
        if self.children.iter().any(Attempt::is_in_turn) {
            return;
        }
        for attempt in &mut self.children {
            if let Stage::Process(process) = &mut attempt.stage
                && process.is_unread()
            {
                process.restart(turn.policy(), turn.now);
            }
        }
    }
}

fn failed(
    turn: &Turn<'_>,
    phase: Phase,
    container: Option<ContainerId>,
    which: Which,
    cause: Cause,
) -> Next<Containers> {
    let item = Job::of(turn.plan, which).item();
    let item = item.map(|(number, medium)| FailedItem { number, medium: medium.to_string() });
    Next::Go(Go::failed(Reason { phase, item, container, cause, uncertain: false }))
}
