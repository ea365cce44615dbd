//! No response: was the request sent or not?

use std::{error::Error as StdError, sync::Arc};

use super::BoxError;

/// Whether a request that got no response may have taken effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a third answer would change every caller")]
pub enum Delivery {
    /// The request certainly never reached the server.
    NotSent,
    /// The request may have reached the server and may have taken effect.
    Unknown,
}

/// A transport got no response.
///
/// The transport crates map their own errors to this type, so that no version of
/// theirs shows in a signature of ours. The cause is there for display and may
/// be downcast, but its type is not covered by semver.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{}", match (.delivery, .timed_out) {
    _ if *.of_source => "the source of the body could not be read",
    (Delivery::NotSent, _) => "the request was not sent",
    (Delivery::Unknown, true) => "the request timed out and may have taken effect",
    (Delivery::Unknown, false) => "the response was lost and the request may have taken effect",
})]
pub struct TransportError {
    delivery: Delivery,
    timed_out: bool,
    of_source: bool,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl TransportError {
    /// No response; `delivery` is what is certain of the request.
    pub fn new(delivery: Delivery) -> Self {
        Self { delivery, timed_out: false, of_source: false, source: None }
    }

    /// The source of the body could not be read, or is not the one that the plan
    /// [names](crate::upload::NamedSource): it is not sent again.
    pub fn of_source(source: impl Into<BoxError>) -> Self {
        Self { of_source: true, ..Self::new(Delivery::Unknown) }.with_source(source)
    }

    /// No response in time.
    pub fn timed_out(delivery: Delivery) -> Self {
        Self { timed_out: true, ..Self::new(delivery) }
    }

    /// Adds the cause. It must not display a URL with a secret in it.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<BoxError>) -> Self {
        self.source = Some(source.into().into());
        self
    }

    /// Whether the request may have taken effect.
    pub fn delivery(&self) -> Delivery {
        self.delivery
    }

    /// Whether the source of the body is at fault.
    pub fn is_of_source(&self) -> bool {
        self.of_source
    }

    /// Whether a time limit ran out.
    pub fn is_timeout(&self) -> bool {
        self.timed_out
    }
}

impl From<Delivery> for TransportError {
    fn from(delivery: Delivery) -> Self {
        Self::new(delivery)
    }
}
