//! How the core covers a fact: by what it sends, reads and knows.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use ig_core::{
    error::{Code, KNOWN_ERRORS, KnownError},
    permission::{PageTask, Permission, Requirement},
};
use serde_json::Value;

use super::{facts::Fact, replies, samples::Sample};

/// How the core covers a fact, in a few words; `None` if it does not.
pub(super) fn state(fact: &Fact, samples: &[Sample]) -> Option<String> {
    let (place, name) = fact.place();
    let of = |key: &str| samples.iter().filter(move |sample| sample.key == key).collect::<Vec<_>>();
    match fact.kind.as_str() {
        "endpoint" => listed(of(&fact.name).iter().map(|sample| sample.type_name)),
        "parameter" => {
            let sends = |sample: &&Sample| sample.request.names().iter().any(|own| own == name);
            of(place).iter().any(sends).then(String::new)
        }
        "header" => {
            let sends =
                |sample: &&Sample| sample.request.headers.iter().any(|(own, _)| own == name);
            of(place).iter().any(sends).then(String::new)
        }
        "field" => {
            let asked = asked(place, samples);
            let is_asked = name == "id"
                || name.starts_with("paging")
                || asked.as_ref().is_none_or(|asked| has(asked, name));
            (is_asked && replies::reads(place, name, samples)).then(String::new)
        }
        "word" => {
            let (path, word) = name.split_once('=').unwrap();
            let is_asked = asked(place, samples).as_ref().is_none_or(|asked| has(asked, path));
            (is_asked && replies::knows_word(place, path, word, samples)).then(String::new)
        }
        "permission" => {
            Permission::from_name(name)?;
            listed(askers(name, samples))
        }
        "task" => {
            PageTask::from_name(name)?;
            listed(askers(name, samples))
        }
        "error" => row(name).map(words),
        "name" => KNOWN_ERRORS.iter().find(|row| row.message == Some(name)).map(words),
        "body" => {
            let json = body(name)?;
            let Some(error) = json.get("error").or(json.pointer("/data/error")) else {
                return Some("read as an error of the upload host".to_owned());
            };
            let subcode = error["error_subcode"].as_i64().or(error["subcode"].as_i64());
            let message = error["message"].as_str().unwrap_or_default();
            KnownError::find(error["code"].as_i64()?, subcode, message).map(words)
        }
        other => panic!("{other}"),
    }
}

/// The fields that an endpoint's requests name, those in braces as `outer.inner`; `None` if they
/// name no fields.
pub(super) fn asked(key: &str, samples: &[Sample]) -> Option<BTreeSet<String>> {
    let of = samples.iter().filter(|sample| sample.key == key);
    let lists: Vec<_> = of
        .flat_map(|sample| sample.request.params())
        .filter_map(|(name, value)| (name == "fields").then_some(value.as_str()))
        .collect();
    if lists.is_empty() {
        return None;
    }
    let mut asked = BTreeSet::new();
    for list in lists {
        let mut outer = None;
        for part in list.split_inclusive([',', '{', '}']) {
            let name = part.trim_end_matches([',', '{', '}']);
            if !name.is_empty() {
                let path =
                    outer.as_ref().map_or(name.to_owned(), |outer| format!("{outer}.{name}"));
                asked.insert(path);
            }
            match part.chars().last() {
                Some('{') => outer = Some(name.to_owned()),
                Some('}') => outer = None,
                _ => {}
            }
        }
    }
    Some(asked)
}

/// Whether `path` is requested: a field that is named without braces includes all its own fields.
fn has(asked: &BTreeSet<String>, path: &str) -> bool {
    let outer = path.split(['.', '[']).next().unwrap_or_default();
    let inner = format!("{outer}.");
    let chooses = asked.iter().any(|own| own.starts_with(&inner));
    asked.contains(path) || asked.contains(outer) && (!chooses || path == outer)
}

/// The row of exactly `9007/2207027`, `4`, `200..299` or `*/2207076`, not a more general one.
pub(super) fn row(name: &str) -> Option<&'static KnownError> {
    let (code, subcode) = match name.split_once('/') {
        Some((code, subcode)) => (code, Some(subcode.parse().unwrap())),
        None => (name, None),
    };
    let fits = |row: &&KnownError| {
        let is_code = match (row.code, code) {
            (_, "*") => true,
            (Code::Between(first, last), code) => {
                code == format!("{first}..{last}")
                    || code.parse().is_ok_and(|code| (first..=last).contains(&code))
            }
            (Code::Exactly(own), code) => code == own.to_string(),
            (Code::Any, _) => false,
        };
        row.message.is_none() && is_code
    };
    let rows = || KNOWN_ERRORS.iter().filter(fits);
    // A subcode that adds nothing to its code has the code's row.
    const SAYS_NO_MORE: [i64; 2] = [2_446_079, 99];
    let exact = rows().find(|row| row.subcode == subcode);
    let is_plain = subcode.is_some_and(|subcode| SAYS_NO_MORE.contains(&subcode));
    exact.or_else(|| rows().find(|row| is_plain && row.subcode.is_none()))
}

fn words(row: &KnownError) -> String {
    format!("{:?}: {}", row.class, row.actor)
}

/// A recorded body of the reference, by its number.
pub(super) fn body(name: &str) -> Option<Value> {
    let number: u32 = name.strip_prefix('R')?.parse().ok()?;
    let files = recorded(&format!("r{number:02}_"));
    let text = fs::read_to_string(files.first()?).unwrap();
    Some(serde_json::from_str(&text).unwrap())
}

/// The recorded bodies whose names start with `start`.
pub(super) fn recorded(start: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/ig-core/tests/data");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let is_it = |file: &PathBuf| file.file_name().unwrap().to_string_lossy().starts_with(start);
    let mut files: Vec<_> = files.filter(is_it).collect();
    files.sort();
    files
}

/// The endpoints that require a permission or a task.
fn askers<'a>(name: &str, samples: &'a [Sample]) -> Vec<&'a str> {
    let asks = |sample: &&Sample| asks(&sample.requires, name);
    samples.iter().filter(asks).map(|sample| sample.type_name).collect()
}

fn asks(requirement: &Requirement, name: &str) -> bool {
    match requirement {
        Requirement::Has(permission) => permission.as_str() == name,
        Requirement::Task(task) => task.as_str() == name,
        Requirement::All(parts) | Requirement::Any(parts) => {
            parts.iter().any(|part| asks(part, name))
        }
        Requirement::When(_, part) => asks(part, name),
        other => panic!("{other:?}"),
    }
}

fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let names: BTreeSet<_> = names.into_iter().collect();
    let names: Vec<_> = names.into_iter().map(|name| format!("`{name}`")).collect();
    (!names.is_empty()).then(|| names.join(", "))
}
