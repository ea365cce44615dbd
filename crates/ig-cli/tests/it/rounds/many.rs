//! Many rounds at once, each from a seed that repeats it, and the counts of what happened in them.

use std::{
    env,
    fmt::Debug,
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Instant,
};

use serde_json::json;

/// Rounds mostly wait, so many of them run at once; `IG_KILLS_AT_ONCE` says how many.
const AT_ONCE: u64 = 16;

/// The counts of what happened in rounds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Done {
    pub(crate) kills: usize,
    pub(crate) sandbox_kills: usize,
    pub(crate) full_disks: usize,
    /// Runs that had ended before their moment came.
    pub(crate) too_late: usize,
    /// Posts that failed, were reported as failed, and were started again.
    pub(crate) restarted: usize,
    /// Posts whose lost id was found again.
    pub(crate) matched: usize,
    /// How often the queue was listed while it was worked on.
    pub(crate) lists: usize,
    /// How often a worker was stopped for a while.
    pub(crate) stops: usize,
    /// How often the database server was restarted without a shutdown.
    pub(crate) crashes: usize,
    /// How often the server's connections to all workers were ended.
    pub(crate) cuts: usize,
    /// Rounds that ended with more than one post. Of ours there is none: it would have failed.
    pub(crate) duplicates: usize,
    /// Rounds in which the row says that the post failed, and it is public.
    pub(crate) denied: usize,
}

impl Done {
    fn add(&mut self, other: Self) {
        self.kills += other.kills;
        self.sandbox_kills += other.sandbox_kills;
        self.full_disks += other.full_disks;
        self.too_late += other.too_late;
        self.restarted += other.restarted;
        self.matched += other.matched;
        self.lists += other.lists;
        self.stops += other.stops;
        self.crashes += other.crashes;
        self.cuts += other.cuts;
        self.duplicates += other.duplicates;
        self.denied += other.denied;
    }
}

/// Plays the rounds that the variable `count` asks for, or `usual` of them, from the seed in
/// `IG_KILLS_SEED`, or 1; none may fail. The variable `{count}_REPORT` names a file for what
/// `cargo xtask soak` reports. `test` is the name of the caller, for the command that repeats a
/// round.
pub(crate) fn rounds<R: Debug + Send>(
    (count, usual): (&str, u64),
    test: &str,
    of: impl Fn(u64) -> R + Sync,
    play: impl Fn(&R) -> Done + Sync,
) -> (usize, Done) {
    let (rounds, first) = (number(count, usual), number("IG_KILLS_SEED", 1));
    let start = Instant::now();
    let next = AtomicU64::new(0);
    let (done, failed) = (Mutex::new(Done::default()), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..number("IG_KILLS_AT_ONCE", AT_ONCE) {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::SeqCst);
                    if rounds <= number {
                        return;
                    }
                    let seed = first.wrapping_add(number);
                    let round = of(seed);
                    match catch_unwind(AssertUnwindSafe(|| play(&round))) {
                        Ok(played) => done.lock().unwrap().add(played),
                        Err(_) => failed.lock().unwrap().push((seed, round)),
                    }
                }
            });
        }
    });
    let (done, failed) = (done.into_inner().unwrap(), failed.into_inner().unwrap());
    let seconds = start.elapsed().as_secs_f64();
    println!("{rounds} rounds from seed {first} in {seconds:.1} s: {done:?}");
    if let Some(file) = env::var_os(format!("{count}_REPORT")) {
        let report = json!({
            "rounds": rounds,
            "seed": first,
            "seconds": seconds,
            "failed": failed.len(),
            "kills": done.kills,
            "sandbox_kills": done.sandbox_kills,
            "full_disks": done.full_disks,
            "matched": done.matched,
            "stops": done.stops,
            "crashes": done.crashes,
            "cuts": done.cuts,
        });
        fs::write(file, report.to_string()).unwrap();
    }
    for (seed, round) in &failed {
        println!(
            "failed: {count}=1 IG_KILLS_SEED={seed} cargo test -p {} --test it {test}\n{round:?}",
            env!("CARGO_PKG_NAME")
        );
    }
    assert!(failed.is_empty(), "{} of {rounds} rounds failed", failed.len());
    (usize::try_from(rounds).unwrap(), done)
}

fn number(name: &str, otherwise: u64) -> u64 {
    let text = env::var(name).unwrap_or_default();
    if text.is_empty() { otherwise } else { text.parse().expect(name) }
}
