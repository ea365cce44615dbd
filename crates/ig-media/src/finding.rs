//! A problem with a file, reported with what to do about it.

use std::fmt;

use serde::Serialize;

use crate::Rule;

/// A rule that a file breaks.
///
/// Its text is one sentence: what was found, what Instagram accepts, what to do about it. In JSON
/// it is an object with a member for each field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// The rule.
    pub rule: Rule,
    /// The measured value, with its unit.
    pub measured: String,
    /// The value that Instagram accepts, with its unit.
    pub allowed: String,
    /// Whether Instagram refuses the file because of it.
    pub severity: Severity,
    /// What to do about it.
    pub advice: &'static str,
    /// The source of the rule and when it was read, or that it is our own.
    pub source: &'static str,
}

/// The consequence of a finding for the post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Severity {
    /// Instagram accepts the file and changes it, or may refuse it.
    Warning,
    /// Instagram refuses the file.
    Error,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rule, measured, allowed, severity, advice, .. } = self;
        let (before, between, after) = words(*rule, *severity);
        write!(f, "{before}{measured}{between}{allowed}{after}: {advice}")
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// The text before the measured value, between it and the allowed value, and after that.
fn words(rule: Rule, severity: Severity) -> (&'static str, &'static str, &'static str) {
    const TAKES: &str = ", and Instagram accepts ";
    const NEEDS: &str = ", and Instagram needs ";
    const DOCUMENTS: &str = ", and Instagram's documentation allows ";
    match (rule, severity) {
        (Rule::Format, _) => ("the format is ", TAKES, ""),
        (Rule::Complete, _) => ("the file has ", NEEDS, ""),
        (Rule::Dimensions, _) => ("the dimensions are ", NEEDS, ""),
        (Rule::FileSize, Severity::Error) => ("the file has ", TAKES, ""),
        (Rule::FileSize, Severity::Warning) => {
            ("the file has ", DOCUMENTS, ", although it may accept more")
        }
        (Rule::AspectRatio, Severity::Error) => ("the picture is ", TAKES, ""),
        (Rule::AspectRatio, Severity::Warning) => {
            ("the picture is ", ", and Instagram advises ", "")
        }
        (Rule::MinWidth, _) => {
            ("the picture is ", " wide, and Instagram scales it up to ", ", which blurs it")
        }
        (Rule::MaxWidth, Severity::Warning) => {
            ("the picture is ", " wide, and Instagram scales it down to ", "")
        }
        (Rule::MaxWidth, Severity::Error) => {
            ("the picture is ", " wide, and Instagram accepts ", "")
        }
        (Rule::Colour, _) => ("the colours are ", ", and Instagram converts them to ", ""),
        (Rule::MoovFirst, _) => ("the index of the video is ", ", and Instagram wants it ", ""),
        (Rule::EditLists, _) => ("the video has ", ", and Instagram wants ", ""),
        (Rule::Duration, Severity::Error) => ("the video plays ", TAKES, ""),
        (Rule::Duration, Severity::Warning) => ("the video plays ", DOCUMENTS, ""),
        (Rule::VideoCodec, _) => ("the video codec is ", TAKES, ""),
        (Rule::Chroma, _) => ("the colours are sampled ", TAKES, ""),
        (Rule::Scan, _) => ("the video is ", ", and Instagram wants ", ""),
        (Rule::FrameRate, _) => ("the video has ", TAKES, ""),
        (Rule::VideoBitRate, _) => ("the video track has ", DOCUMENTS, ""),
        (Rule::AudioTrack, _) => {
            ("the video has ", ", and Instagram accepts that, but not together with ", "")
        }
        (Rule::AudioCodec, _) => ("the audio codec is ", TAKES, ""),
        (Rule::AudioChannels, _) => ("the audio has ", TAKES, ""),
        (Rule::AudioSampleRate, _) => ("the audio has ", TAKES, ""),
        (Rule::AudioBitRate, _) => ("the audio has ", ", and Instagram's documentation names ", ""),
    }
}
