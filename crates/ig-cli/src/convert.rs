//! A picture of another format as a JPEG that Instagram accepts.
//!
//! Nothing is encoded that need not be: a JPEG that breaks no rule that encoding could satisfy is
//! copied byte for byte. Pictures are decoded within limits, since a file of a few kB may describe
//! gigabytes.
//!
//! ```text
//! decode ─▶ to sRGB ─▶ upright ─▶ on the background ─▶ (border) ─▶ scale ─▶ JPEG ─▶ check
//! ```

mod colour;
mod decode;
mod heic;
mod limits;
mod shape;

use std::{fs, io::Cursor, path::Path};

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
    let is_fine = !is_turned(probe) && !found.iter().any(|it| helps(it, wanted));
    if probe.format == Format::Jpeg && is_fine {
        refuse(path, &found)?;
        return copied(path, probe, found);
    }
    let mut changes = Vec::new();
    let picture = decode::decode(path, probe, wanted.frames, &mut changes)?;
    let picture = flat(picture, wanted.background, &mut changes);
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
        | Rule::Coding
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
    let bytes = fs::read(path).map_err(|error| decode::unreadable(path, &error))?;
    let (width, height) = (probe.width.unwrap_or(0), probe.height.unwrap_or(0));
    let changes = Vec::new();
    Ok(Converted { bytes, kind: Kind::Copied, width, height, changes, findings })
}

/// Lays transparent parts on a background.
fn flat(picture: DynamicImage, background: [u8; 3], changes: &mut Vec<String>) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let picture = picture.into_rgba8();
    if picture.pixels().any(|pixel| pixel.0[3] != 255) {
        let [red, green, blue] = background;
        changes.push(format!("transparent parts are on #{red:02x}{green:02x}{blue:02x}"));
    }
    let mut flat = RgbImage::new(picture.width(), picture.height());
    for (to, from) in flat.pixels_mut().zip(picture.pixels()) {
        let [.., alpha] = from.0;
        let over = |top: u8, below: u8| {
            let (top, below, alpha) = (u32::from(top), u32::from(below), u32::from(alpha));
            ((top * alpha + below * (255 - alpha) + 127) / 255) as u8
        };
        to.0 = std::array::from_fn(|at| over(from.0[at], background[at]));
    }
    flat
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
fn refuse(path: &Path, findings: &[Finding]) -> Result<(), Failure> {
    let errors: Vec<_> = findings.iter().filter(|it| it.severity == Severity::Error).collect();
    let Some(first) = errors.first() else { return Ok(()) };
    let why: Vec<_> = errors
        .iter()
        .map(|error| {
            let text = error.to_string();
            let why = text.strip_suffix(&*error.advice).unwrap_or(&text).to_owned();
            why.trim_end_matches([':', ' ']).to_owned()
        })
        .collect();
    let fix = match first.rule {
        Rule::AspectRatio => "crop it, or give it a border: --pad white".to_owned(),
        _ => first.advice.to_string(),
    };
    Err(Failure::failed(format!("{} would not be accepted as a JPEG either", path.display()))
        .because(why.join("; "))
        .fix(fix))
}
