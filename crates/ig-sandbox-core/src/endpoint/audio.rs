//! `GET /ig_audio`: sounds for reels.
//!
//! The reference has the parameters, the key of the list and the subcodes (§2.2, §10.2). It is not
//! known which subcode belongs to which parameter, so all mistakes get 100/9050; the fields of a
//! sound are those that public clients read.

use serde_json::{Value, json};

use crate::{config::Login, intake::Call, object::Object, refusal::Refusal};

const KINDS: [&str; 2] = ["music", "original_sound"];

/// A sound.
struct Sound {
    id: &'static str,
    kind: &'static str,
    title: &'static str,
    artist: &'static str,
    millis: u64,
}

/// The sounds, all of them made up. A reel accepts any other id too.
const SOUNDS: &[Sound] = &[
    Sound {
        id: "1234567890123456",
        kind: "music",
        title: "Sunday, Monday",
        artist: "The Jukebox",
        millis: 184_500,
    },
    Sound {
        id: "1234567890123457",
        kind: "music",
        title: "Rock Around",
        artist: "The Comets of Milwaukee",
        millis: 130_000,
    },
    Sound {
        id: "1234567890123458",
        kind: "original_sound",
        title: "Heyyy",
        artist: "bronz_fonz",
        millis: 2_000,
    },
];

/// Finds sounds by any part of the title or the artist; without a text, all of the kind.
pub(crate) fn search(call: &Call, owner: &str, login: Login) -> Result<Object, Refusal> {
    if login == Login::Instagram {
        return Err(Refusal::no_path("/ig_audio"));
    }
    let params = &call.params;
    let kind = params.filled("audio_type").unwrap_or_default();
    if !KINDS.contains(&&*kind) {
        return Err(Refusal::wrong_audio("audio_type", "one of music, original_sound"));
    }
    let user = params.filled("user_id").unwrap_or_default();
    if user.trim() != owner {
        return Err(Refusal::wrong_audio("user_id", "the id of the account of the token"));
    }
    let wanted = params.filled("search_query").map(|text| text.trim().to_lowercase());
    let wanted = wanted.unwrap_or_default();
    let has = |text: &str| text.to_lowercase().contains(&wanted);
    let found = SOUNDS.iter().filter(|it| it.kind == kind && (has(it.title) || has(it.artist)));
    let found: Vec<Value> = found.map(Sound::describe).collect();
    Ok(Object::default().with("audio", Value::Array(found)))
}

impl Sound {
    fn describe(&self) -> Value {
        json!({
            "audio_id": self.id,
            "audio_type": self.kind,
            "title": self.title,
            "display_artist": self.artist,
            "duration_in_ms": self.millis,
            "is_ads_eligible": false,
        })
    }
}
