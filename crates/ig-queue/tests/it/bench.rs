//! One store, one server, and workers that are driven by hand.

use std::time::Duration;

use ig_core::{Login, PublishPlan, Timestamp};
use ig_queue::{
    Account, Claim, Clocks, Late, NewPost, PostId, Request, Sends, Store as _, Task, When, Worker,
};
use ig_sandbox_core::{Fault, SecondPublish};

use crate::{
    memory::Memory,
    world::{Mangle, START, Server, account_id, id, plan},
};

pub(crate) const PUBLISH: &str = "POST /{user}/media_publish";

#[derive(Debug)]
pub(crate) struct Bench {
    pub(crate) now: Timestamp,
    pub(crate) store: Memory,
    pub(crate) server: Server,
    /// What was sent, and when.
    pub(crate) sent: Vec<(&'static str, PostId, Timestamp)>,
    /// What the next publish meets.
    pub(crate) fault: Option<Fault>,
    /// No request leaves before.
    pub(crate) offline_until: Timestamp,
    /// How many did not.
    pub(crate) unsent: usize,
    /// The login of the token, where the driver says it.
    pub(crate) login: Option<Login>,
    /// What is done to responses.
    pub(crate) mangle: Mangle,
    added: u64,
}

/// What a driver stops at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// A publish is to be sent.
    Publish,
    /// The store has written an intent, and the worker does not know.
    Intent,
    /// There is nothing to do for a minute.
    Quiet,
}

impl Bench {
    pub(crate) fn new(second: SecondPublish) -> Self {
        Self {
            now: START,
            store: Memory::new(START),
            server: Server::new(second, Duration::ZERO),
            sent: Vec::new(),
            fault: None,
            offline_until: START,
            unsent: 0,
            login: None,
            mangle: Mangle::default(),
            added: 0,
        }
    }

    pub(crate) fn worker(&self, name: &str) -> Worker {
        Worker::new(name.parse().expect("valid"), Default::default())
    }

    /// A post that is due in `wait`.
    pub(crate) fn add(
        &mut self,
        wait: Duration,
        change: impl FnOnce(NewPost) -> NewPost,
    ) -> PostId {
        let number = self.added;
        self.added += 1;
        let new = post(number, plan(number, 0), self.now.after(wait));
        self.store.now = self.now;
        self.store.add(&change(new)).expect("valid");
        id(number)
    }

    pub(crate) fn account(&mut self) -> &mut Account {
        self.store.accounts.entry(account_id()).or_insert_with_key(|id| Account::new(id.clone()))
    }

    pub(crate) fn clocks(&self) -> Clocks {
        let boot = Duration::from_millis(self.now.as_unix_millis());
        Clocks { wall: self.now, monotonic: boot, boot }
    }

    /// When each post was published.
    pub(crate) fn published(&self) -> Vec<(PostId, Timestamp)> {
        let all = self.sent.iter().filter(|(name, ..)| *name == PUBLISH);
        all.map(|(_, post, at)| (post.clone(), *at)).collect()
    }

    pub(crate) fn count(&self, name: &str) -> usize {
        self.sent.iter().filter(|(sent, ..)| *sent == name).count()
    }

    pub(crate) fn send(&mut self, worker: &mut Worker, request: Request) {
        if self.now < self.offline_until {
            self.unsent += 1;
            let reply = self.server.not_sent(request.call);
            return worker.handle(self.clocks(), request.id, reply);
        }
        if let Some(login) = self.login {
            worker.learn_login(&request.api_base, &request.credential, login);
        }
        self.sent.push((request.call.name(), request.post.clone(), self.now));
        let fault = self.fault.take_if(|_| request.call.name() == PUBLISH);
        let reply = self.server.send_through(self.now, request.call, fault, &self.mangle);
        worker.handle(self.clocks(), request.id, reply);
    }

    /// Drives a worker until `stop`, or until there is nothing to do for an hour.
    pub(crate) fn run(&mut self, worker: &mut Worker, stop: Stop) -> Option<Request> {
        let end = self.now.after(Duration::from_secs(60 * 24 * 3600));
        let mut quiet = Duration::ZERO;
        loop {
            assert!(self.now < end, "no end in sight: {:#?}", self.store.rows);
            self.now = self.now.after(Duration::from_millis(1));
            self.store.now = self.now;
            match worker.poll(self.clocks()) {
                Task::Claim { posts, room } => {
                    let claim = Claim { these: &posts, due: room };
                    let claims = self.store.claim(worker.me(), claim).expect("valid");
                    worker.claimed(self.clocks(), claims);
                    continue;
                }
                Task::Write(writes) => {
                    let intents = self.intents();
                    let answers = self.store.write(&writes).expect("valid");
                    if stop == Stop::Intent && intents < self.intents() {
                        self.now = self.now.after(Duration::from_secs(6));
                        worker.written(self.clocks(), answers);
                        return None;
                    }
                    worker.written(self.clocks(), answers);
                }
                Task::Read(posts) => {
                    let answers = self.store.read(&posts).expect("valid");
                    worker.read(self.clocks(), answers);
                }
                Task::TakeOver => {
                    let me = worker.me().clone();
                    self.store.take_over(&me, Some(&me)).expect("valid");
                    worker.taken_over(self.clocks());
                }
                Task::Send(request) if stop == Stop::Publish && request.call.name() == PUBLISH => {
                    return Some(request);
                }
                Task::Send(request) => self.send(worker, request),
                Task::Wait(time) => {
                    quiet += time;
                    self.now = self.now.after(time);
                    let is_due = |row: &ig_queue::Row| row.wake.is_some();
                    let is_idle = worker.is_empty() && !self.store.rows.values().any(is_due);
                    if is_idle || Duration::from_secs(40 * 24 * 3600) < quiet {
                        return None;
                    }
                    continue;
                }
                Task::Finished => return None,
            }
            quiet = Duration::ZERO;
        }
    }

    /// What a worker does without waiting.
    pub(crate) fn some_lines(&mut self, worker: &mut Worker) {
        for _ in 0..50 {
            match worker.poll(self.clocks()) {
                Task::Claim { posts, room } => {
                    let claim = Claim { these: &posts, due: room };
                    let claims = self.store.claim(worker.me(), claim).expect("valid");
                    worker.claimed(self.clocks(), claims);
                }
                Task::Write(writes) => {
                    let answers = self.store.write(&writes).expect("valid");
                    worker.written(self.clocks(), answers);
                }
                Task::Send(request) => self.send(worker, request),
                _ => return,
            }
        }
    }

    /// Drives a worker for so long.
    pub(crate) fn run_for(&mut self, worker: &mut Worker, time: Duration) {
        let end = self.now.after(time);
        while self.now < end {
            self.now = self.now.after(Duration::from_millis(200));
            self.store.now = self.now;
            self.some_lines(worker);
        }
    }

    fn intents(&self) -> usize {
        self.store.rows.values().filter(|row| row.may_be_public()).count()
    }

    pub(crate) fn public(&mut self) -> usize {
        self.server.media(self.now).len()
    }
}

pub(crate) fn post(number: u64, plan: PublishPlan, due: Timestamp) -> NewPost {
    NewPost::new(
        id(number),
        "http://127.0.0.1:8025".parse().expect("valid"),
        "main".parse().expect("valid"),
        plan,
        When::at_instant(due),
    )
}

pub(crate) fn once(new: NewPost) -> NewPost {
    new.with_sends(Sends::Once)
}

pub(crate) fn late(late: Late) -> impl FnOnce(NewPost) -> NewPost {
    move |new| new.with_late(late)
}
