//! `GET /{ig-user-id}`
//!
//! Reads an Instagram account. ([reference], §9.2)
//!
//! [reference]: https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/ig-user

use serde::Deserialize;

use crate::{
    endpoint::{Effect, Endpoint},
    value::{
        UserId,
        permission::{READING, Requirement},
        word::words,
    },
    wire::{DecodeError, Draft, json},
};

/// Reads an Instagram account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadUser {
    user: UserId,
    fields: Vec<UserField>,
}

impl ReadUser {
    /// Reads the id and the name of `user`.
    pub fn new(user: UserId) -> Self {
        Self { user, fields: vec![UserField::Username] }
    }

    /// Asks for another field. A field that the token may not read fails the
    /// whole call, so only what is needed should be asked for.
    #[must_use]
    pub fn with_field(mut self, field: UserField) -> Self {
        // A field that is named twice is an error (reference §12.2).
        if !self.fields.contains(&field) {
            self.fields.push(field);
        }
        self
    }
}

words! {
    /// What can be asked of an Instagram account on graph.facebook.com. The two
    /// shopping fields need the permissions of shopping: without them the call
    /// fails with error 10 (reference §9.2).
    UserField {
        Username = "username",
        Name = "name",
        Biography = "biography",
        Website = "website",
        ProfilePictureUrl = "profile_picture_url",
        FollowersCount = "followers_count",
        FollowsCount = "follows_count",
        MediaCount = "media_count",
        HasProfilePic = "has_profile_pic",
        IsPublished = "is_published",
        LegacyInstagramUserId = "legacy_instagram_user_id",
        ShoppingProductTagEligibility = "shopping_product_tag_eligibility",
        ShoppingReviewStatus = "shopping_review_status",
    }
}

/// An Instagram account. What was not asked for is absent.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct User {
    /// Its id.
    pub id: UserId,
    /// Its name in addresses.
    #[serde(default)]
    pub username: Option<String>,
    /// Its name for people.
    #[serde(default)]
    pub name: Option<String>,
    /// What it says of itself.
    #[serde(default)]
    pub biography: Option<String>,
    /// Its website.
    #[serde(default)]
    pub website: Option<String>,
    /// Where its picture is, for a time.
    #[serde(default)]
    pub profile_picture_url: Option<String>,
    /// How many follow it.
    #[serde(default)]
    pub followers_count: Option<u64>,
    /// How many it follows.
    #[serde(default)]
    pub follows_count: Option<u64>,
    /// How many media it has.
    #[serde(default)]
    pub media_count: Option<u64>,
    /// Whether it has a picture.
    #[serde(default)]
    pub has_profile_pic: Option<bool>,
    /// Whether it is published.
    #[serde(default)]
    pub is_published: Option<bool>,
    /// Its id in the older API.
    #[serde(default, deserialize_with = "crate::endpoint::loose::text")]
    pub legacy_instagram_user_id: Option<String>,
    /// Whether it may tag products.
    #[serde(default)]
    pub shopping_product_tag_eligibility: Option<bool>,
    /// How far the review of its shop is, in Meta's words.
    #[serde(default)]
    pub shopping_review_status: Option<String>,
}

impl Endpoint for ReadUser {
    type Response = User;

    const NAME: &'static str = "GET /{user}";
    const EFFECT: Effect = Effect::Read;
    const REQUIRES: Requirement = READING;

    fn draft(&self) -> Draft {
        let names: Vec<_> = self.fields.iter().map(|field| field.as_str()).collect();
        Draft::get(self.user.as_str()).with_query("fields", names.join(","))
    }

    fn decode(body: &[u8]) -> Result<User, DecodeError> {
        json("not an Instagram account", body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::testing::*;

    fn read() -> ReadUser {
        ReadUser::new("17841400008460056".parse().unwrap())
    }

    #[test]
    fn only_what_is_asked_for_is_asked_once() {
        let path = "GET https://graph.facebook.com/v26.0/17841400008460056?fields=username";
        assert_eq!(sent(&read()), path);
        assert_eq!(sent(&read().with_field(UserField::Username)), path);
        for field in UserField::ALL.iter().copied().filter(|&field| field != UserField::Username) {
            let sent = sent(&read().with_field(field).with_field(field));
            assert_eq!(sent, format!("{path}%2C{}", field.as_str()));
        }
    }

    #[test]
    fn the_documented_sample_is_read() {
        let user = got::<ReadUser>(200, data!("read_user_sample__200")).unwrap();
        assert_eq!(user.username.as_deref(), Some("bronz_fonz"));
        assert_eq!(user.shopping_product_tag_eligibility, Some(true));
        assert_eq!(user.legacy_instagram_user_id.as_deref(), Some("10023"));
        assert_eq!((user.media_count, user.is_published), (Some(12), Some(true)));
    }
}
