//! A problem, reported with what to do about it.

use std::{borrow::Cow, fmt};

use serde::Serialize;

use crate::{Evidence, Rule, Severity};

/// A row of the table that a file or a post breaks.
///
/// Its text is one sentence: what was found, what Instagram accepts, what to do about it. In JSON
/// it is an object with a member for each field, in this order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Finding {
    /// The rule.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub rule: Rule,
    /// The name of the row, such as `photo-ratio-documented`.
    pub row: &'static str,
    /// The measured value, with its unit.
    pub measured: String,
    /// The value that is accepted, with its unit.
    pub allowed: Cow<'static, str>,
    /// Whether Instagram refuses it because of that; it follows from the evidence.
    pub severity: Severity,
    /// How much is known about the rule.
    pub evidence: Evidence,
    /// What to do about it.
    pub advice: Cow<'static, str>,
    /// The source of the rule, or that it is our own.
    pub source: Cow<'static, str>,
    /// The date of the source, such as `2026-09-11`.
    pub date: &'static str,
    #[serde(skip)]
    pub(crate) text: &'static str,
}

impl Finding {
    /// Replaces the advice, where more is known than the row can say.
    #[must_use]
    pub fn with_advice(mut self, advice: impl Into<Cow<'static, str>>) -> Self {
        self.advice = advice.into();
        self
    }

    /// Replaces the accepted value, where it depends on the file or the server.
    #[must_use]
    pub fn with_allowed(mut self, allowed: impl Into<Cow<'static, str>>) -> Self {
        self.allowed = allowed.into();
        self
    }

    /// Replaces the source, where the row is applied to something that its source does not name.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Cow<'static, str>>) -> Self {
        self.source = source.into();
        self
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.text.replacen("{allowed}", &self.allowed, 1);
        write!(f, "{}: {}", text.replacen("{measured}", &self.measured, 1), self.advice)
    }
}
