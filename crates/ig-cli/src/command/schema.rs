//! `ig schema`

use crate::{
    args::{OutputOf, SchemaArgs},
    check,
    failure::Exit,
    output::Output,
    post,
};

pub(super) fn run(args: &SchemaArgs, output: &Output) -> Exit {
    let schema = match args.output {
        None => post::SCHEMA,
        Some(OutputOf::Check) => check::SCHEMA,
    };
    output.result(schema.as_bytes());
    Exit::Success
}
