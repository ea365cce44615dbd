//! `GET /{ig-media-id}/children`
//!
//! Lists the photos and videos of a published carousel. They have no caption
//! and no permalink of their own. ([reference], §7.2)
//!
//! [reference]: https://developers.facebook.com/documentation/instagram-platform/reference/instagram-media

use crate::{
    endpoint::{Cursor, Effect, Endpoint, Media, Page, Paged, page},
    value::{
        MediaId,
        permission::{READING, Requirement},
    },
    wire::{DecodeError, Draft, json},
};

/// Lists the items of a carousel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListChildren {
    media: MediaId,
    after: Option<Cursor>,
}

impl ListChildren {
    /// The items of the carousel `media`.
    pub fn new(media: MediaId) -> Self {
        Self { media, after: None }
    }
}

impl Paged for ListChildren {
    type Item = Media;

    fn starting_after(mut self, cursor: Cursor) -> Self {
        self.after = Some(cursor);
        self
    }
}

impl Endpoint for ListChildren {
    type Response = Page<Media>;

    const NAME: &'static str = "GET /{media}/children";
    const EFFECT: Effect = Effect::Read;
    const REQUIRES: Requirement = READING;

    fn draft(&self) -> Draft {
        let draft = Draft::get(format!("{}/children", self.media))
            .with_query("fields", "id,media_type,media_url,thumbnail_url,timestamp,alt_text");
        page::from(draft, self.after.as_ref())
    }

    fn decode(body: &[u8]) -> Result<Page<Media>, DecodeError> {
        json("not a list of a carousel's items", body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::testing::*;

    #[test]
    fn the_fields_and_the_page_are_asked_for() {
        let list = ListChildren::new("17895695668004550".parse().unwrap());
        let path = "GET https://graph.facebook.com/v26.0/17895695668004550/children\
                    ?fields=id%2Cmedia_type%2Cmedia_url%2Cthumbnail_url%2Ctimestamp%2Calt_text";
        pages(list, path);
    }

    #[test]
    fn the_documented_sample_is_read() {
        let page = got::<ListChildren>(200, data!("list_children_sample__200")).unwrap();
        let ids: Vec<_> = page.data.iter().map(|child| child.id.as_str()).collect();
        assert_eq!(ids, ["17880997618081620", "17871527143187462"]);
        assert_eq!(page.data[1].media_type.as_deref(), Some("VIDEO"));
        assert_eq!((page.data[0].caption.as_deref(), page.after), (None, None));
    }
}
