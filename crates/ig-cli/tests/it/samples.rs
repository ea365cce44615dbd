//! A file or a post for every row of the table of limits, which breaks it.

use std::fs::File;

use ig_media::{Probe, Use, probe_reader};
use ig_sandbox::Fetched;
use jpeg_encoder::{ColorType, Encoder};

use crate::{
    disk::Disk,
    media::{gif, jpeg, mp4, mpo, png},
    video_files::{Pictures, Sound, VideoFile, boxed},
    world::World,
};

/// A file or a post that breaks a row.
pub(crate) enum Broken {
    File(Sample),
    /// The arguments of `ig publish`, and the parameters of the call that makes the container; an
    /// `item` is the URL of a photo in a carousel.
    Post {
        args: Vec<String>,
        params: Vec<(&'static str, String)>,
    },
}

/// A file and its use.
pub(crate) struct Sample {
    pub(crate) purpose: Use,
    extension: &'static str,
    size: u64,
    pieces: Vec<(u64, Vec<u8>)>,
}

impl Sample {
    fn new(purpose: Use, extension: &'static str, file: Vec<u8>) -> Self {
        Self { purpose, extension, size: file.len() as u64, pieces: vec![(0, file)] }
    }

    fn photo(purpose: Use, file: Vec<u8>) -> Self {
        Self::new(purpose, "jpg", file)
    }

    fn video(purpose: Use, change: impl FnOnce(&mut VideoFile)) -> Self {
        let mut file = VideoFile::new();
        change(&mut file);
        let Disk { size, pieces, .. } = file.disk();
        Self { purpose, extension: "mp4", size, pieces }
    }

    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    pub(crate) fn probe(&self) -> Probe {
        probe_reader(Disk::of(self.size, self.pieces.clone())).unwrap()
    }

    /// The value of `ig check --as`.
    pub(crate) fn word(&self) -> &'static str {
        match self.purpose {
            Use::Reel => "reel",
            Use::ReelCover => "cover",
            Use::StoryPhoto | Use::StoryVideo => "story",
            Use::CarouselPhoto | Use::CarouselVideo => "carousel",
            _ => "photo",
        }
    }

    pub(crate) fn file_name(&self) -> String {
        format!("sample.{}", self.extension)
    }

    pub(crate) fn url(&self) -> String {
        format!("https://www.example.com/{}", self.file_name())
    }

    pub(crate) fn content_type(&self) -> &'static str {
        match self.extension {
            "mp4" => "video/mp4",
            _ => "image/jpeg",
        }
    }

    /// The arguments that publish it from a path or a URL.
    pub(crate) fn publish<'a>(&self, what: &'a str) -> Vec<&'a str> {
        match self.purpose {
            Use::ReelCover => vec!["publish", "reel.mp4", "--cover", what],
            Use::StoryPhoto | Use::StoryVideo => vec!["publish", what, "--story"],
            Use::Reel => vec!["publish", what, "--reel"],
            _ => vec!["publish", what],
        }
    }

    /// Writes it into the home folder; its zeros take no space there.
    pub(crate) fn write(&self, world: &World) -> String {
        let path = world.file(&self.file_name(), &[]);
        let mut file = File::options().write(true).open(&path).unwrap();
        file.set_len(self.size).unwrap();
        for (start, piece) in &self.pieces {
            use std::io::{Seek as _, SeekFrom, Write as _};
            file.seek(SeekFrom::Start(*start)).unwrap();
            let end = self.size.saturating_sub(*start).min(piece.len() as u64);
            file.write_all(&piece[..end as usize]).unwrap();
        }
        self.file_name()
    }

    pub(crate) fn bytes_at(&self) -> impl Fn(u64) -> u8 + Send + Sync + use<> {
        let pieces = self.pieces.clone();
        move |at| {
            let piece = pieces
                .iter()
                .find(|(start, piece)| (*start..start + piece.len() as u64).contains(&at));
            piece.map_or(0, |(start, piece)| piece[(at - start) as usize])
        }
    }

    /// The file as a sandbox's fetcher returns it: of a long one, only the head and the end.
    pub(crate) fn fetched(&self) -> Fetched {
        const HEAD: u64 = 4 << 20;
        let at = self.bytes_at();
        let head: Vec<u8> = (0..self.size.min(HEAD)).map(&at).collect();
        let tail = (self.size.saturating_sub(1 << 20).max(head.len() as u64)..self.size).map(&at);
        Fetched::new(head).with_total(self.size).with_tail(tail.collect::<Vec<_>>())
    }
}

/// A video of this length with 30 pictures per second.
fn lasting(file: &mut VideoFile, milliseconds: u32) {
    file.milliseconds = milliseconds;
    if let Some(pictures) = &mut file.pictures {
        pictures.frames = milliseconds * 30 / 1000;
        pictures.edits.clear();
    }
}

fn pictures(change: impl FnOnce(&mut Pictures)) -> Broken {
    reel(|file| change(file.pictures.as_mut().unwrap()))
}

fn sound(change: impl FnOnce(&mut Sound)) -> Broken {
    reel(|file| change(file.audio.as_mut().unwrap()))
}

fn reel(change: impl FnOnce(&mut VideoFile)) -> Broken {
    Broken::File(Sample::video(Use::Reel, change))
}

fn story(change: impl FnOnce(&mut VideoFile)) -> Broken {
    Broken::File(Sample::video(Use::StoryVideo, change))
}

fn photo(file: Vec<u8>) -> Broken {
    Broken::File(Sample::photo(Use::FeedPhoto, file))
}

fn cover(file: Vec<u8>) -> Broken {
    Broken::File(Sample::photo(Use::ReelCover, file))
}

/// A JPEG with a segment after its first marker.
fn with_segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let file = jpeg(360, 360);
    let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [&file[..2], &[0xFF, marker], &length, content, &file[2..]].concat()
}

fn long_jpeg(size: u64) -> Broken {
    let mut sample = Sample::photo(Use::FeedPhoto, jpeg(360, 360));
    sample.size = size;
    Broken::File(sample)
}

/// For print: four components.
fn cmyk() -> Vec<u8> {
    let mut file = Vec::new();
    let pixels = vec![0x55; 360 * 360 * 4];
    Encoder::new(&mut file, 50).encode(&pixels, 360, 360, ColorType::Cmyk).unwrap();
    file
}

/// A HEIC or an AVIF as far as its brand.
fn branded(brand: &[u8; 4]) -> Vec<u8> {
    [&[0, 0, 0, 16][..], b"ftyp", brand, &[0; 4]].concat()
}

/// A JPEG with the index of a panorama after its first marker.
fn panorama() -> Vec<u8> {
    let mut file = mpo();
    // The type of the second picture, of three bytes: views become a part of a panorama.
    let types = file.windows(4).enumerate().filter(|(_, kind)| *kind == [0, 2, 0, 2]);
    let places: Vec<_> = types.map(|(at, _)| at).collect();
    places.iter().for_each(|at| file[at + 3] = 1);
    file
}

/// HEVC in Main 10.
fn ten_bits() -> Broken {
    let mut sample = Sample::video(Use::Reel, |it| {
        let pictures = it.pictures.as_mut().unwrap();
        (pictures.entry, pictures.profile) = (b"hvc1", 2);
    });
    let (_, head) = &mut sample.pieces[0];
    let at = head.windows(4).position(|name| name == b"hvcC").unwrap() + 4;
    // The bits of brightness and of colour, less eight.
    head[at + 17..at + 19].fill(0xFA);
    Broken::File(sample)
}

/// More boxes than are read in search of the index.
fn many_boxes() -> Broken {
    let boxes = [boxed(b"ftyp", b"isom\0\0\0\0isom"), boxed(b"free", &[]).repeat(70_000)];
    Broken::File(Sample::new(Use::Reel, "mp4", boxes.concat()))
}

/// More fragments than are read, of one picture each: those that are read take a few minutes.
fn many_fragments() -> Broken {
    const COUNT: u64 = 40_000;
    const PICTURE: u64 = 3_000;
    let fragment = |number: u64| {
        let tfhd = [&[0, 2, 0, 8, 0, 0, 0, 1][..], &(PICTURE as u32).to_be_bytes()].concat();
        let tfdt = [&[1, 0, 0, 0][..], &(number * PICTURE).to_be_bytes()].concat();
        let trun = [0, 0, 0, 0, 0, 0, 0, 1];
        let traf = [boxed(b"tfhd", &tfhd), boxed(b"tfdt", &tfdt), boxed(b"trun", &trun)].concat();
        let moof = boxed(b"moof", &[boxed(b"mfhd", &[0; 8]), boxed(b"traf", &traf)].concat());
        [moof, boxed(b"mdat", &[0; 8])].concat()
    };
    let mut file = VideoFile::new();
    (file.milliseconds, file.media, file.audio, file.with_mvex) = (0, Some(100), None, true);
    let pictures = file.pictures.as_mut().unwrap();
    pictures.frames = 0;
    pictures.edits.clear();
    let bytes = [file.disk().head(), (0..COUNT).flat_map(fragment).collect()].concat();
    Broken::File(Sample::new(Use::Reel, "mp4", bytes))
}

fn captioned(caption: String) -> Broken {
    let url = "https://www.example.com/a.jpg".to_owned();
    Broken::Post {
        args: vec!["photo.jpg".to_owned(), "--caption".to_owned(), caption.clone()],
        params: vec![("image_url", url), ("caption", caption)],
    }
}

fn carousel(count: usize) -> Broken {
    let item = ("item", "https://www.example.com/a.jpg".to_owned());
    Broken::Post { args: vec!["photo.jpg".to_owned(); count], params: vec![item; count] }
}

fn invited(count: usize) -> Broken {
    let names: Vec<_> = (0..count).map(|number| format!("friend{number}")).collect();
    let options = names.iter().map(|name| format!("--collaborator={name}"));
    Broken::Post {
        args: ["photo.jpg".to_owned()].into_iter().chain(options).collect(),
        params: vec![
            ("image_url", "https://www.example.com/a.jpg".to_owned()),
            ("collaborators", serde_json::to_string(&names).unwrap()),
        ],
    }
}

/// A file or a post that breaks the row of this name, and perhaps others.
pub(crate) fn broken(row: &str) -> Broken {
    match row {
        "photo-format" => photo(b"neither a photo nor a video".to_vec()),
        "photo-video" => cover(mp4()),
        "photo-mpo" => photo(mpo()),
        "photo-jps" => photo(with_segment(0xE3, b"_JPSJPS_")),
        "photo-heic" => photo(branded(b"heic")),
        "photo-avif" => photo(branded(b"avif")),
        "photo-webp" => photo(b"RIFF\0\0\0\0WEBPVP8 ".to_vec()),
        "photo-gif" => photo(gif()),
        "photo-bmp" => photo([&b"BM\0\0\0\0\0\0\0\0\x36\0\0\0"[..], &[0; 40]].concat()),
        "photo-tiff" => photo(b"II*\0\x08\0\0\0\0\0\0\0\0\0".to_vec()),
        "photo-png" => photo(png()),
        "cover-png" => cover(png()),
        "video-format" => {
            let file = include_bytes!("../../../ig-media/tests/data/clip.mkv");
            Broken::File(Sample::new(Use::Reel, "mp4", file.to_vec()))
        }
        "photo-dimensions" => photo(jpeg(360, 360)[..10].to_vec()),
        "photo-size" => long_jpeg((8 << 20) + 1),
        "photo-size-documented" => long_jpeg(8_000_001),
        "photo-ratio" => photo(jpeg(360, 640)),
        "photo-ratio-rounded" => photo(jpeg(1200, 627)),
        "photo-ratio-documented" => photo(jpeg(360, 480)),
        "story-photo-ratio-advised" => Broken::File(Sample::photo(Use::StoryPhoto, jpeg(360, 360))),
        "cover-ratio-advised" => cover(jpeg(360, 360)),
        "photo-min-width" => photo(jpeg(300, 300)),
        "photo-max-width" => photo(jpeg(1500, 1500)),
        "photo-colour" => photo(cmyk()),
        "photo-coding" => {
            photo(include_bytes!("../../../ig-media/tests/data/lossless.jpg").to_vec())
        }
        "photo-complete" => photo(include_bytes!("../../../ig-media/tests/data/half.jpg").to_vec()),
        "photo-gain-map" => {
            photo(include_bytes!("../../../ig-media/tests/data/ultrahdr.jpg").to_vec())
        }
        "photo-further-pictures" => photo(panorama()),
        "photo-orientation" => {
            photo(include_bytes!("../../../ig-media/tests/data/turned-3to4.jpg").to_vec())
        }
        "video-complete" => reel(|it| it.cut = 1),
        "video-moov-first" => reel(|it| it.moov_last = true),
        "video-edit-lists" => pictures(|it| it.edits[0].0 = 5_000),
        "reel-size" => reel(|it| {
            lasting(it, 900_000);
            it.size = Some((1 << 30) + 1);
        }),
        "reel-size-documented" => reel(|it| {
            lasting(it, 100_000);
            it.size = Some(300_000_001);
        }),
        "story-size" => story(|it| {
            lasting(it, 60_000);
            it.size = Some((100 << 20) + 1);
        }),
        "story-size-documented" => story(|it| {
            lasting(it, 60_000);
            it.size = Some(100_000_001);
        }),
        "reel-duration" => reel(|it| lasting(it, 2_000)),
        "reel-duration-rounded" => reel(|it| lasting(it, 2_950)),
        "story-duration" => story(|it| lasting(it, 61_000)),
        "story-duration-rounded" => story(|it| lasting(it, 60_050)),
        "reel-ratio" => pictures(|it| (it.width, it.height) = (1020, 100)),
        "story-video-ratio" => story(|it| {
            let pictures = it.pictures.as_mut().unwrap();
            (pictures.width, pictures.height) = (200, 2020);
        }),
        "video-ratio-advised" => pictures(|it| (it.width, it.height) = (1280, 720)),
        "video-max-width" => pictures(|it| (it.width, it.height) = (2160, 3840)),
        "video-codec" => pictures(|it| it.entry = b"av01"),
        "video-chroma" => pictures(|it| (it.profile, it.chroma) = (122, 2)),
        "video-scan" => pictures(|it| it.interlaced = true),
        "video-frame-rate" => pictures(|it| it.frames = 601),
        "video-bit-rate" => reel(|it| it.media = Some(31_410_002)),
        "video-bit-depth" => ten_bits(),
        "video-dynamic-range" => pictures(|it| {
            // BT.2020, HLG.
            it.more = boxed(b"colr", b"nclx\0\x09\0\x12\0\x09\0");
        }),
        "video-pixel-aspect" => pictures(|it| {
            it.more = boxed(b"pasp", &[0, 0, 0, 4, 0, 0, 0, 3]);
        }),
        "video-frame-rate-variable" => Broken::File(Sample::new(
            Use::Reel,
            "mp4",
            include_bytes!("../../../ig-media/tests/data/variable.mp4").to_vec(),
        )),
        "video-index-unread" => many_boxes(),
        "video-duration-unknown" => reel(|it| {
            lasting(it, 0);
            it.with_mvex = true;
            it.size = Some(1_000_000);
        }),
        "video-duration-at-least" => many_fragments(),
        "audio-track" => reel(|it| it.audio = None),
        "audio-codec" => sound(|it| it.entry = b"Opus"),
        "audio-channels" => sound(|it| it.channels = 3),
        "audio-sample-rate" => sound(|it| it.rate = 2),
        "audio-bit-rate" => sound(|it| it.bit_rate = 141_000),
        "caption-length" => captioned("x".repeat(2201)),
        "hashtags" => captioned("#a ".repeat(31)),
        "hashtags-of-the-app" => captioned("#a ".repeat(6)),
        "mentions" => captioned("@a ".repeat(21)),
        "alt-text" => {
            let text = "x".repeat(1001);
            Broken::Post {
                args: vec!["photo.jpg".to_owned(), format!("--alt-text={text}")],
                params: vec![
                    ("image_url", "https://www.example.com/a.jpg".to_owned()),
                    ("alt_text", text),
                ],
            }
        }
        "carousel-items" => carousel(21),
        "carousel-items-documented" => carousel(11),
        "collaborators" => invited(6),
        "collaborators-documented" => invited(4),
        other => panic!("there is no sample that breaks the row {other}: add one"),
    }
}
