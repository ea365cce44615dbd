//! The record of blocks, as the worker of the queue reads and writes it.

use std::io;

use ig_core::publish::{Brake, Surface};
use ig_queue::{AccountId, ApiBase, Said};
use ig_ureq::{Clock, SystemClock};

use super::{change, entry::Entry, read};
use crate::{local_run, store::Folder};

/// The blocks of a folder, which `ig publish` and the queue have in common.
#[derive(Debug)]
pub(crate) struct SharedBrakes(pub(crate) Folder);

impl ig_queue_sqlite::Brakes for SharedBrakes {
    fn read(&mut self) -> io::Result<Vec<(ApiBase, Brake)>> {
        let kept = read(self.0.path())?.brakes.into_iter();
        let holding = kept.filter(|entry| entry.holds(local_run::of));
        Ok(holding.filter_map(|it| Some((it.api_base.parse().ok()?, it.brake))).collect())
    }

    fn learn(&mut self, account: &AccountId, surface: Surface, said: Said) -> io::Result<()> {
        let now = SystemClock.now();
        let api_base = account.api_base.as_str();
        let run = local_run::of(api_base);
        change(self.0.path(), |brakes| {
            let is_of = |entry: &Entry| {
                let brake = &entry.brake;
                entry.api_base == api_base
                    && (brake.account(), brake.surface()) == (&account.user, surface)
            };
            let at = brakes.iter().position(is_of);
            let kept = at.map(|at| brakes.swap_remove(at)).filter(|it| it.run == run);
            let new = || Brake::new(account.user.clone(), surface);
            let mut brake = kept.map_or_else(new, |entry| entry.brake);
            match said {
                Said::Blocked => brake.blocked(now),
                Said::Published => brake.published(now),
            }
            brakes.push(Entry { api_base: api_base.to_owned(), run, brake });
        })
    }
}
