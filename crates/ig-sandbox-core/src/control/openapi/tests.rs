//! The schemas in the repository are those of the types.

use std::fs;

use schemars::{
    SchemaGenerator,
    generate::{Contract, SchemaSettings},
};
use serde_json::{Map, Value, json};

use super::{
    super::{OPERATIONS, Refusal},
    REFUSAL, SCHEMAS, name,
};

fn generator(contract: Contract, is_inline: bool) -> SchemaGenerator {
    let mut settings = SchemaSettings::draft2020_12();
    settings.definitions_path = "/components/schemas".into();
    settings.meta_schema = None;
    settings.inline_subschemas = is_inline;
    settings.contract = contract;
    settings.into_generator()
}

/// A line for each schema.
fn text(schemas: &Value) -> String {
    let mut text = String::new();
    for (part, schemas) in schemas.as_object().unwrap() {
        let schemas = schemas.as_object().unwrap();
        let lines = schemas.iter().map(|(name, schema)| format!("{}:{schema}", json!(name)));
        text += &format!("{},\"{part}\":{{\n", if text.is_empty() { "" } else { "}" });
        text += &lines.collect::<Vec<_>>().join(",\n");
    }
    format!("{{{}}}}}\n", text.trim_start_matches(','))
}

fn generated() -> Value {
    let mut replies = generator(Contract::Serialize, false);
    // A type may be read in a different form than it is written, so schemas of bodies are inline.
    let mut bodies = generator(Contract::Deserialize, true);
    let (mut of_replies, mut of_bodies) = (Map::new(), Map::new());
    for operation in OPERATIONS.iter() {
        if let Some(reply) = &operation.reply {
            of_replies.insert(name(operation), (reply.schema)(&mut replies).into());
        }
        if let Some(json) = operation.body.as_ref().and_then(|body| body.json.as_ref()) {
            of_bodies.insert(name(operation), (json.schema)(&mut bodies).into());
        }
    }
    let refusal = replies.subschema_for::<Refusal>();
    assert_eq!(refusal.get("$ref"), Some(&json!(REFUSAL)));
    let definitions = replies.take_definitions(true);
    json!({ "bodies": of_bodies, "definitions": definitions, "replies": of_replies })
}

/// With `IG_WRITE_SCHEMA=1`, they are written again, to be reviewed and committed.
#[test]
fn the_schemas_in_the_repository_are_those_of_the_types() {
    let generated = text(&generated());
    if std::env::var_os("IG_WRITE_SCHEMA").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/control.json");
        fs::write(path, generated).unwrap();
        return;
    }
    assert!(
        generated == SCHEMAS,
        "run `IG_WRITE_SCHEMA=1 cargo test -p ig-sandbox-core schema` and look at the difference"
    );
}
