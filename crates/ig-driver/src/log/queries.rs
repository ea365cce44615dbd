//! Words without the queries of the URLs in them.

use std::fmt;

/// Words for the log, in which `?[redacted]` stands in place of each query of a URL: the query of a
/// medium's URL may be a signature, and Meta repeats the URL in some of its errors.
///
/// ```
/// let said = "Media URI: https://example.com/a.jpg?X-Amz-Signature=5f1c could not be fetched";
/// let shown = ig_driver::log::without_queries(said).to_string();
/// assert_eq!(shown, "Media URI: https://example.com/a.jpg?[redacted] could not be fetched");
/// ```
pub fn without_queries(words: impl fmt::Display) -> impl fmt::Display {
    WithoutQueries(words)
}

struct WithoutQueries<T>(T);

impl<T: fmt::Display> fmt::Display for WithoutQueries<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = self.0.to_string();
        let mut rest = words.as_str();
        while let Some((before, query)) = split(rest) {
            let end = query.find(ends).unwrap_or(query.len());
            f.write_str(before)?;
            f.write_str(if end == 0 { "" } else { "[redacted]" })?;
            rest = &query[end..];
        }
        f.write_str(rest)
    }
}

/// What is up to the next question mark, with it, and what is after it. A URL within a URL has it
/// encoded.
fn split(text: &str) -> Option<(&str, &str)> {
    let plain = text.find('?').map(|at| at + 1);
    let encoded = text.to_ascii_lowercase().find("%3f").map(|at| at + 3);
    let at = plain.into_iter().chain(encoded).min()?;
    Some(text.split_at(at))
}

/// Characters that no URL has as they are.
fn ends(c: char) -> bool {
    c.is_whitespace() || "\"<>".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_query_is_left_and_other_words_stay() {
        let check = |said: &str, expect| assert_eq!(without_queries(said).to_string(), expect);
        check("https://a.example/b.jpg?c=d&e=f#g", "https://a.example/b.jpg?[redacted]");
        check("no /b.jpg?c=d, nor a?e.", "no /b.jpg?[redacted] nor a?[redacted]");
        check(
            r#"{"url":"https:\/\/a\/b?c=\/d","e":1}"#,
            r#"{"url":"https:\/\/a\/b?[redacted]","e":1}"#,
        );
        check("/x/https%3A%2F%2Fa%2Fb%3fc%3Dd e", "/x/https%3A%2F%2Fa%2Fb%3f[redacted] e");
        check("Was it cut? \"Or quoted?\" ä?", "Was it cut? \"Or quoted?\" ä?");
        check("", "");
    }
}
