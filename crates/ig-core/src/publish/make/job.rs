//! Which container it is, and what it is made for.

use crate::{
    CarouselItem, Post,
    post::{Medium, VideoSource},
    publish::PublishPlan,
};

/// One of the containers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::publish) enum Which {
    /// An item's, from 0.
    Child(usize),
    /// The one that is published.
    Unit,
}

/// What a container is made for.
#[derive(Clone, Copy)]
pub(in crate::publish) struct Job<'a> {
    post: &'a Post,
    which: Which,
}

impl<'a> Job<'a> {
    pub(in crate::publish) fn of(plan: &'a PublishPlan, which: Which) -> Self {
        Self { post: plan.post(), which }
    }

    pub(in crate::publish) fn film(self) -> Option<&'a VideoSource> {
        match self.which {
            Which::Child(n) => self.post.items().get(n).and_then(CarouselItem::video),
            Which::Unit => self.post.video(),
        }
    }

    /// The item, by its number from 1, and where it is.
    pub(super) fn item(self) -> Option<(usize, Medium<'a>)> {
        match self.which {
            Which::Child(n) => self.post.items().get(n).map(|item| (n + 1, item.medium())),
            Which::Unit => None,
        }
    }
}
