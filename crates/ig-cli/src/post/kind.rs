//! The kinds of post, and what is asked of the media of each.

use std::fmt;

use ig_core::{
    Caption,
    post::{AudioConfiguration, CarouselItems, InvalidCarousel, ThumbOffset},
    publish::Surface,
};
use ig_media::Use;

use super::sketch::{ItemSketch, Sketch};
use crate::{failure::Failure, medium::Given};

/// A kind of post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Photo,
    Reel,
    PhotoStory,
    VideoStory,
    Carousel,
}

/// A medium of a post.
#[derive(Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) given: &'a Given,
    /// What it is to be.
    pub(crate) purpose: Use,
    /// Which item of a carousel, from 1.
    pub(crate) item: Option<usize>,
    /// The moment of a film that stands for it.
    pub(crate) moment: Option<ThumbOffset>,
    /// The music under a film.
    pub(crate) music: Option<&'a AudioConfiguration>,
}

impl Asked<'_> {
    /// `item 2 (photo.jpg)`, or the name alone.
    pub(crate) fn name(&self) -> String {
        match self.item {
            Some(number) => format!("item {number} ({})", self.given),
            None => self.given.to_string(),
        }
    }
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
    /// Where it shows.
    pub(crate) fn surface(&self) -> Surface {
        match self {
            Self::PhotoStory(_) | Self::VideoStory(_) => Surface::Stories,
            Self::Photo(_) | Self::Reel(_) | Self::Carousel(_) => Surface::Feed,
        }
    }

    /// The text under it; stories have none.
    pub(crate) fn caption(&self) -> Option<&Caption> {
        match self {
            Self::Photo(photo) => photo.caption.as_ref(),
            Self::Reel(reel) => reel.caption.as_ref(),
            Self::Carousel(carousel) => carousel.caption.as_ref(),
            Self::PhotoStory(_) | Self::VideoStory(_) => None,
        }
    }

    /// All that it is made of: its media in order, and behind a reel its cover.
    pub(crate) fn media(&self) -> Vec<Asked<'_>> {
        let one = |given, purpose| Asked { given, purpose, item: None, moment: None, music: None };
        match self {
            Self::Photo(photo) => vec![one(&photo.medium, Use::FeedPhoto)],
            Self::Reel(reel) => {
                let cover = reel.cover_url.iter().map(|cover| one(cover, Use::ReelCover));
                let film = Asked {
                    moment: reel.thumb_offset,
                    music: reel.audio_configuration.as_ref(),
                    ..one(&reel.medium, Use::Reel)
                };
                [film].into_iter().chain(cover).collect()
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

    /// The same, to be changed.
    pub(super) fn media_mut(&mut self) -> Vec<&mut Given> {
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

    /// What no part of it can tell by itself.
    pub(super) fn checked(self) -> Result<Self, Failure> {
        let wrong = |what, why: &str, fix: &str| Err(Failure::usage(what).because(why).fix(fix));
        if let Self::Carousel(carousel) = &self {
            let count = carousel.items.len();
            if !(CarouselItems::MIN..=CarouselItems::MAX).contains(&count) {
                let why = InvalidCarousel::Count(count).to_string();
                return wrong("that is no carousel", &why, "give two to ten photos and videos");
            }
        }
        if let Self::Reel(reel) = &self
            && reel.cover_url.is_some()
            && reel.thumb_offset.is_some()
        {
            let why = "cover_url and thumb_offset are both there, and the picture would win";
            return wrong("the reel has two covers", why, "leave one of them out");
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
            let why = "the upload host fetches a URL, and the film is a file on this machine";
            return wrong("the film is not hosted", why, "give its URL, or have it uploaded");
        }
        Ok(self)
    }
}
