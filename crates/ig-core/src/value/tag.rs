//! People and products in a picture or a video (reference §2.4, §2.5).

mod list;
mod people;
mod product;

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize, Serializer};

pub use self::{
    list::{ProductTags, StoryTags, UserTags, VideoProductTags, VideoTags},
    people::{StoryTag, UserTag, VideoTag},
    product::{ProductTag, VideoProductTag},
};

/// An Instagram account's name, without the `@`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Username(Box<str>);

/// A place in a picture: 0.0 is the left or the top, 1.0 the right or the
/// bottom.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Position(f64);

/// A tag that Instagram would refuse.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidTag {
    /// Not an account's name.
    ///
    /// The text itself is not kept: what is pasted in the wrong place may be a
    /// token.
    #[error("not an Instagram username: 1 to 30 letters, digits, dots and underscores, without @")]
    Username,
    /// Beyond the edge of the picture.
    #[error("{0} is outside the picture: positions go from 0.0 (left, top) to 1.0 (right, bottom)")]
    Position(f64),
    /// A place with one coordinate.
    #[error("a place in the picture has both x and y, or there is none")]
    HalfAPlace,
    /// Too many in one photo or video.
    #[error("{count} tags; Instagram takes at most {most} in one photo or video")]
    #[non_exhaustive]
    TooMany {
        /// How many there are.
        count: usize,
        /// How many there may be.
        most: usize,
    },
    /// The same twice in one photo or video.
    #[error("the same is tagged twice in one photo or video: Instagram takes each once")]
    Twice,
}

impl Username {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Username {
    type Err = InvalidTag;

    fn from_str(text: &str) -> Result<Self, InvalidTag> {
        let fits = (1..=30).contains(&text.len());
        let plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_'));
        if fits && plain { Ok(Self(text.into())) } else { Err(InvalidTag::Username) }
    }
}

impl Serialize for Username {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl TryFrom<String> for Username {
    type Error = InvalidTag;

    fn try_from(text: String) -> Result<Self, InvalidTag> {
        text.parse()
    }
}

impl From<Username> for String {
    fn from(name: Username) -> Self {
        name.0.into()
    }
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Position {
    /// The share of the width or the height, from 0.0 to 1.0.
    pub const fn get(self) -> f64 {
        self.0
    }
}

impl TryFrom<f64> for Position {
    type Error = InvalidTag;

    fn try_from(share: f64) -> Result<Self, InvalidTag> {
        // Adding zero turns -0.0, which would be sent as "-0.0", into 0.0.
        if (0.0..=1.0).contains(&share) {
            Ok(Self(share + 0.0))
        } else {
            Err(InvalidTag::Position(share))
        }
    }
}

impl From<Position> for f64 {
    fn from(position: Position) -> Self {
        position.0
    }
}

/// It is never NaN.
impl Eq for Position {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_from_zero_to_one() {
        for inside in [0.0, 0.5, 1.0, -0.0, f64::MIN_POSITIVE] {
            assert!(UserTag::new("natgeo", inside, inside).is_ok(), "{inside}");
        }
        for outside in [-0.1, 1.000_000_1, 1.2, f64::NAN, f64::INFINITY] {
            let error = UserTag::new("natgeo", 0.5, outside).unwrap_err();
            assert!(matches!(error, InvalidTag::Position(_)), "{outside}: {error:?}");
        }
    }

    #[test]
    fn a_username_is_as_instagram_has_them() {
        for name in ["therock", "kevinhart4real", "a.b_c", &"x".repeat(30)] {
            assert!(name.parse::<Username>().is_ok(), "{name}");
        }
        for name in ["", "@natgeo", "nat geo", "ñ", &"x".repeat(31)] {
            assert!(name.parse::<Username>().is_err(), "{name}");
        }
    }
}
