//! Fact by fact, what we say beside what others say.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use super::{
    explained::{Blame, explain},
    facts::{Fact, Said},
    ours::Ours,
};
use crate::failure::Failure;

/// Of 1000 facts, as many may be wrong.
const MOST_WRONG: usize = 5;

/// A fact that a program sees in another way.
#[derive(Debug)]
pub(super) struct Difference {
    pub(super) file: String,
    pub(super) fact: Fact,
    /// What we say; nothing if we do not know.
    pub(super) ours: Option<String>,
    pub(super) program: &'static str,
    pub(super) theirs: String,
    /// Whose it is, and why; nothing if it is not explained.
    pub(super) reason: Option<(Blame, &'static str)>,
}

/// How many facts there are of a kind.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Count {
    pub(super) agreed: usize,
    pub(super) differing: usize,
    pub(super) unknown: usize,
}

#[derive(Debug, Default)]
pub(super) struct Comparison {
    pub(super) counts: BTreeMap<Fact, Count>,
    pub(super) differences: Vec<Difference>,
}

impl Comparison {
    pub(super) fn new(ours: &BTreeMap<PathBuf, Ours>, others: &[Said]) -> Self {
        let mut all = Self::default();
        for (path, ours) in ours {
            let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            for fact in Fact::ALL {
                let said: Vec<_> = others
                    .iter()
                    .filter_map(|it| Some((it.program, it.facts.get(path)?.read(fact)?)))
                    .collect();
                all.compare(&file, fact, ours.facts.read(fact), &said);
            }
        }
        all
    }

    fn compare(
        &mut self,
        file: &str,
        fact: Fact,
        ours: Option<&str>,
        said: &[(&'static str, &str)],
    ) {
        if said.is_empty() {
            return;
        }
        let is_same = |theirs: &str| ours.is_some_and(|ours| fact.is_same(ours, theirs));
        let count = self.counts.entry(fact).or_default();
        match ours {
            None => count.unknown += 1,
            Some(_) if said.iter().all(|(_, theirs)| is_same(theirs)) => count.agreed += 1,
            Some(_) => count.differing += 1,
        }
        for &(program, theirs) in said.iter().filter(|(_, theirs)| !is_same(theirs)) {
            let reason = explain(file, fact, ours, program, theirs);
            self.differences.push(Difference {
                file: file.to_owned(),
                fact,
                ours: ours.map(str::to_owned),
                program,
                theirs: theirs.to_owned(),
                reason,
            });
        }
    }

    pub(super) fn facts(&self) -> usize {
        self.counts.values().map(|it| it.agreed + it.differing + it.unknown).sum()
    }

    /// The facts that are wrong here, and those that nobody has explained yet.
    pub(super) fn wrong(&self) -> BTreeSet<(&str, Fact)> {
        let is_wrong =
            |it: &&Difference| !matches!(it.reason, Some((Blame::Theirs | Blame::Nobody, _)));
        self.differences.iter().filter(is_wrong).map(|it| (it.file.as_str(), it.fact)).collect()
    }

    pub(super) fn summary(&self) -> String {
        let sum = |of: fn(&Count) -> usize| self.counts.values().map(of).sum::<usize>();
        format!(
            "{} facts: {} agreed, {} differ, {} not known here; {} wrong",
            self.facts(),
            sum(|it| it.agreed),
            sum(|it| it.differing),
            sum(|it| it.unknown),
            self.wrong().len()
        )
    }

    /// Whether the run is good.
    pub(super) fn verdict(&self, ours: &BTreeMap<PathBuf, Ours>) -> Result<(), Failure> {
        let mut problems = Vec::new();
        for it in self.differences.iter().filter(|it| it.reason.is_none()) {
            let Difference { file, fact, ours, program, theirs, .. } = it;
            let ours = ours.as_deref().unwrap_or("nothing");
            problems.push(format!("{file}: {}: {ours} here, {theirs} in {program}", fact.name()));
        }
        for (path, it) in ours {
            for error in it.errors.iter().filter(|error| !has_refusal(error)) {
                problems.push(format!("{}: an error without a refusal: {error}", path.display()));
            }
        }
        if self.wrong().len() * 1000 > self.facts() * MOST_WRONG {
            problems.push(format!("more than {MOST_WRONG} of 1000 facts are wrong"));
        }
        if problems.is_empty() {
            return Ok(());
        }
        Err(Failure::new(problems.join("\n  ")))
    }
}

/// Whether an error rests on what Meta refuses, and is not only advice.
fn has_refusal(error: &serde_json::Value) -> bool {
    error["source"].as_str().is_some_and(|source| !source.is_empty())
        && error["evidence"].as_str().is_none_or(|evidence| evidence == "refused")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(ours: Option<&str>, said: &[(&'static str, &str)]) -> (Count, usize) {
        let mut comparison = Comparison::default();
        comparison.compare("a.jpg", Fact::Width, ours, said);
        (comparison.counts[&Fact::Width], comparison.wrong().len())
    }

    #[test]
    fn a_fact_is_agreed_when_all_say_it_and_wrong_when_nobody_explains() {
        let (count, wrong) = compared(Some("5"), &[("a", "5"), ("b", "5")]);
        assert_eq!((count.agreed, count.differing, count.unknown, wrong), (1, 0, 0, 0));
        let (count, wrong) = compared(Some("5"), &[("a", "5"), ("b", "6")]);
        assert_eq!((count.agreed, count.differing, count.unknown, wrong), (0, 1, 0, 1));
        let (count, wrong) = compared(None, &[("a", "5")]);
        assert_eq!((count.agreed, count.differing, count.unknown, wrong), (0, 0, 1, 1));
    }

    #[test]
    fn an_error_rests_on_a_refusal() {
        let error = |evidence: &str| serde_json::json!({ "source": "https://a.example", "evidence": evidence });
        assert!(has_refusal(&error("refused")));
        assert!(!has_refusal(&error("risk")));
        assert!(!has_refusal(&serde_json::json!({ "source": "" })));
    }
}
