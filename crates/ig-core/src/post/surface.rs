//! Where a post shows.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Where a post shows. Instagram blocks each by itself: feed posts were blocked
/// for days while stories went on (reference §13.8, F-BRAKE).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Surface {
    /// Photos, reels and carousels.
    Feed,
    /// Stories.
    Stories,
}

impl fmt::Display for Surface {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Feed => "feed",
            Self::Stories => "stories",
        })
    }
}
