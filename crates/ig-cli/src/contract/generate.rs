//! The schemas in the repository are those of the types, and replace earlier ones only if they are
//! compatible with them.

use std::{fs, path::PathBuf};

use schemars::{JsonSchema, generate::SchemaSettings};
use serde::Serialize;
use serde_json::Value;

use super::{OUTPUTS, VERSION, account, compatible::breaks, local, post, queue, token};
use crate::schemas;

fn of<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    settings.into_generator().into_root_schema_for::<T>().into()
}

/// The schema of a command's output, by its types.
fn generated(name: &str) -> Value {
    match name {
        "accounts" => of::<account::List>(),
        "brake-clear" => of::<account::BrakeClear>(),
        "brake-list" => of::<account::BrakeList>(),
        "check" => of::<account::Check>(),
        "convert" => of::<local::Convert>(),
        "doctor" => of::<account::Doctor>(),
        "error" => of::<account::Refused>(),
        "explain" => of::<post::Explain>(),
        "limit" => of::<post::Limit>(),
        "list" => of::<post::List>(),
        "login" => of::<token::SignIn>(),
        "media-comments" => of::<post::MediaComments>(),
        "media-delete" => of::<post::MediaDelete>(),
        "media-list" => of::<post::MediaList>(),
        "media-show" => of::<post::MediaShow>(),
        "pages-search" => of::<account::PagesSearch>(),
        "probe" => of::<account::ProbeReply>(),
        "publish" => of::<post::Publish>(),
        "queue-add" => of::<queue::Add>(),
        "queue-show" | "queue-edit" | "queue-cancel" => of::<queue::Show>(),
        "queue-explain" => of::<queue::Explain>(),
        "queue-pause" | "queue-go" => of::<queue::Pause>(),
        "queue-import" => of::<queue::Import>(),
        "queue-list" | "queue-release" | "queue-work" => of::<queue::List>(),
        "queue-metrics" => of::<queue::Metrics>(),
        "queue-migrate" => of::<queue::Migrate>(),
        "queue-retime" => of::<queue::Retime>(),
        "resume" => of::<post::Resume>(),
        "sandbox" => of::<account::Sandbox>(),
        "schema" => of::<account::SchemaList>(),
        "serve" => of::<local::Serve>(),
        "status" => of::<post::Status>(),
        "token-debug" => of::<token::Debug>(),
        "token-exchange" | "token-extend" | "token-refresh" => of::<token::Granted>(),
        _ => panic!("no type describes the output {name}"),
    }
}

fn output(name: &str) -> String {
    schemas::text(&format!("output/{name}.json"))
}

/// Compares a file of schemas with what the types make. With `IG_WRITE_SCHEMA=1`, it is written again, to
/// be reviewed and committed.
#[track_caller]
pub(crate) fn is_in_the_repository(name: &str, generated: &impl Serialize) {
    let generated = serde_json::to_string_pretty(generated).unwrap() + "\n";
    if std::env::var_os("IG_WRITE_SCHEMA").is_some() {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("schema");
        fs::write(folder.join(name), generated).unwrap();
        return;
    }
    assert!(
        generated == schemas::text(name),
        "{name}: run `IG_WRITE_SCHEMA=1 cargo test -p ig-cli schema` and look at the difference"
    );
}

/// One that breaks its predecessor is not written, unless the version of the contract has changed.
#[test]
fn the_schemas_in_the_repository_are_those_of_the_types() {
    for name in OUTPUTS {
        let new = generated(name);
        let old: Value = serde_json::from_str(&output(name)).unwrap();
        let broken = breaks(&old, &new);
        assert!(
            broken.is_empty(),
            "{name}: an incompatible change: {broken:#?}\nput it back, or raise VERSION in contract.rs \
             and say so in CHANGELOG.md"
        );
        is_in_the_repository(&format!("output/{name}.json"), &new);
    }
}

/// A file that no command has, and a command without a file, would be a contract with nobody.
#[test]
fn each_schema_has_its_file_and_each_file_its_command() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("schema/output");
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name());
    let mut files: Vec<_> = files.map(|name| name.into_string().unwrap()).collect();
    files.sort();
    let names: Vec<_> = OUTPUTS.iter().map(|name| format!("{name}.json")).collect();
    assert_eq!(files, names);
    for name in OUTPUTS {
        let schema: Value = serde_json::from_str(&output(name)).unwrap();
        let version = &schema["$defs"]["Version"]["const"];
        assert_eq!(*version, VERSION, "{name}");
    }
}
