//! Brakes that another program on this machine knows too.

use std::io;

use ig_core::publish::{Brake, Surface};
use ig_queue::{Account, AccountId, ApiBase, Said};

use crate::error::Error;

/// A record of brakes outside of the queue, which is the one truth about them: of programs that
/// publish for the same accounts without the queue.
pub trait Brakes: Send {
    /// All that are known, on or not.
    ///
    /// # Errors
    ///
    /// When they cannot be read. Nothing is taken up or published then.
    fn read(&mut self) -> io::Result<Vec<(ApiBase, Brake)>>;

    /// Notes what the server has just said to a publish of the account to `surface`.
    ///
    /// # Errors
    ///
    /// When it cannot be noted. It is tried again.
    fn learn(&mut self, account: &AccountId, surface: Surface, said: Said) -> io::Result<()>;
}

/// What the record said before a transaction began.
#[derive(Debug)]
pub(crate) struct Known(Vec<(ApiBase, Brake)>);

impl Known {
    pub(crate) fn read(brakes: &mut dyn Brakes) -> Result<Self, Error> {
        brakes.read().map(Self).map_err(|error| wrong(&error))
    }

    /// The account has the brakes of the record, and no others.
    pub(crate) fn put(&self, account: &mut Account) {
        let find = |surface: Surface| {
            let mut known = self.0.iter().map(|(base, brake)| (base, brake));
            let found = known.find(|(base, brake)| {
                let is_of = **base == account.id.api_base && *brake.account() == account.id.user;
                is_of && brake.surface() == surface
            });
            found.map_or_else(
                || Brake::new(account.id.user.clone(), surface),
                |(_, brake)| brake.clone(),
            )
        };
        let (feed, stories) = (find(Surface::Feed), find(Surface::Stories));
        account.feed = feed;
        account.stories = stories;
    }
}

pub(crate) fn wrong(error: &io::Error) -> Error {
    Error::Brakes { why: error.to_string() }
}
