//! Rows of a file with one JSON object in each line.

use std::{collections::BTreeMap, path::Path};

use serde_json::{Map, Value};

use super::row::{COLUMNS, Read};
use crate::failure::Failure;

pub(super) fn read(path: &Path, name: &str) -> Result<Vec<Read>, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        Failure::usage(format!("{name} cannot be read"))
            .caused_by(&error)
            .fix("check the path and who may read it, and save it as UTF-8")
    })?;
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(number, line)| row(name, number, line)).collect()
}

fn row(name: &str, number: usize, line: &str) -> Result<Read, Failure> {
    let place = format!("{name}, row {number} (line {number})");
    let object: Map<String, Value> = serde_json::from_str(line).map_err(|error| {
        Failure::usage(format!("{place}, column {}: it cannot be read", error.column()))
            .because("it is not a JSON object")
            .fix(
                "write one object in each line: {\"account\": \"…\", \"at\": \"…\", \"post\": {…}}",
            )
            .last_line("nothing was added")
    })?;
    let mut read = Read { place, cells: BTreeMap::new(), post: None };
    for (column, value) in object {
        match value {
            value if column == "post" => read.post = Some(value),
            Value::Null => (),
            Value::String(text) if COLUMNS.contains(&column.as_str()) => {
                if !text.trim().is_empty() {
                    read.cells.insert(column, text.trim().to_owned());
                }
            }
            _ => {
                let why = match COLUMNS.contains(&column.as_str()) {
                    true => "it is not a text",
                    false => "no column has this name",
                };
                let shown = if column.len() <= 20 { column.as_str() } else { "with a long name" };
                return Err(read
                    .refused(shown, why)
                    .fix(format!("use these: post, {}", COLUMNS.join(", ")))
                    .last_line("nothing was added"));
            }
        }
    }
    Ok(read)
}
