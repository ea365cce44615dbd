//! What the header of a photo says beside its dimensions.

use serde::Serialize;

/// What a JPEG says of itself before its first scan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Photo {
    /// Whether it is drawn from top to bottom or in passes. `None` when there is no frame header.
    pub coding: Option<Coding>,
    /// The number of components: 1 is grey, 3 is colour, 4 is for print. `None` when there is no
    /// frame header.
    pub components: Option<u8>,
    /// The ICC profile that is embedded. `None` when there is none, which means sRGB, or it is cut short.
    pub profile: Option<ColourProfile>,
}

/// In which order a JPEG holds its picture. Instagram's documents ask for neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Coding {
    /// From top to bottom, once.
    Baseline,
    /// In passes, each finer than the one before.
    Progressive,
}

/// An ICC profile that is embedded in a picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ColourProfile {
    /// The description, such as `Display P3`. `None` when it cannot be read.
    pub name: Option<String>,
    /// The colour space of the picture: `RGB`, `CMYK`, `GRAY`, or another word of ICC.1, 7.2.6.
    pub space: String,
    /// Whether the primaries are those of sRGB, whatever the name says; without primaries, whether
    /// the name says so.
    pub is_srgb: bool,
}
