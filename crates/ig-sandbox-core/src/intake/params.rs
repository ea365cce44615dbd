//! Parameters by name, from all places that they can come from.

use std::{borrow::Cow, collections::BTreeMap};

use http::Uri;
use serde_json::{Map, Value};

use crate::refusal::Refusal;

/// The most lists and objects in a parameter: no parameter of the API has anywhere near so many, and
/// the lax parser recurses without a limit of its own.
const MAX_BRACKETS: usize = 200;

/// The parameters of a request. Texts stay texts; a JSON body may bring other values.
#[derive(Clone, Debug, Default)]
pub(crate) struct Params(BTreeMap<String, Value>);

impl Params {
    pub(crate) fn of_query(uri: &Uri) -> Self {
        let mut params = Self::default();
        params.add_form(uri.query().unwrap_or_default().as_bytes());
        params
    }

    pub(super) fn add_form(&mut self, encoded: &[u8]) {
        for (name, value) in form_urlencoded::parse(encoded) {
            self.add(name.into_owned(), Value::String(value.into_owned()));
        }
    }

    /// The last one wins: what Meta does with two of a name is not documented.
    pub(super) fn add(&mut self, name: String, value: Value) {
        self.0.insert(name, value);
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.0.iter()
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// A parameter as text; absent if it is null or a structure.
    pub(crate) fn text(&self, name: &str) -> Option<Cow<'_, str>> {
        match self.0.get(name)? {
            Value::String(text) => Some(Cow::Borrowed(text)),
            Value::Number(number) => Some(Cow::Owned(number.to_string())),
            Value::Bool(flag) => Some(Cow::Borrowed(if *flag { "true" } else { "false" })),
            _ => None,
        }
    }

    /// As [`text`](Self::text), with an empty one taken for none.
    pub(crate) fn filled(&self, name: &str) -> Option<Cow<'_, str>> {
        self.text(name).filter(|text| !text.trim().is_empty())
    }

    pub(crate) fn required(&self, name: &str) -> Result<Cow<'_, str>, Refusal> {
        self.filled(name).ok_or_else(|| Refusal::missing(name))
    }

    /// A boolean; `false` if there is none.
    pub(crate) fn flag(&self, name: &str) -> Result<bool, Refusal> {
        self.flag_if_given(name).map(Option::unwrap_or_default)
    }

    pub(crate) fn flag_if_given(&self, name: &str) -> Result<Option<bool>, Refusal> {
        match self.filled(name).as_deref().map(str::trim) {
            None if self.is_given(name) => Err(Refusal::wrong_type(name, "a boolean")),
            None => Ok(None),
            Some("false" | "0") => Ok(Some(false)),
            Some("true" | "1") => Ok(Some(true)),
            Some(_) => Err(Refusal::wrong_type(name, "a boolean")),
        }
    }

    /// Whether a parameter says anything: it is neither null nor blank nor empty.
    pub(crate) fn is_given(&self, name: &str) -> bool {
        match self.0.get(name) {
            None | Some(Value::Null) => false,
            Some(Value::String(text)) => !matches!(text.trim(), "" | "[]" | "{}"),
            Some(Value::Array(items)) => !items.is_empty(),
            Some(Value::Object(fields)) => !fields.is_empty(),
            Some(Value::Bool(_) | Value::Number(_)) => true,
        }
    }

    /// The parameters but for some.
    pub(crate) fn without(&self, names: &[String]) -> Self {
        let kept = self.0.iter().filter(|(name, _)| !names.contains(name));
        Self(kept.map(|(name, value)| (name.clone(), value.clone())).collect())
    }

    /// A list, as a real one or as the text of one, strict or lax.
    pub(crate) fn list(&self, name: &str) -> Result<Vec<Value>, Refusal> {
        let text = match self.0.get(name) {
            None | Some(Value::Null) => return Ok(Vec::new()),
            Some(Value::Array(items)) => return Ok(items.clone()),
            Some(Value::String(text)) if text.trim().is_empty() => return Ok(Vec::new()),
            Some(Value::String(text)) => text,
            Some(_) => return Err(Refusal::wrong_type(name, "an array.")),
        };
        match json(text) {
            Some(Value::Array(items)) => Ok(items),
            _ => Err(Refusal::wrong_type(name, "an array.")),
        }
    }

    /// A list of texts: as a real list, as the text of one, or with commas between them, which
    /// are all shown in Meta's documents (reference §2.2). Numbers are taken as their digits.
    pub(crate) fn texts(&self, name: &str) -> Result<Vec<String>, Refusal> {
        let commas = match self.0.get(name) {
            Some(Value::Number(number)) => Some(number.to_string()),
            Some(Value::String(text)) if !text.trim_start().starts_with('[') => Some(text.clone()),
            _ => None,
        };
        if let Some(text) = commas {
            let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
            return Ok(parts.map(str::to_owned).collect());
        }
        let items = self.list(name)?;
        let texts = items.iter().enumerate().map(|(at, item)| match item {
            Value::String(text) => Ok(text.trim().to_owned()),
            Value::Number(number) => Ok(number.to_string()),
            _ => Err(Refusal::wrong_type(&format!("{name}[{at}]"), "a string")),
        });
        texts.collect()
    }

    /// A JSON object, as a real one or as the text of one, strict or lax.
    pub(crate) fn object(&self, name: &str) -> Result<Option<Map<String, Value>>, Refusal> {
        let value = match self.0.get(name) {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::String(text)) if text.trim().is_empty() => return Ok(None),
            Some(Value::String(text)) => json(text),
            Some(value) => Some(value.clone()),
        };
        match value {
            Some(Value::Object(fields)) => Ok(Some(fields)),
            _ => Err(Refusal::wrong_type(name, "a JSON object")),
        }
    }

    /// A whole number in a range.
    pub(crate) fn number(
        &self,
        name: &str,
        range: std::ops::RangeInclusive<u64>,
    ) -> Result<Option<u64>, Refusal> {
        let Some(text) = self.filled(name) else {
            return Ok(None);
        };
        let number = text.trim().parse().ok().filter(|number| range.contains(number));
        let must_be = format!("an integer from {} to {}", range.start(), range.end());
        number.map(Some).ok_or_else(|| Refusal::wrong_type(name, &must_be))
    }
}

/// Reads JSON, strict or as in Meta's own documents, which leave out quotes and use single ones.
fn json(text: &str) -> Option<Value> {
    let brackets = text.bytes().filter(|byte| matches!(byte, b'[' | b'{')).count();
    if brackets > MAX_BRACKETS {
        return None;
    }
    serde_json::from_str(text).ok().or_else(|| json5::from_str(text).ok())
}
