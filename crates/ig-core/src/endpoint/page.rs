//! A page of a list, and how to ask for the next (reference §7.1, §12.3).

use serde::{Deserialize, Deserializer, de::IgnoredAny};

use super::Endpoint;
use crate::wire::Draft;

/// The place in a list where the next page begins. It is opaque.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(transparent)]
pub struct Cursor(Box<str>);

impl Cursor {
    /// The cursor as it stands in a parameter.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Page<T> {
    /// What is on it.
    pub data: Vec<T>,
    /// Where the next page begins; `None` on the last.
    pub after: Option<Cursor>,
}

/// `paging.next` is a URL with the access token in it: that it is there says
/// that there is another page, and its text is never kept.
#[derive(Deserialize)]
struct Wire<T> {
    data: Vec<T>,
    #[serde(default = "Option::default")]
    paging: Option<Paging>,
}

#[derive(Deserialize)]
struct Paging {
    cursors: Option<Cursors>,
    next: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Cursors {
    after: Option<Cursor>,
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Page<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Wire { data, paging } = Wire::deserialize(deserializer)?;
        let more = paging.filter(|paging| paging.next.is_some());
        let after = more.and_then(|paging| paging.cursors).and_then(|cursors| cursors.after);
        Ok(Self { data, after })
    }
}

/// The page of `draft`'s list that begins at `after`.
pub(super) fn from(draft: Draft, after: Option<&Cursor>) -> Draft {
    match after {
        Some(cursor) => draft.with_query("after", cursor.as_str()),
        None => draft,
    }
}

/// An endpoint whose reply comes in pages. [`PagingFlow`](crate::PagingFlow)
/// follows them.
pub trait Paged: Endpoint<Response = Page<Self::Item>> + Clone {
    /// What the list is of.
    type Item;

    /// The same list from `cursor` on.
    #[must_use]
    fn starting_after(self, cursor: Cursor) -> Self;
}
