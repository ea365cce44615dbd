//! `GET /{ig-user-id}/stories`
//!
//! Lists the stories that an account has up now: those of the last 24 hours.
//! They are not among its media. ([reference], §7.1)
//!
//! [reference]: https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/ig-user/stories

use crate::{
    endpoint::{Cursor, Effect, Endpoint, Media, Page, Paged, page},
    wire::json,
};

use super::read_media::FIELDS;
use crate::{
    value::{
        UserId,
        permission::{READING, Requirement},
    },
    wire::{DecodeError, Draft},
};

/// Lists an account's stories.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListStories {
    user: UserId,
    limit: u16,
    after: Option<Cursor>,
}

impl ListStories {
    /// The stories of `user`, 25 to a page.
    pub fn new(user: UserId) -> Self {
        Self { user, limit: 25, after: None }
    }

    /// Sets the size of a page, from 1 to 100.
    #[must_use]
    pub fn with_limit(mut self, limit: u16) -> Self {
        self.limit = limit.clamp(1, 100);
        self
    }
}

impl Paged for ListStories {
    type Item = Media;

    fn starting_after(mut self, cursor: Cursor) -> Self {
        self.after = Some(cursor);
        self
    }
}

impl Endpoint for ListStories {
    type Response = Page<Media>;

    const NAME: &'static str = "GET /{user}/stories";
    const EFFECT: Effect = Effect::Read;
    const REQUIRES: Requirement = READING;

    fn draft(&self) -> Draft {
        let draft = Draft::get(format!("{}/stories", self.user))
            .with_query("fields", FIELDS)
            .with_query("limit", self.limit.to_string());
        page::from(draft, self.after.as_ref())
    }

    fn decode(body: &[u8]) -> Result<Page<Media>, DecodeError> {
        json("not a list of stories", body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::testing::*;

    #[test]
    fn the_page_and_its_size_are_asked_for() {
        let list = || ListStories::new("17841400008460056".parse().unwrap());
        let path = "GET https://graph.facebook.com/v26.0/17841400008460056/stories\
                    ?fields=id%2Ccaption%2Cmedia_type%2Cmedia_product_type%2Cpermalink%2Cshortcode%2Ctimestamp";
        assert_eq!(sent(&list()), format!("{path}&limit=25"));
        assert_eq!(sent(&list().with_limit(0)), format!("{path}&limit=1"));
        let cursor = serde_json::from_str(r#""MTAZD""#).unwrap();
        let next = list().with_limit(1000).starting_after(cursor);
        assert_eq!(sent(&next), format!("{path}&limit=100&after=MTAZD"));
    }

    #[test]
    fn a_story_has_no_caption() {
        let page = got::<ListStories>(200, data!("list_stories_sample__200")).unwrap();
        assert_eq!(page.data[0].media_product_type.as_deref(), Some("STORY"));
        assert_eq!(page.data[0].caption, None);
        assert_eq!(got::<ListStories>(200, r#"{"data":[]}"#).unwrap().data, []);
    }
}
