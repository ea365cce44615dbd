//! `GET /{ig-user-id}/stories`
//!
//! Lists the stories of the last 24 hours, which the list of media leaves out.
//! ([reference], §7.1)
//!
//! [reference]: https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/ig-user/media

use super::{Cursor, Effect, Endpoint, Media, Page, Paged, json, read_media::FIELDS};
use crate::{DecodeError, Draft, Requirement, UserId, permission::READING};

/// Lists an account's stories.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListStories {
    user: UserId,
    after: Option<Cursor>,
}

impl ListStories {
    /// The stories of `user` that are shown now.
    pub fn new(user: UserId) -> Self {
        Self { user, after: None }
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
            .with_query("limit", "25");
        match &self.after {
            Some(cursor) => draft.with_query("after", cursor.as_str()),
            None => draft,
        }
    }

    fn decode(body: &[u8]) -> Result<Page<Media>, DecodeError> {
        json("not a list of stories", body)
    }
}
