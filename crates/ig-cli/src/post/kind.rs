//! The kinds of post, and what each requires of its media.

use std::fmt;

use ig_core::{
    Caption,
    post::{AddOn, CarouselItems, InvalidCarousel},
    publish::Surface,
};
use ig_media::Use;

use super::sketch::{ItemSketch, Sketch};
use crate::{
    failure::Failure,
    medium::{Asked, Given},
};

/// A kind of post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Photo,
    Reel,
    PhotoStory,
    VideoStory,
    Carousel,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Photo => "a photo",
            Self::Reel => "a reel",
            Self::PhotoStory => "a photo story",
            Self::VideoStory => "a video story",
            Self::Carousel => "a carousel",
        })
    }
}

impl Sketch {
    /// Where it appears.
    pub(crate) fn surface(&self) -> Surface {
        match self {
            Self::PhotoStory(_) | Self::VideoStory(_) => Surface::Stories,
            Self::Photo(_) | Self::Reel(_) | Self::Carousel(_) => Surface::Feed,
        }
    }

    /// The caption; stories do not have one.
    pub(crate) fn caption(&self) -> Option<&Caption> {
        match self {
            Self::Photo(photo) => photo.caption.as_ref(),
            Self::Reel(reel) => reel.caption.as_ref(),
            Self::Carousel(carousel) => carousel.caption.as_ref(),
            Self::PhotoStory(_) | Self::VideoStory(_) => None,
        }
    }

    /// The poll or comment prompt; stories do not have one.
    pub(crate) fn add_on(&self) -> Option<&AddOn> {
        match self {
            Self::Photo(photo) => photo.add_on.as_ref(),
            Self::Reel(reel) => reel.add_on.as_ref(),
            Self::Carousel(carousel) => carousel.add_on.as_ref(),
            Self::PhotoStory(_) | Self::VideoStory(_) => None,
        }
    }

    /// All of its media in order; a reel's cover comes after the reel.
    pub(crate) fn media(&self) -> Vec<Asked<'_>> {
        let one = Asked::only;
        match self {
            Self::Photo(photo) => vec![one(&photo.medium, Use::FeedPhoto)],
            Self::Reel(reel) => {
                let cover = reel.cover_url.iter().map(|cover| one(cover, Use::ReelCover));
                let video = Asked {
                    moment: reel.thumb_offset,
                    music: reel.audio_configuration.as_ref(),
                    ..one(&reel.medium, Use::Reel)
                };
                [video].into_iter().chain(cover).collect()
            }
            Self::PhotoStory(story) => vec![one(&story.medium, Use::StoryPhoto)],
            Self::VideoStory(story) => vec![one(&story.medium, Use::StoryVideo)],
            Self::Carousel(carousel) => {
                let items = (1..).zip(&carousel.items).map(|(number, item)| {
                    let asked = match item {
                        ItemSketch::Photo(photo) => one(&photo.medium, Use::CarouselPhoto),
                        ItemSketch::Video(video) => Asked {
                            moment: video.thumb_offset,
                            ..one(&video.medium, Use::CarouselVideo)
                        },
                    };
                    Asked { item: Some(number), ..asked }
                });
                items.collect()
            }
        }
    }

    /// All of its media, mutable.
    pub(crate) fn media_mut(&mut self) -> Vec<&mut Given> {
        match self {
            Self::Photo(photo) => vec![&mut photo.medium],
            Self::Reel(reel) => [&mut reel.medium].into_iter().chain(&mut reel.cover_url).collect(),
            Self::PhotoStory(story) => vec![&mut story.medium],
            Self::VideoStory(story) => vec![&mut story.medium],
            Self::Carousel(carousel) => {
                let media = carousel.items.iter_mut().map(|item| match item {
                    ItemSketch::Photo(photo) => &mut photo.medium,
                    ItemSketch::Video(video) => &mut video.medium,
                });
                media.collect()
            }
        }
    }

    /// Checks rules that concern more than one part.
    pub(super) fn checked(self) -> Result<Self, Failure> {
        let wrong =
            |what: &str, why: &str, fix: &str| Err(Failure::usage(what).because(why).fix(fix));
        if let Self::Carousel(carousel) = &self {
            let count = carousel.items.len();
            if !(CarouselItems::MIN..=CarouselItems::MAX).contains(&count) {
                let why = InvalidCarousel::Count(count).to_string();
                return wrong(
                    "that is not a carousel",
                    &why,
                    "give two to twenty photos and videos",
                );
            }
        }
        let has_caption = self.caption().is_some_and(|it| !it.as_str().trim().is_empty());
        if let (Some(add_on), false) = (self.add_on(), has_caption) {
            let why = "the caption is the question";
            return wrong(&format!("the {add_on} needs a caption"), why, "add a caption");
        }
        if let Self::Reel(reel) = &self
            && reel.cover_url.is_some()
            && reel.thumb_offset.is_some()
        {
            let why = "both cover_url and thumb_offset are given, and the picture would win";
            return wrong("the reel has two covers", why, "leave out one of them");
        }
        let hosted = match &self {
            Self::Reel(reel) if reel.hosted => Some(&reel.medium),
            Self::VideoStory(story) if story.hosted => Some(&story.medium),
            Self::Carousel(carousel) => carousel.items.iter().find_map(|item| match item {
                ItemSketch::Video(video) if video.hosted && video.medium.is_file() => {
                    Some(&video.medium)
                }
                _ => None,
            }),
            _ => None,
        };
        if hosted.is_some_and(Given::is_file) {
            let why = "the upload host fetches a URL, and the video is a file on this machine";
            return wrong(
                "the video has no URL to fetch",
                why,
                "give its URL, or have it uploaded",
            );
        }
        Ok(self)
    }
}
