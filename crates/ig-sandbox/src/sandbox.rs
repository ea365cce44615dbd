//! The machine: requests and fetched files in, what to do about them out.

mod access;
mod batches;
mod clock;
mod debug;
mod files;
mod finish;
mod graph;
mod mishap;
mod saved;
mod uploads;
mod usage;

use std::{collections::BTreeMap, time::Duration};

use http::{Method, Request, Response};
use ig_core::Timestamp;

use crate::{
    base,
    config::Config,
    control,
    control::Files,
    fault::{Armory, Fault},
    handling::{FetchError, Fetched, Handling, Ticket},
    intake::Call,
    journal::{Journal, Logged},
    page, reply,
    state::{self, State},
    time,
    world::World,
};

pub use self::saved::{Changes, NotRestored, Restoring};
pub(crate) use self::usage::Usage;
use self::{batches::Pending, clock::Clock, files::Waiting, uploads::Receiving, usage::SetUsage};

/// A local Instagram, without a socket and without a clock of its own.
///
/// Time is what the caller says it is, moved forward by [`advance`](Self::advance); it never runs
/// backwards. Ids are reproducible from the seed of the [`Config`].
#[derive(Debug)]
pub struct Sandbox {
    pub(crate) config: Config,
    pub(crate) clock: Clock,
    pub(crate) world: World,
    pub(crate) faults: Armory,
    pub(crate) journal: Journal,
    pub(crate) files: Files,
    /// Until when reads of nodes are out.
    reads_out_until: Timestamp,
    waiting: BTreeMap<Ticket, Waiting>,
    /// What is fetched while nobody waits for an answer, and from where.
    background: BTreeMap<Ticket, String>,
    background_changed: bool,
    /// What was last given out, if changes are noted.
    noted: Option<saved::Noted>,
    receiving: BTreeMap<Ticket, Receiving>,
    /// By the ticket of the file that they wait for.
    batches: BTreeMap<Ticket, Pending>,
    /// What a test has set, if it has.
    usage: Option<SetUsage>,
    /// Tickets outlive a reset, so that a late file does not end up in the new world.
    tickets: u64,
    /// How often anything may have changed. It outlives a reset, for whoever waits for a change.
    pub(crate) version: u64,
    /// Names the world between two starts or resets: see [`Sandbox::run`].
    run: u64,
    /// Where clients reach us, unless their requests say otherwise.
    base: String,
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
            tickets: 0,
            version: 0,
            run: config.seed,
            base: "http://127.0.0.1:8025".to_owned(),
            config,
        }
    }

    /// Says where clients reach the sandbox, for links in replies to requests that do not say it
    /// themselves in their `Host` header: `http://127.0.0.1:8025`.
    #[must_use]
    pub fn with_base(mut self, base: impl Into<String>) -> Self {
        self.base = base.into();
        self
    }

    /// Sets where [`run`](Self::run) starts, which has to be another number with every start.
    #[must_use]
    pub(crate) fn with_run(mut self, run: u64) -> Self {
        self.run = run;
        self
    }

    /// The name of this run, as `GET /_sandbox/run` gives it: another one after a reset, and in
    /// each server. What a client has learnt of the sandbox in another run is no longer true.
    pub fn run(&self) -> String {
        format!("{:016x}", self.run)
    }

    pub(crate) fn own_base(&self) -> &str {
        &self.base
    }

    /// Takes a request.
    pub fn handle(&mut self, now: Timestamp, request: Request<Vec<u8>>) -> Handling {
        let now = self.settle(now);
        let base = base::of(&request).unwrap_or_else(|| self.base.clone());
        let is_control = request.uri().path().starts_with("/_sandbox/");
        let handling = if let Some(refused) = self.refuse_name(&request).filter(|_| !is_control) {
            Handling::Respond(refused)
        } else if let Some(rest) = request.uri().path().strip_prefix("/_sandbox/") {
            let rest = rest.to_owned();
            if !matches!(*request.method(), Method::GET | Method::HEAD) {
                self.version += 1;
            }
            Handling::Respond(control::answer(self, now, &rest, &request, &base))
        } else if let Some(response) = page::answer(&self.world, &request) {
            Handling::Respond(response)
        } else if let Some(refused) = self.refuse_foreign(&request) {
            Handling::Respond(refused)
        } else if Self::is_upload(&request) {
            self.upload_whole(now, &request)
        } else {
            self.version += 1;
            self.graph(now, &request, base)
        };
        // A reset may have moved the clock.
        dated(handling, self.clock.latest())
    }

    /// Takes a file that [`Handling::Fetch`] or [`Handling::RespondAndFetch`] asked for, or the
    /// reason why there is none.
    ///
    /// A ticket that was used before, or given out before a reset, gives [`Handling::Drop`].
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
                dated(self.batch_after(now, ticket, handling), now)
            }
            None => Handling::Drop,
        }
    }

    /// Arms faults, behind those that are armed already.
    pub fn arm(&mut self, faults: impl IntoIterator<Item = Fault>) {
        self.version += 1;
        self.faults.arm(faults);
    }

    /// Disarms all faults; what they have done stays.
    pub fn disarm(&mut self) {
        self.version += 1;
        self.faults.disarm();
    }

    /// What is true now, whatever the API shows: exactly the JSON of `GET /_sandbox/state`.
    pub fn state(&mut self, now: Timestamp) -> State {
        let now = self.settle(now);
        state::of(&self.world, now, &self.base)
    }

    /// The latest Graph requests, oldest first: at least the last five thousand, unless they
    /// have more than 8 MiB of text.
    pub fn requests(&self) -> &[Logged] {
        self.journal.entries()
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

    /// Makes everything as it was at the start: no posts, no faults, no log, no files, no advance
    /// of the clock. Ids are not given out twice: a client may have kept those of the world before.
    pub fn reset(&mut self) {
        let ids = self.world.ids.clone();
        let is_watched = self.noted.is_some();
        let (tickets, version, run) = (self.tickets, self.version + 1, self.run.wrapping_add(1));
        *self = Self { tickets, version, run, ..Self::new(self.config.clone()) }
            .with_base(std::mem::take(&mut self.base));
        self.world.ids = ids;
        if is_watched {
            self.watch(saved::First::Whole);
        }
    }

    /// Notes a request that a recording has answered.
    pub(crate) fn played(&mut self, now: Timestamp, request: &Request<Vec<u8>>, answer: &Handling) {
        let now = self.settle(now);
        self.version += 1;
        let base = base::of(request).unwrap_or_else(|| self.base.clone());
        let call = Call::of(request, base);
        let number = self.journal.open(now, &call, request, Vec::new());
        if let Handling::Respond(response) = answer {
            self.journal.answered(number, &call, response);
        }
    }

    /// What a client is told that calls this machine by a name that it does not know.
    fn refuse_name<T>(&self, request: &Request<T>) -> Option<Response<Vec<u8>>> {
        (!base::is_known(request, &self.config.allowed_hosts)).then(|| {
            let text = "The sandbox does not answer under this name, since a page on the internet \
                        could make its own name point here. If the name is yours, start it with \
                        --allow-host and the name.\n";
            reply::with_body(403, "text/plain; charset=utf-8", text.as_bytes().to_vec())
        })
    }

    /// What a page of another site is told.
    pub(crate) fn refuse_foreign<T>(&self, request: &Request<T>) -> Option<Response<Vec<u8>>> {
        if let Some(refused) = self.refuse_name(request) {
            return Some(refused);
        }
        base::is_foreign(request, &self.config.allowed_origins).then(|| {
            let text = "The sandbox does not answer to pages of other sites, since its token is \
                        known to all of them. If the page is yours, start it with \
                        --allow-origin and the origin of the page.\n";
            reply::with_body(403, "text/plain; charset=utf-8", text.as_bytes().to_vec())
        })
    }

    /// A number that is another one when anything was asked or changed since, time aside: who
    /// shows the sandbox looks again then.
    pub fn version(&mut self, now: Timestamp) -> u64 {
        self.settle(now);
        self.version
    }

    /// How long the body of a request may be: shells need not read on.
    pub fn body_limit(&self, path: &str) -> usize {
        if path.starts_with("/_sandbox/files/") { Files::MAX_FILE } else { crate::intake::MAX_BODY }
    }

    /// What must not be shown to anybody.
    pub(crate) fn secrets(&self) -> Vec<String> {
        let apps = self.config.apps.iter().map(|app| app.secret.clone());
        self.world.tokens.texts().map(str::to_owned).chain(apps).collect()
    }

    /// The virtual time, with everything done that is due by then.
    fn settle(&mut self, now: Timestamp) -> Timestamp {
        let now = self.clock.at(now);
        self.journal.at(now);
        self.version += self.world.settle(now);
        now
    }

    pub(crate) fn fetch_timeout(&self) -> Duration {
        self.config.fetch_timeout
    }
}

/// Replies carry the virtual time, wherever they were made.
fn dated(handling: Handling, now: Timestamp) -> Handling {
    match handling {
        Handling::Respond(response) => Handling::Respond(date(response, now)),
        Handling::RespondAndFetch { then, fetch } => {
            Handling::RespondAndFetch { then: Box::new(dated(*then, now)), fetch }
        }
        Handling::Delay { by, then } => Handling::Delay { by, then: Box::new(dated(*then, now)) },
        other @ (Handling::Fetch(_) | Handling::Drop | Handling::Nothing) => other,
    }
}

fn date(mut response: Response<Vec<u8>>, now: Timestamp) -> Response<Vec<u8>> {
    reply::set(response.headers_mut(), "date", &time::http(now));
    response
}
