//! Changes of a transaction, gathered and sent many at a time.

use std::collections::BTreeMap;

use futures_util::future;
use ig_queue::{Account, AccountId, Event, PostId, Row};

use super::{account, event, post};
use crate::{connection::Transaction, error::Error};

/// As many statements are on the way at once. Up to 30, `join_all` sends them in the order of the
/// list, as the events of one post need; of more it makes no such promise.
const AT_ONCE: usize = 30;

/// What a transaction changes.
#[derive(Default)]
pub(super) struct Batch {
    posts: BTreeMap<PostId, Row>,
    accounts: BTreeMap<AccountId, Account>,
    events: Vec<(PostId, Event)>,
}

impl Batch {
    /// Both rows are to be stored, as a later change may have them again.
    pub(super) fn put(&mut self, row: &Row, account: &Account) {
        self.posts.insert(row.id.clone(), row.clone());
        self.accounts.insert(account.id.clone(), account.clone());
    }

    pub(super) fn put_post(&mut self, row: &Row) {
        self.posts.insert(row.id.clone(), row.clone());
    }

    pub(super) fn tell(&mut self, post: &PostId, event: Event) {
        self.events.push((post.clone(), event));
    }

    /// Sends them.
    pub(super) async fn send(self, transaction: &Transaction<'_>) -> Result<(), Error> {
        let accounts: Vec<_> = self.accounts.into_values().collect();
        for some in accounts.chunks(AT_ONCE) {
            let sent = some.iter().map(|account| account::put(transaction, account));
            all(future::join_all(sent).await)?;
        }
        let posts: Vec<_> = self.posts.into_values().collect();
        for some in posts.chunks(AT_ONCE) {
            all(future::join_all(some.iter().map(|row| post::put(transaction, row))).await)?;
        }
        for some in self.events.chunks(AT_ONCE) {
            let sent = some.iter().map(|(post, event)| event::add(transaction, post, event));
            all(future::join_all(sent).await)?;
        }
        Ok(())
    }
}

fn all(done: Vec<Result<(), Error>>) -> Result<(), Error> {
    done.into_iter().collect()
}
