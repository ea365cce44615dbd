//! `ig publish` against the sandbox's process, both killed at random moments, with lost replies, a
//! full disk and several `ig resume` at once: afterwards there is one post, and its id is known.
//!
//! `IG_KILLS` is the number of rounds (200), `IG_KILLS_SEED` the seed of the first (1): the round
//! after it has the next number. `IG_KILLS_REPORT` names a file for what `cargo xtask soak`
//! reports.

#![expect(
    clippy::print_stdout,
    reason = "a failed round is printed with the command that repeats it"
)]

mod draw;
mod every;
mod full_disk;
mod gate;
mod home;
mod many;
mod play;
mod queue;
mod sandbox;
mod schedulers;
mod service;

use self::{draw::Round, play::play};

#[test]
fn whatever_is_killed_there_is_one_post() {
    let name = "whatever_is_killed_there";
    let (all, done) = many::rounds(("IG_KILLS", 200), name, Round::of, play);
    // Rounds in which nothing happens would all pass.
    if 50 <= all {
        assert!(all / 2 < done.kills && all / 5 < done.sandbox_kills, "{done:?}");
        assert!(all / 20 < done.full_disks && all / 20 < done.matched, "{done:?}");
    }
}
