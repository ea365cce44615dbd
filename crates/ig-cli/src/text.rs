//! Text that cannot control a terminal, and text of which a name is made.

use std::fmt::Display;

use serde::{Serialize, Serializer};

/// Text without control characters: a server or a file must not control the terminal.
pub(crate) fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// An object as JSON without characters that control a terminal: serde escapes those below the
/// space, and a terminal may also obey DEL and the control characters after ASCII.
pub(crate) fn json(object: &impl Serialize) -> String {
    // Its keys are text, so it always serializes.
    let text = serde_json::to_string(object).unwrap_or_default();
    if !text.contains(char::is_control) {
        return text;
    }
    let escaped = |c: char| match c.is_control() {
        true => format!("\\u{:04x}", u32::from(c)),
        false => c.to_string(),
    };
    text.chars().map(escaped).collect()
}

/// The first words of a text, enough to recognize it: at most 40 characters on one line.
pub(crate) fn first_words(text: &str) -> String {
    const MOST: usize = 40;
    let mut text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = text.char_indices().nth(MOST) {
        text.truncate(end);
        text.push('…');
    }
    text
}

/// Advice with the command that does it: the core says to sign in again, and does not know how.
pub(crate) fn with_login(advice: impl Into<String>) -> String {
    let advice = advice.into();
    if advice.contains("`ig login") {
        return advice;
    }
    let words = ["sign in again", "signing in again"];
    match words.into_iter().find(|words| advice.contains(words)) {
        Some(words) => advice.replacen(words, &format!("{words} with `ig login`"), 1),
        None => advice,
    }
}

/// The text as one word for a shell.
pub(crate) fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-+:@%".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// 24 digits that differ where texts differ.
pub(crate) fn short_hash(text: &str) -> String {
    let hash = hmac_sha256::Hash::hash(text.as_bytes());
    hash[..12].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A member of a JSON object as text for people.
pub(crate) fn as_text<S: Serializer>(value: &impl Display, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_to_sign_in_again_names_the_command() {
        let check = |advice: &str, expect: &str| assert_eq!(with_login(advice), expect);
        check("it has ended: sign in again", "it has ended: sign in again with `ig login`");
        check(
            "get a new one by signing in again",
            "get a new one by signing in again with `ig login`",
        );
        check("sign in again: `ig login`", "sign in again: `ig login`");
        check("wait", "wait");
    }

    #[test]
    fn no_text_controls_a_terminal() {
        let text = "a\x1b[31m\x7f\u{9b}2Jä";
        assert_eq!(plain(text), "a [31m  2Jä");
        let shown = json(&serde_json::json!({ "a": text }));
        assert_eq!(shown, r#"{"a":"a\u001b[31m\u007f\u009b2Jä"}"#);
        let read: serde_json::Value = serde_json::from_str(&shown).unwrap();
        assert_eq!(read["a"], text);
    }

    #[test]
    fn a_name_is_one_word_for_a_shell() {
        let check = |text, expect: &str| assert_eq!(quoted(text), expect);
        check("posts/of-2026", "posts/of-2026");
        check("my posts", "'my posts'");
        check("it's", r"'it'\''s'");
        check("$(rm)", "'$(rm)'");
        check("", "''");
    }
}
