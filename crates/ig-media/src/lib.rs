#![doc = include_str!("../README.md")]
//!
//! # Videos
//!
//! A video, from any seekable reader: a file, or ranges over HTTP.
//!
//! ```
//! use std::{io::Cursor, time::Duration};
//!
//! use ig_media::{AudioCodec, Moov, Use, VideoCodec, check, probe_reader};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let file = include_bytes!("../tests/data/h264_aac_rotated_moov_last.mov");
//! let probe = probe_reader(Cursor::new(file))?;
//! // As displayed: it is stored rotated.
//! assert_eq!((probe.width, probe.height), (Some(720), Some(1280)));
//!
//! let video = probe.video.as_ref().ok_or("no video")?;
//! assert_eq!(video.duration, Some(Duration::from_secs(3)));
//! assert_eq!(video.moov, Moov::Last);
//! assert_eq!(video.video_track.as_ref().map(|it| &it.codec), Some(&VideoCodec::H264));
//! assert_eq!(video.audio_track.as_ref().map(|it| &it.codec), Some(&AudioCodec::Aac));
//!
//! let findings = check(&probe, Use::Reel);
//! assert_eq!(
//!     findings[0].to_string(),
//!     "the index of the video is after the video data, and Instagram wants it at the start: \
//!      export it for the web; ffmpeg moves it with -c copy -movflags +faststart",
//! );
//! # Ok(())
//! # }
//! ```
//!
//! # How much it reads
//!
//! A few kB of a photo and its last 64 kB, which say whether it has its end, and of a video up to
//! 64 kB around its index, wherever that is: of its sample tables only the lengths of the pictures are
//! read. Of a video in fragments, also some hundred bytes of each, until the limit. No reader makes it
//! read more than 2 MiB, panic, or use more memory than that. A photo that is a file on a disk is read
//! to its end, up to 16 MiB, 64 kB at a time ([`probe_file`]).
//!
//! # What it does not do
//!
//! It does not decode: a file with an intact header and damaged pixels passes, and it does not
//! check that groups of pictures are closed and bit rates are variable, as the documentation asks.
//! It does not apply a photo's EXIF orientation before it checks the aspect ratio either: whether
//! Instagram does is not documented, so width and height are those of the JPEG frame, and the
//! orientation is a fact of its own. A carousel is cropped to the ratio of its first item, which
//! cannot be checked on a single item.
//!
//! The header of a JPEG is parsed here, because the segments that distinguish a plain JPEG from an
//! MPO, a JPS or one that decoders do not read are in it. The boxes of a video are parsed here
//! because their order matters. The content of a box is decoded by [`mp4_atom`], the parameter set
//! of H.264 by [`h264_reader`]. The dimensions of some other photos come from [`imagesize`], which
//! has no dependencies and reads only headers.

mod check;
mod format;
mod photo;
mod probe;
mod uses;
mod video;

pub use ig_rules::{Evidence, Finding, Row, Rule, Severity};

pub use self::{
    check::{check, check_photo},
    format::Format,
    photo::{
        Coding, ColourEncoding, ColourProfile, Ending, Entropy, Further, Photo, Primaries,
        ToneCurve,
    },
    probe::{Probe, probe, probe_file, probe_reader},
    uses::Use,
    video::{
        AudioCodec, AudioTrack, Chroma, Edits, Hdr, Moov, Scan, Video, VideoCodec, VideoTrack,
    },
};
