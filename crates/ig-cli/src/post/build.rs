//! Builds the post that the core publishes from a sketch and the places of its media.

use std::slice;

use ig_core::{
    Carousel, CarouselItem, MediaUrl, Photo, PhotoStory, Post, Reel, VideoStory,
    post::{CarouselItems, Cover, ImageItem, TrialParams, VideoItem, VideoSource},
};

use super::sketch::{
    CarouselSketch, GraduationSketch, ItemSketch, PhotoItemSketch, PhotoSketch, PhotoStorySketch,
    ReelSketch, Sketch, TrialSketch, VideoItemSketch, VideoStorySketch,
};
use crate::{failure::Failure, medium::Place};

/// The places of the media, one after the other.
struct Places<'a>(slice::Iter<'a, Place>);

impl Places<'_> {
    fn url(&mut self) -> Result<MediaUrl, Failure> {
        match self.0.next() {
            Some(Place::Url(url) | Place::HandedOver(_, url) | Place::ToHost(_, url)) => {
                Ok(url.clone())
            }
            _ => Err(Failure::failed("a photo has no URL").fix("please report this: it is a bug")),
        }
    }

    /// A video; with `hosted`, the upload host fetches the URL.
    fn video(&mut self, hosted: bool) -> Result<VideoSource, Failure> {
        match self.0.next() {
            Some(Place::Url(url)) if hosted => Ok(VideoSource::Hosted(url.clone())),
            Some(Place::Url(url)) => Ok(url.clone().into()),
            Some(Place::File(file)) => Ok(file.clone().into()),
            _ => {
                Err(Failure::failed("a video has no place").fix("please report this: it is a bug"))
            }
        }
    }
}

/// Sets an option if it has a value.
macro_rules! may {
    ($post:expr; $($with:path = $value:expr;)*) => {{
        let post = $post;
        $(let post = $value.into_iter().fold(post, $with);)*
        post
    }};
}

impl Sketch {
    /// The post, with its media at `places`, in the order of [`Sketch::media`].
    pub(crate) fn into_post(self, places: &[Place]) -> Result<Post, Failure> {
        let places = &mut Places(places.iter());
        Ok(match self {
            Self::Photo(sketch) => photo(*sketch, places)?.into(),
            Self::Reel(sketch) => reel(*sketch, places)?.into(),
            Self::PhotoStory(sketch) => photo_story(*sketch, places)?.into(),
            Self::VideoStory(sketch) => video_story(*sketch, places)?.into(),
            Self::Carousel(sketch) => carousel(*sketch, places)?.into(),
        })
    }
}

fn photo(sketch: PhotoSketch, places: &mut Places<'_>) -> Result<Photo, Failure> {
    Ok(may! {
        Photo::new(places.url()?)
            .with_user_tags(sketch.user_tags)
            .with_product_tags(sketch.product_tags)
            .with_extra(sketch.extra);
        Photo::with_caption = sketch.caption;
        Photo::with_alt_text = sketch.alt_text;
        Photo::with_location = sketch.location_id;
        Photo::with_collaborators = sketch.collaborators;
        Photo::with_paid_partnership = sketch.paid_partnership;
        Photo::with_ai_generated = sketch.is_ai_generated;
        Photo::with_add_on = sketch.add_on;
    })
}

fn reel(sketch: ReelSketch, places: &mut Places<'_>) -> Result<Reel, Failure> {
    let video = places.video(sketch.hosted)?;
    let cover = match (&sketch.cover_url, sketch.thumb_offset) {
        (Some(_), _) => Some(Cover::Url(places.url()?)),
        (None, offset) => offset.map(Cover::Offset),
    };
    Ok(may! {
        Reel::new(video)
            .with_user_tags(sketch.user_tags)
            .with_product_tags(sketch.product_tags)
            .with_extra(sketch.extra);
        Reel::with_caption = sketch.caption;
        Reel::with_location = sketch.location_id;
        Reel::with_collaborators = sketch.collaborators;
        Reel::with_cover = cover;
        Reel::with_share_to_feed = sketch.share_to_feed;
        Reel::with_audio_name = sketch.audio_name;
        Reel::with_audio_configuration = sketch.audio_configuration;
        Reel::with_trial_params = sketch.trial_params.map(TrialParams::from);
        Reel::with_paid_partnership = sketch.paid_partnership;
        Reel::with_ai_generated = sketch.is_ai_generated;
        Reel::with_add_on = sketch.add_on;
    })
}

fn photo_story(sketch: PhotoStorySketch, places: &mut Places<'_>) -> Result<PhotoStory, Failure> {
    Ok(may! {
        PhotoStory::new(places.url()?).with_user_tags(sketch.user_tags).with_extra(sketch.extra);
        PhotoStory::with_ai_generated = sketch.is_ai_generated;
    })
}

fn video_story(sketch: VideoStorySketch, places: &mut Places<'_>) -> Result<VideoStory, Failure> {
    Ok(may! {
        VideoStory::new(places.video(sketch.hosted)?)
            .with_user_tags(sketch.user_tags)
            .with_extra(sketch.extra);
        VideoStory::with_ai_generated = sketch.is_ai_generated;
    })
}

fn carousel(sketch: CarouselSketch, places: &mut Places<'_>) -> Result<Carousel, Failure> {
    let items = sketch.items.into_iter().map(|sketch| item(sketch, places));
    let items = items.collect::<Result<Vec<_>, _>>()?;
    let items = CarouselItems::try_from(items).map_err(|error| {
        Failure::usage("that is not a carousel").caused_by(&error).fix("give two to twenty")
    })?;
    Ok(may! {
        Carousel::new(items).with_extra(sketch.extra);
        Carousel::with_caption = sketch.caption;
        Carousel::with_location = sketch.location_id;
        Carousel::with_collaborators = sketch.collaborators;
        Carousel::with_paid_partnership = sketch.paid_partnership;
        Carousel::with_ai_generated = sketch.is_ai_generated;
        Carousel::with_add_on = sketch.add_on;
    })
}

fn item(sketch: ItemSketch, places: &mut Places<'_>) -> Result<CarouselItem, Failure> {
    Ok(match sketch {
        ItemSketch::Photo(sketch) => image_item(sketch, places)?.into(),
        ItemSketch::Video(sketch) => video_item(sketch, places)?.into(),
    })
}

fn image_item(sketch: PhotoItemSketch, places: &mut Places<'_>) -> Result<ImageItem, Failure> {
    Ok(may! {
        ImageItem::new(places.url()?)
            .with_user_tags(sketch.user_tags)
            .with_product_tags(sketch.product_tags)
            .with_extra(sketch.extra);
        ImageItem::with_alt_text = sketch.alt_text;
    })
}

fn video_item(sketch: VideoItemSketch, places: &mut Places<'_>) -> Result<VideoItem, Failure> {
    Ok(may! {
        VideoItem::new(places.video(sketch.hosted)?)
            .with_user_tags(sketch.user_tags)
            .with_product_tags(sketch.product_tags)
            .with_extra(sketch.extra);
        VideoItem::with_thumb_offset = sketch.thumb_offset;
    })
}

impl From<TrialSketch> for TrialParams {
    fn from(sketch: TrialSketch) -> Self {
        match sketch.graduation_strategy {
            GraduationSketch::Manual => Self::Manual,
            GraduationSketch::SsPerformance => Self::SsPerformance,
        }
    }
}
