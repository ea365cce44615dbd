//! The machine as rows, for the next start: it returns changed rows, and is restored from all rows.
//!
//! The machine does not use a disk: its driver takes the [`Changes`] after every step, saves them
//! in order, and passes the rows to [`Restoring`] at the next start.

use serde::{Deserialize, Serialize};

use crate::{
    config::Config,
    fault::Armory,
    handling::{Fetch, Ticket},
    ids::Ids,
    rows::{Row, Rows, json},
};

use super::{
    Sandbox,
    clock::Clock,
    work::{Noted, Settings, Waiting},
};

/// The changes of a step.
#[derive(Debug)]
pub struct Changes {
    rows: Vec<Row>,
    is_whole: bool,
    must_last: bool,
}

impl Changes {
    /// The form of the rows. A sandbox reads only rows of its own form.
    pub const VERSION: u32 = 1;

    /// The rows, to be saved all or none.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Whether all earlier rows must be removed first: the sandbox is new, or was reset.
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// Whether clients rely on the changes, which must then be durable before the reply is sent. A
    /// power failure may lose the end of the log of requests.
    pub fn must_last(&self) -> bool {
        self.must_last
    }
}

/// A row from which the sandbox cannot be restored.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the row {kind} {key} is not one of a sandbox, or one before it is missing")]
pub struct NotRestored {
    kind: String,
    key: String,
}

/// The values that change with every request.
#[derive(Debug, Serialize, Deserialize)]
struct Now {
    clock: Clock,
    ids: u64,
    tickets: u64,
}

impl Sandbox {
    /// The changes since the last call; `None` if there are none, or if the sandbox does not come
    /// from [`Restoring`], since other sandboxes do not note changes.
    pub fn changes(&mut self) -> Option<Changes> {
        let settings = self.settings();
        let noted = self.noted.as_mut()?;
        let is_whole = std::mem::take(&mut noted.is_whole);
        let mut rows = Rows::default();
        if noted.settings.as_ref() != Some(&settings) {
            rows.json("sandbox", "settings", &settings);
            noted.settings = Some(settings);
        }
        self.world.changes(&mut rows);
        self.files.changes(&mut rows);
        if std::mem::take(&mut self.background_changed) {
            rows.json("sandbox", "fetches", &self.fetches());
        }
        let must_last = is_whole || !rows.is_empty();
        self.journal.changes(&mut rows);
        if !must_last && rows.is_empty() {
            return None;
        }
        let (ids, tickets) = (self.world.ids.state(), self.tickets);
        rows.json("sandbox", "now", &Now { clock: self.clock, ids, tickets });
        Some(Changes { rows: rows.into_vec(), is_whole, must_last })
    }

    /// The pending fetches after a restart: fetch each file, and pass it to
    /// [`fetched`](Self::fetched).
    pub fn unfetched(&self) -> Vec<Fetch> {
        let fetches = self.background.iter();
        fetches.map(|(ticket, url)| Fetch { ticket: *ticket, url: url.clone() }).collect()
    }

    fn settings(&self) -> Settings {
        Settings {
            ahead_ms: u64::try_from(self.clock.ahead().as_millis()).unwrap_or(u64::MAX),
            reads_out_until: self.reads_out_until,
            usage: self.usage,
            legacy: self.legacy,
            faults: self.faults.save(),
            quotas: self.world.quotas.clone(),
            max_containers: self.world.containers_set,
            changed: self.changed.clone(),
        }
    }

    fn fetches(&self) -> Vec<(Ticket, &str, &Waiting)> {
        let all = self.background.iter();
        let all = all.filter_map(|(ticket, url)| {
            let waiting = self.waiting.get(ticket)?;
            let is_kept = !matches!(waiting, Waiting::Photo(..));
            is_kept.then_some((*ticket, url.as_str(), waiting))
        });
        all.collect()
    }

    /// `None` if the row does not fit.
    fn restore(&mut self, kind: &str, key: &str, value: &[u8]) -> Option<()> {
        match (kind, key) {
            ("sandbox", "now") => {
                let Now { clock, ids, tickets } = json(value)?;
                (self.clock, self.world.ids, self.tickets) = (clock, Ids::new(ids), tickets);
            }
            ("sandbox", "settings") => {
                let settings: Settings = json(value)?;
                self.reads_out_until = settings.reads_out_until;
                self.usage = settings.usage;
                self.legacy = settings.legacy;
                self.faults = Armory::restore(settings.faults);
                self.world.quotas = settings.quotas;
                self.world.containers_set = settings.max_containers;
                self.set(&settings.changed);
            }
            ("sandbox", "fetches") => {
                let fetches: Vec<(Ticket, String, Waiting)> = json(value)?;
                for (ticket, url, waiting) in fetches {
                    self.background.insert(ticket, url);
                    self.waiting.insert(ticket, waiting);
                }
            }
            ("file", name) => self.files.put(name.to_owned(), value.to_vec()),
            ("log", number) => self.journal.put(number.parse().ok()?, json(value)?)?,
            _ => self.world.restore(kind, key, value)?,
        }
        Some(())
    }
}

/// A sandbox that is being restored from saved rows, or a new one whose changes will be saved.
///
/// ```
/// use http::Request;
/// use ig_sandbox_core::{Config, Restoring, Timestamp};
///
/// let now = Timestamp::from_unix_millis(1_569_537_403_000);
/// let mut sandbox = Restoring::new(Config::default()).finish();
/// let advance = Request::post("/_sandbox/clock").body(br#"{"advance_s": 3600}"#.to_vec())?;
/// let handling = sandbox.handle(now, advance);
/// let kept = sandbox.changes().expect("the clock was moved");
/// // Keep `kept.rows()`, and only then do what `handling` says.
///
/// let mut restoring = Restoring::new(Config::default());
/// for row in kept.rows() {
///     if let Some(value) = &row.value {
///         restoring.row(row.kind, &row.key, value)?;
///     }
/// }
/// assert!(restoring.finish().time(now) > now);
/// # let _ = handling;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Restoring {
    sandbox: Sandbox,
    /// There was no row so far.
    is_new: bool,
}

impl Restoring {
    /// Starts with a configuration, which may differ from the earlier one: it defines the accounts,
    /// apps and tokens and the behaviour of the sandbox. Posts of removed accounts are hidden, and
    /// tokens of removed grants are removed too.
    pub fn new(config: Config) -> Self {
        Self { sandbox: Sandbox::new(config), is_new: true }
    }

    /// Adds the next row. Rows must be sorted by kind and then by key.
    ///
    /// # Errors
    ///
    /// When it is not a row of a sandbox, or an earlier one is missing.
    pub fn row(&mut self, kind: &str, key: &str, value: &[u8]) -> Result<(), NotRestored> {
        self.is_new = false;
        let wrong = || NotRestored { kind: kind.to_owned(), key: key.to_owned() };
        self.sandbox.restore(kind, key, value).ok_or_else(wrong)
    }

    /// The restored sandbox, or a new one if there was no row. It notes its changes.
    pub fn finish(mut self) -> Sandbox {
        let settings = (!self.is_new).then(|| self.sandbox.settings());
        self.sandbox.watch(Noted { is_whole: self.is_new, settings });
        self.sandbox
    }
}
