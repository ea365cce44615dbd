//! The log of Graph requests.

mod curl;
mod exact;

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use http::{Request, Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{fault::Do, intake::Call, mask, rows::Rows, time::Timestamp};

pub(crate) use self::exact::Exact;

/// The number of latest requests that the log keeps at least, unless they are very long; it is cut
/// when it has twice as many.
pub(crate) const KEEPS: usize = 5_000;

/// The most text in the log, in bytes: beyond that, the older half is dropped.
const MAX_SIZE: usize = 16 << 20;

/// The longest text of an entry, since the log is for reading; longer ones are cut.
const MAX_TEXT: usize = 8_192;

/// More parameters than any request of the API has.
const MAX_PARAMS: usize = 200;

/// A Graph request and its reply.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Logged {
    /// The time when it came, in milliseconds of the virtual clock since 1970.
    pub at_ms: u64,
    /// The method, as it took effect.
    pub method: String,
    /// The path with the version, without the query.
    pub path: String,
    /// The parameters of query and body, without secrets.
    pub params: BTreeMap<String, Value>,
    /// The status of the reply; `null` if the connection was broken, or while there is no reply.
    pub status: Option<u16>,
    /// The body of the reply, as JSON if it is JSON, else as text.
    pub body: Value,
    /// The faults that it met.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<Do>,
}

/// A request as a row.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Entry {
    #[serde(flatten)]
    logged: Logged,
    #[serde(default)]
    exact: Exact,
}

/// The log.
#[derive(Debug)]
pub(crate) struct Journal {
    entries: Vec<Logged>,
    /// The size of the text of each entry.
    sizes: Vec<usize>,
    /// The sum of them.
    size: usize,
    /// The wording of each of the entries.
    exact: Vec<Exact>,
    forgotten: usize,
    /// The number of the first request of the last hour.
    hour_starts: usize,
    /// The numbers of changed entries, if changes are noted.
    changed: Option<BTreeSet<usize>>,
    /// The time of the event that is being handled.
    now: Timestamp,
}

impl Default for Journal {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
            sizes: Vec::new(),
            size: 0,
            exact: Vec::new(),
            forgotten: 0,
            hour_starts: 0,
            changed: None,
            now: Timestamp::EPOCH,
        }
    }
}

impl Journal {
    /// Sets the time of the entries that are noted from here on.
    pub(crate) fn at(&mut self, now: Timestamp) {
        self.now = now;
    }

    /// Notes a request; returns its number.
    pub(crate) fn open<B: AsRef<[u8]>>(
        &mut self,
        now: Timestamp,
        call: &Call,
        request: &Request<B>,
        faults: Vec<Do>,
    ) -> usize {
        self.make_room();
        self.now = now;
        self.exact.push(Exact::of(call, request));
        let (method, path, params) = masked(call);
        self.entries.push(Logged {
            at_ms: now.as_unix_millis(),
            method,
            path,
            params,
            status: None,
            body: Value::Null,
            faults,
        });
        self.measure(self.entries.len() - 1);
        let number = self.total() - 1;
        self.note(number);
        number
    }

    /// Notes the reply to a request.
    pub(crate) fn answered(&mut self, number: usize, call: &Call, response: &Response<Vec<u8>>) {
        let entry = number.checked_sub(self.forgotten).and_then(|at| self.entries.get_mut(at));
        let Some(entry) = entry else {
            return;
        };
        if let Some(exact) = self.exact.get_mut(number - self.forgotten) {
            let came = Timestamp::from_unix_millis(entry.at_ms);
            exact.answered(self.now.since(came), call, response);
        }
        entry.status = Some(response.status().as_u16());
        let text = mask::tokens(&String::from_utf8_lossy(response.body()), call.token.as_deref());
        entry.body = match serde_json::from_str(&text) {
            Ok(value) => value,
            Err(_) => Value::String(cut(&text)),
        };
        self.measure(number - self.forgotten);
        self.note(number);
    }

    /// Starts to note changes.
    pub(crate) fn watch(&mut self) {
        self.changed = Some(BTreeSet::new());
    }

    /// The requests that have changed since the last call, and those that are forgotten.
    pub(crate) fn changes(&mut self, rows: &mut Rows) {
        for number in self.changed.as_mut().map(std::mem::take).unwrap_or_default() {
            match self.entry(number) {
                Some((logged, exact)) => {
                    let (logged, exact) = (logged.clone(), exact.clone());
                    rows.json("log", number, &Entry { logged, exact });
                }
                None => rows.put("log", number, None),
            }
        }
    }

    /// Restores the next request. `None` if there is a gap.
    pub(crate) fn put(&mut self, number: usize, entry: Entry) -> Option<()> {
        if self.entries.is_empty() {
            self.forgotten = number;
        }
        (number == self.total()).then(|| {
            self.entries.push(entry.logged);
            self.exact.push(entry.exact);
            self.measure(self.entries.len() - 1);
        })
    }

    fn make_room(&mut self) {
        let mut gone = 0;
        if self.entries.len() >= 2 * KEEPS {
            gone = KEEPS;
        } else if self.size > MAX_SIZE {
            let mut left = self.size;
            while left > MAX_SIZE / 2 && gone < self.entries.len() {
                left -= self.sizes[gone];
                gone += 1;
            }
        }
        (0..gone).for_each(|at| self.note(self.forgotten + at));
        self.entries.drain(..gone);
        self.exact.drain(..gone);
        self.size -= self.sizes.drain(..gone).sum::<usize>();
        self.forgotten += gone;
    }

    /// Measures the text of an entry.
    fn measure(&mut self, place: usize) {
        self.sizes.resize(self.entries.len(), 0);
        if let Some(size) = self.sizes.get_mut(place)
            && let (Some(entry), Some(exact)) = (self.entries.get(place), self.exact.get(place))
        {
            let params = entry.params.iter().map(|(name, value)| name.len() + text_of(value));
            let now =
                entry.path.len() + params.sum::<usize>() + text_of(&entry.body) + exact.size();
            self.size = self.size - *size + now;
            *size = now;
        }
    }

    fn note(&mut self, number: usize) {
        if let Some(changed) = &mut self.changed {
            changed.insert(number);
        }
    }

    pub(crate) fn entries(&self) -> &[Logged] {
        &self.entries
    }

    /// A request by its number, while it is kept.
    pub(crate) fn entry(&self, number: usize) -> Option<(&Logged, &Exact)> {
        let at = number.checked_sub(self.forgotten)?;
        self.entries.get(at).zip(self.exact.get(at))
    }

    /// The number of requests since the start.
    pub(crate) fn total(&self) -> usize {
        self.forgotten + self.entries.len()
    }

    /// The number of requests within the hour before `now`, which never goes back. Each request is
    /// skipped once, however often this is called.
    pub(crate) fn within_an_hour(&mut self, now: Timestamp) -> usize {
        let is_past = |entry: &Logged| {
            let at = Timestamp::from_unix_millis(entry.at_ms);
            at.after(Duration::from_secs(3600)) <= now
        };
        self.hour_starts = self.hour_starts.max(self.forgotten);
        while self.entries.get(self.hour_starts - self.forgotten).is_some_and(is_past) {
            self.hour_starts += 1;
        }
        self.total() - self.hour_starts
    }
}

/// The approximate length of a value as text.
fn text_of(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        Value::Array(all) => all.iter().map(|it| 8 + text_of(it)).sum(),
        Value::Object(all) => all.iter().map(|(name, it)| 8 + name.len() + text_of(it)).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) => 8,
    }
}

/// The method, the path and the parameters of a call, without secrets.
pub(crate) fn masked(call: &Call) -> (String, String, BTreeMap<String, Value>) {
    let token = call.token.as_deref();
    let params = call.params.iter().take(MAX_PARAMS);
    let params = params.map(|(name, value)| (cut(name), shown(name, &value, token))).collect();
    (call.method.to_string(), mask::tokens(&cut(&call.path), token), params)
}

fn shown(name: &str, value: &Value, token: Option<&str>) -> Value {
    if let Some(mask) = mask::of_parameter(name) {
        return Value::from(mask);
    }
    match value {
        Value::String(text) => Value::String(mask::tokens(&cut(text), token)),
        Value::Array(_) | Value::Object(_) => {
            let text = mask::tokens(&value.to_string(), token);
            match serde_json::from_str(&text) {
                Ok(value) if text.len() <= MAX_TEXT => value,
                _ => Value::String(cut(&text)),
            }
        }
        plain => plain.clone(),
    }
}

pub(crate) fn cut(text: &str) -> String {
    if text.len() <= MAX_TEXT {
        return text.to_owned();
    }
    let mut end = MAX_TEXT;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}…", &text[..end])
}
