//! Requests: single ones, and reads of several posts in one.
//!
//! Posts with one token share reads where that is a token of Facebook Login: whether
//! `graph.instagram.com` takes batches is not documented (reference §12.5). A batch has one token,
//! so those with a token of their own are read singly.

use std::{collections::BTreeMap, time::Duration};

use ig_core::{
    Call, Delivery, Error, Login, PublishPlan, Reply, ResponseError, Timestamp,
    batch::{Share, SharedReads, Split},
    error::ErrorClass,
};

use super::{Access, Request, RequestId, Worker};
use crate::{
    clocks::{Clocks, Deadline},
    id::{AccountId, ApiBase, Credential, PostId},
};

/// Who gets a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Asker {
    /// The flow of a post.
    Flow(PostId),
    /// The ledger of an account, by the next write of a post; asked at that time.
    Count { account: AccountId, post: PostId, at: Timestamp },
}

impl Asker {
    fn post(&self) -> &PostId {
        match self {
            Self::Flow(post) | Self::Count { post, .. } => post,
        }
    }
}

/// A request that is out.
#[derive(Debug)]
pub(super) struct Sent {
    access: Access,
    what: What,
}

#[derive(Debug)]
enum What {
    Single(Asker),
    /// `None` where the flow is gone.
    Shared(SharedReads, Vec<Option<Asker>>),
}

impl What {
    fn posts(&self) -> Vec<PostId> {
        match self {
            Self::Single(asker) => vec![asker.post().clone()],
            Self::Shared(_, askers) => {
                askers.iter().flatten().map(|asker| asker.post().clone()).collect()
            }
        }
    }
}

/// Reads that are collected.
#[derive(Debug)]
struct Gathered {
    since: Clocks,
    /// How long after `since` they are sent.
    patience: Duration,
    reads: Vec<(Asker, Call)>,
}

/// What is known of batches with a token.
#[derive(Debug, Default)]
pub(super) struct Sharing {
    gathered: BTreeMap<Access, Gathered>,
    /// Which tokens are of Facebook Login, and when a batch was last refused.
    known: BTreeMap<Access, Option<Clocks>>,
}

impl Sharing {
    /// How long no batch is sent after one was refused: an hour.
    const REFUSED: Duration = Duration::from_secs(3600);

    fn is_possible(&self, now: Clocks, access: &Access) -> bool {
        let refused = self.known.get(access);
        refused.is_some_and(|at| at.is_none_or(|at| Self::REFUSED <= now.steady_since(at)))
    }

    /// How long until collected reads are sent.
    pub(super) fn wait(&self, now: Clocks) -> Option<Duration> {
        let waits = self.gathered.values();
        waits.map(|it| it.patience.saturating_sub(now.steady_since(it.since))).min()
    }

    fn forget(&mut self, own: &Asker) {
        for gathered in self.gathered.values_mut() {
            gathered.reads.retain(|(asker, _)| asker != own);
        }
    }
}

/// What is asked.
impl Worker {
    /// How long a read waits for others where nobody waits for it: two seconds.
    pub(super) const PATIENT: Duration = Duration::from_secs(2);

    /// How long one waits that a post is held up by: a quarter of a second.
    pub(super) const PROMPT: Duration = Duration::from_millis(250);

    /// The token of a credential is of this login. Reads with one of
    /// [Facebook Login](Login::Facebook) are sent together from then on; before, and with any
    /// other, each goes out singly. A driver calls this as soon as it has found a token, as
    /// often as it likes.
    pub fn learn_login(&mut self, api_base: &ApiBase, credential: &Credential, login: Login) {
        let access = Access { api_base: api_base.clone(), credential: credential.clone() };
        match login {
            Login::Facebook => drop(self.sharing.known.entry(access).or_default()),
            _ => drop(self.sharing.known.remove(&access)),
        }
    }

    /// Sends a request, or collects it where it may travel with others.
    pub(super) fn ask(
        &mut self,
        now: Clocks,
        access: &Access,
        asker: Asker,
        call: Call,
        patience: Duration,
    ) {
        if !SharedReads::takes(&call) || !self.sharing.is_possible(now, access) {
            return self.send_singly(access.clone(), asker, call, None);
        }
        let gathered = self.sharing.gathered.entry(access.clone()).or_insert_with(|| Gathered {
            since: now,
            patience,
            reads: Vec::new(),
        });
        let passed = now.steady_since(gathered.since);
        gathered.patience = gathered.patience.min(passed + patience);
        gathered.reads.push((asker, call));
        if gathered.reads.len() == SharedReads::MOST {
            self.send_gathered(access);
        }
    }

    pub(super) fn send_singly(
        &mut self,
        access: Access,
        asker: Asker,
        call: Call,
        not_after: Option<Deadline>,
    ) {
        let post = asker.post().clone();
        self.send(access, post, call, not_after, None, What::Single(asker));
    }

    /// Sends the request for a first container, once the driver has judged the media of `plan`.
    pub(super) fn send_once_judged(
        &mut self,
        access: Access,
        post: PostId,
        call: Call,
        plan: Box<PublishPlan>,
    ) {
        let asker = Asker::Flow(post.clone());
        self.send(access, post, call, None, Some(plan), What::Single(asker));
    }

    fn send(
        &mut self,
        access: Access,
        post: PostId,
        call: Call,
        not_after: Option<Deadline>,
        judge: Option<Box<PublishPlan>>,
        what: What,
    ) {
        let id = RequestId(self.next_request);
        self.next_request += 1;
        let Access { api_base, credential } = access.clone();
        self.requests.insert(id, Sent { access, what });
        self.outbox.push_back(Request { id, post, api_base, credential, call, not_after, judge });
    }

    /// What was collected for long enough.
    pub(super) fn send_what_has_waited(&mut self, now: Clocks) {
        let gathered = self.sharing.gathered.iter();
        let is_due = |it: &Gathered| self.is_draining || it.patience <= now.steady_since(it.since);
        let due: Vec<_> = gathered.filter(|(_, it)| is_due(it)).map(|(of, _)| of.clone()).collect();
        due.iter().for_each(|access| self.send_gathered(access));
    }

    fn send_gathered(&mut self, access: &Access) {
        let Some(Gathered { mut reads, .. }) = self.sharing.gathered.remove(access) else { return };
        if reads.len() < 2 {
            if let Some((asker, call)) = reads.pop() {
                self.send_singly(access.clone(), asker, call, None);
            }
            return;
        }
        let (mut shared, mut askers) = (SharedReads::new(), Vec::with_capacity(reads.len()));
        for (asker, call) in reads {
            match shared.push(call.clone()) {
                Ok(()) => askers.push(Some(asker)),
                Err(_) => self.send_singly(access.clone(), asker, call, None),
            }
        }
        let Some(first) = askers.iter().flatten().next() else { return };
        let (post, call) = (first.post().clone(), shared.call());
        self.send(access.clone(), post, call, None, None, What::Shared(shared, askers));
    }

    /// The flow of `post` is gone: no reply is for it.
    pub(super) fn forget_requests_of(&mut self, post: &PostId) {
        let own = Asker::Flow(post.clone());
        self.requests.retain(|_, sent| match &mut sent.what {
            What::Single(asker) => *asker != own,
            What::Shared(_, askers) => {
                askers.iter_mut().filter(|it| it.as_ref() == Some(&own)).for_each(|it| *it = None);
                true
            }
        });
        let requests = &self.requests;
        self.outbox.retain(|request| requests.contains_key(&request.id));
        self.sharing.forget(&own);
    }
}

/// What is answered.
impl Worker {
    /// Takes in what became of a request.
    pub fn handle(&mut self, now: Clocks, request: RequestId, reply: Reply) {
        let Some(Sent { access, what }) = self.requests.remove(&request) else { return };
        let Some(time) = self.time(now) else { return };
        match what {
            What::Single(asker) => {
                if let Ok(response) = reply.result() {
                    self.usages.of_access(&access, now, time, response.headers());
                }
                self.answer(now, time, asker, reply);
            }
            What::Shared(reads, askers) => {
                self.take_apart(now, time, &access, (reads, askers), reply);
            }
        }
    }

    fn take_apart(
        &mut self,
        now: Clocks,
        time: Timestamp,
        access: &Access,
        (reads, askers): (SharedReads, Vec<Option<Asker>>),
        reply: Reply,
    ) {
        if let Ok(response) = reply.result() {
            self.usages.of_access(access, now, time, response.headers());
        }
        let Split { shares, failure, .. } = reads.split(reply);
        if failure.as_ref().is_some_and(refuses_batches) {
            self.sharing.known.entry(access.clone()).and_modify(|refused| *refused = Some(now));
        }
        let was_sent = !matches!(&failure, Some(Error::Transport(lost)) if lost.delivery() == Delivery::NotSent);
        for (asker, share) in askers.into_iter().zip(shares) {
            let Some(asker) = asker else { continue };
            match share {
                Share::Reply(reply) => {
                    if let Ok(response) = reply.result() {
                        self.usages.of_access(access, now, time, response.headers());
                    }
                    if failure.is_some() && was_sent {
                        self.reads_singly(&asker);
                    }
                    self.answer(now, time, asker, reply);
                }
                Share::Unanswered(call) => self.send_singly(access.clone(), asker, call, None),
            }
        }
    }

    fn answer(&mut self, now: Clocks, time: Timestamp, asker: Asker, reply: Reply) {
        let account = match &asker {
            Asker::Flow(post) => self.jobs.get(post).map(|job| &job.account),
            Asker::Count { account, .. } => Some(account),
        };
        if let (Some(account), Ok(response)) = (account, reply.result()) {
            self.usages.of_account(account, now, time, response.headers());
        }
        match asker {
            Asker::Flow(post) => self.hear(now, time, post, reply),
            Asker::Count { account, post, at } => {
                self.counted(time, &account, (&post, at), Some(&reply));
            }
        }
    }

    /// The driver cannot send the request: it has no token of that name. Its posts are left to
    /// another worker, with all that was to be sent for them.
    pub fn lacks_the_token(&mut self, now: Clocks, request: RequestId) {
        let Some(sent) = self.requests.remove(&request) else { return };
        let Some(time) = self.time(now) else { return };
        let access = sent.access.clone();
        let posts = sent.what.posts();
        let mut all = vec![sent];
        let requests = &mut self.requests;
        self.outbox.retain(|request| {
            let sent = requests.get(&request.id);
            let is_theirs = sent.is_some_and(|it| {
                it.access == access && it.what.posts().iter().all(|post| posts.contains(post))
            });
            if is_theirs {
                all.extend(requests.remove(&request.id));
            }
            !is_theirs
        });
        all.into_iter().for_each(|sent| self.goes_nowhere(time, sent));
    }

    fn goes_nowhere(&mut self, time: Timestamp, Sent { what, .. }: Sent) {
        let askers = match what {
            What::Single(asker) => vec![Some(asker)],
            What::Shared(_, askers) => askers,
        };
        for asker in askers.into_iter().flatten() {
            match asker {
                Asker::Flow(post) => self.leave_to_another(time, &post),
                Asker::Count { account, post, at } => {
                    self.counted(time, &account, (&post, at), None);
                }
            }
        }
    }

    /// The driver has judged the media that [`Request::judge`] names, and has not sent the request:
    /// one of them is gone or would be refused. The post is tried again each minute until it is due,
    /// and held then with `detail`, which says what is wrong.
    pub fn lacks_the_medium(&mut self, now: Clocks, request: RequestId, detail: String) {
        let Some(Sent { what: What::Single(Asker::Flow(post)), .. }) =
            self.requests.remove(&request)
        else {
            return;
        };
        if let Some(time) = self.time(now) {
            self.goes_without(time, &post, detail);
        }
    }

    /// The next read of a flow whose batch failed as a whole goes out by itself: what failed may
    /// be the batch.
    fn reads_singly(&mut self, asker: &Asker) {
        if let Asker::Flow(post) = asker
            && let Some(job) = self.jobs.get_mut(post)
        {
            job.reads_singly = true;
        }
    }
}

/// Whether it says that reads cannot travel together, and not that these, or any, cannot be made
/// now.
fn refuses_batches(error: &Error) -> bool {
    let Error::Response(error) = error else { return false };
    let barred = [ErrorClass::RateLimit, ErrorClass::Auth, ErrorClass::Permission];
    match error {
        ResponseError::Decode(_) => true,
        ResponseError::Api(api) if barred.contains(&api.class()) => false,
        error => !error.is_transient() && error.retry_after().is_none(),
    }
}
