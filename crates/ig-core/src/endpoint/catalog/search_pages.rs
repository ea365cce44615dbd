//! `GET /pages/search`
//!
//! Finds Pages by name; one with coordinates can be the location of a post.
//! Only graph.facebook.com has it. ([reference], §8)
//!
//! [reference]: https://developers.facebook.com/documentation/pages-api/search-pages

use serde::Deserialize;

use crate::{
    endpoint::{Cursor, Effect, Endpoint, Page, Paged},
    value::{PageId, permission::Requirement},
    wire::{DecodeError, Draft, json},
};

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::testing::*;

    #[test]
    fn the_guides_request_is_sent_word_for_word() {
        let search = SearchPages::new("guggenheim");
        let path = "GET https://graph.facebook.com/v26.0/pages/search\
                    ?q=guggenheim&fields=name%2Clocation%2Clink";
        pages(search, path);
    }

    #[test]
    fn only_a_page_with_coordinates_can_be_a_location() {
        let page = got::<SearchPages>(200, data!("search_pages_sample__200")).unwrap();
        let can: Vec<_> =
            page.data.iter().map(|found| (found.id.as_str(), found.can_be_location())).collect();
        assert_eq!(can, [("7640348500", true), ("7640348501", false), ("7640348502", false)]);
        let location = page.data[0].location.as_ref().unwrap();
        assert_eq!(location.latitude, Some(40.782_910_059_774));
        assert_eq!(location.street.as_deref(), Some("1071 5th Ave"));
    }
}
