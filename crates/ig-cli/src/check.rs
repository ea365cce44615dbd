//! Whether Instagram accepts a file: its format, its location, and the rules that
//! it breaks.

use ig_media::{Finding, Probe, Severity, Use};
use serde::Serialize;
use serde_json::Value;

/// The JSON output of `ig check`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Report {
    /// Whether Instagram accepts all of the files, as far as is known.
    pub(crate) taken: bool,
    /// An object for each file and URL, in the order in which they were given.
    pub(crate) files: Vec<Entry>,
    /// If some of them could not be read: the error of the one that the exit status is of.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<crate::contract::reply::Error>"))]
    pub(crate) error: Option<Value>,
}

/// A file or URL in the output.
#[derive(Debug, Serialize)]
#[serde(untagged)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) enum Entry {
    /// It was checked.
    Checked(Box<Shown>),
    /// It could not be read.
    Failed {
        /// The file or URL as given.
        name: String,
        /// What failed, why, and what to do, as for every failed command.
        #[cfg_attr(test, schemars(with = "crate::contract::reply::Error"))]
        error: Value,
    },
}

/// A checked file with the counts of its findings.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Shown {
    #[serde(flatten)]
    pub(crate) checked: Checked,
    /// The number of findings that are errors.
    pub(crate) errors: usize,
    /// The number of findings that are warnings.
    pub(crate) warnings: usize,
    /// A note on what was not checked.
    pub(crate) note: Option<&'static str>,
}

/// The result of checking one file.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
    /// The rules that it or its server breaks.
    pub(crate) findings: Vec<Finding>,
}

/// The behavior of a server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Fetch {
    /// The HTTP status.
    pub(crate) status: Option<u16>,
    /// The Content-Type.
    pub(crate) content_type: Option<String>,
    /// The length of the whole file, if the server reports it.
    #[serde(rename = "length_bytes")]
    pub(crate) length: Option<u64>,
    /// Whether parts of the file can be requested.
    pub(crate) ranges: Option<bool>,
    /// The content encoding that the file came in: `gzip`.
    pub(crate) encoding: Option<String>,
    /// The client that the server saw: `facebookexternalhit`, or `ig` if that was refused.
    pub(crate) agent: Option<&'static str>,
    /// What robots.txt says to Meta's fetcher: `allowed`, `forbidden` or `unknown`.
    pub(crate) robots: Option<&'static str>,
    /// The time to the first byte in milliseconds.
    pub(crate) first_byte_ms: Option<u64>,
    /// The number of bytes that were read of the file.
    pub(crate) bytes_read: u64,
    /// The number of requests for the file, without the one for robots.txt.
    pub(crate) requests: u32,
}

impl Shown {
    pub(crate) fn new(checked: Checked, note: Option<&'static str>) -> Self {
        let count = |severity| {
            checked.findings.iter().filter(|finding| finding.severity == severity).count()
        };
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        Self { checked, errors, warnings, note }
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
    pub(crate) fn judge(&mut self, probe: Probe, purpose: Use, undecided: &[ig_media::Rule]) {
        let findings = ig_media::check(&probe, purpose);
        self.add(findings.into_iter().filter(|finding| !undecided.contains(&finding.rule)));
        self.purpose = Some(purpose);
        self.file = Some(probe);
    }
}
