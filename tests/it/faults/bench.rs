//! A sandbox on a socket with both transports, for one run after the other.

use ig_core::{
    Flow, PublishFlow, Reply, Step, Timestamp,
    http::Request,
    publish::{Outcome, Snapshot},
};
use ig_sandbox::{Config, Handling, Logged, SecondPublish, State};
use ig_tests::{
    JPEG, MP4,
    clock::{Jumping, server_time},
    driver::Driver,
    local::Local,
};
use tokio::runtime::{self, Runtime};

/// A sandbox on a socket with both transports, for one run after the other.
pub(crate) struct Bench {
    local: Local,
    pub(crate) url: String,
    ureq: ig_ureq::Client<Jumping>,
    reqwest: ig_reqwest::Client<Jumping>,
    runtime: Runtime,
}

impl Bench {
    pub(crate) fn new(second: SecondPublish) -> Self {
        let local = Local::start(Config::default().with_second_publish(second));
        let reqwest = ig_reqwest::Client::new(local.context()).unwrap();
        Self {
            url: local.server.url(),
            ureq: ig_ureq::Client::new(local.context())
                .expect("TLS")
                .with_clock(local.clock.clone()),
            reqwest: reqwest.with_clock(local.clock.clone()),
            runtime: runtime::Builder::new_current_thread().enable_all().build().unwrap(),
            local,
        }
    }

    /// Restores the state of the start, except the time, which is a whole number of days.
    pub(crate) fn reset(&self) {
        const DAY: u64 = 24 * 3600 * 1000;
        let next = (self.now().as_unix_millis() / DAY + 2) * DAY;
        self.wait_until(Timestamp::from_unix_millis(next));
        self.local.server.with(|sandbox, now| {
            sandbox.reset();
            for (name, bytes) in [("a.jpg", JPEG), ("a.mov", MP4)] {
                let path = format!("/_sandbox/files/{name}");
                let request = Request::post(path).body(bytes.to_vec()).unwrap();
                let Handling::Respond(reply) = sandbox.handle(now, request) else { panic!() };
                assert!(reply.status().is_success(), "{reply:?}");
            }
        });
    }

    pub(crate) fn arm(&self, faults: impl IntoIterator<Item = ig_sandbox::Fault>) {
        self.local.server.with(|sandbox, _| sandbox.arm(faults));
    }

    pub(crate) fn disarm(&self) {
        self.local.server.with(|sandbox, _| sandbox.disarm());
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.local.clock.time()
    }

    pub(crate) fn wait_until(&self, until: Timestamp) {
        ig_ureq::Clock::sleep_until(&self.local.clock, until);
    }

    /// The requests that the sandbox received.
    pub(crate) fn requests(&self) -> Vec<Logged> {
        self.local.server.with(|sandbox, _| sandbox.requests().to_vec())
    }

    /// The server's state at a time.
    pub(crate) fn state(&self, at: Timestamp) -> State {
        self.local.server.with(|sandbox, _| sandbox.state(server_time(at)))
    }

    /// The reply to a read at this time, if there is one.
    pub(crate) fn read(&self, target: &str) -> Option<serde_json::Value> {
        let token = format!("Bearer {}", ig_tests::TOKEN);
        let request = Request::get(target).header("authorization", token).body(Vec::new());
        let handling = self.local.server.with(|sandbox, now| sandbox.handle(now, request.unwrap()));
        let mut handling = handling;
        let reply = loop {
            match handling {
                Handling::Respond(reply) => break reply,
                Handling::Delay { then, .. } => handling = *then,
                _ => return None,
            }
        };
        let said = reply.status().is_success().then_some(reply.body())?;
        serde_json::from_slice(said).ok()
    }

    pub(crate) fn drive(&self, driver: Driver, flow: &mut Watched) -> Outcome {
        match driver {
            Driver::Ureq => self.ureq.drive(flow, &mut ig_ureq::NoStore).unwrap(),
            Driver::Reqwest => {
                let mut store = ig_reqwest::NoStore;
                self.runtime.block_on(self.reqwest.drive(flow, &mut store)).unwrap()
            }
        }
    }
}

/// A flow whose calls are counted.
pub(crate) struct Watched {
    pub(crate) flow: PublishFlow,
    pub(crate) calls: usize,
    /// Whether the last reply said that the token is invalid or lacks a permission.
    pub(crate) shut_out: bool,
}

impl Watched {
    pub(crate) fn new(flow: PublishFlow) -> Self {
        Self { flow, calls: 0, shut_out: false }
    }
}

/// The number of calls after which a run counts as endless.
const MOST: usize = 2_000;

impl Flow for Watched {
    type Output = Outcome;
    type Snapshot = Snapshot;

    fn poll(&mut self, now: Timestamp) -> Step<Snapshot, Outcome> {
        let step = self.flow.poll(now);
        if let Step::Send(_) = step {
            self.calls += 1;
            assert!(self.calls < MOST, "no end in sight: {:?}", self.flow);
        }
        step
    }

    fn handle(&mut self, now: Timestamp, reply: Reply) {
        let error = reply.result().ok().map(|reply| serde_json::from_slice(reply.body()));
        let error: serde_json::Value = error.and_then(Result::ok).unwrap_or_default();
        self.shut_out = [190, 10].iter().any(|code| error["error"]["code"] == *code);
        self.flow.handle(now, reply);
    }

    fn saved(&mut self) {
        self.flow.saved();
    }
}
