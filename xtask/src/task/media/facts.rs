//! What can be said of a file, in words and numbers that all programs share.

use std::{collections::BTreeMap, path::PathBuf};

/// A fact that is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fact {
    Format,
    Width,
    Height,
    Orientation,
    Coding,
    Components,
    Bits,
    Profile,
    Duration,
    Rotation,
    Rate,
    VideoCodec,
    VideoProfile,
    Chroma,
    Transfer,
    AudioCodec,
    Channels,
    SampleRate,
}

impl Fact {
    pub(super) const ALL: [Self; 18] = [
        Self::Format,
        Self::Width,
        Self::Height,
        Self::Orientation,
        Self::Coding,
        Self::Components,
        Self::Bits,
        Self::Profile,
        Self::Duration,
        Self::Rotation,
        Self::Rate,
        Self::VideoCodec,
        Self::VideoProfile,
        Self::Chroma,
        Self::Transfer,
        Self::AudioCodec,
        Self::Channels,
        Self::SampleRate,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Width => "width",
            Self::Height => "height",
            Self::Orientation => "orientation",
            Self::Coding => "coding of a JPEG",
            Self::Components => "components of a JPEG",
            Self::Bits => "bits of a sample",
            Self::Profile => "name of the ICC profile",
            Self::Duration => "duration",
            Self::Rotation => "rotation",
            Self::Rate => "frame rate",
            Self::VideoCodec => "video codec",
            Self::VideoProfile => "profile of the video codec",
            Self::Chroma => "chroma subsampling",
            Self::Transfer => "transfer function",
            Self::AudioCodec => "audio codec",
            Self::Channels => "channels",
            Self::SampleRate => "sample rate",
        }
    }

    /// Whether two values are one. Programs round, and count the length of a track in their own
    /// ways: up to 60 ms or 1 %, and a rate to 0.1 %.
    pub(super) fn is_same(self, one: &str, other: &str) -> bool {
        let far = |absolute: f64, relative: f64| {
            let (Ok(one), Ok(other)) = (one.parse::<f64>(), other.parse::<f64>()) else {
                return one == other;
            };
            (one - other).abs() <= absolute.max(relative * one.abs())
        };
        match self {
            Self::Duration => far(0.06, 0.01),
            Self::Rate => far(0.01, 0.001),
            _ => one == other,
        }
    }
}

/// What one program says of one file.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts(BTreeMap<Fact, String>);

impl Facts {
    /// Adds a value, unless there is none or the program says that it does not know.
    pub(super) fn put(&mut self, fact: Fact, value: Option<impl ToString>) {
        let value = value.map(|value| value.to_string());
        if let Some(value) = value.filter(|it| !it.is_empty() && it != "unknown") {
            self.0.insert(fact, value);
        }
    }

    pub(super) fn read(&self, fact: Fact) -> Option<&str> {
        self.0.get(&fact).map(String::as_str)
    }
}

/// What one program says of all files, by their paths.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) program: &'static str,
    pub(super) facts: BTreeMap<PathBuf, Facts>,
}

/// A number without zeros that say nothing: `23.976`, `30`.
pub(super) fn number(value: f64) -> String {
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A number that may be in quotes.
pub(super) fn as_number(value: &serde_json::Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.parse().ok())
}

/// A word that may be a number.
pub(super) fn as_word(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::String(word) => Some(word.clone()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_may_be_rounded_and_a_width_may_not() {
        assert!(Fact::Duration.is_same("4.0", "4.05"));
        assert!(!Fact::Duration.is_same("4.0", "4.1"));
        assert!(Fact::Rate.is_same("23.976", "23.98"));
        assert!(!Fact::Rate.is_same("23", "24"));
        assert!(!Fact::Width.is_same("1080", "1081"));
    }

    #[test]
    fn what_is_not_known_is_not_a_fact() {
        let mut facts = Facts::default();
        facts.put(Fact::Coding, Some("unknown"));
        facts.put(Fact::Format, Some(""));
        facts.put(Fact::Rate, Some(number(30.0)));
        assert_eq!((facts.read(Fact::Coding), facts.read(Fact::Format)), (None, None));
        assert_eq!(facts.read(Fact::Rate), Some("30"));
    }
}
