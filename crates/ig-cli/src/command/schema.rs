//! `ig schema`

use serde_json::json;

use crate::{
    args::SchemaArgs,
    config,
    contract::{self, OUTPUTS},
    failure::Exit,
    output::Output,
    post,
};

pub(super) fn run(args: &SchemaArgs, output: &Output) -> Exit {
    if args.list {
        let names: Vec<_> = OUTPUTS.iter().map(|(name, _)| *name).collect();
        match output.is_json() {
            true => output.object(&json!({ "outputs": names })),
            false => names.iter().for_each(|name| output.line(name)),
        }
        return Exit::Success;
    }
    let of_output = args.output.as_deref().and_then(contract::schema);
    let schema = match of_output {
        Some(schema) => schema,
        None if args.config => config::SCHEMA,
        None => post::SCHEMA,
    };
    output.result(schema.as_bytes());
    Exit::Success
}
