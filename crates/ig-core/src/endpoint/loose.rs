//! What is text in one reply and a number in another (reference §9.2, §9.3).

use serde::{Deserialize, Deserializer};

#[derive(Deserialize)]
#[serde(untagged)]
enum Wire {
    Text(String),
    Number(u64),
}

/// Reads a text or a whole number as text.
pub(super) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let wire = Option::<Wire>::deserialize(deserializer)?;
    Ok(wire.map(|wire| match wire {
        Wire::Text(text) => text,
        Wire::Number(number) => number.to_string(),
    }))
}

/// Reads names as an array or as a list with commas.
pub(super) fn names<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Names {
        Array(Vec<String>),
        Text(String),
    }
    Ok(match Option::<Names>::deserialize(deserializer)? {
        None => Vec::new(),
        Some(Names::Array(names)) => names,
        Some(Names::Text(text)) => {
            let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
            names.map(str::to_owned).collect()
        }
    })
}
