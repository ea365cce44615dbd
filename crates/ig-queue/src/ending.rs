//! What becomes of a post whose flow has ended: for good, or for now.

use std::time::Duration;

use ig_core::{
    Timestamp,
    error::ErrorClass,
    publish::{Cause, Outcome, Snapshot},
};

use crate::{
    account::Account,
    late::Late,
    note::{Note, REFUSED, Why},
    row::{Sends, State},
    write::{Change, Facts, Flow, Limit},
};

/// The pause between two looks for a publish that may only be sent once, and before a limit is tried
/// again of which the server said only that it is used up: an hour.
const LOOK: Duration = Duration::from_secs(3600);

/// The change that an ended flow leads to, and what it says of the account.
pub(crate) fn of(
    snapshot: &Snapshot,
    sends: Sends,
    due: Timestamp,
    late: Late,
    now: Timestamp,
) -> (Change, Facts) {
    let facts = Facts::default();
    let retry = now.after(Account::RETRY);
    let put_back =
        |wake: Timestamp, why, flow| Change::PutBack { wake: wake.max(retry), why, flow };
    let ended = |state| Change::Outcome { snapshot: Box::new(snapshot.clone()), state };
    let reason = match snapshot.outcome() {
        Some(Outcome::NotPublished { reason }) => reason,
        Some(Outcome::Uncertain { reason, .. }) if is_refused(&reason.cause) => {
            // Whether it is public can be read with another token only.
            let paused = Facts { pause: Some(refusal(&reason.cause)), ..facts };
            return (put_back(now.after(LOOK), Why::Verify, Flow::Kept), paused);
        }
        Some(Outcome::Uncertain { .. }) if sends == Sends::Once => {
            return (put_back(now.after(LOOK), Why::Verify, Flow::Kept), facts);
        }
        Some(Outcome::Uncertain { .. }) => return (ended(State::Uncertain), facts),
        Some(Outcome::Published { .. }) | None => return (ended(State::Done), facts),
    };
    let cause = &reason.cause;
    let used_up = used_up(cause);
    let facts = Facts { used_up, ..facts };
    if let Some(limit) = used_up
        && let Some((wait, flow)) = waits_for(limit, snapshot, sends)
        && !(snapshot.publishes() != 0 && late.is_over(due, now.after(wait)))
    {
        let why = match limit {
            Limit::Posts => Why::UsedUp,
            Limit::Containers => Why::Containers,
        };
        return (put_back(now.after(wait), why, flow), facts);
    }
    if snapshot.publishes() != 0 {
        return match sends {
            Sends::Once if is_lost(cause) => {
                (put_back(now.after(LOOK), Why::Verify, Flow::Kept), facts)
            }
            _ => (ended(State::Done), facts),
        };
    }
    let change = match cause {
        cause if is_refused(cause) => {
            let paused = Facts { pause: Some(refusal(cause)), ..facts };
            let why = Why::Paused { words: refusal(cause) };
            return (put_back(retry, why, Flow::Dropped), paused);
        }
        Cause::Braked { until, .. } => put_back(*until, Why::Brake, Flow::Dropped),
        Cause::QuotaFull { usage, total, free_at, .. } => {
            let why = Why::Quota { usage: *usage, total: *total };
            put_back(*free_at, why, Flow::Dropped)
        }
        Cause::ContainersFull { free_at, .. } => put_back(*free_at, Why::Containers, Flow::Dropped),
        cause if is_of_the_medium(cause) => match now < due {
            true => put_back(retry, Why::Medium, Flow::Dropped),
            false => Change::Hold { note: Note::NoMedium { detail: words(cause) } },
        },
        cause if may_pass(cause) => match late.tries_again(due, now) {
            true => put_back(now.after(pause(due, now)), Why::Trouble, Flow::Dropped),
            false => Change::Hold { note: Note::Trouble { detail: words(cause) } },
        },
        _ => ended(State::Done),
    };
    (change, facts)
}

/// The pause before another try: a minute, and after the post was due a quarter of the time since
/// then, so that 12 hours of trouble cost some 30 containers of the 400 of a day (reference §2.1).
fn pause(due: Timestamp, now: Timestamp) -> Duration {
    Account::RETRY.max(now.since(due) / 4)
}

/// The limit that the server says is used up.
fn used_up(cause: &Cause) -> Option<Limit> {
    match class(cause) {
        Some(ErrorClass::PublishingQuota) => Some(Limit::Posts),
        Some(ErrorClass::ContainerQuota) => Some(Limit::Containers),
        _ => None,
    }
}

/// How long a post waits for a limit that is used up, and what it goes on from then; `None` where it
/// has to end.
///
/// One that was sent already is looked into and sent again, as far as its policy allows: after one
/// hour, then after four more, since its container lives for 24 hours.
fn waits_for(limit: Limit, snapshot: &Snapshot, sends: Sends) -> Option<(Duration, Flow)> {
    let sent = snapshot.publishes();
    match limit {
        _ if sent != 0 => {
            let again = snapshot.to_send_again().filter(|_| sends == Sends::Verified)?;
            Some((if sent == 1 { LOOK } else { 4 * LOOK }, Flow::From(Box::new(again))))
        }
        Limit::Posts | Limit::Containers => Some((LOOK, Flow::Dropped)),
    }
}

/// The token is refused, which stops every post of the account.
fn is_refused(cause: &Cause) -> bool {
    class(cause) == Some(ErrorClass::Auth)
}

/// The server could not fetch the medium, or the file is gone or another: it may be there in a minute.
fn is_of_the_medium(cause: &Cause) -> bool {
    let is_a_file = matches!(cause, Cause::File { .. });
    is_a_file || cause.fetch_failure().is_some() || class(cause) == Some(ErrorClass::Media)
}

fn may_pass(cause: &Cause) -> bool {
    match cause {
        Cause::NotSent { .. }
        | Cause::NoReply { .. }
        | Cause::UnreadableReply
        | Cause::HttpStatus { .. }
        | Cause::StillInProgress
        | Cause::UploadLost => true,
        cause => matches!(class(cause), Some(ErrorClass::Transient | ErrorClass::RateLimit)),
    }
}

/// Nobody knows what became of the send: it may still be on its way.
fn is_lost(cause: &Cause) -> bool {
    match cause {
        Cause::Interrupted
        | Cause::NoReply { .. }
        | Cause::UnreadableReply
        | Cause::HttpStatus { .. }
        | Cause::StillInProgress
        | Cause::Contradiction => true,
        cause => matches!(class(cause), Some(ErrorClass::Transient)),
    }
}

fn class(cause: &Cause) -> Option<ErrorClass> {
    cause.api().map(|error| error.class())
}

/// The words with which an account is paused.
fn refusal(cause: &Cause) -> String {
    format!("{REFUSED}{cause}")
}

fn words(cause: &Cause) -> String {
    cause.to_string()
}
