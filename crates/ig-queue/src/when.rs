//! When a post is to be public: what a person types, and the instant that it means.
//!
//! | typed | means |
//! |---|---|
//! | `2026-12-24 18:00 Europe/Berlin` | that time of day there |
//! | `2026-12-24 18:00`, zone `Europe/Berlin` | the same |
//! | `2026-12-24T18:00:00+01:00` | that instant (RFC 3339) |
//! | `2026-10-25T02:30+02:00[Europe/Berlin]` | the first of two (RFC 9557) |
//! | `+2h`, `+1d12h30m` | so long from now; a day is 24 hours |
//!
//! Twice a year most zones have times of day that do not exist, or exist twice. They are
//! refused, and the error has both readings: a post that comes out an hour early is a surprise
//! that nobody asked for. [`Ambiguous`] chooses one of them beforehand.
//!
//! The tables of zones are built into the program. Those of the machine may be old or missing,
//! as they are in most container images, and a missing table is taken for UTC by some libraries.

mod error;
mod retime;
mod text;
mod zone;

use std::str::FromStr;

use ig_core::Timestamp;
use jiff::tz::{AmbiguousOffset, Offset};
use serde::{Deserialize, Serialize};

pub(crate) use self::text::read_wait;
pub use self::{
    error::{Reading, WhenError},
    retime::Retimed,
};
use self::{text::Typed, zone::Zone};

/// When a post is due: the instant, and the words and the zone that it was given in.
///
/// ```
/// use ig_core::Timestamp;
/// use ig_queue::{WhenError, when};
///
/// let now = Timestamp::from_unix_millis(1_798_000_000_000);
/// let due = when("2026-12-24 18:00", Some("Europe/Berlin"), now)?;
/// assert_eq!(due.at().to_string(), "2026-12-24T17:00:00Z");
/// assert_eq!((due.typed(), due.zone()), ("2026-12-24 18:00", Some("Europe/Berlin")));
///
/// let fold = when("2027-10-31 02:30 Europe/Berlin", None, now).unwrap_err();
/// let WhenError::Fold { earlier, later, .. } = fold else { panic!() };
/// assert_eq!(earlier.text, "2027-10-31T02:30:00+02:00[Europe/Berlin]");
/// assert_eq!(later.text, "2027-10-31T02:30:00+01:00[Europe/Berlin]");
/// # Ok::<(), WhenError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct When {
    at: Timestamp,
    typed: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    zone: Option<String>,
}

impl When {
    /// An instant that no person typed. Its words are the instant in UTC.
    pub fn at_instant(at: Timestamp) -> Self {
        Self { at, typed: at.to_string(), zone: None }
    }

    /// The instant.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// The words, as they were typed.
    pub fn typed(&self) -> &str {
        &self.typed
    }

    /// The time zone of the words, by its name in the tz database; `None` where the words name
    /// an instant without one.
    pub fn zone(&self) -> Option<&str> {
        self.zone.as_deref()
    }
}

/// What is done with a time of day that does not exist, or exists twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Ambiguous {
    /// It is an error with both readings.
    #[default]
    Refuse,
    /// The earlier instant is meant.
    Earlier,
    /// The later instant is meant.
    Later,
}

/// Reads `refuse`, `earlier` or `later`.
impl FromStr for Ambiguous {
    type Err = WhenError;

    fn from_str(word: &str) -> Result<Self, WhenError> {
        match word {
            "refuse" => Ok(Self::Refuse),
            "earlier" => Ok(Self::Earlier),
            "later" => Ok(Self::Later),
            _ => Err(WhenError::UnknownChoice { word: word.to_owned() }),
        }
    }
}

/// Reads when a post is due. `zone` is for words that name neither a zone nor an offset; `now`
/// is what the past is measured from.
///
/// # Errors
///
/// When the words cannot be read, when they lack a zone, when the zone or the offset is not known,
/// when the time of day does not exist there or exists twice, and when it is in the past.
pub fn when(text: &str, zone: Option<&str>, now: Timestamp) -> Result<When, WhenError> {
    when_with(text, zone, Ambiguous::Refuse, now)
}

/// Reads when a post is due, as [`when`] does, with a choice for a time of day that does not
/// exist or exists twice.
///
/// # Errors
///
/// As [`when`], but for the gaps and folds that `ambiguous` decides.
pub fn when_with(
    text: &str,
    zone: Option<&str>,
    ambiguous: Ambiguous,
    now: Timestamp,
) -> Result<When, WhenError> {
    let typed = Typed::read(text)?;
    let past = |at| WhenError::Past { typed: text.trim().to_owned(), at, now };
    let (at, zone) = meant(&typed, zone, ambiguous, now).map_err(|error| match error {
        // To choose between two instants that are past would lead to the next error.
        WhenError::Gap { later, .. } | WhenError::Fold { later, .. } if later.at < now => {
            past(later.at)
        }
        error => error,
    })?;
    if at < now {
        return Err(past(at));
    }
    Ok(When { at, typed: text.trim().to_owned(), zone })
}

/// The name of a time zone, as the tables spell it.
///
/// # Errors
///
/// When the tables have no zone of that name.
pub fn zone_name(name: &str) -> Result<String, WhenError> {
    Zone::named(name).map(|zone| zone.name().to_owned())
}

/// The instant that words mean, and the name of its zone.
fn meant(
    typed: &Typed,
    default: Option<&str>,
    ambiguous: Ambiguous,
    now: Timestamp,
) -> Result<(Timestamp, Option<String>), WhenError> {
    // A name that is not needed is wrong all the same.
    let default = default.map(Zone::named).transpose()?;
    let (civil, offset, named) = match typed {
        Typed::In(wait) => return Ok((now.after(*wait), None)),
        Typed::Civil { civil, offset, zone } => (*civil, *offset, zone.as_deref()),
    };
    let zone = named.map(Zone::named).transpose()?.or(default);
    let name = zone.as_ref().map(|zone| zone.name().to_owned());
    let at = match (offset, zone) {
        (None, None) => return Err(WhenError::NoZone { typed: civil.to_string() }),
        (Some(text::Shift::Offset(offset)), _) if !zone::is_somewhere(offset) => {
            return Err(WhenError::UnknownOffset { offset: zone::shift(offset) });
        }
        (Some(text::Shift::Zulu), _) => zone::instant(civil, Offset::UTC)?,
        // A default zone does not question an offset that was typed.
        (Some(text::Shift::Offset(offset)), Some(zone)) if named.is_some() => {
            if !zone.has(civil, offset) {
                return Err(zone.wrong_offset(civil, offset));
            }
            zone::instant(civil, offset)?
        }
        (Some(text::Shift::Offset(offset)), _) => zone::instant(civil, offset)?,
        (None, Some(zone)) => {
            let (before, after) = match zone.offsets(civil) {
                AmbiguousOffset::Unambiguous { offset } => (offset, offset),
                AmbiguousOffset::Gap { before, after }
                | AmbiguousOffset::Fold { before, after } => (before, after),
            };
            let (one, other) = (zone::instant(civil, before)?, zone::instant(civil, after)?);
            match ambiguous {
                _ if one == other => one,
                Ambiguous::Earlier => one.min(other),
                Ambiguous::Later => one.max(other),
                Ambiguous::Refuse => return Err(zone.ambiguous(civil)?),
            }
        }
    };
    Ok((at, name))
}
