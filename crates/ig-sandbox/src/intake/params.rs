//! Parameters by name, from all places that they can come from.

use std::{borrow::Cow, collections::BTreeMap};

use http::Uri;
use serde_json::Value;

use crate::refusal::Refusal;

use super::lax;

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

    pub(crate) fn flag(&self, name: &str) -> Result<bool, Refusal> {
        match self.filled(name).as_deref() {
            None | Some("false" | "0") => Ok(false),
            Some("true" | "1") => Ok(true),
            Some(_) => Err(Refusal::wrong_type(name, "a boolean")),
        }
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
        match lax::parse(text) {
            Some(Value::Array(items)) => Ok(items),
            _ => Err(Refusal::wrong_type(name, "an array.")),
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
