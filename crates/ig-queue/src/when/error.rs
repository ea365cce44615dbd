//! Why the words for a time are refused, and what to write instead.

use std::{error::Error, fmt};

use ig_core::Timestamp;

/// One of two instants that a time of day may mean.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "an instant and two ways to write it")]
pub struct Reading {
    /// The instant.
    pub at: Timestamp,
    /// What to type for it: the typed time with its offset and its zone.
    pub text: String,
    /// What a clock shows there then. Not what was typed where that does not exist.
    pub shows: String,
}

/// The words for a time are refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WhenError {
    /// They are in none of the forms.
    #[non_exhaustive]
    Unreadable {
        /// What was typed.
        typed: String,
    },
    /// A day without a time of day.
    #[non_exhaustive]
    NoTime {
        /// What was typed.
        typed: String,
    },
    /// A time of day, and nothing says where.
    #[non_exhaustive]
    NoZone {
        /// The day and the time.
        typed: String,
    },
    /// A zone that the tables do not have.
    #[non_exhaustive]
    UnknownZone {
        /// The name.
        name: String,
    },
    /// Two zones in the same words.
    #[non_exhaustive]
    TwoZones {
        /// The one in brackets.
        one: String,
        /// The one after the time.
        other: String,
    },
    /// An offset that the zone does not have then.
    #[non_exhaustive]
    WrongOffset {
        /// The zone.
        zone: String,
        /// The offset that was typed.
        offset: String,
        /// The offset, or offsets, that it has.
        right: String,
    },
    /// An offset that no place has.
    #[non_exhaustive]
    UnknownOffset {
        /// The offset that was typed.
        offset: String,
    },
    /// The clocks skip this time of day.
    #[non_exhaustive]
    Gap {
        /// The day and the time.
        typed: String,
        /// The zone.
        zone: String,
        /// As a clock would have it that was set forward already.
        earlier: Box<Reading>,
        /// As a clock would have it that was not set forward yet.
        later: Box<Reading>,
    },
    /// The clocks show this time of day twice.
    #[non_exhaustive]
    Fold {
        /// The day and the time.
        typed: String,
        /// The zone.
        zone: String,
        /// Before the clocks are set back.
        earlier: Box<Reading>,
        /// After the clocks were set back.
        later: Box<Reading>,
    },
    /// It is over.
    #[non_exhaustive]
    Past {
        /// What was typed.
        typed: String,
        /// The instant.
        at: Timestamp,
        /// The time now.
        now: Timestamp,
    },
    /// Neither reading of an ambiguous time was named.
    #[non_exhaustive]
    UnknownChoice {
        /// The word.
        word: String,
    },
}

impl WhenError {
    /// What is wrong with the words.
    pub fn reason(&self) -> String {
        match self {
            Self::Unreadable { typed } => format!("`{typed}` is not a time in any known form"),
            Self::NoTime { typed } => format!("`{typed}` has a day and no time"),
            Self::NoZone { typed } => format!("`{typed}` is another instant in each time zone"),
            Self::UnknownZone { name } => format!("the time zone `{name}` is not known"),
            Self::TwoZones { one, other } => format!("two time zones, `{one}` and `{other}`"),
            Self::WrongOffset { zone, offset, right } => {
                format!("{zone} is not at {offset} then, but at {right}")
            }
            Self::UnknownOffset { offset } => format!("no place has the offset {offset}"),
            Self::Gap { typed, zone, .. } => {
                format!("{typed} does not exist in {zone}, where clocks are set forward over it")
            }
            Self::Fold { typed, zone, .. } => {
                format!("{typed} comes twice in {zone}, where clocks are set back")
            }
            Self::Past { typed, at, now } => {
                format!("`{typed}` is {at}, which is past: it is {now}")
            }
            Self::UnknownChoice { word } => {
                format!("`{word}` is not a choice for an ambiguous time")
            }
        }
    }

    /// What to write instead. Of a gap and of a fold it ends with `earlier` and `later`, which
    /// [`Ambiguous`](crate::Ambiguous) reads, and the caller can say where they are written.
    pub fn advice(&self) -> String {
        match self {
            Self::Unreadable { .. } => {
                "write `2026-12-24 18:00 Europe/Berlin`, `2026-12-24T18:00:00+01:00` or `+2h`"
                    .into()
            }
            Self::NoTime { .. } => "add one, as in `2026-12-24 18:00 Europe/Berlin`".into(),
            Self::NoZone { typed } => format!(
                "add a zone, as in `{typed} Europe/Berlin`, or an offset, as in `{typed}+01:00`"
            ),
            Self::UnknownZone { .. } => "use a name of the tz database, such as Europe/Berlin or \
                 America/New_York, or write the offset, as in `18:00+01:00`"
                .into(),
            Self::TwoZones { .. } => "keep one of them".into(),
            Self::WrongOffset { .. } => "correct the offset or leave it out".into(),
            Self::UnknownOffset { .. } => "offsets are from -12:00 to +14:00: correct it".into(),
            Self::Gap { earlier, later, .. } => format!(
                "write `{}` (clocks show {}), `{}` (clocks show {}), or choose `earlier` or `later`",
                earlier.text, earlier.shows, later.text, later.shows
            ),
            Self::Fold { earlier, later, .. } => format!(
                "write `{}` for the first, `{}` for the second, or choose `earlier` or `later`",
                earlier.text, later.text
            ),
            Self::Past { .. } => "choose a later time".into(),
            Self::UnknownChoice { .. } => "use `earlier`, `later` or `refuse`".into(),
        }
    }
}

impl fmt::Display for WhenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.reason(), self.advice())
    }
}

impl Error for WhenError {}
