//! The stored form: an object with names for people, and arrays without names for machines.
//!
//! ```text
//! {"version":7,"plan":{"user":…,"post":…},"state":…,"clock":…,"jitter":…,"ledger":…}
//! {"version":7,"at":[[…,…],…,…,…,…]}
//! ```
//!
//! Both are read by the same code, and so is every older version, which had names only.

use std::{
    borrow::Cow,
    fmt,
    sync::{Arc, OnceLock},
};

use serde::{Deserialize, Serialize, Serializer, de::IgnoredAny, ser::SerializeStruct as _};

use super::{Snapshot, SnapshotError, first};
use crate::{
    flow::backoff::Jitter,
    post::Post,
    publish::{Brake, PublishPlan, PublishPolicy, QuotaLedger, quota::StoredLedger, state::State},
    value::{Timestamp, UserId},
    wire::{
        clock::StoredClock,
        json::{self, Form, as_array},
    },
};

/// The form that this crate writes and the newest that it reads.
pub(in crate::publish) const VERSION: u32 = 7;

/// What is read. Its fields are in the order of the array, which begins with the plan and goes on
/// as [`Progress`].
#[derive(Deserialize)]
struct Stored {
    plan: PublishPlan,
    state: State,
    clock: StoredClock,
    jitter: Jitter,
    #[serde(default)]
    ledger: Option<StoredLedger<'static>>,
    #[serde(default)]
    not_before: Option<Timestamp>,
    #[serde(default)]
    brake: Option<Brake>,
}

pub(super) fn read(json: &[u8]) -> Result<Snapshot, SnapshotError> {
    #[derive(Deserialize)]
    struct Head {
        version: u32,
        #[serde(default)]
        at: Option<IgnoredAny>,
    }
    #[derive(Deserialize)]
    struct Short {
        at: Stored,
    }
    let Head { version, at } = serde_json::from_slice(json).map_err(damaged)?;
    if VERSION < version {
        return Err(SnapshotError::Newer { found: version });
    }
    let json = match version {
        1 => Cow::Owned(first::upgrade(json).map_err(damaged)?),
        _ => Cow::Borrowed(json),
    };
    let stored = match (version, at) {
        (7.., Some(_)) => serde_json::from_slice(&json).map(|Short { at }| at),
        _ => serde_json::from_slice(&json),
    };
    stored.map_err(damaged)?.into_snapshot()
}

/// The place is reported and the text is not: it may be anything.
fn damaged(error: serde_json::Error) -> SnapshotError {
    let (line, column) = (error.line(), error.column());
    SnapshotError::Damaged(format!("{:?} at line {line} column {column}", error.classify()).into())
}

impl Stored {
    fn into_snapshot(self) -> Result<Snapshot, SnapshotError> {
        let Self { plan, state, clock, jitter, ledger, not_before, brake } = self;
        if let State::Containers(containers) = &state
            && !containers.fits(plan.post())
        {
            let why = "it is of another number of items than its plan";
            return Err(SnapshotError::Damaged(why.into()));
        }
        let brake = brake.unwrap_or_else(|| plan.brake());
        let ledger = match ledger {
            Some(ledger) => ledger.into_ledger(plan.user()),
            None => QuotaLedger::new(plan.user().clone()),
        };
        let (plan, ledger, clock) = (Arc::new(plan), Arc::new(ledger), clock.into());
        let plan_text = PlanText::default();
        Ok(Snapshot { plan, plan_text, state, ledger, brake, clock, jitter, not_before })
    }
}

/// All but the plan.
struct Progress<'a> {
    state: &'a State,
    clock: StoredClock,
    jitter: &'a Jitter,
    ledger: Option<StoredLedger<'a>>,
    not_before: Option<Timestamp>,
    brake: Option<&'a Brake>,
}

as_array! { Progress<'_> { state, clock, jitter; ledger, not_before, brake } }

impl<'a> From<&'a Snapshot> for Progress<'a> {
    fn from(snapshot: &'a Snapshot) -> Self {
        let Snapshot { plan: _, plan_text: _, state, ledger, brake, clock, jitter, not_before } =
            snapshot;
        Self {
            state,
            clock: clock.into(),
            jitter,
            ledger: StoredLedger::of(ledger),
            not_before: *not_before,
            brake: Some(brake).filter(|brake| !brake.is_blank()),
        }
    }
}

/// With names.
impl Serialize for Snapshot {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Progress { state, clock, jitter, ledger, not_before, brake } = self.into();
        let mut stored = serializer.serialize_struct("Snapshot", 8)?;
        stored.serialize_field("version", &VERSION)?;
        stored.serialize_field("plan", &*self.plan)?;
        stored.serialize_field("state", state)?;
        stored.serialize_field("clock", &clock)?;
        stored.serialize_field("jitter", jitter)?;
        if let Some(ledger) = ledger {
            stored.serialize_field("ledger", &ledger)?;
        }
        if let Some(not_before) = not_before {
            stored.serialize_field("not_before", &not_before)?;
        }
        if let Some(brake) = brake {
            stored.serialize_field("brake", brake)?;
        }
        stored.end()
    }
}

/// Without names.
pub(super) fn write(snapshot: &Snapshot) -> Vec<u8> {
    /// Room for all but the plan.
    const PROGRESS: usize = 320;
    let plan = snapshot.plan_text.of(&snapshot.plan);
    let mut out = Vec::with_capacity(plan.len() + PROGRESS);
    out.extend_from_slice(plan);
    let start = out.len();
    written(&mut out, &Progress::from(snapshot));
    // Both are one array.
    out[start] = b',';
    out.push(b'}');
    out
}

fn written(out: &mut Vec<u8>, value: &impl Serialize) {
    if let Err(error) = json::write(out, Form::Short, value) {
        unreachable!("every key of a snapshot is a string: {error}");
    }
}

/// The start of the JSON of a flow's snapshots, which is most of it and the same in all: it is
/// written once, and dropped when the flow waits.
#[derive(Clone, Default)]
pub(in crate::publish) struct PlanText(Arc<OnceLock<Box<[u8]>>>);

impl PlanText {
    /// Up to the plan, without the ends of the array and the object.
    fn of(&self, plan: &PublishPlan) -> &[u8] {
        struct Plan<'a> {
            user: &'a UserId,
            post: &'a Post,
            policy: Option<&'a PublishPolicy>,
        }
        as_array! { Plan<'_> { user, post; policy } }
        #[derive(Serialize)]
        struct Start<'a> {
            version: u32,
            at: [Plan<'a>; 1],
        }
        self.0.get_or_init(|| {
            let mut text = Vec::with_capacity(512);
            let policy = Some(plan.policy()).filter(|policy| **policy != PublishPolicy::DEFAULT);
            let plan = Plan { user: plan.user(), post: plan.post(), policy };
            written(&mut text, &Start { version: VERSION, at: [plan] });
            text.truncate(text.len() - "]}".len());
            text.into()
        })
    }

    /// Frees it, where no snapshot has it any more.
    pub(in crate::publish) fn forget(&mut self) {
        if self.0.get().is_some() {
            self.0 = Arc::default();
        }
    }
}

/// It says no more than the plan.
impl PartialEq for PlanText {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for PlanText {}

impl fmt::Debug for PlanText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PlanText")
    }
}
