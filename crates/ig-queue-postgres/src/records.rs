//! What commands read of a queue, without a runtime of their own.

use ig_core::Timestamp;
use ig_queue::{
    Account, AccountId, Added, Counts, Event, Explain, Fault, Key, NewPost, PostId, Records, Row,
};

use crate::{blocking::BlockingStore, error::Error};

macro_rules! records {
    ($($name:ident($($argument:ident: $Argument:ty),*) -> $Answer:ty;)*) => {
        impl Records for BlockingStore {$(
            fn $name(&mut self, $($argument: $Argument),*) -> Result<$Answer, Error> {
                Self::$name(self, $($argument),*)
            }
        )*}
    };
}

records! {
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

impl Explain for Error {
    fn fault(&self) -> Fault {
        match self {
            Self::Config { .. }
            | Self::Refused { .. }
            | Self::Missing { .. }
            | Self::NoDelivery { .. }
            | Self::NotAQueue { .. }
            | Self::Newer { .. }
            | Self::Older { .. } => Fault::Setup,
            Self::ReadOnly { .. } | Self::NotAllowed { .. } | Self::Unwritable { .. } => {
                Fault::Unwritable
            }
            Self::DamagedPost { .. } => Fault::Post,
            _ => Fault::Other,
        }
    }

    fn advice(&self) -> String {
        Self::advice(self).to_owned()
    }
}
