//! Licences as crates state them: words, `AND`, `OR`, `WITH` and parentheses (SPDX), and the slash
//! that older crates write for `OR`.

/// Whether the allowed licences satisfy an expression; `None` if it cannot be parsed.
pub(super) fn is_allowed(expression: &str, allowed: &dyn Fn(&str) -> bool) -> Option<bool> {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<_> = spaced.split_whitespace().collect();
    let mut reader = Reader { words: &words, allowed };
    let answer = reader.any()?;
    reader.words.is_empty().then_some(answer)
}

struct Reader<'a> {
    words: &'a [&'a str],
    allowed: &'a dyn Fn(&str) -> bool,
}

impl<'a> Reader<'a> {
    fn any(&mut self) -> Option<bool> {
        let mut answer = self.all()?;
        while self.takes("OR") {
            // Both sides must be well formed.
            answer |= self.all()?;
        }
        Some(answer)
    }

    fn all(&mut self) -> Option<bool> {
        let mut answer = self.one()?;
        while self.takes("AND") {
            answer &= self.one()?;
        }
        Some(answer)
    }

    fn one(&mut self) -> Option<bool> {
        if self.takes("(") {
            let answer = self.any()?;
            return self.takes(")").then_some(answer);
        }
        let name = self.word()?;
        if matches!(name, "AND" | "OR" | "WITH" | ")") {
            return None;
        }
        if self.takes("WITH") {
            let exception = self.word()?;
            return Some((self.allowed)(&format!("{name} WITH {exception}")));
        }
        Some((self.allowed)(name))
    }

    fn takes(&mut self, word: &str) -> bool {
        let is_next = self.words.first() == Some(&word);
        if is_next {
            self.words = &self.words[1..];
        }
        is_next
    }

    fn word(&mut self) -> Option<&'a str> {
        let (first, rest) = self.words.split_first()?;
        self.words = rest;
        Some(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_read_as_they_are_meant() {
        let allowed = |name: &str| ["MIT", "ISC"].contains(&name);
        for (expression, expect) in [
            ("MIT", Some(true)),
            ("GPL-3.0", Some(false)),
            ("MIT OR GPL-3.0", Some(true)),
            ("GPL-3.0/MIT", Some(true)),
            ("MIT AND GPL-3.0", Some(false)),
            ("GPL-3.0 AND MIT OR ISC", Some(true)),
            ("GPL-3.0 AND (MIT OR ISC)", Some(false)),
            ("(MIT OR GPL-3.0) AND ISC", Some(true)),
            ("MIT WITH LLVM-exception", Some(false)),
            ("MIT AND", None),
            ("MIT ISC", None),
            ("(MIT", None),
            ("", None),
        ] {
            assert_eq!(is_allowed(expression, &allowed), expect, "{expression}");
        }
    }
}
