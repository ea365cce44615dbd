//! The store as the commands of a queue read it.

use ig_core::Timestamp;
use ig_queue::{
    Account, AccountId, Added, Counts, Event, Explain, Fault, Key, NewPost, PostId, Records, Row,
};

use super::SqliteStore;
use crate::error::Error;

impl Records for SqliteStore {
    fn now(&mut self) -> Result<Timestamp, Error> {
        Ok(Self::now(self))
    }

    fn get(&mut self, id: &PostId) -> Result<Option<Row>, Error> {
        Self::get(self, id)
    }

    fn find(&mut self, key: &Key) -> Result<Option<Row>, Error> {
        Self::find(self, key)
    }

    fn account(&mut self, id: &AccountId) -> Result<Account, Error> {
        Self::account(self, id)
    }

    fn accounts(&mut self) -> Result<Vec<AccountId>, Error> {
        Self::accounts(self)
    }

    fn events(&mut self, post: &PostId) -> Result<Vec<Event>, Error> {
        Self::events(self, post)
    }

    fn counts(&mut self) -> Result<Counts, Error> {
        Self::counts(self)
    }

    fn next_wake(&mut self) -> Result<Option<Timestamp>, Error> {
        Self::next_wake(self)
    }

    fn add_all(&mut self, posts: &[NewPost]) -> Result<Vec<Added>, Error> {
        Self::add_all(self, posts)
    }
}

impl Explain for Error {
    fn fault(&self) -> Fault {
        match self {
            Self::NotAQueue { .. }
            | Self::Newer { .. }
            | Self::Older { .. }
            | Self::Unopened { .. } => Fault::Setup,
            Self::ReadOnly { .. } | Self::Unwritable { .. } => Fault::Unwritable,
            Self::Worked { .. } => Fault::Worked,
            Self::DamagedPost { .. } => Fault::Post,
            _ => Fault::Other,
        }
    }

    fn advice(&self) -> String {
        Self::advice(self).to_owned()
    }
}
