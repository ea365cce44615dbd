//! The `fields` parameter: `id,caption,location{city}`.

use crate::{
    object::{Edge, Node, Object, Shape, spec},
    refusal::Refusal,
};

/// A requested field.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Field<'a> {
    name: &'a str,
    /// The fields in braces after it.
    inner: Option<&'a str>,
    /// `.limit(3)`.
    limit: Option<usize>,
    /// Other modifiers, which have no effect here: `.order(chronological)`.
    odd: Vec<&'a str>,
    /// Where it ends, for error messages.
    end: usize,
}

impl Shape {
    /// Selects the requested fields, in the requested order. Fields without a value are left out,
    /// the id comes last.
    pub(crate) fn select(&self, asked: Option<&str>, all: &Object) -> Result<Object, Refusal> {
        let fields = asked.unwrap_or(self.default);
        let known = |name: &str| {
            if self.fields.contains(&name) || self.empty.contains(&name) {
                Ok(())
            } else {
                Err(Refusal::no_field(name, self.node))
            }
        };
        let mut chosen = pick(parse(fields)?, fields, all, &known)?;
        if self.has_id && chosen.text("id").is_none() {
            chosen = chosen.with_some("id", all.clone().take("id"));
        }
        Ok(chosen)
    }

    /// Whether a field is requested; fails if a requested field does not exist.
    pub(crate) fn asks_for(&self, name: &str, asked: Option<&str>) -> Result<bool, Refusal> {
        self.check(asked)?;
        let fields = parse(asked.unwrap_or(self.default))?;
        Ok(fields.iter().any(|field| field.name == name))
    }

    /// Checks that the fields can be selected, for lists that may be empty.
    pub(crate) fn check(&self, asked: Option<&str>) -> Result<(), Refusal> {
        self.select(asked, &Object::default()).map(drop)
    }
}

/// What is to be said about fields that were asked for, in words for people: those that never have
/// a value here, and modifiers without effect.
pub(crate) fn notes(asked: &str, reply: &Object) -> Vec<String> {
    let (mut empty, mut odd) = (Vec::new(), Vec::new());
    gather(asked, &mut empty, &mut odd);
    empty.retain(|name| !reply.has(name));
    let notes = [("the sandbox has no value for", empty), ("without effect in `fields`:", odd)];
    let notes = notes.into_iter().filter(|(_, names)| !names.is_empty());
    notes.map(|(what, names)| format!("{what} {}", names.join(", "))).collect()
}

/// The names of the fields, and of those in braces, that never have a value here; and modifiers
/// without effect.
fn gather<'a>(asked: &'a str, empty: &mut Vec<&'a str>, odd: &mut Vec<&'a str>) {
    for field in parse(asked).unwrap_or_default() {
        if spec::is_empty(field.name) && !empty.contains(&field.name) {
            empty.push(field.name);
        }
        odd.extend(field.odd);
        if let Some(inner) = field.inner {
            gather(inner, empty, odd);
        }
    }
}

impl Edge {
    /// What was asked for of each node: `{"data":[…]}`.
    pub(crate) fn select(
        &self,
        fields: Option<&str>,
        limit: Option<usize>,
    ) -> Result<Object, Refusal> {
        self.shape.check(fields)?;
        let items = self
            .items
            .iter()
            .take(limit.unwrap_or(usize::MAX))
            .map(|item| self.shape.select(fields, item));
        Ok(Object::default().with("data", items.collect::<Result<Vec<Object>, Refusal>>()?))
    }
}

fn pick(
    fields: Vec<Field<'_>>,
    whole: &str,
    all: &Object,
    known: &dyn Fn(&str) -> Result<(), Refusal>,
) -> Result<Object, Refusal> {
    let mut seen: Vec<&str> = Vec::new();
    let mut all = all.clone();
    let mut chosen = Object::default();
    for field in fields {
        known(field.name)?;
        if seen.contains(&field.name) {
            return Err(Refusal::field_twice(field.name, field.end, whole));
        }
        seen.push(field.name);
        let value = match (all.take(field.name), field.inner) {
            (Some(Node::Object(value)), Some(inner)) => {
                // The fields of nested objects are not listed, so unknown ones are left out.
                Some(Node::Object(pick(parse(inner)?, inner, &value, &|_| Ok(()))?))
            }
            (Some(Node::Edge(edge)), inner) => Some(Node::Object(edge.select(inner, field.limit)?)),
            (Some(Node::Link(link)), inner) => {
                Some(Node::Object(link.shape.select(inner, &link.node)?))
            }
            (Some(Node::Value(_)), Some(_)) => return Err(Refusal::no_subfields(field.name)),
            (value, _) => value,
        };
        chosen = chosen.with_some(field.name, value);
    }
    Ok(chosen)
}

/// Splits at the commas outside braces. Empty parts are skipped, as Meta does.
fn parse(fields: &str) -> Result<Vec<Field<'_>>, Refusal> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0_usize, 0);
    for (at, c) in fields.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                return Err(Refusal::fields_syntax("end of string instead of \"}\"", at, fields));
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push((start, at));
                start = at + 1;
            }
            _ => {}
        }
    }
    if depth > 0 {
        let expected = "\"}\" instead of end of string";
        return Err(Refusal::fields_syntax(expected, fields.len(), fields));
    }
    parts.push((start, fields.len()));
    Ok(parts.into_iter().filter_map(|(start, end)| field(&fields[start..end], end)).collect())
}

/// `location{city}` or `children.limit(3){id}`.
fn field(text: &str, end: usize) -> Option<Field<'_>> {
    let text = text.trim();
    let (head, inner) = match text.split_once('{') {
        Some((head, rest)) => (head, Some(rest.strip_suffix('}').unwrap_or(rest))),
        None => (text, None),
    };
    let mut words = head.split('.').map(str::trim);
    let name = words.next().unwrap_or_default();
    let (mut limit, mut odd) = (None, Vec::new());
    for word in words {
        let number = word.strip_prefix("limit(").and_then(|rest| rest.strip_suffix(')'));
        match number.and_then(|number| number.trim().parse().ok()) {
            Some(number) => limit = Some(number),
            None => odd.push(word),
        }
    }
    (!name.is_empty()).then_some(Field { name, inner, limit, odd, end })
}
