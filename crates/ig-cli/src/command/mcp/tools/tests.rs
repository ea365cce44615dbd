//! The schemas in the repository are those of the types.

use schemars::{Schema, generate::SchemaSettings};

use super::*;
use crate::contract::generate::is_in_the_repository;

fn of<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>()
}

#[test]
fn the_schemas_in_the_repository_are_those_of_the_types() {
    let schema = |tool: &Tool| match &*tool.name {
        "publish" => of::<Call>(),
        "cancel" | "release" | "status" | "explain" => of::<Which>(),
        "go" => of::<WhichAccount>(),
        "list" => of::<WhichPosts>(),
        "check" => of::<WhichMedium>(),
        "limit" => of::<Account>(),
        other => panic!("no type describes what {other} takes"),
    };
    let generated: BTreeMap<_, _> =
        all().iter().map(|tool| (tool.name.clone(), schema(tool))).collect();
    is_in_the_repository("mcp.json", &generated);
}
