//! Why a post waits, is held, or was skipped: in data, and in words.

use std::{fmt, time::Duration};

use ig_core::Timestamp;
use serde::{Deserialize, Serialize};

use crate::id::PostId;

/// Why a post waits, is held, or was skipped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Note {
    /// It waits.
    #[non_exhaustive]
    Waits {
        /// Until when, at the latest.
        until: Timestamp,
        /// For what.
        why: Why,
    },
    /// It was found too late and was not published.
    #[non_exhaustive]
    Skipped {
        /// When it was due.
        due: Timestamp,
        /// How late it was found.
        late: Duration,
    },
    /// It was found too late and waits for a person.
    #[non_exhaustive]
    HeldLate {
        /// When it was due.
        due: Timestamp,
        /// How late it was found.
        late: Duration,
    },
    /// Its medium was gone or wrong when it was due, or could not be fetched until then.
    #[non_exhaustive]
    NoMedium {
        /// What the server said, or what was found here.
        detail: String,
    },
    /// It met trouble for as long as its policy lets it be late.
    #[non_exhaustive]
    Trouble {
        /// The last trouble.
        detail: String,
    },
    /// Its plan or its snapshot cannot be read.
    #[non_exhaustive]
    Unreadable {
        /// What is wrong.
        detail: String,
    },
    /// It was claimed again and again, and nothing came of it: it may stop its worker.
    #[non_exhaustive]
    Poisonous {
        /// How often it was claimed without a write.
        claims: u32,
    },
    /// The store may have lost its last writes.
    StoreWasReset,
    /// It was written by a newer version of this program.
    Newer,
    /// A person stopped it.
    #[non_exhaustive]
    ByHand {
        /// In whose words.
        words: String,
    },
}

/// What a post waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Why {
    /// Its time.
    NotDue,
    /// Another post of the account, which may be public and is not known to be.
    #[non_exhaustive]
    Another {
        /// Which.
        post: PostId,
    },
    /// The limit of posts in 24 hours.
    #[non_exhaustive]
    Quota {
        /// Posts in the window.
        usage: u32,
        /// Posts that the window allows.
        total: u32,
    },
    /// The limit of posts in 24 hours, which is used up by what the server said to a call
    /// (9/2207042, reference §10.2).
    UsedUp,
    /// The limit of 400 containers in 24 hours (reference §2.1).
    Containers,
    /// The pause after "action is blocked" (4/2207051, reference §10.2).
    Brake,
    /// The calls that Instagram allows, of which too many are used
    /// ([`pace`](crate::pace)).
    #[non_exhaustive]
    Usage {
        /// How much of the limit is used, in percent.
        percent: u32,
    },
    /// Its turn among the posts of the account that are late.
    Spacing,
    /// The account, which is paused.
    #[non_exhaustive]
    Paused {
        /// By whom and why.
        words: String,
    },
    /// A medium that is gone, would be refused, or could not be fetched by the server: it is tried
    /// again until the post is due.
    Medium,
    /// The server, or this program, to be well again.
    Trouble,
    /// To be skipped: it is later than its policy allows.
    TooLate,
    /// Its look for a publish whose reply was lost.
    Verify,
    /// Somebody with the right program or the right token.
    OtherWorker,
    /// A worker to come back: the last one ended in an orderly way.
    Drained,
    /// A pause, since workers have ended while they had it: it may be what ends them.
    #[non_exhaustive]
    WorkersEnded {
        /// How many, since something last came of it.
        times: u32,
    },
}

/// How the words begin with which a worker pauses an account whose token is refused.
pub(crate) const REFUSED: &str = "its token is refused: ";

impl Why {
    /// What was said of the token where a worker has paused the account since it is refused.
    pub fn refusal(&self) -> Option<&str> {
        match self {
            Self::Paused { words } => words.strip_prefix(REFUSED),
            _ => None,
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotDue => f.write_str("its time"),
            Self::Another { post } => write!(f, "post {post}, which may be public already"),
            Self::Quota { usage, total } => {
                write!(f, "the 24 h limit: {usage} of {total} posts are used")
            }
            Self::UsedUp => f.write_str("the 24 h limit, which is used up as Instagram says"),
            Self::Containers => f.write_str("the limit of 400 containers in 24 h"),
            Self::Brake => f.write_str("the pause after Instagram blocked the account's posts"),
            Self::Usage { percent } => {
                write!(f, "Instagram's limit of calls, of which {percent} % are used")
            }
            Self::Spacing => f.write_str("its turn among the account's late posts"),
            Self::Paused { words } => write!(f, "the account, which is paused: {words}"),
            Self::Medium => {
                f.write_str("its medium, which is gone, cannot be fetched or would be refused")
            }
            Self::Trouble => f.write_str("another try"),
            Self::TooLate => f.write_str("being skipped, since it is too late"),
            Self::Verify => f.write_str("another look at whether it is public"),
            Self::OtherWorker => f.write_str("a worker that can read it and has its token"),
            Self::Drained => f.write_str("the next worker"),
            Self::WorkersEnded { times } => {
                write!(f, "another try, since {times} workers have ended while they had it")
            }
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Waits { until, why } => write!(f, "waits until {until} for {why}"),
            Self::Skipped { due, late } => {
                write!(f, "not published: due at {due}, found at {}", due.after(*late))
            }
            Self::HeldLate { due, late } => {
                write!(f, "held: due at {due}, found at {}", due.after(*late))
            }
            Self::NoMedium { detail } => write!(f, "held: no medium when it was due: {detail}"),
            Self::Trouble { detail } => {
                write!(f, "held: it was tried for as long as it may be late: {detail}")
            }
            Self::Unreadable { detail } => write!(f, "held: it cannot be read: {detail}"),
            Self::Poisonous { claims } => {
                write!(
                    f,
                    "held: {claims} workers have ended while they had it, and nothing came of it"
                )
            }
            Self::StoreWasReset => f.write_str("held: the store may have lost its last writes"),
            Self::Newer => f.write_str("written by a newer version: update this program"),
            Self::ByHand { words } => write!(f, "held: {words}"),
        }
    }
}
