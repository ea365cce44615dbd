//! A poll or a comment prompt (reference §17.2). How the real server refuses one is not known: the
//! words here are our own.

use serde_json::Value;

use crate::{intake::Params, refusal::Refusal, world::Poll};

const POLL: &str = "poll_attachment";
const EXTENDED: &str = "is_poll_duration_extended";
const PROMPT: &str = "is_comment_prompt_used";
const OPTIONS: [&str; 4] = ["option_a", "option_b", "option_c", "option_d"];

/// The poll, and whether there is a prompt.
pub(super) fn read(params: &Params) -> Result<(Option<Poll>, Option<bool>), Refusal> {
    let poll = poll(params)?;
    let prompt = params.flag_if_given(PROMPT)?;
    if poll.is_some() && prompt == Some(true) {
        let note = "a post takes one add-on: a poll or a comment prompt";
        return Err(Refusal::not_allowed(PROMPT).with_note(note));
    }
    if (poll.is_some() || prompt == Some(true)) && params.filled("caption").is_none() {
        let note = "a poll and a comment prompt need a caption, which is the question";
        return Err(Refusal::missing("caption").with_note(note));
    }
    Ok((poll, prompt))
}

fn poll(params: &Params) -> Result<Option<Poll>, Refusal> {
    let is_duration_extended = params.flag(EXTENDED)?;
    let Some(fields) = params.object(POLL)? else {
        return Ok(None);
    };
    let text = |name: &&str| match fields.get(*name) {
        Some(Value::String(text)) if !text.trim().is_empty() => Some(text.clone()),
        _ => None,
    };
    let options: Vec<String> = OPTIONS.iter().map_while(text).collect();
    let known = |name: &String| OPTIONS.contains(&name.as_str());
    if options.len() < 2 || options.len() != fields.len() || !fields.keys().all(known) {
        let must_be = "an object with option_a and option_b, and perhaps option_c and option_d";
        return Err(Refusal::wrong_type(POLL, must_be));
    }
    Ok(Some(Poll { options, is_duration_extended }))
}
