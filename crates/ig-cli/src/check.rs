//! Whether Instagram accepts a file: its format, its location, and the rules that
//! it breaks.

mod rule;

use std::borrow::Cow;

use ig_media::{Evidence, Probe, Severity, Use};
use serde::Serialize;

pub(crate) use self::rule::Rule;

/// The result of checking one file.
#[derive(Debug, Serialize)]
pub(crate) struct Checked {
    /// The file or URL as given.
    pub(crate) name: String,
    /// Whether Instagram accepts it, as far as is known.
    pub(crate) taken: bool,
    /// The use that it was checked for.
    #[serde(rename = "as")]
    pub(crate) purpose: Option<Use>,
    /// The properties read from its bytes.
    pub(crate) file: Option<Probe>,
    /// The behavior of its server.
    pub(crate) fetch: Option<Fetch>,
    pub(crate) findings: Vec<Finding>,
}

/// The behavior of a server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Fetch {
    pub(crate) status: Option<u16>,
    pub(crate) content_type: Option<String>,
    /// The length of the whole file, if the server reports it.
    pub(crate) length: Option<u64>,
    /// Whether parts of the file can be requested.
    pub(crate) ranges: Option<bool>,
    pub(crate) first_byte_ms: Option<u64>,
    /// The number of body bytes that were read.
    pub(crate) bytes_read: u64,
    pub(crate) requests: u32,
}

/// A rule that a file or its server breaks.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Finding {
    pub(crate) rule: &'static str,
    /// The row of the table of rules.
    pub(crate) row: &'static str,
    pub(crate) measured: String,
    pub(crate) allowed: String,
    pub(crate) severity: Severity,
    pub(crate) evidence: Evidence,
    pub(crate) advice: Cow<'static, str>,
    pub(crate) source: Cow<'static, str>,
    pub(crate) date: &'static str,
    /// All of it except the source.
    #[serde(skip)]
    pub(crate) sentence: String,
}

impl From<&ig_media::Finding> for Finding {
    fn from(finding: &ig_media::Finding) -> Self {
        Self {
            rule: finding.rule.name(),
            row: finding.row,
            measured: finding.measured.clone(),
            allowed: finding.allowed.to_owned(),
            severity: finding.severity,
            evidence: finding.evidence,
            advice: finding.advice.clone(),
            source: finding.source.clone(),
            date: finding.date,
            sentence: finding.to_string(),
        }
    }
}

impl Checked {
    pub(crate) fn new(name: String) -> Self {
        Self { name, taken: true, purpose: None, file: None, fetch: None, findings: Vec::new() }
    }

    /// Adds a finding; an error means that Instagram does not accept the file.
    pub(crate) fn add(&mut self, findings: impl IntoIterator<Item = Finding>) {
        self.findings.extend(findings);
        self.taken = self.findings.iter().all(|finding| finding.severity != Severity::Error);
    }

    /// Checks the file for a use, except for the rules that cannot be decided.
    pub(crate) fn judge(&mut self, probe: Probe, purpose: Use, untold: &[ig_media::Rule]) {
        let findings = ig_media::check(&probe, purpose);
        let told = findings.iter().filter(|finding| !untold.contains(&finding.rule));
        self.add(told.map(Finding::from));
        self.purpose = Some(purpose);
        self.file = Some(probe);
    }
}
