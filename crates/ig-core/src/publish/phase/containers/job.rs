//! Which container it is, and what it is created for.

use crate::{
    endpoint::ReadContainer,
    post::{CarouselItem, Medium, Post, VideoSource},
    publish::{PublishPlan, quota::Processed},
    value::ContainerId,
};

/// One of the containers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    /// An item's, from 0.
    Child(usize),
    /// The one that is published.
    Unit,
}

/// What a container is created for.
#[derive(Clone, Copy)]
pub(crate) struct Job<'a> {
    post: &'a Post,
    which: Which,
}

impl<'a> Job<'a> {
    pub(crate) fn of(plan: &'a PublishPlan, which: Which) -> Self {
        Self { post: plan.post(), which }
    }

    pub(crate) fn video(self) -> Option<&'a VideoSource> {
        match self.which {
            Which::Child(n) => self.post.items().get(n).and_then(CarouselItem::video),
            Which::Unit => self.post.video(),
        }
    }

    pub(crate) fn is_upload(self) -> bool {
        self.video().is_some_and(VideoSource::is_uploaded)
    }

    pub(crate) fn medium(self) -> Processed {
        if self.video().is_some() { Processed::Video } else { Processed::Picture }
    }

    /// Whether it is the only container of its post.
    pub(crate) fn is_whole_post(self) -> bool {
        self.post.items().is_empty()
    }

    /// The read of its status: of an uploaded video with how far it is.
    pub(crate) fn read(self, id: ContainerId) -> ReadContainer {
        let read = ReadContainer::new(id);
        if self.is_upload() { read.with_video_status() } else { read.with_status() }
    }

    /// The item, by its number from 1, and where it is.
    pub(crate) fn item(self) -> Option<(usize, Medium<'a>)> {
        match self.which {
            Which::Child(n) => self.post.items().get(n).map(|item| (n + 1, item.medium())),
            Which::Unit => None,
        }
    }
}
