//! What MediaInfo says: a list of tracks for each file.

use std::path::Path;

use serde_json::Value;

use super::{
    super::facts::{Fact, Facts, as_number, as_word, number},
    is_photo, named,
};

const FORMATS: [(&str, &str); 23] = [
    ("JPEG", "jpeg"),
    ("JPEG-LS", "jpeg"),
    ("PNG", "png"),
    ("GIF", "gif"),
    ("Bitmap", "bmp"),
    ("WebP", "webp"),
    ("TIFF", "tiff"),
    ("PSD", "psd"),
    ("EXR", "exr"),
    ("JPEG 2000", "jp2"),
    ("HEIF", "heic"),
    ("AVIF", "avif"),
    ("ICO", "ico"),
    ("Matroska", "matroska"),
    ("WebM", "webm"),
    ("AVI", "avi"),
    ("MPEG-TS", "mpeg-ts"),
    ("BDAV", "mpeg-ts"),
    ("MPEG-PS", "mpeg-ps"),
    ("Flash Video", "flv"),
    ("Windows Media", "asf"),
    ("Ogg", "ogg"),
    ("MXF", "mxf"),
];

const CODECS: [(&str, &str); 15] = [
    ("AVC", "h264"),
    ("HEVC", "hevc"),
    ("AV1", "av1"),
    ("VP9", "vp9"),
    ("MPEG-4 Visual", "mpeg4"),
    ("ProRes", "prores"),
    ("JPEG", "mjpeg"),
    ("AAC", "aac"),
    ("AC-3", "ac3"),
    ("Opus", "opus"),
    ("FLAC", "flac"),
    ("ALAC", "alac"),
    ("PCM", "pcm"),
    ("MPEG Audio", "mp3"),
    ("MPEG Video", "mpeg2video"),
];

/// The transfers that other programs have a name for too.
const TRANSFERS: [(&str, &str); 4] =
    [("HLG", "HLG"), ("PQ", "PQ"), ("BT.709", "BT.709"), ("BT.601", "BT.601")];

pub(super) fn facts(path: &Path, said: &Value) -> Facts {
    let mut facts = Facts::default();
    let tracks = said["media"]["track"].as_array().map(Vec::as_slice).unwrap_or_default();
    let of = |kind: &str| tracks.iter().find(|it| it["@type"] == kind).unwrap_or(&Value::Null);
    let general = of("General");
    let format = general["Format"].as_str().unwrap_or_default();
    let profile = general["Format_Profile"].as_str().unwrap_or_default();
    facts.put(
        Fact::Format,
        named(format, &FORMATS).or(match (format, profile) {
            ("MPEG-4", "QuickTime") => Some("mov"),
            ("MPEG-4", profile) if profile.starts_with("3GPP") => Some("3gp"),
            ("MPEG-4", _) => Some("mp4"),
            _ => None,
        }),
    );
    if is_photo(path) {
        let image = of("Image");
        facts.put(Fact::Width, as_word(&image["Width"]));
        facts.put(Fact::Height, as_word(&image["Height"]));
        if format == "JPEG" {
            facts.put(Fact::Bits, as_word(&image["BitDepth"]));
        }
        return facts;
    }
    let (video, sound) = (of("Video"), of("Audio"));
    facts.put(Fact::Width, as_word(&video["Width"]));
    facts.put(Fact::Height, as_word(&video["Height"]));
    facts.put(Fact::Duration, as_number(&general["Duration"]).map(number));
    facts.put(Fact::Rotation, as_number(&video["Rotation"]).map(number));
    facts.put(Fact::Rate, as_number(&video["FrameRate"]).map(number));
    let codec = |track: &Value| named(track["Format"].as_str().unwrap_or_default(), &CODECS);
    facts.put(Fact::VideoCodec, codec(video));
    facts.put(Fact::VideoProfile, as_word(&video["Format_Profile"]));
    facts.put(Fact::Chroma, as_word(&video["ChromaSubsampling"]));
    facts.put(Fact::Bits, as_word(&video["BitDepth"]));
    let transfer = video["transfer_characteristics"].as_str().unwrap_or_default();
    facts.put(Fact::Transfer, named(transfer, &TRANSFERS));
    facts.put(Fact::AudioCodec, codec(sound));
    facts.put(Fact::Channels, as_word(&sound["Channels"]));
    facts.put(Fact::SampleRate, as_number(&sound["SamplingRate"]).map(number));
    facts
}
