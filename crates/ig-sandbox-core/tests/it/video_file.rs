//! Videos written box by box, each as its test needs it.

use ig_sandbox_core::Fetched;

/// A video that every rule accepts, until a field is changed.
pub(crate) struct VideoFile {
    pub(crate) milliseconds: u32,
    pub(crate) codec: &'static [u8; 4],
    pub(crate) width: u16,
    pub(crate) height: u16,
    pub(crate) frames_per_second: u32,
    pub(crate) has_sound: bool,
    pub(crate) has_index: bool,
    pub(crate) is_index_last: bool,
}

impl VideoFile {
    pub(crate) fn new() -> Self {
        Self {
            milliseconds: 60_000,
            codec: b"avc1",
            width: 1080,
            height: 1920,
            frames_per_second: 30,
            has_sound: true,
            has_index: true,
            is_index_last: false,
        }
    }

    /// The video that a name describes: `61s.mp4`, `silent.mp4` and so on.
    pub(crate) fn named(name: &str) -> Option<Fetched> {
        let plain = Self::new();
        let name = name.strip_suffix(".mp4")?;
        let seconds = name.strip_suffix('s').and_then(|seconds| seconds.parse::<f64>().ok());
        if let Some(seconds) = seconds {
            let milliseconds = (seconds * 1000.0) as u32;
            return Some(Fetched::new(Self { milliseconds, ..plain }.file()));
        }
        if let Some(bytes) = name.strip_suffix("-bytes").and_then(|bytes| bytes.parse().ok()) {
            return Some(Fetched::new(plain.head_of(bytes)).with_total(bytes));
        }
        let video = match name {
            "silent" => Self { has_sound: false, ..plain },
            "slow" => Self { frames_per_second: 22, ..plain },
            "fast" => Self { frames_per_second: 61, ..plain },
            "prores" => Self { codec: b"apcn", ..plain },
            "wide" => Self { width: 1922, ..plain },
            "strip" => Self { width: 1900, height: 180, ..plain },
            "index-last" => Self { is_index_last: true, ..plain },
            "no-index" => Self { has_index: false, ..plain },
            "cut-short" => {
                let whole = plain.file();
                return Some(Fetched::new(&whole[..whole.len() - 100]));
            }
            _ => return None,
        };
        Some(Fetched::new(video.file()))
    }

    /// The whole file.
    pub(crate) fn file(&self) -> Vec<u8> {
        let mdat = boxed(b"mdat", &[0; 1000]);
        let moov = if self.has_index { self.moov() } else { Vec::new() };
        let [second, third] = if self.is_index_last { [mdat, moov] } else { [moov, mdat] };
        [ftyp(), second, third].concat()
    }

    /// The head of a file of `bytes` bytes.
    fn head_of(&self, bytes: u64) -> Vec<u8> {
        let (ftyp, moov) = (ftyp(), self.moov());
        let media = bytes - (ftyp.len() + moov.len()) as u64;
        let mdat = [&1_u32.to_be_bytes()[..], b"mdat", &media.to_be_bytes()].concat();
        [ftyp, moov, mdat].concat()
    }

    fn moov(&self) -> Vec<u8> {
        let length = self.milliseconds.to_be_bytes();
        let mvhd = [&[0; 12][..], &1000_u32.to_be_bytes(), &length, &[0; 80]].concat();
        let mut content = boxed(b"mvhd", &mvhd);
        content.extend(self.pictures());
        if self.has_sound {
            content.extend(self.sound());
        }
        boxed(b"moov", &content)
    }

    fn pictures(&self) -> Vec<u8> {
        let entry = [
            &[0, 0, 0, 0, 0, 0, 0, 1][..],
            &[0; 16],
            &self.width.to_be_bytes(),
            &self.height.to_be_bytes(),
            &[0, 72, 0, 0, 0, 72, 0, 0, 0, 0, 0, 0, 0, 1],
            &[0; 32],
            &[0, 24, 255, 255],
        ];
        let frames = self.frames_per_second * self.milliseconds / 1000;
        self.track(b"vide", &boxed(self.codec, &entry.concat()), frames)
    }

    fn sound(&self) -> Vec<u8> {
        let config = [4, 17, 0x40, 0x15, 0, 0, 0, 0, 1, 0xF4, 0, 0, 1, 0xF4, 0, 5, 2, 0x11, 0x90];
        let stream = [&[3, 25, 0, 1, 0][..], &config, &[6, 1, 2]].concat();
        let esds = boxed(b"esds", &[&[0; 4][..], &stream].concat());
        let head = [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0];
        let format = [0, 2, 0, 16, 0, 0, 0, 0, 0xAC, 0x44, 0, 0];
        let entry = [&head[..], &format, &esds].concat();
        self.track(b"soun", &boxed(b"mp4a", &entry), 469)
    }

    fn track(&self, handler: &[u8; 4], entry: &[u8], samples: u32) -> Vec<u8> {
        let length = self.milliseconds.to_be_bytes();
        let one = 0x0001_0000_u32;
        let matrix = [one, 0, 0, 0, one, 0, 0, 0, 0x4000_0000].map(u32::to_be_bytes).concat();
        let [w1, w0] = self.width.to_be_bytes();
        let [h1, h0] = self.height.to_be_bytes();
        let tkhd = [
            &[0, 0, 0, 3][..],
            &[0; 8],
            &[0, 0, 0, 1, 0, 0, 0, 0],
            &length,
            &[0; 16],
            &matrix,
            &[w1, w0, 0, 0, h1, h0, 0, 0],
        ];
        let mdhd = [&[0; 12][..], &1000_u32.to_be_bytes(), &length, &[0x55, 0xC4, 0, 0]];
        let hdlr = [&[0; 8][..], handler, &[0; 13]];
        let stsd = [&[0, 0, 0, 0, 0, 0, 0, 1][..], entry];
        let stsz = [&[0; 4][..], &1_u32.to_be_bytes(), &samples.to_be_bytes()];
        let stbl = [boxed(b"stsd", &stsd.concat()), boxed(b"stsz", &stsz.concat())];
        let minf = boxed(b"minf", &boxed(b"stbl", &stbl.concat()));
        let mdia = [boxed(b"mdhd", &mdhd.concat()), boxed(b"hdlr", &hdlr.concat()), minf];
        boxed(b"trak", &[boxed(b"tkhd", &tkhd.concat()), boxed(b"mdia", &mdia.concat())].concat())
    }
}

fn ftyp() -> Vec<u8> {
    boxed(b"ftyp", b"qt  \0\0\0\0qt  ")
}

fn boxed(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len() + 8).unwrap();
    [&length.to_be_bytes()[..], kind, content].concat()
}
