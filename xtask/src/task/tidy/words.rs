//! Words that a native reader stumbles over, or that are not Meta's, and what is said in their
//! place.

use super::file::{File, Problem};

/// A word, and what to say.
const WORDS: &[(&str, &str)] = &[
    ("afresh", "again"),
    ("amiss", "wrong"),
    ("anew", "again"),
    ("film", "video"),
    ("films", "videos"),
    ("for those who know", "if you know"),
    ("heed", "obey"),
    ("heeded", "obeyed"),
    ("heeds", "obeys"),
    ("how many-th", "which"),
    ("leapt over", "skipped"),
    ("mend", "fix"),
    ("mended", "fixed"),
    ("one is none", "it is invalid"),
    ("whosever", "whoever owns it"),
];

pub(super) fn words_that_are_not_said(file: &File) -> Vec<Problem> {
    let is_ours = ["rs", "md", "toml"].iter().any(|extension| file.is(extension));
    // This file names them.
    if !is_ours || file.path.ends_with("tidy/words.rs") {
        return Vec::new();
    }
    let mut problems = Vec::new();
    for (number, line) in file.lines() {
        let line = line.to_lowercase();
        let said = WORDS.iter().filter(|(word, _)| has(&line, word));
        problems.extend(
            said.map(|(word, say)| file.problem(Some(number), format!("`{word}`: say `{say}`"))),
        );
    }
    problems
}

/// Whether a word is there as a whole, or as a part of a name with underscores.
fn has(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(start, _)| {
        let before = line[..start].chars().next_back();
        let after = line[start + word.len()..].chars().next();
        ![before, after].into_iter().flatten().any(char::is_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use super::{super::file::fires, *};

    #[test]
    fn a_word_that_is_not_said_here_is_found() {
        assert_eq!(fires(words_that_are_not_said, "a.md", "Fine.\nNothing is Amiss.\n"), [2]);
        assert_eq!(fires(words_that_are_not_said, "a.rs", "fn a_film_plays() {}\n"), [1]);
        assert!(fires(words_that_are_not_said, "a.md", "A dynamiss, amissing.\n").is_empty());
        assert!(fires(words_that_are_not_said, "data/a.json", "amiss\n").is_empty());
    }

    #[test]
    fn it_is_said_what_to_say() {
        let file = File { path: "a.md".into(), text: "anew\n".to_owned() };
        let problem = words_that_are_not_said(&file).remove(0);
        assert_eq!(problem.to_string(), "a.md:1: `anew`: say `again`");
    }
}
