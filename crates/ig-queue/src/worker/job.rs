//! One post that a worker has: its flow, and what the flow asks for.

use std::time::Duration;

use ig_core::{
    Call, Delivery, Flow as _, PublishFlow, PublishPlan, Reply, Step, Timestamp,
    publish::{Brake, Phase, Snapshot},
};

use super::{
    Access, Worker,
    begin::{flow, for_another, put_back},
    reads::Asker,
    usage::Full,
};
use crate::{
    account::Account,
    claim::Claimed,
    clocks::{Clocks, Deadline},
    ending,
    id::{AccountId, PostId},
    late::Late,
    note::{Note, Why},
    pace::{self, Purpose},
    row::{Fence, Row, Sends},
    write::{Change, Facts, Flow, Said, Write},
};

/// A post that a worker has.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) fence: Fence,
    /// Its own time and the clocks at that time. Once a publish may have been sent, nothing but
    /// what passes here moves it on: an answer of the store that was long on its way would else
    /// make a pause seem over.
    base: (Timestamp, Clocks),
    /// `None` once there is nothing left but to write that.
    pub(super) flow: Option<Box<PublishFlow>>,
    pub(super) account: AccountId,
    access: Access,
    due: Timestamp,
    late: Late,
    sends: Sends,
    /// What the account's other posts have to know, since the last write.
    pub(super) facts: Facts,
    /// The brake as it was when the flow last heard of it.
    brake: Option<Brake>,
    /// Until when the publish that the store has allowed may be sent.
    pub(super) not_after: Option<Deadline>,
    /// Whether the request that is out asks for a container.
    asks_for_a_container: bool,
    /// A request that the flow wants sent, and that waits for others to use less.
    held_up: Option<Call>,
    /// Whether its next read goes out by itself.
    pub(super) reads_singly: bool,
    /// What it waits for where it does not begin before its account was counted.
    pub(super) awaits_count: Option<Why>,
    /// Whether its media are to be judged before it asks for one.
    is_unjudged: bool,
}

impl Worker {
    /// Takes in a post that was claimed, unless it is put `back` at once.
    pub(super) fn take_up(
        &mut self,
        now: Clocks,
        time: Timestamp,
        Claimed { row, account }: Claimed,
        back: Option<Change>,
    ) {
        let post = row.id.clone();
        let api_base = row.account.api_base.clone();
        let access = Access { api_base, credential: row.credential.clone() };
        let mut job = Job {
            fence: row.fence,
            base: (time, now),
            flow: None,
            account: row.account.clone(),
            access: access.clone(),
            due: row.due.at(),
            late: row.late,
            sends: row.sends,
            facts: Facts::default(),
            brake: None,
            not_after: None,
            asks_for_a_container: false,
            held_up: None,
            reads_singly: false,
            awaits_count: None,
            is_unjudged: true,
        };
        let later = back.or_else(|| self.is_prepared_later(now, time, &row, &access));
        let flow = later.map_or_else(|| flow(&row, time, self.seed(&post)), Err);
        match flow {
            Ok(mut flow) => {
                if row.snapshot.is_none() {
                    flow = flow.with_ledger(account.ledger.clone());
                    flow = flow.with_brake(account.brake(row.surface).clone());
                }
                flow.set_not_before(row.due.at());
                job.brake = Some(flow.brake().clone());
                job.flow = Some(Box::new(flow));
                self.jobs.insert(post.clone(), job);
                self.begin(now, time, post, &row, &account, &access);
            }
            Err(change) => {
                self.staged.push(job.write(&post, change));
                self.jobs.insert(post, job);
            }
        }
    }

    /// The flow begins, unless there is no place for the post as far as it is known.
    fn begin(
        &mut self,
        now: Clocks,
        time: Timestamp,
        post: PostId,
        row: &Row,
        account: &Account,
        access: &Access,
    ) {
        if !row.may_be_public() {
            let is_coming = self.count(now, time, account, access, &post);
            if account.has_a_place(time.max(row.due.at())).is_err() {
                return self.await_count(time, &post, account, is_coming);
            }
        }
        self.agenda.insert((time, post));
    }

    /// A post that is not begun yet is prepared later while much of a limit is used.
    fn is_prepared_later(
        &mut self,
        now: Clocks,
        time: Timestamp,
        row: &Row,
        access: &Access,
    ) -> Option<Change> {
        let percent = self.usages.percent(now, time, access, &row.account);
        let wake = row.due.at().before(pace::lead(row.lead, percent));
        let is_later = row.snapshot.is_none() && !row.may_be_public() && time < wake;
        is_later.then(|| put_back(wake, Why::Usage { percent }))
    }

    /// The seed of a flow's waits: they only have to differ.
    fn seed(&self, post: &PostId) -> u64 {
        let bytes = self.me.as_str().bytes().chain(post.as_str().bytes());
        bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
    }

    /// One job goes on until it needs its driver.
    pub(super) fn step(&mut self, now: Clocks, agenda: Timestamp, post: PostId) {
        let Some(job) = self.jobs.get_mut(&post) else { return };
        let time = job.time(now, agenda);
        let Some(flow) = &mut job.flow else { return };
        let step = match job.held_up.take() {
            Some(call) => Step::Send(call),
            None => flow.poll(time),
        };
        let phase = flow.phase();
        if matches!(step, Step::Save(_)) && phase == Phase::Publishing {
            if self.is_behind_an_older_one(&post, agenda) {
                self.agenda.insert((agenda.after(Duration::from_secs(1)), post));
                return;
            }
            if !self.is_draining && self.is_held_up(now, agenda, &post, Purpose::Progress) {
                return;
            }
        }
        let Some(job) = self.jobs.get_mut(&post) else { return };
        let Some(flow) = &mut job.flow else { return };
        match step {
            Step::Save(snapshot) => {
                let change = job.save(snapshot, time, self.is_draining);
                self.staged.push(job.write(&post, change));
            }
            Step::Send(_) if self.is_draining && phase != Phase::Publishing => {
                let change = put_back(time, Why::Drained);
                self.staged.push(job.write(&post, change));
            }
            Step::Send(call) => {
                let not_after = job.not_after.take();
                if phase == Phase::Publishing {
                    if not_after.is_none() {
                        // No publish without the store's leave: as if killed, it is looked into.
                        **flow = PublishFlow::resume(flow.snapshot().clone(), time);
                        self.agenda.insert((agenda, post));
                        return;
                    }
                    let access = job.access.clone();
                    return self.send_singly(access, Asker::Flow(post), call, not_after);
                }
                let purpose = match flow.snapshot().publishes() {
                    0 => Purpose::Progress,
                    _ => Purpose::Verify,
                };
                job.held_up = Some(call);
                if !self.is_held_up(now, agenda, &post, purpose) {
                    self.send_what_was_held_up(now, agenda, post);
                }
            }
            Step::Wait(until) => {
                if self.is_draining {
                    let change = put_back(time, Why::Drained);
                    self.staged.push(job.write(&post, change));
                } else if phase != Phase::Verify && self.limits.park < until.since(time) {
                    // A look for a lost publish would begin again each time that it is taken up.
                    let (account, access) = (job.account.clone(), job.access.clone());
                    let is_due = job.due <= time;
                    let percent = self.usages.percent(now, agenda, &access, &account);
                    let why = match is_due && pace::EASE_FROM <= percent {
                        true => Why::Usage { percent },
                        false => Why::NotDue,
                    };
                    let Some(job) = self.jobs.get_mut(&post) else { return };
                    let change = put_back(agenda.after(until.since(time)), why);
                    self.staged.push(job.write(&post, change));
                } else {
                    self.agenda.insert((agenda.after(until.since(time)), post));
                }
            }
            Step::Done(_) => {
                self.jobs.remove(&post);
            }
        }
    }

    /// Whether a request, or a publish, has to wait until less of a limit is used. Then the post
    /// is put back, or is looked at again soon.
    fn is_held_up(
        &mut self,
        now: Clocks,
        agenda: Timestamp,
        post: &PostId,
        purpose: Purpose,
    ) -> bool {
        let Some(job) = self.jobs.get_mut(post) else { return false };
        if purpose == Purpose::Verify {
            return false;
        }
        let Err(Full { percent, wait }) = self.usages.admit(now, agenda, &job.access, &job.account)
        else {
            return false;
        };
        if wait < SHORT {
            self.agenda
                .insert((agenda.after(wait.clamp(Duration::from_secs(1), SHORT)), post.clone()));
        } else {
            let change = put_back(agenda.after(wait), Why::Usage { percent });
            self.staged.push(job.write(post, change));
        }
        true
    }

    fn send_what_was_held_up(&mut self, now: Clocks, agenda: Timestamp, post: PostId) {
        let Some(job) = self.jobs.get_mut(&post) else { return };
        let Some(call) = job.held_up.take() else { return };
        job.asks_for_a_container = call.name() == "POST /{user}/media";
        let access = job.access.clone();
        if let Some(plan) = job.what_to_judge() {
            return self.send_once_judged(access, post, call, plan);
        }
        if std::mem::take(&mut job.reads_singly) {
            return self.send_singly(access, Asker::Flow(post), call, None);
        }
        let is_early = agenda.after(EARLY) < job.due;
        let patience = if is_early { Self::PATIENT } else { Self::PROMPT };
        self.ask(now, &access, Asker::Flow(post), call, patience);
    }

    /// Whether a late post is about to be published for the first time, and this worker has one of
    /// the same account that was due before it. The flow says again what it wants saved.
    fn is_behind_an_older_one(&self, post: &PostId, time: Timestamp) -> bool {
        let publishes = |job: &Job| job.flow.as_ref().map(|flow| flow.snapshot().publishes());
        let Some(job) = self.jobs.get(post) else { return false };
        let phase = job.flow.as_ref().map(|flow| flow.phase());
        let is_late = Late::GRACE < time.since(job.due);
        if phase != Some(Phase::Publishing) || publishes(job) != Some(1) || !is_late {
            return false;
        }
        self.jobs.iter().any(|(id, other)| {
            let is_older = (other.due, id) < (job.due, post) && other.account == job.account;
            is_older && publishes(other) == Some(0)
        })
    }

    /// A flow takes in what became of its request.
    pub(super) fn hear(&mut self, now: Clocks, agenda: Timestamp, post: PostId, reply: Reply) {
        let Some(job) = self.jobs.get_mut(&post) else { return };
        let time = job.time(now, agenda);
        let Some(flow) = &mut job.flow else { return };
        let was_sent = reply.result().err().is_none_or(|it| it.delivery() != Delivery::NotSent);
        if std::mem::take(&mut job.asks_for_a_container) && was_sent {
            job.facts.containers = job.facts.containers.saturating_add(1);
        }
        flow.handle(time, reply);
        if job.brake.as_ref() != Some(flow.brake()) {
            let is_on = flow.brake().until(time).is_some();
            job.facts.said = Some(if is_on { Said::Blocked } else { Said::Published });
            job.brake = Some(flow.brake().clone());
        }
        self.agenda.insert((agenda, post));
    }

    /// A medium is gone or would be refused, and nothing was sent.
    pub(super) fn goes_without(&mut self, time: Timestamp, post: &PostId, detail: String) {
        let Some(job) = self.jobs.get_mut(post) else { return };
        let change = match time < job.due {
            true => Change::PutBack {
                wake: time.after(Account::RETRY).min(job.due),
                why: Why::Medium,
                flow: Flow::Dropped,
            },
            false => Change::Hold { note: Note::NoMedium { detail } },
        };
        self.staged.push(job.write(post, change));
    }

    /// There is no token for the post here.
    pub(super) fn leave_to_another(&mut self, time: Timestamp, post: &PostId) {
        let Some(job) = self.jobs.get_mut(post) else { return };
        self.staged.push(job.write(post, for_another(time)));
    }
}

/// A wait for which a post stays in memory. One that waits for longer is put back, with a note
/// that says why.
const SHORT: Duration = Duration::from_secs(10);

/// So long before a post is due nobody waits for what is read of it.
const EARLY: Duration = Duration::from_secs(60);

impl Job {
    /// The plan whose media are to be judged before the request that is about to be sent: before
    /// the first container, once.
    fn what_to_judge(&mut self) -> Option<Box<PublishPlan>> {
        let snapshot = self.flow.as_ref()?.snapshot();
        let is_first = self.asks_for_a_container && snapshot.container().is_none();
        (is_first && std::mem::take(&mut self.is_unjudged))
            .then(|| Box::new(snapshot.plan().clone()))
    }

    /// A write was stored.
    pub(super) fn stored(&mut self, fence: Fence, facts: &Facts) {
        self.fence = fence;
        // An answer may have come since.
        let count = self.facts.count.filter(|count| facts.count != Some(*count));
        self.facts = Facts { count, ..Facts::default() };
    }

    /// The time of its flow.
    fn time(&mut self, now: Clocks, store: Timestamp) -> Timestamp {
        let publishes = self.flow.as_ref().map_or(0, |flow| flow.snapshot().publishes());
        if publishes == 0 {
            self.base = (store, now);
        }
        let (time, then) = self.base;
        time.after(now.steady_since(then))
    }

    pub(super) fn write(&mut self, post: &PostId, change: Change) -> Write {
        if change.lets_go() {
            self.flow = None;
        }
        Write { post: post.clone(), at: self.fence, change, facts: self.facts.clone() }
    }

    /// What is written where the flow wants a snapshot kept.
    fn save(&mut self, snapshot: Snapshot, time: Timestamp, is_draining: bool) -> Change {
        if snapshot.outcome().is_some() {
            let (change, facts) = ending::of(&snapshot, self.sends, self.due, self.late, time);
            self.facts.pause = facts.pause;
            self.facts.used_up = facts.used_up;
            return change;
        }
        let sent = snapshot.publishes();
        match snapshot.phase() {
            // It would be sent again: for a post that is sent once, the last word is not spoken.
            Phase::Publish if self.sends == Sends::Once && sent != 0 => {
                put_back(time.after(Duration::from_secs(3600)), Why::Verify)
            }
            Phase::Publishing if is_draining => put_back(time, Why::Drained),
            Phase::Publishing => Change::Intent { snapshot: Box::new(snapshot) },
            _ => Change::Save { snapshot: Box::new(snapshot) },
        }
    }
}
