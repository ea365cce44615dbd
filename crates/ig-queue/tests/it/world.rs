//! Workers, a store, an engine that lies and a server, in virtual time.

mod judge;
mod mangle;
mod mishap;
mod process;
mod random;
pub(crate) mod server;

use std::time::Duration;

use ig_core::{Login, Photo, PublishPlan, Timestamp};
use ig_queue::{
    AccountId, Changed, Claim, Edit, Incarnation, Late, NewPost, PostId, Sends, State, Store as _,
    Task, When,
};
use ig_sandbox_core::SecondPublish;

pub(crate) use self::{
    judge::Judge,
    mangle::Mangle,
    random::Random,
    server::{Server, USER, config},
};
use self::{
    process::{Answer, Process, Way},
    server::OTHER,
};
use crate::memory::Memory;

pub(crate) const START: Timestamp = Timestamp::from_unix_millis(1_800_000_000_000);
const BATCH: &str = "POST /";
const PUBLISH: &str = "POST /{user}/media_publish";

/// What may happen in a world.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    pub(crate) second: SecondPublish,
    /// Whether a process may be stopped between its look at the clocks and the send.
    pub(crate) has_a_gap: bool,
    pub(crate) sends: Sends,
    /// How many things go wrong.
    pub(crate) mishaps: u64,
}

#[derive(Debug)]
pub(crate) struct World {
    pub(crate) random: Random,
    pub(crate) rules: Rules,
    pub(crate) now: Timestamp,
    pub(crate) store: Memory,
    pub(crate) judge: Judge,
    pub(crate) server: Server,
    processes: Vec<Process>,
    started: usize,
    mishaps_left: u64,
    /// Posts that the engine has to deliver at some time or other.
    next_engine: Timestamp,
    next_edit: Timestamp,
    edits_left: u64,
    pub(crate) most_in_a_day: u32,
    /// Of how many accounts the posts are.
    accounts: u64,
    /// Whether the token is one with which reads are sent together.
    shares: bool,
    /// When the app's limit of calls has recovered.
    recovers: Timestamp,
    pub(crate) turns: usize,
}

impl World {
    pub(crate) fn new(seed: u64, rules: Rules) -> Self {
        let mut random = Random::new(seed);
        let processing = random.pick(&[0, 0, 5, 90]);
        let server = Server::new(rules.second, Duration::from_secs(processing));
        let most_in_a_day = random.pick(&[25, 25, 25, 1, 2]);
        let mishaps_left = random.below(rules.mishaps + 1);
        let edits_left = random.pick(&[0, 0, 1, 3]);
        let next_edit = START.after(random.seconds(4000));
        let mut world = Self {
            random,
            rules,
            now: START,
            store: Memory::new(START),
            judge: Judge::default(),
            server,
            processes: Vec::new(),
            started: 0,
            mishaps_left,
            next_engine: START,
            next_edit,
            edits_left,
            most_in_a_day,
            accounts: 1,
            shares: true,
            recovers: START,
            turns: 0,
        };
        world.accounts = world.random.pick(&[1, 1, 2]);
        world.shares = world.random.pick(&[true, true, false]);
        let posts = 1 + world.random.below(4);
        let spread = world.random.pick(&[1, 600, 7200]);
        for number in 0..posts {
            world.add(number, spread);
        }
        world.limit_the_account();
        let workers = 1 + world.random.below(4);
        let outage = world.random.pick(&[0, 0, 0, 3 * 3600, 30 * 3600]);
        for _ in 0..workers {
            let start = START.after(world.random.seconds(20)).after(Duration::from_secs(outage));
            world.boot(start);
        }
        world
    }

    fn add(&mut self, number: u64, spread: u64) {
        let due = START.after(self.random.seconds(spread)).after(Duration::from_secs(60));
        let late = self.random.pick(&[
            Late::Publish,
            Late::Publish,
            Late::Hold,
            Late::Skip(Duration::from_secs(3600)),
        ]);
        let new = NewPost::new(
            id(number),
            "http://127.0.0.1:8025".parse().expect("valid"),
            "main".parse().expect("valid"),
            plan_of(self.user_of(number), number, 0),
            When::at_instant(due),
        );
        let new = new.with_late(late).with_sends(self.rules.sends);
        self.store.add(&new).expect("valid");
    }

    fn user_of(&self, number: u64) -> &'static str {
        [USER, OTHER][usize::from(!number.is_multiple_of(self.accounts))]
    }

    /// The accounts may publish so many posts in a day.
    fn limit_the_account(&mut self) {
        for account in self.store.accounts.values_mut() {
            let json = format!(
                r#"{{"account":"{}","total":{},"window":{{"secs":86400,"nanos":0}},"published":[]}}"#,
                account.id.user, self.most_in_a_day
            );
            account.ledger = serde_json::from_str(&json).expect("a ledger");
        }
    }

    fn boot(&mut self, at: Timestamp) {
        self.started += 1;
        let day = 24 * 3600 * 1000_i64;
        let skew = self.random.pick(&[0, 0, day, -day, 61_000, -61_000]);
        let seconds = match (self.most_in_a_day, self.rules.sends) {
            (25, Sends::Verified) => self.random.pick(&[2, 60]),
            // They wait for a day.
            _ => 600,
        };
        let idle = Duration::from_secs(seconds);
        self.processes.push(Process::new(self.started, at, skew, idle));
    }

    /// Runs until all posts have come to an end.
    pub(crate) fn run(&mut self) {
        let end = START.after(Duration::from_secs(12 * 24 * 3600));
        while !self.is_over() {
            self.turns += 1;
            assert!(self.turns < 2_000_000, "no end in sight: {:#?}", self.store.rows);
            assert!(self.now < end, "too long: {:#?}", self.store.rows);
            self.now = self.now.after(Duration::from_millis(1 + self.random.below(20)));
            self.store.now = self.now;
            self.engine();
            self.people();
            if self.recovers <= self.now {
                self.server.use_up(self.now, None);
            }
            let ready: Vec<_> = (0..self.processes.len())
                .filter(|&it| self.processes[it].wake <= self.now)
                .collect();
            if ready.is_empty() {
                let next = self.processes.iter().map(|it| it.wake);
                let next = next.chain([self.next_engine]).min().expect("the engine");
                self.now = self.now.max(next);
                continue;
            }
            let chosen = self.random.pick(&ready);
            self.step(chosen);
        }
        let rows: Vec<_> = self.store.rows.values().cloned().collect();
        let media = self.server.media_of_accounts(self.now);
        let most = usize::try_from(self.most_in_a_day).expect("a small number");
        self.judge.at_the_end(&rows, &media, most);
    }

    fn is_over(&self) -> bool {
        let is_over = |state| !matches!(state, State::Waiting | State::Active);
        self.store.rows.values().all(|row| is_over(row.state))
    }

    fn a_mishap(&mut self, one_in: u64) -> bool {
        let happens = self.mishaps_left != 0 && self.random.one_in(one_in);
        self.mishaps_left -= u64::from(happens);
        happens
    }

    /// What delivers posts: late, twice, to everybody, and sometimes not for a while. Every half
    /// minute it is compared with the rows.
    fn engine(&mut self) {
        if self.now < self.next_engine {
            return;
        }
        self.next_engine = self.now.after(self.random.seconds(60)).after(Duration::from_secs(1));
        let rows = self.store.rows.values();
        let lost = rows.filter(|row| row.state == State::Active && row.wake.is_none());
        let lost: Vec<_> = lost.map(|row| (row.id.clone(), row.holder.clone())).collect();
        for (post, holder) in lost {
            let lives = |it: &Process| Some(it.worker.me()) == holder.as_ref();
            let is_lost = !self.processes.iter().any(lives);
            if is_lost || self.a_mishap(10) {
                for process in &mut self.processes {
                    if is_lost || self.random.one_in(2) {
                        process.worker.woken(post.clone());
                        process.wake = process.wake.min(self.now.max(process.wake));
                    }
                }
            }
        }
    }

    /// Edits and cancellations.
    fn people(&mut self) {
        if self.edits_left == 0 || self.now < self.next_edit {
            return;
        }
        self.edits_left -= 1;
        self.next_edit = self.now.after(self.random.seconds(2000));
        let ids: Vec<_> = self.store.rows.keys().cloned().collect();
        let id = self.random.pick(&ids);
        let row = self.store.row(&id).clone();
        let later = When::at_instant(self.now.after(self.random.seconds(3000)));
        let number: u64 = id.as_str().trim_start_matches("post-").parse().expect("a number");
        let edits = [
            Edit::Time(later),
            Edit::Plan(Box::new(plan_of(self.user_of(number), number, 1 + self.edits_left))),
            Edit::Cancel,
            Edit::Release,
        ];
        let edit = self.random.pick(&edits);
        let changed = self.store.change(&id, row.fence, edit.clone()).expect("valid");
        if let Changed::Done(_) = changed {
            self.judge.edited(&id, &edit);
        }
    }

    /// One line of a driver.
    fn step(&mut self, chosen: usize) {
        if self.a_mishap(30) {
            return self.trouble(chosen);
        }
        let now = self.now;
        let process = &mut self.processes[chosen];
        let clocks = process.clocks(now);
        if let Some(answer) = process.answer.take() {
            match answer {
                Answer::Claimed(claims) => process.worker.claimed(clocks, claims),
                Answer::Written(answers) => process.worker.written(clocks, answers),
                Answer::Read(answers) => process.worker.read(clocks, answers),
                Answer::TakenOver => process.worker.taken_over(clocks),
                Answer::Unknown => process.worker.unknown(clocks),
            }
            return;
        }
        if !process.ways.is_empty() && !self.random.one_in(3) {
            let place = self.random.below(self.processes[chosen].ways.len() as u64);
            return self.on_its_way(chosen, usize::try_from(place).expect("a small list"));
        }
        let task = self.processes[chosen].worker.poll(clocks);
        self.carry_out(chosen, task);
    }

    /// A request gets on.
    fn on_its_way(&mut self, chosen: usize, place: usize) {
        let now = self.now;
        let process = &mut self.processes[chosen];
        let clocks = process.clocks(now);
        match process.ways.remove(place) {
            Way::Out(request) if request.is_too_late(clocks) => {
                let reply = self.server.not_sent(request.call);
                self.processes[chosen].ways.push(Way::Back(request.id, reply));
            }
            Way::Out(request) if self.rules.has_a_gap && request.call.name() == PUBLISH => {
                process.ways.push(Way::Gap(request));
                if self.a_mishap(2) {
                    let stop = Duration::from_secs(30 + self.random.below(600));
                    self.processes[chosen].stops(now, stop, false);
                }
            }
            Way::Out(request) | Way::Gap(request) => {
                if request.call.name() == PUBLISH {
                    let row = self.store.row(&request.post).clone();
                    let form = request.call.draft().form();
                    let container = form.filter(|(name, _)| name == "creation_id");
                    let container = container.map(|(_, id)| id.into_owned()).collect();
                    self.judge.sent(now, &row, container);
                }
                if request.call.name() == BATCH {
                    self.judge.shared(&request);
                }
                let fault = self.a_mishap(6).then(|| self.fault());
                let mangle = self.mangle();
                let reply = self.server.send_through(now, request.call, fault, &mangle);
                self.processes[chosen].ways.push(Way::Back(request.id, reply));
            }
            Way::Back(id, reply) => process.worker.handle(clocks, id, reply),
        }
    }

    /// A task is carried out; its answer comes later, or never.
    fn carry_out(&mut self, chosen: usize, task: Task) {
        let now = self.now;
        // The store restarts: before the commit, or between the commit and its reply.
        let (is_lost, is_done) = match self.a_mishap(25) {
            true => (true, self.random.one_in(2)),
            false => (false, true),
        };
        let me = self.processes[chosen].worker.me().clone();
        let answer = match task {
            Task::Claim { .. } | Task::Write(_) | Task::Read(_) | Task::TakeOver if !is_done => {
                Answer::Unknown
            }
            Task::Claim { posts, room } => {
                let claim = Claim { these: &posts, due: room };
                let claims = self.store.claim(&me, claim).expect("valid");
                self.judge.claimed(self.store.rows.values());
                Answer::Claimed(claims)
            }
            Task::Write(writes) => {
                let mut all = Vec::new();
                for write in &writes {
                    let mut answers = self.store.write(std::slice::from_ref(write)).expect("valid");
                    let written = answers.answers.remove(0);
                    let row = self.store.row(&write.post).clone();
                    self.judge.written(now, &row, write, &written);
                    all.push(written);
                }
                Answer::Written(ig_queue::Answers { now, answers: all })
            }
            Task::Read(posts) => Answer::Read(self.store.read(&posts).expect("valid")),
            Task::TakeOver => {
                let gone: &Incarnation = &me;
                self.store.take_over(&me, Some(gone)).expect("valid");
                Answer::TakenOver
            }
            Task::Send(request) => {
                if self.shares {
                    let worker = &mut self.processes[chosen].worker;
                    worker.learn_login(&request.api_base, &request.credential, Login::Facebook);
                }
                self.processes[chosen].ways.push(Way::Out(request));
                return;
            }
            Task::Wait(time) => {
                assert!(!time.is_zero(), "a wait for nothing");
                if self.processes[chosen].ways.is_empty() {
                    self.processes[chosen].wake = now.after(time);
                }
                return;
            }
            Task::Finished => panic!("nobody has drained it"),
        };
        self.processes[chosen].answer = Some(if is_lost { Answer::Unknown } else { answer });
    }
}

pub(crate) fn id(number: u64) -> PostId {
    format!("post-{number}").parse().expect("valid")
}

pub(crate) fn plan(number: u64, edit: u64) -> PublishPlan {
    plan_of(USER, number, edit)
}

/// The plan of a post of another account.
pub(crate) fn plan_of(user: &str, number: u64, edit: u64) -> PublishPlan {
    let url = format!("https://example.com/{number}.jpg").parse().expect("valid");
    let caption = format!("#post{number} edit{edit}").parse().expect("valid");
    PublishPlan::new(user.parse().expect("valid"), Photo::new(url).with_caption(caption))
}

pub(crate) fn account_id() -> AccountId {
    AccountId {
        api_base: "http://127.0.0.1:8025".parse().expect("valid"),
        user: USER.parse().expect("valid"),
    }
}
