//! Whether a request without a response was sent.

use ig_core::{Delivery, TransportError};

use crate::MAX_RESPONSE;

/// Only an error before the first byte was written is `NotSent`.
pub(crate) fn lost(error: reqwest::Error) -> TransportError {
    let not_sent = error.is_connect() || error.is_builder();
    let delivery = if not_sent { Delivery::NotSent } else { Delivery::Unknown };
    let lost = match error.is_timeout() {
        true => TransportError::timed_out(delivery),
        false => TransportError::new(delivery),
    };
    // The URL is not in the error: its parameters may contain a secret.
    lost.with_source(error.without_url())
}

pub(crate) fn too_large() -> TransportError {
    TransportError::new(Delivery::Unknown)
        .with_source(format!("the response is larger than {MAX_RESPONSE} bytes"))
}
