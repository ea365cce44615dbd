//! What ffprobe says: an answer for each file, with a list of streams.

use std::path::Path;

use serde_json::Value;

use super::{
    super::facts::{Fact, Facts, as_number, as_word, number},
    is_photo, named,
};

const PHOTOS: [(&str, &str); 17] = [
    ("mjpeg", "jpeg"),
    ("ljpeg", "jpeg"),
    ("jpegls", "jpeg"),
    ("png", "png"),
    ("apng", "png"),
    ("gif", "gif"),
    ("bmp", "bmp"),
    ("webp", "webp"),
    ("tiff", "tiff"),
    ("psd", "psd"),
    ("exr", "exr"),
    ("qoi", "qoi"),
    ("jpeg2000", "jp2"),
    ("jpegxl", "jxl"),
    ("ppm", "pnm"),
    ("pgm", "pnm"),
    ("pam", "pnm"),
];

const CONTAINERS: [(&str, &str); 9] = [
    ("matroska,webm", "matroska"),
    ("avi", "avi"),
    ("mpegts", "mpeg-ts"),
    ("mpeg", "mpeg-ps"),
    ("flv", "flv"),
    ("asf", "asf"),
    ("ogg", "ogg"),
    ("mxf", "mxf"),
    ("gif", "gif"),
];

const TRANSFERS: [(&str, &str); 4] =
    [("arib-std-b67", "HLG"), ("smpte2084", "PQ"), ("bt709", "BT.709"), ("smpte170m", "BT.601")];

pub(super) fn facts(path: &Path, said: &Value) -> Facts {
    let mut facts = Facts::default();
    let streams = said["streams"].as_array().map(Vec::as_slice).unwrap_or_default();
    let is_shown =
        |it: &&Value| it["codec_type"] == "video" && it["disposition"]["attached_pic"] != 1;
    let pictures = |it: &&Value| as_number(&it["width"]).unwrap_or(0.0) as u64;
    let video = streams.iter().filter(is_shown).max_by_key(pictures).unwrap_or(&Value::Null);
    let known = |name: &str| as_word(&video[name]).filter(|it| it != "0");
    facts.put(Fact::Width, known("width"));
    facts.put(Fact::Height, known("height"));
    let codec = video["codec_name"].as_str().unwrap_or_default();
    if is_photo(path) {
        facts.put(Fact::Format, named(codec, &PHOTOS));
        return facts;
    }
    let container = said["format"]["format_name"].as_str().unwrap_or_default();
    let brand = said["format"]["tags"]["major_brand"].as_str().unwrap_or_default();
    facts.put(
        Fact::Format,
        named(container, &CONTAINERS).or(match (container, brand) {
            ("mov,mp4,m4a,3gp,3g2,mj2", "qt  ") => Some("mov"),
            ("mov,mp4,m4a,3gp,3g2,mj2", brand) if brand.starts_with("3g") => Some("3gp"),
            ("mov,mp4,m4a,3gp,3g2,mj2", _) => Some("mp4"),
            _ => None,
        }),
    );
    facts.put(Fact::VideoCodec, Some(codec.to_owned()));
    facts.put(Fact::Duration, as_number(&said["format"]["duration"]).map(number));
    facts.put(Fact::Rate, video["avg_frame_rate"].as_str().and_then(rate));
    facts.put(Fact::VideoProfile, as_word(&video["profile"]));
    let transfer = video["color_transfer"].as_str().unwrap_or_default();
    facts.put(Fact::Transfer, named(transfer, &TRANSFERS));
    let pixels = video["pix_fmt"].as_str().unwrap_or_default();
    let chroma = ["420", "422", "444"].into_iter().find(|it| pixels.contains(&format!("yuv{it}")));
    facts.put(Fact::Chroma, chroma.map(|it| format!("{}:{}:{}", &it[..1], &it[1..2], &it[2..])));
    facts.put(Fact::Bits, chroma.map(|_| if pixels.contains("p10") { "10" } else { "8" }));
    let sides = video["side_data_list"].as_array().map(Vec::as_slice).unwrap_or_default();
    // It turns to the left; programs that show it turn to the right.
    let turn = sides.iter().find_map(|it| as_number(&it["rotation"]));
    facts.put(Fact::Rotation, turn.map(|turn| number((-turn).rem_euclid(360.0))));
    let sound = streams.iter().find(|it| it["codec_type"] == "audio").unwrap_or(&Value::Null);
    facts.put(Fact::AudioCodec, as_word(&sound["codec_name"]));
    facts.put(Fact::Channels, as_word(&sound["channels"]));
    facts.put(Fact::SampleRate, as_number(&sound["sample_rate"]).map(number));
    facts
}

/// A fraction, as `30000/1001`.
fn rate(text: &str) -> Option<String> {
    let (above, below) = text.split_once('/')?;
    let (above, below) = (above.parse::<f64>().ok()?, below.parse::<f64>().ok()?);
    (below > 0.0 && above > 0.0).then(|| number(above / below))
}
