//! The log of Graph requests.

mod curl;
mod exact;
mod raw;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, OnceLock, PoisonError},
    time::Duration,
};

use http::{Request, Response};
#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{fault::Do, intake::Call, mask, rows::Rows, time::Timestamp};

pub(crate) use self::exact::Exact;
use self::raw::Raw;

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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
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

impl Entry {
    fn answered(&mut self, now: Timestamp, call: &Call, response: &Response<Vec<u8>>) {
        let came = Timestamp::from_unix_millis(self.logged.at_ms);
        self.exact.answered(now.since(came), call, response);
        self.logged.status = Some(response.status().as_u16());
        let text = mask::tokens(&String::from_utf8_lossy(response.body()), call.token.as_deref());
        self.logged.body = match serde_json::from_str(&text) {
            Ok(value) => value,
            Err(_) => Value::String(cut(&text)),
        };
    }

    /// The size of the text.
    fn size(&self) -> usize {
        let Self { logged, exact } = self;
        let params = logged.params.iter().map(|(name, value)| name.len() + text_of(value));
        logged.path.len() + params.sum::<usize>() + text_of(&logged.body) + exact.size()
    }
}

/// A request, as it came or as it is shown.
#[derive(Debug)]
struct Sheet {
    at: Timestamp,
    size: usize,
    raw: Option<Raw>,
    /// Made of it when somebody looks; without it, there is nothing else.
    shown: OnceLock<Box<Entry>>,
}

impl Sheet {
    fn of(entry: Entry) -> Self {
        let at = Timestamp::from_unix_millis(entry.logged.at_ms);
        let shown = OnceLock::from(Box::new(entry));
        Self { at, size: 0, raw: None, shown }.measured()
    }

    fn measured(mut self) -> Self {
        self.measure();
        self
    }

    fn measure(&mut self) {
        let raw = self.raw.as_ref().map(Raw::size);
        self.size = raw.or_else(|| self.shown.get().map(|it| it.size())).unwrap_or(0);
    }

    fn shown(&self) -> Option<&Entry> {
        if let Some(raw) = &self.raw {
            return Some(self.shown.get_or_init(|| Box::new(raw.shown())));
        }
        self.shown.get().map(|entry| &**entry)
    }

    /// A copy of what is shown.
    fn logged(&self) -> Option<Logged> {
        match (self.shown.get(), &self.raw) {
            (Some(entry), _) => Some(entry.logged.clone()),
            (None, raw) => Some(raw.as_ref()?.shown().logged),
        }
    }

    fn answered(&mut self, now: Timestamp, call: &Call, response: &Response<Vec<u8>>) {
        if let Some(raw) = &mut self.raw
            && raw.answered(now, response)
        {
            self.shown.take();
        } else {
            self.shown();
            self.raw = None;
            if let Some(entry) = self.shown.get_mut() {
                entry.answered(now, call, response);
            }
        }
        self.measure();
    }
}

/// The log.
#[derive(Debug)]
pub(crate) struct Journal {
    sheets: Vec<Sheet>,
    /// The sum of their sizes.
    size: usize,
    /// What [`Journal::entries`] has returned.
    entries: OnceLock<Vec<Logged>>,
    /// The part of it that is still true after a change.
    still: Mutex<Vec<Logged>>,
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
            sheets: Vec::new(),
            size: 0,
            entries: OnceLock::new(),
            still: Mutex::default(),
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

    /// Notes a request, which is the one that the call was read of; returns its number.
    pub(crate) fn open(
        &mut self,
        now: Timestamp,
        call: &Call,
        request: &Request<Vec<u8>>,
        faults: Vec<Do>,
    ) -> usize {
        match Raw::of(now, &call.base, request, &faults) {
            Some(raw) => {
                let (raw, shown) = (Some(raw), OnceLock::new());
                self.push(now, Sheet { at: now, size: 0, raw, shown }.measured())
            }
            None => self.open_shown(now, call, request, faults),
        }
    }

    /// Notes a request, and reads what it shows out of it at once; returns its number.
    pub(crate) fn open_shown<B: AsRef<[u8]>>(
        &mut self,
        now: Timestamp,
        call: &Call,
        request: &Request<B>,
        faults: Vec<Do>,
    ) -> usize {
        self.push(now, Sheet::of(Entry::of(now, call, request, faults)))
    }

    fn push(&mut self, now: Timestamp, sheet: Sheet) -> usize {
        self.make_room();
        self.now = now;
        self.changes_from(self.sheets.len());
        self.size += sheet.size;
        self.sheets.push(sheet);
        let number = self.total() - 1;
        self.note(number);
        number
    }

    /// Notes the reply to a request.
    pub(crate) fn answered(&mut self, number: usize, call: &Call, response: &Response<Vec<u8>>) {
        let Some(at) = number.checked_sub(self.forgotten) else {
            return;
        };
        self.changes_from(at);
        if let Some(sheet) = self.sheets.get_mut(at) {
            self.size -= sheet.size;
            sheet.answered(self.now, call, response);
            self.size += sheet.size;
            self.note(number);
        }
    }

    /// Starts to note changes.
    pub(crate) fn watch(&mut self) {
        self.changed = Some(BTreeSet::new());
    }

    /// The requests that have changed since the last call, and those that are forgotten.
    pub(crate) fn changes(&mut self, rows: &mut Rows) {
        for number in self.changed.as_mut().map(std::mem::take).unwrap_or_default() {
            let at = number.checked_sub(self.forgotten);
            let Some(sheet) = at.and_then(|at| self.sheets.get(at)) else {
                rows.put("log", number, None);
                continue;
            };
            match (sheet.shown.get(), &sheet.raw) {
                (None, Some(raw)) => rows.json("log", number, &raw.shown()),
                (shown, _) => rows.json("log", number, &shown),
            }
        }
    }

    /// Restores the next request. `None` if there is a gap.
    pub(crate) fn put(&mut self, number: usize, entry: Entry) -> Option<()> {
        if self.sheets.is_empty() {
            self.forgotten = number;
        }
        (number == self.total()).then(|| {
            let sheet = Sheet::of(entry);
            self.size += sheet.size;
            self.sheets.push(sheet);
        })
    }

    fn make_room(&mut self) {
        let mut gone = 0;
        if self.sheets.len() >= 2 * KEEPS {
            gone = KEEPS;
        } else if self.size > MAX_SIZE {
            let mut left = self.size;
            while left > MAX_SIZE / 2 && gone < self.sheets.len() {
                left -= self.sheets[gone].size;
                gone += 1;
            }
        }
        if gone == 0 {
            return;
        }
        (0..gone).for_each(|at| self.note(self.forgotten + at));
        self.changes_from(self.sheets.len());
        let still = self.still.get_mut().unwrap_or_else(PoisonError::into_inner);
        still.drain(..gone.min(still.len()));
        self.size -= self.sheets.drain(..gone).map(|sheet| sheet.size).sum::<usize>();
        self.forgotten += gone;
    }

    /// Notes that entries change, or are added, from a place on.
    fn changes_from(&mut self, place: usize) {
        let still = self.still.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let Some(entries) = self.entries.take() {
            *still = entries;
        }
        still.truncate(place);
    }

    fn note(&mut self, number: usize) {
        if let Some(changed) = &mut self.changed {
            changed.insert(number);
        }
    }

    /// All requests that are kept, oldest first. Only what changed since the last call is made again.
    pub(crate) fn entries(&self) -> &[Logged] {
        self.entries.get_or_init(|| {
            let mut still = self.still.lock().unwrap_or_else(PoisonError::into_inner);
            let mut all = std::mem::take(&mut *still);
            let rest = self.sheets.iter().skip(all.len());
            all.extend(rest.filter_map(Sheet::logged));
            all
        })
    }

    /// The latest requests, oldest first.
    pub(crate) fn latest(&self, count: usize) -> Vec<Logged> {
        let from = self.sheets.len().saturating_sub(count);
        self.sheets[from..].iter().filter_map(Sheet::logged).collect()
    }

    /// A request by its number, while it is kept.
    pub(crate) fn entry(&self, number: usize) -> Option<(&Logged, &Exact)> {
        let entry = self.sheets.get(number.checked_sub(self.forgotten)?)?.shown()?;
        Some((&entry.logged, &entry.exact))
    }

    /// The number of requests since the start.
    pub(crate) fn total(&self) -> usize {
        self.forgotten + self.sheets.len()
    }

    /// The number of requests within the hour before `now`, which never goes back. Each request is
    /// skipped once, however often this is called.
    pub(crate) fn within_an_hour(&mut self, now: Timestamp) -> usize {
        let is_past = |sheet: &Sheet| sheet.at.after(Duration::from_secs(3600)) <= now;
        self.hour_starts = self.hour_starts.max(self.forgotten);
        while self.sheets.get(self.hour_starts - self.forgotten).is_some_and(is_past) {
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
