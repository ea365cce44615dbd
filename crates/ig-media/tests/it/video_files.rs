//! Videos written box by box, as each test needs them.

use crate::disk::Disk;

/// A video that obeys every rule until a field of it is changed.
pub(crate) struct VideoFile {
    pub(crate) brand: &'static [u8; 4],
    pub(crate) milliseconds: u32,
    pub(crate) timescale: u32,
    /// The length of the file; `None` for the length of its content.
    pub(crate) size: Option<u64>,
    /// The number of bytes of video and audio; `None` for 5 Mbps.
    pub(crate) media: Option<u64>,
    /// The length of a `free` box after them; 0 for none.
    pub(crate) free: u64,
    pub(crate) moov_last: bool,
    pub(crate) with_moov: bool,
    pub(crate) with_mvex: bool,
    /// The length of all fragments in milliseconds; 0 if it is not written.
    pub(crate) mehd: u32,
    /// The number of bytes missing at the end of the file.
    pub(crate) cut: u64,
    /// A box of this length after the last table of the `moov`.
    pub(crate) ballast: usize,
    pub(crate) pictures: Option<Pictures>,
    pub(crate) audio: Option<Sound>,
}

pub(crate) struct Pictures {
    pub(crate) entry: &'static [u8; 4],
    pub(crate) width: u16,
    pub(crate) height: u16,
    pub(crate) frames: u32,
    pub(crate) rotation: u16,
    pub(crate) edits: Vec<(u32, i32, u32)>,
    pub(crate) profile: u8,
    pub(crate) chroma: u32,
    pub(crate) interlaced: bool,
    /// Further boxes of the description.
    pub(crate) more: Vec<u8>,
}

pub(crate) struct Sound {
    pub(crate) entry: &'static [u8; 4],
    pub(crate) object_type: u8,
    /// An index into the table of rates of AAC: 3 is 48,000.
    pub(crate) rate: u8,
    pub(crate) channels: u8,
    pub(crate) bit_rate: u32,
    /// Whether QuickTime's `wave` is around the description.
    pub(crate) in_wave: bool,
    /// The description of another codec, as a box instead of `esds`.
    pub(crate) description: Option<Vec<u8>>,
}

/// A speed of one, as 16.16.
pub(crate) const NORMAL: u32 = 1 << 16;

impl VideoFile {
    /// 10 s, 1080 × 1920, 30 pictures per second, H.264 and AAC, the index first.
    pub(crate) fn new() -> Self {
        Self {
            brand: b"isom",
            milliseconds: 10_000,
            timescale: 1000,
            size: None,
            media: None,
            free: 0,
            moov_last: false,
            with_moov: true,
            with_mvex: false,
            mehd: 0,
            cut: 0,
            ballast: 0,
            pictures: Some(Pictures::new()),
            audio: Some(Sound::new()),
        }
    }

    /// The file; only its boxes take memory.
    pub(crate) fn disk(&self) -> Disk {
        let moov = if self.with_moov { self.moov() } else { Vec::new() };
        let ftyp = boxed(b"ftyp", &[&self.brand[..], &[0; 4], self.brand].concat());
        let rest = (ftyp.len() + moov.len()) as u64 + self.free;
        let media = self.media.unwrap_or(u64::from(self.milliseconds) * 625);
        let size = self.size.unwrap_or(rest + 16 + media);
        let media = size - rest;
        let header = [&1_u32.to_be_bytes()[..], b"mdat", &media.to_be_bytes()].concat();
        let (head, tail) = if self.moov_last {
            ([ftyp, header].concat(), moov)
        } else {
            ([ftyp, moov, header].concat(), Vec::new())
        };
        let start = size - tail.len() as u64;
        let mut pieces = vec![(0, head), (start, tail)];
        if self.free > 0 {
            let free = [&1_u32.to_be_bytes()[..], b"free", &self.free.to_be_bytes()].concat();
            pieces.push((start - self.free, free));
        }
        Disk::of(size - self.cut, pieces)
    }

    fn moov(&self) -> Vec<u8> {
        let duration = self.milliseconds;
        let matrix = matrix(0);
        let mvhd = [
            &[0; 12][..],
            &self.timescale.to_be_bytes(),
            &duration.to_be_bytes(),
            &NORMAL.to_be_bytes(),
            &[1, 0],
            &[0; 10],
            &matrix,
            &[0; 24],
            &[0, 0, 0, 3],
        ];
        let mut content = vec![boxed(b"mvhd", &mvhd.concat())];
        content.extend(self.pictures.as_ref().map(|pictures| pictures.track(duration)));
        content.extend(self.audio.as_ref().map(|audio| audio.track(duration)));
        if self.with_mvex {
            let mehd = boxed(b"mehd", &[[0; 4], self.mehd.to_be_bytes()].concat());
            let mehd = if self.mehd > 0 { mehd } else { Vec::new() };
            content.push(boxed(b"mvex", &[mehd, boxed(b"trex", &[0; 24])].concat()));
        }
        if self.ballast > 0 {
            content.insert(1, boxed(b"udta", &vec![0; self.ballast]));
        }
        boxed(b"moov", &content.concat())
    }
}

impl Pictures {
    fn new() -> Self {
        Self {
            entry: b"avc1",
            width: 1080,
            height: 1920,
            frames: 300,
            rotation: 0,
            edits: vec![(10_000, 1024, NORMAL)],
            profile: 100,
            chroma: 1,
            interlaced: false,
            more: Vec::new(),
        }
    }

    fn track(&self, milliseconds: u32) -> Vec<u8> {
        let entries: Vec<_> = self
            .edits
            .iter()
            .flat_map(|(length, start, rate)| {
                [length.to_be_bytes(), start.to_be_bytes(), rate.to_be_bytes()].concat()
            })
            .collect();
        let count = (self.edits.len() as u32).to_be_bytes();
        let elst = boxed(b"elst", &[&[0; 4][..], &count, &entries].concat());
        let edts = if self.edits.is_empty() { Vec::new() } else { boxed(b"edts", &elst) };
        let config = match self.entry {
            b"hvc1" | b"hev1" => boxed(b"hvcC", &self.hvcc()),
            _ => boxed(b"avcC", &self.avcc()),
        };
        let entry = [
            &[0, 0, 0, 0, 0, 0, 0, 1][..],
            &[0; 16],
            &self.width.to_be_bytes(),
            &self.height.to_be_bytes(),
            &[0, 72, 0, 0, 0, 72, 0, 0, 0, 0, 0, 0, 0, 1],
            &[0; 32],
            &[0, 24, 255, 255],
            &config,
            &self.more,
        ];
        let tkhd = tkhd(milliseconds, &matrix(self.rotation), self.width, self.height);
        let stsd = boxed(self.entry, &entry.concat());
        let mdia = mdia(b"vide", 90_000, milliseconds * 90, &stsd, self.frames);
        boxed(b"trak", &[tkhd, edts, mdia].concat())
    }

    fn avcc(&self) -> Vec<u8> {
        let sps = self.sps();
        let length = (sps.len() as u16).to_be_bytes();
        let head = [1, self.profile, 0, 40, 0xFF, 0xE1];
        [&head[..], &length, &sps, &[1, 0, 2, 0x68, 0xCE]].concat()
    }

    /// H.264, 7.3.2.1.1, always for 1920 × 1088, because these dimensions are not read.
    fn sps(&self) -> Vec<u8> {
        let mut bits = Bits::default();
        bits.code(0);
        if self.profile >= 100 {
            bits.code(self.chroma);
            if self.chroma == 3 {
                bits.push(0, 1);
            }
            bits.code(0);
            bits.code(0);
            bits.push(0, 2);
        }
        // log2_max_frame_num, the kind of picture order count, references, gaps.
        [0, 2, 1].into_iter().for_each(|it| bits.code(it));
        bits.push(0, 1);
        bits.code(119);
        bits.code(67);
        if self.interlaced {
            bits.push(0, 2);
        } else {
            bits.push(1, 1);
        }
        // direct_8x8_inference, no cropping, no VUI, the stop bit.
        bits.push(0b1001, 4);
        [&[0x67, self.profile, 0, 40][..], &bits.bytes()].concat()
    }

    /// ISO/IEC 14496-15, 8.3.3.1, without parameter sets.
    fn hvcc(&self) -> Vec<u8> {
        let scan = if self.interlaced { 0x40 } else { 0x80 };
        let chroma = 0xFC | self.chroma as u8;
        [
            &[1, self.profile, 0, 0, 0, 0, scan, 0, 0, 0, 0, 0, 123, 0xF0, 0, 0xFC, chroma][..],
            &[0xF8, 0xF8, 0, 0, 0x0F, 0],
        ]
        .concat()
    }
}

impl Sound {
    fn new() -> Self {
        Self {
            entry: b"mp4a",
            object_type: 0x40,
            rate: 3,
            channels: 2,
            bit_rate: 128_000,
            in_wave: false,
            description: None,
        }
    }

    fn track(&self, milliseconds: u32) -> Vec<u8> {
        let [x, y] = ((2_u16 << 11) | u16::from(self.rate) << 7 | u16::from(self.channels) << 3)
            .to_be_bytes();
        let rate = self.bit_rate.to_be_bytes();
        let specific = [&[5, 2][..], &[x, y]].concat();
        let config =
            [&[4, 17, self.object_type, 0x15, 0, 0, 0][..], &rate, &rate, &specific].concat();
        let stream = [&[3, 25, 0, 1, 0][..], &config, &[6, 1, 2]].concat();
        let esds = boxed(b"esds", &[&[0; 4][..], &stream].concat());
        let esds = self.description.clone().unwrap_or(esds);
        let esds = if self.in_wave {
            boxed(b"wave", &[boxed(b"frma", b"mp4a"), boxed(b"mp4a", &[0; 4]), esds].concat())
        } else {
            esds
        };
        let version = u8::from(self.in_wave);
        let entry = [
            &[0, 0, 0, 0, 0, 0, 0, 1, 0, version, 0, 0, 0, 0, 0, 0][..],
            // QuickTime always says two, and so do most writers of MP4.
            &[0, 2, 0, 16, 0, 0, 0, 0, 0xAC, 0x44, 0, 0],
            &vec![0; if self.in_wave { 16 } else { 0 }],
            &esds,
        ];
        let tkhd = tkhd(milliseconds, &matrix(0), 0, 0);
        let stsd = boxed(self.entry, &entry.concat());
        let mdia = mdia(b"soun", 48_000, milliseconds * 48, &stsd, 469);
        boxed(b"trak", &[tkhd, mdia].concat())
    }
}

pub(crate) fn boxed(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len() + 8).unwrap();
    [&length.to_be_bytes()[..], kind, content].concat()
}

fn tkhd(milliseconds: u32, matrix: &[u8], width: u16, height: u16) -> Vec<u8> {
    let [w1, w0] = width.to_be_bytes();
    let [h1, h0] = height.to_be_bytes();
    let content = [
        &[0, 0, 0, 3][..],
        &[0; 8],
        &[0, 0, 0, 1, 0, 0, 0, 0],
        &milliseconds.to_be_bytes(),
        &[0; 16],
        matrix,
        &[w1, w0, 0, 0, h1, h0, 0, 0],
    ];
    boxed(b"tkhd", &content.concat())
}

/// With sample tables of their real length; the number of samples is in their head.
fn mdia(handler: &[u8; 4], timescale: u32, ticks: u32, entry: &[u8], samples: u32) -> Vec<u8> {
    let mdhd = [&[0; 12][..], &timescale.to_be_bytes(), &ticks.to_be_bytes(), &[0x55, 0xC4, 0, 0]];
    let hdlr = [&[0; 8][..], handler, &[0; 13]];
    let stsd = [&[0, 0, 0, 0, 0, 0, 0, 1][..], entry];
    let sizes = vec![7; samples as usize * 4];
    let stsz = [&[0; 8][..], &samples.to_be_bytes(), &sizes];
    let stbl = [
        boxed(b"stsd", &stsd.concat()),
        stts(&lengths(ticks, samples)),
        boxed(b"stsz", &stsz.concat()),
    ];
    let minf = boxed(b"minf", &boxed(b"stbl", &stbl.concat()));
    let content = [boxed(b"mdhd", &mdhd.concat()), boxed(b"hdlr", &hdlr.concat()), minf];
    boxed(b"mdia", &content.concat())
}

/// The lengths of so many samples, as even as whole units allow: counts and lengths.
pub(crate) fn lengths(ticks: u32, samples: u32) -> Vec<(u32, u32)> {
    let (each, longer) = (ticks / samples.max(1), ticks % samples.max(1));
    let runs = [(longer, each + 1), (samples - longer, each)];
    runs.into_iter().filter(|run| run.0 > 0 && run.1 > 0).collect()
}

pub(crate) fn stts(runs: &[(u32, u32)]) -> Vec<u8> {
    let entries: Vec<_> = runs
        .iter()
        .flat_map(|&(count, length)| [count.to_be_bytes(), length.to_be_bytes()].concat())
        .collect();
    let count = (runs.len() as u32).to_be_bytes();
    boxed(b"stts", &[&[0; 4][..], &count, &entries].concat())
}

fn matrix(rotation: u16) -> Vec<u8> {
    let one = 1_i32 << 16;
    let [a, b, c, d] = match rotation {
        90 => [0, one, -one, 0],
        180 => [-one, 0, 0, -one],
        270 => [0, -one, one, 0],
        _ => [one, 0, 0, one],
    };
    [a, b, 0, c, d, 0, 0, 0, 1 << 30].into_iter().flat_map(i32::to_be_bytes).collect()
}

/// Bits from the left, as parameter sets are written.
#[derive(Default)]
struct Bits(Vec<bool>);

impl Bits {
    fn push(&mut self, value: u32, count: u32) {
        self.0.extend((0..count).rev().map(|bit| value >> bit & 1 == 1));
    }

    /// An Exp-Golomb code (H.264, 9.1).
    fn code(&mut self, value: u32) {
        let length = (value + 1).ilog2();
        self.push(0, length);
        self.push(value + 1, length + 1);
    }

    fn bytes(&self) -> Vec<u8> {
        let byte = |bits: &[bool]| {
            bits.iter().zip(0..).fold(0, |byte, (&bit, at)| byte | u8::from(bit) << (7 - at))
        };
        self.0.chunks(8).map(byte).collect()
    }
}
