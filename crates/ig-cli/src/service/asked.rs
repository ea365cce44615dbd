//! What is asked for.

use ig_core::UserId;
use ig_queue::Credential;

use crate::post::Wish;

/// What is asked for, with the account of this process where none is named.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) wish: Wish,
    pub(super) user: UserId,
    pub(super) credential: Credential,
}
