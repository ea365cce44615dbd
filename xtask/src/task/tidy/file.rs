//! A file as the rules see it, and the problems that they find.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

use crate::failure::Failure;

/// Inputs of parsers, in which every byte counts.
const INPUTS: [&str; 2] = ["tests/fuzz/seeds", "tests/fuzz/regressions"];

/// A file with its path from the root; the text is empty if it is not text of ours.
#[derive(Debug)]
pub(super) struct File {
    pub(super) path: PathBuf,
    pub(super) text: String,
}

impl File {
    pub(super) fn read(root: &Path, path: &Path) -> Result<Self, Failure> {
        let bytes = fs::read(root.join(path)).map_err(Failure::of(path.display()))?;
        let is_input = INPUTS.iter().any(|folder| path.starts_with(folder));
        let bytes = if is_input { Vec::new() } else { bytes };
        Ok(Self { path: path.to_owned(), text: String::from_utf8(bytes).unwrap_or_default() })
    }

    pub(super) fn is(&self, extension: &str) -> bool {
        self.path.extension().is_some_and(|found| found == extension)
    }

    /// The lines with their numbers, from 1; a carriage return is part of its line.
    pub(super) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.text.split_terminator('\n'))
    }

    pub(super) fn problem(&self, line: Option<usize>, what: impl Into<String>) -> Problem {
        Problem { place: self.path.display().to_string(), line, what: what.into() }
    }
}

/// A problem: its place and its description.
#[derive(Debug, PartialEq)]
pub(super) struct Problem {
    place: String,
    line: Option<usize>,
    what: String,
}

impl Problem {
    pub(super) fn new(place: &str, what: &str) -> Self {
        Self { place: place.to_owned(), line: None, what: what.to_owned() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.place)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.what)
    }
}

/// Applies a rule to a made-up file and returns the lines where it fires; a problem of the whole
/// file is on line 0.
#[cfg(test)]
pub(super) fn fires(rule: fn(&File) -> Vec<Problem>, path: &str, text: &str) -> Vec<usize> {
    let file = File { path: path.into(), text: text.to_owned() };
    rule(&file).iter().map(|problem| problem.line.unwrap_or(0)).collect()
}
