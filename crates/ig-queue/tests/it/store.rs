//! The checks that every store has to pass, and stores that do not.

use std::{
    cell::RefCell,
    convert::Infallible,
    panic::{AssertUnwindSafe, catch_unwind},
    rc::Rc,
};

use ig_queue::{
    AccountId, Added, Answers, Changed, Claim, Claims, Edit, Fence, Filter, Incarnation, NewPost,
    PostId, Row, Stamp, Store, Write, Written, testing::checks,
};

use crate::{memory::Memory, world::START};

/// A mistake that a store may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mistake {
    None,
    /// Every write is stored, whatever the row's fence.
    NoFence,
    /// The version is not compared.
    NoVersion,
    /// The epoch is not compared.
    NoEpoch,
    /// The account's row is not stored.
    NoAccount,
    /// Keys are not unique.
    NoKeys,
    /// Edits do not compare.
    NoStale,
    /// What waits is not told.
    NoNext,
    /// What a dead worker had stays with it.
    NoTakeOver,
    /// Posts of an account that goes on wait for their next look.
    NoGo,
}

/// A handle on a store in memory.
#[derive(Clone, Debug)]
struct Handle(Rc<RefCell<Memory>>, Mistake);

impl Handle {
    fn open(mistake: Mistake) -> Self {
        Self(Rc::new(RefCell::new(Memory::new(START))), mistake)
    }
}

impl Store for Handle {
    type Error = Infallible;

    fn claim(&mut self, me: &Incarnation, claim: Claim<'_>) -> Result<Claims, Infallible> {
        let mut claims = self.0.borrow_mut().claim(me, claim)?;
        if self.1 == Mistake::NoNext {
            claims.next = None;
        }
        Ok(claims)
    }

    fn write(&mut self, writes: &[Write]) -> Result<Answers<Written>, Infallible> {
        let mut memory = self.0.borrow_mut();
        let mut all = Vec::new();
        for write in writes {
            let mut write = write.clone();
            if let Some(row) = memory.rows.get(&write.post) {
                match self.1 {
                    Mistake::NoFence => write.at = row.fence,
                    Mistake::NoVersion => write.at.version = row.fence.version,
                    Mistake::NoEpoch => write.at.epoch = row.fence.epoch,
                    _ => (),
                }
            }
            let accounts = memory.accounts.clone();
            all.extend(memory.write(&[write])?.answers);
            if self.1 == Mistake::NoAccount {
                memory.accounts = accounts;
            }
        }
        Ok(Answers { now: memory.now, answers: all })
    }

    fn read(&mut self, posts: &[PostId]) -> Result<Answers<Option<Stamp>>, Infallible> {
        self.0.borrow_mut().read(posts)
    }

    fn take_over(
        &mut self,
        me: &Incarnation,
        gone: Option<&Incarnation>,
    ) -> Result<(), Infallible> {
        match self.1 {
            Mistake::NoTakeOver => Ok(()),
            _ => self.0.borrow_mut().take_over(me, gone),
        }
    }

    fn add(&mut self, new: &NewPost) -> Result<Added, Infallible> {
        let mut new = new.clone();
        if self.1 == Mistake::NoKeys {
            new.key = None;
        }
        self.0.borrow_mut().add(&new)
    }

    fn change(&mut self, id: &PostId, at: Fence, edit: Edit) -> Result<Changed, Infallible> {
        let mut memory = self.0.borrow_mut();
        let kept = memory.rows.get(id).map(|row| row.fence);
        let at = kept.filter(|_| self.1 == Mistake::NoStale).unwrap_or(at);
        memory.change(id, at, edit)
    }

    fn pause(&mut self, account: &AccountId, words: Option<String>) -> Result<(), Infallible> {
        let kept = self.0.borrow().rows.clone();
        self.0.borrow_mut().pause(account, words)?;
        if self.1 == Mistake::NoGo {
            self.0.borrow_mut().rows = kept;
        }
        Ok(())
    }

    fn list(&mut self, filter: &Filter) -> Result<Vec<Row>, Infallible> {
        self.0.borrow_mut().list(filter)
    }
}

/// The checks that a store with this mistake does not pass.
fn failed(mistake: Mistake) -> Vec<&'static str> {
    let checks = checks::<Handle>();
    let is_failed = |run: fn(ig_queue::testing::Open<'_, Handle>)| {
        let store = Handle::open(mistake);
        catch_unwind(AssertUnwindSafe(|| run(&mut || store.clone()))).is_err()
    };
    checks.into_iter().filter(|check| is_failed(check.run)).map(|check| check.name).collect()
}

#[test]
fn a_store_with_the_crates_own_rules_passes_every_check() {
    assert_eq!(failed(Mistake::None), [""; 0]);
}

#[test]
fn a_store_with_a_mistake_does_not() {
    for (mistake, check) in [
        (Mistake::NoFence, "a write at another version changes nothing"),
        (Mistake::NoVersion, "a write at another version changes nothing"),
        (Mistake::NoEpoch, "a write at another epoch changes nothing"),
        (Mistake::NoAccount, "only one post of an account is between intent and outcome"),
        (Mistake::NoKeys, "the same key is one post, and another plan under it is refused"),
        (Mistake::NoStale, "an edit at another fence changes nothing"),
        (
            Mistake::NoNext,
            "a post that is not due is not claimed, and the time of the next is told",
        ),
        (Mistake::NoTakeOver, "what a dead worker had is due again, and nothing else"),
        (Mistake::NoGo, "posts of an account that goes on are looked at at once"),
    ] {
        let failed = failed(mistake);
        assert!(failed.contains(&check), "{mistake:?}: {failed:?}");
    }
}
