//! Known blocks, for each account and surface: more attempts prolong them.

mod entry;
mod shared;

use std::{
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

use ig_core::{
    Timestamp, UserId,
    publish::{Brake, Outcome, Snapshot, Surface},
};
use ig_driver::private;
use ig_ureq::{Clock, SystemClock};
use serde::Serialize;

use self::entry::{Entry, Kept, VERSION};
pub(crate) use self::{entry::Held, shared::SharedBrakes};
use super::Folder;
use crate::{failure::Failure, text::as_text};

/// Neither can be mistaken for a post's file: those end in `.json` and `.lock`, and no key starts
/// with a dot.
const NAME: &str = "brakes";
const LOCK: &str = ".brakes.lock";

/// The brake of one account at one API, for one surface, on disk.
///
/// What a flow learns is merged into the file's current content, because other posts may be
/// running.
#[derive(Debug)]
pub(crate) struct Brakes {
    folder: PathBuf,
    api_base: String,
    /// The run of a local API: blocks from another run do not count.
    run: fn(&str) -> Option<String>,
    brake: Brake,
    /// The flow's brake when it was last read.
    seen: Brake,
}

/// Such posts are paused.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Block {
    pub(crate) surface: Surface,
    #[serde(serialize_with = "as_text")]
    pub(crate) until: Timestamp,
}

impl Folder {
    /// The brake of the account's posts on `surface`. `run` returns the name of the run of the
    /// API; it is called only if there is a block.
    pub(crate) fn brakes(
        &self,
        api_base: &str,
        user: &UserId,
        surface: Surface,
        run: fn(&str) -> Option<String>,
    ) -> Result<Brakes, Failure> {
        let brake = Brake::new(user.clone(), surface);
        let mut brakes = Brakes {
            folder: self.path().to_owned(),
            api_base: api_base.to_owned(),
            run,
            seen: brake.clone(),
            brake,
        };
        let kept = read(self.path()).map_err(|error| unusable(self.path(), "read", &error))?;
        if let Some(entry) = kept.brakes.into_iter().find(|entry| brakes.is_of(entry))
            && entry.holds(run)
        {
            brakes.brake = entry.brake;
        }
        Ok(brakes)
    }

    /// Every account whose posts are paused now, without blocks from a run of a local API that has
    /// ended.
    pub(crate) fn held(&self, run: fn(&str) -> Option<String>) -> Result<Vec<Held>, Failure> {
        let now = SystemClock.now();
        let kept = read(self.path()).map_err(|error| unusable(self.path(), "read", &error))?;
        let mut held: Vec<_> = kept
            .brakes
            .into_iter()
            .filter_map(|entry| Some((entry.held(now)?, entry)))
            .filter(|(_, entry)| entry.holds(run))
            .map(|(held, _)| held)
            .collect();
        held.sort();
        Ok(held)
    }

    /// Forgets the blocks of one account or of all. Returns those that were in force.
    pub(crate) fn forget(&self, account: Option<&str>) -> Result<Vec<Held>, Failure> {
        let now = SystemClock.now();
        let is_meant =
            |entry: &Entry| account.is_none_or(|it| it == entry.brake.account().as_str());
        let forget = || {
            // A missing folder is not created for this.
            if !self.path().join(NAME).exists() {
                return Ok(Vec::new());
            }
            let mut forgotten = Vec::new();
            change(self.path(), |brakes| {
                forgotten
                    .extend(brakes.iter().filter(|it| is_meant(it)).filter_map(|it| it.held(now)));
                brakes.retain(|entry| !is_meant(entry));
            })?;
            forgotten.sort();
            Ok(forgotten)
        };
        forget().map_err(|error| unusable(self.path(), "changed", &error))
    }
}

impl Brakes {
    /// Whether such posts are paused now.
    pub(crate) fn block(&self) -> Option<Block> {
        let until = self.brake.until(SystemClock.now())?;
        Some(Block { surface: self.brake.surface(), until })
    }

    /// The brake that a flow starts with.
    pub(crate) fn on(&mut self) -> Brake {
        self.seen = self.brake.clone();
        self.seen.clone()
    }

    /// The brake of a flow that publishes despite a block.
    pub(crate) fn off(&self) -> Brake {
        Brake::new(self.brake.account().clone(), self.brake.surface())
    }

    /// Saves what the flow has learned since.
    pub(crate) fn observe(&mut self, snapshot: &Snapshot) -> Result<(), Failure> {
        let published = matches!(snapshot.outcome(), Some(Outcome::Published { .. }));
        // With --despite-block, a flow starts with a released brake, and a published post releases
        // ours.
        let takes_off = published && self.brake != self.off();
        if *snapshot.brake() == self.seen && !takes_off {
            return Ok(());
        }
        self.seen = snapshot.brake().clone();
        self.learn().map_err(|error| unusable(&self.folder, "kept", &error))
    }

    fn learn(&mut self) -> io::Result<()> {
        let now = SystemClock.now();
        let run = (self.run)(&self.api_base);
        let folder = self.folder.clone();
        change(&folder, |brakes| {
            let at = brakes.iter().position(|entry| self.is_of(entry));
            let kept = at.map(|at| brakes.swap_remove(at)).filter(|it| it.run == run);
            let mut brake = kept.map_or_else(|| self.off(), |entry| entry.brake);
            match self.seen.until(now) {
                Some(_) => brake.blocked(now),
                None => brake.published(now),
            }
            self.brake = brake.clone();
            brakes.push(Entry { api_base: self.api_base.clone(), run, brake });
        })
    }

    fn is_of(&self, entry: &Entry) -> bool {
        let key = |brake: &Brake| (brake.account().clone(), brake.surface());
        entry.api_base == self.api_base && key(&entry.brake) == key(&self.brake)
    }
}

/// Changes the file under a lock.
fn change(folder: &Path, by: impl FnOnce(&mut Vec<Entry>)) -> io::Result<()> {
    private::make_folders(folder)?;
    let _lock = private::lock(&folder.join(LOCK))?;
    let mut kept = read(folder)?;
    by(&mut kept.brakes);
    private::replace(folder, NAME, &serde_json::to_vec_pretty(&kept)?)
}

fn unusable(folder: &Path, how: &str, error: &io::Error) -> Failure {
    let path = folder.join(NAME);
    Failure::failed(format!("the record of blocks cannot be {how}"))
        .because(format!("{}: {error}", path.display()))
        .fix("check the file and who may read and write it; without it no post is paused")
}

fn read(folder: &Path) -> io::Result<Kept> {
    let bytes = match private::read(&folder.join(NAME)) {
        // An unusable folder is reported when a post is started in it.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(Kept { version: VERSION, brakes: Vec::new() });
        }
        bytes => bytes?,
    };
    let kept: Kept = serde_json::from_slice(&bytes)?;
    match kept.version {
        VERSION => Ok(kept),
        _ => Err(io::Error::new(ErrorKind::InvalidData, "it was written by a newer version of ig")),
    }
}
