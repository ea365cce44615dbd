//! One post that a worker has: its flow, and what the flow asks for.

use std::time::Duration;

use ig_core::{
    Delivery, Flow as _, PublishFlow, PublishPlan, Reply, Step, Timestamp,
    publish::{Brake, Phase, Snapshot, SnapshotError},
};

use super::{Request, RequestId, Worker};
use crate::{
    account::NotYet,
    claim::Claimed,
    clocks::{Clocks, Deadline},
    ending,
    id::{AccountId, Credential, PostId},
    late::Late,
    note::{Note, Why},
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
    account: AccountId,
    credential: Credential,
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
}

impl Worker {
    /// Takes in a post that was claimed.
    pub(super) fn take_up(
        &mut self,
        now: Clocks,
        time: Timestamp,
        Claimed { row, account }: Claimed,
    ) {
        let post = row.id.clone();
        let mut job = Job {
            fence: row.fence,
            base: (time, now),
            flow: None,
            account: row.account.clone(),
            credential: row.credential.clone(),
            due: row.due.at(),
            late: row.late,
            sends: row.sends,
            facts: Facts::default(),
            brake: None,
            not_after: None,
            asks_for_a_container: false,
        };
        match flow(&row, time, self.seed(&post)) {
            Ok(mut flow) => {
                if row.snapshot.is_none() {
                    flow = flow.with_ledger(account.ledger.clone());
                    flow = flow.with_brake(account.brake(row.surface).clone());
                }
                flow.set_not_before(row.due.at());
                job.brake = Some(flow.brake().clone());
                job.flow = Some(Box::new(flow));
                self.agenda.insert((time, post.clone()));
            }
            Err(change) => self.staged.push(job.write(&post, change)),
        }
        self.jobs.insert(post, job);
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
        let step = flow.poll(time);
        if matches!(step, Step::Save(_)) && self.is_behind_an_older_one(&post, agenda) {
            self.agenda.insert((agenda.after(Duration::from_secs(1)), post));
            return;
        }
        let Some(job) = self.jobs.get_mut(&post) else { return };
        let Some(flow) = &mut job.flow else { return };
        let phase = flow.phase();
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
                let id = RequestId(self.next_request);
                self.next_request += 1;
                job.asks_for_a_container = call.name() == "POST /{user}/media";
                let not_after = job.not_after.take();
                if phase == Phase::Publishing && not_after.is_none() {
                    // No publish without the store's leave: as if killed, it is looked into.
                    **flow = PublishFlow::resume(flow.snapshot().clone(), time);
                    self.agenda.insert((agenda, post));
                    return;
                }
                self.requests.insert(id, post.clone());
                let (api_base, credential) = (job.account.api_base.clone(), job.credential.clone());
                self.outbox.push_back(Request { id, post, api_base, credential, call, not_after });
            }
            Step::Wait(until) => {
                if self.is_draining {
                    let change = put_back(time, Why::Drained);
                    self.staged.push(job.write(&post, change));
                } else if self.limits.park < until.since(time) {
                    let change = put_back(agenda.after(until.since(time)), Why::NotDue);
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

    /// Takes in what became of a request.
    pub fn handle(&mut self, now: Clocks, request: RequestId, reply: Reply) {
        let Some(post) = self.requests.remove(&request) else { return };
        let Some(agenda) = self.time(now) else { return };
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

    /// The driver cannot send the request: it has no token of that name. The post is left to
    /// another worker.
    pub fn lacks_the_token(&mut self, now: Clocks, request: RequestId) {
        let Some(post) = self.requests.remove(&request) else { return };
        let (Some(time), Some(job)) = (self.time(now), self.jobs.get_mut(&post)) else { return };
        let NotYet { until, why } = NotYet::other_worker(time);
        let change = put_back(until, why);
        self.staged.push(job.write(&post, change));
    }
}

impl Job {
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
        if !matches!(change, Change::Save { .. } | Change::Intent { .. }) {
            self.flow = None;
        }
        Write { post: post.clone(), at: self.fence, change, facts: self.facts.clone() }
    }

    /// What is written where the flow wants a snapshot kept.
    fn save(&mut self, snapshot: Snapshot, time: Timestamp, is_draining: bool) -> Change {
        if snapshot.outcome().is_some() {
            let (change, facts) = ending::of(&snapshot, self.sends, self.due, self.late, time);
            self.facts.pause = facts.pause;
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

fn put_back(wake: Timestamp, why: Why) -> Change {
    Change::PutBack { wake, why, flow: Flow::Kept }
}

/// The flow of a row, or what is written where there can be none.
fn flow(row: &Row, time: Timestamp, seed: u64) -> Result<PublishFlow, Change> {
    let hold = |detail: String| Change::Hold { note: Note::Unreadable { detail } };
    let Some(json) = &row.snapshot else {
        let plan = serde_json::from_str::<PublishPlan>(&row.plan);
        // The text is not shown: it may be anything.
        let plan = plan.map_err(|error| {
            hold(format!("the plan, at line {} column {}", error.line(), error.column()))
        })?;
        return Ok(PublishFlow::new(plan, seed));
    };
    match Snapshot::from_json(json.as_bytes()) {
        Ok(snapshot) => Ok(PublishFlow::resume(snapshot, time)),
        Err(SnapshotError::Newer { .. }) => {
            let NotYet { until, why } = NotYet::other_worker(time);
            Err(put_back(until, why))
        }
        Err(error) => Err(hold(error.to_string())),
    }
}
