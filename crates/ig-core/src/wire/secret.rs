//! Secrets that cannot reach a log by accident.

use std::{fmt, ops::Range};

use serde::{
    Deserialize, Deserializer,
    de::{self, Visitor},
};
use zeroize::Zeroizing;

macro_rules! secret {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        ///
        /// It has no `Display`, no `Serialize` and no `PartialEq`; its `Debug`
        /// is fixed, and its memory is wiped when it is dropped. The only way
        /// to the text is [`expose_secret`](Self::expose_secret).
        #[derive(Clone)]
        pub struct $name(Zeroizing<Box<str>>);

        impl $name {
            /// Wraps a secret.
            pub fn new(text: impl Into<Box<str>>) -> Self {
                Self(Zeroizing::new(text.into()))
            }

            /// The secret itself, for putting it on the wire.
            pub fn expose_secret(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "([redacted])"))
            }
        }
    };
}

secret! {
    /// An access token, of either login.
    AccessToken
}
secret! {
    /// An app's secret: the key of `appsecret_proof` (reference §1.3).
    AppSecret
}

secret! {
    /// What a login's dialog hands to the app, to be exchanged for a token
    /// once.
    AuthorizationCode
}

impl AuthorizationCode {
    /// The code in the address that the dialog led to: that of Instagram ends
    /// in `#_`, which is not part of it.
    pub fn from_redirect(text: &str) -> Self {
        Self::new(text.strip_suffix("#_").unwrap_or(text))
    }
}

/// Reads a token without leaving a copy: the text goes from the reply
/// to where it is wiped.
impl<'de> Deserialize<'de> for AccessToken {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl Visitor<'_> for Text {
            type Value = AccessToken;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an access token")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<AccessToken, E> {
                // What is empty is none, and its error shows no text.
                if text.is_empty() {
                    return Err(E::custom("an empty access token"));
                }
                Ok(AccessToken::new(text))
            }
        }

        deserializer.deserialize_str(Text)
    }
}

/// A secret among the parameters of a request.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Hidden(Zeroizing<Box<str>>);

impl Hidden {
    pub(crate) fn new(text: &str) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    pub(crate) fn expose_secret(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Masks anything in server text that looks like a secret.
///
/// Meta echoes tokens in error messages ("Malformed access token …"). Tokens
/// are long runs of base64url-like characters, and those of both logins begin
/// alike; words joined by underscores, such as
/// `INSTAGRAM_PLATFORM_API__INVALID_LOCATION_ID`, host names and ids are none.
pub(crate) fn mask(text: impl Into<String>) -> String {
    let text = text.into();
    let Some(first) = secret_in(&text, 0) else { return text };
    let mut out = String::with_capacity(text.len());
    let (mut done, mut found) = (0, Some(first));
    while let Some(Range { start, end }) = found {
        out.push_str(&text[done..start]);
        out.push_str("[redacted]");
        done = end;
        found = secret_in(&text, end);
    }
    out + &text[done..]
}

/// The first run of token characters, from `from` on, that looks like a secret.
/// Whatever is shorter than the shortest secret, which is nearly all that a
/// server says, is skipped: where one could begin, its last byte is looked at
/// first.
fn secret_in(text: &str, from: usize) -> Option<Range<usize>> {
    let is_part = |byte: &u8| TOKEN_BYTE[usize::from(*byte)];
    let mut start = from;
    while let Some((shortest, rest)) =
        text.as_bytes().get(start..)?.split_at_checked(SHORTEST_WITH_PREFIX)
    {
        if let Some(gap) = shortest.iter().rposition(|byte| !is_part(byte)) {
            start += gap + 1;
            continue;
        }
        let more = rest.iter().take_while(|byte| is_part(byte)).count();
        let end = start + SHORTEST_WITH_PREFIX + more;
        if looks_secret(&text[start..end]) {
            return Some(start..end);
        }
        start = end + 1;
    }
    None
}

const SHORTEST_WITH_PREFIX: usize = 10;
const SHORTEST: usize = 32;

/// By byte, whether a token may hold it. None of those that do is a part of a
/// longer character.
const TOKEN_BYTE: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128_u8 {
        table[byte as usize] =
            byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'|' | b'.' | b'%');
        byte += 1;
    }
    table
};

/// Whether a run, at least as long as the shortest secret, looks like one.
fn looks_secret(run: &str) -> bool {
    const PREFIXES: [&str; 3] = ["EAA", "IGAA", "IGQ"];
    PREFIXES.iter().any(|prefix| run.starts_with(prefix))
        || SHORTEST <= run.len()
            && run.split('.').any(|part| SHORTEST <= part.len() && !is_plain(part))
}

/// Numbers, or words of a length that words have, joined by underscores or
/// hyphens.
fn is_plain(part: &str) -> bool {
    const LONGEST_WORD: usize = 24;
    let is_word = |word: &str| {
        let letters = word.bytes().all(|byte| byte.is_ascii_alphabetic());
        letters && word.len() <= LONGEST_WORD || word.bytes().all(|byte| byte.is_ascii_digit())
    };
    part.split(['_', '-']).all(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_masked_and_words_are_not() {
        let token = "EAAG".repeat(30);
        let mixed = "IGAAQ-9x_Zb.7kLm|0PqRsTuVwXyZ1234567890";
        for (text, masked) in [
            (format!("Malformed access token {token}"), "Malformed access token [redacted]"),
            (format!("({mixed}): é {token}."), "([redacted]): é [redacted]"),
            ("Media ID is not available".to_owned(), "Media ID is not available"),
            (
                "(#100) INSTAGRAM_PLATFORM_API__INVALID_LOCATION_ID".to_owned(),
                "(#100) INSTAGRAM_PLATFORM_API__INVALID_LOCATION_ID",
            ),
            ("Malformed access token EAAGm0PX4ZCp".to_owned(), "Malformed access token [redacted]"),
            ("IGAAQ9xZb7kLm, IGApiException".to_owned(), "[redacted], IGApiException"),
            (
                "https://my-bucket.s3.eu-central-1.amazonaws.com/images/a.jpg".to_owned(),
                "https://my-bucket.s3.eu-central-1.amazonaws.com/images/a.jpg",
            ),
            (
                "post 17841400008460056_17895695668004550 of 2026-11-22".to_owned(),
                "post 17841400008460056_17895695668004550 of 2026-11-22",
            ),
            (String::new(), ""),
            ("EAAG12345".to_owned(), "EAAG12345"),
            ("EAAG123456".to_owned(), "[redacted]"),
            ("a EAAG123456".to_owned(), "a [redacted]"),
            ("a-b EAAG12345 EAAG123456".to_owned(), "a-b EAAG12345 [redacted]"),
            ("ÄEAAG123456Ä".to_owned(), "Ä[redacted]Ä"),
            (format!("{token} {token}{mixed}"), "[redacted] [redacted]"),
        ] {
            assert_eq!(mask(text), masked);
        }
    }

    #[test]
    fn a_token_is_read_and_what_is_none_is_not_shown() {
        let token: AccessToken = serde_json::from_str(r#""EAAG1234567890""#).unwrap();
        assert_eq!(token.expose_secret(), "EAAG1234567890");
        let escaped: AccessToken = serde_json::from_str(r#""EAAG\u002f""#).unwrap();
        assert_eq!(escaped.expose_secret(), "EAAG/");
        for bad in [r#""""#, "7", "null"] {
            assert!(serde_json::from_str::<AccessToken>(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_end_of_a_redirect_is_no_part_of_the_code() {
        assert_eq!(AuthorizationCode::from_redirect("AQBx-f#_").expose_secret(), "AQBx-f");
        assert_eq!(AuthorizationCode::from_redirect("AQBx-f").expose_secret(), "AQBx-f");
    }

    #[test]
    fn a_secret_does_not_show_itself() {
        let token = AccessToken::new("EAAG1234567890");
        assert_eq!(format!("{token:?}"), "AccessToken([redacted])");
        assert_eq!(format!("{:?}", AppSecret::new("x")), "AppSecret([redacted])");
        assert_eq!(token.expose_secret(), "EAAG1234567890");
    }

    /// The compiler says so: what is not wiped does not have the trait.
    #[test]
    fn secrets_are_wiped_when_they_are_dropped() {
        fn is_wiped(_: &impl zeroize::ZeroizeOnDrop) {}
        is_wiped(&AccessToken::new("EAAG1234567890").0);
        is_wiped(&AppSecret::new("x").0);
        is_wiped(&AuthorizationCode::new("x").0);
        is_wiped(&Hidden::new("x").0);
    }
}
