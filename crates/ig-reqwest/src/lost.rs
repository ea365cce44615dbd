//! What became of a request that got no response.

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
    // The URL stays out of the error: it may hold what its parameters hold.
    lost.with_source(error.without_url())
}

pub(crate) fn too_large() -> TransportError {
    TransportError::new(Delivery::Unknown)
        .with_source(format!("the response is larger than {MAX_RESPONSE} bytes"))
}
