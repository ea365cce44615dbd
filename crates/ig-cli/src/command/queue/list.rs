//! `ig queue list` and `ig queue show`

use ig_core::UserId;
use ig_queue::{Filter, Records as _, Retimed, Row, State, Store as _};
use serde_json::json;

use super::add;
use crate::{
    args::{QueueListArgs, QueuePostArgs},
    config::{check_name, id_of},
    failure::{Exit, Failure},
    output::Output,
    queue::{self, DEFAULT, Place},
    text::plain,
};

/// How many posts are read with one query.
const PAGE: usize = 1000;

pub(super) fn run<P: Place>(args: &QueueListArgs<P>, output: &Output) -> Result<Exit, Failure> {
    let whose = args.account.as_deref().map(Whose::of).transpose()?;
    let Some(mut store) = args.place.find()? else {
        if let Some(Whose::Name(name)) = whose {
            check_name(name, [])?;
        }
        if output.is_json() {
            output.object(&json!({ "posts": [] }));
        }
        output.note(format_args!("there is no queue yet: {}", args.place.name()));
        return Ok(Exit::Success);
    };
    let now = queue::answer(store.now())?;
    let mut filter = Filter::new();
    filter.most = PAGE;
    filter.states = match (args.late, args.held, &whose) {
        // Whether a name is known is seen by all posts.
        (.., Some(Whose::Name(_))) => Vec::new(),
        (true, ..) => vec![State::Waiting, State::Active],
        // Of those that wait, some wait for a token.
        (_, true, _) => vec![State::Held, State::Uncertain, State::Waiting, State::Active],
        _ => Vec::new(),
    };
    let mut rows: Vec<Row> = Vec::new();
    loop {
        let page = queue::answer(store.list(&filter))?;
        filter.after = page.last().map(|row| (row.due.at(), row.id.clone()));
        let is_last = page.len() < PAGE;
        rows.extend(page);
        if is_last {
            break;
        }
    }
    if let Some(whose) = &whose {
        if let Whose::Name(name) = whose
            && !rows.iter().any(|row| whose.has(row))
        {
            let names = rows.iter().map(|row| row.credential.as_str());
            check_name(name, names.filter(|name| *name != DEFAULT).map(str::to_owned))?;
        }
        rows.retain(|row| whose.has(row));
    }
    rows.retain(|row| !args.held || queue::needs_a_person(row, now));
    rows.retain(|row| !args.late || queue::is_late(row, now));
    queue::print(&rows, now, output);
    let is_open = |row: &&Row| matches!(row.state, State::Waiting | State::Held);
    for row in rows.iter().filter(is_open) {
        if let Retimed::Moved { to, .. } = row.due.retime() {
            output.warning(format_args!(
                "post {}: {} is {} today, since the rules of its zone have changed; `{} \
                 retime` moves it",
                row.id,
                add::words(row),
                to.at(),
                P::COMMAND
            ));
        }
    }
    if rows.is_empty() {
        output.note("no such posts");
    }
    Ok(Exit::Success)
}

/// Whose posts are listed.
enum Whose<'a> {
    Id(UserId),
    /// A name without an id in the configuration, where it may have been when the posts were added.
    Name(&'a str),
}

impl<'a> Whose<'a> {
    fn of(account: &'a str) -> Result<Self, Failure> {
        Ok(id_of(account)?.map_or(Self::Name(account), Self::Id))
    }

    fn has(&self, row: &Row) -> bool {
        match self {
            Self::Id(user) => row.account.user == *user,
            Self::Name(name) => row.credential.as_str() == *name,
        }
    }
}

pub(super) fn show<P: Place>(args: &QueuePostArgs<P>, output: &Output) -> Result<Exit, Failure> {
    let (mut store, row) = queue::read(&args.place, &args.id)?;
    let object = queue::shown(&row, queue::answer(store.now())?);
    if output.is_json() {
        output.object(&object);
        return Ok(Exit::Success);
    }
    lines(&row, output);
    Ok(Exit::Success)
}

/// A post, one line for each thing that is known of it.
pub(super) fn lines(row: &Row, output: &Output) {
    let line = |label: &str, text: &str| output.line(format_args!("{label:<12} {}", plain(text)));
    line("post", row.id.as_str());
    line("account", row.account.user.as_str());
    line("at", row.account.api_base.as_str());
    line("credential", row.credential.as_str());
    line("due", &format!("{} ({})", row.due.at(), add::words(row)));
    line("prepared", &format!("{} ({} before)", row.prepare_at(), length(row.lead)));
    if let Some(plan) = queue::post(row) {
        line("kind", &crate::report::kind(plan.post()).replace('_', " "));
        for medium in plan.post().media() {
            line("medium", &medium.to_string());
        }
        if let Some(caption) = plan.post().caption() {
            line("caption", caption.as_str());
        }
    }
    line("state", &queue::outcome(row).replace('_', " "));
    if let Some(note) = &row.note {
        line("note", &note.to_string());
    }
    if let Some(ig_core::publish::Outcome::Published { media, .. }) = queue::ending(row)
        && let Some(media) = media.id()
    {
        line("media", media.as_str());
    }
    if let Some(permalink) = &row.permalink {
        line("permalink", permalink);
    }
}

/// `2m`, `1h 30m`.
fn length(time: std::time::Duration) -> String {
    jiff::SignedDuration::try_from(time).map_or_else(|_| "long".to_owned(), |it| format!("{it:#}"))
}
