//! Accounts that post again and again, so that something can be learnt of them.
//!
//! How much the processing times of one account differ is not known to anybody: both habits are
//! ours.

use std::time::Duration;

use ig_core::{
    Timestamp,
    publish::{PublishPolicy, QuotaLedger},
};

use super::{Class, Figures, Pacer, Reply, START, USER, publish};

/// How much the posts of an account differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the two ends")]
pub enum Habit {
    /// They are as different as those of the class: the worst that there can be to learn from.
    Any,
    /// Each takes 0.8 to 1.2 times what is usual for the account, which is any time of the class.
    Alike,
}

const ACCOUNTS: usize = 40;
const POSTS: usize = 30;

/// The first posts of an account do not count.
const FIRST: usize = 12;

impl Habit {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Any, Self::Alike];

    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Any => "as different as the class",
            Self::Alike => "within a fifth",
        }
    }

    /// The processing times of each account's posts, the same in each run.
    pub fn accounts(self, class: Class) -> Vec<Vec<Duration>> {
        let (times, mut numbers) = (class.times(), Numbers(7));
        let any = |numbers: &mut Numbers| times[numbers.below(times.len())];
        let account = |_| {
            let usual = any(&mut numbers);
            let post = |_| match self {
                Self::Any => any(&mut numbers),
                Self::Alike => {
                    let thousandths = 800 + numbers.below(401);
                    usual * u32::try_from(thousandths).unwrap_or(1000) / 1000
                }
            };
            (0..POSTS).map(post).collect()
        };
        (0..ACCOUNTS).map(account).collect()
    }

    /// What the core makes of the accounts' posts, those of each account one after the other.
    ///
    /// # Panics
    ///
    /// As [`Pacer::run`].
    pub fn figures(self, class: Class, policy: &PublishPolicy, memory: Memory) -> Figures {
        let mut runs = Vec::new();
        for posts in self.accounts(class) {
            let mut ledger = QuotaLedger::new(USER.parse().expect("an id"));
            for (hours, ready) in posts.into_iter().enumerate() {
                let start = at(hours);
                let known = match memory {
                    Memory::Kept => ledger,
                    Memory::Lost => QuotaLedger::new(USER.parse().expect("an id")),
                };
                let (run, then) = publish((class, ready, Reply::Id), policy.clone(), start, known);
                ledger = then;
                if FIRST <= hours {
                    runs.push(run);
                }
            }
        }
        Figures::of(&runs)
    }

    /// What another client makes of the same posts.
    ///
    /// # Panics
    ///
    /// As [`Pacer::run`].
    pub fn figures_of(self, class: Class, pacer: Pacer) -> Figures {
        let accounts = self.accounts(class);
        let posts = accounts.iter().flat_map(|posts| &posts[FIRST..]);
        Figures::of(&posts.map(|ready| pacer.run(class, *ready)).collect::<Vec<_>>())
    }
}

/// Whether an account's posts know of those before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "they do or do not")]
pub enum Memory {
    /// The ledger of each goes into the next.
    Kept,
    /// Each is the first.
    Lost,
}

/// A post every hour.
fn at(hours: usize) -> Timestamp {
    START.after(Duration::from_secs(3600) * u32::try_from(hours).unwrap_or(0))
}

/// Numbers that look random (SplitMix64).
#[derive(Clone, Copy, Debug)]
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % end as u64).unwrap_or(0)
    }
}
