//! A call of a batch.

use http::Method;
use serde_json::{Map, Value};

use crate::refusal::Refusal;

use super::{method, reference};

/// A call of a batch, as it was written. Its `headers` and `attached_files` have no effect here.
#[derive(Clone)]
pub(super) struct Element {
    pub(super) method: Method,
    pub(super) relative_url: String,
    /// A form; empty if there is none. An object in its place is taken as well.
    pub(super) body: String,
    pub(super) name: Option<String>,
    pub(super) depends_on: Vec<String>,
    pub(super) omit: Option<bool>,
    pub(super) token: Option<String>,
}

impl Element {
    pub(super) fn read(at: usize, value: &Value) -> Result<Self, Refusal> {
        let wrong = |field: &str, must_be: &str| {
            Refusal::wrong_type(&format!("batch[{at}]{field}"), must_be)
        };
        let Value::Object(fields) = value else {
            return Err(wrong("", "an object with method and relative_url"));
        };
        let text = |name: &str| match fields.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(wrong(&format!("[{name}]"), "a string")),
        };
        let Some(method) = text("method")?.as_deref().and_then(method) else {
            return Err(wrong("[method]", "one of the following values: GET, POST, PUT, DELETE"));
        };
        let Some(relative_url) = text("relative_url")? else {
            return Err(wrong("[relative_url]", "a string"));
        };
        let depends_on = match fields.get("depends_on") {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::String(name)) => vec![name.clone()],
            Some(Value::Array(names)) => {
                names.iter().filter_map(Value::as_str).map(str::to_owned).collect()
            }
            Some(_) => return Err(wrong("[depends_on]", "a string")),
        };
        let omit = match fields.get("omit_response_on_success") {
            None | Some(Value::Null) => None,
            Some(Value::Bool(omit)) => Some(*omit),
            Some(_) => return Err(wrong("[omit_response_on_success]", "a boolean")),
        };
        Ok(Self {
            method,
            relative_url,
            body: match fields.get("body") {
                Some(Value::Object(form)) => form_of(form),
                _ => text("body")?.unwrap_or_default(),
            },
            name: text("name")?,
            depends_on,
            omit,
            token: text("access_token")?,
        })
    }

    /// The names of the calls whose results it needs.
    pub(super) fn awaits(&self) -> Vec<String> {
        let mut names = reference::names(&self.relative_url);
        names.extend(reference::names(&self.body));
        names.extend(self.depends_on.iter().cloned());
        names
    }
}

/// A body that was written as an object: what is no text is JSON.
fn form_of(fields: &Map<String, Value>) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    for (name, value) in fields {
        match value {
            Value::Null => {}
            Value::String(text) => drop(form.append_pair(name, text)),
            other => drop(form.append_pair(name, &other.to_string())),
        }
    }
    form.finish()
}

/// Texts may have tokens in them.
impl std::fmt::Debug for Element {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Element").field("method", &self.method).finish_non_exhaustive()
    }
}
