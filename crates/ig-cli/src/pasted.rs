//! Access tokens in a wrong place: a path, a name, the words of a command. They are known by how they
//! look, and are not shown.

use std::{borrow::Cow, path::Path};

/// How the tokens of both logins begin. Meta does not document it; all that were seen do.
const STARTS: [&str; 3] = ["EAA", "IGAA", "IGQ"];

/// No token that was seen is shorter, and few names are as long.
const SHORTEST: usize = 32;

/// As many letters and digits without a mark between them are no name, no id and no hash in hexadecimal.
const LONG: usize = 100;

/// How much of a token is shown: which login it is for, and nothing that helps to guess the rest.
const SHOWN: usize = 4;

/// What to do about a token in place of a path.
pub(crate) const FIX: &str = "save the token in a file that only you can read, and give the path of \
                              that file; or sign in: `ig login --account NAME`";

/// Whether the text begins as tokens do, and is as long.
pub(crate) fn is_like_a_token(text: &str) -> bool {
    SHORTEST <= text.len() && STARTS.iter().any(|start| text.starts_with(start))
}

/// Whether the word is a token, or so long that it may be one of a kind that is not known.
fn is_token(word: &str) -> bool {
    is_like_a_token(word) || LONG <= word.len() && word.chars().all(|c| c.is_ascii_alphanumeric())
}

/// Whether a token is in the text, such as a URL with a token behind it.
pub(crate) fn has_token(text: &str) -> bool {
    matches!(masked(text), Cow::Owned(_))
}

/// Whether a part of the path is a token: where a file was asked for, somebody has given the token itself.
pub(crate) fn is_in(path: &Path) -> bool {
    path.iter().any(|part| part.to_str().is_some_and(has_token))
}

/// The text with the first letters only of every token in it.
pub(crate) fn masked(text: &str) -> Cow<'_, str> {
    let is_of_a_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let mut out = String::new();
    let (mut from, mut at) = (0, 0);
    while let Some(start) = text[at..].find(is_of_a_word).map(|start| at + start) {
        let rest = &text[start..];
        let end = start + rest.find(|c| !is_of_a_word(c)).unwrap_or(rest.len());
        // The two digits of an encoded character, as in `access_token%3DEAAG…`.
        let is_encoded = text[..start].ends_with('%') && start + 2 <= end;
        let start = if is_encoded { start + 2 } else { start };
        if is_token(&text[start..end]) {
            out.push_str(&text[from..start + SHOWN]);
            out.push('…');
            from = end;
        }
        at = end;
    }
    match from {
        0 => Cow::Borrowed(text),
        from => Cow::Owned(out + &text[from..]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_masked_wherever_it_is() {
        let token = format!("IGAA{}", "x1_-".repeat(20));
        for (before, after) in [
            ("", ""),
            ("/srv/ann/.config/ig/", ""),
            ("/srv/ann/", "/shop"),
            ("http://localhost/?access_token=", "&fields=id"),
            ("access_token%3D", "%26"),
            ("\"Bearer ", "\""),
            ("é", "é"),
        ] {
            let text = format!("{before}{token}{after}");
            assert_eq!(masked(&text), format!("{before}IGAA…{after}"));
            assert!(has_token(&text));
        }
        let two = format!("{token} and {token}");
        assert_eq!(masked(&two), "IGAA… and IGAA…");
        let unknown = "Ab3".repeat(40);
        assert_eq!(masked(&unknown), "Ab3A…");
    }

    #[test]
    fn names_ids_and_hashes_stay() {
        for text in [
            "",
            "/srv/ann/.config/ig/tokens/17841400008460056",
            "EAA-2026",
            "IGQ-shop",
            &"0f3b".repeat(16),
            &"a-name_of-parts.".repeat(10),
            "the rules of EAA and IGAA are known",
        ] {
            assert_eq!(masked(text), text);
            assert!(!has_token(text));
        }
    }

    #[test]
    fn a_path_that_is_a_token_is_known() {
        let token = format!("EAAG{}", "x".repeat(60));
        assert!(is_in(Path::new(&token)) && is_in(&Path::new("/etc").join(&token)));
        assert!(!is_in(Path::new("/etc/ig/token")));
    }
}
