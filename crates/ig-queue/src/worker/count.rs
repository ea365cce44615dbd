//! The server is asked how many posts are in the window of an account.
//!
//! What another program has published counts then. Nothing waits for the answer but a post for
//! which there would be no place without it.

use std::{collections::BTreeMap, time::Duration};

use ig_core::{Call, EndpointExt as _, Reply, Timestamp, endpoint::PublishingLimit};

use super::{Access, Worker, reads::Asker};
use crate::{
    account::Account,
    clocks::Clocks,
    id::{AccountId, PostId},
    note::Why,
    write::{Change, Count, Flow},
};

/// The questions of the last minutes.
#[derive(Debug, Default)]
pub(super) struct Counts(BTreeMap<AccountId, Asked>);

#[derive(Debug)]
struct Asked {
    at: Clocks,
    is_out: bool,
    /// Posts that have no place unless the answer is that there is one.
    waiting: Vec<PostId>,
}

/// How soon an account is asked about again where nothing was learnt: ten minutes.
const PAUSE: Duration = Duration::from_secs(10 * 60);

impl Counts {
    pub(super) fn forget(&mut self, now: Clocks) {
        self.0.retain(|_, asked| asked.is_out || now.steady_since(asked.at) < PAUSE);
    }
}

impl Worker {
    /// Asks about an account whose count is old. Whether an answer is to come.
    pub(super) fn count(
        &mut self,
        now: Clocks,
        time: Timestamp,
        account: &Account,
        access: &Access,
        post: &PostId,
    ) -> bool {
        if let Some(asked) = self.counts.0.get(&account.id)
            && (asked.is_out || now.steady_since(asked.at) < PAUSE)
        {
            return asked.is_out;
        }
        if self.is_draining || !account.is_to_be_counted(time) {
            return false;
        }
        if self.usages.admit(now, time, access, &account.id).is_err() {
            return false;
        }
        let asked = Asked { at: now, is_out: true, waiting: Vec::new() };
        self.counts.0.insert(account.id.clone(), asked);
        let call = Call::new(&PublishingLimit::new(account.id.user.clone()).with_config());
        let asker = Asker::Count { account: account.id.clone(), post: post.clone(), at: time };
        self.ask(now, access, asker, call, Self::PATIENT);
        true
    }

    /// A post without a place waits for the answer, or is put back until there may be one.
    pub(super) fn await_count(
        &mut self,
        time: Timestamp,
        post: &PostId,
        account: &Account,
        is_coming: bool,
    ) {
        let Some(job) = self.jobs.get_mut(post) else { return };
        let (usage, total) = (account.ledger.usage(time), account.ledger.total());
        job.awaits_count = Some(Why::Quota { usage, total });
        match self.counts.0.get_mut(&account.id).filter(|_| is_coming) {
            Some(asked) => asked.waiting.push(post.clone()),
            None => self.put_back_for_a_place(post, time.after(PAUSE)),
        }
    }

    fn put_back_for_a_place(&mut self, post: &PostId, wake: Timestamp) {
        let Some(job) = self.jobs.get_mut(post) else { return };
        let Some(why) = job.awaits_count.take() else { return };
        let change = Change::PutBack { wake, why, flow: Flow::Kept };
        self.staged.push(job.write(post, change));
    }

    /// Takes in the answer, or that there is none.
    pub(super) fn counted(
        &mut self,
        time: Timestamp,
        account: &AccountId,
        (post, at): (&PostId, Timestamp),
        reply: Option<&Reply>,
    ) {
        let said = reply.and_then(|reply| PublishingLimit::read(reply).ok());
        let count = said.map(|said| Count { at, said });
        let mut waiting = Vec::new();
        if let Some(asked) = self.counts.0.get_mut(account) {
            asked.is_out = false;
            waiting = std::mem::take(&mut asked.waiting);
        }
        for post in waiting.iter().chain([post]) {
            if let Some(job) = self.jobs.get_mut(post).filter(|job| job.account == *account) {
                job.facts.count = count.or(job.facts.count);
            }
        }
        // The next claim sees what was learnt.
        let wake = if count.is_some() { time } else { time.after(PAUSE) };
        for post in waiting {
            self.put_back_for_a_place(&post, wake);
        }
    }
}
