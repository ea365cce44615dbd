//! Rules for Rust files that rustfmt and clippy do not check.

use super::file::{File, Problem};

const MOST_LINES: usize = 400;

pub(super) fn not_too_long(file: &File) -> Vec<Problem> {
    let count = file.text.lines().count();
    if !file.is("rs") || count <= MOST_LINES {
        return Vec::new();
    }
    vec![
        file.problem(None, format!("{count} lines are too many: at most {MOST_LINES} are allowed")),
    ]
}

/// A crate whose front page is its README.
const README: &str = "#![doc = include_str!(\"../README.md\")]\n";

/// The first line of a module says why it exists, also in a test.
pub(super) fn starts_with_docs(file: &File) -> Vec<Problem> {
    if !file.is("rs") || file.text.starts_with("//! ") || file.text.starts_with(README) {
        return Vec::new();
    }
    vec![file.problem(Some(1), "start with a `//!` line that says why the file exists")]
}

/// An `expect` disappears with its reason, an `allow` stays; a test that is ignored or that accepts
/// any panic shows nothing.
pub(super) fn no_forbidden_attribute(file: &File) -> Vec<Problem> {
    const FORBIDDEN: &[(&str, &str)] = &[
        ("allow(", "use `expect` with a reason instead of `allow`"),
        ("ignore", "a test that is ignored shows nothing"),
        ("should_panic", "catch the panic and look at it"),
    ];
    if !file.is("rs") {
        return Vec::new();
    }
    let attributes = file.lines().filter_map(|(number, line)| {
        let line = line.trim_start();
        (line.starts_with("#[") || line.starts_with("#![")).then(|| (number, code(line)))
    });
    let mut problems = Vec::new();
    for (number, attribute) in attributes {
        for (word, what) in FORBIDDEN {
            if is_word_in(word, &attribute) {
                problems.push(file.problem(Some(number), *what));
            }
        }
    }
    problems
}

pub(super) fn no_forbidden_macro(file: &File) -> Vec<Problem> {
    if !file.is("rs") {
        return Vec::new();
    }
    let mut problems = Vec::new();
    for (number, line) in file.lines() {
        for word in ["todo!", "dbg!", "unimplemented!"] {
            if is_word_in(word, &code(line)) {
                problems.push(file.problem(Some(number), format!("`{word}` is for drafts")));
            }
        }
    }
    problems
}

/// An alias hides the error in a signature; only associated types may name a result.
pub(super) fn no_result_alias(file: &File) -> Vec<Problem> {
    if !file.is("rs") {
        return Vec::new();
    }
    let aliases = file.lines().filter(|(_, line)| {
        let item = line.strip_prefix("pub").map_or(*line, |rest| {
            rest.strip_prefix('(').and_then(|rest| rest.split_once(')')).map_or(rest, |s| s.1)
        });
        let alias = item.trim_start().strip_prefix("type ").and_then(|rest| rest.split_once(" = "));
        alias.is_some_and(|(name, target)| {
            let target = target.split('<').next().unwrap_or_default();
            let is_result = target == "Result" || target.ends_with("::Result");
            is_result && name != "Reply" && !line.starts_with(' ')
        })
    });
    let what = "no alias of a result but `Reply`";
    aliases.map(|(number, _)| file.problem(Some(number), what)).collect()
}

/// The line without its strings and comments.
pub(crate) fn code(line: &str) -> String {
    let mut code = String::new();
    let mut in_string = false;
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' if in_string => drop(characters.next()),
            '"' if code.ends_with('\'') && characters.peek() == Some(&'\'') => {}
            '"' => in_string = !in_string,
            '/' if !in_string && characters.peek() == Some(&'/') => break,
            _ if in_string => {}
            _ => code.push(character),
        }
    }
    code
}

/// Whether the word is a whole word: `ignore` is not in `ignored_fields`.
fn is_word_in(word: &str, code: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word).any(|(start, _)| {
        let after = code[start + word.len()..].chars().next();
        let ends = word.ends_with(['(', '!']) || !after.is_some_and(is_part);
        ends && !code[..start].chars().next_back().is_some_and(is_part)
    })
}

#[cfg(test)]
mod tests {
    use super::{super::file::fires, *};

    #[test]
    fn a_file_of_more_than_400_lines_is_too_long() {
        assert!(fires(not_too_long, "a.rs", &"\n".repeat(400)).is_empty());
        assert_eq!(fires(not_too_long, "a.rs", &"\n".repeat(401)), [0]);
        assert!(fires(not_too_long, "a.json", &"\n".repeat(401)).is_empty());
    }

    #[test]
    fn a_file_starts_with_its_docs() {
        assert_eq!(fires(starts_with_docs, "a.rs", "use std::fmt;\n"), [1]);
        assert_eq!(fires(starts_with_docs, "a.rs", "// Not documentation.\n"), [1]);
        assert_eq!(fires(starts_with_docs, "a.rs", ""), [1]);
        assert!(fires(starts_with_docs, "a.rs", "//! Why.\n").is_empty());
        assert!(fires(starts_with_docs, "a.rs", README).is_empty());
    }

    #[test]
    fn attributes_that_hide_something_are_found() {
        let check = |line, expect: &[usize]| {
            assert_eq!(fires(no_forbidden_attribute, "a.rs", line), expect, "{line}");
        };
        check("#[allow(dead_code)]\n", &[1]);
        check("#![allow(dead_code)]\n", &[1]);
        check("//! Why.\n\n    #[cfg_attr(test, allow(dead_code))]\n", &[3]);
        check("#[ignore]\n", &[1]);
        check("#[ignore = \"slow\"]\n", &[1]);
        check("#[test] #[should_panic(expected = \"x\")]\n", &[1]);
        check("#[expect(dead_code, reason = \"we allow(it) and ignore it\")]\n", &[]);
        check("#[serde(rename = \"ignore\")]\n", &[]);
        check("let allow = ignore(allow(1));\n", &[]);
    }

    #[test]
    fn macros_for_drafts_are_found_and_words_about_them_are_not() {
        let check = |line, expect: &[usize]| {
            assert_eq!(fires(no_forbidden_macro, "a.rs", line), expect, "{line}");
        };
        check("fn f() {\n    todo!()\n}\n", &[2]);
        check("let x = dbg!(y);\n", &[1]);
        check("let quote = '\"'; dbg!(quote);\n", &[1]);
        check("unimplemented!(\"later\")\n", &[1]);
        check("// no todo! here\n", &[]);
        check("let text = \"say \\\"todo!\\\"\";\n", &[]);
        check("my_todo!()\n", &[]);
    }

    #[test]
    fn an_alias_of_a_result_is_found_and_an_associated_type_is_not() {
        let check = |line, expect: &[usize]| {
            assert_eq!(fires(no_result_alias, "a.rs", line), expect, "{line}");
        };
        check("pub type Result<T> = std::result::Result<T, Error>;\n", &[1]);
        check("type Answer = Result<u8, Error>;\n", &[1]);
        check("pub(crate) type Answer = Result<u8, Error>;\n", &[1]);
        check("pub type Reply = Result<Response, TransportError>;\n", &[]);
        check("    type Output = Result<u8, Error>;\n", &[]);
        check("type Answer = std::io::Result<u8>;\n", &[1]);
        check("type Fetcher = dyn Fn() -> Result<u8, Error>;\n", &[]);
        check("type Id = u64;\n", &[]);
    }
}
