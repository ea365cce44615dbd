//! The properties in a photo's header besides its dimensions.

use serde::Serialize;

/// The properties in a JPEG before its first scan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Photo {
    /// Whether it is baseline or progressive. `None` without a frame header.
    pub coding: Option<Coding>,
    /// The number of components: 1 is grey, 3 is colour, 4 is for print. `None` without a
    /// frame header.
    pub components: Option<u8>,
    /// The embedded ICC profile. `None` if there is none, which means sRGB, or if it is truncated.
    pub profile: Option<ColourProfile>,
}

/// The coding order of a JPEG. Instagram's documentation asks for neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Coding {
    /// From top to bottom, once.
    Baseline,
    /// In passes, each finer than the one before.
    Progressive,
}

/// An ICC profile embedded in a picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ColourProfile {
    /// The description, such as `Display P3`. `None` when it cannot be read.
    pub name: Option<String>,
    /// The colour space of the picture: `RGB`, `CMYK`, `GRAY`, or another name from ICC.1, 7.2.6.
    pub space: String,
    /// Whether the primaries are those of sRGB, regardless of the name; without primaries, whether
    /// the name says so.
    pub is_srgb: bool,
}
