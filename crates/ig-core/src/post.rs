//! What can be posted, as types: a mix that Instagram refuses does not compile
//! (reference §2.3).

mod add_on;
mod carousel;
mod container;
mod extra;
mod kind;
mod medium;
mod option;
mod photo;
mod reel;
mod story;
mod surface;
mod video;

use ig_rules::Finding;
use serde::{Deserialize, Serialize};

pub(crate) use self::container::Parts;
pub use self::{
    add_on::{AddOn, Poll, PollDuration},
    carousel::{Carousel, CarouselItem, CarouselItems, ImageItem, InvalidCarousel, VideoItem},
    container::{CarouselContainer, Container},
    extra::{ExtraParameters, InvalidParameter},
    medium::Medium,
    option::{
        AiGenerated, AltText, AudioConfiguration, AudioName, Collaborators, InvalidOption,
        PaidPartnership, ShareToFeed, TrialParams, Volume,
    },
    photo::Photo,
    reel::Reel,
    story::{PhotoStory, VideoStory},
    surface::Surface,
    video::{Cover, ThumbOffset, VideoSource},
};
pub use crate::value::{caption::InvalidCaption, url::InvalidUrl};
use crate::{
    value::{Caption, ContainerId},
    wire::{Describe, Draft},
};

/// A post of its own: what a [`PublishPlan`](crate::PublishPlan) publishes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Post {
    /// A photo in the feed.
    Photo(Photo),
    /// A video, which Instagram publishes as a reel.
    Reel(Reel),
    /// A photo that is shown for 24 hours.
    PhotoStory(PhotoStory),
    /// A video that is shown for 24 hours.
    VideoStory(VideoStory),
    /// Photos and videos, side by side.
    Carousel(Carousel),
}

impl Post {
    /// The caption; stories have none.
    pub fn caption(&self) -> Option<&Caption> {
        match self {
            Self::Photo(photo) => photo.caption(),
            Self::Reel(reel) => reel.caption(),
            Self::Carousel(carousel) => carousel.caption(),
            Self::PhotoStory(_) | Self::VideoStory(_) => None,
        }
    }

    /// Whom it invites as co-authors; stories cannot invite anyone.
    pub fn collaborators(&self) -> Option<&Collaborators> {
        match self {
            Self::Photo(photo) => photo.collaborators(),
            Self::Reel(reel) => reel.collaborators(),
            Self::Carousel(carousel) => carousel.collaborators(),
            Self::PhotoStory(_) | Self::VideoStory(_) => None,
        }
    }

    /// What its caption has beside it; stories have neither.
    pub fn add_on(&self) -> Option<&AddOn> {
        match self {
            Self::Photo(photo) => photo.add_on(),
            Self::Reel(reel) => reel.add_on(),
            Self::Carousel(carousel) => carousel.add_on(),
            Self::PhotoStory(_) | Self::VideoStory(_) => None,
        }
    }

    /// What may go wrong with it, as far as that is known without its files: each
    /// [finding](Finding) is a limit on which Meta's documents and what was seen do not agree, with
    /// the evidence, its source and its date. What is certain to be refused cannot be built.
    ///
    /// ```
    /// use ig_core::{MediaUrl, Photo, Post};
    ///
    /// let url: MediaUrl = "https://www.example.com/images/bronz-fonz.jpg".parse()?;
    /// let post: Post = Photo::new(url).with_caption("#1 #2 #3 #4 #5 #6".parse()?).into();
    /// assert_eq!(post.warnings()[0].row, "hashtags-of-the-app");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn warnings(&self) -> Vec<Finding> {
        let caption = self.caption().map(Caption::warnings);
        let collaborators = self.collaborators().map(Collaborators::warnings);
        let items = match self {
            Self::Carousel(carousel) => Some(carousel.items().warnings()),
            _ => None,
        };
        [caption, collaborators, items].into_iter().flatten().flatten().collect()
    }

    /// What it is made of, in order: one, or one for each item of a carousel.
    pub fn media(&self) -> Vec<Medium<'_>> {
        match self {
            Self::Photo(photo) => vec![Medium::Url(photo.image_url())],
            Self::Reel(reel) => vec![reel.video().medium()],
            Self::PhotoStory(story) => vec![Medium::Url(story.image_url())],
            Self::VideoStory(story) => vec![story.video().medium()],
            Self::Carousel(carousel) => {
                carousel.items().as_slice().iter().map(CarouselItem::medium).collect()
            }
        }
    }

    /// Where it shows.
    pub fn surface(&self) -> Surface {
        match self {
            Self::Photo(_) | Self::Reel(_) | Self::Carousel(_) => Surface::Feed,
            Self::PhotoStory(_) | Self::VideoStory(_) => Surface::Stories,
        }
    }

    /// `media_type` as it reads back (reference §7.2).
    pub(crate) fn media_type(&self) -> &'static str {
        match self {
            Self::Photo(_) | Self::PhotoStory(_) => "IMAGE",
            Self::Reel(_) | Self::VideoStory(_) => "VIDEO",
            Self::Carousel(_) => "CAROUSEL_ALBUM",
        }
    }

    /// What its own container is to hold. `children` are the containers of a
    /// carousel's items, in order; any other post has none.
    ///
    /// # Errors
    ///
    /// When there are more or fewer containers than items.
    pub fn container(&self, children: Vec<ContainerId>) -> Result<Container, InvalidCarousel> {
        let (containers, items) = (children.len(), self.items().len());
        match containers == items {
            true => Ok(self.container_of(children)),
            false => Err(InvalidCarousel::Children { containers, items }),
        }
    }

    /// One child for each item.
    pub(crate) fn container_of(&self, children: Vec<ContainerId>) -> Container {
        match self {
            Self::Photo(photo) => photo.clone().into(),
            Self::Reel(reel) => reel.clone().into(),
            Self::PhotoStory(story) => story.clone().into(),
            Self::VideoStory(story) => story.clone().into(),
            Self::Carousel(carousel) => CarouselContainer::of(carousel.clone(), children).into(),
        }
    }

    /// Whether one of its containers has the parameter `name`, such as
    /// `product_tags`.
    pub fn has_parameter(&self, name: &str) -> bool {
        let has =
            |part: &dyn Describe| part.describe(Draft::post("")).form().any(|(own, _)| own == name);
        has(self) || self.items().iter().any(|item| has(item))
    }

    /// The same, without a copy of it.
    pub(crate) fn parts<'a>(&'a self, children: &'a [ContainerId]) -> Parts<'a> {
        match self {
            Self::Photo(photo) => Parts::Photo(photo),
            Self::Reel(reel) => Parts::Reel(reel),
            Self::PhotoStory(story) => Parts::PhotoStory(story),
            Self::VideoStory(story) => Parts::VideoStory(story),
            Self::Carousel(carousel) => Parts::Carousel(carousel, children),
        }
    }

    /// The items of a carousel; none of any other post.
    pub fn items(&self) -> &[CarouselItem] {
        match self {
            Self::Carousel(carousel) => carousel.items().as_slice(),
            _ => &[],
        }
    }

    /// The video of a post that is one video.
    pub(crate) fn video(&self) -> Option<&VideoSource> {
        match self {
            Self::Reel(reel) => Some(reel.video()),
            Self::VideoStory(story) => Some(story.video()),
            _ => None,
        }
    }
}

/// Of a carousel its own, without its items'.
impl Describe for Post {
    fn describe(&self, draft: Draft) -> Draft {
        match self {
            Self::Photo(photo) => photo.describe(draft),
            Self::Reel(reel) => reel.describe(draft),
            Self::PhotoStory(story) => story.describe(draft),
            Self::VideoStory(story) => story.describe(draft),
            Self::Carousel(carousel) => carousel.describe(draft),
        }
    }
}

macro_rules! into_post {
    ($($kind:ident)*) => {$(
        impl From<$kind> for Post {
            fn from(post: $kind) -> Self {
                Self::$kind(post)
            }
        }
    )*};
}

into_post! { Photo Reel PhotoStory VideoStory Carousel }
