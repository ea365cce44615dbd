//! What a preflight looks for: what a post, or work on one, asks beyond being
//! published.

use crate::{
    CarouselItem, Circumstance, Grants, Login, Post, Requirement,
    permission::{COMMENTING, DELETING, PUBLISHING, SHOPPING},
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

    /// What publishing `post` asks.
    pub fn of(post: &Post) -> Self {
        let (product_tags, partnership, story) = match post {
            Post::Photo(photo) => {
                (photo.product_tags().is_some(), photo.paid_partnership().is_some(), false)
            }
            Post::Reel(reel) => {
                (reel.product_tags().is_some(), reel.paid_partnership().is_some(), false)
            }
            Post::Carousel(carousel) => {
                let tagged = post.items().iter().any(|item| match item {
                    CarouselItem::Image(image) => image.product_tags().is_some(),
                    CarouselItem::Video(video) => video.product_tags().is_some(),
                });
                (tagged, carousel.paid_partnership().is_some(), false)
            }
            Post::PhotoStory(_) | Post::VideoStory(_) => (false, false, true),
        };
        Self { product_tags, story, partnership, ..Self::new() }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Carousel, ImageItem, PaidPartnership, Photo, PhotoStory, ProductTag, ProductTags, Reel,
        VideoItem,
    };

    #[test]
    fn a_post_tells_what_it_needs() {
        let url = || "https://www.example.com/a.jpg".parse::<crate::MediaUrl>().unwrap();
        let tags = || {
            let id = "3231775643511089".parse().unwrap();
            ProductTags::try_from(vec![ProductTag::new(id, 0.5, 0.5).unwrap()]).unwrap()
        };
        let partner = PaidPartnership::unnamed;
        let check = |post: Post, expect| assert_eq!(Needs::of(&post), expect, "{post:?}");
        check(Photo::new(url()).into(), Needs::new());
        check(Photo::new(url()).with_product_tags(tags()).into(), Needs::new().with_product_tags());
        check(Reel::new(url()).into(), Needs::new());
        check(
            Reel::new(url()).with_paid_partnership(partner()).into(),
            Needs::new().with_partnership(),
        );
        check(PhotoStory::new(url()).into(), Needs::new().with_story());
        let items = |image: ImageItem| {
            let items = vec![VideoItem::new(url()).into(), image.into()];
            Carousel::new(crate::CarouselItems::try_from(items).unwrap())
        };
        check(items(ImageItem::new(url())).into(), Needs::new());
        let tagged = items(ImageItem::new(url()).with_product_tags(tags()));
        let both = Needs::new().with_product_tags().with_partnership();
        check(tagged.with_paid_partnership(partner()).into(), both);
    }
}
