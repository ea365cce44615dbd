//! The needs that a preflight checks: what a post, or work on one, requires besides being
//! published.

use ig_core::{
    Endpoint as _, Login, Post,
    endpoint::{DeleteMedia, ListCatalogs, PublishContainer, UpdateMedia},
    permission::{Circumstance, Grants, Requirement},
    publish::Surface,
};

/// What is to be done besides publishing a photo or a video.
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
    /// Only publishing.
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

    /// The needs that Instagram Login does not support (reference §1.4).
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

    /// The grants that the endpoints require of a token, and under which circumstances.
    pub(super) fn requirements(self) -> Vec<Requirement> {
        [
            (true, PublishContainer::REQUIRES),
            (self.product_tags, ListCatalogs::REQUIRES),
            (self.comments, UpdateMedia::REQUIRES),
            (self.deletion, DeleteMedia::REQUIRES),
        ]
        .into_iter()
        .filter_map(|(wanted, requirement)| wanted.then_some(requirement))
        .collect()
    }

    /// Adds to `grants` the circumstances of the need.
    pub(super) fn circumstances(self, login: Login, grants: Grants) -> Grants {
        let is_facebook = login == Login::Facebook;
        let mut grants = grants.when(match is_facebook {
            true => Circumstance::FacebookLogin,
            false => Circumstance::InstagramLogin,
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

/// What publishing `post` requires, by the parameters that it sends.
impl From<&Post> for Needs {
    fn from(post: &Post) -> Self {
        Self {
            product_tags: post.has_parameter("product_tags"),
            story: post.surface() == Surface::Stories,
            partnership: post.has_parameter("is_paid_partnership"),
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ig_core::{
        Carousel, CarouselItem, MediaUrl, Photo, PhotoStory,
        post::{ImageItem, PaidPartnership},
        tag::{ProductTag, ProductTags},
    };

    #[test]
    fn the_needs_of_a_post_come_from_its_parameters() {
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
