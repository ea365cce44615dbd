//! The text of a token, which may have been saved with more than the token.

use ig_core::AccessToken;

/// The token, or what is in the text that no token has.
pub(super) fn of(text: &str) -> Result<AccessToken, &'static str> {
    let has = |is_so: fn(char) -> bool| text.contains(is_so);
    match text {
        _ if has(|c| c == '\n' || c == '\r') => Err("several lines"),
        _ if has(char::is_whitespace) => Err("a blank in it"),
        _ if text.starts_with(['"', '\'']) => Err("quotes around it"),
        _ if has(|c| !c.is_ascii_graphic()) => Err("a character that no token has"),
        text => Ok(AccessToken::new(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_one_word() {
        assert_eq!(of("EAAGx").unwrap().expose_secret(), "EAAGx");
        assert!(of("17|abc_-.").is_ok());
        for (text, has) in [
            ("EAAGx\nsecond", "several lines"),
            ("Bearer EAAGx", "a blank in it"),
            ("\"EAAGx\"", "quotes around it"),
            ("EAAGä", "a character that no token has"),
            ("EAA\0", "a character that no token has"),
        ] {
            assert_eq!(of(text).unwrap_err(), has, "{text}");
        }
    }
}
