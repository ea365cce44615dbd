//! Every kind of post with every option, word for word.

use super::*;
use crate::{
    endpoint::testing::*,
    post::{
        AiGenerated, AudioConfiguration, Carousel, CarouselContainer, CarouselItems, Collaborators,
        Cover, ExtraParameters, ImageItem, InvalidCarousel, PaidPartnership, Photo, PhotoStory,
        Reel, ShareToFeed, ThumbOffset, TrialParams, VideoItem, VideoSource, VideoStory, Volume,
    },
    value::{
        MediaUrl, NamedSource,
        tag::{
            ProductTag, ProductTags, StoryTag, StoryTags, UserTag, UserTags, VideoProductTag,
            VideoProductTags, VideoTag, VideoTags,
        },
    },
};

fn create(container: impl Into<Container>) -> String {
    sent(&CreateContainer::new("17841400008460056".parse().unwrap(), container))
}

fn photo(name: &str) -> Photo {
    Photo::new(url(&format!("https://www.example.com/images/{name}.jpg")))
}

const TO: &str = "POST https://graph.facebook.com/v26.0/17841400008460056/media\n";

/// The requests of Meta's guide, in the form that is safest today: in
/// the body and with strict JSON (reference §12.1).
#[test]
fn the_guides_requests_are_sent_word_for_word() {
    let fonz = photo("bronz-fonz").with_caption("#BronzFonz".parse().unwrap());
    let form =
        "image_url=https%3A%2F%2Fwww.example.com%2Fimages%2Fbronz-fonz.jpg&caption=%23BronzFonz";
    assert_eq!(create(fonz), format!("{TO}{form}"));

    let tags = vec![
        UserTag::new("kevinhart4real", 0.5, 0.8).unwrap(),
        UserTag::new("therock", 0.3, 0.2).unwrap(),
    ];
    let fonzes = photo("bronzed-fonzes")
        .with_caption("#BronzedFonzes!".parse().unwrap())
        .with_user_tags(UserTags::try_from(tags).unwrap());
    let form = "image_url=https%3A%2F%2Fwww.example.com%2Fimages%2Fbronzed-fonzes.jpg\
                &caption=%23BronzedFonzes%21\
                &user_tags=%5B%7B%22username%22%3A%22kevinhart4real%22%2C%22x%22%3A0.5%2C%22y%22%3A0.8%7D%2C\
                %7B%22username%22%3A%22therock%22%2C%22x%22%3A0.3%2C%22y%22%3A0.2%7D%5D";
    assert_eq!(create(fonzes), format!("{TO}{form}"));

    let gugges = photo("gugges")
        .with_caption("Exhibiting!".parse().unwrap())
        .with_location("7640348500".parse().unwrap());
    let form = "image_url=https%3A%2F%2Fwww.example.com%2Fimages%2Fgugges.jpg&caption=Exhibiting%21&location_id=7640348500";
    assert_eq!(create(gugges), format!("{TO}{form}"));

    let reel = Reel::new(url("https://www.example.com/videos/hungry-fonzes.mov"))
        .with_caption("#Heyyyyyyyy!".parse().unwrap());
    let form = "media_type=REELS&video_url=https%3A%2F%2Fwww.example.com%2Fvideos%2Fhungry-fonzes.mov&caption=%23Heyyyyyyyy%21";
    assert_eq!(create(reel), format!("{TO}{form}"));
}

#[test]
fn only_what_is_set_is_sent() {
    let image = "image_url=https%3A%2F%2Fwww.example.com%2Fimages%2Fa.jpg";
    let sent = "video_url=https%3A%2F%2Fwww.example.com%2Fa.mp4";
    let video = || url("https://www.example.com/a.mp4");
    assert_eq!(create(photo("a")), format!("{TO}{image}"));
    assert_eq!(create(Reel::new(video())), format!("{TO}media_type=REELS&{sent}"));
    let located = Reel::new(video()).with_location("7640348500".parse().unwrap());
    assert_eq!(create(located), format!("{TO}media_type=REELS&{sent}&location_id=7640348500"));
}

/// The `VIDEO` of the guide's first edition lives on only in carousels.
#[test]
fn carousel_items_say_what_they_are() {
    let image = "image_url=https%3A%2F%2Fwww.example.com%2Fimages%2Fa.jpg";
    let item = ImageItem::new(url("https://www.example.com/images/a.jpg"));
    assert_eq!(create(item), format!("{TO}{image}&is_carousel_item=true"));
    let tags = UserTags::try_from(vec![UserTag::new("natgeo", 0.0, 1.0).unwrap()]).unwrap();
    let item = ImageItem::new(url("https://www.example.com/images/a.jpg")).with_user_tags(tags);
    let tags =
        "user_tags=%5B%7B%22username%22%3A%22natgeo%22%2C%22x%22%3A0.0%2C%22y%22%3A1.0%7D%5D";
    assert_eq!(create(item), format!("{TO}{image}&{tags}&is_carousel_item=true"));
    let item = VideoItem::new(url("https://www.example.com/a.mp4"));
    let sent = "video_url=https%3A%2F%2Fwww.example.com%2Fa.mp4";
    assert_eq!(create(item), format!("{TO}media_type=VIDEO&{sent}&is_carousel_item=true"));
}

#[test]
fn replies_are_read_leniently() {
    let read = |body| got::<CreateContainer>(200, body);
    let created = read(data!("create_container_sample__200")).unwrap();
    assert_eq!((created.id.as_str(), created.status_code), ("17889455560051444", None));
    let created = read(data!("create_container_with_status__200")).unwrap();
    assert_eq!(created.status_code, Some(ContainerStatus::Finished));
    for body in ["", "{}", r#"{"id":null}"#, r#"{"id":"../me"}"#, "<html>", r#"{"id":"178894"#] {
        assert!(read(body).is_err(), "{body}");
    }
}

/// The fields of the form, decoded, in order.
fn fields(container: impl Into<Container>) -> Vec<String> {
    let create = CreateContainer::new("1".parse().unwrap(), container);
    create.draft().form().map(|(name, value)| format!("{name}={value}")).collect()
}

fn video() -> MediaUrl {
    url("https://example.com/a.mp4")
}

fn image() -> MediaUrl {
    url("https://example.com/a.jpg")
}

fn people() -> UserTags {
    vec![UserTag::new("natgeo", 0.5, 0.8).unwrap()].try_into().unwrap()
}

fn people_in_video() -> VideoTags {
    vec![VideoTag::new("natgeo").unwrap()].try_into().unwrap()
}

fn products() -> ProductTags {
    let tag = ProductTag::new("3231775643511089".parse().unwrap(), 0.5, 0.8).unwrap();
    vec![tag].try_into().unwrap()
}

fn products_in_video() -> VideoProductTags {
    vec![VideoProductTag::new("3231775643511089".parse().unwrap())].try_into().unwrap()
}

fn authors() -> Collaborators {
    let names = ["therock", "natgeo"].map(|name| name.parse().unwrap());
    names.to_vec().try_into().unwrap()
}

fn sponsors() -> PaidPartnership {
    PaidPartnership::with(vec!["17841405309211844".parse().unwrap()]).unwrap()
}

#[test]
fn a_photo_has_each_of_its_options() {
    let photo = Photo::new(image())
        .with_caption("#BronzFonz".parse().unwrap())
        .with_alt_text("A bronze statue".parse().unwrap())
        .with_user_tags(people())
        .with_location("7640348500".parse().unwrap())
        .with_product_tags(products())
        .with_collaborators(authors())
        .with_paid_partnership(sponsors())
        .with_ai_generated(AiGenerated::Yes)
        .with_extra(ExtraParameters::default().with("brand_new", "1").unwrap());
    let expected = [
        "image_url=https://example.com/a.jpg",
        "caption=#BronzFonz",
        "alt_text=A bronze statue",
        r#"user_tags=[{"username":"natgeo","x":0.5,"y":0.8}]"#,
        "location_id=7640348500",
        r#"product_tags=[{"product_id":"3231775643511089","x":0.5,"y":0.8}]"#,
        r#"collaborators=["therock","natgeo"]"#,
        "is_paid_partnership=true",
        "branded_content_sponsor_ids=[17841405309211844]",
        "is_ai_generated=true",
        "brand_new=1",
    ];
    assert_eq!(fields(photo), expected);
}

#[test]
fn a_reel_has_each_of_its_options() {
    let volume = |volume: u32| Volume::try_from(volume).unwrap();
    let audio = AudioConfiguration::new("881".parse().unwrap())
        .with_audio_volume(volume(100))
        .with_video_volume(volume(0));
    let reel = Reel::new(video())
        .with_caption("#Heyyyyyyyy!".parse().unwrap())
        .with_user_tags(people_in_video())
        .with_location("7640348500".parse().unwrap())
        .with_product_tags(products_in_video())
        .with_collaborators(authors())
        .with_cover(Cover::Offset(ThumbOffset::from_millis(0)))
        .with_share_to_feed(ShareToFeed::No)
        .with_audio_name("Heyyy".parse().unwrap())
        .with_audio_configuration(audio)
        .with_trial_params(TrialParams::SsPerformance)
        .with_paid_partnership(PaidPartnership::unnamed())
        .with_ai_generated(AiGenerated::No);
    let expected = [
        "media_type=REELS",
        "video_url=https://example.com/a.mp4",
        "caption=#Heyyyyyyyy!",
        r#"user_tags=[{"username":"natgeo"}]"#,
        "location_id=7640348500",
        r#"product_tags=[{"product_id":"3231775643511089"}]"#,
        r#"collaborators=["therock","natgeo"]"#,
        "thumb_offset=0",
        "share_to_feed=false",
        "audio_name=Heyyy",
        r#"audio_configuration={"audio_id":"881","audio_volume":100,"video_volume":0}"#,
        r#"trial_params={"graduation_strategy":"SS_PERFORMANCE"}"#,
        "is_paid_partnership=true",
        "is_ai_generated=false",
    ];
    assert_eq!(fields(reel), expected);
    let covered =
        Reel::new(video()).with_cover(Cover::Url(image())).with_trial_params(TrialParams::Manual);
    let expected = [
        "media_type=REELS",
        "video_url=https://example.com/a.mp4",
        "cover_url=https://example.com/a.jpg",
        r#"trial_params={"graduation_strategy":"MANUAL"}"#,
    ];
    assert_eq!(fields(covered), expected);
}

#[test]
fn a_video_on_this_machine_or_for_the_upload_host_has_no_url() {
    let expected = ["media_type=REELS", "upload_type=resumable"];
    assert_eq!(fields(Reel::new(NamedSource::new("a.mp4", 7).unwrap())), expected);
    assert_eq!(fields(Reel::new(VideoSource::Hosted(video()))), expected);
}

#[test]
fn stories_have_tags_with_a_place_or_without() {
    let tags = vec![
        StoryTag::new("natgeo").unwrap(),
        StoryTag::new("therock").unwrap().with_place(0.3, 0.2).unwrap(),
    ];
    let tags: StoryTags = tags.try_into().unwrap();
    let json = r#"user_tags=[{"username":"natgeo"},{"username":"therock","x":0.3,"y":0.2}]"#;
    let photo = PhotoStory::new(image()).with_user_tags(tags.clone());
    let expected = ["media_type=STORIES", "image_url=https://example.com/a.jpg", json];
    assert_eq!(fields(photo), expected);
    let video = VideoStory::new(video()).with_user_tags(tags).with_ai_generated(AiGenerated::Yes);
    let expected =
        ["media_type=STORIES", "video_url=https://example.com/a.mp4", json, "is_ai_generated=true"];
    assert_eq!(fields(video), expected);
}

#[test]
fn a_carousels_parts_have_each_of_their_options() {
    let image = ImageItem::new(image())
        .with_alt_text("A bronze statue".parse().unwrap())
        .with_user_tags(people())
        .with_product_tags(products());
    let video = VideoItem::new(video())
        .with_user_tags(people_in_video())
        .with_product_tags(products_in_video())
        .with_thumb_offset(ThumbOffset::from_millis(0));
    let expected = [
        "image_url=https://example.com/a.jpg",
        "alt_text=A bronze statue",
        r#"user_tags=[{"username":"natgeo","x":0.5,"y":0.8}]"#,
        r#"product_tags=[{"product_id":"3231775643511089","x":0.5,"y":0.8}]"#,
        "is_carousel_item=true",
    ];
    assert_eq!(fields(image.clone()), expected);
    let expected = [
        "media_type=VIDEO",
        "video_url=https://example.com/a.mp4",
        r#"user_tags=[{"username":"natgeo"}]"#,
        r#"product_tags=[{"product_id":"3231775643511089"}]"#,
        "thumb_offset=0",
        "is_carousel_item=true",
    ];
    assert_eq!(fields(video.clone()), expected);

    let items = CarouselItems::try_from(vec![image.into(), video.into()]).unwrap();
    let carousel = Carousel::new(items)
        .with_caption("#BronzFonz".parse().unwrap())
        .with_location("7640348500".parse().unwrap())
        .with_collaborators(authors())
        .with_paid_partnership(sponsors())
        .with_ai_generated(AiGenerated::Yes);
    let ids = ["101", "102"].map(|id| id.parse().unwrap());
    let parent = CarouselContainer::new(carousel.clone(), ids.to_vec()).unwrap();
    let expected = [
        "media_type=CAROUSEL",
        "children=101,102",
        "caption=#BronzFonz",
        "location_id=7640348500",
        r#"collaborators=["therock","natgeo"]"#,
        "is_paid_partnership=true",
        "branded_content_sponsor_ids=[17841405309211844]",
        "is_ai_generated=true",
    ];
    assert_eq!(fields(parent), expected);
    let error = CarouselContainer::new(carousel, ids[..1].to_vec()).unwrap_err();
    assert_eq!(error, InvalidCarousel::Children { containers: 1, items: 2 });
}

#[test]
fn a_carousel_has_two_to_twenty_items() {
    let items = |count| CarouselItems::try_from(vec![ImageItem::new(image()).into(); count]);
    for count in [2, 10, 11, 20] {
        assert!(items(count).is_ok(), "{count}");
    }
    for count in [0, 1, 21] {
        assert_eq!(items(count), Err(InvalidCarousel::Count(count)));
    }
}

#[test]
fn what_only_facebook_login_has_is_refused_for_the_other() {
    use crate::{
        endpoint::EndpointExt,
        wire::{AccessToken, BuildError, Context, Login},
    };
    let context = Context::new(Login::Instagram, AccessToken::new("IGAAtoken")).unwrap();
    let audio = AudioConfiguration::new("881".parse().unwrap());
    for container in [
        Container::from(Photo::new(image()).with_product_tags(products())),
        Photo::new(image()).with_paid_partnership(PaidPartnership::unnamed()).into(),
        Reel::new(video()).with_audio_configuration(audio).into(),
        VideoItem::new(video()).with_product_tags(products_in_video()).into(),
    ] {
        let create = CreateContainer::new("1".parse().unwrap(), container);
        let error = create.exchange(&context).unwrap_err();
        assert!(matches!(error, BuildError::FacebookOnly), "{error:?}");
    }
    let plain = CreateContainer::new("1".parse().unwrap(), Photo::new(image()));
    assert!(plain.exchange(&context).is_ok());
}

#[test]
fn a_container_that_waits_for_its_video_says_where_to_send_it() {
    let created = got::<CreateContainer>(200, data!("create_container_resumable__200")).unwrap();
    let uri = "https://rupload.facebook.com/ig-api-upload/v25.0/17889455560051444";
    assert_eq!(created.uri.unwrap().as_str(), uri);
    for odd in [r#"{"id":"1","uri":7}"#, r#"{"id":"1","uri":"x"}"#, r#"{"id":"1","uri":null}"#] {
        assert_eq!(got::<CreateContainer>(200, odd).unwrap().uri, None, "{odd}");
    }
}
