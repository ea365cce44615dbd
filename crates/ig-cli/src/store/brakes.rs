//! What is known of blocks, for each account and surface: hammering prolongs them.

use std::{
    fs::File,
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

use ig_core::{
    Brake, Surface, Timestamp, UserId,
    publish::{Outcome, Snapshot},
};
use ig_ureq::{Clock, SystemClock};
use serde::{Deserialize, Serialize};

use super::{Folder, file};
use crate::{failure::Failure, output::as_text};

/// The form that this program writes and the newest that it reads.
const VERSION: u32 = 1;

/// Neither is taken for a post, whose files end in `.json`.
const NAME: &str = "brakes";
const LOCK: &str = "brakes.lock";

/// The brake of one account at one API, for one surface, on disk.
///
/// What a flow learns is added to what the file says by then, since other posts may be under way.
#[derive(Debug)]
pub(crate) struct Brakes {
    folder: PathBuf,
    api_base: String,
    brake: Brake,
    /// What the flow's brake was when it was last looked at.
    seen: Brake,
}

/// Such posts are held back.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Block {
    pub(crate) surface: Surface,
    #[serde(serialize_with = "as_text")]
    pub(crate) until: Timestamp,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    version: u32,
    brakes: Vec<Entry>,
}

#[derive(Serialize, Deserialize)]
struct Entry {
    api_base: String,
    brake: Brake,
}

impl Folder {
    /// The brake of the account's posts on `surface`.
    pub(crate) fn brakes(
        &self,
        api_base: &str,
        user: &UserId,
        surface: Surface,
    ) -> Result<Brakes, Failure> {
        let brake = Brake::new(user.clone(), surface);
        let mut brakes = Brakes {
            folder: self.path().to_owned(),
            api_base: api_base.to_owned(),
            seen: brake.clone(),
            brake,
        };
        let kept = read(self.path()).map_err(|error| brakes.unusable("read", &error))?;
        if let Some(entry) = kept.brakes.into_iter().find(|entry| brakes.is_of(entry)) {
            brakes.brake = entry.brake;
        }
        Ok(brakes)
    }
}

impl Brakes {
    /// Whether such posts are held back now.
    pub(crate) fn block(&self) -> Option<Block> {
        let until = self.brake.until(SystemClock::default().now())?;
        Some(Block { surface: self.brake.surface(), until })
    }

    /// What a flow starts from.
    pub(crate) fn on(&mut self) -> Brake {
        self.seen = self.brake.clone();
        self.seen.clone()
    }

    /// What a flow starts from whose author knows better.
    pub(crate) fn off(&self) -> Brake {
        Brake::new(self.brake.account().clone(), self.brake.surface())
    }

    /// Keeps what the flow has learnt since.
    pub(crate) fn heed(&mut self, snapshot: &Snapshot) -> Result<(), Failure> {
        let published = matches!(snapshot.outcome(), Some(Outcome::Published { .. }));
        // Despite a block, a flow starts from a brake that is off, and a post takes ours off.
        let takes_off = published && self.brake != self.off();
        if *snapshot.brake() == self.seen && !takes_off {
            return Ok(());
        }
        self.seen = snapshot.brake().clone();
        self.change().map_err(|error| self.unusable("kept", &error))
    }

    fn change(&mut self) -> io::Result<()> {
        let now = SystemClock::default().now();
        file::make_folder(&self.folder)?;
        let lock: File = file::open_or_create(&self.folder.join(LOCK))?;
        lock.lock()?;
        let mut kept = read(&self.folder)?;
        let at = kept.brakes.iter().position(|entry| self.is_of(entry));
        let mut brake = match at {
            Some(at) => kept.brakes.swap_remove(at).brake,
            None => self.off(),
        };
        match self.seen.until(now) {
            Some(_) => brake.blocked(now),
            None => brake.published(now),
        }
        self.brake = brake.clone();
        kept.brakes.push(Entry { api_base: self.api_base.clone(), brake });
        let json = serde_json::to_vec_pretty(&kept)?;
        file::replace(&self.folder, NAME, &json)
    }

    fn is_of(&self, entry: &Entry) -> bool {
        let key = |brake: &Brake| (brake.account().clone(), brake.surface());
        entry.api_base == self.api_base && key(&entry.brake) == key(&self.brake)
    }

    fn unusable(&self, how: &str, error: &io::Error) -> Failure {
        let path = self.folder.join(NAME);
        Failure::failed(format!("what is known of blocks cannot be {how}"))
            .because(format!("{}: {error}", path.display()))
            .fix("check the file and who may read and write it; without it all brakes are off")
    }
}

fn read(folder: &Path) -> io::Result<Kept> {
    let bytes = match file::read(&folder.join(NAME)) {
        // A folder that cannot be one is told when a post is begun in it.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(Kept { version: VERSION, brakes: Vec::new() });
        }
        bytes => bytes?,
    };
    let kept: Kept = serde_json::from_slice(&bytes)?;
    match kept.version {
        VERSION => Ok(kept),
        _ => Err(io::Error::new(ErrorKind::InvalidData, "it is of a newer version of ig")),
    }
}
