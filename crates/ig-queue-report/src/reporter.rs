//! What a worker does, reported as it goes.

use std::{
    collections::BTreeMap,
    fmt,
    time::{Duration, Instant},
};

use ig_core::Timestamp;
use ig_driver::log::Attempts;
use ig_queue::{
    AccountId, Change, Claimed, Counts, Ended, News, PostId, Request, RequestId, Row, State, Write,
    Written,
};
use tracing::Span;

use crate::{
    measure::{measures, seconds},
    words,
};

/// Logs and counts what one worker does. It knows the posts that the worker has, and no others.
#[derive(Debug, Default)]
pub struct Reporter {
    posts: BTreeMap<PostId, Known>,
    requests: BTreeMap<RequestId, (PostId, &'static str)>,
    counts: Option<Every>,
}

/// What is known of a post that the worker has.
#[derive(Debug)]
struct Known {
    account: AccountId,
    due: Timestamp,
    /// Whether a publish was allowed before.
    is_allowed: bool,
    /// As soon as it is in a snapshot that this worker has saved.
    container: Option<String>,
    attempts: Attempts,
}

/// How often the store is asked for its counts.
#[derive(Debug)]
struct Every {
    pause: Duration,
    last: Option<Instant>,
}

impl Reporter {
    /// Reports nothing that has to be read from the store.
    pub fn new() -> Self {
        Self::default()
    }

    /// Also reports the [measures](crate::measures) of the store, at most each `pause`.
    #[must_use]
    pub fn with_counts(self, pause: Duration) -> Self {
        Self { counts: Some(Every { pause, last: None }), ..self }
    }

    /// Whether it is time to read the store's counts, for [`set`](Self::set).
    pub fn wants_counts(&self) -> bool {
        let is_over = |every: &Every| every.last.is_none_or(|last| every.pause <= last.elapsed());
        self.counts.as_ref().is_some_and(is_over)
    }

    /// Reports what the store counts.
    pub fn set(&mut self, counts: &Counts) {
        if let Some(every) = &mut self.counts {
            every.last = Some(Instant::now());
        }
        measures(counts).iter().for_each(crate::Measure::report);
    }

    /// Reports news. `now` is the time by the clock of the store, as far as it is known.
    pub fn hear<E: fmt::Display>(&mut self, news: &News<'_, E>, now: Timestamp) {
        match news {
            News::Reset(posts) => words::reset(*posts),
            News::Claimed(claimed) => self.claimed(claimed),
            News::Looked(row) => looked(row),
            News::Written(write, written) => self.written(write, written, now),
            News::NoToken { post, credential } => {
                metrics::counter!("ig_queue_no_token_total").increment(1);
                words::no_token(post, credential);
            }
            News::LeftToOthers(credential) => words::left_to_others(credential),
            News::Trouble(error) => {
                metrics::counter!("ig_queue_store_errors_total").increment(1);
                words::trouble(error);
            }
            _ => (),
        }
    }

    fn claimed(&mut self, Claimed { row, .. }: &Claimed) {
        metrics::counter!("ig_queue_claimed_total").increment(1);
        words::claimed(row);
        let known = Known {
            account: row.account.clone(),
            due: row.due.at(),
            is_allowed: row.intent_at.is_some(),
            container: None,
            attempts: Attempts::default(),
        };
        self.posts.insert(row.id.clone(), known);
    }

    fn written(&mut self, write: &Write, written: &Written, now: Timestamp) {
        words::written(write, written);
        if *written == Written::Fenced {
            self.posts.remove(&write.post);
        }
        let Written::Done(_) = written else { return };
        match &write.change {
            Change::Save { snapshot } => self.learn(&write.post, snapshot.container()),
            Change::Intent { snapshot } => {
                self.learn(&write.post, snapshot.container());
                if let Some(known) = self.posts.get_mut(&write.post)
                    && !std::mem::replace(&mut known.is_allowed, true)
                {
                    let late = seconds(now.since(known.due));
                    metrics::histogram!("ig_queue_publish_lateness_seconds").record(late);
                }
            }
            Change::Outcome { snapshot, .. } => {
                words::counter_of(snapshot.outcome()).increment(1);
            }
            Change::Hold { .. } => metrics::counter!("ig_queue_held_total").increment(1),
            Change::PutBack { .. } => metrics::counter!("ig_queue_put_back_total").increment(1),
        }
        if write.change.lets_go() {
            self.posts.remove(&write.post);
        }
    }

    fn learn(&mut self, post: &PostId, container: Option<&ig_core::ContainerId>) {
        if let (Some(known), Some(container)) = (self.posts.get_mut(post), container)
            && known.container.as_deref() != Some(container.as_str())
        {
            known.container = Some(container.to_string());
        }
    }

    /// The span of a request that is about to be sent, to send it in.
    pub fn request(&mut self, request: &Request) -> Span {
        let call = request.call.name();
        let known = self.posts.get(&request.post);
        let span = tracing::warn_span!(
            target: "ig_queue",
            "post",
            post = request.post.as_str(),
            account = known.map(|known| known.account.user.as_str()),
            credential = request.credential.as_str(),
            container = known.and_then(|known| known.container.as_deref()),
            attempt = known.map(|known| known.attempts.next(call)),
        );
        self.requests.insert(request.id, (request.post.clone(), call));
        span
    }

    /// Takes in what became of a request.
    pub fn ended(&mut self, id: RequestId, ended: &Ended) {
        let Some((post, call)) = self.requests.remove(&id) else { return };
        metrics::counter!("ig_queue_requests_total", "outcome" => words::outcome(ended))
            .increment(1);
        match ended {
            Ended::Reply(reply) => {
                if let Some(known) = self.posts.get_mut(&post) {
                    known.attempts.heard(call, reply);
                }
            }
            Ended::NoMedium(why) => words::no_medium(&post, why),
            Ended::Unsendable => words::unsendable(&post, call),
        }
    }
}

fn looked(row: &Row) {
    match row.state {
        State::Held | State::Uncertain => {
            metrics::counter!("ig_queue_held_total").increment(1);
            words::looked_and_held(row);
        }
        _ => words::looked(row),
    }
}
