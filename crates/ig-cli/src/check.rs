//! Whether Instagram takes a file: what it is by its bytes, where it lies, and what speaks against
//! it.

mod rule;

use ig_media::{Probe, Severity, Use};
use serde::Serialize;

pub(crate) use self::rule::Rule;
use crate::remote::Fetch;

/// What was found out about one file.
#[derive(Debug, Serialize)]
pub(crate) struct Checked {
    /// As it was given.
    pub(crate) name: String,
    /// Whether Instagram takes it, as far as can be told.
    pub(crate) taken: bool,
    /// What it was judged as.
    #[serde(rename = "as")]
    pub(crate) purpose: Option<Use>,
    /// What it is by its bytes.
    pub(crate) file: Option<Probe>,
    /// How its server behaves.
    pub(crate) fetch: Option<Fetch>,
    pub(crate) findings: Vec<Finding>,
}

/// A rule that a file or its server breaks.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Finding {
    pub(crate) rule: &'static str,
    pub(crate) measured: String,
    pub(crate) allowed: String,
    pub(crate) severity: Severity,
    pub(crate) advice: &'static str,
    pub(crate) source: &'static str,
    /// All of it but the source.
    #[serde(skip)]
    pub(crate) sentence: String,
}

impl From<&ig_media::Finding> for Finding {
    fn from(finding: &ig_media::Finding) -> Self {
        Self {
            rule: finding.rule.name(),
            measured: finding.measured.clone(),
            allowed: finding.allowed.clone(),
            severity: finding.severity,
            advice: finding.advice,
            source: finding.source,
            sentence: finding.to_string(),
        }
    }
}

impl Checked {
    pub(crate) fn new(name: String) -> Self {
        Self { name, taken: true, purpose: None, file: None, fetch: None, findings: Vec::new() }
    }

    /// Adds what was found; an error means that Instagram does not take the file.
    pub(crate) fn add(&mut self, findings: impl IntoIterator<Item = Finding>) {
        self.findings.extend(findings);
        self.taken = self.findings.iter().all(|finding| finding.severity != Severity::Error);
    }

    /// Judges the file for a use, but for the rules that cannot be told of it.
    pub(crate) fn judge(&mut self, probe: Probe, purpose: Use, untold: &[ig_media::Rule]) {
        let findings = ig_media::check(&probe, purpose);
        let told = findings.iter().filter(|finding| !untold.contains(&finding.rule));
        self.add(told.map(Finding::from));
        self.purpose = Some(purpose);
        self.file = Some(probe);
    }
}
