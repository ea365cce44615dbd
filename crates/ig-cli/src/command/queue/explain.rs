//! `ig queue explain`: what a post waits for, who has to do what, and what happened to it.

use ig_queue::Records as _;
use serde_json::json;

use super::list;
use crate::{
    args::QueuePostArgs,
    failure::{Exit, Failure},
    output::Output,
    queue::{self, Place},
    text::plain,
};

pub(super) fn run<P: Place>(args: &QueuePostArgs<P>, output: &Output) -> Result<Exit, Failure> {
    let (mut store, row) = queue::read(&args.place, &args.id)?;
    let events = queue::answer(store.events(&row.id))?;
    let now = queue::answer(store.now())?;
    let next = queue::next(&row, now, P::COMMAND);
    if output.is_json() {
        let mut object = queue::shown(&row, now);
        object["next"] = json!(next);
        object["events"] = events
            .iter()
            .map(
                |event| json!({ "at": event.at.to_string(), "who": event.who, "what": event.what }),
            )
            .collect();
        output.object(&object);
        return Ok(Exit::Success);
    }
    list::lines(&row, output);
    let public = match queue::outcome(&row) {
        "published" => "yes",
        _ if row.may_be_public() && queue::outcome(&row) != "not_published" => {
            "perhaps: a publish was allowed"
        }
        _ => "no",
    };
    output.line(format_args!("{:<12} {public}", "public"));
    output.line(format_args!("{:<12} {}", "next", plain(&next)));
    for event in &events {
        let (at, who, what) = (event.at, plain(&event.who), plain(&event.what));
        output.line(format_args!("{at}  {what} ({who})"));
    }
    Ok(Exit::Success)
}
