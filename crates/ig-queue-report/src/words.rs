//! The events of the log.

use std::fmt;

use ig_core::publish::Outcome;
use ig_driver::log::without_queries;
use ig_queue::{Change, Credential, Ended, PostId, Row, Write, Written};
use metrics::Counter;

pub(crate) fn reset(posts: usize) {
    tracing::warn!(
        target: "ig_queue",
        posts,
        "the database is an earlier copy: the posts that have not ended are held"
    );
}

pub(crate) fn claimed(row: &Row) {
    tracing::debug!(
        target: "ig_queue",
        post = row.id.as_str(),
        account = row.account.user.as_str(),
        due = %row.due.at(),
        claims = row.claims,
        "taken up"
    );
}

pub(crate) fn looked(row: &Row) {
    tracing::info!(target: "ig_queue", post = row.id.as_str(), "{}", without_queries(row.words()));
}

pub(crate) fn looked_and_held(row: &Row) {
    tracing::warn!(target: "ig_queue", post = row.id.as_str(), "{}", without_queries(row.words()));
}

pub(crate) fn written(write: &Write, written: &Written) {
    let post = write.post.as_str();
    match written {
        Written::Fenced => {
            tracing::warn!(target: "ig_queue", post, "somebody else has the post: nothing is sent");
        }
        Written::NotYet(not_yet) => tracing::info!(
            target: "ig_queue",
            post,
            until = %not_yet.until,
            why = %without_queries(&not_yet.why),
            "its publish is put off"
        ),
        Written::Done(_) => done(post, &write.change),
    }
}

fn done(post: &str, change: &Change) {
    match change {
        Change::Save { snapshot } => tracing::debug!(
            target: "ig_queue",
            post,
            container = snapshot.container().map(|it| it.as_str()),
            phase = snapshot.phase().activity(),
            "saved"
        ),
        Change::Intent { snapshot } => tracing::info!(
            target: "ig_queue",
            post,
            container = snapshot.container().map(|it| it.as_str()),
            publishes = snapshot.publishes(),
            "its publish is allowed"
        ),
        Change::Outcome { snapshot, .. } => {
            let container = snapshot.container().map(|it| it.as_str());
            match snapshot.outcome() {
                Some(Outcome::Published { media, .. }) => {
                    let media = media.id().map(|it| it.as_str());
                    tracing::info!(target: "ig_queue", post, container, media, "published");
                }
                Some(Outcome::NotPublished { reason }) => {
                    let reason = without_queries(reason);
                    tracing::warn!(target: "ig_queue", post, container, %reason, "not published");
                }
                Some(Outcome::Uncertain { reason, .. }) => {
                    let reason = without_queries(reason);
                    tracing::warn!(target: "ig_queue", post, container, %reason, "it may be public");
                }
                None => (),
            }
        }
        Change::Hold { note } => {
            tracing::warn!(target: "ig_queue", post, "held: {}", without_queries(note));
        }
        Change::PutBack { wake, why, .. } => {
            let why = without_queries(why);
            tracing::info!(target: "ig_queue", post, until = %wake, %why, "put back");
        }
    }
}

pub(crate) fn no_token(post: &PostId, credential: &Credential) {
    tracing::warn!(
        target: "ig_queue",
        post = post.as_str(),
        credential = credential.as_str(),
        "there is no token of that name here"
    );
}

pub(crate) fn left_to_others(credential: &Credential) {
    tracing::info!(
        target: "ig_queue",
        credential = credential.as_str(),
        "there is no token of that name here: its posts are left to other workers"
    );
}

pub(crate) fn no_medium(post: &PostId, why: &str) {
    let why = without_queries(why);
    tracing::warn!(target: "ig_queue", post = post.as_str(), %why, "its media cannot be used");
}

pub(crate) fn unsendable(post: &PostId, call: &str) {
    tracing::warn!(target: "ig_queue", post = post.as_str(), call, "the request cannot be built");
}

pub(crate) fn trouble(error: &impl fmt::Display) {
    tracing::warn!(target: "ig_queue", %error, "the store is asked again");
}

/// How a request ended, as a label.
pub(crate) fn outcome(ended: &Ended) -> &'static str {
    match ended {
        Ended::Reply(reply) if reply.result().is_err() => "lost",
        Ended::Reply(reply) if reply.refusal().is_some() => "refused",
        Ended::Reply(_) => "answered",
        Ended::NoMedium(_) => "no_medium",
        Ended::Unsendable => "unsendable",
    }
}

pub(crate) fn counter_of(outcome: Option<&Outcome>) -> Counter {
    match outcome {
        Some(Outcome::Published { .. }) => metrics::counter!("ig_queue_published_total"),
        Some(Outcome::Uncertain { .. }) => metrics::counter!("ig_queue_uncertain_total"),
        Some(Outcome::NotPublished { .. }) | None => {
            metrics::counter!("ig_queue_not_published_total")
        }
    }
}
