//! An endpoint without its type, for lists of them.

use std::{any, fmt::Debug};

use super::traits::{Effect, Endpoint, EndpointExt};
use crate::{
    value::permission::Requirement,
    wire::{Error, Reply},
};

/// An endpoint in the list of [all](super::ENDPOINTS).
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Listed {
    /// Its name, as [`Endpoint::NAME`].
    pub name: &'static str,
    /// What happens when it is carried out twice.
    pub effect: Effect,
    /// What it asks of the token.
    pub requires: Requirement,
    path: fn() -> &'static str,
    read: fn(&Reply) -> Result<String, Error>,
}

impl Listed {
    pub(super) const fn of<E: Endpoint<Response: Debug>>() -> Self {
        Self {
            name: E::NAME,
            effect: E::EFFECT,
            requires: E::REQUIRES,
            path: any::type_name::<E>,
            read: |reply| E::read(reply).map(|response| format!("{response:?}")),
        }
    }

    /// The name of its type: `ListMedia`.
    pub fn type_name(&self) -> &'static str {
        let path = (self.path)();
        path.rsplit("::").next().unwrap_or(path)
    }

    /// Reads a reply as the endpoint's, and shows what was read as `Debug` does.
    ///
    /// # Errors
    ///
    /// As [`EndpointExt::read`].
    pub fn read(&self, reply: &Reply) -> Result<String, Error> {
        (self.read)(reply)
    }
}
