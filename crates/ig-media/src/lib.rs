//! What a file is, by its bytes, and whether Instagram takes it.
//!
//! Instagram judges a photo while the container is made, and answers a wrong one with an error that
//! does not always name the reason; a film it judges minutes later, with a number. This crate says
//! it beforehand, for each [`Use`], without a network and without decoding: it reads headers alone,
//! and never trusts a file name.
//!
//! ```
//! use ig_media::{Format, Severity, Use, check, probe};
//!
//! let file = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x04\x38\0\0\x04\x38\x08\x02\0\0\0";
//! let probe = probe(file, 70_000);
//! assert_eq!(probe.format, Format::Png);
//! assert_eq!((probe.width, probe.height), (Some(1080), Some(1080)));
//!
//! let findings = check(&probe, Use::FeedPhoto);
//! assert_eq!(findings[0].severity, Severity::Error);
//! assert_eq!(
//!     findings[0].to_string(),
//!     "the format is PNG, and Instagram takes JPEG photos only: save the picture as a plain JPEG",
//! );
//! ```
//!
//! A film, from whatever can be read and sought: a file, or ranges over HTTP.
//!
//! ```
//! use std::{io::Cursor, time::Duration};
//!
//! use ig_media::{AudioCodec, Moov, Use, VideoCodec, check, probe_reader};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let file = include_bytes!("../tests/data/h264_aac_rotated_moov_last.mov");
//! let probe = probe_reader(Cursor::new(file))?;
//! // As it is shown: it is stored lying on its side.
//! assert_eq!((probe.width, probe.height), (Some(720), Some(1280)));
//!
//! let film = probe.film.as_ref().ok_or("no film")?;
//! assert_eq!(film.duration, Some(Duration::from_secs(3)));
//! assert_eq!(film.moov, Moov::Last);
//! assert_eq!(film.video.as_ref().map(|it| &it.codec), Some(&VideoCodec::H264));
//! assert_eq!(film.audio.as_ref().map(|it| &it.codec), Some(&AudioCodec::Aac));
//!
//! let findings = check(&probe, Use::Reel);
//! assert_eq!(
//!     findings[0].to_string(),
//!     "the index of the film is behind the pictures, and Instagram wants it at the start: \
//!      export it for the web; ffmpeg moves it with -c copy -movflags +faststart",
//! );
//! # Ok(())
//! # }
//! ```
//!
//! # How much it reads
//!
//! A few kB of a photo, and of a film up to 64 kB around its index, wherever that lies: tables of
//! samples are skipped. No file makes it read more than 2 MiB, panic, or take memory beyond that.
//!
//! # Where media are
//!
//! Who fetches media from where a stranger says must not be led into a private network:
//! [`is_public_address`] is the rule for that, and [`is_cloud_metadata_address`] the one that is left
//! where private networks are allowed.
//!
//! # What it does not do
//!
//! It does not decode: a file whose header is whole and whose pixels are damaged passes, and that
//! groups of pictures are closed and bit rates variable, as the documents ask for, is not seen. It
//! does not turn a photo by its EXIF orientation before it judges the aspect ratio either: whether
//! Instagram does is not documented, so width and height are those of the JPEG frame. A carousel
//! is cut to the ratio of its first item, which no item alone can tell.
//!
//! The header of a JPEG is walked here, since what tells a plain JPEG from an MPO or a JPS is in
//! its list of segments, and so are the boxes of a film, since their order is what it is judged by.
//! What is in a box is decoded by [`mp4_atom`], the parameter set of H.264 by [`h264_reader`]. The
//! dimensions of other photos come from [`imagesize`], which has no dependencies and reads nothing
//! but headers.

mod address;
mod check;
mod film;
mod finding;
mod format;
mod photo;
mod probe;
mod rule;
mod uses;

pub use self::{
    address::{is_cloud_metadata_address, is_public_address},
    check::{check, check_photo},
    film::{AudioCodec, AudioTrack, Chroma, Edits, Film, Moov, Scan, VideoCodec, VideoTrack},
    finding::{Finding, Severity},
    format::Format,
    photo::{Coding, ColourProfile, Photo},
    probe::{Probe, probe, probe_file, probe_reader},
    rule::Rule,
    uses::Use,
};
