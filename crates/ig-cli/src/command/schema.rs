//! `ig schema`

use crate::{failure::Exit, output::Output, post::SCHEMA};

pub(super) fn run(output: &Output) -> Exit {
    output.result(SCHEMA.as_bytes());
    Exit::Success
}
