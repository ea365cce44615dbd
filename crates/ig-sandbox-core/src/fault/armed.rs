//! The armed faults, and those that a request meets.

#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Fault, On};

/// The armed faults.
#[derive(Clone, Debug, Default)]
pub(crate) struct Armory(Vec<Armed>);

/// A fault and its counters.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(JsonSchema))]
pub(crate) struct Armed {
    #[serde(flatten)]
    fault: Fault,
    seen: u32,
    done: u32,
}

/// An armed fault for the next start.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SavedFault {
    fault: serde_json::Value,
    seen: u32,
    done: u32,
}

/// The faults of one request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Strike {
    /// The one that decides the reply.
    pub(crate) answer: Option<Fault>,
    /// Those that change what happens after the reply.
    pub(crate) backstage: Vec<Fault>,
}

impl Armory {
    pub(crate) fn arm(&mut self, faults: impl IntoIterator<Item = Fault>) {
        self.0.extend(faults.into_iter().map(|fault| Armed { fault, seen: 0, done: 0 }));
        self.0.retain(|armed| armed.fault.times > 0);
    }

    /// The faults with their counters, to be armed again as they were.
    pub(crate) fn save(&self) -> Vec<SavedFault> {
        let saved = |armed: &Armed| {
            let fault = serde_json::to_value(&armed.fault).ok()?;
            Some(SavedFault { fault, seen: armed.seen, done: armed.done })
        };
        self.0.iter().filter_map(saved).collect()
    }

    /// Arms saved faults again, without invalid ones, which only Rust code can arm.
    pub(crate) fn restore(saved: Vec<SavedFault>) -> Self {
        let armed = |saved: SavedFault| {
            let fault = serde_json::from_value(saved.fault).ok()?;
            Some(Armed { fault, seen: saved.seen, done: saved.done })
        };
        Self(saved.into_iter().filter_map(armed).collect())
    }

    pub(crate) fn disarm(&mut self) {
        self.0.clear();
    }

    pub(crate) fn armed(&self) -> &[Armed] {
        &self.0
    }

    /// Counts a request; `on` is `None` for endpoints without a name in [`On`].
    pub(crate) fn strike(&mut self, on: Option<On>) -> Strike {
        let mut strike = Strike::default();
        for armed in &mut self.0 {
            if armed.fault.on != On::Any && Some(armed.fault.on) != on {
                continue;
            }
            armed.seen = armed.seen.saturating_add(1);
            if armed.seen < armed.fault.nth {
                continue;
            }
            if armed.fault.what.is_backstage() {
                strike.backstage.push(armed.fault.clone());
            } else if strike.answer.is_none() {
                strike.answer = Some(armed.fault.clone());
            } else {
                continue;
            }
            armed.done += 1;
        }
        self.0.retain(|armed| armed.done < armed.fault.times);
        strike
    }
}

impl Strike {
    /// The backstage fault of a kind, if the request meets one.
    pub(crate) fn backstage(&self, what: super::Do) -> Option<&Fault> {
        self.backstage.iter().find(|fault| fault.what == what)
    }

    /// The names of all faults of the request, for the request log.
    pub(crate) fn names(&self) -> Vec<super::Do> {
        self.answer.iter().chain(&self.backstage).map(|fault| fault.what).collect()
    }
}
