//! What is wrong with a file, said so that its owner knows what to do.

use std::fmt;

/// A rule that a file breaks.
///
/// Its text is one sentence: what was found, what Instagram takes, what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The rule.
    pub rule: Rule,
    /// What the file has, with its unit.
    pub measured: String,
    /// What Instagram takes, with its unit.
    pub allowed: String,
    /// Whether Instagram refuses the file for it.
    pub severity: Severity,
    /// Where the rule is written, and when it was read.
    pub source: &'static str,
}

/// What Instagram asks of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Rule {
    /// The format of the file.
    Format,
    /// Width and height can be read.
    Dimensions,
    /// The length of the file in bytes.
    FileSize,
    /// Width by height.
    AspectRatio,
    /// The least width that is shown as it is.
    MinWidth,
    /// The greatest width that is shown as it is.
    MaxWidth,
}

/// What a finding means for the post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Severity {
    /// Instagram takes the file and changes it, or may refuse it.
    Warning,
    /// Instagram refuses the file.
    Error,
}

impl Rule {
    /// The name of the rule for machines, such as `aspect-ratio`; it does not change.
    pub fn name(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Dimensions => "dimensions",
            Self::FileSize => "file-size",
            Self::AspectRatio => "aspect-ratio",
            Self::MinWidth => "min-width",
            Self::MaxWidth => "max-width",
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rule, measured, allowed, severity, .. } = self;
        match rule {
            Rule::Format => write!(
                f,
                "the format is {measured}, and Instagram takes {allowed} photos only: \
                 save the picture as a plain JPEG"
            ),
            Rule::Dimensions => write!(
                f,
                "the dimensions are {measured}, and Instagram needs {allowed}: \
                 the file is cut short or damaged, export it again"
            ),
            Rule::FileSize if *severity == Severity::Error => write!(
                f,
                "the file has {measured}, and Instagram takes {allowed}: \
                 save it with a lower quality or fewer pixels"
            ),
            Rule::FileSize => write!(
                f,
                "the file has {measured}, and Instagram's documents allow {allowed}, \
                 its error message a little more: make it smaller to be safe"
            ),
            Rule::AspectRatio => write!(
                f,
                "the picture is {measured}, and Instagram takes {allowed}: \
                 crop it or give it a border"
            ),
            Rule::MinWidth => write!(
                f,
                "the picture is {measured} wide, and Instagram scales it up to {allowed}, \
                 which blurs it: use a wider one"
            ),
            Rule::MaxWidth => write!(
                f,
                "the picture is {measured} wide, and Instagram scales it down to {allowed}: \
                 scale it yourself if every detail counts"
            ),
        }
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
