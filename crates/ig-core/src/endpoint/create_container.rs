//! `POST /{ig-user-id}/media`
//!
//! Makes a media container. It lives for 24 hours, and nothing is public until
//! it is published. ([reference], §2)
//!
//! [reference]: https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/ig-user/media

use serde::{Deserialize, Deserializer};

use super::{ContainerStatus, Effect, Endpoint, json};
use crate::{
    Carousel, CarouselItem, ContainerId, DecodeError, Draft, ImageItem, InvalidCarousel, Photo,
    PhotoStory, Reel, Requirement, UploadUri, UserId, VideoItem, VideoStory,
    permission::PUBLISHING, post::Describe,
};

/// Makes a container.
///
/// For photos Meta fetches and judges the file during the call, for videos
/// later (reference §2.7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateContainer {
    user: UserId,
    container: Container,
}

/// What a container is to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Container {
    /// A photo in the feed.
    Photo(Photo),
    /// A video of its own.
    Reel(Reel),
    /// A photo story.
    PhotoStory(PhotoStory),
    /// A video story.
    VideoStory(VideoStory),
    /// A part of a carousel.
    CarouselItem(CarouselItem),
    /// A carousel whose parts are containers.
    Carousel(CarouselContainer),
}

/// A carousel whose parts are containers, each `FINISHED`: until then the call
/// fails, or the publish does (reference §2.7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarouselContainer {
    carousel: Carousel,
    children: Vec<ContainerId>,
}

impl CarouselContainer {
    /// `carousel`, whose items are the containers `children`, in this order.
    ///
    /// # Errors
    ///
    /// When there are more or fewer of them than items.
    pub fn new(carousel: Carousel, children: Vec<ContainerId>) -> Result<Self, InvalidCarousel> {
        let (containers, items) = (children.len(), carousel.items().as_slice().len());
        match containers == items {
            true => Ok(Self::of(carousel, children)),
            false => Err(InvalidCarousel::Children { containers, items }),
        }
    }

    /// One container for each item.
    pub(crate) fn of(carousel: Carousel, children: Vec<ContainerId>) -> Self {
        Self { carousel, children }
    }
}

impl CreateContainer {
    /// A container of `user` that holds `container`.
    pub fn new(user: UserId, container: impl Into<Container>) -> Self {
        Self { user, container: container.into() }
    }
}

macro_rules! into_container {
    ($($kind:ty => $variant:ident,)*) => {$(
        impl From<$kind> for Container {
            fn from(kind: $kind) -> Self {
                Self::$variant(kind.into())
            }
        }
    )*};
}

into_container! {
    Photo => Photo,
    Reel => Reel,
    PhotoStory => PhotoStory,
    VideoStory => VideoStory,
    CarouselItem => CarouselItem,
    ImageItem => CarouselItem,
    VideoItem => CarouselItem,
    CarouselContainer => Carousel,
}

/// The reply to [`CreateContainer`].
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct CreatedContainer {
    /// The new container.
    pub id: ContainerId,
    /// How far it is, where the server says so at once.
    #[serde(default)]
    pub status_code: Option<ContainerStatus>,
    /// Where its film is uploaded to, where it waits for one.
    #[serde(default, deserialize_with = "lenient")]
    pub uri: Option<UploadUri>,
}

/// What cannot be read is not there: the id counts.
fn lenient<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<UploadUri>, D::Error> {
    let text = Option::<serde_json::Value>::deserialize(deserializer)?;
    Ok(text.as_ref().and_then(|text| text.as_str()).and_then(|text| text.parse().ok()))
}

impl Endpoint for CreateContainer {
    type Response = CreatedContainer;

    const NAME: &'static str = "POST /{user}/media";
    const EFFECT: Effect = Effect::Repeatable;
    const REQUIRES: Requirement = PUBLISHING;

    fn draft(&self) -> Draft {
        let draft = Draft::post(format!("{}/media", self.user));
        let typed = |media_type| draft.clone().with_field("media_type", media_type);
        match &self.container {
            Container::Photo(photo) => photo.describe(draft),
            Container::Reel(reel) => reel.describe(typed("REELS")),
            Container::PhotoStory(story) => story.describe(typed("STORIES")),
            Container::VideoStory(story) => story.describe(typed("STORIES")),
            Container::CarouselItem(item) => item.describe(draft),
            Container::Carousel(CarouselContainer { carousel, children }) => {
                let children: Vec<&str> = children.iter().map(ContainerId::as_str).collect();
                carousel.describe(typed("CAROUSEL").with_field("children", children.join(",")))
            }
        }
    }

    fn decode(body: &[u8]) -> Result<CreatedContainer, DecodeError> {
        json("not a container id", body)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::testing::*, *};
    use crate::{ErrorClass, UserTag, UserTags};

    fn create(container: impl Into<Container>) -> String {
        sent(&CreateContainer::new("17841400008460056".parse().unwrap(), container))
    }

    fn photo(name: &str) -> Photo {
        Photo::new(url(&format!("https://www.example.com/images/{name}.jpg")))
    }

    const TO: &str = "POST https://graph.facebook.com/v25.0/17841400008460056/media\n";

    /// The requests of the seed guide, in the form that is safest today: in
    /// the body and with strict JSON (reference §12.1).
    #[test]
    fn the_seed_guides_requests_are_sent_word_for_word() {
        let fonz = photo("bronz-fonz").with_caption("#BronzFonz".parse().unwrap());
        let form = "image_url=https%3A%2F%2Fwww.example.com%2Fimages%2Fbronz-fonz.jpg&caption=%23BronzFonz";
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
        let video = "video_url=https%3A%2F%2Fwww.example.com%2Fa.mp4";
        let film = || url("https://www.example.com/a.mp4");
        assert_eq!(create(photo("a")), format!("{TO}{image}"));
        assert_eq!(create(Reel::new(film())), format!("{TO}media_type=REELS&{video}"));
        let located = Reel::new(film()).with_location("7640348500".parse().unwrap());
        assert_eq!(create(located), format!("{TO}media_type=REELS&{video}&location_id=7640348500"));
    }

    /// The seed guide's `VIDEO` lives on in carousels alone.
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
        let video = "video_url=https%3A%2F%2Fwww.example.com%2Fa.mp4";
        assert_eq!(create(item), format!("{TO}media_type=VIDEO&{video}&is_carousel_item=true"));
    }

    #[test]
    fn replies_are_read_leniently() {
        let read = |body| got::<CreateContainer>(200, body);
        let created = read(data!("create_container_sample__200")).unwrap();
        assert_eq!((created.id.as_str(), created.status_code), ("17889455560051444", None));
        let created = read(data!("create_container_with_status__200")).unwrap();
        assert_eq!(created.status_code, Some(ContainerStatus::Finished));
        for body in ["", "{}", r#"{"id":null}"#, r#"{"id":"../me"}"#, "<html>", r#"{"id":"178894"#]
        {
            assert!(read(body).is_err(), "{body}");
        }
    }

    #[test]
    fn a_refusal_is_typed() {
        let error = refused::<CreateContainer>(400, data!("create_container_too_large__400"));
        assert_eq!((error.code, error.subcode), (36_000, Some(2_207_004)));
        assert_eq!(error.class(), ErrorClass::Invalid);
        assert_eq!(error.trace_id.as_deref(), Some("A6LJylpZRKw2xKLFsAP-cJh"));
    }
}
