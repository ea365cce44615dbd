//! `cargo xtask tidy`: the habits of this repository that no other tool checks.
//!
//! A rule is a function from a file to its problems; a new habit needs a new rule.

mod file;
mod manifests;
mod markdown;
mod places;
pub(super) mod rust;
mod text;
mod words;

use self::file::{File, Problem};
use super::{Task, nothing_more};
use crate::{failure::Failure, workspace::Workspace};

pub(super) const TASK: Task = Task {
    name: "tidy",
    arguments: "",
    about: "Check the habits of this repository",
    details: "\
Checks all files that git knows or would add: layout, length and attributes of Rust files, white
space, paths of home folders, links in Markdown, paths that a document at the root names, the list
of top-level entries, that every crate has a description and a licence, and words that are not used
here.",
    run: |workspace, parser| {
        nothing_more(parser)?;
        run(workspace)
    },
};

const RULES: &[fn(&File) -> Vec<Problem>] = &[
    places::top_level_is_on_the_list,
    places::no_mod_rs,
    text::no_tabs,
    text::no_trailing_white_space,
    text::one_newline_at_the_end,
    text::no_home_folder,
    rust::not_too_long,
    rust::starts_with_docs,
    rust::no_forbidden_attribute,
    rust::no_forbidden_macro,
    rust::no_result_alias,
    words::words_that_are_not_used,
];

pub(super) fn run(workspace: &Workspace) -> Result<(), Failure> {
    let mut problems = Vec::new();
    let mut count = 0;
    for path in workspace.files()? {
        let file = File::read(workspace.root(), &path)?;
        count += 1;
        problems.extend(RULES.iter().flat_map(|rule| rule(&file)));
        problems.extend(markdown::links_lead_somewhere(&file, workspace.root()));
        problems.extend(markdown::named_paths_are_there(&file, workspace.root()));
    }
    let metadata = workspace.metadata()?;
    problems.extend(metadata.members().flat_map(manifests::says_what_it_is));
    if problems.is_empty() {
        println!("{count} files are tidy");
        return Ok(());
    }
    let lines: Vec<_> = problems.iter().map(|problem| format!("\n  {problem}")).collect();
    Err(Failure::new(format!("{} things are not tidy:{}", lines.len(), lines.concat())))
}
