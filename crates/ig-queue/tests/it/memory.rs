//! A store in memory: two maps and the crate's own rules.

use std::{
    collections::{BTreeMap, BTreeSet},
    convert::Infallible,
};

use ig_core::Timestamp;
use ig_queue::{
    Account, AccountId, Added, Answers, Changed, Claim, Claimed, Claims, Edit, Fence, Filter,
    Incarnation, Look, NewPost, PostId, Row, Stamp, State, Store, Write, Written, apply, change,
};

/// A store in memory, with a clock that its owner sets.
#[derive(Clone, Debug)]
pub(crate) struct Memory {
    pub(crate) now: Timestamp,
    pub(crate) rows: BTreeMap<PostId, Row>,
    pub(crate) accounts: BTreeMap<AccountId, Account>,
}

impl Memory {
    pub(crate) fn new(now: Timestamp) -> Self {
        Self { now, rows: BTreeMap::new(), accounts: BTreeMap::new() }
    }

    pub(crate) fn row(&self, id: &PostId) -> &Row {
        &self.rows[id]
    }

    fn account(&self, id: &AccountId) -> Account {
        self.accounts.get(id).cloned().unwrap_or_else(|| Account::new(id.clone()))
    }
}

impl Store for Memory {
    type Error = Infallible;

    fn claim(&mut self, me: &Incarnation, claim: Claim<'_>) -> Result<Claims, Infallible> {
        let now = self.now;
        let due = self.rows.values().filter(|row| row.is_due(now));
        let mut due: Vec<_> =
            due.map(|row| (!row.may_be_public(), row.due.at(), row.id.clone())).collect();
        due.sort();
        let these = claim.these.iter().map(|id| (id.clone(), false));
        let due = due.into_iter().map(|(.., id)| (id, true));
        let (mut posts, mut seen, mut room) = (Vec::new(), BTreeSet::new(), claim.due);
        for (id, is_of_room) in these.chain(due) {
            if is_of_room && room == 0 {
                break;
            }
            if !seen.insert(id.clone()) {
                continue;
            }
            let Some(mut row) = self.rows.get(&id).cloned() else { continue };
            let mut account = self.account(&row.account);
            match row.claim(&mut account, me, now) {
                Look::Nothing => continue,
                Look::Changed => (),
                Look::Claimed => {
                    room -= usize::from(is_of_room);
                    posts.push(Claimed { row: row.clone(), account: account.clone() });
                }
            }
            self.accounts.insert(account.id.clone(), account);
            self.rows.insert(id, row);
        }
        let next = self.rows.values().filter_map(|row| row.wake).min();
        Ok(Claims { now, posts, next })
    }

    fn write(&mut self, writes: &[Write]) -> Result<Answers<Written>, Infallible> {
        let now = self.now;
        let mut answers = Vec::new();
        for write in writes {
            let Some(row) = self.rows.get(&write.post) else {
                answers.push(Written::Fenced);
                continue;
            };
            let (mut row, mut account) = (row.clone(), self.account(&row.account));
            let written = apply(&mut row, &mut account, write, now);
            if let Written::Done(_) = written {
                self.accounts.insert(account.id.clone(), account);
                self.rows.insert(row.id.clone(), row);
            }
            answers.push(written);
        }
        Ok(Answers { now, answers })
    }

    fn read(&mut self, posts: &[PostId]) -> Result<Answers<Option<Stamp>>, Infallible> {
        let answers = posts.iter().map(|id| self.rows.get(id).map(Row::stamp)).collect();
        Ok(Answers { now: self.now, answers })
    }

    fn take_over(
        &mut self,
        me: &Incarnation,
        gone: Option<&Incarnation>,
    ) -> Result<(), Infallible> {
        let now = self.now;
        for row in self.rows.values_mut() {
            let is_gone = match (gone, &row.holder) {
                (Some(gone), Some(holder)) => gone == holder,
                (None, Some(holder)) => holder != me,
                (_, None) => false,
            };
            if is_gone && row.state == State::Active && row.wake.is_none() {
                row.wake = Some(now);
            }
        }
        Ok(())
    }

    fn add(&mut self, new: &NewPost) -> Result<Added, Infallible> {
        let by_key = self.rows.values().find(|row| new.key.is_some() && row.key == new.key);
        if let Some(kept) = by_key {
            return Ok(new.compare(kept));
        }
        if let Some(kept) = self.rows.get(&new.id) {
            return Ok(Added::Differs(kept.id.clone()));
        }
        let row = new.row();
        let fence = row.fence;
        self.accounts.entry(row.account.clone()).or_insert_with_key(|id| Account::new(id.clone()));
        self.rows.insert(row.id.clone(), row);
        Ok(Added::New(fence))
    }

    fn change(&mut self, id: &PostId, at: Fence, edit: Edit) -> Result<Changed, Infallible> {
        let now = self.now;
        Ok(self.rows.get_mut(id).map_or(Changed::Unknown, |row| {
            let mut next = row.clone();
            let changed = change(&mut next, at, edit, now);
            if let Changed::Done(_) = changed {
                *row = next;
            }
            changed
        }))
    }

    fn pause(&mut self, account: &AccountId, words: Option<String>) -> Result<(), Infallible> {
        let mut own = self.account(account);
        ig_queue::pause(&mut own, words);
        let goes_on = own.paused.is_none();
        self.accounts.insert(account.clone(), own);
        let now = self.now;
        self.rows.values_mut().filter(|row| goes_on && row.account == *account).for_each(|row| {
            row.goes_on(now);
        });
        Ok(())
    }

    fn list(&mut self, filter: &Filter) -> Result<Vec<Row>, Infallible> {
        let mut rows: Vec<_> =
            self.rows.values().filter(|row| filter.takes(row)).cloned().collect();
        rows.sort_by(|one, other| (one.due.at(), &one.id).cmp(&(other.due.at(), &other.id)));
        if filter.most != 0 {
            rows.truncate(filter.most);
        }
        Ok(rows)
    }
}
