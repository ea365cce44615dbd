//! The table of documented and observed errors: class, advice, who must act
//! and where it is from (reference §10.2 to §10.4, in that order, and §17.8).

use std::fmt;

use serde::{Deserialize, Serialize};

mod rows;

pub use rows::KNOWN_ERRORS;

/// What kind of trouble a Graph API error is: what a program does about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ErrorClass {
    /// The token is expired, revoked or malformed: get a new one.
    Auth,
    /// The token lacks a permission, or the person a role: grant it.
    Permission,
    /// Too many calls: wait.
    RateLimit,
    /// Too many posts in 24 hours: wait for the window.
    PublishingQuota,
    /// Too many containers in 24 hours: wait for the window.
    ContainerQuota,
    /// The container is not ready to be published: wait a little.
    NotReady,
    /// The container is gone, or not yet to be seen: look again, then make
    /// another.
    ContainerGone,
    /// The object cannot be read; it may exist all the same.
    Unreadable,
    /// Instagram suspects spam or restricted the account: stop.
    Blocked,
    /// The media could not be fetched or processed; the same file may pass.
    Media,
    /// The request or the file is wrong and will stay wrong: change it.
    Invalid,
    /// Meta's trouble: try again.
    Transient,
    /// Not in our table.
    Unknown,
}

/// The class in words: `rate limit`.
impl fmt::Display for ErrorClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Auth => "token",
            Self::Permission => "permission",
            Self::RateLimit => "rate limit",
            Self::PublishingQuota => "publishing quota",
            Self::ContainerQuota => "container quota",
            Self::NotReady => "not ready",
            Self::ContainerGone => "container gone",
            Self::Unreadable => "unreadable",
            Self::Blocked => "blocked",
            Self::Media => "media",
            Self::Invalid => "invalid",
            Self::Transient => "transient",
            Self::Unknown => "unknown",
        })
    }
}

/// Who has to act before the same thing can work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Actor {
    /// Nobody: waiting and trying again is enough.
    Nobody,
    /// Whoever chose the caption, the tags and the file.
    Author,
    /// Whoever owns the Instagram account or the Page.
    AccountOwner,
    /// Whoever runs the app and its tokens.
    Developer,
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nobody => "nobody",
            Self::Author => "the author of the post",
            Self::AccountOwner => "the owner of the account",
            Self::Developer => "the developer of the app",
        })
    }
}

/// Which `error.code` a row speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a plain description of a number")]
pub enum Code {
    /// This code.
    Exactly(i64),
    /// These codes, both ends included.
    Between(i64, i64),
    /// Any: the subcode tells. A container's `status` gives only the subcode.
    Any,
}

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct KnownError {
    /// `error.code`
    pub code: Code,
    /// `error.error_subcode`; `None` fits any.
    pub subcode: Option<i64>,
    /// What `error.message` holds, where Meta documents a name and no number, or where the
    /// same number has several causes; `None` fits any. Of a failed fetch (9004/2207052) the
    /// users' texts are looked at too.
    pub message: Option<&'static str>,
    /// What kind of trouble it is.
    pub class: ErrorClass,
    /// Who has to act.
    pub actor: Actor,
    /// What to do.
    pub advice: &'static str,
    /// Where it is from: a tag of the reference's section 0.
    pub source: &'static str,
}

impl KnownError {
    /// The first row that fits; what says more stands before what says less.
    pub fn find(code: i64, subcode: Option<i64>, message: &str) -> Option<&'static Self> {
        KNOWN_ERRORS.iter().find(|row| {
            row.fits(code)
                && row.subcode.is_none_or(|own| subcode == Some(own))
                && row.message.is_none_or(|name| message.contains(name))
        })
    }

    /// The row of a subcode from a container's `status` text.
    pub fn find_subcode(subcode: i64) -> Option<&'static Self> {
        KNOWN_ERRORS.iter().find(|row| row.subcode == Some(subcode) && row.message.is_none())
    }

    fn fits(&self, code: i64) -> bool {
        match self.code {
            Code::Exactly(own) => own == code,
            Code::Between(first, last) => (first..=last).contains(&code),
            Code::Any => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(code: i64, subcode: i64) -> Option<ErrorClass> {
        KnownError::find(code, Some(subcode), "").map(|row| row.class)
    }

    #[test]
    fn rows_with_a_subcode_come_first_and_then_those_with_words() {
        let rank = |row: &KnownError| match (row.subcode, row.message) {
            (Some(_), Some(_)) => 0,
            (Some(_), None) => 1,
            (None, Some(_)) => 2,
            (None, None) => 3,
        };
        assert!(KNOWN_ERRORS.is_sorted_by_key(rank));
    }

    #[test]
    fn a_row_with_a_subcode_wins_over_one_with_only_the_code() {
        assert_eq!(class(4, 2_207_051), Some(ErrorClass::Blocked));
        assert_eq!(class(4, 0), Some(ErrorClass::RateLimit));
        assert_eq!(class(100, 33), Some(ErrorClass::Unreadable));
        assert_eq!(class(100, 7), Some(ErrorClass::Invalid));
        assert_eq!(class(-1, 2_207_032), Some(ErrorClass::Transient));
        assert_eq!(class(250, 1), Some(ErrorClass::Permission));
        assert_eq!(class(123_456, 1), None);
    }

    #[test]
    fn every_row_can_be_found_and_has_advice_and_a_source() {
        for row in KNOWN_ERRORS {
            let code = match row.code {
                Code::Exactly(code) | Code::Between(code, _) => code,
                Code::Any => 0,
            };
            let message = row.message.unwrap_or_default();
            let found = KnownError::find(code, row.subcode, message);
            assert_eq!(found, Some(row), "hidden by an earlier row");
            assert!(20 < row.advice.len(), "{row:?}");
            assert!(!row.source.is_empty(), "{row:?}");
        }
    }

    /// Its number is not documented (reference §16, U1).
    #[test]
    fn a_location_without_coordinates_is_known_by_its_name() {
        let message = "(#100) INSTAGRAM_PLATFORM_API__INVALID_LOCATION_ID";
        let row = KnownError::find(100, None, message).unwrap();
        assert_eq!((row.class, row.actor), (ErrorClass::Invalid, Actor::Author));
        assert!(row.advice.contains("coordinates"), "{}", row.advice);
    }

    /// Both hosts have words for it, and neither a documented number (reference
    /// §9.4).
    #[test]
    fn a_code_that_is_used_up_asks_for_another_sign_in() {
        for (code, subcode, message) in [
            (400, None, "Invalid authorization code"),
            (400, None, "Matching code was not found or was already used"),
            (100, Some(36_009), "This authorization code has been used."),
            (100, Some(36_007), "This authorization code has expired."),
        ] {
            let row = KnownError::find(code, subcode, message).unwrap();
            assert_eq!(
                (row.class, row.actor),
                (ErrorClass::Auth, Actor::AccountOwner),
                "{message}"
            );
            assert!(row.advice.contains("sign in again"), "{}", row.advice);
        }
    }

    #[test]
    fn a_container_status_is_found_by_its_subcode() {
        let class = |subcode| KnownError::find_subcode(subcode).map(|row| row.class);
        assert_eq!(class(2_207_026), Some(ErrorClass::Invalid));
        assert_eq!(class(2_207_077), Some(ErrorClass::Media));
        assert_eq!(class(2_207_052), Some(ErrorClass::Media), "the row without words");
        assert_eq!(class(7), None);
    }
}
