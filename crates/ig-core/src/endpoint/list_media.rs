//! `GET /{ig-user-id}/media`
//!
//! Lists an account's media, newest first, stories excluded, at most the
//! 10 000 most recent. ([reference], §7.1)
//!
//! [reference]: https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/ig-user/media

use super::{Cursor, Effect, Endpoint, Media, Page, Paged, json, read_media::FIELDS};
use crate::{DecodeError, Draft, Requirement, UserId, permission::READING};

/// Lists an account's media.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListMedia {
    user: UserId,
    limit: u16,
    after: Option<Cursor>,
}

impl ListMedia {
    /// The media of `user`, newest first, 25 to a page.
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
        let draft = Draft::get(format!("{}/media", self.user))
            .with_query("fields", FIELDS)
            .with_query("limit", self.limit.to_string());
        match &self.after {
            Some(cursor) => draft.with_query("after", cursor.as_str()),
            None => draft,
        }
    }

    fn decode(body: &[u8]) -> Result<Page<Media>, DecodeError> {
        json("not a list of media", body)
    }
}
