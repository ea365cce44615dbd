//! What is wrong with a file, said so that its owner knows what to do.

use std::fmt;

use serde::Serialize;

use crate::Rule;

/// A rule that a file breaks.
///
/// Its text is one sentence: what was found, what Instagram takes, what to do about it. In JSON it
/// is an object with a member for each field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
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
    /// What to do about it.
    pub advice: &'static str,
    /// Where the rule is written, and when it was read; or that it is our own.
    pub source: &'static str,
}

/// What a finding means for the post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Severity {
    /// Instagram takes the file and changes it, or may refuse it.
    Warning,
    /// Instagram refuses the file.
    Error,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rule, measured, allowed, severity, advice, .. } = self;
        let (before, between, after) = rule.words(*severity);
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
