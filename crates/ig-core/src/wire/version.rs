//! Versions of the Graph API, and when each begins and ends.

use std::{
    fmt,
    str::FromStr,
    sync::{Arc, OnceLock},
};

use http::{HeaderMap, HeaderName};

use crate::{value::Timestamp, wire::BuildError};

/// A version of the Graph API, `v26.0`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct ApiVersion {
    /// The number before the dot.
    pub major: u16,
    /// The number after the dot.
    pub minor: u16,
}

impl ApiVersion {
    /// The newest version that is seen to serve both hosts; of v27.0, which is newer,
    /// nobody has reported it of graph.instagram.com (reference §1.2, §17.3, 2026-11-28).
    pub const DEFAULT: Self = Self::new(26, 0);

    /// The version `v{major}.{minor}`.
    pub const fn new(major: u16, minor: u16) -> Self {
        Self { major, minor }
    }

    /// The version's row in the table of [`VERSIONS`]; none of one that this crate does not
    /// know.
    pub fn known(self) -> Option<&'static KnownVersion> {
        VERSIONS.iter().find(|known| known.version == self)
    }

    /// Whether the version serves at `now`. The caller says what time it is.
    pub fn standing(self, now: Timestamp) -> Standing {
        let Some(known) = self.known() else { return Standing::Unknown };
        match known.until {
            _ if now < known.introduced => Standing::NotYet { introduced: known.introduced },
            Some(until) if until <= now => Standing::Gone { since: until },
            until => Standing::Serves { until },
        }
    }
}

/// A version, and its dates by Meta's own table (reference §1.2, §17.3, D-VER2 2026-10-29).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct KnownVersion {
    /// The version.
    pub version: ApiVersion,
    /// The day on which it began.
    pub introduced: Timestamp,
    /// The day from which it is served no more, where that is set.
    pub until: Option<Timestamp>,
}

/// Whether a version serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Standing {
    /// It does.
    #[non_exhaustive]
    Serves {
        /// From when on no more, where that is set.
        until: Option<Timestamp>,
    },
    /// It did: the oldest version that is left answers in its place.
    #[non_exhaustive]
    Gone {
        /// Since when.
        since: Timestamp,
    },
    /// It will.
    #[non_exhaustive]
    NotYet {
        /// From when on.
        introduced: Timestamp,
    },
    /// This crate has no such version: there was never one, or it is newer than the crate. The
    /// Graph API takes a version that it does not know for a part of the path (2500).
    Unknown,
}

const fn known(major: u16, introduced: u64, until: Option<u64>) -> KnownVersion {
    KnownVersion {
        version: ApiVersion::new(major, 0),
        introduced: Timestamp::from_unix_millis(introduced * 1000),
        until: match until {
            Some(until) => Some(Timestamp::from_unix_millis(until * 1000)),
            None => None,
        },
    }
}

/// The versions that this crate knows, oldest first.
#[rustfmt::skip]
pub const VERSIONS: [KnownVersion; 8] = [
    known(20, /* 2024-05-21 */ 1_716_249_600, Some(/* 2026-09-24 */ 1_790_208_000)),
    known(21, /* 2024-10-02 */ 1_727_827_200, Some(/* 2027-01-21 */ 1_800_489_600)),
    known(22, /* 2025-01-21 */ 1_737_417_600, Some(/* 2027-05-20 */ 1_810_771_200)),
    known(23, /* 2025-05-29 */ 1_748_476_800, Some(/* 2027-10-08 */ 1_822_953_600)),
    known(24, /* 2025-10-08 */ 1_759_881_600, Some(/* 2028-02-18 */ 1_834_444_800)),
    known(25, /* 2026-02-18 */ 1_771_372_800, Some(/* 2028-07-29 */ 1_848_441_600)),
    known(26, /* 2026-07-29 */ 1_785_283_200, None),
    known(27, /* 2026-11-04 */ 1_793_750_400, None),
];

impl FromStr for ApiVersion {
    type Err = BuildError;

    fn from_str(text: &str) -> Result<Self, BuildError> {
        let numbers = text.strip_prefix('v').and_then(|numbers| numbers.split_once('.'));
        let number = |text: &str| {
            let digits = text.bytes().all(|byte| byte.is_ascii_digit());
            if digits { text.parse().ok() } else { None }
        };
        let version = numbers
            .and_then(|(major, minor)| Some(Self { major: number(major)?, minor: number(minor)? }));
        version.ok_or(BuildError::NotAVersion)
    }
}

impl fmt::Display for ApiVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v{}.{}", self.major, self.minor)
    }
}

/// Which version was asked for, and which answered, as far as that was seen. Shared by the
/// copies of a context and by its requests.
#[derive(Clone, Debug)]
pub(crate) struct Served {
    asked: ApiVersion,
    /// The same as text, which nearly every reply has.
    text: Arc<str>,
    by: Arc<OnceLock<ApiVersion>>,
}

impl Served {
    pub(crate) fn new(asked: ApiVersion) -> Self {
        Self { asked, text: asked.to_string().into(), by: Arc::default() }
    }

    /// The version that answered instead of the requested one.
    pub(crate) fn by_another(&self) -> Option<ApiVersion> {
        self.by.get().copied()
    }

    /// Takes in the version that a reply names, where it is another (F-HDR26).
    pub(crate) fn heard(&self, headers: &HeaderMap) {
        static NAME: HeaderName = HeaderName::from_static("facebook-api-version");
        let named = headers.get(&NAME).filter(|value| **value != *self.text);
        let named = named.and_then(|value| value.to_str().ok());
        if let Some(version) = named.and_then(|text| text.trim().parse().ok())
            && version != self.asked
        {
            // Only the first counts: it is reported once.
            let _ = self.by.set(version);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Timestamp {
        Timestamp::from_graph(&format!("{text}T00:00:00+0000")).unwrap()
    }

    #[test]
    fn each_version_has_the_days_of_metas_table() {
        for (version, introduced, until) in [
            ("v20.0", "2024-05-21", Some("2026-09-24")),
            ("v21.0", "2024-10-02", Some("2027-01-21")),
            ("v22.0", "2025-01-21", Some("2027-05-20")),
            ("v23.0", "2025-05-29", Some("2027-10-08")),
            ("v24.0", "2025-10-08", Some("2028-02-18")),
            ("v25.0", "2026-02-18", Some("2028-07-29")),
            ("v26.0", "2026-07-29", None),
            ("v27.0", "2026-11-04", None),
        ] {
            let known = version.parse::<ApiVersion>().unwrap().known().unwrap();
            assert_eq!(known.introduced, day(introduced), "{version}");
            assert_eq!(known.until, until.map(day), "{version}");
        }
        assert!(VERSIONS.is_sorted_by_key(|known| (known.version, known.introduced)));
        assert!(ApiVersion::DEFAULT.known().is_some_and(|known| known.until.is_none()));
    }

    #[test]
    fn a_version_serves_from_its_first_day_to_its_last() {
        let at = |version: &str, now| version.parse::<ApiVersion>().unwrap().standing(day(now));
        for (version, now, expect) in [
            ("v20.0", "2026-09-23", Standing::Serves { until: Some(day("2026-09-24")) }),
            ("v20.0", "2026-09-24", Standing::Gone { since: day("2026-09-24") }),
            ("v27.0", "2026-11-03", Standing::NotYet { introduced: day("2026-11-04") }),
            ("v27.0", "2026-11-04", Standing::Serves { until: None }),
            ("v26.1", "2026-11-28", Standing::Unknown),
            ("v99.0", "2026-11-28", Standing::Unknown),
            ("v3.2", "2026-11-28", Standing::Unknown),
        ] {
            assert_eq!(at(version, now), expect, "{version} on {now}");
        }
    }
}
