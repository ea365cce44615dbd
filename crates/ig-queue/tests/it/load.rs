//! Many posts in virtual time: how many requests they take, and how late the last one is.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap},
    time::Duration,
};

use ig_core::{
    Call, Flow as _, Login, Photo, PublishFlow, PublishPlan, Reply, Step, Timestamp, publish::Phase,
};
use ig_queue::{
    Change, Claim, Clocks, Limits, NewPost, RequestId, Store as _, Task, When, Worker, Written,
};
use ig_sandbox_core::{Account, Config, TokenGrant};

use super::{
    memory::Memory,
    server::{Server, TOKEN},
};

const START: Timestamp = Timestamp::from_unix_millis(1_800_000_000_000);
const API: &str = "http://127.0.0.1:8025";

/// How long a request takes, whatever it carries.
const REPLY: Duration = Duration::from_millis(50);

/// How long the store takes for a transaction, and for each write in it: what a disk took
/// (703 a second one by one, 72 217 by hundreds).
const COMMIT: Duration = Duration::from_micros(1400);
const EACH: Duration = Duration::from_micros(14);

/// What there is to do.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Load {
    pub(crate) posts: u64,
    pub(crate) accounts: u64,
    /// The first is due after five minutes, and the last so long after it.
    pub(crate) spread: Duration,
    /// How long a photo is processed.
    pub(crate) processing: Duration,
    pub(crate) limits: Limits,
    /// It ends that long after the first was due, or once all are public.
    pub(crate) until: Option<Duration>,
}

/// What it took.
#[derive(Debug, Default)]
pub(crate) struct Took {
    pub(crate) requests: u64,
    /// Requests that only read.
    pub(crate) reads: u64,
    pub(crate) publishes: u64,
    /// How late the store allowed the last publish.
    pub(crate) last_intent: Duration,
    pub(crate) latest: Duration,
    /// Posts in the worker at most.
    pub(crate) most: usize,
    /// How long the worker worked, as the caller measures it.
    pub(crate) work: Duration,
}

impl Load {
    pub(crate) fn first_due(&self) -> Timestamp {
        START.after(Duration::from_secs(300))
    }

    fn due(&self, number: u64) -> Timestamp {
        let spread = u64::try_from(self.spread.as_millis()).unwrap_or(u64::MAX);
        self.first_due().after(Duration::from_millis(spread * number / self.posts.max(1)))
    }

    fn user(&self, number: u64) -> String {
        (17_841_400_008_460_056 + number % self.accounts).to_string()
    }

    fn plan(&self, number: u64) -> PublishPlan {
        let url = format!("https://example.com/{number}.jpg").parse().expect("valid");
        let caption = format!("#post{number}").parse().expect("valid");
        let user = self.user(number).parse().expect("valid");
        PublishPlan::new(user, Photo::new(url).with_caption(caption))
    }

    fn server(&self) -> Server {
        let names = (0..self.accounts).map(|it| (self.user(it), format!("user_{it}")));
        let accounts: Vec<_> = names.map(|(id, name)| Account::new(id, name)).collect();
        let grant = (1..self.accounts)
            .fold(TokenGrant::new(TOKEN, self.user(0)), |it, one| it.with_account(self.user(one)));
        let config = Config::default().with_accounts(accounts).with_tokens([grant]);
        Server::of(config.with_photo_processing(self.processing))
    }

    /// A worker of the queue, with a token of Facebook Login for all accounts.
    ///
    /// `clock` tells how long the caller's processor has worked; zero will do.
    pub(crate) fn run(&self, clock: impl Fn() -> Duration) -> (Took, Worker) {
        let mut world = World {
            load: *self,
            now: START,
            store: self.store(),
            server: self.server(),
            replies: BinaryHeap::new(),
            waiting: BTreeMap::new(),
            took: Took::default(),
        };
        let mut worker = Worker::new("load".parse().expect("valid"), self.limits);
        worker.learn_login(
            &API.parse().expect("valid"),
            &"main".parse().expect("valid"),
            Login::Facebook,
        );
        world.run(&mut worker, clock);
        (world.took, worker)
    }

    fn store(&self) -> Memory {
        let mut store = Memory::new(START);
        for number in 0..self.posts {
            let new = NewPost::new(
                format!("post-{number}").parse().expect("valid"),
                API.parse().expect("valid"),
                "main".parse().expect("valid"),
                self.plan(number),
                When::at_instant(self.due(number)),
            );
            store.add(&new).expect("valid");
        }
        store
    }

    /// One flow a post, each request by itself, and no queue.
    pub(crate) fn run_singly(&self) -> Took {
        let (mut server, mut took) = (self.server(), Took::default());
        let mut agenda = BinaryHeap::new();
        let mut flows: Vec<_> = (0..self.posts)
            .map(|number| {
                let mut flow = PublishFlow::new(self.plan(number), number);
                flow.set_not_before(self.due(number));
                let lead = Duration::from_secs(120);
                agenda.push(Reverse((self.due(number).before(lead), number)));
                (flow, None::<Reply>)
            })
            .collect();
        while let Some(Reverse((now, number))) = agenda.pop() {
            let place = usize::try_from(number).expect("a small number");
            let (flow, reply) = &mut flows[place];
            if let Some(reply) = reply.take() {
                flow.handle(now, reply);
            }
            loop {
                match flow.poll(now) {
                    Step::Save(_) => {
                        if flow.phase() == Phase::Publishing {
                            took.last_intent = took.last_intent.max(now.since(self.first_due()));
                        }
                        flow.saved();
                        continue;
                    }
                    Step::Send(call) => {
                        took.count(&call);
                        *reply = Some(server.send(now, call, None));
                        agenda.push(Reverse((now.after(REPLY), number)));
                    }
                    Step::Wait(until) => agenda.push(Reverse((until, number))),
                    Step::Done(_) => (),
                }
                break;
            }
        }
        took
    }
}

impl Took {
    fn count(&mut self, call: &Call) {
        self.requests += 1;
        self.reads += u64::from(call.effect() == ig_core::Effect::Read);
        self.publishes += u64::from(call.name() == "POST /{user}/media_publish");
    }
}

struct World {
    load: Load,
    now: Timestamp,
    store: Memory,
    server: Server,
    replies: BinaryHeap<Reverse<(Timestamp, RequestId)>>,
    waiting: BTreeMap<RequestId, Reply>,
    took: Took,
}

impl World {
    fn run(&mut self, worker: &mut Worker, clock: impl Fn() -> Duration) {
        let end = self.load.until.map(|until| self.load.first_due().after(until));
        let mut rest = Duration::ZERO;
        loop {
            self.store.now = self.now;
            if end.is_some_and(|end| end <= self.now) {
                return;
            }
            while let Some(Reverse((at, id))) = self.replies.peek().copied()
                && at <= self.now
            {
                self.replies.pop();
                if let Some(reply) = self.waiting.remove(&id) {
                    let (begun, clocks) = (clock(), self.clocks());
                    worker.handle(clocks, id, reply);
                    self.took.work += clock() - begun;
                }
            }
            let begun = clock();
            let task = worker.poll(self.clocks());
            self.took.work += clock() - begun;
            self.took.most = self.took.most.max(worker.len());
            let mut passed = Duration::ZERO;
            match task {
                Task::Claim { posts, room } => {
                    let claim = Claim { these: &posts, due: room };
                    let claims = self.store.claim(worker.me(), claim).expect("valid");
                    let count = u32::try_from(claims.posts.len()).unwrap_or(u32::MAX);
                    passed = COMMIT + EACH * count;
                    let (begun, clocks) = (clock(), self.clocks());
                    worker.claimed(clocks, claims);
                    self.took.work += clock() - begun;
                }
                Task::Write(writes) => {
                    let answers = self.store.write(&writes).expect("valid");
                    for (write, written) in writes.iter().zip(&answers.answers) {
                        if let (Change::Intent { .. }, Written::Done(_)) = (&write.change, written)
                        {
                            let due = self.store.row(&write.post).due.at();
                            let first = self.load.first_due();
                            self.took.last_intent = self.now.since(first);
                            self.took.latest = self.took.latest.max(self.now.since(due));
                        }
                    }
                    passed = COMMIT + EACH * u32::try_from(writes.len()).unwrap_or(u32::MAX);
                    let (begun, clocks) = (clock(), self.clocks());
                    worker.written(clocks, answers);
                    self.took.work += clock() - begun;
                }
                Task::Send(request) => {
                    self.took.count(&request.call);
                    let reply = self.server.send(self.now, request.call, None);
                    self.replies.push(Reverse((self.now.after(REPLY), request.id)));
                    self.waiting.insert(request.id, reply);
                }
                Task::Wait(time) => {
                    if self.waiting.is_empty() && self.is_over() {
                        return;
                    }
                    let next = self.replies.peek().map(|Reverse((at, _))| *at);
                    let until = self.now.after(time);
                    self.now = next.map_or(until, |next| next.min(until)).max(self.now);
                }
                Task::Read(_) | Task::TakeOver | Task::Finished => panic!("the store answers"),
            }
            // Times are whole milliseconds.
            rest += passed;
            let whole = Duration::from_millis(u64::try_from(rest.as_millis()).unwrap_or(0));
            rest -= whole;
            self.now = self.now.after(whole);
        }
    }

    fn is_over(&self) -> bool {
        self.store.rows.values().all(|row| row.outcome.is_some())
    }

    fn clocks(&self) -> Clocks {
        let boot = Duration::from_millis(self.now.as_unix_millis());
        Clocks { wall: self.now, monotonic: boot, boot }
    }
}
