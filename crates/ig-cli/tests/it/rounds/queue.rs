//! `ig queue work` against the sandbox's process, both killed at random moments, with lost replies, a
//! full disk and `ig queue list` at any time: afterwards there is one post, not early, and its row says
//! which.
//!
//! `IG_QUEUE_KILLS` is the number of rounds (100), `IG_KILLS_SEED` the seed of the first (1).
//! `IG_QUEUE_KILLS_REPORT` names a file for what `cargo xtask soak` reports.

mod every;
pub(super) mod play;
pub(super) mod writes;

use self::play::{Round, play};
use super::many;

#[test]
fn whatever_is_killed_a_scheduled_post_is_published_once() {
    let name = "whatever_is_killed_a_scheduled";
    let (all, done) = many::rounds(("IG_QUEUE_KILLS", 100), name, Round::of, play);
    // Rounds in which nothing happens would all pass.
    if 50 <= all {
        assert!(all / 3 < done.kills && all / 10 < done.sandbox_kills, "{done:?}");
        assert!(0 < done.full_disks && 0 < done.matched && all < done.lists, "{done:?}");
    }
}
