//! What exiftool says: a flat list of tags for each file.

use std::path::Path;

use serde_json::Value;

use super::{
    super::facts::{Fact, Facts, as_number, as_word, number},
    is_photo, named,
};

const FORMATS: [(&str, &str); 29] = [
    ("JPEG", "jpeg"),
    ("PNG", "png"),
    ("APNG", "png"),
    ("GIF", "gif"),
    ("BMP", "bmp"),
    ("WEBP", "webp"),
    ("Extended WEBP", "webp"),
    ("TIFF", "tiff"),
    ("BTF", "tiff"),
    ("PSD", "psd"),
    ("EXR", "exr"),
    ("JP2", "jp2"),
    ("J2C", "jp2"),
    ("JXL", "jxl"),
    ("JXL Codestream", "jxl"),
    ("PPM", "pnm"),
    ("PGM", "pnm"),
    ("HEIC", "heic"),
    ("AVIF", "avif"),
    ("ICO", "ico"),
    ("MP4", "mp4"),
    ("M4V", "mp4"),
    ("MOV", "mov"),
    ("3GP", "3gp"),
    ("MKV", "matroska"),
    ("WEBM", "webm"),
    ("AVI", "avi"),
    ("M2TS", "mpeg-ts"),
    ("WMV", "asf"),
];

/// The frame of a JPEG by the number of its marker.
const PROCESSES: [(i64, &str); 9] = [
    (0, "baseline huffman"),
    (1, "extended huffman"),
    (2, "progressive huffman"),
    (3, "lossless huffman"),
    (5, "hierarchical huffman"),
    (6, "hierarchical huffman"),
    (9, "extended arithmetic"),
    (10, "progressive arithmetic"),
    (11, "lossless arithmetic"),
];

pub(super) fn facts(path: &Path, said: &Value) -> Facts {
    let mut facts = Facts::default();
    facts.put(Fact::Format, named(said["FileType"].as_str().unwrap_or_default(), &FORMATS));
    facts.put(Fact::Width, as_word(&said["ImageWidth"]));
    facts.put(Fact::Height, as_word(&said["ImageHeight"]));
    if is_photo(path) {
        if said["FileType"] == "JPEG" {
            facts.put(Fact::Orientation, as_word(&said["Orientation"]));
            let process = said["EncodingProcess"].as_i64();
            let process = process.and_then(|it| PROCESSES.iter().find(|(number, _)| *number == it));
            facts.put(Fact::Coding, process.map(|it| it.1));
            facts.put(Fact::Components, as_word(&said["ColorComponents"]));
            facts.put(Fact::Bits, as_word(&said["BitsPerSample"]));
            facts.put(Fact::Profile, as_word(&said["ProfileDescription"]));
        }
        return facts;
    }
    facts.put(Fact::Duration, as_number(&said["Duration"]).map(number));
    facts.put(Fact::Rotation, as_number(&said["Rotation"]).map(number));
    facts.put(Fact::Rate, as_number(&said["VideoFrameRate"]).map(number));
    facts.put(Fact::Channels, as_word(&said["AudioChannels"]));
    facts.put(Fact::SampleRate, as_number(&said["AudioSampleRate"]).map(number));
    facts
}
