//! Rows of a file with one JSON object in each line.

use std::{collections::BTreeMap, fmt, path::Path};

use serde::{
    Deserialize, Deserializer,
    de::{Error as _, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Value};

use super::row::{COLUMNS, Read};
use crate::failure::Failure;

pub(super) fn read(path: &Path, name: &str) -> Result<Vec<Read>, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        Failure::usage(format!("{name} cannot be read"))
            .caused_by(&error)
            .fix("check the path and who may read it, and save it as UTF-8")
    })?;
    // Some editors write this mark at the start of a file.
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(number, line)| row(name, number, line)).collect()
}

fn row(name: &str, number: usize, line: &str) -> Result<Read, Failure> {
    let place = format!("{name}, row {number} (line {number})");
    let refused = |column: String, why: &str, fix: &str| {
        Failure::usage(format!("{place}{column}: it cannot be read"))
            .because(why)
            .fix(fix)
            .last_line("nothing was added")
    };
    const FIX: &str =
        "write one object in each line: {\"account\": \"…\", \"at\": \"…\", \"post\": {…}}";
    let object = serde_json::from_str(line).map_err(|error| {
        let column = format!(", column {}", error.column().max(1));
        match error.is_data() {
            true => refused(column, "a member of an object is there twice", "keep one of the two"),
            false => refused(column, "it is not a JSON object", FIX),
        }
    })?;
    let Once(Value::Object(object)) = object else {
        return Err(refused(", column 1".to_owned(), "it is not a JSON object", FIX));
    };
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

/// A value in which no object has a member twice: one of the two would be lost.
struct Once(Value);

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Values)
    }
}

struct Values;

impl<'de> Visitor<'de> for Values {
    type Value = Once;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Once, A::Error> {
        let mut object = Map::new();
        while let Some((name, Once(value))) = map.next_entry()? {
            if object.insert(name, value).is_some() {
                return Err(A::Error::custom("a member is there twice"));
            }
        }
        Ok(Once(object.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Once, A::Error> {
        let mut array = Vec::new();
        while let Some(Once(value)) = values.next_element()? {
            array.push(value);
        }
        Ok(Once(array.into()))
    }

    fn visit_unit<E>(self) -> Result<Once, E> {
        Ok(Once(Value::Null))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Once, E> {
        Ok(Once(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Once, E> {
        Ok(Once(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Once, E> {
        Ok(Once(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Once, E> {
        Ok(Once(value.into()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Once, E> {
        Ok(Once(value.into()))
    }
}
