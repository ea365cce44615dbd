//! JSON objects that keep the order of their fields, since Meta replies in the requested order.

pub(crate) mod spec;

use std::borrow::Cow;

use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::Value;

/// A JSON object in the order of insertion.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Object(Vec<(Cow<'static, str>, Node)>);

/// A value of an [`Object`].
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(crate) enum Node {
    Value(Value),
    Object(Object),
    List(Vec<Object>),
    Edge(Edge),
    Link(Link),
}

/// The fields of a kind of node.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Shape {
    /// The name of the kind in Meta's errors.
    pub(crate) node: &'static str,
    pub(crate) fields: &'static [&'static str],
    /// Fields that there are and that never have a value here.
    pub(crate) empty: &'static [&'static str],
    /// What comes if nothing is asked for.
    pub(crate) default: &'static str,
    /// Whether the id is always included.
    pub(crate) has_id: bool,
}

/// Other nodes that belong to one, whose fields are chosen in braces: `children{id,media_type}`.
///
/// Every reply chooses fields; without a choice all are included: `{"data":[…]}`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Edge {
    #[serde(skip)]
    pub(crate) shape: &'static Shape,
    /// All fields of each node.
    #[serde(rename = "data")]
    pub(crate) items: Vec<Object>,
}

/// Another node that belongs to one, of which braces choose: `owner{username}`. Without a choice,
/// what its shape has by default comes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Link {
    pub(crate) shape: &'static Shape,
    /// All that there is to say about it.
    pub(crate) node: Object,
}

impl Serialize for Link {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.node.serialize(serializer)
    }
}

impl Object {
    pub(crate) fn with(
        mut self,
        name: impl Into<Cow<'static, str>>,
        value: impl Into<Node>,
    ) -> Self {
        self.0.push((name.into(), value.into()));
        self
    }

    /// A value that is all of a reply, as `null` is.
    pub(crate) fn whole(value: Value) -> Self {
        Self(vec![(Cow::Borrowed(""), Node::Value(value))])
    }

    /// Leaves the field out if it has no value, as Meta does.
    pub(crate) fn with_some(
        self,
        name: impl Into<Cow<'static, str>>,
        value: Option<impl Into<Node>>,
    ) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// A field, with its name as it is known here.
    pub(crate) fn field(&self, name: &str) -> Option<(Cow<'static, str>, &Node)> {
        let (name, node) = self.0.iter().find(|(known, _)| known == name)?;
        Some((name.clone(), node))
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).and_then(|(_, node)| match node {
            Node::Value(Value::String(text)) => Some(text.as_str()),
            _ => None,
        })
    }

    /// Whether it, or an object in it, has a field.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, node)| {
            known == name
                || match node {
                    Node::Value(_) => false,
                    Node::Object(object) => object.has(name),
                    Node::List(objects) => objects.iter().any(|object| object.has(name)),
                    Node::Edge(edge) => edge.items.iter().any(|object| object.has(name)),
                    Node::Link(link) => link.node.has(name),
                }
        })
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        // Maps with text keys always serialise.
        serde_json::to_vec(self).unwrap_or_default()
    }
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // No field has an empty name.
        if let [(name, whole)] = &self.0[..]
            && name.is_empty()
        {
            return whole.serialize(serializer);
        }
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, node) in &self.0 {
            map.serialize_entry(name, node)?;
        }
        map.end()
    }
}

macro_rules! plain {
    ($($plain:ty),*) => {$(
        impl From<$plain> for Node {
            fn from(value: $plain) -> Self {
                Self::Value(value.into())
            }
        }
    )*};
}

plain!(&str, String, bool, u32, u64, usize, Value);

impl From<Object> for Node {
    fn from(object: Object) -> Self {
        Self::Object(object)
    }
}

impl From<Vec<Object>> for Node {
    fn from(list: Vec<Object>) -> Self {
        Self::List(list)
    }
}

impl From<Link> for Node {
    fn from(link: Link) -> Self {
        Self::Link(link)
    }
}

impl From<Edge> for Node {
    fn from(edge: Edge) -> Self {
        Self::Edge(edge)
    }
}
