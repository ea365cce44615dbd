//! The inventory of the reference: one line for each fact.

/// The kind of a fact, in the order of the table.
pub(super) const KINDS: [(&str, &str); 10] = [
    ("endpoint", "Endpoints and edges"),
    ("parameter", "Parameters"),
    ("header", "Headers of an upload"),
    ("field", "Fields of replies"),
    ("word", "Words in replies"),
    ("permission", "Permissions"),
    ("task", "Tasks on a Page"),
    ("error", "Error codes"),
    ("name", "Errors by name"),
    ("body", "Real error bodies"),
];

/// A fact of the reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fact {
    /// The section: `7.2`, or `own` for what is not in the reference.
    pub(super) section: String,
    pub(super) kind: String,
    /// The name, its place first: `POST /{user}/media caption`.
    pub(super) name: String,
    /// The reason why the core lacks it.
    pub(super) core: Option<String>,
    /// The reason why the sandbox lacks it.
    pub(super) sandbox: Option<String>,
}

impl Fact {
    /// The verb and the path, and the item there.
    pub(super) fn place(&self) -> (&str, &str) {
        self.name.rsplit_once(' ').unwrap_or(("", &self.name))
    }
}

/// The facts of a text, one per line.
pub(super) fn facts(text: &str) -> Vec<Fact> {
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(fact).collect()
}

fn fact(line: &str) -> Fact {
    let mut parts = line.split(" | ");
    let mut next = || parts.next().unwrap_or_else(|| panic!("section | kind | name: {line}"));
    let (section, kind, name) = (next().to_owned(), next().to_owned(), next().to_owned());
    assert!(KINDS.iter().any(|(known, _)| *known == kind), "{line}");
    let mut fact = Fact { section, kind, name, core: None, sandbox: None };
    for part in parts {
        let (side, reason) = part.split_once(": ").unwrap_or_else(|| panic!("a reason: {line}"));
        assert!(10 < reason.len(), "{line}");
        let reason = Some(reason.to_owned());
        match side {
            "core" => fact.core = reason,
            "sandbox" => fact.sandbox = reason,
            "both" => (fact.core, fact.sandbox) = (reason.clone(), reason),
            _ => panic!("core, sandbox or both: {line}"),
        }
    }
    fact
}
