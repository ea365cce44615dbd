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
            chosen = chosen.with_some("id", all.field("id").map(|(_, id)| id.clone()));
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
    if reply.has(asked) {
        // It is the name of one field.
        return Vec::new();
    }
    let (mut empty, mut odd) = (Vec::new(), Vec::new());
    gather(asked, reply, &mut empty, &mut odd);
    let notes = [("the sandbox has no value for", empty), ("without effect in `fields`:", odd)];
    let notes = notes.into_iter().filter(|(_, names)| !names.is_empty());
    notes.map(|(what, names)| format!("{what} {}", names.join(", "))).collect()
}

/// The names of the fields, and of those in braces, that never have a value here and are not in the
/// reply; and modifiers without effect.
fn gather<'a>(asked: &'a str, reply: &Object, empty: &mut Vec<&'a str>, odd: &mut Vec<&'a str>) {
    for field in parse(asked).unwrap_or_default() {
        let is_empty = || !reply.has(field.name) && spec::is_empty(field.name);
        if !empty.contains(&field.name) && is_empty() {
            empty.push(field.name);
        }
        odd.extend(field.odd);
        if let Some(inner) = field.inner {
            gather(inner, reply, empty, odd);
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
    let mut chosen = Object::default();
    for (at, field) in fields.iter().enumerate() {
        known(field.name)?;
        if fields[..at].iter().any(|seen| seen.name == field.name) {
            return Err(Refusal::field_twice(field.name, field.end, whole));
        }
        let Some((name, value)) = all.field(field.name) else {
            continue;
        };
        let value = match (value, field.inner) {
            (Node::Object(value), Some(inner)) => {
                // The fields of nested objects are not listed, so unknown ones are left out.
                Node::Object(pick(parse(inner)?, inner, value, &|_| Ok(()))?)
            }
            (Node::Edge(edge), inner) => Node::Object(edge.select(inner, field.limit)?),
            (Node::Link(link), inner) => Node::Object(link.shape.select(inner, &link.node)?),
            (Node::Value(_), Some(_)) => return Err(Refusal::no_subfields(field.name)),
            (value, _) => value.clone(),
        };
        chosen = chosen.with(name, value);
    }
    Ok(chosen)
}

/// Splits at the commas outside braces. Empty parts are skipped, as Meta does.
fn parse(fields: &str) -> Result<Vec<Field<'_>>, Refusal> {
    let mut parts = Vec::with_capacity(1);
    let (mut depth, mut start) = (0_usize, 0);
    for (at, c) in fields.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                return Err(Refusal::fields_syntax("end of string instead of \"}\"", at, fields));
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.extend(field(&fields[start..at], at));
                start = at + 1;
            }
            _ => {}
        }
    }
    if depth > 0 {
        let expected = "\"}\" instead of end of string";
        return Err(Refusal::fields_syntax(expected, fields.len(), fields));
    }
    parts.extend(field(&fields[start..], fields.len()));
    Ok(parts)
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
