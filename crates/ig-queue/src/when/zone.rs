//! A time zone, by the tables that are built into the program.

use std::sync::OnceLock;

use ig_core::Timestamp;
use jiff::{
    civil::DateTime,
    tz::{AmbiguousOffset, Offset, TimeZone, TimeZoneDatabase},
};

use super::{Reading, WhenError};

/// A zone of the tz database.
#[derive(Debug)]
pub(super) struct Zone {
    name: String,
    zone: TimeZone,
}

impl Zone {
    pub(super) fn named(name: &str) -> Result<Self, WhenError> {
        static TABLES: OnceLock<TimeZoneDatabase> = OnceLock::new();
        let tables = TABLES.get_or_init(TimeZoneDatabase::bundled);
        let unknown = || WhenError::UnknownZone { name: name.to_owned() };
        let zone = tables.get(name).map_err(|_| unknown())?;
        // These are names for a place that is not known, and both would be taken for UTC.
        if ["Factory", "Etc/Unknown"].iter().any(|none| none.eq_ignore_ascii_case(name)) {
            return Err(unknown());
        }
        // As the tables spell it.
        let name = zone.iana_name().unwrap_or(name).to_owned();
        Ok(Self { name, zone })
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn offsets(&self, civil: DateTime) -> AmbiguousOffset {
        self.zone.to_ambiguous_timestamp(civil).offset()
    }

    /// Whether `civil` may have this offset there. In a gap both offsets name an instant.
    pub(super) fn has(&self, civil: DateTime, offset: Offset) -> bool {
        match self.offsets(civil) {
            AmbiguousOffset::Unambiguous { offset: only } => only == offset,
            AmbiguousOffset::Gap { before, after } | AmbiguousOffset::Fold { before, after } => {
                before == offset || after == offset
            }
        }
    }

    pub(super) fn wrong_offset(&self, civil: DateTime, offset: Offset) -> WhenError {
        let right = match self.offsets(civil) {
            AmbiguousOffset::Unambiguous { offset } => shift(offset),
            AmbiguousOffset::Gap { before, after } | AmbiguousOffset::Fold { before, after } => {
                format!("{} or {}", shift(before), shift(after))
            }
        };
        WhenError::WrongOffset { zone: self.name.clone(), offset: shift(offset), right }
    }

    /// The error for a time of day that does not exist or exists twice, with both readings.
    pub(super) fn ambiguous(&self, civil: DateTime) -> Result<WhenError, WhenError> {
        let reading = |offset| -> Result<Box<Reading>, WhenError> {
            let at = instant(civil, offset)?;
            let text = format!("{civil}{}[{}]", shift(offset), self.name);
            Ok(Box::new(Reading { at, text, shows: self.shown(at) }))
        };
        let (zone, typed) = (self.name.clone(), civil.to_string());
        Ok(match self.offsets(civil) {
            AmbiguousOffset::Fold { before, after } => {
                let (earlier, later) = (reading(before)?, reading(after)?);
                WhenError::Fold { typed, zone, earlier, later }
            }
            // The larger offset, that after the gap, is the earlier instant.
            AmbiguousOffset::Gap { before, after } => {
                let (earlier, later) = (reading(after)?, reading(before)?);
                WhenError::Gap { typed, zone, earlier, later }
            }
            AmbiguousOffset::Unambiguous { .. } => WhenError::Unreadable { typed },
        })
    }

    /// What a clock there shows: `2026-03-29T03:30:00+02:00`.
    fn shown(&self, at: Timestamp) -> String {
        let millis = i64::try_from(at.as_unix_millis()).unwrap_or(i64::MAX);
        let Ok(at) = jiff::Timestamp::from_millisecond(millis) else { return at.to_string() };
        let offset = self.zone.to_offset(at);
        format!("{}{}", offset.to_datetime(at), shift(offset))
    }
}

/// Whether a place has this offset, as far as places of today and of the future go.
pub(super) fn is_somewhere(offset: Offset) -> bool {
    (-12 * 3600..=14 * 3600).contains(&offset.seconds())
}

/// `+02:00`, as RFC 3339 has it; with seconds where there are any.
pub(super) fn shift(offset: Offset) -> String {
    let sign = if offset.is_negative() { '-' } else { '+' };
    let seconds = offset.seconds().unsigned_abs();
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match rest {
        0 => format!("{sign}{hours:02}:{minutes:02}"),
        _ => format!("{sign}{hours:02}:{minutes:02}:{rest:02}"),
    }
}

/// The instant at which a clock with `offset` shows `civil`. Before 1970 it is the epoch, which
/// is past too.
pub(super) fn instant(civil: DateTime, offset: Offset) -> Result<Timestamp, WhenError> {
    let unreadable = |_| WhenError::Unreadable { typed: civil.to_string() };
    let at = offset.to_timestamp(civil).map_err(unreadable)?;
    let millis = u64::try_from(at.as_millisecond()).unwrap_or(0);
    Ok(Timestamp::from_unix_millis(millis))
}
