//! Parts that few containers and posts have.

use std::{
    ops::{Deref, DerefMut},
    sync::LazyLock,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Details;

static NO_DETAILS: LazyLock<Details> = LazyLock::new(Details::default);

/// The optional parameters of a post. They take room only where there is one.
#[derive(Clone, Debug, Default)]
pub(crate) struct RareDetails(Option<Box<Details>>);

impl From<Details> for RareDetails {
    fn from(details: Details) -> Self {
        Self((details != *NO_DETAILS).then(|| Box::new(details)))
    }
}

impl Deref for RareDetails {
    type Target = Details;

    fn deref(&self) -> &Details {
        self.0.as_deref().unwrap_or(&NO_DETAILS)
    }
}

impl DerefMut for RareDetails {
    fn deref_mut(&mut self) -> &mut Details {
        self.0.get_or_insert_default()
    }
}

impl Serialize for RareDetails {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Details::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for RareDetails {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Details::deserialize(deserializer).map(Self::from)
    }
}
