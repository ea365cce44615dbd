//! What Pillow says, asked with a script of ours.

use std::path::Path;

use serde_json::Value;

use super::{
    super::facts::{Fact, Facts, as_word},
    named,
};

const FORMATS: [(&str, &str); 15] = [
    ("JPEG", "jpeg"),
    ("MPO", "mpo"),
    ("PNG", "png"),
    ("GIF", "gif"),
    ("BMP", "bmp"),
    ("DIB", "bmp"),
    ("WEBP", "webp"),
    ("TIFF", "tiff"),
    ("PSD", "psd"),
    ("JPEG2000", "jp2"),
    ("PPM", "pnm"),
    ("HEIF", "heic"),
    ("AVIF", "avif"),
    ("ICO", "ico"),
    ("QOI", "qoi"),
];

pub(super) fn facts(_: &Path, said: &Value) -> Facts {
    let mut facts = Facts::default();
    let format = named(said["format"].as_str().unwrap_or_default(), &FORMATS);
    facts.put(Fact::Format, format);
    facts.put(Fact::Width, as_word(&said["width"]));
    facts.put(Fact::Height, as_word(&said["height"]));
    if matches!(format, Some("jpeg" | "mpo")) {
        facts.put(Fact::Orientation, as_word(&said["orientation"]));
        facts.put(Fact::Components, as_word(&said["layers"]));
        facts.put(Fact::Profile, as_word(&said["icc"]));
    }
    facts
}
