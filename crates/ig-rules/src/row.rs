//! One row of the table.

use crate::{Bound, Evidence, Finding, Rule};

/// A limit of Instagram, with the evidence for it.
///
/// Where two limits are known for one thing, a hard one and a disputed one, they are two rows with
/// the same [`rule`](Row::rule).
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Row {
    /// The stable name for programs, in kebab case, such as `photo-ratio-documented`.
    pub name: &'static str,
    /// The rule that the row belongs to; a [`Finding`] has it too.
    pub rule: Rule,
    /// What is limited, such as "a photo in the feed or in a carousel".
    pub limits: &'static str,
    /// The values that keep to it.
    pub bound: Bound,
    /// How much is known about it.
    pub evidence: Evidence,
    /// Where that stands.
    pub source: Source,
    /// One sentence without its end, with `{measured}` and `{allowed}` in it.
    pub text: &'static str,
    /// The value that is accepted, with its unit.
    pub allowed: &'static str,
    /// What to do about it.
    pub advice: &'static str,
}

/// The source of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Source {
    /// An address, a report, or that it is our own.
    pub text: &'static str,
    /// The date of the text, or the day on which it was read: `2026-09-11`, or shorter where only
    /// the month or the year is known.
    pub date: &'static str,
    /// The section of the reference, such as `17.7`.
    pub section: &'static str,
}

impl Row {
    /// The finding that the row is broken by a measured value, which is given with its unit.
    pub fn broken(&'static self, measured: impl Into<String>) -> Finding {
        Finding {
            rule: self.rule,
            row: self.name,
            measured: measured.into(),
            allowed: self.allowed.into(),
            severity: self.evidence.severity(),
            evidence: self.evidence,
            advice: self.advice.into(),
            source: self.source.text.into(),
            date: self.source.date,
            text: self.text,
        }
    }
}

/// The first row that a number breaks. The rows are given from the hard bound to the disputed one,
/// and have the unit of the number.
pub fn first_broken(rows: &[&'static Row], value: u64) -> Option<&'static Row> {
    rows.iter().copied().find(|row| !row.bound.holds(value))
}

impl Source {
    pub(crate) const fn new(text: &'static str, date: &'static str, section: &'static str) -> Self {
        Self { text, date, section }
    }
}
