//! The description of the server, made from its routes and the schemas of what it reads and writes.

#[cfg(test)]
mod tests;

use serde_json::{Map, Value, json};

use super::{
    parameters::Parameter,
    routes::{Answer, ROUTES, Route},
};
use crate::schemas;

/// The description, as OpenAPI 3.1.
pub(super) fn description() -> Value {
    // `answers`, `body`, and the `definitions` of both; a test reads them. They are kept, since the code that
    // makes them from the types takes much of a program.
    let schemas: Value = serde_json::from_str(&schemas::text("serve.json")).unwrap_or_default();
    let mut paths: Map<String, Value> = Map::new();
    for route in &ROUTES {
        let operation = operation(route, &schemas);
        let at = paths.entry(route.path).or_insert_with(|| json!({}));
        at[route.method.as_str().to_ascii_lowercase()] = operation;
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "ig serve",
            "description": "Publish to Instagram once, from any language",
            "version": env!("CARGO_PKG_VERSION"),
        },
        "paths": paths,
        "components": {
            "schemas": schemas["definitions"],
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "What `ig serve --print-token` prints",
                },
            },
        },
    })
}

fn operation(route: &Route, schemas: &Value) -> Value {
    let key = route.path.contains("{key}").then(|| {
        json!({
            "name": "key",
            "in": "path",
            "required": true,
            "description": "The post's own name: 1 to 80 ASCII letters, digits and . _ - : @ + =, of \
                            which the first is a letter or a digit",
            "schema": { "type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._:@+=-]{0,79}$" },
        })
    });
    let user = route.path.contains("{user_id}").then(|| {
        json!({
            "name": "user_id",
            "in": "path",
            "required": true,
            "description": "The id of the Instagram account",
            "schema": { "type": "string" },
        })
    });
    let others = route.parameters.iter().map(|parameter| {
        json!({
            "name": parameter.name,
            "in": parameter.place,
            "description": parameter.about,
            "schema": schema(parameter),
        })
    });
    let parameters: Vec<_> = key.into_iter().chain(user).chain(others).collect();
    let answers: Map<_, _> = route
        .answers
        .iter()
        .map(|answer| (answer.status.to_string(), response(answer, schemas)))
        .collect();
    let mut operation = json!({
        "operationId": route.name,
        "summary": route.about,
        "parameters": parameters,
        "responses": answers,
        "security": if route.is_open { json!([]) } else { json!([{ "token": [] }]) },
    });
    if route.has_body {
        operation["requestBody"] = json!({
            "required": true,
            "content": { "application/json": { "schema": schemas["body"] } },
        });
    }
    operation
}

fn schema(parameter: &Parameter) -> Value {
    match parameter.range {
        Some((least, most)) => {
            json!({ "type": parameter.is, "minimum": least, "maximum": most })
        }
        None => json!({ "type": parameter.is }),
    }
}

fn response(answer: &Answer, schemas: &Value) -> Value {
    let schema = &schemas["answers"][format!("{:?}", answer.what)];
    let content = json!({ answer.what.content_type(): { "schema": schema } });
    json!({ "description": answer.about, "content": content })
}
