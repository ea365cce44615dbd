//! What a driver does next.

use std::time::Duration;

use ig_core::{Call, PublishPlan};

use crate::{
    clocks::{Clocks, Deadline},
    id::{ApiBase, Credential, PostId},
    write::Write,
};

/// What a driver does next.
#[derive(Debug)]
#[must_use = "a task is the driver's next duty"]
#[expect(clippy::exhaustive_enums, reason = "a driver must handle every task")]
pub enum Task {
    /// Take up posts, then call [`Worker::claimed`](crate::Worker::claimed).
    Claim {
        /// Posts that an engine named.
        posts: Vec<PostId>,
        /// And at most so many that are due.
        room: usize,
    },
    /// Store this, then call [`Worker::written`](crate::Worker::written).
    Write(Vec<Write>),
    /// Read how far these are, then call [`Worker::read`](crate::Worker::read).
    Read(Vec<PostId>),
    /// Make due again what this worker has claimed, then call
    /// [`Worker::taken_over`](crate::Worker::taken_over): the answer to a claim was lost.
    TakeOver,
    /// Send this, then call [`Worker::handle`](crate::Worker::handle).
    Send(Request),
    /// Nothing to do for so long at most, unless a reply comes or an engine wakes a post.
    Wait(Duration),
    /// It was drained and has no posts left.
    Finished,
}

/// Tells the requests of a worker apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub(super) u64);

/// A request that is to be sent.
#[derive(Debug)]
#[non_exhaustive]
pub struct Request {
    /// For [`Worker::handle`](crate::Worker::handle).
    pub id: RequestId,
    /// The post that it is about, for logs; of a request with reads of several posts, the first.
    pub post: PostId,
    /// The API.
    pub api_base: ApiBase,
    /// The name of the token.
    pub credential: Credential,
    /// What is sent.
    pub call: Call,
    /// Until when, where it is a publish.
    pub not_after: Option<Deadline>,
    /// The plan whose media are to be judged before this is sent, which makes its first container:
    /// where one is gone or would be refused, do not send it, and call
    /// [`Worker::lacks_the_medium`](crate::Worker::lacks_the_medium). A driver that judges no
    /// media sends it; the server refuses it then.
    pub judge: Option<Box<PublishPlan>>,
}

impl Request {
    /// Whether it must not be sent any more. Ask right before the bytes are handed to the system,
    /// on a connection that is open already: what a process is stopped for after this question
    /// nobody can see.
    pub fn is_too_late(&self, now: Clocks) -> bool {
        self.not_after.is_some_and(|deadline| deadline.has_passed(now))
    }
}
