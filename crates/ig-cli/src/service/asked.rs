//! What is asked for.

use std::sync::Arc;

use ig_core::UserId;
use ig_queue::Credential;

use crate::{failure::Failure, post::Wish, queue::Api};

/// What is asked for, with the account of this process where none is named.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) wish: Wish,
    pub(super) user: UserId,
    pub(super) credential: Credential,
    /// The API of that token.
    pub(super) api: Arc<Api>,
    /// The media that may not be read, by their numbers from 0, which a new post cannot have.
    pub(super) closed: Vec<usize>,
    /// Why the first of them may not be.
    pub(super) refused: Option<Failure>,
}
