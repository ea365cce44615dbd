//! A flow, a server and a process that crashes, in virtual time.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use ig_core::{
    AccessToken, Context, Delivery, Flow as _, Login, PublishFlow, PublishPlan, Reply, Step,
    Timestamp, TransportError,
    http::{Request, Response},
    publish::{MediaRef, Outcome, Snapshot},
};
use ig_sandbox::{Config, Fault, Fetched, Handling, MediaState, Sandbox};

use crate::{JPEG, MP4, TOKEN};

/// What somebody else writes under their posts.
const OTHERS: &str = "another";

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
    /// Where the process dies, last first.
    pub crashes: Vec<Crash>,
    /// How far ahead of the server each next machine's clock is, in seconds.
    pub skews: Vec<u64>,
    /// How far the clock jumps ahead in each next wait, in seconds.
    pub jumps: Vec<u64>,
    /// Which requests find no server, counted from 1.
    pub refused: BTreeSet<u32>,
    /// What goes wrong with which requests, counted from 1.
    pub faults: BTreeMap<u32, Fault>,
    /// Before which requests somebody else posts, counted from 1.
    pub others: BTreeSet<u32>,
    /// What was asked, by name.
    pub asked: Vec<&'static str>,
    plan: PublishPlan,
    store: Option<String>,
    skew: Duration,
    turns: u32,
}

impl World {
    /// A server with `config` and a process that is to publish `plan`.
    pub fn new(config: Config, plan: PublishPlan) -> Self {
        Self {
            sandbox: Sandbox::new(config.with_token(TOKEN)),
            now: Timestamp::from_unix_millis(1_800_000_000_000),
            crashes: Vec::new(),
            skews: Vec::new(),
            jumps: Vec::new(),
            refused: BTreeSet::new(),
            faults: BTreeMap::new(),
            others: BTreeSet::new(),
            asked: Vec::new(),
            plan,
            store: None,
            skew: Duration::ZERO,
            turns: 0,
        }
    }

    /// Runs the process, and the next where it crashes, to an outcome.
    ///
    /// # Panics
    ///
    /// When the flow does not end, waits for the past or shows the token.
    pub fn run(&mut self) -> Outcome {
        let context = Context::new(Login::Facebook, AccessToken::new(TOKEN))
            .expect("a token that can stand in a header");
        let mut flow = self.boot();
        loop {
            self.turns += 1;
            assert!(self.turns < 3000, "no end in sight: {flow:?}");
            self.now = self.now.after(Duration::from_millis(10));
            let crash = self.crashes.pop().unwrap_or(Crash::No);
            if crash == Crash::BeforeStep {
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
                        flow = self.boot();
                        continue;
                    }
                    self.asked.push(call.name());
                    let request = context.request(call.draft()).expect("a valid request");
                    assert!(!format!("{request:?} {call:?} {flow:?} {context:?}").contains(TOKEN));
                    let reply = self.send(request);
                    match crash {
                        Crash::AfterSendBeforeHandle => flow = self.boot(),
                        Crash::Cancelled => (),
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

    /// The posts of ours that are public once all that is under way is done.
    pub fn posts(&mut self) -> Vec<MediaState> {
        let later = self.now.after(Duration::from_secs(36_000));
        let mut posts = self.sandbox.state(later).accounts.remove(0).media;
        posts.retain(|post| post.caption.as_deref() != Some(OTHERS));
        posts
    }

    /// Judges an outcome by what is public once all that is under way is done.
    ///
    /// # Panics
    ///
    /// When there are two posts, or the outcome is a lie.
    pub fn judge(&mut self, outcome: &Outcome) {
        if let Outcome::Uncertain { .. } = outcome {
            return;
        }
        let posts = self.posts();
        assert!(posts.len() <= 1, "double post: {outcome:?}");
        match outcome {
            Outcome::Published { container, media } => {
                let [post] = &posts[..] else { panic!("not public: {outcome:?}") };
                assert_eq!(post.container_id, container.as_str());
                if let MediaRef::Confirmed(id) | MediaRef::Matched(id) = media {
                    assert_eq!(post.id, id.as_str(), "{outcome:?}");
                }
            }
            Outcome::NotPublished { .. } => assert_eq!(posts.len(), 0, "{outcome:?}"),
            Outcome::Uncertain { .. } => unreachable!("returned above"),
        }
    }

    /// The time by the clock of the machine that the flow runs on.
    fn local(&self) -> Timestamp {
        self.now.after(self.skew)
    }

    /// What a new process does: it goes on from the store, on another machine.
    fn boot(&mut self) -> PublishFlow {
        self.skew = Duration::from_secs(self.skews.pop().unwrap_or(0));
        match &self.store {
            None => PublishFlow::new(self.plan.clone(), 7),
            Some(json) => {
                let snapshot = Snapshot::from_json(json.as_bytes()).expect("what we wrote");
                PublishFlow::resume(snapshot, self.local())
            }
        }
    }

    fn send(&mut self, request: Request<Vec<u8>>) -> Reply {
        let number = u32::try_from(self.asked.len()).unwrap_or(u32::MAX);
        if self.refused.contains(&number) {
            return Err(TransportError::new(Delivery::NotSent));
        }
        if self.others.contains(&number) {
            self.somebody_else_posts();
        }
        let fault = self.faults.remove(&number);
        let was_armed = fault.is_some();
        self.sandbox.arm(fault);
        let handling = self.sandbox.handle(self.now, request);
        let response = self.carry_out(handling);
        if was_armed {
            self.sandbox.disarm();
        }
        response.ok_or_else(|| TransportError::new(Delivery::Unknown))
    }

    /// Another program publishes a photo to the same account.
    fn somebody_else_posts(&mut self) {
        let user = "/17841400008460056";
        let created =
            self.ask(&format!("{user}/media?image_url=https://a.example/b.jpg&caption={OTHERS}"));
        let id = created.and_then(|reply| Some(reply["id"].as_str()?.to_owned()));
        if let Some(id) = id {
            self.ask(&format!("{user}/media_publish?creation_id={id}"));
        }
    }

    fn ask(&mut self, target: &str) -> Option<serde_json::Value> {
        let request = Request::post(target).header("authorization", format!("Bearer {TOKEN}"));
        let request = request.body(Vec::new()).expect("a request");
        let handling = self.sandbox.handle(self.now, request);
        let response = self.carry_out(handling)?;
        serde_json::from_slice(response.body()).ok()
    }

    fn carry_out(&mut self, handling: Handling) -> Option<Response<Vec<u8>>> {
        match handling {
            Handling::Respond(response) => Some(response),
            Handling::Drop | Handling::Nothing => None,
            Handling::Fetch(fetch) => {
                let file = Ok(Fetched::new(JPEG));
                let handling = self.sandbox.fetched(self.now, fetch.ticket, file);
                self.carry_out(handling)
            }
            Handling::RespondAndFetch { then, fetch } => {
                let response = self.carry_out(*then);
                let file = Ok(Fetched::new(MP4));
                let _ = self.sandbox.fetched(self.now, fetch.ticket, file);
                response
            }
            Handling::Delay { by, then } => {
                self.now = self.now.after(by);
                self.carry_out(*then)
            }
            other => panic!("the sandbox wants something new: {other:?}"),
        }
    }
}
