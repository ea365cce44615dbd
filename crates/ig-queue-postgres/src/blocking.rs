//! The store for programs without a runtime.

use ig_core::Timestamp;
use ig_queue::{
    Account, AccountId, Added, Answers, Changed, Claim, Claims, Counts, Edit, Event, Fence, Filter,
    Incarnation, Key, NewPost, PostId, Records, Row, Stamp, Store, Write, Written,
};
use tokio::runtime::{Builder, Runtime};

use crate::{
    config::Config,
    delivery::migrate_delivery,
    error::Error,
    place::Place,
    schema::{self, Migrated},
    store::PostgresStore,
};

/// A [`PostgresStore`] whose methods block, with a runtime on the current thread.
///
/// # Panics
///
/// All methods panic on a thread of a Tokio runtime: use [`PostgresStore`] there.
#[derive(Debug)]
pub struct BlockingStore {
    store: PostgresStore,
    runtime: Runtime,
}

impl BlockingStore {
    /// See [`PostgresStore::connect`].
    ///
    /// # Errors
    ///
    /// As there.
    pub fn connect(config: Config) -> Result<Self, Error> {
        let runtime = runtime()?;
        let store = runtime.block_on(PostgresStore::connect(config))?;
        Ok(Self { store, runtime })
    }

    /// See [`migrate`](crate::migrate).
    ///
    /// # Errors
    ///
    /// As there.
    pub fn migrate(config: &Config) -> Result<Migrated, Error> {
        runtime()?.block_on(schema::migrate(config))
    }

    /// See [`migrate_delivery`](crate::migrate_delivery).
    ///
    /// # Errors
    ///
    /// As there.
    pub fn migrate_delivery(config: &Config) -> Result<bool, Error> {
        runtime()?.block_on(migrate_delivery(config))
    }

    /// See [`PostgresStore::with_who`].
    #[must_use]
    pub fn with_who(self, who: impl Into<String>) -> Self {
        Self { store: self.store.with_who(who), ..self }
    }

    /// The database, for people.
    pub fn place(&self) -> &Place {
        self.store.place()
    }
}

macro_rules! blocking {
    ($($name:ident($($argument:ident: $Argument:ty),*) -> $Answer:ty;)*) => {
        impl BlockingStore {$(
            #[doc = concat!("See [`PostgresStore::", stringify!($name), "`].")]
            ///
            /// # Errors
            ///
            /// As there.
            pub fn $name(&mut self, $($argument: $Argument),*) -> Result<$Answer, Error> {
                self.runtime.block_on(self.store.$name($($argument),*))
            }
        )*}

        impl Records for BlockingStore {$(
            fn $name(&mut self, $($argument: $Argument),*) -> Result<$Answer, Error> {
                Self::$name(self, $($argument),*)
            }
        )*}
    };
}

blocking! {
    now() -> Timestamp;
    get(id: &PostId) -> Option<Row>;
    find(key: &Key) -> Option<Row>;
    account(id: &AccountId) -> Account;
    accounts() -> Vec<AccountId>;
    events(post: &PostId) -> Vec<Event>;
    counts() -> Counts;
    next_wake() -> Option<Timestamp>;
    add_all(posts: &[NewPost]) -> Vec<Added>;
}

impl BlockingStore {
    /// See [`PostgresStore::take_changed`].
    pub fn take_changed(&mut self) -> Vec<Row> {
        self.store.take_changed()
    }

    /// See [`PostgresStore::take_reset`].
    pub fn take_reset(&mut self) -> Option<u64> {
        self.store.take_reset()
    }
}

fn runtime() -> Result<Runtime, Error> {
    Builder::new_current_thread().enable_all().build().map_err(|error| Error::Config {
        why: format!("the runtime of its connection does not start: {error}"),
    })
}

macro_rules! contract {
    ($($name:ident($($argument:ident: $Argument:ty),*) -> $Answer:ty;)*) => {
        impl Store for BlockingStore {
            type Error = Error;
            $(
                fn $name(&mut self, $($argument: $Argument),*) -> Result<$Answer, Error> {
                    self.runtime.block_on(self.store.$name($($argument),*))
                }
            )*
        }
    };
}

contract! {
    claim(me: &Incarnation, claim: Claim<'_>) -> Claims;
    write(writes: &[Write]) -> Answers<Written>;
    read(posts: &[PostId]) -> Answers<Option<Stamp>>;
    take_over(me: &Incarnation, gone: Option<&Incarnation>) -> ();
    add(new: &NewPost) -> Added;
    change(id: &PostId, at: Fence, edit: Edit) -> Changed;
    pause(account: &AccountId, words: Option<String>) -> ();
    list(filter: &Filter) -> Vec<Row>;
}
