//! One worker: which posts it has, and what its driver does next.

mod begin;
mod count;
mod job;
mod limits;
mod reads;
mod report;
mod store_side;
mod task;
mod usage;

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    time::Duration,
};

use ig_core::Timestamp;

use self::{
    count::Counts,
    job::Job,
    reads::{Sent, Sharing},
    store_side::Asked,
    usage::Usages,
};
pub use self::{
    limits::Limits,
    report::{Ended, Report},
    task::{Request, RequestId, Task},
};
use crate::{
    clocks::Clocks,
    id::{ApiBase, Credential, Incarnation, PostId},
    write::Write,
};

/// Works on the posts of a store, without doing any I/O: a driver is a loop over
/// [`poll`](Self::poll).
///
/// ```text
/// loop {
///     match worker.poll(clocks()) {
///         Task::Claim { posts, room } => match store.claim(me, Claim { these: &posts, due: room }) {
///             Ok(claims) => worker.claimed(clocks(), claims),
///             Err(_)     => worker.unknown(clocks()),
///         },
///         Task::Write(writes) => match store.write(&writes) {
///             Ok(answers) => worker.written(clocks(), answers),
///             Err(_)      => worker.unknown(clocks()),
///         },
///         Task::Read(posts)   => …  // store.read, then worker.read or worker.unknown
///         Task::TakeOver      => …  // store.take_over(me, Some(me)), then worker.taken_over or unknown
///         Task::Send(request) => …  // as below; may go on at the same time as others
///         Task::Wait(time)    => sleep, but no longer than until a reply or `woken`
///         Task::Finished      => return,
///     }
/// }
/// ```
///
/// [`learn_login`](Self::learn_login) tells it of a token that reads of several posts may be sent
/// in one request. That is a request like any other, with one reply, which the worker takes apart.
///
/// A request is sent as the core says, with one thing more: right before it is handed to the
/// socket, [`Request::is_too_late`] is asked, and if it is, the reply is
/// [`Delivery::NotSent`](ig_core::Delivery::NotSent).
///
/// # Laws
///
/// 1. One task for the store at a time. Polled before its answer was given, the answer counts as
///    lost.
/// 2. Requests are independent of each other and of the store. Each gets its reply by
///    [`handle`](Self::handle), once.
/// 3. A driver may stop between any two lines, for any time, and its process may end there. At
///    most one post comes of it, under the assumptions of the
///    [crate](crate#what-is-assumed).
/// 4. The clocks of the machine may be wrong: posts follow the clock of the store.
#[derive(Debug)]
pub struct Worker {
    me: Incarnation,
    limits: Limits,
    /// The last reading of the store's clock, and ours at that time.
    store: Option<(Timestamp, Clocks)>,
    jobs: BTreeMap<PostId, Job>,
    /// When each job that is not waiting for an answer goes on, by the store's clock.
    agenda: BTreeSet<(Timestamp, PostId)>,
    requests: BTreeMap<RequestId, Sent>,
    sharing: Sharing,
    usages: Usages,
    counts: Counts,
    outbox: VecDeque<Request>,
    staged: Vec<Write>,
    asked: Asked,
    woken: BTreeSet<PostId>,
    /// When posts are claimed again, by the store's clock.
    claim_at: Option<Timestamp>,
    /// A claim may have succeeded whose answer was lost.
    has_lost_a_claim: bool,
    /// The store is left alone since then.
    trouble: Option<Clocks>,
    /// The store has not answered since then.
    silent: Option<Clocks>,
    is_draining: bool,
    next_request: u64,
}

/// A token, by its name: what a request is sent with.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Access {
    api_base: ApiBase,
    credential: Credential,
}

impl Worker {
    /// A worker that has no posts yet. `me` was never used before: neither by another process
    /// nor before a restart.
    pub fn new(me: Incarnation, limits: Limits) -> Self {
        Self {
            me,
            limits,
            store: None,
            jobs: BTreeMap::new(),
            agenda: BTreeSet::new(),
            requests: BTreeMap::new(),
            sharing: Sharing::default(),
            usages: Usages::default(),
            counts: Counts::default(),
            outbox: VecDeque::new(),
            staged: Vec::new(),
            asked: Asked::Nothing,
            woken: BTreeSet::new(),
            claim_at: None,
            has_lost_a_claim: false,
            trouble: None,
            silent: None,
            is_draining: false,
            next_request: 0,
        }
    }

    /// Who it is.
    pub fn me(&self) -> &Incarnation {
        &self.me
    }

    /// How many posts it has.
    pub fn len(&self) -> usize {
        self.jobs.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.jobs.is_empty()
    }

    /// An engine says that somebody has to look at `post`. A post that it has already is left
    /// alone.
    pub fn woken(&mut self, post: PostId) {
        if !self.jobs.contains_key(&post) {
            self.woken.insert(post);
        }
    }

    /// Whether it has a post, or was told to look at it and has not asked the store yet. An engine
    /// that delivered the post is done with it as soon as this is `false`.
    pub fn has(&self, post: &PostId) -> bool {
        self.jobs.contains_key(post) || self.woken.contains(post)
    }

    /// Claims nothing more. What it has is put back, but for a publish that has begun, whose
    /// reply is waited for. [`Task::Finished`] says when it has nothing left.
    pub fn drain(&mut self) {
        self.is_draining = true;
        let posts: Vec<_> = self.agenda.iter().map(|(_, post)| post.clone()).collect();
        self.agenda = posts.into_iter().map(|post| (Timestamp::EPOCH, post)).collect();
    }

    /// How long a worker that is drained goes on without its store: ten seconds.
    pub const LAST: Duration = Duration::from_secs(10);

    /// Whether it is drained and its store has given no answer for [`LAST`](Self::LAST): its driver
    /// ends then, as if it were killed. Nothing is lost: the posts are taken over.
    pub fn gives_up(&self, now: Clocks) -> bool {
        let is_silent = |since| Self::LAST <= now.longest_since(since);
        self.is_draining && self.silent.is_some_and(is_silent)
    }

    /// What to do next.
    pub fn poll(&mut self, now: Clocks) -> Task {
        self.answer_is_lost();
        if let Some(task) = self.trouble_with_the_store(now) {
            return task;
        }
        let Some(time) = self.time(now) else {
            return self.claim();
        };
        self.go_on(now, time);
        if !self.staged.is_empty() {
            return self.write(now);
        }
        self.send_what_has_waited(now);
        if let Some(request) = self.outbox.pop_front() {
            return Task::Send(request);
        }
        if self.is_draining {
            if self.jobs.is_empty() {
                return Task::Finished;
            }
        } else if self.wants_to_claim(time) {
            return self.claim();
        }
        Task::Wait(self.wait(now, time))
    }

    /// The time of the store, by its last answer and by what has passed here since.
    fn time(&self, now: Clocks) -> Option<Timestamp> {
        self.store.map(|(time, then)| time.after(now.steady_since(then)))
    }

    /// All jobs whose time has come, as long as the writes fit into one transaction.
    fn go_on(&mut self, now: Clocks, time: Timestamp) {
        while self.staged.len() < self.limits.writes {
            let Some((at, _)) = self.agenda.first() else { return };
            if time < *at {
                return;
            }
            let Some((_, post)) = self.agenda.pop_first() else { return };
            self.step(now, time, post);
        }
    }

    fn room(&self) -> usize {
        self.limits.in_flight.saturating_sub(self.jobs.len())
    }

    fn wants_to_claim(&self, time: Timestamp) -> bool {
        let is_time = self.claim_at.is_none_or(|at| at <= time);
        self.room() != 0 && (is_time || !self.woken.is_empty())
    }

    fn wait(&self, now: Clocks, time: Timestamp) -> Duration {
        let job = self.agenda.first().map(|(at, _)| *at);
        let claim = self.claim_at.filter(|_| self.room() != 0 && !self.is_draining);
        let next = [job, claim].into_iter().flatten().min();
        let wait = next.map_or(self.limits.idle, |next| next.since(time));
        let wait = self.sharing.wait(now).map_or(wait, |reads| reads.min(wait));
        wait.clamp(Duration::from_millis(1), self.limits.idle)
    }
}
