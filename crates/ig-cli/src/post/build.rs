//! From a sketch and the places of its media to the post that the core publishes.

use std::vec;

use ig_core::{
    Carousel, CarouselItem, MediaUrl, Photo, PhotoStory, Post, Reel, VideoStory,
    post::{CarouselItems, Cover, ImageItem, TrialParams, VideoItem, VideoSource},
};

use super::sketch::{
    CarouselSketch, GraduationSketch, ItemSketch, PhotoItemSketch, PhotoSketch, PhotoStorySketch,
    ReelSketch, Sketch, TrialSketch, VideoItemSketch, VideoStorySketch,
};
use crate::{failure::Failure, medium::Source};

/// Where the media are that were asked for with [`Sketch::media`], in its order.
#[derive(Debug)]
pub(crate) struct Sources(vec::IntoIter<Source>);

impl Sources {
    pub(crate) fn new(sources: Vec<Source>) -> Self {
        Self(sources.into_iter())
    }

    fn url(&mut self) -> Result<MediaUrl, Failure> {
        match self.0.next() {
            Some(Source::Url(url)) => Ok(url),
            _ => Err(Failure::failed("a picture has no URL").fix("report this: it is a mistake")),
        }
    }

    /// `fetched` says which of Meta's fetchers has to come for a URL.
    fn film(&mut self, fetched: fn(MediaUrl) -> VideoSource) -> Result<VideoSource, Failure> {
        match self.0.next() {
            Some(Source::Url(url)) => Ok(fetched(url)),
            Some(Source::File(file)) => Ok(file.into()),
            None => Err(Failure::failed("a film is nowhere").fix("report this: it is a mistake")),
        }
    }
}

/// Sets what is there.
macro_rules! may {
    ($post:expr; $($with:path = $value:expr;)*) => {{
        let post = $post;
        $(let post = $value.into_iter().fold(post, $with);)*
        post
    }};
}

impl Sketch {
    /// The post, with its media where `sources` says.
    pub(crate) fn into_post(self, mut sources: Sources) -> Result<Post, Failure> {
        let sources = &mut sources;
        Ok(match self {
            Self::Photo(sketch) => photo(*sketch, sources)?.into(),
            Self::Reel(sketch) => reel(*sketch, sources)?.into(),
            Self::PhotoStory(sketch) => photo_story(*sketch, sources)?.into(),
            Self::VideoStory(sketch) => video_story(*sketch, sources)?.into(),
            Self::Carousel(sketch) => carousel(*sketch, sources)?.into(),
        })
    }
}

fn photo(sketch: PhotoSketch, sources: &mut Sources) -> Result<Photo, Failure> {
    Ok(may! {
        Photo::new(sources.url()?)
            .with_user_tags(sketch.user_tags)
            .with_product_tags(sketch.product_tags)
            .with_extra(sketch.extra);
        Photo::with_caption = sketch.caption;
        Photo::with_alt_text = sketch.alt_text;
        Photo::with_location = sketch.location_id;
        Photo::with_collaborators = sketch.collaborators;
        Photo::with_paid_partnership = sketch.paid_partnership;
        Photo::with_ai_generated = sketch.is_ai_generated;
    })
}

fn reel(sketch: ReelSketch, sources: &mut Sources) -> Result<Reel, Failure> {
    let film = sources.film(fetched(sketch.hosted.into()))?;
    let cover = match (&sketch.cover_url, sketch.thumb_offset) {
        (Some(_), _) => Some(Cover::Url(sources.url()?)),
        (None, offset) => offset.map(Cover::Offset),
    };
    Ok(may! {
        Reel::new(film)
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
    })
}

fn photo_story(sketch: PhotoStorySketch, sources: &mut Sources) -> Result<PhotoStory, Failure> {
    Ok(may! {
        PhotoStory::new(sources.url()?).with_user_tags(sketch.user_tags).with_extra(sketch.extra);
        PhotoStory::with_ai_generated = sketch.is_ai_generated;
    })
}

fn video_story(sketch: VideoStorySketch, sources: &mut Sources) -> Result<VideoStory, Failure> {
    Ok(may! {
        VideoStory::new(sources.film(fetched(sketch.hosted.into()))?)
            .with_user_tags(sketch.user_tags)
            .with_extra(sketch.extra);
        VideoStory::with_ai_generated = sketch.is_ai_generated;
    })
}

fn carousel(sketch: CarouselSketch, sources: &mut Sources) -> Result<Carousel, Failure> {
    let items = sketch.items.into_iter().map(|sketch| item(sketch, sources));
    let items = items.collect::<Result<Vec<_>, _>>()?;
    let items = CarouselItems::try_from(items).map_err(|error| {
        Failure::usage("that is no carousel").caused_by(&error).fix("give two to ten")
    })?;
    Ok(may! {
        Carousel::new(items).with_extra(sketch.extra);
        Carousel::with_caption = sketch.caption;
        Carousel::with_location = sketch.location_id;
        Carousel::with_collaborators = sketch.collaborators;
        Carousel::with_paid_partnership = sketch.paid_partnership;
        Carousel::with_ai_generated = sketch.is_ai_generated;
    })
}

fn item(sketch: ItemSketch, sources: &mut Sources) -> Result<CarouselItem, Failure> {
    Ok(match sketch {
        ItemSketch::Photo(sketch) => image_item(sketch, sources)?.into(),
        ItemSketch::Video(sketch) => video_item(sketch, sources)?.into(),
    })
}

fn image_item(sketch: PhotoItemSketch, sources: &mut Sources) -> Result<ImageItem, Failure> {
    Ok(may! {
        ImageItem::new(sources.url()?)
            .with_user_tags(sketch.user_tags)
            .with_product_tags(sketch.product_tags)
            .with_extra(sketch.extra);
        ImageItem::with_alt_text = sketch.alt_text;
    })
}

fn video_item(sketch: VideoItemSketch, sources: &mut Sources) -> Result<VideoItem, Failure> {
    Ok(may! {
        VideoItem::new(sources.film(fetched(sketch.hosted.into()))?)
            .with_user_tags(sketch.user_tags)
            .with_product_tags(sketch.product_tags)
            .with_extra(sketch.extra);
        VideoItem::with_thumb_offset = sketch.thumb_offset;
    })
}

fn fetched(by: Fetcher) -> fn(MediaUrl) -> VideoSource {
    match by {
        Fetcher::Processing => VideoSource::Url,
        Fetcher::UploadHost => VideoSource::Hosted,
    }
}

/// Who fetches the URL of a film.
enum Fetcher {
    Processing,
    UploadHost,
}

impl From<bool> for Fetcher {
    fn from(hosted: bool) -> Self {
        if hosted { Self::UploadHost } else { Self::Processing }
    }
}

impl From<TrialSketch> for TrialParams {
    fn from(sketch: TrialSketch) -> Self {
        match sketch.graduation_strategy {
            GraduationSketch::Manual => Self::Manual,
            GraduationSketch::SsPerformance => Self::SsPerformance,
        }
    }
}
