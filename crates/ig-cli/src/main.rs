//! The command `ig`.

fn main() {}
