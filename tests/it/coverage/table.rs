//! The table as it stands in the documentation.

use super::{
    Row,
    facts::{Fact, KINDS},
};

const HEAD: &str = "\
# Coverage

Every endpoint, parameter, field, permission and error code in sections 2 to 10 of the reference,
and whether the core and the sandbox support it. `cargo xtask coverage` generates this page from the
code, and a test fails if it is out of date: `tests/it/coverage` determines each entry.

- **core**: a sample request sends it, a reply is read differently with it, or a row of the table of
  errors has it (its class, and who must act).
- **sandbox**: it replies, or its reply or its state differs with it; errors come from its own rules
  or from a fault that a test arms.
- `✓` supported, `–` not supported, with the reason. The section `own` is beyond the reference.

Limits and media rules are not listed: the types check them, and `ig-media` has its rules as data.
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

/// The name as Markdown: the place and the item are separate code spans.
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
