//! `GET /{ig-user-id}/media`
//!
//! Lists an account's media, newest first, stories excluded, at most the
//! 10 000 most recent. ([reference], §7.1)
//!
//! [reference]: https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/ig-user/media

use crate::{
    endpoint::{Cursor, Effect, Endpoint, Media, Page, Paged, page},
    wire::json,
};

use super::read_media::FIELDS;
use crate::{
    value::{
        Timestamp, UserId,
        permission::{READING, Requirement},
    },
    wire::{DecodeError, Draft},
};

/// Lists an account's media.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListMedia {
    user: UserId,
    limit: u16,
    since: Option<Timestamp>,
    until: Option<Timestamp>,
    after: Option<Cursor>,
}

impl ListMedia {
    /// The media of `user`, newest first, 25 to a page.
    pub fn new(user: UserId) -> Self {
        Self { user, limit: 25, since: None, until: None, after: None }
    }

    /// Sets the size of a page, from 1 to 100.
    #[must_use]
    pub fn with_limit(mut self, limit: u16) -> Self {
        self.limit = limit.clamp(1, 100);
        self
    }

    /// Only what was published since then, to the second.
    #[must_use]
    pub fn with_since(mut self, since: Timestamp) -> Self {
        self.since = Some(since);
        self
    }

    /// Only what was published until then, to the second.
    #[must_use]
    pub fn with_until(mut self, until: Timestamp) -> Self {
        self.until = Some(until);
        self
    }
}

impl Paged for ListMedia {
    type Item = Media;

    fn starting_after(mut self, cursor: Cursor) -> Self {
        self.after = Some(cursor);
        self
    }
}

impl Endpoint for ListMedia {
    type Response = Page<Media>;

    const NAME: &'static str = "GET /{user}/media";
    const EFFECT: Effect = Effect::Read;
    const REQUIRES: Requirement = READING;

    fn draft(&self) -> Draft {
        let mut draft = Draft::get(format!("{}/media", self.user))
            .with_query("fields", FIELDS)
            .with_query("limit", self.limit.to_string());
        for (key, at) in [("since", self.since), ("until", self.until)] {
            if let Some(at) = at {
                draft = draft.with_query(key, at.as_unix_seconds().to_string());
            }
        }
        page::from(draft, self.after.as_ref())
    }

    fn decode(body: &[u8]) -> Result<Page<Media>, DecodeError> {
        json("not a list of media", body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::testing::*;

    #[test]
    fn the_page_and_its_size_are_asked_for() {
        let list = || ListMedia::new("17841400008460056".parse().unwrap());
        let path = "GET https://graph.facebook.com/v26.0/17841400008460056/media\
                    ?fields=id%2Ccaption%2Cmedia_type%2Cmedia_product_type%2Cpermalink%2Cshortcode%2Ctimestamp";
        assert_eq!(sent(&list()), format!("{path}&limit=25"));
        assert_eq!(sent(&list().with_limit(0)), format!("{path}&limit=1"));
        assert_eq!(sent(&list().with_limit(1000)), format!("{path}&limit=100"));
        let at = Timestamp::from_unix_millis(1_800_000_000_999);
        assert_eq!(sent(&list().with_since(at)), format!("{path}&limit=25&since=1800000000"));
        assert_eq!(sent(&list().with_until(at)), format!("{path}&limit=25&until=1800000000"));
        let page = got::<ListMedia>(200, data!("list_media_sample__200")).unwrap();
        let next = list().starting_after(page.after.unwrap());
        assert_eq!(sent(&next), format!("{path}&limit=25&after=QVFIUafter"));
    }

    #[test]
    fn the_next_page_is_known_and_its_url_is_not() {
        let page = got::<ListMedia>(200, data!("list_media_sample__200")).unwrap();
        assert!(!format!("{page:?}").contains("EAAG"), "the URL holds the token");
        let last = got::<ListMedia>(200, data!("list_media_last__200")).unwrap();
        assert_eq!(last.after, None, "a cursor without a next page leads nowhere");
        assert_eq!(last.data[0].caption.as_deref(), Some("#BronzFonz"));
        let empty = got::<ListMedia>(200, r#"{"data":[]}"#).unwrap();
        assert_eq!((empty.data.len(), empty.after), (0, None));
    }
}
