//! `GET /{ig-media-id}/children`
//!
//! Lists the photos and videos of a published carousel. They have no caption
//! and no permalink of their own. ([reference], §7.2)
//!
//! [reference]: https://developers.facebook.com/documentation/instagram-platform/reference/instagram-media

use super::{Cursor, Effect, Endpoint, Media, Page, Paged, json, page};
use crate::{
    Draft, MediaId,
    error::DecodeError,
    permission::{READING, Requirement},
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
    use super::{super::testing::*, *};
    use crate::error::ErrorClass;

    #[test]
    fn the_fields_and_the_page_are_asked_for() {
        let list = ListChildren::new("17895695668004550".parse().unwrap());
        let path = "GET https://graph.facebook.com/v25.0/17895695668004550/children\
                    ?fields=id%2Cmedia_type%2Cmedia_url%2Cthumbnail_url%2Ctimestamp%2Calt_text";
        assert_eq!(sent(&list), path);
        let cursor = serde_json::from_str(r#""MTAZD""#).unwrap();
        assert_eq!(sent(&list.starting_after(cursor)), format!("{path}&after=MTAZD"));
    }

    #[test]
    fn all_but_the_id_may_be_absent() {
        let page = got::<ListChildren>(200, data!("list_children_sample__200")).unwrap();
        let ids: Vec<_> = page.data.iter().map(|child| child.id.as_str()).collect();
        assert_eq!(ids, ["17880997618081620", "17871527143187462"]);
        assert_eq!(page.data[1].media_type.as_deref(), Some("VIDEO"));
        assert_eq!((page.data[0].caption.as_deref(), page.after), (None, None));
    }

    #[test]
    fn a_medium_that_is_not_there_is_typed() {
        let error = refused::<ListChildren>(400, data!("update_media_unreadable__400"));
        assert_eq!(error.class(), ErrorClass::Unreadable);
    }
}
