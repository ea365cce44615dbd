//! Finds named values inside a text: in URLs, forms, headers and JSON, also inside a JSON string,
//! whose quotes are escaped, or inside a URL, which is encoded.

use super::of_parameter;

/// The signs between a name and its value.
const SIGNS: [&str; 4] = ["=", ":", "%3d", "%3a"];

/// The characters that may surround the sign between a name and its value.
const ENCODED: [&str; 4] = ["%22", "%27", "%5c", "%20"];

/// The encoded (URL) and escaped (JSON) forms of characters that end a value.
const ENCODED_ENDS: [&str; 6] = ["%26", "%22", "%23", "%20", "%5c", "%27"];
const ESCAPED_ENDS: [&str; 5] = ["u0026", "u0022", "u0023", "u0020", "u0027"];

/// Replaces the values of names that are secrets.
pub(super) fn parameters(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // The end of the text that is in `out`, and the start of the search for the next sign.
    let (mut done, mut from) = (0, 0);
    while let Some(at) = text[from..].find(['=', ':', '%']).map(|at| from + at) {
        let Some(sign) = SIGNS.iter().find(|sign| starts(&text[at..], sign)) else {
            from = at + 1;
            continue;
        };
        from = at + sign.len();
        let Some(found) = Name::before(&text[done..at]) else {
            continue;
        };
        if let Some((start, end, put)) = found.value(&text[from..], sign) {
            out.push_str(&text[done..from + start]);
            out.push_str(&put);
            (done, from) = (from + end, from + end);
        }
    }
    out + &text[done..]
}

/// The name of a secret.
struct Name<'a> {
    mask: &'static str,
    /// The quote that encloses it, with its escapes; empty if there is none.
    quote: &'a str,
}

impl<'a> Name<'a> {
    /// The name at the end of a text, if it is that of a secret.
    fn before(text: &'a str) -> Option<Self> {
        let mut front = text.trim_end_matches(' ');
        let whole = front.len();
        loop {
            let shorter = front.trim_end_matches(['"', '\'', '\\']);
            let encoded = ENCODED.iter().find(|word| ends(shorter, word));
            match encoded {
                Some(word) => front = &front[..shorter.len() - word.len()],
                None if shorter.len() < front.len() => front = shorter,
                None => break,
            }
        }
        let quote = &text[front.len()..whole];
        // The name of a list is followed by brackets.
        if let Some(inner) = front.strip_suffix(']') {
            front = &inner[..inner.rfind('[')?];
        } else if ends(front, "%5b%5d") {
            front = &front[..front.len() - "%5b%5d".len()];
        }
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        let start = front.trim_end_matches(is_part).len();
        let name = unescaped(&front[..start], &front[start..]);
        of_parameter(name).map(|mask| Self { mask, quote })
    }

    fn is_code(&self) -> bool {
        self.mask == super::CODE
    }

    /// The start and the end of the value after the sign, and its replacement.
    fn value(&self, text: &str, sign: &str) -> Option<(usize, usize, String)> {
        let is_pair = matches!(sign, "=" | "%3d");
        // In Graph's errors `code` is a number, and in a sentence it can be anything.
        if self.is_code() && !is_pair && self.quote.is_empty() {
            return None;
        }
        let start = text.len() - text.trim_start_matches(' ').len();
        let value = &text[start..];
        let open = opening(value);
        let inside = &value[open..];
        let quote = &value[..open];
        if is_pair && open > 0 && inside.is_empty() {
            // The quote ends the text that contains the pair.
            return Some((0, 0, self.mask.to_owned()));
        }
        if is_pair && open > 0 && inside.starts_with(['&', ',', '}', ']', ')']) {
            return Some((0, 0, self.mask.to_owned()));
        }
        if open > 0 {
            let end = open + closing(inside, quote);
            return Some((start + open, start + end, self.mask.to_owned()));
        }
        if is_pair || self.quote.is_empty() {
            let end = start + bare(value, sign);
            return Some((start, end, self.mask.to_owned()));
        }
        // The value of the key is not a text: it is a number, a list, or missing.
        let is_nothing = ["null", "true", "false", "{"].iter().any(|it| value.starts_with(it));
        if is_nothing || self.is_code() {
            return None;
        }
        let end = match value.strip_prefix('[') {
            Some(list) => list.find(']').map_or(value.len(), |at| at + 2),
            None => value.find([',', '}', ']', ' ', '%', '\n']).unwrap_or(value.len()),
        };
        Some((start, start + end, format!("{0}{1}{0}", self.quote, self.mask)))
    }
}

/// The length of the quote at the start of a text, with its escapes.
fn opening(text: &str) -> usize {
    let slashes = text.len() - text.trim_start_matches('\\').len();
    if text[slashes..].starts_with(['"', '\'']) {
        return slashes + 1;
    }
    let mut rest = text;
    while starts(rest, "%5c") {
        rest = &rest[3..];
    }
    if starts(rest, "%22") { text.len() - rest.len() + 3 } else { 0 }
}

/// The end of a text that is enclosed in this quote.
fn closing(text: &str, quote: &str) -> usize {
    if quote.contains('%') {
        return bare(text, "%3d");
    }
    let Some(mark) = quote.chars().next_back() else {
        return 0;
    };
    // In JSON inside JSON, a quote has one backslash, and one level deeper it has three.
    let escapes = quote.len() - 1;
    let closes = |at: &usize| {
        let before = &text[..*at];
        let slashes = before.len() - before.trim_end_matches('\\').len();
        slashes % (2 * (escapes + 1)) == escapes
    };
    let end = text.match_indices(mark).map(|(at, _)| at).find(closes);
    end.map_or(text.len(), |at| at - escapes)
}

/// The end of a value without quotes.
fn bare(text: &str, sign: &str) -> usize {
    let is_encoded = sign.starts_with('%');
    let is_end = |&(at, c): &(usize, char)| match c {
        '&' | '"' | '\'' | '#' => true,
        // Replies have slashes after backslashes, and some clients escape other characters.
        '\\' => {
            let rest = &text[at + 1..];
            !rest.starts_with('/')
                && (!rest.starts_with('u') || ESCAPED_ENDS.iter().any(|end| starts(rest, end)))
        }
        '%' => is_encoded && ENCODED_ENDS.iter().any(|end| starts(&text[at..], end)),
        c => c.is_whitespace(),
    };
    text.char_indices().find(is_end).map_or(text.len(), |(at, _)| at)
}

/// A name without the remains of an encoded or escaped character before it.
fn unescaped<'a>(before: &str, name: &'a str) -> &'a str {
    let length = match before.chars().next_back() {
        Some('%') => 2,
        Some('\\') if name.starts_with('u') => 5,
        Some('\\') => 1,
        _ => 0,
    };
    name.get(length..).unwrap_or(name)
}

/// Whether a text starts with `start`, ignoring case.
fn starts(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|it| it.eq_ignore_ascii_case(start))
}

/// Whether a text ends with `end`, ignoring case.
fn ends(text: &str, end: &str) -> bool {
    let at = text.len().checked_sub(end.len());
    at.and_then(|at| text.get(at..)).is_some_and(|it| it.eq_ignore_ascii_case(end))
}
