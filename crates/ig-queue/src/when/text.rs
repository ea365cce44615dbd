//! The words: a wait, or a day and a time with an offset, a zone or neither.

use std::time::Duration;

use jiff::{
    civil::DateTime,
    fmt::temporal::{Pieces, PiecesOffset, TimeZoneAnnotationKind},
    tz::Offset,
};

use super::WhenError;

/// What was typed.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Typed {
    /// So long from now.
    In(Duration),
    /// A day and a time of day.
    Civil { civil: DateTime, offset: Option<Shift>, zone: Option<String> },
}

/// An offset from UTC.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Shift {
    /// `Z`: the instant is known, and the offset there is not.
    Zulu,
    Offset(Offset),
}

impl Typed {
    pub(super) fn read(text: &str) -> Result<Self, WhenError> {
        let text = text.trim();
        if let Some(wait) = text.strip_prefix('+') {
            return read_wait(wait).map(Self::In).ok_or_else(|| unreadable(text));
        }
        let (time, named) = split_zone(text);
        let pieces = Pieces::parse(time).map_err(|_| unreadable(text))?;
        let Some(clock) = pieces.time() else {
            return Err(WhenError::NoTime { typed: text.to_owned() });
        };
        let offset = pieces.offset().map(|offset| match offset {
            PiecesOffset::Zulu => Shift::Zulu,
            offset => Shift::Offset(offset.to_numeric_offset()),
        });
        let annotated = match pieces.time_zone_annotation().map(|it| it.kind().clone()) {
            None => None,
            Some(TimeZoneAnnotationKind::Named(name)) => Some(name.as_str().to_owned()),
            Some(_) => return Err(unreadable(text)),
        };
        let zone = match (annotated, named) {
            (Some(one), Some(other)) if one != other => {
                return Err(WhenError::TwoZones { one, other: other.to_owned() });
            }
            (annotated, named) => annotated.or_else(|| named.map(str::to_owned)),
        };
        Ok(Self::Civil { civil: pieces.date().to_datetime(clock), offset, zone })
    }
}

fn unreadable(text: &str) -> WhenError {
    WhenError::Unreadable { typed: text.to_owned() }
}

/// A zone after a space: it starts with a letter, which a time does not.
fn split_zone(text: &str) -> (&str, Option<&str>) {
    match text.rsplit_once(char::is_whitespace) {
        Some((time, zone)) if zone.starts_with(|c: char| c.is_ascii_alphabetic()) => {
            (time.trim_end(), Some(zone))
        }
        _ => (text, None),
    }
}

/// `1d12h30m`: whole numbers, each with its unit, the larger units first.
pub(crate) fn read_wait(mut text: &str) -> Option<Duration> {
    const UNITS: [(&str, u64); 5] =
        [("w", 7 * 24 * 3600), ("d", 24 * 3600), ("h", 3600), ("m", 60), ("s", 1)];
    let mut left = &UNITS[..];
    let mut seconds = 0_u64;
    if text.is_empty() {
        return None;
    }
    while !text.is_empty() {
        let digits = text.find(|c: char| !c.is_ascii_digit())?;
        let number: u64 = text[..digits].parse().ok()?;
        text = &text[digits..];
        let unit = left.iter().position(|(unit, _)| text.starts_with(unit))?;
        let (name, length) = left[unit];
        text = &text[name.len()..];
        left = &left[unit + 1..];
        seconds = seconds.checked_add(number.checked_mul(length)?)?;
    }
    // A hundred years are a mistake.
    (seconds <= 100 * 366 * 24 * 3600).then(|| Duration::from_secs(seconds))
}
