//! The properties in a photo's header besides its dimensions.

use serde::Serialize;

pub use self::colour::{ColourProfile, Primaries, ToneCurve};

mod colour;

/// The properties of a photo, most of them from the header of a JPEG.
///
/// Of a PNG, a GIF and a WebP only [`Photo::ending`] is read.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Photo {
    /// The coding process. `None` without a frame header.
    pub coding: Option<Coding>,
    /// How the coefficients are packed. `None` without a frame header.
    pub entropy: Option<Entropy>,
    /// The number of bits of a sample, 8 nearly always. `None` without a frame header.
    pub bit_depth: Option<u8>,
    /// The number of components: 1 is grey, 3 is colour, 4 is for print. `None` without a
    /// frame header.
    pub components: Option<u8>,
    /// What the components are, as common decoders decide it. `None` without a frame header, and
    /// for a number of components that has no meaning of its own.
    pub encoding: Option<ColourEncoding>,
    /// The EXIF orientation, from 1 to 8: 1 is upright, and 5 to 8 exchange width and height.
    /// `None` if there is none, or one that means nothing.
    pub orientation: Option<u8>,
    /// The embedded ICC profile. `None` if there is none, which means sRGB, or if it is truncated.
    pub profile: Option<ColourProfile>,
    /// The further pictures that the file has by its MPF segment, without those that it names and
    /// does not have.
    pub further: Vec<Further>,
    /// Whether the file has its end.
    pub ending: Ending,
}

impl Photo {
    /// Whether the picture is shown with width and height exchanged, by its EXIF orientation.
    pub fn is_turned(&self) -> bool {
        matches!(self.orientation, Some(5..=8))
    }
}

/// The coding process of a JPEG, by the marker of its frame (T.81, table B.1; T.87, C.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Coding {
    /// From top to bottom, once.
    Baseline,
    /// As baseline, with more tables, or with 12 bits.
    Extended,
    /// In passes, each finer than the one before.
    Progressive,
    /// Without loss; a process of 1992 that few decoders read.
    Lossless,
    /// As a pyramid of pictures.
    Hierarchical,
    /// JPEG-LS, which is a standard of its own.
    JpegLs,
}

/// How the coefficients of a JPEG are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Entropy {
    /// By Huffman codes.
    Huffman,
    /// By arithmetic coding, which most decoders do not read.
    Arithmetic,
    /// By the Golomb codes of JPEG-LS.
    Golomb,
}

/// The meaning of the components of a JPEG.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ColourEncoding {
    /// One component.
    Grey,
    /// Luma and two differences of colours.
    YCbCr,
    /// Red, green and blue as they are.
    Rgb,
    /// Four inks.
    Cmyk,
    /// Four inks, three of them as luma and two differences.
    Ycck,
}

/// What a further picture in a JPEG is for, by its MP entry (CIPA DC-007, 5.2.3.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Further {
    /// A smaller copy, as cameras write it.
    Preview,
    /// A gain map, which makes the picture HDR (ISO 21496-1, Adobe, Apple).
    GainMap,
    /// A second view of the same scene: the file is an MPO.
    View,
    /// A part of a panorama.
    Panorama,
    /// Something else, or not said.
    Unknown,
}

/// Whether a file has its end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Ending {
    /// It has.
    Whole,
    /// It ends in the middle.
    Cut,
    /// The end was not read, or says nothing.
    #[default]
    Unread,
}
