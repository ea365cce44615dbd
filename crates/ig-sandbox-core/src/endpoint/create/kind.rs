//! The kind of post that a container will become.

use crate::{config::VideoAlone, intake::Params, refusal::Refusal, world::Kind};

/// `VIDEO` is for parts of carousels, with or without `is_carousel_item`; a setting makes it a reel
/// by itself, as all videos were in 2023. A video without a type is taken for a photo that has no
/// `image_url`, as observed, also as part of a carousel. Only photos and `VIDEO` can be parts of
/// carousels.
pub(super) fn of(params: &Params, video_alone: VideoAlone) -> Result<Kind, Refusal> {
    let is_item = params.flag("is_carousel_item")?;
    match (params.filled("media_type").as_deref(), is_item) {
        (None | Some("IMAGE"), false) => Ok(Kind::Photo),
        (None | Some("IMAGE"), true) => Ok(Kind::PhotoItem),
        (Some("VIDEO"), false) if video_alone == VideoAlone::Reel => Ok(Kind::Reel),
        (Some("VIDEO"), _) => Ok(Kind::VideoItem),
        (Some("REELS"), false) => Ok(Kind::Reel),
        (Some("STORIES"), false) => story(params),
        (Some("CAROUSEL"), false) => Ok(Kind::Carousel),
        (Some(whole @ ("REELS" | "STORIES" | "CAROUSEL")), true) => {
            Err(Refusal::no_carousel_item(whole))
        }
        (Some(other), _) => Err(Refusal::unknown_media_type(other)),
    }
}

/// The kind of a story, which has one file; its parameter decides between picture and video. Only
/// videos are uploaded.
fn story(params: &Params) -> Result<Kind, Refusal> {
    if params.is_given("upload_type") {
        return Ok(Kind::VideoStory);
    }
    match (params.is_given("image_url"), params.is_given("video_url")) {
        (true, true) => Err(Refusal::two_files()),
        (false, true) => Ok(Kind::VideoStory),
        (true, false) => Ok(Kind::PhotoStory),
        (false, false) => {
            let note = "a story needs image_url for a picture or video_url for a video";
            Err(Refusal::missing(Kind::PhotoStory.required_parameter()).with_note(note))
        }
    }
}
