//! One post of each kind with all that the kind accepts, and its expected state on
//! the server.

use ig_core::{
    Carousel, CarouselItem, MediaUrl, Photo, PhotoStory, Post, Reel, VideoStory,
    post::{
        AiGenerated, AltText, AudioConfiguration, AudioName, Collaborators, Cover, ExtraParameters,
        ImageItem, PaidPartnership, ShareToFeed, ThumbOffset, TrialParams, VideoItem, VideoSource,
        Volume,
    },
    tag::{
        ProductTag, ProductTags, StoryTag, StoryTags, UserTag, UserTags, VideoProductTag,
        VideoProductTags, VideoTag, VideoTags,
    },
    upload::NamedSource,
};
use serde_json::{Value, json};

/// A post, and its state on the server without ids and times.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) post: Post,
    pub(crate) expect: Value,
}

const CAPTION: &str = "#BronzFonz & co — with @therock, 100 % «äöü» 👍\n2 + 2 = 4";
const PRODUCT: &str = "3231775643511089";
const PLACE: &str = "7640348500";

pub(crate) fn url(name: &str) -> MediaUrl {
    format!("https://www.example.com/{name}?a=1&b=%20").parse().unwrap()
}

fn extra() -> ExtraParameters {
    ExtraParameters::default().with("is_remix_allowed", "0 & more").unwrap()
}

fn image_tags() -> UserTags {
    let tags = [("kevinhart4real", 0.0, 1.0), ("therock", 0.3, 0.25)];
    let tags = tags.map(|(name, x, y)| UserTag::new(name, x, y).unwrap());
    tags.to_vec().try_into().unwrap()
}

fn image_products() -> ProductTags {
    vec![ProductTag::new(PRODUCT.parse().unwrap(), 0.0, 0.5).unwrap()].try_into().unwrap()
}

fn video_tags() -> VideoTags {
    vec![VideoTag::new("therock").unwrap()].try_into().unwrap()
}

fn video_products() -> VideoProductTags {
    vec![VideoProductTag::new(PRODUCT.parse().unwrap())].try_into().unwrap()
}

fn story_tags() -> StoryTags {
    let placed = StoryTag::new("kevinhart4real").unwrap().with_place(0.0, 0.75).unwrap();
    vec![StoryTag::new("therock").unwrap(), placed].try_into().unwrap()
}

fn collaborators() -> Collaborators {
    ["henry", "winkler", "potsie"].map(|name| name.parse().unwrap()).to_vec().try_into().unwrap()
}

fn partnership() -> PaidPartnership {
    PaidPartnership::with(vec!["17841405822304914".parse().unwrap()]).unwrap()
}

fn alt_text() -> AltText {
    "A man in a leather jacket & his thumbs".parse().unwrap()
}

fn photo() -> Case {
    let post = Photo::new(url("a.jpg"))
        .with_caption(CAPTION.parse().unwrap())
        .with_alt_text(alt_text())
        .with_user_tags(image_tags())
        .with_location(PLACE.parse().unwrap())
        .with_product_tags(image_products())
        .with_collaborators(collaborators())
        .with_paid_partnership(partnership())
        .with_ai_generated(AiGenerated::No)
        .with_extra(extra());
    let expect = json!({
        "caption": CAPTION,
        "media_type": "IMAGE",
        "media_product_type": "FEED",
        "alt_text": "A man in a leather jacket & his thumbs",
        "user_tags": [
            {"username": "kevinhart4real", "x": 0.0, "y": 1.0},
            {"username": "therock", "x": 0.3, "y": 0.25},
        ],
        "location": {"id": PLACE, "name": "Solomon R. Guggenheim Museum"},
        "product_tags": [{"product_id": PRODUCT, "x": 0.0, "y": 0.5}],
        "collaborators": ["henry", "winkler", "potsie"],
        "is_ai_generated": false,
        "is_paid_partnership": true,
        "branded_content_sponsor_ids": ["17841405822304914"],
        "is_comment_enabled": true,
    });
    Case { name: "photo", post: post.into(), expect }
}

/// A reel with a frame for a cover, and sound.
fn reel(name: &'static str, video: impl Into<VideoSource>) -> Case {
    let audio_name: AudioName = "Happy Days & nights".parse().unwrap();
    let volume = |volume: u32| Volume::try_from(volume).unwrap();
    let audio = AudioConfiguration::new("1234567890".parse().unwrap())
        .with_audio_volume(volume(0))
        .with_video_volume(volume(100));
    let post = Reel::new(video)
        .with_caption(CAPTION.parse().unwrap())
        .with_user_tags(video_tags())
        .with_location(PLACE.parse().unwrap())
        .with_product_tags(video_products())
        .with_collaborators(collaborators())
        .with_cover(Cover::Offset(ThumbOffset::from_millis(0)))
        .with_share_to_feed(ShareToFeed::No)
        .with_audio_name(audio_name)
        .with_audio_configuration(audio)
        .with_trial_params(TrialParams::SsPerformance)
        .with_paid_partnership(partnership())
        .with_ai_generated(AiGenerated::Yes)
        .with_extra(extra());
    let expect = json!({
        "caption": CAPTION,
        "media_type": "VIDEO",
        "media_product_type": "REELS",
        "alt_text": null,
        "user_tags": [{"username": "therock"}],
        "location": {"id": PLACE, "name": "Solomon R. Guggenheim Museum"},
        "product_tags": [{"product_id": PRODUCT}],
        "collaborators": ["henry", "winkler", "potsie"],
        "thumb_offset": 0,
        "share_to_feed": false,
        "audio_name": "Happy Days & nights",
        "audio_configuration": {"audio_id": "1234567890", "audio_volume": 0, "video_volume": 100},
        "trial_params": {"graduation_strategy": "SS_PERFORMANCE"},
        "is_ai_generated": true,
        "is_paid_partnership": true,
        "branded_content_sponsor_ids": ["17841405822304914"],
        "is_comment_enabled": true,
    });
    Case { name, post: post.into(), expect }
}

fn hosted_reel() -> Case {
    let post = Reel::new(VideoSource::Hosted(url("a.mov")))
        .with_cover(Cover::Url(url("cover.jpg")))
        .with_paid_partnership(PaidPartnership::unnamed())
        .with_share_to_feed(ShareToFeed::Yes)
        .with_trial_params(TrialParams::Manual)
        .with_extra(extra());
    let expect = json!({
        "caption": null,
        "media_type": "VIDEO",
        "media_product_type": "REELS",
        "alt_text": null,
        "user_tags": [],
        "location": null,
        "cover_url": url("cover.jpg").to_string(),
        "share_to_feed": true,
        "trial_params": {"graduation_strategy": "MANUAL"},
        "is_paid_partnership": true,
        "is_comment_enabled": true,
    });
    Case { name: "hosted reel", post: post.into(), expect }
}

fn story(name: &'static str, post: Post, media_type: &str) -> Case {
    let expect = json!({
        "caption": null,
        "media_type": media_type,
        "media_product_type": "STORY",
        "alt_text": null,
        "user_tags": [
            {"username": "therock"},
            {"username": "kevinhart4real", "x": 0.0, "y": 0.75},
        ],
        "location": null,
        "is_ai_generated": true,
        "is_comment_enabled": true,
    });
    Case { name, post, expect }
}

fn photo_story() -> Case {
    let post = PhotoStory::new(url("a.jpg")).with_user_tags(story_tags());
    let post = post.with_ai_generated(AiGenerated::Yes).with_extra(extra());
    story("photo story", post.into(), "IMAGE")
}

fn video_story(name: &'static str, video: impl Into<VideoSource>) -> Case {
    let post = VideoStory::new(video).with_user_tags(story_tags());
    let post = post.with_ai_generated(AiGenerated::Yes).with_extra(extra());
    story(name, post.into(), "VIDEO")
}

fn carousel(file: NamedSource) -> Case {
    let image = ImageItem::new(url("1.jpg"))
        .with_alt_text(alt_text())
        .with_user_tags(image_tags())
        .with_product_tags(image_products())
        .with_extra(extra());
    let video = |video: VideoSource| {
        VideoItem::new(video)
            .with_user_tags(video_tags())
            .with_product_tags(video_products())
            .with_thumb_offset(ThumbOffset::from_millis(0))
            .with_extra(extra())
    };
    let items = vec![
        CarouselItem::from(image),
        video(file.into()).into(),
        video(url("3.mov").into()).into(),
        video(VideoSource::Hosted(url("4.mov"))).into(),
        ImageItem::new(url("5.jpg")).into(),
    ];
    let post = Carousel::new(items.try_into().unwrap())
        .with_caption(CAPTION.parse().unwrap())
        .with_location(PLACE.parse().unwrap())
        .with_collaborators(collaborators())
        .with_paid_partnership(partnership())
        .with_ai_generated(AiGenerated::Yes)
        .with_extra(extra());
    let video = json!({
        "media_type": "VIDEO",
        "alt_text": null,
        "user_tags": [{"username": "therock"}],
        "product_tags": [{"product_id": PRODUCT}],
        "thumb_offset": 0,
    });
    let picture = json!({
        "media_type": "IMAGE",
        "alt_text": "A man in a leather jacket & his thumbs",
        "user_tags": [
            {"username": "kevinhart4real", "x": 0.0, "y": 1.0},
            {"username": "therock", "x": 0.3, "y": 0.25},
        ],
        "product_tags": [{"product_id": PRODUCT, "x": 0.0, "y": 0.5}],
    });
    let bare = json!({"media_type": "IMAGE", "alt_text": null, "user_tags": []});
    let expect = json!({
        "caption": CAPTION,
        "media_type": "CAROUSEL_ALBUM",
        "media_product_type": "FEED",
        "alt_text": null,
        "user_tags": [],
        "location": {"id": PLACE, "name": "Solomon R. Guggenheim Museum"},
        "collaborators": ["henry", "winkler", "potsie"],
        "is_ai_generated": true,
        "is_paid_partnership": true,
        "branded_content_sponsor_ids": ["17841405822304914"],
        "is_comment_enabled": true,
        "children": [picture, video, video, video, bare],
    });
    Case { name: "carousel", post: post.into(), expect }
}

/// One of each kind; `video` is a local one.
pub(crate) fn all(video: &NamedSource) -> Vec<Case> {
    vec![
        photo(),
        reel("reel by URL", url("a.mov")),
        reel("reel from a file", video.clone()),
        hosted_reel(),
        photo_story(),
        video_story("video story by URL", url("a.mov")),
        video_story("video story from a file", video.clone()),
        carousel(video.clone()),
    ]
}
