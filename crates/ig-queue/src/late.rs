//! What happens to a post that nobody looked at when it was due.

use std::{fmt, str::FromStr, time::Duration};

use ig_core::Timestamp;
use serde::{Deserialize, Serialize};

/// What happens to a post that is found after it was due.
///
/// A post that waits for a quota, a brake or another post is not found late: it is known why it
/// waits. It counts how late the post was *found*, from its time or from the time of the next
/// look, whichever is later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Late {
    /// It is published up to [`Late::WINDOW`] late, and held after that.
    #[default]
    Publish,
    /// It is published up to so long after it was due, whatever it waited for, and skipped after
    /// that.
    Skip(Duration),
    /// It is held if it is found more than [`Late::GRACE`] late.
    Hold,
}

/// What the policy says of a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "each leads elsewhere")]
pub enum Verdict {
    /// It is in time.
    InTime,
    /// It is late and may still be published, in its turn.
    Late,
    /// It is not published.
    Skip,
    /// A person decides.
    Hold,
}

impl Late {
    /// How late a post is published by default: 12 hours.
    pub const WINDOW: Duration = Duration::from_secs(12 * 3600);

    /// A minute, within which a post is in time: a worker that is restarted, or a container that
    /// is slow, is no reason to ask a person.
    pub const GRACE: Duration = Duration::from_secs(60);

    /// What becomes of a post at `now` that was due at `due`, and at which somebody had to look
    /// at `wake`.
    pub fn judge(self, due: Timestamp, wake: Option<Timestamp>, now: Timestamp) -> Verdict {
        let late = now.since(due);
        let found = now.since(wake.map_or(due, |wake| wake.max(due)));
        match self {
            Self::Skip(most) if most < late => Verdict::Skip,
            Self::Hold if Self::GRACE < found => Verdict::Hold,
            Self::Publish if Self::WINDOW < found => Verdict::Hold,
            _ if Self::GRACE < late => Verdict::Late,
            _ => Verdict::InTime,
        }
    }

    /// Whether a post that was due at `due` is not to be published any more at `now`, whatever it
    /// has waited for.
    pub(crate) fn is_over(self, due: Timestamp, now: Timestamp) -> bool {
        self.judge(due, Some(now), now) == Verdict::Skip
    }

    /// Whether a post that met trouble is tried again at `now`: the network or the server was down,
    /// and nothing was published. A post to skip is skipped by the next look, once it is too late.
    pub(crate) fn tries_again(self, due: Timestamp, now: Timestamp) -> bool {
        let late = now.since(due);
        match self {
            Self::Publish => late <= Self::WINDOW,
            Self::Skip(_) => true,
            Self::Hold => late <= Self::GRACE,
        }
    }
}

/// A policy could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{word}` is not a policy for late posts: use `publish`, `hold` or `skip=60m`")]
#[non_exhaustive]
pub struct InvalidLate {
    word: String,
}

/// Reads `publish`, `hold` or `skip=D`, where `D` is a whole number of seconds, minutes, hours or
/// days: `90s`, `60m`, `2h`, `1d`.
impl FromStr for Late {
    type Err = InvalidLate;

    fn from_str(word: &str) -> Result<Self, InvalidLate> {
        let invalid = || InvalidLate { word: word.to_owned() };
        match word {
            "publish" => Ok(Self::Publish),
            "hold" => Ok(Self::Hold),
            _ => {
                let time = word.strip_prefix("skip=").ok_or_else(invalid)?;
                crate::when::read_wait(time).map(Self::Skip).ok_or_else(invalid)
            }
        }
    }
}

/// As it is read: `publish`, `hold` or `skip=60m`.
impl fmt::Display for Late {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Publish => f.write_str("publish"),
            Self::Hold => f.write_str("hold"),
            Self::Skip(time) => match time.as_secs() {
                seconds if seconds % 60 == 0 => write!(f, "skip={}m", seconds / 60),
                seconds => write!(f, "skip={seconds}s"),
            },
        }
    }
}
