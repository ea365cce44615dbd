//! What `ig-media` says.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

use super::facts::{Fact, Facts, as_number, as_word, number};
use crate::{failure::Failure, process};

/// What it reads of a file, and the errors that it finds.
#[derive(Debug)]
pub(super) struct Ours {
    pub(super) facts: Facts,
    pub(super) errors: Vec<Value>,
}

pub(super) fn ask(program: &Path, paths: &[PathBuf]) -> Result<BTreeMap<PathBuf, Ours>, Failure> {
    let text = process::read(Command::new(program).args(paths))?;
    let mut all = BTreeMap::new();
    for line in text.lines() {
        let said: Value = serde_json::from_str(line).map_err(Failure::of("ig-media"))?;
        let path = PathBuf::from(said["path"].as_str().unwrap_or_default());
        let errors = said["errors"].as_array().cloned().unwrap_or_default();
        all.insert(path, Ours { facts: facts(&said["probe"]), errors });
    }
    Ok(all)
}

fn facts(probe: &Value) -> Facts {
    let mut facts = Facts::default();
    facts.put(Fact::Format, as_word(&probe["format"]));
    let (photo, video) = (&probe["photo"], &probe["video"]);
    if video.is_null() {
        facts.put(Fact::Width, as_word(&probe["width"]));
        facts.put(Fact::Height, as_word(&probe["height"]));
    }
    facts.put(Fact::Orientation, as_word(&photo["orientation"]));
    let (coding, entropy) = (as_word(&photo["coding"]), as_word(&photo["entropy"]));
    facts.put(
        Fact::Coding,
        coding.zip(entropy).map(|(coding, entropy)| format!("{coding} {entropy}")),
    );
    facts.put(Fact::Components, as_word(&photo["components"]));
    facts.put(Fact::Bits, as_word(&photo["bit_depth"]));
    facts.put(Fact::Profile, as_word(&photo["profile"]["name"]));
    facts.put(Fact::Duration, as_number(&video["duration_s"]).map(number));
    let track = &video["video_track"];
    facts.put(Fact::Width, as_word(&track["width"]));
    facts.put(Fact::Height, as_word(&track["height"]));
    facts.put(Fact::Rotation, as_word(&track["rotation_degrees"]));
    facts.put(Fact::Rate, as_number(&track["frame_rate_fps"]).map(number));
    facts.put(Fact::VideoCodec, codec(&track["codec"]));
    facts.put(Fact::VideoProfile, as_word(&track["profile"]));
    facts.put(Fact::Chroma, as_word(&track["chroma"]));
    facts.put(Fact::Bits, as_word(&track["bit_depth"]));
    facts.put(Fact::Transfer, as_word(&track["transfer"]));
    let sound = &video["audio_track"];
    facts.put(Fact::AudioCodec, codec(&sound["codec"]));
    facts.put(Fact::Channels, as_word(&sound["channels"]));
    facts.put(Fact::SampleRate, as_number(&sound["sample_rate_hz"]).map(number));
    facts
}

/// The name of a codec, also of one that is named only.
fn codec(value: &Value) -> Option<String> {
    let word = value.as_object().and_then(|it| it.values().next()).unwrap_or(value);
    as_word(word).map(|word| word.trim().to_lowercase())
}
