//! A look at the usage headers that tells most of them from those that ask for a wait.
//!
//! They come with every reply, and nearly all say that little is used: to read them took a fifth of
//! what a whole post takes.

use http::{HeaderMap, header};

use crate::wire::text::first_of;

/// Whether no usage header can ask for a wait: each number in them is a whole one below `percent`,
/// and none is a time to regain access but zero. What is not plain is not light.
pub(super) fn is_light(headers: &HeaderMap, percent: u32) -> bool {
    headers.iter().all(|(name, value)| match name.as_str() {
        "x-app-usage" | "x-page-usage" | "x-business-use-case-usage" => {
            is_plain(value.as_bytes(), percent)
        }
        _ => name != header::RETRY_AFTER,
    })
}

/// Each number that counts comes after a colon. Where there is nothing escaped, and after each colon
/// there is a string, an object, an array or a whole number, it is plain what they say.
fn is_plain(json: &[u8], percent: u32) -> bool {
    const REGAIN: &[u8] = b"estimated_time_to_regain_access\"";
    let mut rest = json;
    while let Some(at) = first_of(rest, *b":\\") {
        let (name, after) = rest.split_at(at);
        let Some(mut value) = after.strip_prefix(b":") else { return false };
        let (mut number, mut has_digits) = (0_u32, false);
        while let [digit @ b'0'..=b'9', after @ ..] = value {
            number = number.saturating_mul(10).saturating_add(u32::from(digit - b'0'));
            (value, has_digits) = (after, true);
        }
        let is_plain = match value.first() {
            Some(b'"' | b'{' | b'[') => !has_digits,
            Some(b',' | b'}') => {
                has_digits && number < percent && (number == 0 || !name.ends_with(REGAIN))
            }
            _ => false,
        };
        if !is_plain {
            return false;
        }
        rest = value;
    }
    true
}
