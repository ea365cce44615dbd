//! `ig schema`

use serde_json::json;

use crate::{args::SchemaArgs, contract::OUTPUTS, failure::Exit, output::Output, schemas};

pub(super) fn run(args: &SchemaArgs, output: &Output) -> Exit {
    if args.list {
        match output.is_json() {
            true => output.object(&json!({ "outputs": OUTPUTS })),
            false => OUTPUTS.iter().for_each(|name| output.line(name)),
        }
        return Exit::Success;
    }
    let schema = match &args.output {
        Some(name) => schemas::text(&format!("output/{name}.json")),
        None if args.config => schemas::text("config.schema.json"),
        None => schemas::text("post.schema.json"),
    };
    output.result(schema.as_bytes());
    Exit::Success
}
