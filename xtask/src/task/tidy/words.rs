//! Words that a native reader stumbles over, or that are not Meta's, and their replacements.

use super::file::{File, Problem};

/// Each word, and its replacement.
const WORDS: &[(&str, &str)] = &[
    ("afresh", "again"),
    ("amiss", "wrong"),
    ("anew", "again"),
    ("as told", "as instructed"),
    ("at the most", "at most"),
    ("by way of", "with"),
    ("can be had", "is available"),
    ("cannot be had", "is not available"),
    ("film", "video"),
    ("films", "videos"),
    ("for those who know", "if you know"),
    ("heed", "obey"),
    ("heeded", "obeyed"),
    ("heeds", "obeys"),
    ("holds of", "holds for"),
    ("how many-th", "which"),
    ("in the place of", "instead of"),
    ("in the stead", "instead"),
    ("is no number", "is not a number"),
    ("is no part of", "is not part of"),
    ("is no success", "is not a success"),
    ("leapt over", "skipped"),
    ("makes no sense", "is invalid"),
    ("mend", "fix"),
    ("mended", "fixed"),
    ("nowhere but", "only"),
    ("one is none", "it is invalid"),
    ("says of it", "says about it"),
    ("to the letter", "word for word"),
    ("told otherwise", "by default"),
    ("what the matter is", "what is wrong"),
    ("whosever", "whoever owns it"),
];

pub(super) fn words_that_are_not_used(file: &File) -> Vec<Problem> {
    let is_ours = ["rs", "md", "toml"].iter().any(|extension| file.is(extension));
    // This file lists them.
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

/// Whether a line has a word as a whole, or as a part of a name with underscores.
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
    fn a_word_that_is_not_used_here_is_found() {
        assert_eq!(fires(words_that_are_not_used, "a.md", "Fine.\nNothing is Amiss.\n"), [2]);
        assert_eq!(fires(words_that_are_not_used, "a.rs", "fn a_film_plays() {}\n"), [1]);
        assert_eq!(fires(words_that_are_not_used, "a.rs", "// Do as told.\n"), [1]);
        assert!(fires(words_that_are_not_used, "a.rs", "// It was told.\n").is_empty());
        assert!(fires(words_that_are_not_used, "a.md", "A dynamiss, amissing.\n").is_empty());
        assert!(fires(words_that_are_not_used, "data/a.json", "amiss\n").is_empty());
    }

    #[test]
    fn the_replacement_is_named() {
        let file = File { path: "a.md".into(), text: "anew\n".to_owned() };
        let problem = words_that_are_not_used(&file).remove(0);
        assert_eq!(problem.to_string(), "a.md:1: `anew`: say `again`");
    }
}
