//! Several workers on several machines' worth of processes, several posts of several accounts, and
//! whatever can be killed is: afterwards each post is public once, none early, none lost.
//!
//! `IG_WORKER_KILLS` is the number of rounds (30), `IG_KILLS_SEED` the seed of the first (1).
//! `IG_WORKER_KILLS_REPORT` names a file for what `cargo xtask soak` reports. All rounds share a
//! server, and each has a database: a restart of the server is one for all that run beside.

mod play;

use self::play::{Round, play};
use crate::{cluster::Cluster, many};

#[test]
fn whatever_is_killed_each_post_of_many_workers_is_published_once() {
    let cluster = Cluster::durable();
    let name = "whatever_is_killed_each_post";
    let (all, done) =
        many::rounds(("IG_WORKER_KILLS", 30), name, Round::of, |round| play(&cluster, round));
    // Rounds in which nothing happens would all pass.
    if 20 <= all {
        assert!(all < done.kills && all / 4 < done.stops && all / 4 < done.cuts, "{done:?}");
        assert!(all / 8 < done.sandbox_kills && 0 < done.crashes, "{done:?}");
    }
}
