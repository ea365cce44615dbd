//! The containers of a plan, on their way to be ready: one, or one for each item
//! of a carousel and then the carousel's own.
//!
//! ```text
//! Create ─▶ (Upload) ─▶ Process ─▶ Ready
//!    ▲          │           │
//!    └──────────┴───────────┘ failed, may pass again: this one alone
//! ```
//!
//! Items are made one after the other, in order; then those that are in progress
//! are read together; and the carousel is made when the last of them is ready.
//! Nothing is public yet, so whatever goes wrong here costs no more than a
//! container that nobody sees.

mod job;
mod turn;
mod upload;

use std::time::Duration;

use serde::{Deserialize, Serialize};

pub(super) use self::job::{Job, Which};
use super::{Phase, PublishPlan, PublishPolicy, hold::put_off, state::Loaded};
use crate::{
    Call, ContainerId, Post, Timestamp,
    batch::{Batch, Slot},
    endpoint::{Container, CreateContainer, ReadContainer},
    post::VideoSource,
    upload::UploadUri,
};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Make {
    /// One for each item of a carousel, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    children: Vec<Making>,
    /// The one that is published.
    unit: Making,
}

/// One container, on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Making {
    /// The how many-th container of this item it is, from 1.
    nth: u32,
    stage: Stage,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Stage {
    Create { next: Timestamp, failures: u32 },
    Upload(Upload),
    Process(Wait),
    Ready(Made),
}

/// A container that there is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Made {
    id: ContainerId,
    /// When it was made, by the flow's own clock.
    at: Timestamp,
}

/// A container that waits for its film.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Upload {
    made: Made,
    uri: UploadUri,
    next: Timestamp,
    /// Bytes that the server is known to have, or said that it took.
    offset: u64,
    /// How many of them it named when it was last asked: what it has lost since
    /// is no progress.
    #[serde(default)]
    confirmed: u64,
    /// Whether the server is asked how much it has before more is sent.
    ask: bool,
    /// Whether the server has said that it took the last of the film.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    taken: bool,
    /// Failures in a row without a byte more.
    failures: u32,
    /// Whether the rest is sent in one request, whatever the policy says: the
    /// server refused a part of it.
    whole: bool,
}

/// A container that is in progress.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Wait {
    made: Made,
    next: Timestamp,
    deadline: Timestamp,
    reads: u32,
    failures: u32,
    /// Since when the status has been unreadable (100/33).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unreadable: Option<Timestamp>,
}

/// What the request that is out is about.
#[derive(Debug)]
pub(super) enum Awaiting {
    /// The state tells.
    State,
    /// One of the containers that are being made.
    Container(Which),
    /// Several of them, read together.
    Containers(Box<Together>),
}

/// Several containers that one request reads.
#[derive(Debug)]
pub(super) struct Together {
    batch: Batch,
    reads: Vec<(Which, Slot<ReadContainer>)>,
}

impl Make {
    /// Nothing is made yet.
    pub(super) fn new(post: &Post, now: Timestamp) -> Self {
        let making = || Making { nth: 1, stage: Stage::Create { next: now, failures: 0 } };
        Self { children: post.items().iter().map(|_| making()).collect(), unit: making() }
    }

    /// Goes on after a while in which nobody looked, which is not held against
    /// the containers. Of an upload that was under way the server knows more.
    pub(super) fn resumed(mut self, policy: &PublishPolicy, now: Timestamp) -> Self {
        for making in self.children.iter_mut().chain([&mut self.unit]) {
            making.resume(policy, now);
        }
        // A carousel that there is may be ready, whatever has become of its items.
        if self.unit.stage.made().is_none() {
            self.renew_items(now);
        }
        self
    }

    /// The carousel is to be made, and would be refused with items that are no
    /// more.
    fn renew_items(&mut self, now: Timestamp) {
        for making in &mut self.children {
            if let Stage::Ready(made) = &making.stage
                && made.at.after(Making::LIFE) <= now
            {
                making.stage = Stage::Create { next: now, failures: 0 };
            }
        }
    }

    /// Until when the last of those in progress is waited for.
    pub(super) fn deadline(&self) -> Option<Timestamp> {
        let waits = self.children.iter().chain([&self.unit]).filter_map(|it| match &it.stage {
            Stage::Process(wait) => Some(wait.deadline),
            _ => None,
        });
        waits.max()
    }

    /// Nothing is sent before `until`.
    pub(super) fn hold(&mut self, until: Timestamp) {
        for making in self.children.iter_mut().chain([&mut self.unit]) {
            match &mut making.stage {
                Stage::Create { next, .. } | Stage::Upload(Upload { next, .. }) => {
                    put_off(next, until);
                }
                Stage::Process(Wait { next, deadline, .. }) => {
                    *deadline = deadline.after(put_off(next, until));
                }
                Stage::Ready(_) => (),
            }
        }
    }

    /// They were asked about together, and are so again.
    fn align(&mut self, those: &[Which]) {
        let due = those.iter().map(|which| self.get(*which).stage.due()).min();
        for which in those {
            if let (Stage::Process(wait), Some(due)) = (&mut self.get_mut(*which).stage, due) {
                wait.next = due;
            }
        }
    }

    /// Whether nothing was made yet.
    pub(super) fn is_untouched(&self) -> bool {
        let mut all = self.children.iter().chain([&self.unit]);
        all.all(|making| making.nth == 1 && making.stage.made().is_none())
    }

    /// Whether it can belong to `post`.
    pub(super) fn fits(&self, post: &Post) -> bool {
        self.children.len() == post.items().len()
    }

    /// Whether something is there that was not there in `before`.
    pub(super) fn moved_from(&self, before: &Self) -> bool {
        fn stages(make: &Make) -> impl Iterator<Item = (u32, Phase)> {
            let all = make.children.iter().chain([&make.unit]);
            all.map(|making| (making.nth, making.stage.phase()))
        }
        !stages(self).eq(stages(before))
    }

    /// When it is anybody's turn.
    pub(super) fn due(&self) -> Timestamp {
        let mut children = self.children.iter();
        if let Some(making) = children.find(|making| making.stage.is_making()) {
            return making.stage.due();
        }
        let unready = self.children.iter().filter(|making| !making.is_ready());
        let first = unready.map(|making| making.stage.due()).min();
        first.unwrap_or_else(|| self.unit.stage.due())
    }

    /// The request whose turn it is, and what its reply will be about: an item
    /// that is to be made or uploaded, in order; then the items in progress, read
    /// together unless that is refused; then the one that is published.
    pub(super) fn call(
        &self,
        plan: &PublishPlan,
        now: Timestamp,
        singly: bool,
    ) -> (Call, Awaiting) {
        let one = |which| (self.request(plan, which), Awaiting::Container(which));
        if let Some(n) = self.children.iter().position(|making| making.stage.is_making()) {
            return one(Which::Child(n));
        }
        let due: Vec<_> = self.to_be_read(now).collect();
        match due[..] {
            [] => one(Which::Unit),
            [(which, _), ..] if singly || due.len() == 1 => one(which),
            _ => {
                let mut batch = Batch::new();
                let reads = due.into_iter().filter_map(|(which, made)| {
                    let slot = batch.push(&read(plan, made, which)).ok()?;
                    Some((which, slot))
                });
                let reads = reads.collect();
                let call = Call::of_batch(&batch);
                (call, Awaiting::Containers(Box::new(Together { batch, reads })))
            }
        }
    }

    fn to_be_read(&self, now: Timestamp) -> impl Iterator<Item = (Which, &Made)> {
        let children = self.children.iter().enumerate();
        children.filter_map(move |(n, making)| match &making.stage {
            Stage::Process(wait) if wait.next <= now => Some((Which::Child(n), &wait.made)),
            _ => None,
        })
    }

    fn request(&self, plan: &PublishPlan, which: Which) -> Call {
        match &self.get(which).stage {
            Stage::Create { .. } => {
                let container = self.container(plan.post(), which);
                Call::new(&CreateContainer::new(plan.user().clone(), container))
            }
            Stage::Upload(upload) if !upload.ask => upload.send(plan, which),
            Stage::Upload(Upload { made, .. })
            | Stage::Process(Wait { made, .. })
            | Stage::Ready(made) => Call::new(&read(plan, made, which)),
        }
    }

    /// What the container is to hold. The items are ready where it is the
    /// carousel's own turn.
    fn container(&self, post: &Post, which: Which) -> Container {
        let made = self.children.iter().filter_map(|making| making.stage.made());
        match which {
            Which::Child(n) => post.items()[n].clone().into(),
            Which::Unit => post.container_of(made.map(|made| made.id.clone()).collect()),
        }
    }

    fn get(&self, which: Which) -> &Making {
        match which {
            Which::Child(n) => &self.children[n],
            Which::Unit => &self.unit,
        }
    }

    fn get_mut(&mut self, which: Which) -> &mut Making {
        match which {
            Which::Child(n) => &mut self.children[n],
            Which::Unit => &mut self.unit,
        }
    }

    /// What is being done, and with which of the items.
    pub(super) fn phase(&self) -> Phase {
        let making = self.children.iter().find(|making| making.stage.is_making());
        let unready = || self.children.iter().find(|making| !making.is_ready());
        making.or_else(unready).unwrap_or(&self.unit).stage.phase()
    }

    /// The container that is published, once there is one.
    pub(super) fn container_id(&self) -> Option<&ContainerId> {
        self.unit.stage.made().map(|made| &made.id)
    }

    /// How many items are ready, and of how many.
    pub(super) fn items(&self) -> (usize, usize) {
        let ready = self.children.iter().filter(|making| making.is_ready()).count();
        (ready, self.children.len())
    }

    /// The upload that is under way: which, and how many bytes the server is
    /// known to have.
    pub(super) fn upload(&self) -> Option<(Which, u64)> {
        let children = self.children.iter().enumerate();
        let all = children.map(|(n, making)| (Which::Child(n), making));
        all.chain([(Which::Unit, &self.unit)]).find_map(|(which, making)| match &making.stage {
            Stage::Upload(upload) => Some((which, upload.offset)),
            _ => None,
        })
    }
}

/// The read of a container: of an uploaded film with how far it is.
fn read(plan: &PublishPlan, made: &Made, which: Which) -> ReadContainer {
    let read = ReadContainer::new(made.id.clone());
    let uploaded = Job::of(plan, which).film().is_some_and(VideoSource::is_uploaded);
    if uploaded { read.with_video_status() } else { read.with_status() }
}

impl Making {
    /// An hour less than a container lives (reference §2.1), so that there is
    /// time to publish it.
    const LIFE: Duration = Duration::from_secs(23 * 3600);

    fn resume(&mut self, policy: &PublishPolicy, now: Timestamp) {
        match &mut self.stage {
            Stage::Process(wait) => *wait = Wait::new(wait.made.clone(), policy, now),
            Stage::Upload(upload) => {
                *upload = Upload { ask: true, next: now, failures: 0, ..upload.clone() };
            }
            Stage::Create { .. } | Stage::Ready(_) => (),
        }
    }

    fn is_ready(&self) -> bool {
        matches!(self.stage, Stage::Ready(_))
    }
}

impl Stage {
    /// Whether it is one that is gone through one item after the other.
    fn is_making(&self) -> bool {
        matches!(self, Self::Create { .. } | Self::Upload(_))
    }

    fn due(&self) -> Timestamp {
        match self {
            Self::Create { next, .. }
            | Self::Upload(Upload { next, .. })
            | Self::Process(Wait { next, .. }) => *next,
            Self::Ready(_) => Timestamp::EPOCH,
        }
    }

    fn made(&self) -> Option<&Made> {
        match self {
            Self::Create { .. } => None,
            Self::Upload(Upload { made, .. })
            | Self::Process(Wait { made, .. })
            | Self::Ready(made) => Some(made),
        }
    }

    fn phase(&self) -> Phase {
        match self {
            Self::Create { .. } => Phase::Create,
            Self::Upload(_) => Phase::Upload,
            Self::Process(_) => Phase::Process,
            Self::Ready(_) => Phase::Baseline,
        }
    }
}

impl Wait {
    fn new(made: Made, policy: &PublishPolicy, now: Timestamp) -> Self {
        let deadline = now.after(policy.process_for);
        Self { made, next: now, deadline, reads: 0, failures: 0, unreadable: None }
    }
}

impl From<Made> for Loaded {
    fn from(Made { id, at }: Made) -> Self {
        Self { id, made: at, publishes: 0, baseline: None, since: None }
    }
}
