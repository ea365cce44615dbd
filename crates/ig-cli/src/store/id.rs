//! A post's name on this machine.

use std::{fmt, str::FromStr};

use ig_core::Timestamp;

use crate::{failure::Failure, random};

/// A post's id: when it was begun and four digits of chance, `20261122-002623417-9f2c`.
///
/// Ids sort by time. One that was typed holds nothing that could lead out of the folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PostId(String);

impl PostId {
    /// A new id for a post that is begun at `now`.
    pub(crate) fn new(now: Timestamp) -> Self {
        let digits: String = now.to_string().chars().filter(char::is_ascii_digit).collect();
        let (date, time) = digits.split_at(digits.len().min(8));
        let millis = now.as_unix_millis() % 1000;
        let chance = random::number() & 0xffff;
        Self(format!("{date}-{time}{millis:03}-{chance:04x}"))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads an id that was typed.
    pub(crate) fn typed(text: &str) -> Result<Self, Failure> {
        text.parse().map_err(|()| {
            Failure::usage("that is no id of a post")
                .because("an id has digits, the letters a to z and dashes alone")
                .fix("take it from `ig list`")
        })
    }
}

impl FromStr for PostId {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        let fits = (1..=64).contains(&text.len()) && text.bytes().all(plain);
        if fits { Ok(Self(text.to_owned())) } else { Err(()) }
    }
}

impl fmt::Display for PostId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_by_time_and_differ_within_a_millisecond() {
        let at = |millis| PostId::new(Timestamp::from_unix_millis(millis));
        let earlier = at(1_569_537_403_007);
        assert!(earlier.as_str().starts_with("20190926-223643007-"), "{earlier}");
        assert!(earlier < at(1_569_537_403_008));
        assert!((0..100).any(|_| at(1_569_537_403_007) != earlier));
        assert_eq!(earlier.as_str().parse(), Ok(earlier.clone()));
    }

    #[test]
    fn what_could_lead_out_of_the_folder_is_no_id() {
        for text in ["", ".", "..", "../a", "a/b", "a\\b", "a.json", "A", "ä", "a b", "a\0"] {
            assert_eq!(text.parse::<PostId>(), Err(()), "{text:?}");
        }
        assert_eq!("x".repeat(65).parse::<PostId>(), Err(()));
    }
}
