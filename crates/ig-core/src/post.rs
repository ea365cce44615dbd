//! What can be posted, as types: a mix that Instagram refuses does not compile
//! (reference §2.3).

use serde::{Deserialize, Serialize};

use crate::{Caption, Draft, MediaUrl, PageId, UserTag, UserTags};

/// A post of its own: what a [`PublishPlan`](crate::PublishPlan) publishes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Post {
    /// A photo in the feed.
    Photo(Photo),
    /// A video, which Instagram publishes as a reel.
    Reel(Reel),
}

/// A photo in the feed: a JPEG of at most 8 MiB, from 4:5 to 1.91:1
/// (reference §2.6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Photo {
    image_url: MediaUrl,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    caption: Option<Caption>,
    #[serde(default, skip_serializing_if = "UserTags::is_empty")]
    user_tags: UserTags,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    location_id: Option<PageId>,
}

impl Photo {
    /// The JPEG at `image_url`.
    pub fn new(image_url: MediaUrl) -> Self {
        Self { image_url, caption: None, user_tags: UserTags::default(), location_id: None }
    }

    /// Sets the caption.
    #[must_use]
    pub fn with_caption(mut self, caption: Caption) -> Self {
        self.caption = Some(caption);
        self
    }

    /// Tags people.
    #[must_use]
    pub fn with_user_tags(mut self, user_tags: UserTags) -> Self {
        self.user_tags = user_tags;
        self
    }

    /// Sets the location: a Page that has coordinates. One without is refused
    /// by Instagram with `INSTAGRAM_PLATFORM_API__INVALID_LOCATION_ID`
    /// (reference §8).
    #[must_use]
    pub fn with_location(mut self, location_id: PageId) -> Self {
        self.location_id = Some(location_id);
        self
    }
}

/// A video of its own, published as a reel: an MP4 or MOV of 3 s to 15 min
/// (reference §2.6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reel {
    video_url: MediaUrl,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    caption: Option<Caption>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    location_id: Option<PageId>,
}

impl Reel {
    /// The video at `video_url`.
    pub fn new(video_url: MediaUrl) -> Self {
        Self { video_url, caption: None, location_id: None }
    }

    /// Sets the caption.
    #[must_use]
    pub fn with_caption(mut self, caption: Caption) -> Self {
        self.caption = Some(caption);
        self
    }

    /// Sets the location, as [`Photo::with_location`] does.
    #[must_use]
    pub fn with_location(mut self, location_id: PageId) -> Self {
        self.location_id = Some(location_id);
        self
    }
}

/// A part of a carousel: it has no caption and no location of its own, and is
/// never published alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CarouselItem {
    /// A photo.
    #[non_exhaustive]
    Image {
        /// The JPEG.
        image_url: MediaUrl,
        /// The people in it.
        #[serde(default, skip_serializing_if = "UserTags::is_empty")]
        user_tags: UserTags,
    },
    /// A video, in the form `media_type=VIDEO`, which ended for posts of their
    /// own on 2023-11-09 (reference §2.2).
    #[non_exhaustive]
    Video {
        /// The MP4 or MOV.
        video_url: MediaUrl,
    },
}

impl CarouselItem {
    /// A photo.
    pub fn image(image_url: MediaUrl) -> Self {
        Self::Image { image_url, user_tags: UserTags::default() }
    }

    /// A photo with people tagged in it.
    pub fn tagged_image(image_url: MediaUrl, user_tags: UserTags) -> Self {
        Self::Image { image_url, user_tags }
    }

    /// A video.
    pub fn video(video_url: MediaUrl) -> Self {
        Self::Video { video_url }
    }
}

impl Post {
    /// The caption.
    pub fn caption(&self) -> Option<&Caption> {
        match self {
            Self::Photo(photo) => photo.caption.as_ref(),
            Self::Reel(reel) => reel.caption.as_ref(),
        }
    }

    /// What Meta is to fetch.
    pub fn media_url(&self) -> &MediaUrl {
        match self {
            Self::Photo(photo) => &photo.image_url,
            Self::Reel(reel) => &reel.video_url,
        }
    }

    /// The people in it.
    pub fn user_tags(&self) -> &[UserTag] {
        match self {
            Self::Photo(photo) => photo.user_tags.as_slice(),
            Self::Reel(_) => &[],
        }
    }

    /// The location.
    pub fn location_id(&self) -> Option<&PageId> {
        match self {
            Self::Photo(photo) => photo.location_id.as_ref(),
            Self::Reel(reel) => reel.location_id.as_ref(),
        }
    }

    /// Adds the parameters of `POST /{ig-user-id}/media`.
    pub(crate) fn describe(&self, draft: Draft) -> Draft {
        match self {
            Self::Photo(Photo { image_url, caption, user_tags, location_id }) => {
                let draft = draft
                    .with_media_url("image_url", image_url)
                    .with_optional("caption", caption.as_ref().map(Caption::as_str));
                tagged(draft, user_tags)
                    .with_optional("location_id", location_id.as_ref().map(PageId::as_str))
            }
            Self::Reel(Reel { video_url, caption, location_id }) => draft
                .with_field("media_type", "REELS")
                .with_media_url("video_url", video_url)
                .with_optional("caption", caption.as_ref().map(Caption::as_str))
                .with_optional("location_id", location_id.as_ref().map(PageId::as_str)),
        }
    }
}

impl CarouselItem {
    /// Adds the parameters of `POST /{ig-user-id}/media`.
    pub(crate) fn describe(&self, draft: Draft) -> Draft {
        match self {
            Self::Image { image_url, user_tags } => {
                tagged(draft.with_media_url("image_url", image_url), user_tags)
            }
            // Without the type the server presumes an image and asks for
            // `image_url` (reference §2.3).
            Self::Video { video_url } => {
                draft.with_field("media_type", "VIDEO").with_media_url("video_url", video_url)
            }
        }
        .with_field("is_carousel_item", "true")
    }
}

fn tagged(draft: Draft, user_tags: &UserTags) -> Draft {
    let value = (!user_tags.is_empty()).then(|| user_tags.to_parameter());
    draft.with_optional("user_tags", value)
}

impl From<Photo> for Post {
    fn from(photo: Photo) -> Self {
        Self::Photo(photo)
    }
}

impl From<Reel> for Post {
    fn from(reel: Reel) -> Self {
        Self::Reel(reel)
    }
}
