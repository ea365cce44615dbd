//! An ICC profile, as far as it matters.

use serde::Serialize;

/// An ICC profile embedded in a picture.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ColourProfile {
    /// The description, such as `Display P3`. `None` when it cannot be read.
    pub name: Option<String>,
    /// The colour space of the picture: `RGB`, `CMYK`, `GRAY`, or another name from ICC.1, 7.2.6.
    pub space: String,
    /// The primaries. `None` for a profile that is made of tables only.
    pub primaries: Option<Primaries>,
    /// The tone curve. `None` for a profile that is made of tables only.
    pub curve: Option<ToneCurve>,
    /// The exponent of a curve that is a power, such as 2.2.
    pub gamma: Option<f32>,
    /// Whether both the primaries and the curve are those of sRGB, regardless of the name; where
    /// there are only tables, whether the name says so.
    pub is_srgb: bool,
}

/// The red, green and blue of a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Primaries {
    /// Those of sRGB and BT.709.
    Srgb,
    /// Those of Display P3.
    DisplayP3,
    /// Those of Adobe RGB (1998).
    AdobeRgb,
    /// Those of ProPhoto RGB.
    ProPhoto,
    /// Those of BT.2020.
    Rec2020,
    /// Others.
    Other,
}

/// How the numbers of a picture become light.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ToneCurve {
    /// That of sRGB.
    Srgb,
    /// Twice the number is twice the light.
    Linear,
    /// A power of the number: [`ColourProfile::gamma`].
    Power,
    /// Another.
    Other,
}
