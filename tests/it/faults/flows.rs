//! The flows: one post of each kind, of files that the sandbox itself has, so that nothing is
//! fetched in the background and each run is as long as the one before.

use std::time::Duration;

use ig_core::{
    Carousel, CarouselItem, MediaUrl, Photo, PhotoStory, Post, PublishPlan, Reel, VideoStory,
    post::{ImageItem, VideoItem, VideoSource},
    publish::{PublishPolicy, QuotaPolicy},
    upload::NamedSource,
};

use super::Reads;

/// A kind of post, and whether the newest media are listed before it is published.
#[derive(Debug)]
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    pub(crate) baseline: bool,
    post: fn(&Media<'_>) -> Post,
}

/// The media that posts are made of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Media<'a> {
    /// The sandbox's base URL.
    pub(crate) base: &'a str,
    pub(crate) video: &'a NamedSource,
}

impl Media<'_> {
    fn url(&self, name: &str) -> MediaUrl {
        MediaUrl::local(&format!("{}/_sandbox/files/{name}", self.base)).unwrap()
    }

    fn image(&self) -> MediaUrl {
        self.url("a.jpg")
    }

    fn video(&self) -> VideoSource {
        VideoSource::Url(self.url("a.mov"))
    }

    fn hosted(&self) -> VideoSource {
        VideoSource::Hosted(self.url("a.mov"))
    }

    fn upload(&self) -> VideoSource {
        self.video.clone().into()
    }
}

fn caption() -> ig_core::Caption {
    "#BronzFonz & co, with @therock".parse().unwrap()
}

fn reel(video: VideoSource) -> Post {
    Reel::new(video).with_caption(caption()).into()
}

fn photo(media: &Media<'_>) -> Post {
    Photo::new(media.image()).with_caption(caption()).into()
}

/// Two of the videos are processed at the same time, and read together.
fn carousel(media: &Media<'_>) -> Post {
    let items = [
        CarouselItem::from(ImageItem::new(media.image())),
        VideoItem::new(media.video()).into(),
        VideoItem::new(media.upload()).into(),
        VideoItem::new(media.hosted()).into(),
    ];
    Carousel::new(items.to_vec().try_into().unwrap()).with_caption(caption()).into()
}

/// All kinds: a new one gets its own rows.
pub(crate) const KINDS: &[Kind] = &[
    Kind { name: "photo", baseline: false, post: photo },
    Kind { name: "reel by URL", baseline: true, post: |media| reel(media.video()) },
    Kind { name: "reel by upload", baseline: false, post: |media| reel(media.upload()) },
    Kind { name: "reel by hosted upload", baseline: false, post: |media| reel(media.hosted()) },
    Kind {
        name: "photo story",
        baseline: false,
        post: |media| PhotoStory::new(media.image()).into(),
    },
    Kind {
        name: "video story by upload",
        baseline: true,
        post: |media| VideoStory::new(media.upload()).into(),
    },
    Kind { name: "carousel", baseline: false, post: carousel },
];

impl Kind {
    pub(crate) fn is_story(&self) -> bool {
        self.name.contains("story")
    }

    pub(crate) fn plan(&self, media: &Media<'_>, reads: Reads) -> PublishPlan {
        // Shorter than the default, so that a run without a result ends sooner.
        let patience = Duration::from_secs(300);
        let policy = PublishPolicy::default().with_quota(QuotaPolicy::Refuse);
        let mut policy = policy.with_verify_for(patience).with_process_for(patience);
        policy.baseline = self.baseline;
        if reads == Reads::Awaited {
            policy.blind_after = None;
        }
        let user = "17841400008460056".parse().unwrap();
        PublishPlan::new(user, (self.post)(media)).with_policy(policy)
    }
}
