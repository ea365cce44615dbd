//! What reaches the loop of a driver from other tasks.

use ig_queue::{Credential, Ended, PostId, RequestId};
use tokio::sync::oneshot;

/// What reaches the loop of a driver from other tasks.
#[derive(Debug)]
pub(crate) enum Message {
    /// What became of a request.
    Ended(RequestId, Ended),
    /// The engine says that somebody has to look at a post, and is told when that is done.
    Delivered(PostId, oneshot::Sender<()>),
    /// There are posts for these credentials.
    Wanted(Vec<Credential>),
    /// The engine has ended and is started again, or its jobs could not be compared with the posts.
    Undelivered(String),
    /// Somebody stops the driver.
    Stop,
}
