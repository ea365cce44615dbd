//! Random numbers, to spread waits and to make ids differ.

use std::hash::{BuildHasher, Hasher, RandomState};

/// A number that differs from call to call and from process to process. It is not secret.
pub(crate) fn number() -> u64 {
    RandomState::new().build_hasher().finish()
}
