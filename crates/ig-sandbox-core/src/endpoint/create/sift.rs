//! Which parameters a kind of post has: the matrix of reference §2.3.

use crate::{
    config::Login,
    intake::Params,
    refusal::Refusal,
    world::Kind::{self, Carousel, Photo, PhotoItem, PhotoStory, Reel, VideoItem, VideoStory},
};

/// The kinds that have a parameter. `share_to_feed` and `product_tags` are shown in the syntax of
/// a carousel without a meaning there: feed posts are in the feed, and products are tagged on the
/// items.
const MATRIX: &[(&str, &[Kind])] = &[
    ("image_url", &[Photo, PhotoItem, PhotoStory]),
    ("video_url", &[Reel, VideoItem, VideoStory]),
    ("children", &[Carousel]),
    ("caption", &[Photo, Reel, Carousel]),
    ("alt_text", &[Photo, PhotoItem]),
    ("location_id", &[Photo, Reel, Carousel]),
    ("user_tags", &[Photo, PhotoItem, VideoItem, Reel, PhotoStory, VideoStory]),
    ("product_tags", &[Photo, PhotoItem, VideoItem, Reel]),
    ("collaborators", &[Photo, Reel, Carousel]),
    ("thumb_offset", &[VideoItem, Reel]),
    ("cover_url", &[Reel]),
    ("share_to_feed", &[Reel]),
    ("audio_name", &[Reel]),
    ("audio_configuration", &[Reel]),
    ("trial_params", &[Reel]),
    ("is_ai_generated", &[Photo, Reel, PhotoStory, VideoStory, Carousel]),
    ("is_paid_partnership", &[Photo, Reel, Carousel]),
    ("branded_content_sponsor_ids", &[Photo, Reel, Carousel]),
];

/// What stories and the parts of a carousel are refused for, as the guide has it (reference §17.2);
/// in which words is not known.
const ADD_ONS: &[&str] =
    &["poll_attachment", "is_poll_duration_extended", "is_comment_prompt_used"];

/// What a part of a carousel is refused for: R50, and the error that the guide announces.
const NOT_ON_ITEMS: &[&str] = &["collaborators", "is_ai_generated"];

/// What `graph.instagram.com` does not have.
const FACEBOOK_ONLY: &[&str] = &[
    "product_tags",
    "audio_configuration",
    "branded_content_sponsor_ids",
    "is_paid_partnership",
    "poll_attachment",
    "is_poll_duration_extended",
    "is_comment_prompt_used",
];

/// Removes the parameters that the kind does not have, and returns their names.
///
/// A parameter whose refusal is documented or observed is refused. For the rest the reference only
/// says "not supported"; they are dropped, as Meta drops unknown parameters, and
/// `/_sandbox/state` lists them under `ignored`.
pub(super) fn sift(
    params: &Params,
    kind: Kind,
    login: Login,
) -> Result<(Params, Vec<String>), Refusal> {
    let given = |name: &&&str| params.is_given(name);
    if login == Login::Instagram
        && let Some(name) = FACEBOOK_ONLY.iter().find(given)
    {
        let note = "this parameter is for apps with Facebook Login";
        return Err(Refusal::not_allowed(name).with_note(note));
    }
    if (kind.is_item() || kind.is_story())
        && let Some(name) = ADD_ONS.iter().find(given)
    {
        let note = "polls and comment prompts are for photos, reels and carousels themselves";
        return Err(Refusal::not_allowed(name).with_note(note));
    }
    if kind.is_item()
        && let Some(name) = NOT_ON_ITEMS.iter().find(given)
    {
        return Err(Refusal::not_on_items(name));
    }
    let foreign =
        MATRIX.iter().filter(|(name, kinds)| !kinds.contains(&kind) && params.is_given(name));
    let ignored: Vec<String> = foreign.map(|(name, _)| (*name).to_owned()).collect();
    Ok((params.without(&ignored), ignored))
}
