//! The messages of serde about a file, for people who do not write Rust.

/// The message in plain language; a plain message is not changed.
pub(crate) fn plain(why: &str) -> String {
    if let Some((found, expected)) = mismatch(why) {
        let number = found.strip_prefix("integer `").and_then(|rest| rest.strip_suffix('`'));
        // Its type is the right one, so its size is wrong.
        if let (Some(number), true) = (number, why.starts_with("invalid value: "))
            && !number.starts_with('-')
        {
            return format!("the number {number} is too large");
        }
        return format!("found {}, expected {}", found_word(found), expected_word(expected));
    }
    if let Some(what) = why.strip_prefix("EOF while parsing ") {
        return format!("the text ends within {}", expected_word(what));
    }
    match why {
        "expected ident" | "expected value" => {
            "this is not JSON: a text in quotes, a number, true, false, null, { } or [ ]".to_owned()
        }
        "trailing characters" => "there is more text after the end of the post".to_owned(),
        _ => why.to_owned(),
    }
}

/// Shortens words that are longer than any name of the format to their first letters.
pub(crate) fn shortened(why: &str) -> String {
    const LONGEST: usize = 32;
    const SHOWN: usize = 4;
    let is_of_a_word = |c: char| c.is_ascii_alphanumeric() || "_-.|%".contains(c);
    let mut out = String::with_capacity(why.len());
    let mut rest = why;
    while let Some(start) = rest.find(is_of_a_word) {
        let (plain, tail) = rest.split_at(start);
        let (word, tail) = tail.split_at(tail.find(|c| !is_of_a_word(c)).unwrap_or(tail.len()));
        out.push_str(plain);
        match word.len() <= LONGEST {
            true => out.push_str(word),
            false => {
                out.push_str(&word[..SHOWN]);
                out.push('…');
            }
        }
        rest = tail;
    }
    out + rest
}

/// The name that was meant: serde says "unknown field `x`, expected one of `y`, `z`".
pub(crate) fn nearest(why: &str) -> Option<&str> {
    if !why.starts_with("unknown ") {
        return None;
    }
    let mut names = why.split('`').skip(1).step_by(2);
    let unknown = names.next()?;
    like(unknown, names)
}

/// The name that is most like `word`, if one is like it at all.
pub(crate) fn like<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    const NEAR: f64 = 0.7;
    let lower = str::to_ascii_lowercase;
    let near = names.map(|name| (strsim::jaro_winkler(&lower(word), &lower(name)), name));
    let near = near.filter(|(likeness, _)| NEAR < *likeness);
    near.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, name)| name)
}

/// `invalid type: integer `5`, expected a string`
fn mismatch(why: &str) -> Option<(&str, &str)> {
    let rest =
        ["invalid type: ", "invalid value: "].into_iter().find_map(|it| why.strip_prefix(it));
    rest?.rsplit_once(", expected ")
}

fn found_word(found: &str) -> String {
    match found.split_once(' ') {
        Some(("integer" | "number", number)) => format!("the number {}", number.trim_matches('`')),
        Some(("floating", point)) => {
            format!("the number {}", point.trim_start_matches("point ").trim_matches('`'))
        }
        Some(("boolean", word)) => word.trim_matches('`').to_owned(),
        Some(("string", text)) => format!("the text {text}"),
        _ => match found {
            "map" => "an object, { }",
            "sequence" => "a list, [ ]",
            "unit variant" => "only a name",
            _ => found,
        }
        .to_owned(),
    }
}

fn expected_word(expected: &str) -> &str {
    match expected {
        "u16" | "u32" | "u64" | "usize" => "a whole number, 0 or more",
        "i32" | "i64" => "a whole number",
        "f64" | "f32" => "a number",
        "a string" | "path string" => "a text in quotes",
        "a boolean" => "true or false",
        "a Graph API id" => "an id: digits in quotes",
        "a sequence" | "a list" => "a list, [ ]",
        "a map" | "an object" | "newtype variant" | "string or map" | "map or string" => {
            "an object, { }"
        }
        _ if expected.starts_with("struct ") || expected.starts_with("enum ") => "an object, { }",
        _ => expected,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_may_be_a_token_is_cut_down() {
        let token = format!("EAAG{}", "x".repeat(60));
        let why = format!("unknown field `{token}`, expected `audio_configuration` ({token}&1)");
        let expect = "unknown field `EAAG…`, expected `audio_configuration` (EAAG…&1)";
        assert_eq!(shortened(&why), expect);
        assert_eq!(shortened("ä, and no more"), "ä, and no more");
    }

    #[test]
    fn a_number_that_is_too_large_is_not_said_to_be_none() {
        let check = |why, expect| assert_eq!(plain(why), expect);
        let large = "invalid value: integer `4294967296`, expected u32";
        check(large, "the number 4294967296 is too large");
        let negative = "invalid value: integer `-1`, expected u32";
        check(negative, "found the number -1, expected a whole number, 0 or more");
        let number = "invalid type: integer `5`, expected a string";
        check(number, "found the number 5, expected a text in quotes");
    }
}
