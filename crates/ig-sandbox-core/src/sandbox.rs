//! The machine: requests and fetched files in, what to do about them out.

mod access;
mod batches;
pub(crate) mod changes;
mod clock;
mod debug;
mod finish;
mod graph;
mod media;
mod mishap;
mod uploads;
pub(crate) mod work;

use std::{collections::BTreeMap, time::Duration};

use http::{Request, Response};

use crate::{
    base::{self, Name},
    config::{Config, LegacyFeatures, Settings},
    exchange::Asked,
    fault::{Armory, Fault},
    files::Files,
    handling::{FetchError, Fetched, Handling, Ticket},
    intake::{Call, MAX_BODY},
    journal::{Journal, Logged},
    replay::Replay,
    reply::Latest,
    state::{self, State},
    time::Timestamp,
    usage::SetUsage,
    world::World,
};

use self::{
    clock::Clock,
    work::{Noted, Pending, Receiving, Waiting},
};

/// A local Instagram, without a socket and without its own clock.
///
/// The time is the caller's, moved forward by [`advance`](Self::advance); it never runs backwards.
/// Ids are reproducible from the seed of the [`Config`].
#[derive(Debug)]
pub struct Sandbox {
    pub(crate) config: Config,
    /// The configuration of the start, which a reset brings back.
    start: Box<Config>,
    /// What differs from it.
    changed: Settings,
    pub(crate) clock: Clock,
    pub(crate) world: World,
    pub(crate) faults: Armory,
    pub(crate) journal: Journal,
    pub(crate) files: Files,
    /// The end of an outage of reads of nodes.
    reads_out_until: Timestamp,
    waiting: BTreeMap<Ticket, Waiting>,
    /// Files that are fetched in the background, and their URLs.
    background: BTreeMap<Ticket, String>,
    background_changed: bool,
    /// The last returned changes, if changes are noted.
    noted: Option<Noted>,
    receiving: BTreeMap<Ticket, Receiving>,
    /// Requests, by the ticket of the file that they wait for.
    batches: BTreeMap<Ticket, Pending>,
    /// The usage that a test has set, if any.
    usage: Option<SetUsage>,
    pub(crate) latest_reply: Latest,
    /// The latest name by which a client came, and may come.
    pub(crate) latest_name: Option<Name>,
    /// What a test has set, if it has.
    pub(crate) legacy: Option<LegacyFeatures>,
    /// Tickets outlive a reset, so that a late file does not end up in the new world.
    tickets: u64,
    /// The number of possible changes. It survives a reset, because a client may wait for a change.
    pub(crate) version: u64,
    /// Names the world between two starts or resets: see [`Sandbox::run`].
    run: u64,
    /// The base URL for clients whose requests do not name one.
    base: String,
    pub(crate) replay: Option<Replay>,
}

impl Sandbox {
    /// A sandbox with one account, `17841400008460056`, whose token is `sandbox-token`.
    pub fn new(config: Config) -> Self {
        Self {
            world: World::new(&config),
            clock: Clock::default(),
            faults: Armory::default(),
            journal: Journal::default(),
            files: Files::default(),
            reads_out_until: Timestamp::EPOCH,
            waiting: BTreeMap::new(),
            background: BTreeMap::new(),
            background_changed: false,
            noted: None,
            receiving: BTreeMap::new(),
            batches: BTreeMap::new(),
            usage: None,
            latest_reply: Latest::default(),
            latest_name: None,
            legacy: None,
            tickets: 0,
            version: 0,
            run: config.seed,
            base: "http://127.0.0.1:8025".to_owned(),
            replay: None,
            start: Box::new(config.clone()),
            changed: Settings::default(),
            config,
        }
    }

    /// Sets the base URL for links in replies to requests without a `Host` header:
    /// `http://127.0.0.1:8025`.
    #[must_use]
    pub fn with_base(mut self, base: impl Into<String>) -> Self {
        self.base = base.into();
        self
    }

    /// Serves requests of the API from a recording. The control endpoints and the pages stay those
    /// of the sandbox.
    #[must_use]
    pub fn with_replay(mut self, replay: Replay) -> Self {
        self.replay = Some(replay);
        self
    }

    /// The configuration, as far as it was changed since the start with the changes.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Sets the start of [`run`](Self::run), which must be a different number at every start.
    #[must_use]
    pub fn with_run(mut self, run: u64) -> Self {
        self.run = run;
        self
    }

    /// The name of this run, as in `GET /_sandbox/run`: it changes with a reset, and with each
    /// server. What a client knows from another run is no longer true.
    pub fn run(&self) -> String {
        format!("{:016x}", self.run)
    }

    pub(crate) fn own_base(&self) -> &str {
        &self.base
    }

    /// Accepts a file that [`Handling::Fetch`] or [`Handling::RespondAndFetch`] requested, or the
    /// reason why there is none.
    ///
    /// A ticket that was used before, or issued before a reset, gives [`Handling::Drop`].
    pub fn fetched(
        &mut self,
        now: Timestamp,
        ticket: Ticket,
        media: Result<Fetched, FetchError>,
    ) -> Handling {
        let now = self.settle(now);
        self.version += 1;
        self.background_changed |= self.background.remove(&ticket).is_some();
        match self.waiting.remove(&ticket) {
            Some(waiting) => {
                let handling = self.arrived(now, waiting, media);
                let handling = self.batch_after(now, ticket, handling);
                self.latest_reply.dated(handling, now)
            }
            None => Handling::Drop,
        }
    }

    /// Arms faults, after those that are armed already.
    pub fn arm(&mut self, faults: impl IntoIterator<Item = Fault>) {
        self.version += 1;
        self.faults.arm(faults);
    }

    /// Disarms all faults; what they have done stays.
    pub fn disarm(&mut self) {
        self.version += 1;
        self.faults.disarm();
    }

    /// The true state, whatever the API shows: exactly the JSON of `GET /_sandbox/state`.
    pub fn state(&mut self, now: Timestamp) -> State {
        let now = self.settle(now);
        state::of(&self.world, now, &self.base)
    }

    /// The latest Graph requests, oldest first: at least the last five thousand, unless they
    /// have more than 8 MiB of text.
    pub fn requests(&self) -> &[Logged] {
        self.journal.entries()
    }

    /// Changes how the sandbox behaves, until a reset: `rules`, `max_carousel_items`,
    /// `max_hashtags`, `second_publish`, `add_ons`, `reader`, `slices`, `partnerships`,
    /// `video_alone`, `carousel_refusal`, the unknown usernames, and how long things take.
    ///
    /// Accounts, apps, tokens, the quota and all other options stay as they are.
    ///
    /// ```
    /// use ig_sandbox_core::{Config, Rules, Sandbox};
    ///
    /// let mut sandbox = Sandbox::new(Config::default());
    /// sandbox.change(|config| config.with_rules(Rules::Strict));
    /// ```
    pub fn change(&mut self, change: impl FnOnce(Config) -> Config) {
        let before = Settings::of(&self.config);
        let after = Settings::of(&change(self.config.clone()));
        self.set(&before.changed(&after));
    }

    /// Changes the given options, which were checked.
    pub(crate) fn set(&mut self, given: &Settings) {
        self.version += 1;
        given.apply(&mut self.config);
        self.world.set(&self.config);
        self.changed = self.changed.with(given);
    }

    /// Moves the virtual clock forward.
    pub fn advance(&mut self, by: Duration) {
        self.version += 1;
        self.clock.advance(by);
    }

    /// The time of the virtual clock when the caller's says `now`.
    pub fn time(&mut self, now: Timestamp) -> Timestamp {
        self.clock.at(now)
    }

    /// Restores the start: no posts, no faults, no log, no files, no advance of the clock. Ids are
    /// not reused: a client may have kept those of the world before.
    pub fn reset(&mut self) {
        let ids = self.world.ids.clone();
        let is_watched = self.noted.is_some();
        let (tickets, version, run) = (self.tickets, self.version + 1, self.run.wrapping_add(1));
        let replay = self.replay.take();
        *self = Self { tickets, version, run, replay, ..Self::new((*self.start).clone()) }
            .with_base(std::mem::take(&mut self.base));
        self.world.ids = ids;
        if is_watched {
            self.watch(Noted { is_whole: true, settings: None });
        }
    }

    /// Starts to note changes. All that exists so far has been returned, or will be with the first
    /// changes.
    fn watch(&mut self, noted: Noted) {
        self.noted = Some(noted);
        self.world.watch();
        self.files.watch();
        self.journal.watch();
    }

    /// Sets the usage headers from now on: they start at this percentage, and report for `minutes`
    /// that calls are blocked. Calls are not refused for it: the `rate_limit` fault does that.
    pub fn set_usage(&mut self, now: Timestamp, percent: u32, minutes: u32) {
        let now = self.clock.at(now);
        self.usage = Some(SetUsage::new(now, percent, minutes, self.journal.total()));
    }

    /// Makes the usage headers count the calls of the last hour again.
    pub fn clear_usage(&mut self) {
        self.usage = None;
    }

    /// The recorded reply to a request, if there is a recording; the log then has it.
    pub(crate) fn play(&mut self, now: Timestamp, request: &Request<Vec<u8>>) -> Option<Handling> {
        let asked = self.replay.as_ref().and_then(|_| Asked::of(request))?;
        let handling = self.replay.as_mut()?.answer(&asked);
        self.version += 1;
        let call = Call::of(request, self.base_of(request));
        let number = self.journal.open_shown(now, &call, request, Vec::new());
        if let Handling::Respond(response) = &handling {
            self.journal.answered(number, &call, response);
        }
        Some(handling)
    }

    /// The base URL that the client of a request uses.
    pub(crate) fn base_of<T>(&self, request: &Request<T>) -> String {
        base::of(request).unwrap_or_else(|| self.base.clone())
    }

    /// The base URL that the client of a request uses, or the reply if it may not use that name.
    pub(crate) fn known_base<T>(
        &mut self,
        request: &Request<T>,
    ) -> Result<String, Box<Response<Vec<u8>>>> {
        if let Some(name) = self.latest_name.as_ref().filter(|name| name.is_of(request)) {
            return Ok(name.base.clone());
        }
        if let Some(refused) = base::refuse_name(request, &self.config) {
            return Err(Box::new(refused));
        }
        let base = self.base_of(request);
        self.latest_name = Name::of(request, &base);
        Ok(base)
    }

    /// A number that changes with every request and every change, except of the time: a view of the
    /// sandbox then needs an update.
    pub fn version(&mut self, now: Timestamp) -> u64 {
        self.settle(now);
        self.version
    }

    /// The longest body of a request: shells need not read more.
    pub fn body_limit(&self, path: &str) -> usize {
        if path.starts_with("/_sandbox/files/") { Files::MAX_FILE } else { MAX_BODY }
    }

    /// The virtual time, after everything that is due.
    pub(crate) fn settle(&mut self, now: Timestamp) -> Timestamp {
        let now = self.clock.at(now);
        self.journal.at(now);
        self.version += self.world.settle(now);
        now
    }
}
