//! The report.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use super::{
    compare::{Comparison, Difference},
    explained::Blame,
    ours::Ours,
};
use crate::table::Table;

pub(super) fn markdown(
    versions: &[String],
    ours: &BTreeMap<PathBuf, Ours>,
    comparison: &Comparison,
) -> String {
    let mut text = format!(
        "# What other programs read\n\n\
         Written by `cargo xtask media`: {} files, made by the programs and libraries below, are read \
         by this crate and by ffprobe, MediaInfo, exiftool and Pillow.\n\n{}.\n\n",
        ours.len(),
        comparison.summary()
    );
    let mut table = Table::new(["fact", "agreed", "differs", "not known here"]);
    for (fact, count) in &comparison.counts {
        let numbers = [count.agreed, count.differing, count.unknown].map(|it| it.to_string());
        let [agreed, differing, unknown] = numbers;
        table.push([fact.name().to_owned(), agreed, differing, unknown]);
    }
    text += &table.markdown();
    text += "\n## Differences\n\n\
             Each is one program's word on one fact of one file. Where the fault is \"theirs\", the file \
             was made to say what we read; where it is \"nobody's\", the two count or call something \
             in another way; \"ours\" is wrong or not known here.\n\n";
    let mut table = Table::new(["fact", "program", "fault", "why", "files", "example"]);
    for (reason, differences) in grouped(&comparison.differences) {
        let first = differences[0];
        let files: BTreeSet<_> = differences.iter().map(|it| &it.file).collect();
        let example = format!(
            "`{}`: {} here, {} there",
            first.file,
            first.ours.as_deref().unwrap_or("nothing"),
            first.theirs
        );
        table.push([
            first.fact.name().to_owned(),
            first.program.to_owned(),
            reason.0.to_owned(),
            reason.1.to_owned(),
            files.len().to_string(),
            example,
        ]);
    }
    text += &table.markdown();
    text += "\n## Versions\n\n";
    for version in versions {
        text += &format!("- {version}\n");
    }
    text
}

/// The differences with one fact, one program and one reason.
fn grouped(differences: &[Difference]) -> Vec<((&'static str, &'static str), Vec<&Difference>)> {
    let mut groups: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for difference in differences {
        let (fault, why) = match difference.reason {
            Some((Blame::Theirs, why)) => ("theirs", why),
            Some((Blame::Nobody, why)) => ("nobody's", why),
            Some((Blame::Ours, why)) => ("ours", why),
            None => ("ours", "not explained"),
        };
        let key = (difference.fact, difference.program, fault, why);
        groups.entry(key).or_default().push(difference);
    }
    groups.into_iter().map(|((_, _, fault, why), all)| ((fault, why), all)).collect()
}
