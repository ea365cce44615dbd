//! The faults: all that the sandbox has, each in the forms that differ in their effect.

use std::time::Duration;

use ig_sandbox::{Do, Fault, On, Shows};
use serde::de::DeserializeOwned;

/// A fault for a request that is named later.
#[derive(Clone, Debug)]
pub(crate) struct Variant {
    pub(crate) name: String,
    fault: Fault,
}

impl Variant {
    fn new(fault: Fault, detail: &str) -> Self {
        let space = if detail.is_empty() { "" } else { " " };
        Self { name: format!("{}{space}{detail}", word(fault.what)), fault }
    }

    /// The fault at `times` requests from the `nth` of `on`; `None` if the sandbox refuses the
    /// combination.
    pub(crate) fn at(&self, on: On, nth: u32, times: u32) -> Option<Fault> {
        let mut fault = self.fault.clone().nth(nth).times(times);
        fault.on = on;
        // The control endpoint's own check.
        let json = serde_json::to_value(&fault).unwrap();
        serde_json::from_value(json).ok()
    }

    pub(crate) fn what(&self) -> Do {
        self.fault.what
    }

    /// Whether it differs from another fault only for a request that has an effect.
    pub(crate) fn commits(&self) -> bool {
        matches!(self.what(), Do::CommitThenDrop | Do::CommitThenError | Do::LateCommit)
    }

    /// Whether its reply says that something cannot be read, which is where the two policies differ.
    pub(crate) fn is_unreadable(&self) -> bool {
        matches!(self.what(), Do::ReadOutage | Do::OriginalResponse)
            || self.name.ends_with("100/33")
    }
}

/// All variants of an enum, as `serde` itself lists them: a new one is included automatically.
pub(crate) fn all<T: DeserializeOwned + std::fmt::Debug>() -> Vec<T> {
    let error = serde_json::from_str::<T>("\"?\"").unwrap_err().to_string();
    let (_, list) = error.split_once("expected one of ").unwrap();
    let words = list.split('`').skip(1).step_by(2);
    words.map(|word| serde_json::from_value(word.into()).unwrap()).collect()
}

/// The name on the wire.
pub(crate) fn word(value: impl serde::Serialize) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
}

/// One of each kind of reply: Meta's trouble, a block, not ready, not readable, a bad token.
const CODES: [(u16, i64, i64); 5] =
    [(500, 2, 0), (403, 4, 2_207_051), (400, 9007, 2_207_027), (400, 100, 33), (400, 190, 0)];

fn forms(what: Do) -> Vec<Variant> {
    let bare = || Fault::new(On::Any, what);
    let lasting = |seconds: u64| bare().with_delay(Duration::from_secs(seconds));
    let of = Variant::new;
    match what {
        Do::Error | Do::CommitThenError => {
            let coded = CODES.iter().map(|&(status, code, subcode)| {
                let fault = bare().with_status(status).with_code(code).with_subcode(subcode);
                let shown =
                    if subcode == 0 { code.to_string() } else { format!("{code}/{subcode}") };
                of(fault, &shown)
            });
            coded.collect()
        }
        // Within `settle * confirmations`, or seen to be under way.
        Do::LateCommit => vec![
            of(lasting(45), "45 s"),
            of(lasting(120).with_shows(Shows::InProgress), "120 s, in progress"),
        ],
        Do::Delay => vec![of(bare().with_delay(Duration::from_millis(2)), "2 ms")],
        Do::StatusLag => vec![of(lasting(40), "40 s"), of(lasting(200), "200 s")],
        // Within the grace period, and longer than any patience.
        Do::ReadOutage => vec![of(lasting(30), "30 s"), of(lasting(OUTAGE), "3 h")],
        Do::Processing => vec![
            of(lasting(90), "90 s"),
            of(bare().with_subcode(2_207_001), "ends in 2207001"),
            of(bare().with_subcode(2_207_026), "ends in 2207026"),
        ],
        Do::RateLimit => vec![of(bare().with_minutes(3), "3 min")],
        Do::Cut => vec![
            of(bare().with_bytes(1), "after 1 byte"),
            of(bare().with_bytes(9_000), "after 9000 bytes"),
        ],
        Do::Short => vec![
            of(bare().with_bytes(1), "of 1 byte"),
            of(bare().with_bytes(9_000), "of 9000 bytes"),
        ],
        _ => vec![of(bare(), "")],
    }
}

/// The longest outage of reads, in seconds.
pub(crate) const OUTAGE: u64 = 3 * 3600;

pub(crate) fn variants() -> Vec<Variant> {
    all::<Do>().into_iter().flat_map(forms).collect()
}

#[test]
fn the_faults_of_the_design_are_among_them() {
    let words: Vec<_> = all::<Do>().into_iter().map(word).collect();
    for design in [
        "drop",
        "commit_then_drop",
        "error",
        "commit_then_error",
        "late_commit",
        "original_response",
        "garble",
        "html",
        "delay",
        "status_lag",
        "read_outage",
        "fetch_fails",
        "processing",
        "rate_limit",
        "cut",
        "short",
        "upload_dies",
    ] {
        assert!(words.iter().any(|word| word == design), "{design}: {words:?}");
    }
}
