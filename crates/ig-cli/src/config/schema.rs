//! The JSON schema of the configuration: the forms of its words, and a test that the schema in the
//! repository is current.

#![expect(dead_code, reason = "the types describe shapes and are never constructed")]

use schemars::JsonSchema;

use super::file::File;
use crate::{contract::generate::is_in_the_repository, schemas};

/// The name of an account
#[derive(PartialEq, Eq, PartialOrd, Ord, JsonSchema)]
#[schemars(transparent)]
pub(super) struct Name(#[schemars(regex(pattern = r"^[A-Za-z0-9_-][A-Za-z0-9._-]{0,39}$"))] String);

/// An id of the Graph API: digits in quotes
#[derive(JsonSchema)]
#[schemars(transparent)]
pub(super) struct Id(#[schemars(regex(pattern = r"^[0-9]{1,64}$"))] String);

/// A program and its arguments
#[derive(JsonSchema)]
#[schemars(transparent)]
pub(super) struct Command(#[schemars(length(min = 1))] Vec<String>);

/// Seconds, from 1 to 600
#[derive(JsonSchema)]
#[schemars(transparent)]
pub(super) struct Seconds(#[schemars(range(min = 1, max = 600))] u16);

#[test]
fn the_schema_in_the_repository_is_that_of_the_types() {
    let settings = schemars::generate::SchemaSettings::draft2020_12();
    let schema = settings.into_generator().into_root_schema_for::<File>();
    is_in_the_repository("config.schema.json", &schema);
}

/// What the program reads is what the schema allows, and the other way round.
#[test]
fn the_schema_and_the_program_agree() {
    let schema = serde_json::from_str(&schemas::text("config.schema.json")).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    for (text, is_good) in [
        ("", true),
        ("account = \"a\"\n[accounts.a]\ntoken_file = \"x\"\nuser_id = \"17\"", true),
        ("[accounts.a]\ntoken_command = [\"pass\", \"ig\"]\ntoken_command_s = 5", true),
        ("[accounts.a]\ntoken_file = \"x\"\nlogin = \"instagram\"\nca = \"ca.pem\"", true),
        ("[accounts.a]\ntoken_file = \"x\"\nlogin = \"meta\"", false),
        ("[accounts.a]\nuser_id = \"17\"", false),
        ("[accounts.a]\ntoken_file = \"x\"\ntoken_command = [\"y\"]", false),
        ("[accounts.a]\ntoken_command = []", false),
        ("[accounts.a]\ntoken_file = \"x\"\nuser = \"17\"", false),
        ("[accounts.a]\ntoken_file = \"x\"\nuser_id = \"fonz\"", false),
        ("[accounts.\"a b\"]\ntoken_file = \"x\"", false),
        ("[accounts.a]\ntoken_command = [\"x\"]\ntoken_command_s = 0", false),
        ("accounts = []", false),
    ] {
        let value: serde_json::Value = toml::from_str(text).unwrap();
        assert_eq!(schema.is_valid(&value), is_good, "{text}");
        let read = super::Config::read(text, std::path::Path::new("config.toml"));
        assert_eq!(read.is_ok(), is_good, "{text}: {read:?}");
    }
}
