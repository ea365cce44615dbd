//! What is sent while the calls that Instagram allows run out.
//!
//! The usage headers of every reply tell how much of a limit is used (reference §11.2). A flow
//! spreads its own calls by those of its own replies; these rules are for all posts of a
//! credential, and of an account.

use std::time::Duration;

/// From this usage on posts are prepared later, in percent: [`lead`].
pub const EASE_FROM: u32 = 75;

/// From this usage on only posts that may be public are looked into, in percent: [`sends`].
pub const VERIFY_FROM: u32 = 95;

/// How long before its time a post is prepared that has `lead`, at a usage of `percent`: half as
/// long from [`EASE_FROM`] on, since what is prepared late is read less often.
///
/// ```
/// use std::time::Duration;
///
/// use ig_queue::pace;
///
/// let lead = Duration::from_secs(120);
/// assert_eq!(pace::lead(lead, 74), lead);
/// assert_eq!(pace::lead(lead, 75), lead / 2);
/// ```
pub fn lead(lead: Duration, percent: u32) -> Duration {
    if percent < EASE_FROM { lead } else { lead / 2 }
}

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "there is no third")]
pub enum Purpose {
    /// To prepare or to publish a post: it can wait.
    Progress,
    /// To find out what became of a publish. Until that is known, all posts of the account wait.
    Verify,
}

/// Whether a request is sent at a usage of `percent`: all below [`VERIFY_FROM`], and from there on
/// those by which a post that may be public is looked into. A publish that the store has allowed
/// is sent too.
pub fn sends(purpose: Purpose, percent: u32) -> bool {
    purpose == Purpose::Verify || percent < VERIFY_FROM
}
