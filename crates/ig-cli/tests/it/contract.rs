//! Every reply of every test is checked against the schema of its command.

mod forms;

use std::{collections::BTreeMap, fs, path::PathBuf, sync::OnceLock};

use jsonschema::Validator;
use serde_json::Value;

use crate::world::{World, run};

/// The schemas, by the names of the outputs.
fn schemas() -> &'static BTreeMap<String, Value> {
    static ALL: OnceLock<BTreeMap<String, Value>> = OnceLock::new();
    ALL.get_or_init(|| {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("schema/output");
        let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
        let all = files.map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, serde_json::from_slice(&fs::read(&path).unwrap()).unwrap())
        });
        all.collect()
    })
}

/// The validators, by the names of the outputs.
fn validators() -> &'static BTreeMap<String, Validator> {
    static ALL: OnceLock<BTreeMap<String, Validator>> = OnceLock::new();
    let closed = |(name, schema): (&String, &Value)| (name.clone(), closed(schema.clone()));
    ALL.get_or_init(|| schemas().iter().map(closed).collect())
}

/// The validator of a schema that allows no other members.
fn closed(mut schema: Value) -> Validator {
    close(&mut schema);
    jsonschema::validator_for(&schema).unwrap()
}

/// Refuses members that the schema does not name: readers may not rely on them, and they are the first
/// sign of a schema that was not written again.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            members.values_mut().for_each(close);
            if members.get("properties").is_some_and(Value::is_object) {
                members.entry("additionalProperties").or_insert(false.into());
            }
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => (),
    }
}

/// The output that a command line has: that of its command, or `error` if it names none.
fn output_of(words: &[String]) -> String {
    let mut names = words.iter().filter(|word| !word.starts_with('-')).map(String::as_str);
    let Some(first) = names.next() else { return "error".to_owned() };
    let both = names.next().map(|second| format!("{first}-{second}"));
    let known = both.filter(|both| validators().contains_key(both));
    let known = known.or_else(|| validators().contains_key(first).then(|| first.to_owned()));
    known.unwrap_or_else(|| "error".to_owned())
}

/// Checks what a command has printed with `--json`.
#[track_caller]
pub(crate) fn check(words: &[String], stdout: &str) {
    let mut options = words.iter().take_while(|word| *word != "--").map(String::as_str);
    let is_text = |word: &str| ["--help", "-h", "--version", "-V"].contains(&word);
    if !options.clone().any(|word| word == "--json") || options.any(is_text) || stdout.is_empty() {
        return;
    }
    let name = output_of(words);
    // Others print an object a line.
    let is_whole = ["probe", "schema"].contains(&name.as_str());
    for line in stdout.lines().filter(|_| !is_whole).chain(is_whole.then_some(stdout)) {
        let reply: Value = serde_json::from_str(line).unwrap_or_else(|error| {
            panic!("{words:?} has not printed JSON: {error}: {line}");
        });
        let errors: Vec<_> =
            validators()[&name].iter_errors(&reply).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{words:?} breaks {name}.json: {errors:#?}\n{reply:#}");
        let is_schema = name == "schema" && reply.get("$schema").is_some();
        assert!(is_schema || reply["version"] == 1, "{reply}");
    }
}

#[test]
fn a_reply_that_breaks_its_schema_is_noticed() {
    let world = World::new();
    let reply = world.ig(&["limit", "--json"]).expect(0).json();
    let words = ["limit".to_owned(), "--json".to_owned()];
    let broken = |change: fn(&mut Value)| {
        let mut reply = reply.clone();
        change(&mut reply);
        std::panic::catch_unwind(|| check(&words, &reply.to_string())).is_err()
    };
    assert!(!broken(|_| ()));
    assert!(broken(|it| drop(it.as_object_mut().unwrap().remove("usage"))));
    assert!(broken(|it| it["usage"] = "3".into()));
    assert!(broken(|it| it["more"] = 1.into()));
    assert!(broken(|it| it["version"] = 2.into()));
    assert!(broken(|it| drop(it.as_object_mut().unwrap().remove("version"))));
}

#[test]
fn every_output_has_a_schema_that_the_command_prints() {
    let world = World::new();
    let list = run(&mut world.bare(&["schema", "--list"])).expect(0).stdout;
    let names: Vec<_> = list.lines().collect();
    assert_eq!(names, validators().keys().collect::<Vec<_>>());
    let listed = run(&mut world.bare(&["schema", "--list", "--json"])).expect(0).json();
    assert_eq!(listed["outputs"].as_array().unwrap().len(), names.len());
    for name in names {
        let printed = run(&mut world.bare(&["schema", "--output", name])).expect(0).stdout;
        let schema: Value = serde_json::from_str(&printed).unwrap();
        assert!(jsonschema::meta::is_valid(&schema), "{name}");
        assert_eq!(schema["$defs"]["Version"]["const"], 1, "{name}");
        // What is saved is the same schema.
        let json = run(&mut world.bare(&["schema", "--output", name, "--json"])).expect(0).stdout;
        assert_eq!(json, printed, "{name}");
    }
    for args in [&["schema"][..], &["schema", "--config"]] {
        let printed = run(&mut world.bare(args)).expect(0).stdout;
        let json = run(&mut world.bare(&[args, &["--json"]].concat())).expect(0);
        assert_eq!(json.stdout, printed, "{args:?}");
        assert!(jsonschema::meta::is_valid(&json.json()), "{args:?}");
    }
    run(&mut world.bare(&["schema", "--output", "pubish"])).expect(2).one_error(&["--output"]);
    let config = run(&mut world.bare(&["schema", "--config"])).expect(0).stdout;
    assert!(config.contains("token_command"), "{config}");
}

/// Each command that clap knows has an output, so that a new command cannot forget its schema.
#[test]
fn every_command_has_an_output() {
    let world = World::new();
    let commands = |args: &[&str]| -> Vec<String> {
        let help = run(&mut world.bare(&[args, &["--help"]].concat())).expect(0).stdout;
        let Some((_, rest)) = help.split_once("\nCommands:\n") else { return Vec::new() };
        let lines = rest.lines().take_while(|line| line.starts_with("  "));
        let names = lines.filter(|line| !line.starts_with("   "));
        let names = names.filter_map(|line| line.split_whitespace().next().map(str::to_owned));
        names.filter(|name| name != "help").collect()
    };
    let top = commands(&[]);
    assert!(top.len() > 15, "{top:?}");
    for first in &top {
        let below = commands(&[first.as_str()]);
        let names: Vec<_> = match below.is_empty() {
            true => vec![first.clone()],
            false => below.iter().map(|second| format!("{first}-{second}")).collect(),
        };
        // They print no JSON: scripts of shells, manual pages, and a protocol of its own.
        let is_json = |name: &&String| !["completions", "man", "mcp"].contains(&name.as_str());
        for name in names.iter().filter(is_json) {
            assert!(validators().contains_key(name), "`ig schema --output {name}` is missing");
        }
    }
}
