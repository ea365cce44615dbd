//! The OpenAPI document of the control interface, made from its operations and the schemas of what
//! they read and write.

#[cfg(test)]
mod tests;

use serde_json::{Map, Value, json};

use super::operation::Operation;

/// The schemas: `definitions`, and by operation `bodies` and `replies`. They are kept as text, since
/// the code that makes them from the types takes much of a program.
const SCHEMAS: &str = include_str!("../../schema/control.json");

const REFUSAL: &str = "#/components/schemas/Refusal";

pub(super) fn document(operations: &[Operation]) -> Value {
    // A test reads it.
    let mut schemas: Value = serde_json::from_str(SCHEMAS).unwrap_or_default();
    let mut paths = Map::new();
    for operation in operations {
        let path = paths.entry(format!("/_sandbox/{}", operation.path)).or_insert(json!({}));
        path[operation.method.as_str().to_lowercase()] = described(operation, &mut schemas);
    }
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
        "components": { "schemas": schemas["definitions"].take() },
    })
}

/// An operation's name in the schemas, such as `GET log/{number}`.
fn name(operation: &Operation) -> String {
    format!("{} {}", operation.method, operation.path)
}

fn described(operation: &Operation, schemas: &mut Value) -> Value {
    let name = name(operation);
    let reply = match operation.reply {
        Some(_) => content(schemas["replies"][&name].take()),
        None => bytes(),
    };
    let mut responses =
        Map::from_iter([("200".to_owned(), json!({ "description": "Done.", "content": reply }))]);
    let refusal = json!({
        "description": "What is wrong, why, and what to do.",
        "content": content(json!({ "$ref": REFUSAL })),
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
        let mut content = match body.json {
            Some(_) => content(schemas["bodies"][&name].take()),
            None => bytes(),
        };
        if let Some(json) = content.get_mut("application/json") {
            // Tests send the examples.
            json["example"] = serde_json::from_str(body.example).unwrap_or_default();
        }
        all["requestBody"] = json!({ "content": content });
    }
    all
}

fn content(schema: Value) -> Value {
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
