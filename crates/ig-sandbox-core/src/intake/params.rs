//! Parameters by name, from all their possible places.

use std::{
    borrow::Cow,
    collections::{BTreeMap, btree_map::Entry},
    mem,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
};

use http::Uri;
use serde_json::{Map, Value};

use crate::refusal::Refusal;

use super::{
    gather::{Gathered, gather},
    known,
};

/// The most lists and objects in a parameter: no parameter of the API comes near, and the lax
/// parser recurses without its own limit.
const MAX_BRACKETS: usize = 200;

/// The most names in a note, and the longest one, since the note is a header.
const MAX_NAMES: usize = 8;
const MAX_NAME: usize = 60;

/// The parameters of a request, and which of them were read. Texts stay texts; brackets and a JSON
/// body bring other values.
#[derive(Clone, Debug, Default)]
pub(crate) struct Params(BTreeMap<String, Given>);

/// A parameter as it was given.
#[derive(Clone, Debug)]
struct Given {
    value: Value,
    /// The values that came before it under the same name in the same query or body.
    earlier: Vec<Value>,
    /// How it was read. Copies of the parameters share it.
    read: Arc<AtomicU8>,
}

/// No code has read it.
const UNREAD: u8 = 0;
/// Only its last value was read.
const LAST: u8 = 1;
/// All its values were read.
const ALL: u8 = 2;

impl Given {
    fn new(value: Value, earlier: Vec<Value>) -> Self {
        Self { value, earlier, read: Arc::new(AtomicU8::new(UNREAD)) }
    }

    fn mark(&self, how: u8) {
        self.read.fetch_max(how, Ordering::Relaxed);
    }

    /// Its values in order; only the last one if that is a whole list as text.
    fn values(&self) -> Vec<&Value> {
        let is_whole = self.value.as_str().is_some_and(|text| text.trim_start().starts_with('['));
        let earlier = if is_whole { &[] } else { self.earlier.as_slice() };
        earlier.iter().chain([&self.value]).collect()
    }
}

impl Params {
    pub(crate) fn of_query(uri: &Uri) -> Self {
        let mut params = Self::default();
        params.add_form(uri.query().unwrap_or_default().as_bytes());
        params
    }

    pub(super) fn add_form(&mut self, encoded: &[u8]) {
        let pairs = form_urlencoded::parse(encoded);
        if self.0.is_empty() && !has_brackets(encoded) {
            for (name, value) in pairs {
                self.add_plain(name.into_owned(), value.into_owned().into());
            }
            return;
        }
        self.add_pairs(pairs.map(|(name, value)| (name.into_owned(), value.into_owned().into())));
    }

    /// The pairs of one place, which go before those of the places that came before: what Meta does
    /// with a name that is in the query and in the body is not documented.
    pub(super) fn add_pairs(&mut self, pairs: impl IntoIterator<Item = (String, Value)>) {
        for (name, Gathered { value, earlier }) in gather(pairs) {
            self.0.insert(name, Given::new(value, earlier));
        }
    }

    /// Adds the next pair of the first place, as [`gather`] would.
    fn add_plain(&mut self, name: String, value: Value) {
        match self.0.entry(name) {
            Entry::Vacant(entry) => {
                entry.insert(Given::new(value, Vec::new()));
            }
            Entry::Occupied(mut entry) => {
                let given = entry.get_mut();
                given.earlier.push(mem::replace(&mut given.value, value));
            }
        }
    }

    /// Adds a value under a plain name.
    pub(super) fn add(&mut self, name: String, value: Value) {
        self.0.insert(name, Given::new(value, Vec::new()));
    }

    /// All names and their values. A name that came several times has a list.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&String, Cow<'_, Value>)> {
        self.0.iter().map(|(name, given)| {
            let value = match given.earlier.as_slice() {
                [] => Cow::Borrowed(&given.value),
                earlier => {
                    let all = earlier.iter().chain([&given.value]).cloned();
                    Cow::Owned(Value::Array(all.collect()))
                }
            };
            (name, value)
        })
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// The sent values without an effect, as text for people: parameters that no code has read, and
    /// names with several values of which only the last one counts. Names that some endpoint reads
    /// are left out if the request was refused before they were read.
    pub(crate) fn unread(&self, was_refused: bool) -> Vec<String> {
        let is_unread = |name: &str, given: &Given| {
            given.read.load(Ordering::Relaxed) == UNREAD && !(was_refused && known::is_known(name))
        };
        let unread = self.0.iter().filter(|(name, given)| is_unread(name, given));
        let mut notes = Vec::new();
        notes.extend(unread_list(unread.map(|(name, _)| name.as_str())));
        let repeated = self.0.iter().filter(|(_, given)| {
            !given.earlier.is_empty() && given.read.load(Ordering::Relaxed) == LAST
        });
        notes.extend(repeated.take(MAX_NAMES).map(|(name, given)| {
            let times = given.earlier.len() + 1;
            format!("{} was given {times} times: only the last one counts", quoted(name))
        }));
        notes
    }

    /// A parameter, which is read by this.
    fn get(&self, name: &str, how: u8) -> Option<&Given> {
        debug_assert!(known::is_known(name), "{name} is to be added to the names that are read");
        let given = self.0.get(name)?;
        given.mark(how);
        Some(given)
    }

    /// A parameter as text; absent if it is null or a structure, which counts as not read.
    pub(crate) fn text(&self, name: &str) -> Option<Cow<'_, str>> {
        debug_assert!(known::is_known(name), "{name} is to be added to the names that are read");
        let given = self.0.get(name)?;
        let text = match &given.value {
            Value::String(text) => Cow::Borrowed(text.as_str()),
            Value::Number(number) => Cow::Owned(number.to_string()),
            Value::Bool(flag) => Cow::Borrowed(if *flag { "true" } else { "false" }),
            Value::Null => {
                given.mark(LAST);
                return None;
            }
            Value::Array(_) | Value::Object(_) => return None,
        };
        given.mark(LAST);
        Some(text)
    }

    /// The `fields` parameter with commas, whatever its form: a text, a list, the text of a list, or
    /// several values.
    pub(crate) fn fields(&self) -> Option<Cow<'_, str>> {
        let given = self.get("fields", ALL)?;
        if let (Value::String(text), []) = (&given.value, given.earlier.as_slice())
            && !text.trim_start().starts_with('[')
        {
            return (!text.trim().is_empty()).then_some(Cow::Borrowed(text));
        }
        let texts = self.items("fields");
        let texts = texts.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(",");
        (!texts.trim().is_empty()).then_some(Cow::Owned(texts))
    }

    /// The `fields` parameter, if the endpoint has read it.
    pub(crate) fn fields_if_read(&self) -> Option<Cow<'_, str>> {
        let given = self.0.get("fields")?;
        (given.read.load(Ordering::Relaxed) != UNREAD).then(|| self.fields())?
    }

    /// The items of a list that came as a list, as the text of one, strict or lax, or as one name
    /// several times. A value that is not a list is one item.
    fn items(&self, name: &str) -> Vec<Value> {
        let Some(given) = self.get(name, ALL) else {
            return Vec::new();
        };
        let mut items = Vec::new();
        for value in given.values() {
            match value {
                Value::Array(list) => items.extend(list.iter().cloned()),
                Value::String(text) => match json(text) {
                    Some(Value::Array(list)) => items.extend(list),
                    _ => items.push(value.clone()),
                },
                other => items.push(other.clone()),
            }
        }
        items
    }

    /// As [`text`](Self::text), but `None` if it is empty.
    pub(crate) fn filled(&self, name: &str) -> Option<Cow<'_, str>> {
        self.text(name).filter(|text| !text.trim().is_empty())
    }

    pub(crate) fn required(&self, name: &str) -> Result<Cow<'_, str>, Refusal> {
        self.filled(name).ok_or_else(|| Refusal::missing(name))
    }

    /// A boolean; `false` if there is none. PHP writes `1` and `0`, Python `True` and `False`.
    pub(crate) fn flag(&self, name: &str) -> Result<bool, Refusal> {
        self.flag_if_given(name).map(Option::unwrap_or_default)
    }

    pub(crate) fn flag_if_given(&self, name: &str) -> Result<Option<bool>, Refusal> {
        let text = self.filled(name).map(|text| text.trim().to_ascii_lowercase());
        match text.as_deref() {
            None if self.is_given(name) => Err(Refusal::wrong_type(name, "a boolean")),
            None => Ok(None),
            Some("false" | "0") => Ok(Some(false)),
            Some("true" | "1") => Ok(Some(true)),
            Some(_) => Err(Refusal::wrong_type(name, "a boolean")),
        }
    }

    /// Whether a parameter has a value: it is neither null nor blank nor empty.
    pub(crate) fn is_given(&self, name: &str) -> bool {
        match self.0.get(name).map(|given| &given.value) {
            None | Some(Value::Null) => false,
            Some(Value::String(text)) => !matches!(text.trim(), "" | "[]" | "{}"),
            Some(Value::Array(items)) => !items.is_empty(),
            Some(Value::Object(fields)) => !fields.is_empty(),
            Some(Value::Bool(_) | Value::Number(_)) => true,
        }
    }

    /// The parameters except those named.
    pub(crate) fn without(&self, names: &[String]) -> Self {
        let kept = self.0.iter().filter(|(name, _)| !names.contains(name));
        Self(kept.map(|(name, given)| (name.clone(), given.clone())).collect())
    }

    /// A list, as a real one, as the text of one, strict or lax, or as one name several times. Its
    /// objects may be texts as well.
    pub(crate) fn list(&self, name: &str) -> Result<Vec<Value>, Refusal> {
        let Some(given) = self.get(name, ALL) else {
            return Ok(Vec::new());
        };
        let is_list = match &given.value {
            Value::Null => return Ok(Vec::new()),
            Value::String(text) if text.trim().is_empty() => return Ok(Vec::new()),
            Value::String(text) => matches!(json(text), Some(Value::Array(_))),
            value => value.is_array(),
        };
        if !is_list && given.earlier.is_empty() {
            return Err(Refusal::wrong_type(name, "an array."));
        }
        let items = self.items(name).into_iter().map(|item| match &item {
            Value::String(text) if text.trim_start().starts_with('{') => json(text).unwrap_or(item),
            _ => item,
        });
        Ok(items.collect())
    }

    /// A list of texts: as a list, or separated by commas; Meta's documents show both (reference
    /// §2.2). A number becomes its digits.
    pub(crate) fn texts(&self, name: &str) -> Result<Vec<String>, Refusal> {
        let Some(given) = self.get(name, ALL) else {
            return Ok(Vec::new());
        };
        let is_commas = |value: &Value| match value {
            Value::String(text) => !text.trim_start().starts_with('['),
            value => value.is_number(),
        };
        if given.values().into_iter().all(is_commas) {
            let items = self.items(name).into_iter().map(|item| match item {
                Value::String(text) => text,
                other => other.to_string(),
            });
            let text = items.collect::<Vec<_>>().join(",");
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
        let value = match self.get(name, LAST).map(|given| &given.value) {
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

/// The names that were not read, as text for a header; nothing if there are none.
pub(crate) fn unread_list<'a>(names: impl Iterator<Item = &'a str>) -> Option<String> {
    let names: Vec<String> = names.map(quoted).collect();
    let [first, rest @ ..] = &names[..names.len().min(MAX_NAMES)] else {
        return None;
    };
    let mut list = rest.iter().fold(first.clone(), |list, name| list + ", " + name);
    if names.len() > MAX_NAMES {
        list += &format!(" and {} more", names.len() - MAX_NAMES);
    }
    Some(format!("not read: {list}"))
}

/// Whether a form may have names with brackets, which lead into lists and objects.
fn has_brackets(encoded: &[u8]) -> bool {
    encoded.contains(&b'[') || encoded.windows(3).any(|three| three.eq_ignore_ascii_case(b"%5b"))
}

/// A name for a header.
fn quoted(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_graphic() || c == ' ' { c } else { '?' };
    let mut short: String = name.chars().take(MAX_NAME).map(plain).collect();
    if name.chars().nth(MAX_NAME).is_some() {
        short += "...";
    }
    format!("`{short}`")
}

/// Reads JSON, strict or as in Meta's own documents, which leave out quotes and use single ones.
fn json(text: &str) -> Option<Value> {
    let brackets = text.bytes().filter(|byte| matches!(byte, b'[' | b'{')).count();
    if brackets > MAX_BRACKETS {
        return None;
    }
    serde_json::from_str(text).ok().or_else(|| json5::from_str(text).ok())
}
