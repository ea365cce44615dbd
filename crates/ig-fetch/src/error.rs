//! The reasons for a missing response.

use std::error::Error;

use crate::RefusedAddress;

/// Why there is no response.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// The URL cannot be requested.
    #[error("the URL is not an http or https URL with a host")]
    Url,
    /// The address may not be reached.
    #[error(transparent)]
    Refused(RefusedAddress),
    /// The name of the host cannot be resolved.
    #[error("its name cannot be resolved")]
    UnknownHost,
    /// The time was up.
    #[error("it took too long")]
    Late,
    /// Anything else.
    #[error("{0}")]
    Lost(String),
}

impl FetchError {
    pub(crate) fn lost(error: impl Error) -> Self {
        Self::Lost(said(&error))
    }
}

/// An error with its sources.
pub(crate) fn said(error: &dyn Error) -> String {
    let mut said = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = error.to_string();
        if !said.contains(&text) {
            said = format!("{said}: {text}");
        }
        cause = error.source();
    }
    said
}
