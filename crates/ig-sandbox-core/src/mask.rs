//! Keeps tokens and other secrets out of all that the sandbox shows and stores.

mod scan;

/// The shortest token that is masked: masking shorter words would garble texts that contain them.
const MIN_TOKEN: usize = 6;

const TOKEN: &str = "[token]";
const SECRET: &str = "[secret]";
const CODE: &str = "[code]";

/// The ends of names of secrets, in small letters and without separators.
const NAMES: &[(&str, &str)] = &[
    ("accesstoken", TOKEN),
    ("inputtoken", TOKEN),
    ("exchangetoken", TOKEN),
    ("refreshtoken", TOKEN),
    ("idtoken", TOKEN),
    ("clienttoken", TOKEN),
    ("signedrequest", SECRET),
    ("appsecretproof", SECRET),
    ("clientsecret", SECRET),
    ("appsecret", SECRET),
    ("password", SECRET),
];

/// The replacement of a parameter that is a secret by its name, in any case, also as the name of a
/// list.
pub(crate) fn of_parameter(name: &str) -> Option<&'static str> {
    let name = name.split_once('[').map_or(name, |(name, _)| name).trim();
    // Other names end in `code` and mean a number: `status_code`, `error_subcode`.
    if name.eq_ignore_ascii_case("code") {
        return Some(CODE);
    }
    let known = NAMES.iter().find(|(end, _)| ends_with(name, end));
    known.map(|(_, mask)| *mask)
}

/// The replacement of a header that is a secret by its name.
pub(crate) fn of_header(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if has(&["authorization", "token"]) {
        return Some(TOKEN);
    }
    let is_secret = has(&["secret", "api-key", "apikey", "api_key", "cookie", "password"]);
    if is_secret { Some(SECRET) } else { of_parameter(&name) }
}

/// Replaces the token of a request wherever it is, plain or percent-encoded, and all secrets by
/// name.
pub(crate) fn tokens(text: &str, token: Option<&str>) -> String {
    all(text, token)
}

/// As [`tokens`], for any number of tokens.
pub(crate) fn all<'a>(text: &str, tokens: impl IntoIterator<Item = &'a str>) -> String {
    let tokens = tokens.into_iter().filter(|token| token.len() >= MIN_TOKEN);
    tokens.fold(scan::parameters(text), |text, token| {
        let encoded: String = form_urlencoded::byte_serialize(token.as_bytes()).collect();
        let escaped = token.replace('/', "\\/");
        [token, &encoded, &escaped].iter().fold(text, |text, token| text.replace(token, TOKEN))
    })
}

/// Whether a name ends with `end`, ignoring separators.
fn ends_with(name: &str, end: &str) -> bool {
    let mut letters = name.bytes().rev().filter(|byte| !matches!(byte, b'_' | b'-'));
    end.bytes().rev().all(|byte| letters.next().is_some_and(|own| own.eq_ignore_ascii_case(&byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_inside_a_text_are_masked_of_every_account() {
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

    #[test]
    fn names_are_secrets_however_they_are_written() {
        for name in [
            "access_token",
            "Access_Token",
            "access_token[]",
            "access_token[0]",
            "accessToken",
            "x-access-token",
            "input_token",
            "fb_exchange_token",
            "refresh_token",
            "id_token",
            "client_token",
        ] {
            assert_eq!(of_parameter(name), Some("[token]"), "{name}");
        }
        for name in ["signed_request", "appsecret_proof", "client_secret", "app_secret", "PASSWORD"]
        {
            assert_eq!(of_parameter(name), Some("[secret]"), "{name}");
        }
        assert_eq!(
            (of_parameter("code"), of_parameter("Code[]")),
            (Some("[code]"), Some("[code]"))
        );
        for name in ["status_code", "error_subcode", "shortcode", "caption", "token_type", ""] {
            assert_eq!(of_parameter(name), None, "{name}");
        }
    }

    #[test]
    fn headers_are_secrets_by_their_names() {
        for name in ["authorization", "Proxy-Authorization", "x-access-token", "X-Hub-Token"] {
            assert_eq!(of_header(name), Some("[token]"), "{name}");
        }
        for name in ["x-api-key", "apikey", "x-client-secret", "cookie", "set-cookie"] {
            assert_eq!(of_header(name), Some("[secret]"), "{name}");
        }
        for name in ["content-type", "referer", "x-app-usage", "etag"] {
            assert_eq!(of_header(name), None, "{name}");
        }
    }

    #[test]
    fn secrets_of_every_name_are_masked_in_the_calls_of_a_batch() {
        let urls = r#"[{"relative_url":"oauth/access_token?client_secret=S1&code=S2&x=y"},{"relative_url":"debug_token?input_token=S3"}]"#;
        let masked = r#"[{"relative_url":"oauth/access_token?client_secret=[secret]&code=[code]&x=y"},{"relative_url":"debug_token?input_token=[token]"}]"#;
        assert_eq!(tokens(urls, None), masked);
        let body = r#"[{"body":"client_secret=S1&code=S2&appsecret_proof=S3&client_id=7"}]"#;
        let masked = r#"[{"body":"client_secret=[secret]&code=[code]&appsecret_proof=[secret]&client_id=7"}]"#;
        assert_eq!(tokens(body, None), masked);
        let escaped = r#"{"a":"x?code=S1\u0026client_secret=S2\u0026code=S3\ncode=S4"}"#;
        let masked =
            r#"{"a":"x?code=[code]\u0026client_secret=[secret]\u0026code=[code]\ncode=[code]"}"#;
        assert_eq!(tokens(escaped, None), masked);
        let written = r#"{"a":"access_token=EAA\u007CS1\/S2&b"}"#;
        assert_eq!(tokens(written, None), r#"{"a":"access_token=[token]&b"}"#);
    }

    #[test]
    fn secrets_of_every_name_are_masked_in_json_at_every_depth() {
        let nested = r#"{"nested":{"client_secret":"S1","Password":"S2 & \"S3\" \\","code":"S4"},"id_token":"S5"}"#;
        let masked = r#"{"nested":{"client_secret":"[secret]","Password":"[secret]","code":"[code]"},"id_token":"[token]"}"#;
        assert_eq!(tokens(nested, None), masked);
        let values = r#"{"password": 1234, "refresh_token":["S1","S2"], "access_token":null, "client_secret":""}"#;
        let masked = r#"{"password": "[secret]", "refresh_token":"[token]", "access_token":null, "client_secret":"[secret]"}"#;
        assert_eq!(tokens(values, None), masked);
        let text =
            r#"{"body":"{\"signed_request\":\"S1 S2\",\"a\":{\"code\":\"S3\",\"password\":12}}"}"#;
        let masked = r#"{"body":"{\"signed_request\":\"[secret]\",\"a\":{\"code\":\"[code]\",\"password\":\"[secret]\"}}"}"#;
        assert_eq!(tokens(text, None), masked);
        let empty = r#"{"a":"access_token=","b":"c"}"#;
        assert_eq!(tokens(empty, None), r#"{"a":"access_token=[token]","b":"c"}"#);
    }

    #[test]
    fn secrets_of_every_name_are_masked_in_urls_forms_and_headers() {
        for (text, masked) in [
            (
                "https://a.example/?code=S1&client_secret=S2#b",
                "https://a.example/?code=[code]&client_secret=[secret]#b",
            ),
            ("access_token[]=S1&Access_Token=S2", "access_token[]=[token]&Access_Token=[token]"),
            ("access_token%5B%5D=S1&a=b", "access_token%5B%5D=[token]&a=b"),
            (
                "u=https%3A%2F%2Fx%3Fcode%3DS1%26access_token%3DS2%7CS3%26a",
                "u=https%3A%2F%2Fx%3Fcode%3D[code]%26access_token%3D[token]%26a",
            ),
            (
                "%7B%22client_secret%22%3A%22S1%22%2C%22code%22%3A190%7D",
                "%7B%22client_secret%22%3A%22[secret]%22%2C%22code%22%3A190%7D",
            ),
            ("x-access-token: S1\na: b", "x-access-token: [token]\na: b"),
            ("client_secret=\"S1 S2\", b", "client_secret=\"[secret]\", b"),
            ("password='S1'", "password='[secret]'"),
        ] {
            assert_eq!(tokens(text, None), masked);
            assert_eq!(tokens(masked, None), masked, "again");
        }
    }

    #[test]
    fn text_without_secrets_stays() {
        for text in [
            r#"{"error":{"message":"no","code":190,"error_subcode":460},"status_code":"FINISHED"}"#,
            r#"[{"code":200,"headers":[],"body":"{\"code\":24,\"status_code\":\"ERROR\"}"}]"#,
            r#"{"code": null, "access_token": null}"#,
            "the code: 12, code 190, status_code=FINISHED, decode=x, barcode=1",
            "client_secret and access_token are missing",
            "100 % = all: é=%C3%A9",
            ":=%3",
        ] {
            assert_eq!(tokens(text, None), text);
        }
    }
}
