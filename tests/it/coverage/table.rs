//! The table as it stands in the documentation.

use super::{
    Row,
    facts::{Fact, KINDS},
};

const HEAD: &str = "\
# What is covered

Every endpoint, parameter, field, permission and error code that the reference holds in its
sections 2 to 10, and whether the core and the sandbox have it. It is made from the code by
`cargo xtask coverage`, and a test fails where it is not current: see
`tests/it/coverage` for how each is found out.

- **core**: a sample request sends it, a reply is read differently with it, a row of the table of
  errors knows it (its class, and who has to act).
- **sandbox**: it answers, or its answer or its state differs with it; errors come by its own rules
  or by a fault that a test arms.
- `✓` it is there, `–` it is not, and why. The section `own` is beyond the reference.

Limits and media rules are not in here: the types check them, and `ig-media` has its rules as data.
";

/// The table.
pub(super) fn markdown(rows: &[Row]) -> String {
    let mut text = String::from(HEAD);
    let there = |row: &&Row| row.core.is_some() && row.sandbox.is_some();
    let full = rows.iter().filter(there).count();
    text += &format!("\nOf {} facts, {full} are in both.\n", rows.len());
    for (kind, title) in KINDS {
        text += &format!("\n## {title}\n\n| § | what | core | sandbox |\n|---|---|---|---|\n");
        for row in rows.iter().filter(|row| row.fact.kind == kind) {
            let Fact { section, core, sandbox, .. } = &row.fact;
            let (core, sandbox) = (cell(&row.core, core), cell(&row.sandbox, sandbox));
            text += &format!("| {section} | {} | {core} | {sandbox} |\n", name(&row.fact));
        }
    }
    text
}

/// A place and what is there are two pieces of code.
fn name(fact: &Fact) -> String {
    let (place, name) = fact.place();
    match fact.kind.as_str() {
        "endpoint" => format!("`{}`", fact.name),
        _ if place.is_empty() => format!("`{name}`"),
        _ => format!("`{place}` `{name}`"),
    }
}

fn cell(found: &Option<String>, reason: &Option<String>) -> String {
    match (found, reason) {
        (Some(words), _) if words.is_empty() => "✓".to_owned(),
        (Some(words), _) => format!("✓ {words}"),
        (None, Some(reason)) => format!("– {reason}"),
        (None, None) => "**missing**".to_owned(),
    }
}
