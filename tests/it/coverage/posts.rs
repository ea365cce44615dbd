//! Every kind of post, bare and with every option.

use ig_core::{
    Carousel, CarouselItem, ContainerId, MediaUrl, Photo, PhotoStory, Reel, VideoStory,
    endpoint::{CarouselContainer, Container},
    post::{
        AddOn, AiGenerated, AudioConfiguration, CarouselItems, Collaborators, Cover, ImageItem,
        PaidPartnership, Poll, PollDuration, ShareToFeed, ThumbOffset, TrialParams, VideoItem,
        VideoSource, Volume,
    },
    tag::{ProductTag, StoryTag, UserTag, VideoProductTag, VideoTag},
    upload::NamedSource,
};

fn photo() -> MediaUrl {
    "https://www.example.com/bronz-fonz.jpg".parse().unwrap()
}

fn video() -> MediaUrl {
    "https://www.example.com/hungry-fonzes.mp4".parse().unwrap()
}

fn file() -> NamedSource {
    NamedSource::new("hungry-fonzes.mp4", ig_tests::MP4.len() as u64).unwrap()
}

fn list<T, U: TryFrom<Vec<T>, Error: std::fmt::Debug>>(one: T) -> U {
    vec![one].try_into().unwrap()
}

fn collaborators() -> Collaborators {
    list("therock".parse().unwrap())
}

fn partnership() -> PaidPartnership {
    PaidPartnership::with(vec!["17841400000000001".parse().unwrap()]).unwrap()
}

/// Uses the sandbox's first product and place, which are those of the reference's samples.
fn photo_post() -> Photo {
    let product = ProductTag::new("3231775643511089".parse().unwrap(), 0.5, 0.8).unwrap();
    Photo::new(photo())
        .with_caption("#BronzFonz".parse().unwrap())
        .with_alt_text("A statue".parse().unwrap())
        .with_user_tags(list(UserTag::new("natgeo", 0.5, 0.8).unwrap()))
        .with_location("7640348500".parse().unwrap())
        .with_product_tags(list(product))
        .with_collaborators(collaborators())
        .with_paid_partnership(partnership())
        .with_ai_generated(AiGenerated::Yes)
        .with_add_on(AddOn::Poll(poll().with_duration(PollDuration::Unlimited)))
}

fn poll() -> Poll {
    Poll::new(["yes", "no", "maybe", "never"]).unwrap()
}

fn image_item() -> ImageItem {
    let product = ProductTag::new("3231775643511089".parse().unwrap(), 0.5, 0.8).unwrap();
    ImageItem::new(photo())
        .with_alt_text("A statue".parse().unwrap())
        .with_user_tags(list(UserTag::new("natgeo", 0.5, 0.8).unwrap()))
        .with_product_tags(list(product))
}

fn video_item() -> VideoItem {
    let product = VideoProductTag::new("3231775643511089".parse().unwrap());
    VideoItem::new(video())
        .with_user_tags(list(VideoTag::new("natgeo").unwrap()))
        .with_product_tags(list(product))
        .with_thumb_offset(ThumbOffset::from_millis(1000))
}

fn reel() -> Reel {
    let product = VideoProductTag::new("3231775643511089".parse().unwrap());
    let volume = |volume: u32| Volume::try_from(volume).unwrap();
    let music = AudioConfiguration::new("1234567890123456".parse().unwrap())
        .with_audio_volume(volume(80))
        .with_video_volume(volume(20));
    Reel::new(video())
        .with_caption("#BronzFonz".parse().unwrap())
        .with_user_tags(list(VideoTag::new("natgeo").unwrap()))
        .with_location("7640348500".parse().unwrap())
        .with_product_tags(list(product))
        .with_collaborators(collaborators())
        .with_cover(Cover::Url(photo()))
        .with_share_to_feed(ShareToFeed::Yes)
        .with_audio_name("Heyyy".parse().unwrap())
        .with_audio_configuration(music)
        .with_trial_params(TrialParams::Manual)
        .with_paid_partnership(PaidPartnership::unnamed())
        .with_ai_generated(AiGenerated::Yes)
        .with_add_on(AddOn::CommentPrompt)
}

/// A reel with the other values of its options.
fn other_reel() -> Reel {
    Reel::new(file())
        .with_cover(Cover::Offset(ThumbOffset::from_millis(0)))
        .with_share_to_feed(ShareToFeed::No)
        .with_trial_params(TrialParams::SsPerformance)
}

fn carousel(children: [&str; 2]) -> CarouselContainer {
    let items: Vec<CarouselItem> = vec![image_item().into(), video_item().into()];
    let carousel = Carousel::new(CarouselItems::try_from(items).unwrap())
        .with_caption("#BronzFonz".parse().unwrap())
        .with_location("7640348500".parse().unwrap())
        .with_collaborators(collaborators())
        .with_paid_partnership(partnership())
        .with_ai_generated(AiGenerated::No)
        .with_add_on(AddOn::Poll(poll()));
    let children: Vec<ContainerId> = children.map(|id| id.parse().unwrap()).into();
    CarouselContainer::new(carousel, children).unwrap()
}

/// All containers; `children` are the containers of a carousel's items.
pub(super) fn containers(children: [&str; 2]) -> Vec<Container> {
    let tag = || StoryTag::new("natgeo").unwrap().with_place(0.5, 0.5).unwrap();
    vec![
        Photo::new(photo()).into(),
        photo_post().into(),
        image_item().into(),
        video_item().into(),
        reel().into(),
        other_reel().into(),
        PhotoStory::new(photo()).with_user_tags(list(tag())).into(),
        VideoStory::new(VideoSource::Hosted(video()))
            .with_user_tags(list(tag()))
            .with_ai_generated(AiGenerated::Yes)
            .into(),
        carousel(children).into(),
    ]
}
