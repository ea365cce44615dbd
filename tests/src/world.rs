//! A flow, a server and a process that crashes, in virtual time.

mod judge;
mod server;
mod videos;

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use ig_core::{
    AccessToken, Context, Flow as _, Login, PublishFlow, PublishPlan, Step, Timestamp,
    publish::{Outcome, Snapshot},
};
use ig_sandbox_core::{Config, Fault, Sandbox};

pub use self::videos::{local_video, video_at};
use crate::TOKEN;

/// No wait of a flow is longer: an hour, where a limit is used up and the server does not say
/// when it is lifted.
pub const LONGEST_WAIT: Duration = Duration::from_secs(3600);

/// Where the process dies, if it does, in one turn of the driver's loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the generator lists them all")]
pub enum Crash {
    /// It lives.
    No,
    /// Before it asks what to do.
    BeforeStep,
    /// The snapshot is in the store, and the flow was not told.
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
#[non_exhaustive]
pub struct World {
    /// The server.
    pub sandbox: Sandbox,
    /// The server's time.
    pub now: Timestamp,
    /// Where the process dies in which turns of the loop, counted from 1.
    pub crashes: BTreeMap<u32, Crash>,
    /// How far ahead of the server each next machine's clock is, in seconds.
    pub skews: Vec<u64>,
    /// The pause before each next machine continues, in seconds.
    pub naps: Vec<u64>,
    /// How far the clock jumps ahead in each next wait, in seconds.
    pub jumps: Vec<u64>,
    /// Which requests find no server, counted from 1.
    pub refused: BTreeSet<u32>,
    /// What goes wrong with which requests, counted from 1.
    pub faults: BTreeMap<u32, Fault>,
    /// The requests before which another user posts, counted from 1.
    pub others: BTreeSet<u32>,
    /// After how many bytes the connection of which request breaks, counted
    /// from 1, where it is an upload.
    pub cuts: BTreeMap<u32, usize>,
    /// What was asked, by name.
    pub asked: Vec<&'static str>,
    /// How often something was in the flow's way: a request or a reply was
    /// lost, or the server was made to fail.
    pub hindrances: usize,
    plan: PublishPlan,
    store: Option<String>,
    skew: Duration,
    turns: u32,
    /// The containers of another user, and how many are not public.
    theirs: Vec<String>,
    theirs_left: usize,
}

impl World {
    /// A server with `config` and a process that is to publish `plan`. Its local
    /// videos are those of [`local_video`].
    pub fn new(config: Config, plan: PublishPlan) -> Self {
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
            plan,
            store: None,
            skew: Duration::ZERO,
            turns: 0,
            theirs: Vec::new(),
            theirs_left: 0,
        }
    }

    /// Runs the process, and the next where it crashes, to an outcome.
    ///
    /// # Panics
    ///
    /// When the flow does not end, waits for the past or shows the token.
    pub fn run(&mut self) -> Outcome {
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
                    let json = serde_json::to_string(&snapshot).expect("serialisable");
                    assert!(!json.contains(TOKEN), "{json}");
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
                    assert!(self.local() < until, "a wait that is over");
                    let wait = until.since(self.local());
                    assert!(wait <= LONGEST_WAIT, "a wait that freezes: {wait:?}");
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

    /// The time by the clock of the machine that the flow runs on.
    fn local(&self) -> Timestamp {
        self.now.after(self.skew)
    }

    /// What a new process does: it goes on from the store, on another machine.
    fn boot(&mut self) -> PublishFlow {
        self.skew = Duration::from_secs(self.skews.pop().unwrap_or(0));
        self.now = self.now.after(Duration::from_secs(self.naps.pop().unwrap_or(0)));
        match &self.store {
            None => PublishFlow::new(self.plan.clone(), 7),
            Some(json) => {
                let snapshot = Snapshot::from_json(json.as_bytes()).expect("what we wrote");
                PublishFlow::resume(snapshot, self.local())
            }
        }
    }
}
