//! What of the reference the core and the sandbox have, found out from the code itself, and the
//! table of it in the documentation.

mod core;
mod facts;
mod heard;
mod lab;
mod posts;
mod replies;
mod request;
mod samples;
mod sandbox;
mod table;

use std::{collections::BTreeSet, env, fs, path::PathBuf};

use ig_core::{
    Login,
    error::{Code, KNOWN_ERRORS},
    permission::Permission,
};

use self::{
    facts::{Fact, facts},
    heard::Heard,
    lab::Lab,
    samples::{Sample, samples},
};

const REFERENCE: &str = include_str!("coverage/reference.txt");

/// A fact, and what there is of it.
#[derive(Debug)]
struct Row {
    fact: Fact,
    core: Option<String>,
    sandbox: Option<String>,
}

impl Row {
    /// What is missing without a reason, and reasons for what is there.
    fn problems(&self) -> Vec<String> {
        let Fact { kind, name, core, sandbox, .. } = &self.fact;
        let sides = [("core", &self.core, core), ("sandbox", &self.sandbox, sandbox)];
        let problem =
            |(side, found, reason): (_, &Option<String>, &Option<String>)| match (found, reason) {
                (None, None) => Some(format!("{kind} {name}: missing in the {side}")),
                (Some(_), Some(_)) => Some(format!("{kind} {name}: the {side} has it after all")),
                _ => None,
            };
        sides.into_iter().filter_map(problem).collect()
    }
}

fn all_samples() -> Vec<Sample> {
    let of = |login| samples(login, &Lab::new(login).ids);
    [of(Login::Facebook), of(Login::Instagram)].concat()
}

fn rows(facts: Vec<Fact>, samples: &[Sample], heard: &Heard) -> Vec<Row> {
    let row = |fact: Fact| {
        let core = core::state(&fact, samples);
        let sandbox = sandbox::state(&fact, samples, heard);
        Row { fact, core, sandbox }
    };
    facts.into_iter().map(row).collect()
}

/// Made anew by `cargo xtask coverage`, which sets this variable.
const WRITE: &str = "IG_COVERAGE_WRITE";

#[test]
fn the_table_is_current_and_nothing_is_missing_without_a_reason() {
    let rows = rows(facts(REFERENCE), &all_samples(), &Heard::new());
    let problems: Vec<_> = rows.iter().flat_map(Row::problems).collect();
    assert!(problems.is_empty(), "{}: {problems:#?}", problems.len());
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../crates/ig-core/COVERAGE.md");
    let table = table::markdown(&rows);
    if env::var_os(WRITE).is_some() {
        fs::write(&file, &table).unwrap();
    }
    let written = fs::read_to_string(&file).unwrap();
    let differs = table.lines().zip(written.lines()).find(|(new, old)| new != old);
    assert!(table == written, "run `cargo xtask coverage`, from here on: {differs:#?}");
}

/// The inventory would go stale from the other side: what is added to the code has a line too.
#[test]
fn what_the_code_has_is_in_the_inventory() {
    let listed: BTreeSet<_> =
        facts(REFERENCE).into_iter().map(|fact| format!("{} {}", fact.kind, fact.name)).collect();
    let mut has = BTreeSet::new();
    for sample in all_samples() {
        let Sample { key, request, .. } = &sample;
        has.insert(format!("endpoint {key}"));
        let names = request.names().into_iter().filter(|name| !name.contains('='));
        has.extend(names.map(|name| format!("parameter {key} {name}")));
        let asked = core::asked(key, std::slice::from_ref(&sample)).unwrap_or_default();
        has.extend(asked.into_iter().map(|field| format!("field {key} {field}")));
    }
    has.extend(Permission::ALL.iter().map(|it| format!("permission {}", it.as_str())));
    for row in KNOWN_ERRORS.iter().filter(|row| row.message.is_none()) {
        let code = match row.code {
            Code::Exactly(code) => code.to_string(),
            Code::Between(first, last) => format!("{first}..{last}"),
            Code::Any => "*".to_owned(),
        };
        let subcode = row.subcode.map(|subcode| format!("/{subcode}")).unwrap_or_default();
        has.insert(format!("error {code}{subcode}"));
    }
    let new: Vec<_> = has.difference(&listed).collect();
    assert!(new.is_empty(), "give each a line in reference.txt: {new:#?}");
}

#[test]
fn a_fact_is_there_once_and_all_bodies_are() {
    let facts = facts(REFERENCE);
    let mut names = BTreeSet::new();
    for fact in &facts {
        assert!(names.insert((&fact.kind, &fact.name)), "twice: {fact:?}");
    }
    let bodies = facts.iter().filter(|fact| fact.kind == "body").map(|fact| fact.name.clone());
    assert!(bodies.eq((1..=53).map(|number| format!("R{number}"))));
}

/// The means by which the states are found can say no.
#[test]
fn what_is_not_there_is_not_found() {
    let nothing = "\
2 | endpoint | POST /{user}/poems
2.2 | parameter | POST /{user}/media poem
2.2 | parameter | POST /{user}/media media_type=POEM
2.2 | parameter | POST /{user}/media user_tags[].z
3.2 | header | POST rupload.facebook.com/ig-api-upload/{version}/{container} poem
7.2 | field | GET /{media} poem
7.1 | field | GET /{user}/media owner.poem
5 | word | GET /{container} status_code=POEM
1.4 | permission | instagram_poems
1.4 | task | POEM
10.2 | error | 9007/1
10.2 | name | INSTAGRAM_PLATFORM_API__POEM
10.6 | body | R54
";
    for row in rows(facts(nothing), &all_samples(), &Heard::new()) {
        assert_eq!(row.core, None, "{row:?}");
        // A fault can be given any code.
        assert!(row.sandbox.is_none() || row.fact.kind == "error", "{row:?}");
    }
}
