//! `ig serve` and `ig mcp` against the sandbox's process, all killed at random moments while clients ask
//! for the same keys again and again, with lost replies and a full disk: afterwards there is one post for
//! each key, and none is lost.
//!
//! `IG_SERVICE_KILLS` is the number of rounds (100), `IG_KILLS_SEED` the seed of the first (1).
//! `IG_SERVICE_KILLS_REPORT` names a file for what `cargo xtask soak` reports.

mod clients;
mod play;

use self::play::{Round, play};
use super::many;

#[test]
fn whatever_is_killed_each_key_is_one_post() {
    let name = "whatever_is_killed_each_key";
    let (all, done) = many::rounds(("IG_SERVICE_KILLS", 100), name, Round::of, play);
    // Rounds in which nothing happens would all pass.
    if 50 <= all {
        assert!(all / 2 < done.kills && all / 10 < done.sandbox_kills, "{done:?}");
        assert!(0 < done.full_disks && 0 < done.matched && all < done.lists, "{done:?}");
    }
}
