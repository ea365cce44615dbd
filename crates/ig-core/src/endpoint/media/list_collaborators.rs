//! `GET /{ig-media-id}/collaborators`
//!
//! Lists who was invited to a post as a collaborator, and what they said.
//! ([reference], §7.2)
//!
//! [reference]: https://developers.facebook.com/documentation/instagram-platform/reference/instagram-media

use serde::Deserialize;

use crate::{
    endpoint::{Cursor, Effect, Endpoint, Page, Paged, page},
    value::{
        MediaId, UserId,
        permission::{READING, Requirement},
    },
    wire::{DecodeError, Draft, json},
};

/// Lists the collaborators of a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListCollaborators {
    media: MediaId,
    after: Option<Cursor>,
}

impl ListCollaborators {
    /// The collaborators of `media`.
    pub fn new(media: MediaId) -> Self {
        Self { media, after: None }
    }
}

/// A collaborator of a post.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Collaborator {
    /// The account's id.
    pub id: UserId,
    /// Its name in addresses.
    #[serde(default)]
    pub username: Option<String>,
    /// What became of the invitation, in Meta's words, of which the reference
    /// has no list.
    #[serde(default)]
    pub invite_status: Option<String>,
}

impl Paged for ListCollaborators {
    type Item = Collaborator;

    fn starting_after(mut self, cursor: Cursor) -> Self {
        self.after = Some(cursor);
        self
    }
}

impl Endpoint for ListCollaborators {
    type Response = Page<Collaborator>;

    const NAME: &'static str = "GET /{media}/collaborators";
    const EFFECT: Effect = Effect::Read;
    const REQUIRES: Requirement = READING;

    fn draft(&self) -> Draft {
        let draft = Draft::get(format!("{}/collaborators", self.media))
            .with_query("fields", "id,username,invite_status");
        page::from(draft, self.after.as_ref())
    }

    fn decode(body: &[u8]) -> Result<Page<Collaborator>, DecodeError> {
        json("not a list of collaborators", body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::testing::*;

    #[test]
    fn the_fields_and_the_page_are_asked_for() {
        let list = ListCollaborators::new("17895695668004550".parse().unwrap());
        let path = "GET https://graph.facebook.com/v26.0/17895695668004550/collaborators\
                    ?fields=id%2Cusername%2Cinvite_status";
        pages(list, path);
    }

    #[test]
    fn the_documented_sample_is_read() {
        let page = got::<ListCollaborators>(200, data!("list_collaborators_sample__200")).unwrap();
        assert_eq!(page.data[0].username.as_deref(), Some("guggenheim"));
        assert_eq!(page.data[0].invite_status.as_deref(), Some("Pending"));
        assert_eq!((page.data[1].id.as_str(), page.data[1].username.as_deref()), ("7", None));
    }
}
