//! Why the words for a time are refused, and what to write instead.

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
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WhenError {
    /// They are in none of the forms.
    #[error(
        "`{typed}` is no time that can be read: write `2026-12-24 18:00 Europe/Berlin`, \
         `2026-12-24T18:00:00+01:00` or `+2h`"
    )]
    #[non_exhaustive]
    Unreadable {
        /// What was typed.
        typed: String,
    },
    /// A day without a time of day.
    #[error("`{typed}` has a day and no time: add one, as in `2026-12-24 18:00 Europe/Berlin`")]
    #[non_exhaustive]
    NoTime {
        /// What was typed.
        typed: String,
    },
    /// A time of day, and nothing says where.
    #[error(
        "`{typed}` is another instant in each time zone: add a zone, as in \
         `{typed} Europe/Berlin`, or an offset, as in `{typed}+01:00`"
    )]
    #[non_exhaustive]
    NoZone {
        /// The day and the time.
        typed: String,
    },
    /// A zone that the tables do not have.
    #[error(
        "the time zone `{name}` is not known: use a name of the tz database, such as \
         Europe/Berlin or America/New_York, or write the offset, as in `18:00+01:00`"
    )]
    #[non_exhaustive]
    UnknownZone {
        /// The name.
        name: String,
    },
    /// Two zones in the same words.
    #[error("two time zones, `{one}` and `{other}`: keep one of them")]
    #[non_exhaustive]
    TwoZones {
        /// The one in brackets.
        one: String,
        /// The one after the time.
        other: String,
    },
    /// An offset that the zone does not have then.
    #[error("{zone} is not at {offset} then, but at {right}: correct the offset or leave it out")]
    #[non_exhaustive]
    WrongOffset {
        /// The zone.
        zone: String,
        /// The offset that was typed.
        offset: String,
        /// The offset, or offsets, that it has.
        right: String,
    },
    /// The clocks skip this time of day.
    #[error(
        "{typed} does not exist in {zone}, where clocks are set forward over it. Write `{}` \
         (clocks show {}), `{}` (clocks show {}), or choose with `--ambiguous earlier` or \
         `--ambiguous later`",
        earlier.text, earlier.shows, later.text, later.shows
    )]
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
    #[error(
        "{typed} comes twice in {zone}, where clocks are set back. Write `{}` for the first, `{}` \
         for the second, or choose with `--ambiguous earlier` or `--ambiguous later`",
        earlier.text, later.text
    )]
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
    #[error("`{typed}` is {at}, which is past: it is {now}. Choose a later time")]
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
    #[error("`{word}` is no choice for an ambiguous time: use `earlier`, `later` or `refuse`")]
    #[non_exhaustive]
    UnknownChoice {
        /// The word.
        word: String,
    },
}
