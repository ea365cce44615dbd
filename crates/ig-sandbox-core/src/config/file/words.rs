//! The errors of the TOML reader, in words for people who do not write Rust.

/// The message in plain words. Text of the file is not repeated if it may be a secret.
pub(super) fn plain(message: &str) -> String {
    let (what, expected) = message.rsplit_once(", expected ").unwrap_or((message, ""));
    let is = |start: &str| what.strip_prefix(start);
    if let Some(name) = is("unknown field ") {
        return format!("there is no key {name} here: there are {}", all(expected));
    }
    if let Some(word) = is("unknown variant ") {
        return format!("{word} is not known here: write {}", all(expected));
    }
    if let Some(name) = is("missing field ") {
        return format!("the key {name} is missing");
    }
    if ["invalid type: ", "invalid value: ", "invalid length "].iter().any(|it| is(it).is_some()) {
        return format!("{} is needed here", kind(expected));
    }
    message.to_owned()
}

fn all(expected: &str) -> &str {
    expected.strip_prefix("one of ").unwrap_or(expected)
}

fn kind(expected: &str) -> &str {
    match expected {
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number, 0 or more,",
        "f64" => "a number",
        "a sequence" => "a list, as in [\"a\", \"b\"],",
        "a string" | "path string" => "a text in quotes",
        "string or table" => "one of the known words, in quotes,",
        other if other.starts_with("struct ") || other == "a map" => "a table",
        _ => "something else",
    }
}
