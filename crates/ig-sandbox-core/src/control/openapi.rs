//! The OpenAPI document of the control interface, made from its operations.

use schemars::{
    SchemaGenerator,
    generate::{Contract, SchemaSettings},
};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{Refusal, operation::Operation};

pub(super) fn document(operations: &[Operation]) -> Value {
    let mut replies = generator(Contract::Serialize, false);
    // A type may be read in a different form than it is written, so schemas of bodies are inline.
    let mut bodies = generator(Contract::Deserialize, true);
    let mut paths = Map::new();
    for operation in operations {
        let path = paths.entry(format!("/_sandbox/{}", operation.path)).or_insert(json!({}));
        path[operation.method.as_str().to_lowercase()] =
            described(operation, &mut replies, &mut bodies);
    }
    let schemas = replies.take_definitions(true);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "The control interface of ig sandbox",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "What tests look at and change. It answers only to names of this \
                machine, and pages of other sites may not change anything.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "http://127.0.0.1:8025" }],
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

fn generator(contract: Contract, is_inline: bool) -> SchemaGenerator {
    let mut settings = SchemaSettings::draft2020_12();
    settings.definitions_path = "/components/schemas".into();
    settings.meta_schema = None;
    settings.inline_subschemas = is_inline;
    settings.contract = contract;
    settings.into_generator()
}

fn described(
    operation: &Operation,
    replies: &mut SchemaGenerator,
    bodies: &mut SchemaGenerator,
) -> Value {
    let reply = operation.reply.map_or_else(bytes, |schema| content(&schema(replies)));
    let mut responses =
        Map::from_iter([("200".to_owned(), json!({ "description": "Done.", "content": reply }))]);
    let refusal = json!({
        "description": "What is wrong, why, and what to do.",
        "content": content(&replies.subschema_for::<Refusal>()),
    });
    for status in operation.refusals.iter().chain(&[403]) {
        responses.insert(status.to_string(), refusal.clone());
    }
    let mut all = json!({ "summary": operation.about, "responses": responses });
    let in_path = operation.path.split_once('{').map(|(_, part)| part.trim_end_matches('}'));
    let path = in_path.map(|name| parameter("path", name, "", name == "number"));
    let query = operation.query.iter();
    let query = query.map(|it| parameter("query", it.name, it.about, it.is_number));
    let parameters: Vec<Value> = path.into_iter().chain(query).collect();
    if !parameters.is_empty() {
        all["parameters"] = Value::Array(parameters);
    }
    if let Some(body) = &operation.body {
        let mut content = body.schema.map_or_else(bytes, |schema| content(&schema(bodies)));
        if let Some(json) = content.get_mut("application/json") {
            // Tests send the examples.
            json["example"] = serde_json::from_str(body.example).unwrap_or_default();
        }
        all["requestBody"] = json!({ "content": content });
    }
    all
}

fn content(schema: &impl Serialize) -> Value {
    json!({ "application/json": { "schema": schema } })
}

fn bytes() -> Value {
    json!({ "application/octet-stream": {} })
}

fn parameter(place: &str, name: &str, about: &str, is_number: bool) -> Value {
    let schema = if is_number {
        json!({ "type": "integer", "minimum": 0 })
    } else {
        json!({ "type": "string" })
    };
    json!({
        "name": name,
        "in": place,
        "description": about,
        "required": place == "path",
        "schema": schema,
    })
}
