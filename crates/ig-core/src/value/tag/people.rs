//! A tagged person: in a photo, in a video, in a story (reference §2.4).

use serde::{Deserialize, Serialize, Serializer, ser::SerializeStruct as _};

use super::{InvalidTag, Position, Username};

/// A person in a photo: all three properties are required (SEED-G, D-MEDIA).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserTag {
    username: Username,
    x: Position,
    y: Position,
}

/// A person in a video: places are for photos and stories.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VideoTag {
    username: Username,
}

/// A person in a story, with a place or without one (since 2025-07-09).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "StoredStoryTag")]
pub struct StoryTag {
    username: Username,
    #[serde(flatten)]
    place: Option<Place>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
struct Place {
    x: Position,
    y: Position,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredStoryTag {
    username: Username,
    x: Option<Position>,
    y: Option<Position>,
}

impl UserTag {
    /// `username` at (`x`, `y`), each from 0.0 to 1.0, counted from the top
    /// left.
    ///
    /// # Errors
    ///
    /// When the name is none or the place is outside the picture.
    pub fn new(username: &str, x: f64, y: f64) -> Result<Self, InvalidTag> {
        Ok(Self { username: username.parse()?, x: x.try_into()?, y: y.try_into()? })
    }

    /// Who.
    pub fn username(&self) -> &Username {
        &self.username
    }

    /// How far from the left.
    pub fn x(&self) -> Position {
        self.x
    }

    /// How far from the top.
    pub fn y(&self) -> Position {
        self.y
    }
}

/// The form of the API; where nobody reads it, an array of the three.
impl Serialize for UserTag {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { username, x, y } = self;
        if !serializer.is_human_readable() {
            return (username, x, y).serialize(serializer);
        }
        let mut tag = serializer.serialize_struct("UserTag", 3)?;
        tag.serialize_field("username", username)?;
        tag.serialize_field("x", x)?;
        tag.serialize_field("y", y)?;
        tag.end()
    }
}

impl VideoTag {
    /// `username`, somewhere in the video.
    ///
    /// # Errors
    ///
    /// When the name is none.
    pub fn new(username: &str) -> Result<Self, InvalidTag> {
        Ok(Self { username: username.parse()? })
    }

    /// Who.
    pub fn username(&self) -> &Username {
        &self.username
    }
}

impl StoryTag {
    /// `username`, somewhere in the story.
    ///
    /// # Errors
    ///
    /// When the name is none.
    pub fn new(username: &str) -> Result<Self, InvalidTag> {
        Ok(Self { username: username.parse()?, place: None })
    }

    /// Sets the place, each from 0.0 to 1.0, counted from the top left.
    ///
    /// # Errors
    ///
    /// When the place is outside the picture.
    pub fn with_place(mut self, x: f64, y: f64) -> Result<Self, InvalidTag> {
        self.place = Some(Place { x: x.try_into()?, y: y.try_into()? });
        Ok(self)
    }

    /// Who.
    pub fn username(&self) -> &Username {
        &self.username
    }

    /// How far from the left and from the top, where it has a place.
    pub fn place(&self) -> Option<(Position, Position)> {
        self.place.map(|Place { x, y }| (x, y))
    }
}

impl TryFrom<StoredStoryTag> for StoryTag {
    type Error = InvalidTag;

    fn try_from(stored: StoredStoryTag) -> Result<Self, InvalidTag> {
        let StoredStoryTag { username, x, y } = stored;
        match (x, y) {
            (Some(x), Some(y)) => Ok(Self { username, place: Some(Place { x, y }) }),
            (None, None) => Ok(Self { username, place: None }),
            _ => Err(InvalidTag::HalfAPlace),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_photos_tag_lacks_none_of_its_three_properties() {
        for json in [
            r#"{"username":"natgeo"}"#,
            r#"{"username":"natgeo","x":0.5}"#,
            r#"{"x":0.5,"y":0.5}"#,
            r#"{"username":"natgeo","x":0.5,"y":1.2}"#,
        ] {
            assert!(serde_json::from_str::<UserTag>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn a_tag_in_a_video_has_no_place_and_one_in_a_story_a_whole_one() {
        let name = r#"{"username":"natgeo"}"#;
        let half = r#"{"username":"natgeo","x":0.5}"#;
        let whole = r#"{"username":"natgeo","x":0.5,"y":1.0}"#;
        assert!(serde_json::from_str::<VideoTag>(name).is_ok());
        assert!(serde_json::from_str::<VideoTag>(whole).is_err());
        assert!(serde_json::from_str::<StoryTag>(half).is_err());
        for json in [name, whole] {
            let tag: StoryTag = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&tag).unwrap(), json);
        }
    }
}
