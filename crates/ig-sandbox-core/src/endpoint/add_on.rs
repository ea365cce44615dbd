//! `GET /{media}/poll_attachment` and `GET /{media}/prompt_response` (reference §17.2).

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    config::Login,
    intake::Call,
    object::Object,
    refusal::Refusal,
    time,
    world::{DAY, Media},
};

/// For how many days a poll is open.
const DAYS: u32 = 3;

/// The edges that tell of an add-on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AddOnEdge {
    Poll,
    /// The shape of its reply is not known: nobody ever answers here.
    PromptResponse,
}

/// `null` where there is none of the kind.
pub(crate) fn read(
    call: &Call,
    owner: &str,
    media: &Media,
    edge: AddOnEdge,
    login: Login,
) -> Result<Object, Refusal> {
    if media.owner != owner || login == Login::Instagram {
        return Err(Refusal::no_object(&call.method, &media.id));
    }
    if media.kind.is_story() {
        let note = "stories have neither polls nor comment prompts through the API";
        return Err(Refusal::no_object(&call.method, &media.id).with_note(note));
    }
    Ok(Object::whole(match edge {
        AddOnEdge::Poll => poll(media),
        AddOnEdge::PromptResponse if media.details.is_comment_prompt_used == Some(true) => {
            json!({ "data": [] })
        }
        AddOnEdge::PromptResponse => Value::Null,
    }))
}

fn poll(media: &Media) -> Value {
    let Some(poll) = &media.details.poll else { return Value::Null };
    let mut fields = serde_json::Map::new();
    for (letter, option) in ('a'..).zip(&poll.options) {
        fields.insert(format!("option_{letter}"), option.as_str().into());
        fields.insert(format!("option_{letter}_votes_percentage"), 0.0.into());
    }
    if !poll.is_duration_extended {
        let open: Duration = DAY * DAYS;
        let closes = time::graph(media.published_at.after(open));
        fields.insert("expiration_timestamp".to_owned(), closes.into());
    }
    Value::Object(fields)
}
