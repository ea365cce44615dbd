//! The options that a test may change while the sandbox runs.

use std::time::Duration;

#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use super::{
    AddOns, CarouselRefusal, Config, Partnerships, Reader, Rules, SecondPublish, Slices, Span,
    VideoAlone,
};

/// The longest time to process something: that of a container's life.
const MAX_SECONDS: f64 = 24.0 * 3600.0;

/// The options that can change while the sandbox runs, under the names that they have in a
/// configuration. A missing one stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    /// How strictly the table of limits is kept to.
    #[serde(skip_serializing_if = "Option::is_none")]
    rules: Option<Rules>,
    /// How many photos and videos a carousel takes, 2 to 20; `null`: what `rules` says.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<usize>", range(min = 2, max = 20)))]
    max_carousel_items: Option<Option<usize>>,
    /// How many hashtags a caption takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    max_hashtags: Option<usize>,
    /// What a second `media_publish` of one container does.
    #[serde(skip_serializing_if = "Option::is_none")]
    second_publish: Option<SecondPublish>,
    /// What becomes of polls and comment prompts once a post is public.
    #[serde(skip_serializing_if = "Option::is_none")]
    add_ons: Option<AddOns>,
    /// The role of the reader of captions.
    #[serde(skip_serializing_if = "Option::is_none")]
    reader: Option<Reader>,
    /// What becomes of uploads that bring less than the rest of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    slices: Option<Slices>,
    /// Whether accounts may label paid partnerships.
    #[serde(skip_serializing_if = "Option::is_none")]
    partnerships: Option<Partnerships>,
    /// What becomes of `media_type=VIDEO` without `is_carousel_item`.
    #[serde(skip_serializing_if = "Option::is_none")]
    video_alone: Option<VideoAlone>,
    /// In which words a carousel of one part or of too many is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    carousel_refusal: Option<CarouselRefusal>,
    /// Usernames that no account has.
    #[serde(skip_serializing_if = "Option::is_none")]
    unknown_usernames: Option<Vec<String>>,
    /// How long the call takes that makes a photo's container.
    #[serde(skip_serializing_if = "Option::is_none")]
    photo_creation_s: Option<Seconds>,
    /// How long a late photo is in progress.
    #[serde(skip_serializing_if = "Option::is_none")]
    photo_processing_s: Option<Seconds>,
    /// Of how many photos in a hundred the container is in progress at first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(range(max = 100)))]
    late_photos_percent: Option<u8>,
    /// How long a video is in progress.
    #[serde(skip_serializing_if = "Option::is_none")]
    video_processing_s: Option<Seconds>,
    /// How long the container of a carousel is in progress.
    #[serde(skip_serializing_if = "Option::is_none")]
    carousel_processing_s: Option<Seconds>,
}

/// A time in seconds, up to a day: always the same, or from the least to the most.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(untagged)]
enum Seconds {
    Always(f64),
    Between([f64; 2]),
}

/// A value that may be `null`, which is not the same as none.
fn given<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Option<usize>>, D::Error> {
    Option::deserialize(from).map(Some)
}

impl Settings {
    /// All that a configuration has.
    pub(crate) fn of(config: &Config) -> Self {
        Self {
            rules: Some(config.rules),
            max_carousel_items: Some(config.max_carousel_items),
            max_hashtags: Some(config.max_hashtags),
            second_publish: Some(config.second_publish),
            add_ons: Some(config.add_ons),
            reader: Some(config.reader),
            slices: Some(config.slices),
            partnerships: Some(config.partnerships),
            video_alone: Some(config.video_alone),
            carousel_refusal: Some(config.carousel_refusal),
            unknown_usernames: Some(config.unknown_usernames.clone()),
            photo_creation_s: Some(Seconds::of(config.photo_creation)),
            photo_processing_s: Some(Seconds::of(config.photo_processing)),
            late_photos_percent: Some(config.late_photos),
            video_processing_s: Some(Seconds::of(config.video_processing)),
            carousel_processing_s: Some(Seconds::of(config.carousel_processing)),
        }
    }

    /// Changes what is given.
    pub(crate) fn apply(&self, config: &mut Config) {
        fn set<T: Clone>(value: &mut T, given: Option<&T>) {
            if let Some(given) = given {
                value.clone_from(given);
            }
        }
        set(&mut config.rules, self.rules.as_ref());
        set(&mut config.max_carousel_items, self.max_carousel_items.as_ref());
        set(&mut config.max_hashtags, self.max_hashtags.as_ref());
        set(&mut config.second_publish, self.second_publish.as_ref());
        set(&mut config.add_ons, self.add_ons.as_ref());
        set(&mut config.reader, self.reader.as_ref());
        set(&mut config.slices, self.slices.as_ref());
        set(&mut config.partnerships, self.partnerships.as_ref());
        set(&mut config.video_alone, self.video_alone.as_ref());
        set(&mut config.carousel_refusal, self.carousel_refusal.as_ref());
        set(&mut config.unknown_usernames, self.unknown_usernames.as_ref());
        set(&mut config.late_photos, self.late_photos_percent.as_ref());
        for (time, given) in [
            (&mut config.photo_creation, self.photo_creation_s),
            (&mut config.photo_processing, self.photo_processing_s),
            (&mut config.video_processing, self.video_processing_s),
            (&mut config.carousel_processing, self.carousel_processing_s),
        ] {
            set(time, given.map(Seconds::span).as_ref());
        }
    }

    /// What is not possible, as text for people.
    pub(crate) fn wrong(&self) -> Option<String> {
        let items = ig_rules::post::CAROUSEL_ITEMS.bound;
        if self.max_carousel_items.flatten().is_some_and(|most| !items.holds(most as u64)) {
            return Some("`max_carousel_items` must be 2 to 20, such as 10, or null".to_owned());
        }
        if self.late_photos_percent.is_some_and(|percent| percent > 100) {
            return Some("`late_photos_percent` must be a percentage, 0 to 100".to_owned());
        }
        let times = [
            ("photo_creation_s", self.photo_creation_s),
            ("photo_processing_s", self.photo_processing_s),
            ("video_processing_s", self.video_processing_s),
            ("carousel_processing_s", self.carousel_processing_s),
        ];
        let mut wrong = times.iter().filter(|(_, time)| time.is_some_and(|it| !it.is_possible()));
        let (name, _) = wrong.next()?;
        Some(format!(
            "`{name}` must be a number of seconds from 0 to 86400, or the least and the most of \
             them, such as [3, 9]"
        ))
    }

    /// The values of `after` that differ from these.
    pub(crate) fn changed(&self, after: &Self) -> Self {
        let (before, mut changed) = (self.map(), after.map());
        changed.retain(|name, value| before.get(name) != Some(value));
        Self::of_map(changed)
    }

    /// These values, with the given ones in their place.
    pub(crate) fn with(&self, given: &Self) -> Self {
        let mut all = self.map();
        all.extend(given.map());
        Self::of_map(all)
    }

    fn map(&self) -> Map<String, Value> {
        match serde_json::to_value(self) {
            Ok(Value::Object(map)) => map,
            // A struct with names as its keys always is an object.
            _ => Map::new(),
        }
    }

    fn of_map(map: Map<String, Value>) -> Self {
        serde_json::from_value(Value::Object(map)).unwrap_or_default()
    }
}

impl Seconds {
    fn of(span: Span) -> Self {
        match span.ends().map(|time| time.as_secs_f64()) {
            [least, most] if least == most => Self::Always(least),
            ends => Self::Between(ends),
        }
    }

    fn is_possible(self) -> bool {
        let [least, most] = self.ends();
        (0.0..=MAX_SECONDS).contains(&least) && (least..=MAX_SECONDS).contains(&most)
    }

    fn ends(self) -> [f64; 2] {
        match self {
            Self::Always(time) => [time, time],
            Self::Between(ends) => ends,
        }
    }

    fn span(self) -> Span {
        // Impossible ones were refused.
        let [least, most] =
            self.ends().map(|time| Duration::try_from_secs_f64(time).unwrap_or_default());
        Span::between(least, most)
    }
}
