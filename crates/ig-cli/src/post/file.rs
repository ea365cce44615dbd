//! A post from a file, read strictly: nothing that its author asked for is dropped silently.

use std::path::Path;

use ig_core::error::Actor;
use schemars::JsonSchema;
use serde::{
    Deserialize,
    de::{DeserializeOwned, IgnoredAny},
};

use super::{
    lists,
    sketch::{CarouselSketch, PhotoSketch, PhotoStorySketch, ReelSketch, Sketch, VideoStorySketch},
};
use crate::{failure::Failure, input, medium::Given, words};

/// One of the five kinds of post, by its name.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[schemars(
    rename = "Post",
    description = "One of the five kinds of post",
    extend("oneOf" = [
        {"required": ["photo"]},
        {"required": ["reel"]},
        {"required": ["photo_story"]},
        {"required": ["video_story"]},
        {"required": ["carousel"]},
    ])
)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct PostFile {
    /// The schema of this file, for editors
    #[serde(rename = "$schema")]
    pub(super) schema: Option<String>,
    #[schemars(with = "PhotoSketch")]
    pub(super) photo: Option<PhotoSketch>,
    #[schemars(with = "ReelSketch")]
    pub(super) reel: Option<ReelSketch>,
    #[schemars(with = "PhotoStorySketch")]
    pub(super) photo_story: Option<PhotoStorySketch>,
    #[schemars(with = "VideoStorySketch")]
    pub(super) video_story: Option<VideoStorySketch>,
    #[schemars(with = "CarouselSketch")]
    pub(super) carousel: Option<CarouselSketch>,
}

/// Reads the post. Its paths are relative to the file, and lead only into its folder: a file
/// from someone else cannot publish other files on this machine.
pub(crate) fn from_file(path: &Path) -> Result<Sketch, Failure> {
    let text = input::plan(path)?;
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
    from_text(&text, &path.display().to_string(), folder.unwrap_or(Path::new(".")))
}

/// Reads the post in `text`, which comes from the file `name`. Its paths are relative to `folder`,
/// and lead only into it.
pub(crate) fn from_text(text: &str, name: &str, folder: &Path) -> Result<Sketch, Failure> {
    let mut sketch = read(text, name)?;
    for given in sketch.media_mut() {
        given.resolve_in(folder)?;
    }
    Ok(sketch)
}

/// The post in `text`, which comes from the file `name`.
pub(crate) fn read(text: &str, name: &str) -> Result<Sketch, Failure> {
    parsed::<PostFile>(text, name)?.sketch(name)
}

/// What `text` says, which comes from `name`. An error has its line and column.
pub(super) fn parsed<T: DeserializeOwned>(text: &str, name: &str) -> Result<T, Failure> {
    // Some editors write this mark at the start of a file.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if is_not_json(text) {
        return Err(Failure::usage(format!("{name} is not a post"))
            .because(
                "a post is one JSON object, { }, and this looks like something else, such as TOML or YAML",
            )
            .fix("write it as JSON; `ig schema` prints the format of the file")
            .for_programs("write it as JSON; GET /openapi.json describes it")
            .who(Actor::Author));
    }
    lists::check(text)
        .and_then(|()| serde_json::from_str(text))
        .map_err(|error| unreadable(&error, name))
}

impl PostFile {
    /// The one post of the file `name`.
    pub(super) fn sketch(self, name: &str) -> Result<Sketch, Failure> {
        let Self { schema: _, photo, reel, photo_story, video_story, carousel } = self;
        let posts: Vec<_> = [
            photo.map(|it| Sketch::Photo(it.into())),
            reel.map(|it| Sketch::Reel(it.into())),
            photo_story.map(|it| Sketch::PhotoStory(it.into())),
            video_story.map(|it| Sketch::VideoStory(it.into())),
            carousel.map(|it| Sketch::Carousel(it.into())),
        ]
        .into_iter()
        .flatten()
        .collect();
        let count = posts.len();
        match <[Sketch; 1]>::try_from(posts) {
            Ok([sketch]) => sketch.checked(),
            Err(_) => Err(Failure::usage(format!("{name} is not exactly one post"))
                .because(format!("it contains {count} kinds of post"))
                .fix("give one of photo, reel, photo_story, video_story and carousel")
                .who(Actor::Author)),
        }
    }
}

/// Whether the whole file is of another format, so that no single place is wrong.
fn is_not_json(text: &str) -> bool {
    let start = text.trim_start().chars().next();
    start.is_some_and(|start| start != '{') && serde_json::from_str::<IgnoredAny>(text).is_err()
}

/// The place, what is wrong there, and the name that was meant, if there is a similar one. A long
/// word is not shown: it may be a token that was pasted in the wrong place.
fn unreadable(error: &serde_json::Error, name: &str) -> Failure {
    let place = format!(" at line {} column {}", error.line(), error.column());
    let text = error.to_string();
    let why = text.strip_suffix(&place).unwrap_or(&text).to_owned();
    let fix = match words::nearest(&why) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "fix it there;".to_owned(),
    };
    let (line, column) = (error.line(), error.column().max(1));
    Failure::usage(format!("{name}:{line}:{column}: the post cannot be read"))
        .because(words::shortened(&words::plain(&why)))
        .fix(format!("{fix} `ig schema` prints the format of the file"))
        .for_programs(format!("{fix} GET /openapi.json describes it"))
        .who(Actor::Author)
}

/// Reads a medium from a string; any other value is an error at its place.
impl<'de> Deserialize<'de> for Given {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.is_empty() {
            true => Err(serde::de::Error::custom("a medium is a URL or a path, and this is empty")),
            false => Ok(Self::typed(text.as_ref())),
        }
    }
}
