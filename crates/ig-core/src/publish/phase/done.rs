//! The end of a flow.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, Serializer};

use super::ReadyContainer;
use crate::{
    publish::{AddOnState, Cause, MediaRef, Outcome, Reason},
    value::ContainerId,
    wire::json::as_array,
};

/// The end, and what a resumed flow looks into.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Stored")]
pub(crate) struct Done {
    pub(crate) outcome: Outcome,
    pub(crate) container: Option<ReadyContainer>,
    pub(crate) then: Option<Then>,
    /// What the publish reply says besides the id, as JSON by its key.
    pub(crate) said: BTreeMap<String, String>,
}

/// What to do where the post turns out not to be public.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Then {
    pub(crate) again: Again,
    /// Why the publish was not a success.
    pub(crate) cause: Cause,
}

/// Whether to publish again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Again {
    /// The server said that it would not help.
    No,
    /// As often as the policy allows.
    Yes,
    /// The server said that the container is not ready (9007): as long as it
    /// may be in progress.
    WhenReady,
}

/// An array. Versions before 7 wrote an object.
impl Serialize for Done {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Written<'a> {
            outcome: WrittenOutcome<'a>,
            at: &'a Option<ReadyContainer>,
            then: &'a Option<Then>,
            said: &'a BTreeMap<String, String>,
        }
        as_array! { Written<'_> { outcome, at; then, said } }
        let Self { outcome: _, container: at, then, said } = self;
        Written { outcome: WrittenOutcome(self), at, then, said }.serialize(serializer)
    }
}

/// The outcome; of a published one without the container where that is beside it.
struct WrittenOutcome<'a>(&'a Done);

impl Serialize for WrittenOutcome<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Post<'a> {
            media: &'a MediaRef,
            add_on: &'a Option<AddOnState>,
        }
        as_array! { Post<'_> { media; add_on } }
        let Done { outcome, container: at, .. } = self.0;
        match (outcome, at) {
            (Outcome::Published { container, media, add_on }, Some(at)) if *container == at.id => {
                let post = Post { media, add_on };
                serializer.serialize_newtype_variant("Outcome", 0, "published", &post)
            }
            (outcome, _) => outcome.serialize(serializer),
        }
    }
}

/// What is read.
#[derive(Deserialize)]
struct Stored {
    outcome: StoredOutcome,
    at: Option<ReadyContainer>,
    #[serde(default)]
    then: Option<Then>,
    #[serde(default)]
    said: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum StoredOutcome {
    Published {
        media: MediaRef,
        #[serde(default)]
        add_on: Option<AddOnState>,
        #[serde(default)]
        container: Option<ContainerId>,
    },
    NotPublished {
        reason: Reason,
    },
    Uncertain {
        container: ContainerId,
        reason: Reason,
    },
}

impl TryFrom<Stored> for Done {
    type Error = &'static str;

    fn try_from(stored: Stored) -> Result<Self, Self::Error> {
        let Stored { outcome, at: container, then, said } = stored;
        let outcome = match outcome {
            StoredOutcome::Published { media, add_on, container: own } => {
                let beside = || container.as_ref().map(|container| container.id.clone());
                let container = own.or_else(beside).ok_or("a post without its container")?;
                Outcome::Published { container, media, add_on }
            }
            StoredOutcome::NotPublished { reason } => Outcome::NotPublished { reason },
            StoredOutcome::Uncertain { container, reason } => {
                Outcome::Uncertain { container, reason }
            }
        };
        Ok(Self { outcome, container, then, said })
    }
}
