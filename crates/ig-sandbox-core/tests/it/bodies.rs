//! Every error body that the reference has, R1 to R54 of its section 10.6, as the sandbox sends it.
//!
//! `BODIES.md` documents how to get each; these tests get it that way, and compare the document
//! with the table.

mod provoke;
mod same;
mod table;

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::Value;

use crate::{bodies::table::Row, support::Reply};

const DOC: &str = include_str!("../../BODIES.md");

/// The bodies that cannot be provoked, and why.
const CANNOT: &[(u32, &str)] = &[];

/// The record of a row, from the data of the client's tests.
fn recorded(row: &Row) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ig-core/tests/data");
    let text = fs::read_to_string(folder.join(format!("{}.json", row.record))).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn every_recorded_body_can_be_provoked_as_documented_with_its_status_and_headers() {
    for row in table::all() {
        let reply = row.how.provoke();
        let status: u16 = row.record.rsplit_once("__").unwrap().1.parse().unwrap();
        assert_eq!(reply.status, status, "{}: {}", row.record, reply.to_text());
        let (found, expected) = (same::plain(reply.json()), same::plain(recorded(&row)));
        let beside = same::beside(&found, &expected)
            .unwrap_or_else(|why| panic!("{}: {why}\n{found}\n{expected}", row.record));
        assert_eq!(beside, row.beside, "{}: the fields beyond the record", row.record);
        headers(&row, &reply);
    }
}

/// Checks the headers of section 11.3; those of an upload host are not known.
fn headers(row: &Row, reply: &Reply) {
    let header =
        |name: &str| reply.header(name).unwrap_or_else(|| panic!("{}: {name}", row.record));
    assert_eq!(header("content-type"), "application/json; charset=UTF-8");
    assert_eq!(reply.header("retry-after"), None, "{}", row.record);
    assert!(header("date").ends_with(" GMT"), "{}", row.record);
    let json = reply.json();
    if json.get("debug_info").is_some() {
        return;
    }
    let trace = header("x-fb-request-id");
    assert!(trace.len() == 23 && trace.starts_with('A'), "{}: {trace}", row.record);
    for name in ["x-fb-trace-id", "x-fb-rev", "x-fb-debug", "vary", "pragma", "expires"] {
        header(name);
    }
    assert_eq!(header("strict-transport-security"), "max-age=15552000; preload");
    let Some(error) = json.get("error") else {
        assert_eq!(reply.header("www-authenticate"), None);
        return;
    };
    assert_eq!(error["fbtrace_id"], trace, "{}", row.record);
    assert_eq!(header("cache-control"), "no-store");
    let is_token = error["code"] == 190;
    let word = if is_token { "invalid_token" } else { "invalid_request" };
    let message = error["message"].as_str().unwrap().replace('"', "'");
    let challenge = format!("OAuth \"Facebook Platform\" \"{word}\" \"{message}\"");
    assert_eq!(header("www-authenticate"), challenge, "{}", row.record);
    // A token that cannot be read has no app, and its call no version.
    for name in ["facebook-api-version", "x-app-usage"] {
        assert_eq!(reply.header(name).is_some(), !is_token, "{}: {name}", row.record);
    }
    if row.record.starts_with("r42_instagram_limit__") {
        assert!(header("x-business-use-case-usage").contains(r#""call_count":100"#));
    }
}

#[test]
fn the_documentation_has_the_same_table() {
    let written: Vec<&str> = DOC.lines().filter(|line| line.starts_with("| R")).collect();
    let had = table::all().iter().map(Row::to_line).collect::<Vec<_>>();
    let cannot = CANNOT.iter().map(|(number, why)| format!("| R{number} | {why} |"));
    let all: Vec<String> = had.into_iter().chain(cannot).collect();
    assert!(written == all, "the table of BODIES.md should be:\n{}", all.join("\n"));
}

#[test]
fn the_sandbox_has_all_texts_but_nine_by_itself() {
    let worded = table::all().into_iter().filter(|row| row.how.is_worded());
    let worded: BTreeSet<u32> = worded.map(|row| row.number()).collect();
    assert_eq!(worded, BTreeSet::from([2, 4, 6, 12, 30, 33, 36, 38, 44]));
}

#[test]
fn no_number_and_no_record_is_left_out() {
    let numbers = table::all().iter().map(Row::number).collect::<Vec<_>>();
    let cannot = CANNOT.iter().map(|(number, _)| *number);
    let all: BTreeSet<u32> = numbers.iter().copied().chain(cannot).collect();
    assert_eq!(all, (1..=54).collect());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ig-core/tests/data");
    let files = fs::read_dir(folder).unwrap().map(|it| it.unwrap().file_name());
    let files =
        files.filter_map(|name| name.into_string().ok()?.strip_suffix(".json").map(str::to_owned));
    let is_number = |name: &String| name.starts_with('r') && name.as_bytes()[1].is_ascii_digit();
    let records: BTreeSet<String> = files.filter(is_number).collect();
    let had: BTreeSet<String> = table::all().iter().map(|row| row.record.to_owned()).collect();
    assert_eq!(had, records);
}
