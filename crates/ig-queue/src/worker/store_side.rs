//! A worker and its store: what was asked, and what an answer leads to, or the lack of one.

use std::{collections::BTreeMap, mem, time::Duration};

use ig_core::{Flow as _, PublishFlow, Timestamp};

use super::{Task, Worker, begin::for_another};
use crate::{
    clocks::{Clocks, Deadline},
    id::{Credential, PostId},
    store::{Answers, Claims},
    write::{Change, Flow, Stamp, Write, Written},
};

/// What the store was asked.
#[derive(Debug)]
pub(super) enum Asked {
    Nothing,
    Claim,
    /// To store this, begun then.
    Write(Vec<Write>, Clocks),
    /// Whether it has stored this, begun then.
    Read(Vec<Write>, Clocks),
    TakeOver,
}

/// How long a store is left alone that gave no answer.
const PAUSE: Duration = Duration::from_secs(1);

/// What is asked.
impl Worker {
    pub(super) fn claim(&mut self) -> Task {
        if self.is_draining {
            return Task::Finished;
        }
        self.asked = Asked::Claim;
        let room = self.room();
        let posts: Vec<_> = mem::take(&mut self.woken).into_iter().collect();
        Task::Claim { posts, room }
    }

    pub(super) fn write(&mut self, now: Clocks) -> Task {
        let writes = mem::take(&mut self.staged);
        self.asked = Asked::Write(writes.clone(), now);
        Task::Write(writes)
    }

    /// What has to be cleared up before anything else.
    pub(super) fn trouble_with_the_store(&mut self, now: Clocks) -> Option<Task> {
        if let Some(since) = self.trouble {
            let passed = now.longest_since(since);
            if passed < PAUSE {
                return Some(Task::Wait(PAUSE - passed));
            }
            self.trouble = None;
        }
        if let Asked::Read(writes, _) = &self.asked {
            return Some(Task::Read(writes.iter().map(|write| write.post.clone()).collect()));
        }
        if self.has_lost_a_claim {
            self.asked = Asked::TakeOver;
            return Some(Task::TakeOver);
        }
        None
    }
}

/// What is answered.
impl Worker {
    /// Takes in posts that were claimed.
    pub fn claimed(&mut self, now: Clocks, claims: Claims) {
        self.claimed_but(now, claims, &BTreeMap::new());
    }

    /// Takes in posts that were claimed. Those `of_others` are left to another worker: the tokens of
    /// this one are not for their accounts. Nothing is sent for them, and they are tried again after a
    /// minute.
    pub fn claimed_but(
        &mut self,
        now: Clocks,
        claims: Claims,
        of_others: &BTreeMap<PostId, Credential>,
    ) {
        if !matches!(mem::replace(&mut self.asked, Asked::Nothing), Asked::Claim) {
            return;
        }
        self.answered(now, claims.now);
        self.usages.forget(now, claims.now);
        self.counts.forget(now);
        let is_empty = claims.posts.is_empty();
        for claimed in claims.posts {
            self.forget(&claimed.row.id.clone());
            let back = of_others.contains_key(&claimed.row.id).then(|| for_another(claims.now));
            self.take_up(now, claims.now, claimed, back);
        }
        let soon = claims.now.after(Duration::from_millis(if is_empty { 100 } else { 0 }));
        let idle = claims.now.after(self.limits.idle);
        self.claim_at = Some(claims.next.map_or(idle, |next| next.clamp(soon, idle)));
    }

    /// Takes in what came of writes.
    pub fn written(&mut self, now: Clocks, answers: Answers<Written>) {
        let Asked::Write(writes, begun) = mem::replace(&mut self.asked, Asked::Nothing) else {
            return;
        };
        self.answered(now, answers.now);
        for (write, written) in writes.into_iter().zip(answers.answers) {
            self.settle(now, begun, answers.now, write, written);
        }
    }

    /// Takes in how far posts are whose writes had no answer.
    pub fn read(&mut self, now: Clocks, answers: Answers<Option<Stamp>>) {
        let Asked::Read(writes, begun) = mem::replace(&mut self.asked, Asked::Nothing) else {
            return;
        };
        self.answered(now, answers.now);
        for (write, stamp) in writes.into_iter().zip(answers.answers) {
            let next = write.at.version.saturating_add(1);
            let ours = |stamp: &Stamp| {
                stamp.fence.epoch == write.at.epoch && stamp.holder.as_ref() == Some(&self.me)
            };
            match stamp.filter(ours) {
                Some(stamp) if stamp.fence.version == next => {
                    let done = Written::Done(stamp.fence);
                    self.settle(now, begun, answers.now, write, done);
                }
                // It was not stored. If it still is, one of the two is fenced.
                Some(stamp) if stamp.fence == write.at => self.staged.push(write),
                _ => self.forget(&write.post),
            }
        }
    }

    fn answered(&mut self, now: Clocks, time: Timestamp) {
        self.store = Some((time, now));
        self.silent = None;
    }

    /// What this worker had claimed is due again.
    pub fn taken_over(&mut self, _now: Clocks) {
        if let Asked::TakeOver = mem::replace(&mut self.asked, Asked::Nothing) {
            self.has_lost_a_claim = false;
            self.claim_at = None;
        }
    }

    /// The store gave no answer: it may have done what it was asked.
    pub fn unknown(&mut self, now: Clocks) {
        self.trouble = Some(now);
        self.silent.get_or_insert(now);
        self.answer_is_lost();
    }

    pub(super) fn answer_is_lost(&mut self) {
        self.asked = match mem::replace(&mut self.asked, Asked::Nothing) {
            Asked::Write(writes, begun) | Asked::Read(writes, begun) => Asked::Read(writes, begun),
            Asked::Claim | Asked::TakeOver => {
                self.has_lost_a_claim = true;
                Asked::Nothing
            }
            Asked::Nothing => Asked::Nothing,
        };
    }

    fn settle(
        &mut self,
        now: Clocks,
        begun: Clocks,
        time: Timestamp,
        write: Write,
        written: Written,
    ) {
        let guard = self.limits.guard;
        let Some(job) = self.jobs.get_mut(&write.post) else { return };
        match (written, &write.change) {
            (Written::Done(fence), Change::Save { .. }) => {
                job.stored(fence, &write.facts);
                job.flow.iter_mut().for_each(|flow| flow.saved());
                self.agenda.insert((time, write.post));
            }
            (Written::Done(fence), Change::Intent { snapshot }) => {
                job.stored(fence, &write.facts);
                let deadline = Deadline::new(begun, guard);
                if deadline.has_passed(now) {
                    // Somebody may have taken over since: as if killed, it is looked into.
                    let flow = PublishFlow::resume((**snapshot).clone(), time);
                    job.flow = Some(Box::new(flow));
                } else {
                    job.not_after = Some(deadline);
                    job.flow.iter_mut().for_each(|flow| flow.saved());
                }
                self.agenda.insert((time, write.post));
            }
            (Written::NotYet(not_yet), _) => {
                let (wake, why) = (not_yet.until, not_yet.why);
                let change = Change::PutBack { wake, why, flow: Flow::Kept };
                let back = job.write(&write.post, change);
                self.staged.push(back);
            }
            (Written::Done(_) | Written::Fenced, _) => self.forget(&write.post),
        }
    }

    /// The post is not this worker's any more, as if its process had ended here.
    fn forget(&mut self, post: &PostId) {
        self.jobs.remove(post);
        self.agenda.retain(|(_, other)| other != post);
        self.forget_requests_of(post);
        self.staged.retain(|write| write.post != *post);
    }
}
