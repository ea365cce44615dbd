//! The table as Markdown: every row in a file, and the sums in GUARANTEES.md.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use super::{
    Reads, Row, WAYS,
    cell::{Cell, Word},
    flows::KINDS,
    plan::{Course, Lasts},
    variants::{all, word},
};

const HEAD: &str = "\
# Faults and requests

Made by `cargo xtask matrix`; [a test](it/faults.rs) runs all of it and fails where this file is not
current. Each row is one fault at one request of one flow, over real sockets. Which requests a flow
makes is learnt from a run without the fault: `status 2/3` is the second of three reads of a
container. A fault meets that request alone (*once*), or all such requests from it on (*for good*).

A cell says how many posts are live after every late effect, what the flow reported, whether it
named the real media id, and how many calls it took. Behind an arrow is what it reported when it was
resumed with the server well again. Each cell is four runs, which agree unless it says otherwise:
over `ig-ureq` and over `ig-reqwest`, with a second publish of a container refused and allowed.

*Without* is what becomes of it where nothing is published whose status cannot be read
(`PublishPolicy::blind_after` is `None`). It stands where replies of 100/33 occur; elsewhere it was
run over one transport and came to the same. Faults that the sandbox commits before it answers are
aimed at requests that have an effect.
";

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Published => "published",
            Self::NotPublished => "not published",
            Self::Uncertain => "uncertain",
        })
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = |word, named| match (word, named) {
            (Word::Published, true) => ", real id",
            (Word::Published, false) => ", id unknown",
            _ => "",
        };
        let Self { posts, word, named, calls, then } = self;
        write!(f, "{posts}: {word}{}, {calls}", id(*word, *named))?;
        then.map_or(Ok(()), |(word, named)| write!(f, " → {word}{}", id(word, named)))
    }
}

/// What the four ways came to; one text where they agree.
fn text(row: &Row) -> String {
    let distinct: BTreeSet<_> = row.cells.iter().collect();
    if let [cell] = row.cells.iter().collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>()[..] {
        return cell.to_string();
    }
    let of = |cell: &Cell| {
        let ways = WAYS.iter().zip(&row.cells).filter(|(_, it)| *it == cell);
        let ways = ways.map(|((second, driver), _)| format!("{second:?}/{driver:?}"));
        format!("{} ({})", cell, ways.collect::<Vec<_>>().join(", ").to_lowercase())
    };
    distinct.into_iter().map(of).collect::<Vec<_>>().join("; ")
}

pub(crate) fn markdown(rows: &[Row]) -> String {
    let mut out = HEAD.to_owned();
    for kind in KINDS {
        out += &format!("\n## {}\n", kind.name);
        for course in Course::ALL {
            let those = rows
                .iter()
                .filter(|row| row.aim.kind.name == kind.name && row.aim.course == course);
            out += &section(course, &those.collect::<Vec<_>>());
        }
    }
    out
}

fn section(course: Course, rows: &[&Row]) -> String {
    let key = |row: &Row| (row.aim.target.to_string(), row.aim.fault.clone());
    let mut lines: Vec<((String, String), [String; 4])> = Vec::new();
    let mut places = BTreeMap::new();
    for row in rows {
        let place = *places.entry(key(row)).or_insert_with(|| {
            lines.push((key(row), Default::default()));
            lines.len() - 1
        });
        let column = usize::from(row.aim.lasts == Lasts::ForGood);
        match row.aim.reads {
            Reads::Blind => lines[place].1[column] = text(row),
            Reads::Awaited if row.aim.is_unreadable => lines[place].1[column + 2] = text(row),
            Reads::Awaited => (),
        }
    }
    let mut out = format!("\n### Faults {}\n\n", course.title());
    out += "| request | fault | once | for good | without, once | without, for good |\n";
    out += "|---|---|---|---|---|---|\n";
    for ((target, fault), cells) in lines {
        out += &format!("| {target} | {fault} | {} |\n", cells.join(" | "));
    }
    out
}

const START: &str = "<!-- cargo xtask matrix: start -->\n";
const END: &str = "<!-- cargo xtask matrix: end -->\n";

/// The document with the sums between its two marks.
pub(crate) fn with_summary(document: &str, rows: &[Row]) -> String {
    let (before, rest) = document.split_once(START).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    format!("{before}{START}{}{END}{after}", summary(rows))
}

fn summary(rows: &[Row]) -> String {
    let cells = |keep: &dyn Fn(&Row) -> bool| -> Vec<&Cell> {
        rows.iter().filter(|row| keep(row)).flat_map(|row| &row.cells).collect()
    };
    let count = |cells: &[&Cell], word| cells.iter().filter(|cell| cell.word == word).count();
    let all_cells = cells(&|_| true);
    let published = count(&all_cells, Word::Published);
    let named = all_cells.iter().filter(|cell| cell.named).count();
    let resumed = all_cells.iter().filter(|cell| cell.then.is_some()).count();
    let most = all_cells.iter().map(|cell| cell.posts).max().unwrap_or_default();
    let mut out = format!(
        "{} runs of {} rows, {most} post at the most in each. {published} reported a post, {named} of \
         them with its real\nid; {} reported none, and there is none; {} could not tell, and {resumed} \
         of them could once the server\nwas well again.\n\n",
        all_cells.len(),
        rows.len(),
        count(&all_cells, Word::NotPublished),
        count(&all_cells, Word::Uncertain),
    );
    let names: Vec<_> = KINDS.iter().map(|kind| kind.name).collect();
    out += &format!("| fault | {} |\n|---|{}\n", names.join(" | "), "---|".repeat(names.len()));
    for what in all::<ig_sandbox::Do>() {
        out += &format!("| `{}` |", word(what));
        for name in &names {
            let those = cells(&|row| row.aim.what == what && row.aim.kind.name == *name);
            let words = [Word::Published, Word::NotPublished, Word::Uncertain];
            let counts = words.map(|word| count(&those, word).to_string());
            out += &if those.is_empty() {
                " |".to_owned()
            } else {
                format!(" {} |", counts.join(" / "))
            };
        }
        out += "\n";
    }
    out + "\nEach figure: published / not published / uncertain.\n"
}
