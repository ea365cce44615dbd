//! The name that a program gives to a post.

mod name;

use std::{convert::Infallible, fmt, str::FromStr};

/// The name that a program gives to a post, so that the post is published once
/// however often it is requested: an order number, a row's id, `shop:4711@2026-11-28`.
///
/// It has 1 to 80 characters: ASCII letters, digits and `. _ - : @ + =`, and
/// starts with a letter or a digit. Upper and lower case are different.
///
/// ```
/// let key: ig_driver::Key = "shop:4711".parse()?;
/// assert_eq!(key.as_str(), "shop:4711");
/// # Ok::<(), ig_driver::InvalidKey>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(Box<str>);

/// The text is not a key.
///
/// The error does not contain the text: a text in the wrong place may be a token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidKey {
    /// There is no text.
    #[error("the key is empty: give the post a name of 1 to {max} characters", max = Key::MAX_LENGTH)]
    Empty,
    /// The text has more than [`Key::MAX_LENGTH`] bytes.
    #[error(
        "the key has {length} bytes, and a key has at most {max}: shorten it, or use a hash of it",
        max = Key::MAX_LENGTH
    )]
    #[non_exhaustive]
    TooLong {
        /// Its length in bytes.
        length: usize,
    },
    /// The text starts with something other than a letter or a digit.
    #[error(
        "the key starts with {}, and a key starts with an ASCII letter or a digit: \
         put one in front",
        shown(*.character)
    )]
    #[non_exhaustive]
    Start {
        /// The first character.
        character: char,
    },
    /// The text has a character that a key cannot have.
    #[error(
        "the key has {} at byte {position}, and a key has only ASCII letters, digits and \
         . _ - : @ + = in it: use one of these instead",
        shown(*.character)
    )]
    #[non_exhaustive]
    Character {
        /// The first such character.
        character: char,
        /// Its offset, in bytes from 0.
        position: usize,
    },
}

/// A character for a message: control characters are escaped.
fn shown(character: char) -> String {
    match character {
        ' ' => "a blank".to_owned(),
        '`' => "a backquote".to_owned(),
        _ => format!("`{}`", character.escape_debug()),
    }
}

impl Key {
    /// The most bytes that a key has.
    pub const MAX_LENGTH: usize = 80;

    /// Checks a key.
    ///
    /// # Errors
    ///
    /// When it is empty, too long, or has a character that a key cannot have.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidKey> {
        let text = text.into();
        check(&text)?;
        Ok(Self(text.into()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn check(text: &str) -> Result<(), InvalidKey> {
    let Some(first) = text.chars().next() else { return Err(InvalidKey::Empty) };
    if Key::MAX_LENGTH < text.len() {
        return Err(InvalidKey::TooLong { length: text.len() });
    }
    let fits = |c: char| c.is_ascii_alphanumeric() || "._-:@+=".contains(c);
    if let Some((position, character)) = text.char_indices().find(|&(_, c)| !fits(c)) {
        return Err(InvalidKey::Character { character, position });
    }
    if !first.is_ascii_alphanumeric() {
        return Err(InvalidKey::Start { character: first });
    }
    Ok(())
}

impl FromStr for Key {
    type Err = InvalidKey;

    fn from_str(text: &str) -> Result<Self, InvalidKey> {
        Self::new(text)
    }
}

/// Returns the key itself.
impl From<Infallible> for InvalidKey {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

impl From<&Self> for Key {
    fn from(key: &Self) -> Self {
        key.clone()
    }
}

impl TryFrom<&String> for Key {
    type Error = InvalidKey;

    fn try_from(text: &String) -> Result<Self, InvalidKey> {
        Self::new(text.as_str())
    }
}

impl TryFrom<&str> for Key {
    type Error = InvalidKey;

    fn try_from(text: &str) -> Result<Self, InvalidKey> {
        Self::new(text)
    }
}

impl TryFrom<String> for Key {
    type Error = InvalidKey;

    fn try_from(text: String) -> Result<Self, InvalidKey> {
        Self::new(text)
    }
}

impl AsRef<str> for Key {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        Key::new(text).unwrap_err().to_string()
    }

    #[test]
    fn a_key_has_letters_digits_and_seven_signs() {
        for text in ["a", "7", "A.b_c-d:e@f+g=h", "20261122-002623417-9f2c", &"k".repeat(80)] {
            assert_eq!(Key::new(text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn each_mistake_is_named_with_a_fix() {
        let check = |text: &str, parts: &[&str]| {
            let said = refused(text);
            assert!(parts.iter().all(|part| said.contains(part)), "{text:?}: {said}");
        };
        check("", &["is empty", "1 to 80"]);
        check(&"x".repeat(300), &["300 bytes", "at most 80", "hash"]);
        check(&"x".repeat(81), &["81 bytes"]);
        check("a/b", &["`/` at byte 1", "instead"]);
        check("..", &["starts with `.`", "in front"]);
        check("../a", &["`/` at byte 2"]);
        check(".a", &["starts with `.`"]);
        check("-a", &["starts with `-`"]);
        check("a\\b", &["`\\\\`"]);
        check("größe", &["`ö` at byte 2", "ASCII"]);
        check("a b", &["a blank at byte 1"]);
        check("a\n", &["`\\n` at byte 1"]);
        check("a\0", &["`\\0`"]);
    }

    #[test]
    fn a_refused_key_is_not_repeated_in_full() {
        assert!(!refused("EAAGm0PX4ZCps/BAKZC").contains("EAAG"));
    }
}
