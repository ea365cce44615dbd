//! A secret in whatever spelling a server echoes it: as it is, percent-encoded, escaped in JSON (in
//! JSON within JSON too) or in HTML, or some of each.

use std::ops::Range;

/// The first place in `text`, from `from` on, at which `secret` stands in some spelling.
pub(super) fn find(text: &[u8], secret: &[u8], from: usize) -> Option<Range<usize>> {
    let first = *secret.first()?;
    let mut start = from;
    loop {
        start = next_of(text, [first, b'%', b'\\', b'&'], start)?;
        match end(text, secret, start) {
            Some(end) => return Some(start..end),
            None => start += 1,
        }
    }
}

/// Whether `text` has a run of bytes, as long as `secret`, of which a spelling of it can consist: one
/// probe in each stretch of that length is enough where there is none.
pub(super) fn may_hold(text: &[u8], secret: &str) -> bool {
    let length = secret.len();
    if text.len() < length {
        return false;
    }
    let mut start = 0;
    while let Some(stretch) = text.get(start..start + length) {
        match stretch.iter().rposition(|byte| !MAY_BE_OF_A_SPELLING[usize::from(*byte)]) {
            Some(gap) => start += gap + 1,
            // A secret may be of any bytes: nothing can be told by those of the text.
            None => return true,
        }
    }
    !secret.bytes().all(|byte| MAY_BE_OF_A_SPELLING[usize::from(byte)])
}

/// By byte, whether a token, however it is spelt, may hold it: all that is to be seen, but for what
/// JSON and sentences are held together with.
static MAY_BE_OF_A_SPELLING: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128_u8 {
        table[byte as usize] =
            byte.is_ascii_graphic() && !matches!(byte, b'"' | b',' | b':' | b'{' | b'}');
        byte += 1;
    }
    table
};

/// The next of these bytes: most of any text is none of them, and is skipped.
fn next_of(text: &[u8], bytes: [u8; 4], from: usize) -> Option<usize> {
    let rest = text.get(from..)?;
    let found = match str::from_utf8(rest) {
        Ok(rest) => bytes.into_iter().filter_map(|byte| rest.find(char::from(byte))).min(),
        Err(_) => rest.iter().position(|byte| bytes.contains(byte)),
    };
    found.map(|found| from + found)
}

/// Whether a secret can stand in `text` otherwise than as it is.
pub(super) fn may_be_spelt(text: &[u8]) -> bool {
    [b'%', b'\\', b'&'].iter().any(|byte| text.contains(byte))
}

/// The end of the secret that begins at `at`.
fn end(text: &[u8], secret: &[u8], mut at: usize) -> Option<usize> {
    let mut left = secret;
    while let Some((&byte, rest)) = left.split_first() {
        if byte == b'\\' {
            // A run of them is at least as long where it is escaped, however often.
            let run = 1 + rest.iter().take_while(|byte| **byte == b'\\').count();
            let spelt = encoded(text, byte, at).or_else(|| {
                let found = backslashes(text, at);
                (run <= found).then_some(at + found)
            })?;
            left = if text[at] == b'\\' { &left[run..] } else { rest };
            at = spelt;
            continue;
        }
        at = one(text, byte, at)?;
        left = rest;
    }
    Some(at)
}

/// The end of one byte of the secret in some spelling.
fn one(text: &[u8], byte: u8, at: usize) -> Option<usize> {
    // First, since `&amp;` begins with what it stands for.
    if let Some(end) = encoded(text, byte, at) {
        return Some(end);
    }
    if text.get(at) == Some(&byte) {
        return Some(at + 1);
    }
    let after = at + backslashes(text, at);
    if after == at {
        return None;
    }
    match text.get(after)? {
        b'u' | b'U' if byte != b'u' && byte != b'U' => number(text, byte, after + 1, 4),
        found if *found == byte => {
            // `\u0075` is a `u` as well.
            let spelt = if byte == b'u' { number(text, byte, after + 1, 4) } else { None };
            Some(spelt.unwrap_or(after + 1))
        }
        b'u' => number(text, byte, after + 1, 4),
        _ => None,
    }
}

/// The end of a byte that is percent-encoded, once or more often, or an HTML reference.
fn encoded(text: &[u8], byte: u8, at: usize) -> Option<usize> {
    match text.get(at)? {
        b'%' => {
            let mut digits = at + 1;
            loop {
                if let Some(end) = number(text, byte, digits, 2) {
                    return Some(end);
                }
                // `%252F` is `%2F` that was encoded again.
                if text.get(digits..digits + 2)? != b"25" {
                    return None;
                }
                digits += 2;
            }
        }
        b'&' => reference(text, byte, at + 1),
        _ => None,
    }
}

/// The end of so many hexadecimal digits that stand for `byte`.
fn number(text: &[u8], byte: u8, at: usize, digits: usize) -> Option<usize> {
    let found = text.get(at..at + digits)?;
    let found =
        str::from_utf8(found).ok().filter(|it| it.bytes().all(|b| b.is_ascii_hexdigit()))?;
    (u32::from_str_radix(found, 16) == Ok(byte.into())).then_some(at + digits)
}

/// The end of an HTML reference to `byte`, of which `at` is just after the ampersand.
fn reference(text: &[u8], byte: u8, at: usize) -> Option<usize> {
    /// The longest is `#x0000026`, with some zeros.
    const MAX_LENGTH: usize = 12;
    let rest = &text[at..text.len().min(at + MAX_LENGTH)];
    let length = rest.iter().position(|byte| *byte == b';')?;
    let name = str::from_utf8(&rest[..length]).ok()?;
    let meant = match name {
        "amp" => Some(u32::from(b'&')),
        "lt" => Some(b'<'.into()),
        "gt" => Some(b'>'.into()),
        "quot" => Some(b'"'.into()),
        "apos" => Some(b'\''.into()),
        _ => match name.strip_prefix('#')? {
            hex if hex.starts_with(['x', 'X']) => u32::from_str_radix(&hex[1..], 16).ok(),
            decimal => decimal.parse().ok(),
        },
    };
    (meant == Some(byte.into())).then_some(at + length + 1)
}

fn backslashes(text: &[u8], at: usize) -> usize {
    text.get(at..).unwrap_or_default().iter().take_while(|byte| **byte == b'\\').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn is_found(secret: &str, spelt: &str) {
        let text = format!("a%\\&{spelt}z");
        let found = find(text.as_bytes(), secret.as_bytes(), 0);
        assert_eq!(found.map(|it| &text[it]), Some(spelt), "{secret} in {text}");
    }

    #[test]
    fn a_secret_is_found_in_each_spelling_and_in_a_mix() {
        for spelt in [
            "odd/token+1",
            "odd%2Ftoken%2B1",
            "odd%2ftoken%2b1",
            "odd/token%2B1",
            "odd%252Ftoken%25252B1",
            r"odd\/token+1",
            r"odd\\\/token+1",
            r"\u006fdd\/token\u002B1",
            r"\\u006fdd\\\/token+1",
            "odd&#47;token&#x2B;1",
            r"odd%2Ftoken\u002b1",
        ] {
            is_found("odd/token+1", spelt);
        }
        is_found("s3cr3t.with~all=of&them", "s3cr3t.with~all%3Dof&amp;them");
        is_found("s3cr3t.with~all=of&them", "s3cr3t.with%7Eall=of%26them");
        is_found(r#"my"secret"key"#, r#"my\"secret\"key"#);
        is_found(r#"my"secret"key"#, "my&quot;secret&#34;key");
        is_found(r"my\secret\\key", r"my\\secret\\\\key");
        is_found(r"my\secret\\key", r"my\secret\\key");
        is_found(r"my\secret\\key", "my%5Csecret%5C%5Ckey");
        is_found("unusual-token", r"\u0075n\u0075sual-token");
        is_found("unusual-token", "unusual-token");
    }

    /// Each spelling is a run of what a spelling can consist of, and what holds other bytes is
    /// searched for whatever the text is.
    #[test]
    fn a_text_without_a_run_of_its_length_holds_no_secret() {
        let secret = "odd/token+1";
        for before in 0..30 {
            for spelt in
                [secret, "odd%2Ftoken%2B1", r"\\u006fdd\\\/token+1", "odd&#47;token&#x2B;1"]
            {
                let text = format!("{}\"{spelt}\",", " ".repeat(before));
                assert!(may_hold(text.as_bytes(), secret), "{text}");
            }
            let text = format!("{}odd/token+,1:odd/token", " ".repeat(before));
            assert!(!may_hold(text.as_bytes(), secret), "{text}");
            assert!(may_hold(text.as_bytes(), "odd token+1"), "{text}");
            assert!(may_hold(text.as_bytes(), "ödd/tokn+1"), "{text}");
        }
        assert!(!may_hold(b"odd", secret) && !may_hold(b"", "odd token+1"));
    }

    #[test]
    fn what_is_something_else_is_not_found() {
        for text in [
            "",
            "%",
            "%2",
            "\\",
            "\\u",
            "\\u00",
            "&",
            "&#",
            "&#47",
            "&#x;",
            "odd/token+",
            "odd/tokem+1",
            "odd%2Gtoken+1",
            "odd%25",
            r"odd\u0030token+1",
            "odd&amp;token+1",
        ] {
            assert_eq!(find(text.as_bytes(), b"odd/token+1", 0), None, "{text}");
        }
        assert_eq!(find(b"x", b"", 0), None);
    }
}
