//! The text under a post.

use std::{fmt, str::FromStr};

use ig_rules::{Finding, post as rules};
use serde::{Deserialize, Serialize, Serializer};

/// A caption that Instagram's documented limits allow.
///
/// At most [2200 characters](Self::MAX_CHARS), [30 hashtags](Self::MAX_HASHTAGS)
/// and [20 mentions](Self::MAX_MENTIONS) (reference §2.2, D-MEDIA 2026-09-11).
/// Over 5 hashtags there is a [warning](Self::warnings) (reference §17.5).
/// What Meta counts as a character is not documented (reference §16, U6); here
/// it is a Unicode scalar value.
///
/// ```
/// use ig_core::Caption;
///
/// let caption: Caption = "#BronzFonz".parse()?;
/// assert!("x".repeat(2201).parse::<Caption>().is_err());
/// # Ok::<(), ig_core::post::InvalidCaption>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Caption(Box<str>);

/// The caption is beyond one of Instagram's limits.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidCaption {
    /// Too many characters.
    #[error("the caption has {0} characters; Instagram takes at most 2200")]
    TooLong(usize),
    /// Too many `#hashtags`.
    #[error("the caption has {0} hashtags; Instagram takes at most 30")]
    TooManyHashtags(usize),
    /// Too many `@mentions`.
    #[error("the caption has {0} mentions; Instagram takes at most 20")]
    TooManyMentions(usize),
}

impl Caption {
    /// The most characters in a caption.
    pub const MAX_CHARS: usize = rules::CAPTION_LENGTH.bound.max();

    /// The most `#hashtags` in a caption.
    pub const MAX_HASHTAGS: usize = rules::HASHTAGS.bound.max();

    /// The most `@mentions` in a caption.
    pub const MAX_MENTIONS: usize = rules::MENTIONS.bound.max();

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What may go wrong with it: more hashtags than Instagram's app allows.
    pub fn warnings(&self) -> Vec<Finding> {
        let hashtags = count_marked(&self.0, '#');
        let row = &rules::HASHTAGS_OF_THE_APP;
        let is_broken = row.bound.max() < hashtags;
        is_broken.then(|| row.broken(format!("{hashtags} hashtags"))).into_iter().collect()
    }

    /// Whether `shown`, a caption that came back, is this one: Meta strips `@` and
    /// may change white space (reference §7.2, §7.3).
    pub fn is_shown_as(&self, shown: &str) -> bool {
        words(&self.0).eq(words(shown))
    }
}

/// What is left of a caption where Meta strips `@` and changes white space.
pub(crate) fn words(caption: &str) -> impl Iterator<Item = String> {
    let bare = caption.replace('@', "");
    let words: Vec<String> = bare.split_whitespace().map(Into::into).collect();
    words.into_iter()
}

impl FromStr for Caption {
    type Err = InvalidCaption;

    fn from_str(text: &str) -> Result<Self, InvalidCaption> {
        let chars = text.chars().count();
        if Self::MAX_CHARS < chars {
            return Err(InvalidCaption::TooLong(chars));
        }
        let hashtags = count_marked(text, '#');
        if Self::MAX_HASHTAGS < hashtags {
            return Err(InvalidCaption::TooManyHashtags(hashtags));
        }
        let mentions = count_marked(text, '@');
        if Self::MAX_MENTIONS < mentions {
            return Err(InvalidCaption::TooManyMentions(mentions));
        }
        Ok(Self(text.into()))
    }
}

impl Serialize for Caption {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl TryFrom<String> for Caption {
    type Error = InvalidCaption;

    fn try_from(text: String) -> Result<Self, InvalidCaption> {
        text.parse()
    }
}

impl From<Caption> for String {
    fn from(caption: Caption) -> Self {
        caption.0.into()
    }
}

impl fmt::Display for Caption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Counts the words that `mark` begins. A mark inside a word begins none, so that
/// an e-mail address is not a mention. How Meta counts is not documented.
fn count_marked(text: &str, mark: char) -> usize {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let begins = |(at, _): &(usize, &str)| {
        let before = text[..*at].chars().next_back();
        let after = text[at + mark.len_utf8()..].chars().next();
        !before.is_some_and(is_word) && after.is_some_and(is_word)
    };
    text.match_indices(mark).filter(begins).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caption_may_be_as_long_as_the_limits_and_no_longer() {
        for (text, expect) in [
            (String::new(), None),
            ("x".repeat(2200), None),
            ("é".repeat(2200), None),
            ("x".repeat(2201), Some(InvalidCaption::TooLong(2201))),
            ("#a ".repeat(30), None),
            ("#a ".repeat(31), Some(InvalidCaption::TooManyHashtags(31))),
            ("@a ".repeat(20), None),
            ("@a ".repeat(21), Some(InvalidCaption::TooManyMentions(21))),
        ] {
            assert_eq!(text.parse::<Caption>().err(), expect, "{}", text.len());
        }
    }

    #[test]
    fn more_hashtags_than_the_app_allows_are_a_warning() {
        for (count, expect) in [(0, 0), (5, 0), (6, 1), (30, 1)] {
            let caption: Caption = "#a ".repeat(count).parse().unwrap();
            let warnings = caption.warnings();
            assert_eq!(warnings.len(), expect, "{count}");
            assert!(
                warnings.iter().all(|it| it.measured == format!("{count} hashtags")),
                "{count}"
            );
        }
    }

    #[test]
    fn a_mark_begins_a_word() {
        for (text, hashtags) in
            [("#a#b", 1), ("# a", 0), ("##a", 1), ("a#b", 0), ("#ä #1", 2), ("#", 0), ("(#a)", 1)]
        {
            assert_eq!(count_marked(text, '#'), hashtags, "{text}");
        }
        assert_eq!(count_marked("mail me@example.com or @me", '@'), 1);
    }
}
