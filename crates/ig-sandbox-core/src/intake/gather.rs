//! Pairs of a name and a text, as queries and forms have them, put together to values.
//!
//! A name may come several times, and may lead into a list or an object as PHP, Rails and jQuery
//! write it: `children[]=1`, `children[0]=1`, `user_tags[0][username]=a`.

use std::{collections::BTreeMap, mem};

use serde_json::Value;

/// The most brackets after a name: no parameter of the API goes so deep.
const MAX_DEPTH: usize = 8;

/// What one place of a request, its query or its body, says under one name.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Gathered {
    /// The last value.
    pub(super) value: Value,
    /// Those that came before it under the plain name.
    pub(super) earlier: Vec<Value>,
}

/// Puts the pairs of one place together. Where a name comes both plain and with brackets, the form
/// that comes last counts, as in PHP.
pub(super) fn gather(
    pairs: impl IntoIterator<Item = (String, Value)>,
) -> impl Iterator<Item = (String, Gathered)> {
    let mut all: BTreeMap<String, Entry> = BTreeMap::new();
    for (name, value) in pairs {
        let Some((base, path)) = steps(&name) else {
            match all.get_mut(&name) {
                Some(Entry::Plain(all)) => all.earlier.push(mem::replace(&mut all.value, value)),
                _ => {
                    all.insert(name, Entry::Plain(Gathered { value, earlier: Vec::new() }));
                }
            }
            continue;
        };
        let entry = all.entry(base.to_owned()).or_insert_with(Entry::tree);
        if let Entry::Plain(_) = entry {
            *entry = Entry::tree();
        }
        if let Entry::Tree(tree) = entry {
            tree.put(&path, value);
        }
    }
    all.into_iter().map(|(name, entry)| (name, entry.gathered()))
}

enum Entry {
    Plain(Gathered),
    Tree(Branch),
}

impl Entry {
    fn tree() -> Self {
        Self::Tree(Branch::default())
    }

    fn gathered(self) -> Gathered {
        match self {
            Self::Plain(all) => all,
            Self::Tree(tree) => Gathered { value: tree.into_value(), earlier: Vec::new() },
        }
    }
}

/// A list or an object that is coming together.
#[derive(Default)]
struct Branch {
    all: BTreeMap<Key, Node>,
    /// The number that `[]` stands for.
    next: u64,
}

/// Numbers come before words, in the order of numbers.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Number(u64),
    Word(String),
}

enum Node {
    Leaf(Value),
    Branch(Branch),
}

impl Branch {
    fn put(&mut self, path: &[&str], value: Value) {
        let Some((step, rest)) = path.split_first() else {
            return;
        };
        let key = match step.parse() {
            _ if step.is_empty() => Key::Number(self.next),
            Ok(number) => Key::Number(number),
            Err(_) => Key::Word((*step).to_owned()),
        };
        if let Key::Number(number) = key {
            self.next = self.next.max(number.saturating_add(1));
        }
        if rest.is_empty() {
            self.all.insert(key, Node::Leaf(value));
            return;
        }
        let node = self.all.entry(key).or_insert_with(|| Node::Branch(Self::default()));
        if let Node::Leaf(_) = node {
            *node = Node::Branch(Self::default());
        }
        if let Node::Branch(branch) = node {
            branch.put(rest, value);
        }
    }

    /// A list if all keys are numbers, whether or not some are left out.
    fn into_value(self) -> Value {
        let is_list = self.all.keys().all(|key| matches!(key, Key::Number(_)));
        let all = self.all.into_iter().map(|(key, node)| match node {
            Node::Leaf(value) => (key, value),
            Node::Branch(branch) => (key, branch.into_value()),
        });
        if is_list {
            return all.map(|(_, value)| value).collect();
        }
        let text = |key| match key {
            Key::Number(number) => number.to_string(),
            Key::Word(word) => word,
        };
        Value::Object(all.map(|(key, value)| (text(key), value)).collect())
    }
}

/// `a[b][]` is `a` with the steps `b` and an empty one; nothing for a name that is not written so,
/// which is a plain one.
fn steps(name: &str) -> Option<(&str, Vec<&str>)> {
    let (base, rest) = name.split_once('[')?;
    let rest = rest.strip_suffix(']')?;
    let path: Vec<&str> = rest.split("][").collect();
    let is_path = !base.is_empty()
        && path.len() <= MAX_DEPTH
        && path.iter().all(|step| !step.contains(['[', ']']));
    is_path.then_some((base, path))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(form: &str, value: Value, earlier: &[&str]) {
        let pairs = form_urlencoded::parse(form.as_bytes());
        let pairs = pairs.map(|(name, value)| (name.into_owned(), Value::from(value)));
        let found = gather(pairs).find(|(name, _)| name == "a");
        let found = found.map(|(_, it)| (it.value, it.earlier));
        let earlier = earlier.iter().map(|text| json!(text)).collect();
        assert_eq!(found, Some((value, earlier)), "{form}");
    }

    #[test]
    fn names_with_brackets_lead_into_lists_and_objects() {
        check("a[]=1&a[]=2", json!(["1", "2"]), &[]);
        check("a%5B0%5D=1&a%5B1%5D=2", json!(["1", "2"]), &[]);
        check("a[1]=2&a[0]=1", json!(["1", "2"]), &[]);
        check("a[10]=2&a[9]=1", json!(["1", "2"]), &[]);
        check("a[0]=1&a[]=2", json!(["1", "2"]), &[]);
        check("a[b]=1&a[c]=2", json!({"b": "1", "c": "2"}), &[]);
        check("a[0][b]=1&a[0][c]=2&a[1][b]=3", json!([{"b": "1", "c": "2"}, {"b": "3"}]), &[]);
        check("a[][b]=1&a[][b]=2", json!([{"b": "1"}, {"b": "2"}]), &[]);
        check("a[0]=1&a[b]=2", json!({"0": "1", "b": "2"}), &[]);
        check("a[b]=1&a[b][c]=2", json!({"b": {"c": "2"}}), &[]);
        check("a[18446744073709551615]=1&a[]=2", json!(["2"]), &[]);
    }

    #[test]
    fn the_form_that_comes_last_counts_and_plain_values_are_kept() {
        check("a=1", json!("1"), &[]);
        check("a=1&a=2&b=0&a=3", json!("3"), &["1", "2"]);
        check("a=1&a[]=2", json!(["2"]), &[]);
        check("a[]=2&a=1", json!("1"), &[]);
    }

    #[test]
    fn a_name_that_is_not_written_so_is_a_plain_one() {
        let deep = format!("a{}", "[b]".repeat(MAX_DEPTH + 1));
        for name in ["a[", "a]", "a[b", "a[b]c", "[a]", "[]", "a[b[c]]", "a[b]]", &deep] {
            let all = gather([(name.to_owned(), json!("1"))]);
            assert_eq!(all.map(|(name, _)| name).collect::<Vec<_>>(), [name]);
        }
    }
}
