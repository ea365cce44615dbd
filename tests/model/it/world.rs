//! A flow, a server and a process that crashes, in virtual time.

mod judge;
mod server;
mod videos;

use std::{
    collections::{BTreeMap, BTreeSet},
    mem,
    time::Duration,
};

use ig_core::{
    AccessToken, Context, Flow as _, Login, PublishFlow, PublishPlan, Step, Timestamp,
    publish::{Outcome, Phase, Snapshot},
};
use ig_sandbox_core::{Config, Fault, Sandbox};

pub(crate) use self::videos::local_video;
use crate::TOKEN;

/// The longest wait of a flow: an hour, if a limit is used up and the server does not say when
/// it is lifted.
pub(crate) const LONGEST_WAIT: Duration = Duration::from_secs(3600);

/// The point at which the process dies, if it does, in one turn of the driver's loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Crash {
    /// The process lives.
    No,
    /// Before the driver polls the flow.
    BeforeStep,
    /// The snapshot is in the store, and the flow does not know it.
    AfterSaveBeforeSaved,
    /// The request was to be sent.
    BeforeSend,
    /// The request was sent, and the reply was not handed over.
    AfterSendBeforeHandle,
    /// The process lives, but the future that waited for the reply was dropped.
    Cancelled,
}

/// A flow, a server and a process that crashes, in virtual time.
#[derive(Debug)]
pub(crate) struct World {
    /// The server.
    pub(crate) sandbox: Sandbox,
    /// The server's time.
    pub(crate) now: Timestamp,
    /// The turns of the loop in which the process dies, counted from 1, and where in the turn.
    pub(crate) crashes: BTreeMap<u32, Crash>,
    /// How far each next machine's clock is ahead of the server, in seconds.
    pub(crate) skews: Vec<u64>,
    /// The pause before each next machine continues, in seconds.
    pub(crate) naps: Vec<u64>,
    /// How far the clock jumps ahead in each next wait, in seconds.
    pub(crate) jumps: Vec<u64>,
    /// The requests that find no server, counted from 1.
    pub(crate) refused: BTreeSet<u32>,
    /// The faults of requests, counted from 1.
    pub(crate) faults: BTreeMap<u32, Fault>,
    /// The requests before which another user posts, counted from 1.
    pub(crate) others: BTreeSet<u32>,
    /// The uploads whose connection breaks: the number of the request, counted from 1,
    /// and the bytes before the break.
    pub(crate) cuts: BTreeMap<u32, usize>,
    /// The requests, by name.
    pub(crate) asked: Vec<&'static str>,
    /// The number of obstacles: lost requests, lost replies and provoked server errors.
    pub(crate) hindrances: usize,
    /// When the post may be published, by the clock of the flow's machine.
    pub(crate) not_before: Option<Timestamp>,
    plan: PublishPlan,
    store: Option<String>,
    skew: Duration,
    turns: u32,
    /// Whether a publish was announced.
    has_begun: bool,
    /// The containers of another user, and the number that are not public.
    theirs: Vec<String>,
    theirs_left: usize,
}

impl World {
    /// A server with `config` and a process that publishes `plan`. Its local videos
    /// are those of [`local_video`].
    pub(crate) fn new(config: Config, plan: PublishPlan) -> Self {
        Self {
            sandbox: Sandbox::new(config.with_token(TOKEN)),
            now: Timestamp::from_unix_millis(1_800_000_000_000),
            crashes: BTreeMap::new(),
            skews: Vec::new(),
            naps: Vec::new(),
            jumps: Vec::new(),
            refused: BTreeSet::new(),
            faults: BTreeMap::new(),
            others: BTreeSet::new(),
            cuts: BTreeMap::new(),
            asked: Vec::new(),
            hindrances: 0,
            not_before: None,
            plan,
            store: None,
            skew: Duration::ZERO,
            turns: 0,
            has_begun: false,
            theirs: Vec::new(),
            theirs_left: 0,
        }
    }

    /// Runs the process, and the next one after a crash, to an outcome.
    ///
    /// # Panics
    ///
    /// When the flow does not end, waits for the past or shows the token.
    pub(crate) fn run(&mut self) -> Outcome {
        let context = Context::new(Login::Facebook, AccessToken::new(TOKEN))
            .and_then(|context| context.with_api_base("http://127.0.0.1:8025"))
            .expect("a token that can stand in a header");
        if self.turns == 0 {
            self.somebody_else_prepares();
        }
        let mut flow = self.boot();
        let start = self.turns;
        loop {
            self.turns += 1;
            assert!(self.turns - start < 3000, "no end in sight: {flow:?}");
            self.now = self.now.after(Duration::from_millis(10));
            let crash = self.crashes.remove(&self.turns).unwrap_or(Crash::No);
            if crash == Crash::BeforeStep {
                self.hindrances += 1;
                flow = self.boot();
                continue;
            }
            match flow.poll(self.local()) {
                Step::Save(snapshot) => {
                    let json = String::from_utf8(snapshot.to_json()).expect("text");
                    assert!(!json.contains(TOKEN), "{json}");
                    self.no_intent_is_early(&snapshot);
                    self.store = Some(json);
                    if crash == Crash::AfterSaveBeforeSaved {
                        flow = self.boot();
                        continue;
                    }
                    flow.saved();
                }
                Step::Send(call) => {
                    if crash == Crash::BeforeSend {
                        self.hindrances += 1;
                        flow = self.boot();
                        continue;
                    }
                    self.asked.push(call.name());
                    assert!(!format!("{call:?} {flow:?} {context:?}").contains(TOKEN));
                    let reply = self.send(&context, call);
                    match crash {
                        Crash::AfterSendBeforeHandle => {
                            self.hindrances += 1;
                            flow = self.boot();
                        }
                        Crash::Cancelled => self.hindrances += 1,
                        _ => flow.handle(self.local(), reply),
                    }
                }
                Step::Wait(until) => {
                    assert!(self.local() < until, "a wait for a time that is past");
                    let wait = until.since(self.local());
                    let is_its_time = self.not_before == Some(until);
                    let is_early = matches!(flow.phase(), Phase::Baseline | Phase::Publish);
                    let is_for_its_time = self.not_before.is_some() && is_early;
                    assert!(
                        is_its_time || is_for_its_time || wait <= LONGEST_WAIT,
                        "a wait that freezes: {wait:?}"
                    );
                    let jump = Duration::from_secs(self.jumps.pop().unwrap_or(0));
                    self.skew += jump;
                    self.now = self.now.after(wait.saturating_sub(jump));
                }
                Step::Done(outcome) => {
                    assert!(!format!("{outcome:?}").contains(TOKEN), "{outcome:?}");
                    return outcome;
                }
            }
        }
    }

    /// The first publish comes no earlier than the time that was set.
    fn no_intent_is_early(&mut self, snapshot: &Snapshot) {
        if snapshot.publishes() == 0 || mem::replace(&mut self.has_begun, true) {
            return;
        }
        assert_eq!(snapshot.phase(), Phase::Publishing);
        assert!(self.not_before.is_none_or(|at| at <= self.local()), "{snapshot:?}");
    }

    /// The time on the clock of the flow's machine.
    fn local(&self) -> Timestamp {
        self.now.after(self.skew)
    }

    /// Starts a new process, which continues from the store, on another machine.
    fn boot(&mut self) -> PublishFlow {
        self.skew = Duration::from_secs(self.skews.pop().unwrap_or(0));
        self.now = self.now.after(Duration::from_secs(self.naps.pop().unwrap_or(0)));
        let mut flow = match &self.store {
            None => PublishFlow::new(self.plan.clone(), 7),
            Some(json) => {
                let snapshot = Snapshot::from_json(json.as_bytes()).expect("what we wrote");
                PublishFlow::resume(snapshot, self.local())
            }
        };
        if let Some(at) = self.not_before {
            flow.set_not_before(at);
        }
        flow
    }
}
