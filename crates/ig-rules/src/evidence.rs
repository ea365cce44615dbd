//! How much is known about a limit, and what follows from that.

use std::fmt;

use serde::Serialize;

/// The evidence for a row of the table.
///
/// In JSON it is the lower-case name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Evidence {
    /// No document and no report decides: it is our own reading, such as a margin for rounding.
    Own,
    /// The documents recommend something else, and say what happens: the file is scaled, cropped
    /// or converted.
    Advice,
    /// The documents allow it or are silent, but it was seen to fail or to be changed.
    Risk,
    /// One document refuses it, but it was seen to work, or another document allows it.
    Contradicted,
    /// Meta's text or a captured reply refuses it, and nothing contradicts that.
    Refused,
}

impl Evidence {
    /// All kinds of evidence, the strongest first.
    pub const ALL: [Self; 5] =
        [Self::Refused, Self::Contradicted, Self::Risk, Self::Advice, Self::Own];

    /// The name for programs, such as `contradicted`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Advice => "advice",
            Self::Risk => "risk",
            Self::Contradicted => "contradicted",
            Self::Refused => "refused",
        }
    }

    /// The consequence: [`Severity::Error`] for [`Evidence::Refused`] and for nothing else, since
    /// a wrong error blocks a valid post (reference §17).
    pub fn severity(self) -> Severity {
        match self {
            Self::Refused => Severity::Error,
            Self::Own | Self::Advice | Self::Risk | Self::Contradicted => Severity::Warning,
        }
    }
}

/// The consequence of a finding for the post.
///
/// In JSON it is the lower-case name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Severity {
    /// Instagram accepts the post, changes it, or may refuse it.
    Warning,
    /// Instagram refuses the post.
    Error,
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}
