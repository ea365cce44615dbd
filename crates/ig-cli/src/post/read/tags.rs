//! `USER@X,Y` and `ID@X,Y`: the people and products in a photo or a video, and their positions.

use std::error::Error;

use ig_core::{
    error::Actor,
    id::ProductId,
    tag::{
        InvalidTag, ProductTag, ProductTags, StoryTag, StoryTags, UserTag, UserTags,
        VideoProductTag, VideoProductTags, VideoTag, VideoTags,
    },
};

use crate::failure::Failure;

/// One of the two options.
#[derive(Clone, Copy, Debug)]
struct Tagging {
    option: &'static str,
    example: &'static str,
    bare: &'static str,
    many: &'static str,
}

const PEOPLE: Tagging = Tagging {
    option: "--tag",
    example: "write --tag USER@X,Y with X and Y from 0 to 1, as in --tag bronz_fonz@0.5,0.8",
    bare: "write --tag USER without a position",
    many: "too many people are tagged",
};

const PRODUCTS: Tagging = Tagging {
    option: "--product",
    example: "write --product ID@X,Y with X and Y from 0 to 1, as in --product 3231775643511089@0.5,0.8",
    bare: "write --product ID without a position",
    many: "the products cannot be tagged",
};

/// A position from 0,0 at the top left to 1,1, checked by the core.
#[derive(Clone, Copy, Debug)]
struct Place {
    x: f64,
    y: f64,
}

pub(crate) fn photo_tags(texts: &[impl AsRef<str>]) -> Result<UserTags, Failure> {
    PEOPLE.all(texts, |user, place| {
        let Place { x, y } = place?.ok_or_else(|| PEOPLE.needs_a_place())?;
        UserTag::new(user, x, y).map_err(|error| PEOPLE.wrong(&error))
    })
}

pub(crate) fn video_tags(texts: &[impl AsRef<str>]) -> Result<VideoTags, Failure> {
    PEOPLE.all(texts, |user, place| {
        PEOPLE.has_no_place(place)?;
        VideoTag::new(user).map_err(|error| PEOPLE.wrong(&error))
    })
}

pub(crate) fn story_tags(texts: &[impl AsRef<str>]) -> Result<StoryTags, Failure> {
    PEOPLE.all(texts, |user, place| {
        let tag = StoryTag::new(user);
        let tag = match place? {
            Some(Place { x, y }) => tag.and_then(|tag| tag.with_place(x, y)),
            None => tag,
        };
        tag.map_err(|error| PEOPLE.wrong(&error))
    })
}

pub(crate) fn photo_products(texts: &[impl AsRef<str>]) -> Result<ProductTags, Failure> {
    PRODUCTS.all(texts, |id, place| {
        let Place { x, y } = place?.ok_or_else(|| PRODUCTS.needs_a_place())?;
        ProductTag::new(product(id)?, x, y).map_err(|error| PRODUCTS.wrong(&error))
    })
}

pub(crate) fn video_products(texts: &[impl AsRef<str>]) -> Result<VideoProductTags, Failure> {
    PRODUCTS.all(texts, |id, place| {
        PRODUCTS.has_no_place(place)?;
        Ok(VideoProductTag::new(product(id)?))
    })
}

fn product(id: &str) -> Result<ProductId, Failure> {
    id.parse().map_err(|error| PRODUCTS.wrong(&error))
}

impl Tagging {
    fn all<Tag, Tags: TryFrom<Vec<Tag>, Error = InvalidTag>>(
        self,
        texts: &[impl AsRef<str>],
        read: impl Fn(&str, Result<Option<Place>, Failure>) -> Result<Tag, Failure>,
    ) -> Result<Tags, Failure> {
        let tags = texts.iter().map(|text| {
            let text = text.as_ref();
            let text = text.strip_prefix('@').unwrap_or(text);
            match text.rsplit_once('@') {
                Some((name, place)) => read(name, self.place(place).map(Some)),
                None => read(text, Ok(None)),
            }
            .map_err(|failure| failure.about(&format!("{} {}", self.option, shown(text))))
        });
        let tags: Vec<_> = tags.collect::<Result<_, _>>()?;
        tags.try_into().map_err(|error| {
            Failure::usage(self.many).caused_by(&error).fix("leave some out").who(Actor::Author)
        })
    }

    fn place(self, text: &str) -> Result<Place, Failure> {
        let place = text.split_once(',').and_then(|(x, y)| {
            Some(Place { x: x.trim().parse().ok()?, y: y.trim().parse().ok()? })
        });
        place.ok_or_else(|| self.failure("there must be two numbers after the @", self.example))
    }

    fn needs_a_place(self) -> Failure {
        self.failure("in a photo it needs a position", self.example)
    }

    fn has_no_place(self, place: Result<Option<Place>, Failure>) -> Result<(), Failure> {
        match place? {
            None => Ok(()),
            Some(_) => Err(self.failure("a tag in a video has no position", self.bare)),
        }
    }

    fn wrong(self, error: &dyn Error) -> Failure {
        self.failure("", self.example).caused_by(error)
    }

    fn failure(self, why: &str, fix: &str) -> Failure {
        Failure::usage(self.option).because(why).fix(fix).who(Actor::Author)
    }
}

/// The argument as typed, if it is too short to be a token.
fn shown(text: &str) -> &str {
    if text.len() <= 60 { text } else { "…" }
}
