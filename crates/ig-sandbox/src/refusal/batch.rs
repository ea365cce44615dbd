//! Batches that are refused as a whole.

use super::Refusal;

impl Refusal {
    /// The limit is documented; type, code and words are from memory of the live API, not captured.
    pub(crate) fn batch_too_long() -> Self {
        let message = "Too many requests in batch message. Maximum batch size is 50";
        Self::new(1, message).kind("GraphBatchException")
    }
}
