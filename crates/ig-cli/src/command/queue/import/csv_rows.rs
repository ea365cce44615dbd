//! Rows of a CSV file with a header.

use std::{collections::BTreeMap, path::Path};

use super::row::{COLUMNS, Read};
use crate::failure::Failure;

pub(super) fn read(path: &Path, name: &str) -> Result<Vec<Read>, Failure> {
    let refused = |line: Option<u64>, why: String| {
        let place = line.map(|line| format!(", line {line}")).unwrap_or_default();
        Failure::usage(format!("{name}{place}: it cannot be read"))
            .because(why)
            .fix("save it as CSV in UTF-8, with commas, and quotes around fields with commas")
            .last_line("nothing was added")
    };
    let unreadable = |error: csv::Error| {
        let why = match error.kind() {
            csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                format!("it has {len} fields, and the header has {expected_len}")
            }
            csv::ErrorKind::Utf8 { .. } => "it is not UTF-8".to_owned(),
            _ => error.to_string(),
        };
        refused(error.position().map(csv::Position::line), why)
    };
    let text = std::fs::read(path).map_err(|error| unreadable(error.into()))?;
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(&text[..]);
    let header = reader.headers().map_err(unreadable)?.clone();
    let columns: Vec<String> =
        header.iter().map(|column| column.trim_start_matches('\u{feff}').to_owned()).collect();
    if let [only] = &columns[..]
        && let Some((mark, mark_name)) = other_mark(only)
    {
        return Err(Failure::usage(format!("{name}, line 1: its header cannot be used"))
            .because(format!("its columns are separated by {mark_name}, and not by commas"))
            .fix(format!(
                "save it as CSV with commas, and quotes around fields with commas: {}",
                only.replace(mark, ",")
            ))
            .last_line("nothing was added"));
    }
    for (at, column) in columns.iter().enumerate() {
        let wrong = |why: &str| {
            Failure::usage(format!("{name}, column {}: its header cannot be used", at + 1))
                .because(why)
                .fix(format!("use these, in any order: {}", COLUMNS.join(", ")))
                .last_line("nothing was added")
        };
        // What is in a file that is none may be anything: a token, for example.
        if !COLUMNS.contains(&column.as_str()) {
            let shown = if column.len() <= 20 { column.as_str() } else { "a long text" };
            return Err(wrong(&format!("no column has the name {shown:?}")));
        }
        if columns[..at].contains(column) {
            return Err(wrong(&format!("{column} is there twice")));
        }
    }
    if let Some((line, why)) = stray_quote(&text) {
        return Err(refused(Some(line), why).fix(
            "put quotes around the whole field, and write a quote inside of it twice: \
             \"a \"\"good\"\" day\"",
        ));
    }
    let mut rows = Vec::new();
    for (number, record) in (1..).zip(reader.records()) {
        let record = record.map_err(unreadable)?;
        let line = record.position().map_or(0, csv::Position::line);
        let cells = columns.iter().zip(&record).filter(|(_, cell)| !cell.is_empty());
        let cells: BTreeMap<String, String> =
            cells.map(|(column, cell)| (column.clone(), cell.to_owned())).collect();
        rows.push(Read { place: format!("{name}, row {number} (line {line})"), cells, post: None });
    }
    Ok(rows)
}

/// The first quote that is not where RFC 4180, section 2, has it: its line, and what is wrong. The
/// reader takes such a quote for text, or all rows after it for one field, without a word.
fn stray_quote(text: &[u8]) -> Option<(u64, String)> {
    enum In {
        Start,
        Plain,
        /// The line in which the quotes begin, as with those below.
        Quotes(u64),
        Quote(u64),
        Behind(u64),
    }
    let (mut line, mut state) = (1, In::Start);
    for byte in text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text) {
        state = match (state, byte) {
            (In::Quotes(since), b'"') => In::Quote(since),
            (In::Quotes(since), _) | (In::Quote(since), b'"') => In::Quotes(since),
            (_, b',' | b'\r' | b'\n') => In::Start,
            (In::Quote(since) | In::Behind(since), b' ' | b'\t') => In::Behind(since),
            (In::Quote(since) | In::Behind(since), _) => {
                let why = match since == line {
                    true => "text follows a closing quote".to_owned(),
                    false => format!(
                        "a quote is not closed: the next one is in line {line}, and text follows it"
                    ),
                };
                return Some((since, why));
            }
            (In::Start, b'"') => In::Quotes(line),
            (In::Plain, b'"') => {
                return Some((
                    line,
                    "a quote is in a field that does not begin with it".to_owned(),
                ));
            }
            _ => In::Plain,
        };
        line += u64::from(*byte == b'\n');
    }
    match state {
        In::Quotes(since) => Some((since, "a quote is not closed".to_owned())),
        _ => None,
    }
}

/// What separates the columns of a header that a spreadsheet has written without commas, as it does
/// where the comma is in numbers.
fn other_mark(header: &str) -> Option<(char, &'static str)> {
    let marks = [(';', "semicolons"), ('\t', "tabs"), ('|', "vertical bars")];
    marks.into_iter().find(|(mark, _)| {
        let mut columns = header.split(*mark).map(|column| column.trim_matches([' ', '"']));
        header.contains(*mark) && columns.all(|column| COLUMNS.contains(&column))
    })
}
