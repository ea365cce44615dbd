//! The JSON schema of the output, generated from its types, and a test that the schema
//! in the repository is current.

use std::fs;

use schemars::JsonSchema;

use super::{Report, SCHEMA};

/// Why a file could not be read
#[derive(JsonSchema)]
#[expect(dead_code, reason = "it describes a shape and is never constructed")]
pub(super) struct Error {
    /// What failed
    message: String,
    why: Option<String>,
    /// What to do
    advice: Option<String>,
    /// Who has to act
    actor: Option<String>,
    trace_id: Option<String>,
    until: Option<String>,
    next: Option<String>,
}

fn generated() -> String {
    let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
    let schema = settings.into_generator().into_root_schema_for::<Report>();
    serde_json::to_string_pretty(&schema).unwrap() + "\n"
}

/// With `IG_WRITE_SCHEMA=1`, the schema is written again, to be reviewed and committed.
#[test]
fn the_schema_in_the_repository_is_that_of_the_output() {
    if std::env::var_os("IG_WRITE_SCHEMA").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/check.schema.json");
        fs::write(path, generated()).unwrap();
        return;
    }
    assert!(
        generated() == SCHEMA,
        "run `IG_WRITE_SCHEMA=1 cargo test -p ig-cli schema` and look at the difference"
    );
}
