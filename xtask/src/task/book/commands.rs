//! A page for each command, with its help.

use super::super::program::Program;
use crate::{
    failure::Failure,
    files::{empty, entries},
    process,
};

/// A command and its help.
#[derive(Debug)]
pub(super) struct Page {
    /// `["queue", "work"]`, and nothing for `ig` itself.
    pub(super) command: Vec<String>,
    pub(super) help: String,
}

impl Page {
    pub(super) fn title(&self) -> String {
        [&["ig".to_owned()], &self.command[..]].concat().join(" ")
    }

    /// The file in the book.
    pub(super) fn file(&self) -> String {
        format!("commands/{}.md", self.title().replace(' ', "-"))
    }

    pub(super) fn text(&self) -> String {
        let help: String = self.help.trim_end().lines().map(wrapped).collect();
        format!("# {}\n\n```text\n{help}```\n", self.title())
    }
}

/// A line as lines that fit on a page, each with its indentation.
fn wrapped(line: &str) -> String {
    /// What a page of the book shows without scrolling.
    const WIDTH: usize = 84;
    let words = line.trim_start();
    let indent = &line[..line.len() - words.len()];
    // A table is left as it is.
    if line.chars().count() <= WIDTH || words.contains("  ") {
        return format!("{line}\n");
    }
    let (mut text, mut last) = (String::new(), indent.to_owned());
    for word in words.split(' ') {
        if WIDTH < last.chars().count() + 1 + word.chars().count() && last != indent {
            text += &format!("{last}\n");
            last = indent.to_owned();
        }
        let blank = if last == indent { "" } else { " " };
        last += &format!("{blank}{word}");
    }
    format!("{text}{last}\n")
}

/// All commands that there are, each after the one above it. `ig man` has a page for each.
pub(super) fn of(program: &Program) -> Result<Vec<Page>, Failure> {
    let folder = program.target.join("book-man");
    empty(&folder)?;
    process::run(program.command().args(["man", "--quiet", "--dir"]).arg(&folder))?;
    let names = entries(&folder)?.into_iter();
    let names = names.filter_map(|file| Some(file.file_stem()?.to_str()?.to_owned()));
    let mut pages = Vec::new();
    for command in words(names.collect()) {
        let help = process::read(program.command().args(&command).arg("--help"))?;
        pages.push(Page { command, help });
    }
    Ok(pages)
}

/// The commands by the names of their pages: `ig-queue-work` is `work` of `queue` where there is a page
/// `ig-queue`, and `queue-work` where there is none.
fn words(mut names: Vec<String>) -> Vec<Vec<String>> {
    // By their parts, so that a command follows the one that it belongs to.
    names.sort_by_key(|name| name.split('-').map(str::to_owned).collect::<Vec<_>>());
    let mut all: Vec<(String, Vec<String>)> = Vec::new();
    for name in names {
        let above = all.iter().filter_map(|(above, command)| {
            Some((name.strip_prefix(above.as_str())?.strip_prefix('-')?, command))
        });
        let command = match above.min_by_key(|(rest, _)| rest.len()) {
            Some((rest, command)) => [&command[..], &[rest.to_owned()]].concat(),
            None => Vec::new(),
        };
        all.push((name, command));
    }
    all.into_iter().map(|(_, command)| command).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_split_where_a_command_has_commands() {
        let names = ["ig-queue-work", "ig", "ig-queue", "ig-dry-run", "ig-queues"];
        let found = words(names.map(str::to_owned).into());
        let expect: [&[&str]; 5] = [&[], &["dry-run"], &["queue"], &["queue", "work"], &["queues"]];
        assert_eq!(found, expect);
    }

    #[test]
    fn a_long_line_goes_on_below_its_beginning() {
        let line = format!("    {}", ["word"; 20].join(" "));
        let lines = format!("    {}\n    {}\n", ["word"; 16].join(" "), ["word"; 4].join(" "));
        assert_eq!(wrapped(&line), lines);
        let table = format!("  NAME  {}", ["word"; 20].join(" "));
        assert_eq!(wrapped(&table), format!("{table}\n"));
        assert_eq!(wrapped(""), "\n");
    }

    #[test]
    fn a_page_has_the_help_as_it_is_printed() {
        let command = ["queue", "work"].map(str::to_owned).into();
        let page = Page { command, help: "Usage: ig\n\n".to_owned() };
        assert_eq!(page.text(), "# ig queue work\n\n```text\nUsage: ig\n```\n");
        assert_eq!(page.file(), "commands/ig-queue-work.md");
    }
}
