//! The schemas in the repository are those of the types.

use schemars::{Schema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use super::super::routes::{Health, ROUTES, What};
use crate::{
    contract::generate::is_in_the_repository,
    post::Request,
    service::{Account, ErrorBody, Page, Shown, Told},
};

fn schema(what: What, generator: &mut SchemaGenerator) -> Schema {
    match what {
        What::Post => generator.subschema_for::<Shown>(),
        What::Posts => generator.subschema_for::<Page>(),
        What::Account => generator.subschema_for::<Account>(),
        What::Error => generator.subschema_for::<ErrorBody>(),
        What::Events => generator.subschema_for::<Told>(),
        What::Health => generator.subschema_for::<Health>(),
        What::Description => schemars::json_schema!({ "type": "object" }),
    }
}

#[test]
fn the_schemas_in_the_repository_are_those_of_the_types() {
    let settings = SchemaSettings::draft2020_12()
        .with(|settings| settings.definitions_path = "/components/schemas".into());
    let mut generator = settings.into_generator();
    let mut answers = Map::new();
    for answer in ROUTES.iter().flat_map(|route| route.answers) {
        let schema = schema(answer.what, &mut generator);
        answers.insert(format!("{:?}", answer.what), schema.into());
    }
    let body: Value = generator.subschema_for::<Request>().into();
    let definitions = generator.take_definitions(true);
    let generated = json!({ "answers": answers, "body": body, "definitions": definitions });
    is_in_the_repository("serve.json", &generated);
}
