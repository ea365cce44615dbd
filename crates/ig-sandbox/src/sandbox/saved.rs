//! What the machine was, for the next start: changes as data, and the way back.
//!
//! The machine touches no disk: whoever runs it asks for the [`Changes`] after every step, keeps
//! them in their order, and gives them to [`Restoring`] at the next start.

use std::collections::{BTreeMap, BTreeSet};

use ig_core::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    config::Config,
    fault::{Armory, SavedFault},
    handling::{Fetch, Ticket},
    ids::Ids,
    journal::Entry,
    upload::sha256,
    world::{SavedFiles, SavedWorld},
};

use super::{Sandbox, clock::Clock, files::Waiting, usage::SetUsage};

/// Which form the records have. What an older release wrote is read by every newer one.
const VERSION: u32 = 1;

/// What a step has changed.
#[derive(Debug)]
pub struct Changes {
    record: Vec<u8>,
    files: SavedFiles,
    names: BTreeSet<String>,
    is_whole: bool,
    must_last: bool,
}

impl Changes {
    /// One JSON object, in one line.
    pub fn record(&self) -> &[u8] {
        &self.record
    }

    /// Files that the record speaks of and that are new, by name: 64 hexadecimal digits, which are
    /// the SHA-256 of the bytes. They must be there before the record is.
    pub fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
    }

    /// The names of all files that the record speaks of.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Whether everything before it is void: the sandbox was reset, or this is the first piece of
    /// [`Sandbox::everything`].
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// Whether clients rely on it, so that it must be safe before the answer leaves. What is only in
    /// the log of requests can be lost with the power.
    pub fn must_last(&self) -> bool {
        self.must_last
    }
}

/// A record that the sandbox cannot go on from.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotRestored(String);

/// What was last given out.
#[derive(Debug, Default)]
pub(super) struct Noted {
    /// Nothing yet: the next record makes everything before it void.
    is_first: bool,
    /// What is worth keeping at once when it changes.
    settings: Option<Settings>,
}

/// What the first record is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum First {
    /// The start of everything.
    Whole,
    /// Changes of what was given out before.
    GoesOn,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Settings {
    ahead_ms: u64,
    reads_out_until: Timestamp,
    usage: Option<SetUsage>,
    faults: Vec<SavedFault>,
    /// Those that were set, by account.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    quotas: BTreeMap<String, u32>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Record {
    version: u32,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    whole: bool,
    clock: Clock,
    ids: u64,
    tickets: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    settings: Option<Settings>,
    #[serde(default, skip_serializing_if = "SavedWorld::is_empty")]
    world: SavedWorld,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fetches: Option<Vec<(Ticket, String, Waiting)>>,
    /// Files for the sandbox to fetch: the names of their bytes by their own names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    files: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    log: Vec<(usize, Entry)>,
}

impl Sandbox {
    /// From now on, what changes is noted. All that is there so far has been given out, or will be
    /// with the first record.
    pub(super) fn watch(&mut self, first: First) {
        let settings = (first == First::GoesOn).then(|| self.settings());
        self.noted = Some(Noted { is_first: first == First::Whole, settings });
        self.world.watch();
        self.files.watch();
        self.journal.watch();
    }

    /// What has changed since the last time; nothing if nothing has, or if the sandbox does not
    /// come from [`Restoring`], which alone notes changes.
    pub fn changes(&mut self) -> Option<Changes> {
        let settings = self.settings();
        let noted = self.noted.as_mut()?;
        let is_whole = std::mem::take(&mut noted.is_first);
        let settings = (noted.settings.as_ref() != Some(&settings)).then_some(settings);
        if settings.is_some() {
            noted.settings.clone_from(&settings);
        }
        let mut files = SavedFiles::new();
        let world = self.world.changes(&mut files);
        let fetches = std::mem::take(&mut self.background_changed).then(|| self.fetches());
        let mut own = BTreeMap::new();
        for (name, bytes) in self.files.changes() {
            let hash = sha256(&bytes);
            files.insert(hash.clone(), bytes);
            own.insert(name, hash);
        }
        let log = self.journal.changes();
        let must_last = is_whole
            || settings.is_some()
            || !world.is_empty()
            || fetches.is_some()
            || !own.is_empty();
        if !must_last && log.is_empty() {
            return None;
        }
        let record = Record { settings, world, fetches, files: own, log, ..self.empty(is_whole) };
        Some(changes(&record, files, must_last))
    }

    /// Everything, in pieces, to keep in place of all changes so far. The files that they speak of
    /// have come with those changes.
    pub fn everything(&self) -> Vec<Changes> {
        let mut pieces = Vec::new();
        let files = self.files.all().map(|(name, bytes)| (name.to_owned(), sha256(bytes)));
        let mut first = Record {
            settings: Some(self.settings()),
            fetches: Some(self.fetches()),
            files: files.collect(),
            ..self.empty(true)
        };
        for world in self.world.everything() {
            let record = Record { world, ..first };
            pieces.push(changes(&record, SavedFiles::new(), true));
            first = self.empty(false);
        }
        let numbers: Vec<usize> = self.journal.numbers().collect();
        for chunk in numbers.chunks(1000) {
            let log =
                chunk.iter().filter_map(|number| Some((*number, self.journal.kept(*number)?)));
            let record = Record { log: log.collect(), ..self.empty(false) };
            pieces.push(changes(&record, SavedFiles::new(), true));
        }
        pieces
    }

    /// What is still to be fetched, after a restart: do that, and give it to
    /// [`fetched`](Self::fetched).
    pub fn unfetched(&self) -> Vec<Fetch> {
        let fetches = self.background.iter();
        fetches.map(|(ticket, url)| Fetch { ticket: *ticket, url: url.clone() }).collect()
    }

    fn empty(&self, whole: bool) -> Record {
        Record {
            version: VERSION,
            whole,
            clock: self.clock,
            ids: self.world.ids.state(),
            tickets: self.tickets,
            settings: None,
            world: SavedWorld::default(),
            fetches: None,
            files: BTreeMap::new(),
            log: Vec::new(),
        }
    }

    fn settings(&self) -> Settings {
        Settings {
            ahead_ms: u64::try_from(self.clock.ahead().as_millis()).unwrap_or(u64::MAX),
            reads_out_until: self.reads_out_until,
            usage: self.usage,
            faults: self.faults.save(),
            quotas: self.world.quotas.clone(),
        }
    }

    fn fetches(&self) -> Vec<(Ticket, String, Waiting)> {
        let waiting = |ticket: &Ticket| match self.waiting.get(ticket)? {
            Waiting::Photo(..) => None,
            Waiting::Video(id) => Some(Waiting::Video(id.clone())),
            Waiting::Upload(id, taker) => Some(Waiting::Upload(id.clone(), *taker)),
            Waiting::Late(at, draft) => Some(Waiting::Late(*at, draft.clone())),
        };
        let all = self.background.iter();
        all.filter_map(|(ticket, url)| Some((*ticket, url.clone(), waiting(ticket)?))).collect()
    }
}

fn changes(record: &Record, files: SavedFiles, must_last: bool) -> Changes {
    let own = record.files.values().cloned();
    let names = record.world.names().map(str::to_owned).chain(own).collect();
    // All maps have keys that JSON can have.
    let text = serde_json::to_vec(record).unwrap_or_default();
    Changes { record: text, files, names, is_whole: record.whole, must_last }
}

/// A sandbox that is made again of what was kept, or a new one whose changes are to be kept.
///
/// ```
/// use http::Request;
/// use ig_core::Timestamp;
/// use ig_sandbox::{Config, Restoring};
///
/// let now = Timestamp::from_unix_millis(1_569_537_403_000);
/// let mut sandbox = Restoring::new(Config::default()).finish();
/// let advance = Request::post("/_sandbox/clock").body(br#"{"advance_s": 3600}"#.to_vec())?;
/// let handling = sandbox.handle(now, advance);
/// let kept = sandbox.changes().expect("the clock was moved");
/// // Keep `kept.files()` and `kept.record()`, and only then do what `handling` says.
///
/// let mut restoring = Restoring::new(Config::default());
/// restoring.record(kept.record(), |_name| None)?;
/// assert!(restoring.finish().time(now) > now);
/// # let _ = handling;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Restoring {
    config: Config,
    sandbox: Sandbox,
    first: First,
}

impl Restoring {
    /// With a configuration, which may be another one than before: it says which accounts, apps and
    /// tokens there are and how the sandbox behaves. Posts of accounts that are gone stay out of
    /// sight, and tokens that were made for grants that are gone are gone as well.
    pub fn new(config: Config) -> Self {
        Self { sandbox: Sandbox::new(config.clone()), config, first: First::Whole }
    }

    /// The next record, with a way to the files.
    ///
    /// # Errors
    ///
    /// When it is no record, one of a later release, does not fit on the one before, or speaks of a
    /// file that is not there.
    pub fn record(
        &mut self,
        record: &[u8],
        mut file: impl FnMut(&str) -> Option<Vec<u8>>,
    ) -> Result<(), NotRestored> {
        let value: Record = serde_json::from_slice(record)
            .map_err(|error| NotRestored(format!("it is no record of a sandbox: {error}")))?;
        if value.version > VERSION {
            let why = "a later release wrote it: use that one, or another folder";
            return Err(NotRestored(why.to_owned()));
        }
        self.first = First::GoesOn;
        if value.whole {
            self.sandbox = Sandbox::new(self.config.clone());
        }
        let sandbox = &mut self.sandbox;
        sandbox.clock = value.clock;
        sandbox.world.ids = Ids::new(value.ids);
        sandbox.tickets = value.tickets;
        if let Some(settings) = value.settings {
            sandbox.reads_out_until = settings.reads_out_until;
            sandbox.usage = settings.usage;
            sandbox.faults = Armory::restore(settings.faults);
            sandbox.world.quotas = settings.quotas;
        }
        let fits =
            || NotRestored("it does not go with what is there, or a file is gone".to_owned());
        sandbox.world.restore(value.world, &mut file).ok_or_else(fits)?;
        for (name, hash) in value.files {
            sandbox.files.put(name, file(&hash).ok_or_else(fits)?);
        }
        if let Some(fetches) = value.fetches {
            sandbox.background.clear();
            sandbox.waiting.clear();
            for (ticket, url, waiting) in fetches {
                sandbox.background.insert(ticket, url);
                sandbox.waiting.insert(ticket, waiting);
            }
        }
        for (number, entry) in value.log {
            sandbox.journal.put(number, entry).ok_or_else(fits)?;
        }
        Ok(())
    }

    /// The sandbox as it was, or a new one if there was no record. It notes its changes.
    pub fn finish(mut self) -> Sandbox {
        self.sandbox.watch(self.first);
        self.sandbox
    }
}
