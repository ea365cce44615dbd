//! A post that a program asks for over HTTP or the Model Context Protocol: what a post file has, and
//! when it is to be public.

use std::{str::FromStr, time::Duration};

use ig_core::error::Actor;
use ig_queue::{Ambiguous, Late, Sends};
use schemars::JsonSchema;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use super::{
    file::{self, PostFile},
    lists,
    sketch::{CarouselSketch, PhotoSketch, PhotoStorySketch, ReelSketch, Sketch, VideoStorySketch},
};
use crate::{args, failure::Failure, words};

/// A post file with more members: what `PUT /posts/{key}` accepts
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[schemars(
    rename = "PostRequest",
    description = "One of the five kinds of post, and when it is to be public. Paths are those of files in the \
                   folder of --files",
    extend("oneOf" = [
        {"required": ["photo"]},
        {"required": ["reel"]},
        {"required": ["photo_story"]},
        {"required": ["video_story"]},
        {"required": ["carousel"]},
    ])
)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Request {
    /// The schema of this object, for editors
    #[serde(rename = "$schema")]
    schema: Option<String>,
    #[schemars(with = "PhotoSketch")]
    photo: Option<PhotoSketch>,
    #[schemars(with = "ReelSketch")]
    reel: Option<ReelSketch>,
    #[schemars(with = "PhotoStorySketch")]
    photo_story: Option<PhotoStorySketch>,
    #[schemars(with = "VideoStorySketch")]
    video_story: Option<VideoStorySketch>,
    #[schemars(with = "CarouselSketch")]
    carousel: Option<CarouselSketch>,
    /// When it is to be public, as in `2026-12-24 18:00 Europe/Berlin`, `2026-12-24T18:00:00+01:00` or
    /// `+2h`; at once if it is left out
    at: Option<String>,
    /// The time zone of `at`, where that has none
    zone: Option<String>,
    /// Which instant is meant where clocks skip the time or show it twice: `earlier` or `later`
    ambiguous: Option<String>,
    /// What happens if it is found too late: `publish` (up to 12 h late), `skip=60m` or `hold`
    late: Option<String>,
    /// Prepare it so long before its time, such as `10m` or `2h`, at most `20h`
    lead: Option<String>,
    /// Send the publish once and never again, even if its reply is lost
    strict: bool,
    /// The id of the Instagram account; the one that the program was started for if it is left out
    user_id: Option<String>,
    /// The name of the account's access token
    credential: Option<String>,
}

/// What the tool `publish` accepts
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Call {
    /// The post's own name, such as an order number: the same key is the same post, however often the
    /// tool is called. 1 to 80 letters, digits and . _ - : @ + =
    pub(crate) key: String,
    /// What is posted: exactly one of photo, reel, photo_story, video_story and carousel. Paths are those
    /// of files in the folder of --files
    post: PostFile,
    /// When it is to be public, as in `2026-12-24 18:00 Europe/Berlin`, `2026-12-24T18:00:00+01:00` or
    /// `+2h`; at once if it is left out
    #[serde(default)]
    at: Option<String>,
    /// The time zone of `at`, where that has none
    #[serde(default)]
    zone: Option<String>,
    /// Which instant is meant where clocks skip the time or show it twice: `earlier` or `later`
    #[serde(default)]
    ambiguous: Option<String>,
    /// What happens if it is found too late: `publish` (up to 12 h late), `skip=60m` or `hold`
    #[serde(default)]
    late: Option<String>,
    /// Prepare it so long before its time, such as `10m` or `2h`, at most `20h`
    #[serde(default)]
    lead: Option<String>,
    /// Send the publish once and never again, even if its reply is lost
    #[serde(default)]
    strict: bool,
    /// The id of the Instagram account; the one that the program was started for if it is left out
    #[serde(default)]
    user_id: Option<String>,
    /// The name of the account's access token
    #[serde(default)]
    credential: Option<String>,
    /// How many seconds to wait for the outcome, at most 300; 30 if it is left out. A post that waits for
    /// longer, as for its time, is not waited for
    #[serde(default)]
    #[schemars(range(max = 300))]
    pub(crate) wait_s: Option<u64>,
}

/// A post that is asked for, with each value checked that can be checked without its media.
#[derive(Clone, Debug)]
pub(crate) struct Wish {
    pub(crate) sketch: Sketch,
    /// When, as it was given.
    pub(crate) at: Option<String>,
    pub(crate) zone: Option<String>,
    pub(crate) ambiguous: Option<Ambiguous>,
    pub(crate) late: Late,
    is_late_given: bool,
    pub(crate) lead: Option<Duration>,
    pub(crate) sends: Sends,
    pub(crate) user_id: Option<String>,
    pub(crate) credential: Option<String>,
}

impl Wish {
    /// The members that were given of those that say when and how, and not what.
    pub(crate) fn given(&self) -> Vec<&'static str> {
        let all = [
            ("at", self.at.is_some()),
            ("late", self.is_late_given),
            ("lead", self.lead.is_some()),
            ("strict", self.sends != Sends::default()),
            ("credential", self.credential.is_some()),
        ];
        all.into_iter().filter(|(_, is_given)| *is_given).map(|(name, _)| name).collect()
    }
}

impl Request {
    /// Reads the body of a request.
    pub(crate) fn read(text: &str) -> Result<Wish, Failure> {
        const NAME: &str = "the body";
        let Self {
            schema,
            photo,
            reel,
            photo_story,
            video_story,
            carousel,
            at,
            zone,
            ambiguous,
            late,
            lead,
            strict,
            user_id,
            credential,
        } = file::parsed(text, NAME)?;
        let post = PostFile { schema, photo, reel, photo_story, video_story, carousel };
        let sketch = post.sketch(NAME)?;
        wish(sketch, Given { at, zone, ambiguous, late, lead, strict, user_id, credential })
    }
}

impl Call {
    /// The post of the call.
    pub(crate) fn wish(self) -> Result<Wish, Failure> {
        let Self { post, at, zone, ambiguous, late, lead, strict, user_id, credential, .. } = self;
        let sketch = post.sketch("the member post")?;
        wish(sketch, Given { at, zone, ambiguous, late, lead, strict, user_id, credential })
    }
}

struct Given {
    at: Option<String>,
    zone: Option<String>,
    ambiguous: Option<String>,
    late: Option<String>,
    lead: Option<String>,
    strict: bool,
    user_id: Option<String>,
    credential: Option<String>,
}

fn wish(sketch: Sketch, given: Given) -> Result<Wish, Failure> {
    let Given { at, zone, ambiguous, late, lead, strict, user_id, credential } = given;
    if at.is_none() {
        // Without its time, the post would be public at once.
        for (name, is_given) in [("zone", zone.is_some()), ("ambiguous", ambiguous.is_some())] {
            if is_given {
                return Err(Failure::usage(format!("the member {name} cannot be used"))
                    .because("it is about the time in `at`, which is missing")
                    .fix("add `at`; a post that is to be public at once has neither")
                    .who(Actor::Author));
            }
        }
    }
    let lead = lead.as_deref().map(args::lead).transpose();
    Ok(Wish {
        sketch,
        at,
        zone,
        ambiguous: member::<Ambiguous>("ambiguous", ambiguous)?,
        is_late_given: late.is_some(),
        late: member::<Late>("late", late)?.unwrap_or_default(),
        lead: lead.map_err(|why| refused("lead", &why))?,
        sends: if strict { Sends::Once } else { Sends::default() },
        user_id,
        credential,
    })
}

fn member<T: FromStr<Err: std::fmt::Display>>(
    name: &str,
    text: Option<String>,
) -> Result<Option<T>, Failure> {
    let parse =
        |text: String| text.parse().map_err(|error: T::Err| refused(name, &error.to_string()));
    text.map(parse).transpose()
}

fn refused(name: &str, why: &str) -> Failure {
    Failure::usage(format!("the member {name} cannot be used"))
        .because(words::shortened(&words::plain(why)))
        .fix("correct it, or leave it out")
        .who(Actor::Author)
}

/// The arguments of a call of `tool`, read strictly.
pub(crate) fn arguments<T: DeserializeOwned>(tool: &str, given: Value) -> Result<T, Failure> {
    let read = lists::check(&given.to_string()).and_then(|()| serde_json::from_value(given));
    read.map_err(|error| {
        let text = error.to_string();
        // The place is that in a text which nobody has seen.
        let why = text.rsplit_once(" at line ").map_or(text.as_str(), |(why, _)| why);
        let fix = match words::nearest(why) {
            Some(near) => {
                format!("did you mean `{near}`? The schema of the tool has all arguments")
            }
            None => "give the arguments that the schema of the tool has".to_owned(),
        };
        Failure::usage(format!("the arguments of the tool {tool} cannot be used"))
            .because(words::shortened(&words::plain(why)))
            .fix(fix)
            .who(Actor::Author)
    })
}
