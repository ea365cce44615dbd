//! People in a picture.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// An Instagram account's name, without the `@`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Username(Box<str>);

/// A place in a picture: 0.0 is the left or the top, 1.0 the right or the
/// bottom.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Position(f64);

/// A person in a photo: all three properties are required (reference §2.4,
/// SEED-G).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserTag {
    username: Username,
    x: Position,
    y: Position,
}

/// The people in one photo, at most [20](Self::MAX) (reference §10.2,
/// 100/2207040).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<UserTag>", into = "Vec<UserTag>")]
pub struct UserTags(Vec<UserTag>);

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
    /// Too many in one photo.
    #[error("{0} tags; Instagram takes at most 20 in one photo")]
    TooMany(usize),
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

impl UserTags {
    /// The most tags in one photo.
    pub const MAX: usize = 20;

    /// The tags.
    pub fn as_slice(&self) -> &[UserTag] {
        &self.0
    }

    /// Whether nobody is tagged.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The parameter's value: a JSON array as text.
    pub(crate) fn to_parameter(&self) -> String {
        serde_json::to_string(&self.0).unwrap_or_default()
    }
}

impl TryFrom<Vec<UserTag>> for UserTags {
    type Error = InvalidTag;

    fn try_from(tags: Vec<UserTag>) -> Result<Self, InvalidTag> {
        if tags.len() <= Self::MAX { Ok(Self(tags)) } else { Err(InvalidTag::TooMany(tags.len())) }
    }
}

impl From<UserTags> for Vec<UserTag> {
    fn from(tags: UserTags) -> Self {
        tags.0
    }
}

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

    #[test]
    fn tags_are_sent_as_strict_json_with_floats() {
        let tag = UserTag::new("natgeo", -0.0, 1.0).unwrap();
        let tags = UserTags::try_from(vec![tag]).unwrap();
        assert_eq!(tags.to_parameter(), r#"[{"username":"natgeo","x":0.0,"y":1.0}]"#);
    }

    #[test]
    fn a_tag_lacks_none_of_its_three_properties() {
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
    fn twenty_tags_fit_in_one_photo() {
        let tags = |count| vec![UserTag::new("natgeo", 0.5, 0.5).unwrap(); count];
        assert!(UserTags::try_from(tags(20)).is_ok());
        assert_eq!(UserTags::try_from(tags(21)), Err(InvalidTag::TooMany(21)));
    }
}
