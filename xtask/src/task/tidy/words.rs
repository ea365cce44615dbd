//! Words that a native reader stumbles over, and what is said in their place.

use super::file::{File, Problem};

/// A word, what to say, and in how many places it may be: quotes, in the end.
struct Word {
    word: &'static str,
    say: &'static str,
    most: usize,
}

/// The bounds go down and never up.
const WORDS: &[Word] = &[
    Word { word: "amiss", say: "wrong", most: 0 },
    Word { word: "anew", say: "again", most: 45 },
    Word { word: "film", say: "video", most: 345 },
    Word { word: "films", say: "videos", most: 39 },
    Word { word: "for those who", say: "if you", most: 15 },
    Word { word: "heed", say: "obey", most: 28 },
    Word { word: "heeded", say: "obeyed", most: 6 },
    Word { word: "heeds", say: "obeys", most: 0 },
    Word { word: "how many-th", say: "which", most: 0 },
    Word { word: "leapt over", say: "skipped", most: 2 },
    Word { word: "mend", say: "fix", most: 3 },
    Word { word: "mended", say: "fixed", most: 2 },
    Word { word: "one is none", say: "it is invalid", most: 0 },
    Word { word: "whosever", say: "whoever owns it", most: 1 },
];

/// Where each of the words is.
pub(super) struct Places(Vec<Vec<Problem>>);

impl Places {
    pub(super) fn new() -> Self {
        Self(WORDS.iter().map(|_| Vec::new()).collect())
    }

    pub(super) fn look(&mut self, file: &File) {
        let is_ours = ["rs", "md", "toml"].iter().any(|extension| file.is(extension));
        // This file names them.
        if !is_ours || file.path.ends_with("tidy/words.rs") {
            return;
        }
        for (Word { word, say, .. }, places) in WORDS.iter().zip(&mut self.0) {
            for (number, line) in file.lines() {
                let what = || file.problem(Some(number), format!("`{word}`: say `{say}`"));
                places.extend((0..times(word, &line.to_lowercase())).map(|_| what()));
            }
        }
    }

    /// All places of the words that are in too many.
    pub(super) fn too_many(self) -> impl Iterator<Item = Problem> {
        let words = WORDS.iter().zip(self.0);
        words.filter(|(word, places)| places.len() > word.most).flat_map(|(_, places)| places)
    }
}

fn times(word: &str, line: &str) -> usize {
    let starts = line.match_indices(word).map(|(start, _)| start);
    let is_whole = |start: &usize| {
        let before = line[..*start].chars().next_back();
        let after = line[start + word.len()..].chars().next();
        ![before, after].into_iter().flatten().any(char::is_alphanumeric)
    };
    starts.filter(is_whole).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        let mut places = Places::new();
        places.look(&File { path: path.into(), text: text.to_owned() });
        places.too_many().map(|it| it.to_string()).collect()
    }

    #[test]
    fn a_word_that_is_not_said_here_is_found_with_what_to_say() {
        let expect = ["a.md:2: `amiss`: say `wrong`"];
        assert_eq!(found("a.md", "Fine.\nNothing is Amiss here.\n"), expect);
        assert!(found("a.md", "A dynamiss, amissing.\n").is_empty());
        assert!(found("data/a.json", "amiss\n").is_empty());
    }

    #[test]
    fn a_word_has_its_bound() {
        assert!(found("a.rs", &"leapt over\n".repeat(2)).is_empty());
        assert_eq!(found("a.rs", &"leapt over\n".repeat(3)).len(), 3);
    }
}
