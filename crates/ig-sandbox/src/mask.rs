//! Keeps tokens out of what the control endpoints show.

/// Shorter words than any token: masking them would garble texts that happen to hold them.
const MIN_TOKEN: usize = 6;

/// What stands in place of a parameter that is a secret by its name.
pub(crate) fn of_parameter(name: &str) -> Option<&'static str> {
    match name {
        "access_token" | "input_token" | "fb_exchange_token" => Some("[token]"),
        "code" => Some("[code]"),
        "appsecret_proof" | "client_secret" | "app_secret" => Some("[secret]"),
        _ => None,
    }
}

/// Replaces the token of a request wherever it stands, plain or percent-encoded.
pub(crate) fn tokens(text: &str, token: Option<&str>) -> String {
    let text = parameters(text);
    let Some(token) = token.filter(|token| token.len() >= MIN_TOKEN) else {
        return text;
    };
    let encoded: String = form_urlencoded::byte_serialize(token.as_bytes()).collect();
    let escaped = token.replace('/', "\\/");
    [token, &encoded, &escaped].iter().fold(text, |text, token| text.replace(token, "[token]"))
}

/// Replaces what is given as `access_token=…` or `"access_token":"…"` inside a text, such as the
/// calls of a batch and their replies, where the quotes are escaped.
fn parameters(text: &str) -> String {
    const NAME: &str = "access_token";
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(NAME) {
        let (front, behind) = rest.split_at(start + NAME.len());
        out.push_str(front);
        let is_between = |c: char| matches!(c, '\\' | '"' | ':' | '=' | ' ');
        let length = behind.find(|c| !is_between(c)).unwrap_or(behind.len());
        let (between, value) = behind.split_at(length);
        out.push_str(between);
        rest = value;
        if between.starts_with('=') || between.contains(':') {
            let ends = |c: char| c.is_whitespace() || matches!(c, '&' | '"' | '\'' | '\\' | '#');
            out.push_str("[token]");
            // Replies have slashes behind backslashes.
            let is_end = |&(at, c): &(usize, char)| ends(c) && !value[at..].starts_with("\\/");
            let end = value.char_indices().find(is_end).map_or(value.len(), |(at, _)| at);
            rest = &value[end..];
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_inside_a_text_are_masked_whosever_they_are() {
        let batch =
            r#"[{"relative_url":"me?access_token=EAABother&fields=id"},{"a":"access_token=x"}]"#;
        let masked = r#"[{"relative_url":"me?access_token=[token]&fields=id"},{"a":"access_token=[token]"}]"#;
        assert_eq!(tokens(batch, None), masked);
        assert_eq!(
            tokens("own-token, access_token=", Some("own-token")),
            "[token], access_token=[token]"
        );
        assert_eq!(tokens(r#""own\/token""#, Some("own/token")), r#""[token]""#);
        assert_eq!(tokens(r#"{"access_token":"a\/b"}"#, None), r#"{"access_token":"[token]"}"#);
        assert_eq!(tokens("plain, access_token", None), "plain, access_token");
        assert_eq!(
            tokens(r#"{"access_token": "EAA"} "{\"access_token\":\"EAA\",\"id\":1}""#, None),
            r#"{"access_token": "[token]"} "{\"access_token\":\"[token]\",\"id\":1}""#
        );
    }
}
