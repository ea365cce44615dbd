//! What a preflight looks for: what a post, or work on one, asks beyond being
//! published.

use crate::{
    Draft, Login, Post,
    permission::{COMMENTING, Circumstance, DELETING, Grants, PUBLISHING, Requirement, SHOPPING},
    post::Describe,
    publish::Surface,
};

/// What is to be done, beyond publishing a photo or a video.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct Needs {
    product_tags: bool,
    story: bool,
    partnership: bool,
    comments: bool,
    deletion: bool,
}

impl Needs {
    /// Publishing, and nothing else.
    pub fn new() -> Self {
        Self::default()
    }

    /// Products are to be tagged.
    pub fn with_product_tags(mut self) -> Self {
        self.product_tags = true;
        self
    }

    /// It is a story.
    pub fn with_story(mut self) -> Self {
        self.story = true;
        self
    }

    /// It is to carry a partnership label.
    pub fn with_partnership(mut self) -> Self {
        self.partnership = true;
        self
    }

    /// Comments are to be turned on or off.
    pub fn with_comments(mut self) -> Self {
        self.comments = true;
        self
    }

    /// Media are to be deleted.
    pub fn with_deletion(mut self) -> Self {
        self.deletion = true;
        self
    }

    pub(super) fn has_product_tags(self) -> bool {
        self.product_tags
    }

    pub(super) fn has_story(self) -> bool {
        self.story
    }

    pub(super) fn has_partnership(self) -> bool {
        self.partnership
    }

    /// What Instagram Login does not have (reference §1.4).
    pub(super) fn for_facebook_only(self) -> Vec<&'static str> {
        [
            (self.product_tags, "product tags"),
            (self.partnership, "partnership labels"),
            (self.deletion, "deleting media"),
        ]
        .into_iter()
        .filter_map(|(wanted, what)| wanted.then_some(what))
        .collect()
    }

    /// What the endpoints ask of a token, and under which circumstances.
    pub(super) fn requirements(self) -> Vec<Requirement> {
        [
            (true, PUBLISHING),
            (self.product_tags, SHOPPING),
            (self.comments, COMMENTING),
            (self.deletion, DELETING),
        ]
        .into_iter()
        .filter_map(|(wanted, requirement)| wanted.then_some(requirement))
        .collect()
    }

    /// Adds to `grants` the circumstances of the need.
    pub(super) fn circumstances(self, login: Login, grants: Grants) -> Grants {
        let mut grants = grants.when(match login {
            Login::Facebook => Circumstance::FacebookLogin,
            Login::Instagram => Circumstance::InstagramLogin,
        });
        if self.product_tags {
            grants = grants.when(Circumstance::ProductTagging);
        }
        if self.partnership {
            grants = grants.when(Circumstance::PartnershipLabel);
        }
        grants
    }
}

/// What publishing `post` asks for, by the parameters that it sends.
impl From<&Post> for Needs {
    fn from(post: &Post) -> Self {
        let blank = || Draft::post("");
        let items = post.items().iter().map(|item| item.describe(blank()));
        let drafts: Vec<Draft> = items.chain([post.describe(blank())]).collect();
        let sends =
            |parameter| drafts.iter().any(|draft| draft.form().any(|(name, _)| name == parameter));
        Self {
            product_tags: sends("product_tags"),
            story: post.surface() == Surface::Stories,
            partnership: sends("is_paid_partnership"),
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Carousel, CarouselItem, MediaUrl, Photo, PhotoStory,
        post::{ImageItem, PaidPartnership},
        tag::{ProductTag, ProductTags},
    };

    #[test]
    fn a_post_says_what_it_needs() {
        let url = || "https://www.example.com/a.jpg".parse::<MediaUrl>().unwrap();
        let tags = || {
            let tag = ProductTag::new("3231775643511089".parse().unwrap(), 0.5, 0.8).unwrap();
            ProductTags::try_from(vec![tag]).unwrap()
        };
        let needs = |post: Post| Needs::from(&post);
        assert_eq!(needs(Photo::new(url()).into()), Needs::new());
        let labelled = Photo::new(url()).with_paid_partnership(PaidPartnership::unnamed());
        assert_eq!(needs(labelled.into()), Needs::new().with_partnership());
        assert_eq!(needs(PhotoStory::new(url()).into()), Needs::new().with_story());
        let plain: CarouselItem = ImageItem::new(url()).into();
        let tagged = ImageItem::new(url()).with_product_tags(tags()).into();
        let items = vec![plain, tagged].try_into().unwrap();
        let expected = Needs::new().with_product_tags();
        assert_eq!(needs(Carousel::new(items).into()), expected, "an item's tags count");
    }
}
