//! A picture of another format as a JPEG that Instagram accepts.
//!
//! Nothing is encoded that need not be: a JPEG that breaks no rule that encoding could satisfy is
//! copied byte for byte. Pictures are decoded within limits, since a file of a few kB may describe
//! gigabytes.
//!
//! ```text
//! decode ─▶ to sRGB ─▶ upright ─▶ on the background ─▶ scale ─▶ (border) ─▶ JPEG ─▶ check
//! ```

mod colour;
mod decode;
mod heic;
mod limits;
mod metadata;
mod pages;
mod shape;
mod undecodable;

use std::{fs, io::Cursor, path::Path};

use ig_core::error::Actor;
use ig_media::{Finding, Format, Probe, Rule, Severity, Use};
use image::{DynamicImage, RgbImage, codecs::jpeg::JpegEncoder};
use serde::Serialize;

pub(crate) use self::decode::Frames;
use crate::failure::Failure;

/// What is wanted of the result.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted {
    pub(crate) purpose: Use,
    pub(crate) background: [u8; 3],
    pub(crate) pad: Option<[u8; 3]>,
    pub(crate) frames: Frames,
}

/// A JPEG, and how it came about.
#[derive(Debug)]
pub(crate) struct Converted {
    pub(crate) bytes: Vec<u8>,
    pub(crate) kind: Kind,
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// What is different from the file, in words.
    pub(crate) changes: Vec<String>,
    /// Rules that Instagram does not enforce, and that the result breaks.
    pub(crate) findings: Vec<Finding>,
}

/// How the result came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// The file itself.
    Copied,
    /// Encoded as a JPEG.
    Converted,
}

/// The qualities that are tried until the file is small enough.
const QUALITIES: [u8; 5] = [92, 88, 80, 70, 60];

/// The size that the documents allow; the server's own message allows a little more.
const MOST_BYTES: usize = 8_000_000;

/// Makes a JPEG of the file at `path`.
pub(crate) fn convert(path: &Path, probe: &Probe, wanted: Wanted) -> Result<Converted, Failure> {
    let found = ig_media::check(probe, wanted.purpose);
    // A decoder may fill the rest of the picture with gray, and says of a coding that it does not know
    // that the file is damaged.
    let is_decided =
        |it: &&Finding| matches!(it.rule, Rule::Complete | Rule::Dimensions | Rule::Coding);
    refuse(path, found.iter().filter(is_decided))?;
    let reasons: Vec<_> = found.iter().filter(|it| helps(it, wanted)).map(why).collect();
    if probe.format == Format::Jpeg && !is_turned(probe) && reasons.is_empty() {
        refuse(path, &found)?;
        return copied(path, probe, found);
    }
    let mut changes = vec![match probe.format {
        Format::Jpeg if reasons.is_empty() => {
            "encoded again, to be stored as it is shown".to_owned()
        }
        Format::Jpeg => format!("encoded again: {}", reasons.join("; ")),
        format => format!("{format} to JPEG"),
    }];
    let picture = decode::decode(path, probe, wanted.frames, &mut changes)?;
    let picture = flat(picture, wanted.background, &mut changes);
    // By the sides of the picture in the file, which people know, and not by those it is scaled to.
    refuse(path, &shape::findings(probe, picture.dimensions(), wanted))?;
    let picture = shape::fit(picture, wanted, &mut changes);
    encoded(path, &picture, wanted.purpose, changes)
}

/// Whether it is shown otherwise than it is stored: by programs that know the orientation in EXIF.
fn is_turned(probe: &Probe) -> bool {
    let orientation = probe.photo.as_ref().and_then(|photo| photo.orientation);
    orientation.is_some_and(|orientation| orientation != 1)
}

/// Whether encoding the picture again does something about a finding.
fn helps(finding: &Finding, wanted: Wanted) -> bool {
    match finding.rule {
        Rule::Format
        | Rule::FileSize
        | Rule::MaxWidth
        | Rule::Orientation
        | Rule::GainMap
        | Rule::Colour => true,
        Rule::AspectRatio => wanted.pad.is_some(),
        _ => false,
    }
}

fn copied(path: &Path, probe: &Probe, findings: Vec<Finding>) -> Result<Converted, Failure> {
    let bytes = fs::read(path).map_err(|error| undecodable::unreadable(path, &error))?;
    let (width, height) = (probe.width.unwrap_or(0), probe.height.unwrap_or(0));
    let changes = Vec::new();
    Ok(Converted { bytes, kind: Kind::Copied, width, height, changes, findings })
}

/// Lays transparent parts on a background, in the memory that the picture has.
fn flat(picture: DynamicImage, background: [u8; 3], changes: &mut Vec<String>) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let picture = picture.into_rgba8();
    let (width, height) = picture.dimensions();
    let mut bytes = picture.into_raw();
    let mut is_transparent = false;
    let pixels = bytes.len() / 4;
    for at in 0..pixels {
        let from = [0, 1, 2, 3].map(|part| bytes[4 * at + part]);
        is_transparent |= from[3] != 255;
        let over = |top: u8, below: u8| {
            let (top, below, alpha) = (u32::from(top), u32::from(below), u32::from(from[3]));
            ((top * alpha + below * (255 - alpha) + 127) / 255) as u8
        };
        for part in 0..3 {
            bytes[3 * at + part] = over(from[part], background[part]);
        }
    }
    bytes.truncate(3 * pixels);
    if is_transparent {
        let [red, green, blue] = background;
        changes.push(format!("transparent parts are on #{red:02x}{green:02x}{blue:02x}"));
    }
    // There are three bytes for each pixel.
    RgbImage::from_raw(width, height, bytes).unwrap_or_default()
}

fn encoded(
    path: &Path,
    picture: &RgbImage,
    purpose: Use,
    mut changes: Vec<String>,
) -> Result<Converted, Failure> {
    let mut bytes = Vec::new();
    for quality in QUALITIES {
        bytes.clear();
        let encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
        picture.write_with_encoder(encoder).map_err(|error| {
            Failure::failed(format!("{} cannot be encoded", path.display()))
                .caused_by(&error)
                .fix("give a picture of at most 65535 pixels a side")
        })?;
        if bytes.len() <= MOST_BYTES {
            if quality != QUALITIES[0] {
                changes.push(format!("the quality is {quality}, to stay below 8 MB"));
            }
            break;
        }
    }
    let probe = ig_media::probe_reader(Cursor::new(&bytes)).map_err(|error| {
        Failure::failed("the result cannot be read").caused_by(&error).fix("please report this")
    })?;
    let findings = ig_media::check(&probe, purpose);
    refuse(path, &findings)?;
    let (width, height) = picture.dimensions();
    Ok(Converted { bytes, kind: Kind::Converted, width, height, changes, findings })
}

/// Refuses to write what Instagram would refuse, such as a shape: nothing is cropped.
fn refuse<'a>(path: &Path, findings: impl IntoIterator<Item = &'a Finding>) -> Result<(), Failure> {
    let errors = findings.into_iter().filter(|it| it.severity == Severity::Error);
    let errors: Vec<_> = errors.collect();
    let Some(first) = errors.first() else { return Ok(()) };
    let what = match first.rule {
        Rule::Complete | Rule::Dimensions | Rule::Coding => "cannot be decoded",
        _ => "would not be accepted as it is",
    };
    let fix = match first.rule {
        Rule::AspectRatio => {
            "crop it, or give it a border: --pad white; a story takes any shape: --as story"
                .to_owned()
        }
        Rule::Coding => "save it as a plain JPEG with another program".to_owned(),
        _ => first.advice.to_string(),
    };
    let why: Vec<_> = errors.into_iter().map(why).collect();
    Err(Failure::usage(format!("{} {what}", path.display()))
        .because(why.join("; "))
        .fix(fix)
        .who(Actor::Author))
}

/// A finding without its advice.
fn why(finding: &Finding) -> String {
    let text = finding.to_string();
    let why = text.strip_suffix(&*finding.advice).unwrap_or(&text);
    why.trim_end_matches([':', ' ']).to_owned()
}
