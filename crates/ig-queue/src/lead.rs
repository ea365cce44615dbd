//! How long before its time a post is prepared.

use std::time::Duration;

use ig_core::{CarouselItem, Post};

/// The lead of a post without a video: two minutes.
pub const PHOTO: Duration = Duration::from_secs(2 * 60);

/// The lead of a post with a video: 15 minutes. Most are processed within two (reference §5).
pub const VIDEO: Duration = Duration::from_secs(15 * 60);

/// The longest lead: 20 hours, since a container lives for 24 (reference §5).
pub const MOST: Duration = Duration::from_secs(20 * 3600);

/// The lead of `post`, where nobody asked for another.
pub fn of(post: &Post) -> Duration {
    let has_video = match post {
        Post::Photo(_) | Post::PhotoStory(_) => false,
        Post::Carousel(_) => post.items().iter().any(|it| matches!(it, CarouselItem::Video(_))),
        _ => true,
    };
    if has_video { VIDEO } else { PHOTO }
}
