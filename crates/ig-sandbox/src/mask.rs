//! Keeps tokens out of what the control endpoints show.

/// Shorter words than any token: masking them would garble texts that happen to hold them.
const MIN_TOKEN: usize = 6;

/// What stands in place of a parameter that is a secret by its name.
pub(crate) fn of_parameter(name: &str) -> Option<&'static str> {
    match name {
        "access_token" | "input_token" | "fb_exchange_token" => Some("[token]"),
        "appsecret_proof" | "client_secret" | "app_secret" => Some("[secret]"),
        _ => None,
    }
}

/// Replaces the token of a request wherever it stands, plain or percent-encoded.
pub(crate) fn tokens(text: &str, token: Option<&str>) -> String {
    let Some(token) = token.filter(|token| token.len() >= MIN_TOKEN) else {
        return text.to_owned();
    };
    let encoded: String = form_urlencoded::byte_serialize(token.as_bytes()).collect();
    text.replace(token, "[token]").replace(&encoded, "[token]")
}
