//! `GET /pages/search`
//!
//! Finds Pages by name; one with coordinates can be the location of a post.
//! Only graph.facebook.com has it. ([reference], §8)
//!
//! [reference]: https://developers.facebook.com/documentation/pages-api/search-pages

use serde::Deserialize;

use super::{Cursor, Effect, Endpoint, Page, Paged, json};
use crate::{DecodeError, Draft, PageId, Requirement};

/// Finds Pages by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchPages {
    q: String,
    after: Option<Cursor>,
}

impl SearchPages {
    /// Pages whose name matches `q`.
    pub fn new(q: impl Into<String>) -> Self {
        Self { q: q.into(), after: None }
    }
}

/// A Page.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct FoundPage {
    /// Its id: the `location_id` of a post, where it has coordinates.
    pub id: PageId,
    /// Its name.
    #[serde(default)]
    pub name: Option<String>,
    /// Where it is.
    #[serde(default)]
    pub location: Option<Location>,
    /// Its address on Facebook.
    #[serde(default)]
    pub link: Option<String>,
}

/// Where a Page is.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[non_exhaustive]
#[serde(default)]
pub struct Location {
    /// The street and number.
    pub street: Option<String>,
    /// The city.
    pub city: Option<String>,
    /// The state, where the country has states.
    pub state: Option<String>,
    /// The postal code.
    pub zip: Option<String>,
    /// The country.
    pub country: Option<String>,
    /// Degrees north.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
}

impl FoundPage {
    /// Whether it has coordinates: without them Instagram refuses it as a
    /// location (reference §8).
    pub fn can_be_location(&self) -> bool {
        let location = self.location.as_ref();
        location.is_some_and(|at| at.latitude.is_some() && at.longitude.is_some())
    }
}

impl Paged for SearchPages {
    type Item = FoundPage;

    fn starting_after(mut self, cursor: Cursor) -> Self {
        self.after = Some(cursor);
        self
    }
}

impl Endpoint for SearchPages {
    type Response = Page<FoundPage>;

    const NAME: &'static str = "GET /pages/search";
    const EFFECT: Effect = Effect::Read;
    /// Any person's token from Facebook Login will do.
    const REQUIRES: Requirement = Requirement::All(&[]);

    fn draft(&self) -> Draft {
        let draft = Draft::get("pages/search")
            .with_query("q", &self.q)
            .with_query("fields", "name,location,link")
            .for_facebook_only();
        match &self.after {
            Some(cursor) => draft.with_query("after", cursor.as_str()),
            None => draft,
        }
    }

    fn decode(body: &[u8]) -> Result<Page<FoundPage>, DecodeError> {
        json("not a list of Pages", body)
    }
}
