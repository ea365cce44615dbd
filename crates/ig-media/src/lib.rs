//! What a file is, by its bytes, and whether Instagram takes it.
//!
//! Instagram fetches and judges a photo while the container is made, and answers a wrong one with
//! an error that does not always name the reason. This crate says it beforehand, without a
//! network and without decoding the picture: it reads the header alone, and never trusts a file
//! name.
//!
//! ```
//! use ig_media::{Format, Severity, check_photo, probe};
//!
//! let file = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x04\x38\0\0\x04\x38\x08\x02\0\0\0";
//! let probe = probe(file, 70_000);
//! assert_eq!(probe.format, Format::Png);
//! assert_eq!((probe.width, probe.height), (Some(1080), Some(1080)));
//!
//! let findings = check_photo(&probe);
//! assert_eq!(findings[0].severity, Severity::Error);
//! assert_eq!(
//!     findings[0].to_string(),
//!     "the format is PNG, and Instagram takes JPEG photos only: save the picture as a plain JPEG",
//! );
//! ```
//!
//! # What it does not do
//!
//! It does not decode: a file whose header is whole and whose pixels are damaged passes. It does
//! not turn a picture by its EXIF orientation before it judges the aspect ratio either: whether
//! Instagram does is not documented, so width and height are those of the JPEG frame.
//!
//! The header of a JPEG is walked here, since what tells a plain JPEG from an MPO or a JPS is in
//! its list of segments. The dimensions of the other formats come from [`imagesize`], which has no
//! dependencies and reads nothing but headers.

mod check;
mod film;
mod finding;
mod format;
mod photo;
mod probe;
mod rule;
mod uses;

pub use self::{
    check::{check, check_photo},
    film::{AudioCodec, AudioTrack, Chroma, Edits, Film, Moov, Scan, VideoCodec, VideoTrack},
    finding::{Finding, Severity},
    format::Format,
    photo::{Coding, ColourProfile, Photo},
    probe::{Probe, probe, probe_file, probe_reader},
    rule::Rule,
    uses::Use,
};
