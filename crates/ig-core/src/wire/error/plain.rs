//! An error as Meta writes nearly all of them, read where it stands.
//!
//! In one pass over an object of plain values that takes less than half of what serde takes. What is
//! not plain is left to serde: escapes, white space, objects within it, a field that comes twice.

use super::ApiError;
use crate::wire::{mask, text::plain_length};

/// A value that is plain.
#[derive(Clone, Copy)]
enum Value<'a> {
    Text(&'a [u8]),
    Whole(i64),
    Bool(bool),
    Null,
}

/// The error that serde would read, or nothing where `body` is not plain.
pub(super) fn read(status: u16, body: &[u8]) -> Option<ApiError> {
    let mut rest = body.strip_prefix(br#"{"error":{"#)?;
    let [mut code, mut subcode, mut transient] = [None; 3];
    let [mut message, mut title, mut text, mut trace] = [None; 4];
    loop {
        let (key, after) = string(rest)?;
        let (value, after) = value(after.strip_prefix(b":")?)?;
        let mut other = None;
        let field = match key {
            b"message" => &mut message,
            b"code" => &mut code,
            b"error_subcode" => &mut subcode,
            b"is_transient" => &mut transient,
            b"error_user_title" => &mut title,
            b"error_user_msg" => &mut text,
            b"fbtrace_id" => &mut trace,
            b"original_response" => return None,
            _ => &mut other,
        };
        if field.replace(value).is_some() {
            return None;
        }
        match after {
            [b',', after @ ..] => rest = after,
            [b'}', b'}', end @ ..] if end.iter().all(|byte| b" \n\r\t".contains(byte)) => break,
            _ => return None,
        }
    }
    let Value::Whole(code) = code? else { return None };
    let masked = |text: Option<Value<'_>>| match text {
        Some(Value::Text(text)) => Some(Some(mask(str::from_utf8(text).ok()?))),
        None | Some(Value::Null) => Some(None),
        Some(_) => None,
    };
    Some(ApiError {
        status,
        code,
        subcode: match subcode {
            Some(Value::Whole(subcode)) => Some(subcode),
            None | Some(Value::Null) => None,
            Some(_) => return None,
        },
        message: masked(message)?.unwrap_or_default(),
        user_title: masked(title)?,
        user_message: masked(text)?,
        transient: match transient {
            Some(Value::Bool(transient)) => transient,
            None | Some(Value::Null) => false,
            Some(_) => return None,
        },
        trace_id: masked(trace)?,
        original_id: None,
        retry_after: None,
    })
}

/// A string without anything escaped, and what is after it.
fn string(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let [b'"', text @ ..] = text else { return None };
    match text.split_at_checked(plain_length(text))? {
        (string, [b'"', rest @ ..]) => Some((string, rest)),
        _ => None,
    }
}

fn value(text: &[u8]) -> Option<(Value<'_>, &[u8])> {
    match text {
        [b'"', ..] => string(text).map(|(string, rest)| (Value::Text(string), rest)),
        [b'f', b'a', b'l', b's', b'e', rest @ ..] => Some((Value::Bool(false), rest)),
        [b't', b'r', b'u', b'e', rest @ ..] => Some((Value::Bool(true), rest)),
        [b'n', b'u', b'l', b'l', rest @ ..] => Some((Value::Null, rest)),
        [b'-', digits @ ..] => whole(digits, -1),
        _ => whole(text, 1),
    }
}

/// A whole number as JSON has it: without a zero before it, and zero without a sign.
fn whole(digits: &[u8], sign: i64) -> Option<(Value<'_>, &[u8])> {
    let (mut number, mut rest) = (0_i64, digits);
    while let [digit @ b'0'..=b'9', after @ ..] = rest {
        let digit = sign * i64::from(digit - b'0');
        (number, rest) = (number.checked_mul(10)?.checked_add(digit)?, after);
    }
    match digits {
        [b'0', b'0'..=b'9', ..] => None,
        [b'0', ..] if sign < 0 => None,
        [b'0'..=b'9', ..] => Some((Value::Whole(number), rest)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use http::StatusCode;

    use super::{super::api::Envelope, *};
    use crate::wire::text::parsed;

    const BLOCKED: &str = include_str!("../../../tests/data/r01_publish_blocked__403.json");
    const FULL: &str = r#"{"error":{"message":"é EAAG1234567890","code":-1,"error_subcode":2207001,"is_transient":true,"error_user_title":null,"error_user_msg":"","fbtrace_id":"A1","x":7}}"#;

    fn by_serde(body: &[u8]) -> Option<ApiError> {
        parsed::<Envelope>(body).ok().map(|it| it.into_error(StatusCode::FORBIDDEN))
    }

    /// Whether it is plain. If so, serde reads the same.
    fn is_plain(body: &[u8]) -> bool {
        let own = read(403, body);
        if own.is_some() {
            assert_eq!(own, by_serde(body), "{}", body.escape_ascii());
        }
        own.is_some()
    }

    #[test]
    fn what_meta_writes_is_plain() {
        for body in [BLOCKED, FULL, r#"{"error":{"code":0}}"#] {
            assert!(is_plain(body.as_bytes()), "{body}");
            assert!(by_serde(body.as_bytes()).is_some(), "{body}");
        }
        for value in ["-9223372036854775808", "9223372036854775807", "10"] {
            assert!(is_plain(format!(r#"{{"error":{{"code":{value}}}}}"#).as_bytes()), "{value}");
        }
    }

    #[test]
    fn what_is_not_plain_is_left_to_serde() {
        for inner in [
            "",
            r#""code":"4""#,
            r#""code":null"#,
            r#""code":-0"#,
            r#""code":04"#,
            r#""code":-"#,
            r#""code":+4"#,
            r#""code":4.0"#,
            r#""code":4e0"#,
            r#""code":9223372036854775808"#,
            r#""code":4,"code":4"#,
            r#""code":4,"message":null,"message":"a""#,
            r#""code":4,"message":7"#,
            r#""code":4,"is_transient":0"#,
            r#""code":4,"error_subcode":"1""#,
            r#""code":4,"fbtrace_id":false"#,
            r#""code":4,"original_response":null"#,
            r#""code":4,"error_data":{}"#,
            r#""code":4,"a":"\n""#,
            r#""c\u006fde":4"#,
            r#""code": 4"#,
            r#""code":4,"#,
            r#""code":4,"a":tru"#,
        ] {
            assert!(!is_plain(format!(r#"{{"error":{{{inner}}}}}"#).as_bytes()), "{inner}");
        }
        assert!(
            !is_plain(format!("{FULL}\u{c}").as_bytes()) && !is_plain(b"{\"error\":{\"\xFF\":1}}")
        );
    }

    /// Each byte replaced by what JSON is made of, doubled, and left out; and each start.
    #[test]
    fn whatever_is_changed_serde_reads_the_same() {
        let mut plain = 0;
        for body in [BLOCKED, FULL].map(str::as_bytes) {
            for at in 0..body.len() {
                let (before, after) = (&body[..at], &body[at + 1..]);
                let mut changed = |middle: &[u8]| {
                    plain += u32::from(is_plain(&[before, middle, after].concat()));
                };
                b"\"\\{}[]:,0-1.eEtfn \n\x00\x1f\x7f\x80\xff".iter().for_each(|it| changed(&[*it]));
                changed(&[body[at], body[at]]);
                changed(&[]);
                assert!(!is_plain(before.trim_ascii_end()) || before.ends_with(b"}}"), "a part");
            }
        }
        assert!(1000 < plain, "{plain}");
    }
}
