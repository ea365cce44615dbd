//! The poll or the comment prompt under the caption of a post.

use std::{fmt::Write as _, time::Duration};

use crate::world::{Media, Poll};

use super::template::{escaped, instant};

/// How long a poll runs, unless it has no end (reference §17.2).
const POLL: Duration = Duration::from_secs(3 * 24 * 3600);

/// Nothing if the post has neither, or went public without it.
pub(super) fn shown(media: &Media) -> String {
    let details = &media.details;
    if let Some(one) = &details.poll {
        return poll(media, one);
    }
    match details.is_comment_prompt_used {
        Some(true) => "<p class=\"add-on prompt\">Comment prompt: people are asked to answer the \
                       caption in a comment</p>"
            .to_owned(),
        _ => String::new(),
    }
}

fn poll(media: &Media, poll: &Poll) -> String {
    let mut options = String::new();
    for option in &poll.options {
        // Writing to a string cannot fail.
        let _ = write!(options, "<li>{}</li>", escaped(option));
    }
    let end = match poll.is_duration_extended {
        true => "without an end".to_owned(),
        false => format!("until {}", instant(media.published_at.after(POLL))),
    };
    format!(
        "<div class=\"add-on poll\"><ul aria-label=\"Poll\">{options}</ul><p>Poll, {end}</p></div>"
    )
}
