//! A post of the queue, for people and for programs.

use ig_core::{
    PublishPlan, Timestamp,
    publish::{MediaRef, Outcome},
};
use ig_queue::{Late, Note, Row, State, Why};
use serde_json::{Value, json};

use crate::{
    failure::Exit,
    output::Output,
    report::{self, kind},
    text::plain,
};

/// What is to be published; nothing if its plan cannot be read.
pub(crate) fn post(row: &Row) -> Option<PublishPlan> {
    serde_json::from_slice(row.plan.as_bytes()).ok()
}

/// How it ended.
pub(crate) fn ending(row: &Row) -> Option<Outcome> {
    serde_json::from_slice(row.outcome.as_deref()?.as_bytes()).ok()
}

/// Whether it waits for a person: to let it go on, or to see to its token or its worker.
pub(crate) fn needs_a_person(row: &Row, now: Timestamp) -> bool {
    match (&row.note, row.state) {
        (_, State::Held | State::Uncertain) => true,
        _ if is_left_alone(row, now) => true,
        (Some(Note::Waits { why, .. }), State::Waiting | State::Active) => {
            matches!(why, Why::Paused { .. } | Why::OtherWorker)
        }
        _ => false,
    }
}

/// The post as a JSON object.
pub(crate) fn shown(row: &Row, now: Timestamp) -> Value {
    let plan = post(row);
    let post = plan.as_ref().map(PublishPlan::post);
    let ending = ending(row);
    let media = match &ending {
        Some(Outcome::Published { media, .. }) => media.id().map(ToString::to_string),
        _ => None,
    };
    json!({
        "id": row.id,
        "key": row.key,
        "state": row.state,
        "outcome": outcome(row),
        "due": row.due.at().to_string(),
        "typed": row.due.typed(),
        "zone": row.due.zone(),
        "late": is_late(row, now),
        "lead_seconds": row.lead.as_secs(),
        "wake": row.wake.map(|wake| wake.to_string()),
        "user": row.account.user,
        "api_base": row.account.api_base,
        "credential": row.credential,
        "kind": post.map(kind),
        "files": post.map(|post| post.media().iter().map(ToString::to_string).collect::<Vec<_>>()),
        "caption": post.and_then(|post| post.caption()),
        "surface": row.surface,
        "policy": row.late,
        "sends": row.sends,
        "may_be_public": row.may_be_public(),
        "media": media,
        "media_known": ending.as_ref().and_then(media_known),
        "permalink": row.permalink,
        "note": row.note.as_ref().map(ToString::to_string),
    })
}

/// Prints posts: one object, or a line for each.
pub(crate) fn print(rows: &[Row], now: Timestamp, output: &Output) {
    if output.is_json() {
        let posts: Vec<_> = rows.iter().map(|row| shown(row, now)).collect();
        return output.object(&json!({ "posts": posts }));
    }
    // An id is never shortened: part of one is another one.
    let width = rows.iter().map(|row| row.id.as_str().len()).max().unwrap_or_default();
    rows.iter().for_each(|row| output.line(line(row, width, now)));
}

/// The post in a line.
fn line(row: &Row, width: usize, now: Timestamp) -> String {
    let plan = post(row);
    let words = plan.as_ref().map(|plan| report::words(plan.post())).unwrap_or_default();
    let kind = plan.as_ref().map_or("unreadable", |plan| kind(plan.post())).replace('_', " ");
    let late = if is_late(row, now) { "late " } else { "" };
    let state = format!("{late}{}", outcome(row).replace('_', " "));
    let note = match &row.note {
        // Its time is in the line already.
        Some(Note::Waits { why: Why::NotDue, .. }) | None => String::new(),
        Some(note) => format!("  ({note})"),
    };
    let (id, due, user) = (&row.id, row.due.at(), &row.account.user);
    plain(format!("{id:<width$}  {due}  {state:<14}  {user}  {kind:<11}  {words}{note}").trim_end())
}

/// One word for how far it is: the outcome of a post that ended, and its state otherwise.
pub(crate) fn outcome(row: &Row) -> &'static str {
    match (row.state, ending(row), &row.note) {
        (State::Done, Some(Outcome::Published { .. }), _) => "published",
        (State::Done, None, Some(Note::Skipped { .. })) => "skipped",
        (State::Done, ..) => "not_published",
        (State::Waiting, ..) => "waiting",
        (State::Active, ..) => "active",
        (State::Held, ..) => "held",
        (State::Cancelled, ..) => "cancelled",
        (State::Uncertain, ..) => "uncertain",
        _ => "unknown",
    }
}

/// The exit status that a post stands for once nobody works on it any more.
pub(crate) fn exit(row: &Row) -> Exit {
    match outcome(row) {
        "uncertain" => Exit::Uncertain,
        "not_published" | "skipped" | "held" => Exit::Failed,
        _ => Exit::Success,
    }
}

/// Whether nobody has looked at it since its time: no worker runs, or none has its token.
pub(crate) fn is_left_alone(row: &Row, now: Timestamp) -> bool {
    let since = row.wake.map(|wake| wake.max(row.due.at()));
    row.state == State::Waiting && since.is_some_and(|since| since.after(Late::GRACE) < now)
}

pub(crate) fn is_late(row: &Row, now: Timestamp) -> bool {
    matches!(row.state, State::Waiting | State::Active) && row.due.at() < now
}

fn media_known(ending: &Outcome) -> Option<&'static str> {
    let Outcome::Published { media, .. } = ending else { return None };
    Some(match media {
        MediaRef::Confirmed(_) => "confirmed",
        MediaRef::Matched(_) => "matched",
        _ => "unknown",
    })
}
