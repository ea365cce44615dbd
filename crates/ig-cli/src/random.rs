//! The little chance that the command needs: to spread waits and to tell ids apart.

use std::hash::{BuildHasher, Hasher, RandomState};

/// A number that differs from call to call and from process to process. It keeps no secret.
pub(crate) fn number() -> u64 {
    RandomState::new().build_hasher().finish()
}
