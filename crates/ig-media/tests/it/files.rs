//! Files to probe: real ones from an encoder, and JPEGs assembled segment by segment.

use std::io::Cursor;

use image::{ImageFormat, RgbImage};

/// A picture with a gradient, so that its length depends on its size.
pub(crate) fn encoded(format: ImageFormat, width: u32, height: u32) -> Vec<u8> {
    let picture = RgbImage::from_fn(width, height, |x, y| {
        image::Rgb([(x % 256) as u8, (y % 256) as u8, ((x + y) % 256) as u8])
    });
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, format).unwrap();
    file.into_inner()
}

/// A whole JPEG of the given size, with the segments in front of its own.
pub(crate) fn jpeg_with(segments: &[Vec<u8>], width: u32, height: u32) -> Vec<u8> {
    let plain = encoded(ImageFormat::Jpeg, width, height);
    let mut file = plain[..2].to_vec();
    file.extend(segments.iter().flatten());
    file.extend_from_slice(&plain[2..]);
    file
}

/// A JPEG that claims to be of the given size, with a scan of no data.
pub(crate) fn jpeg_header(width: u16, height: u16) -> Vec<u8> {
    let [h1, h0] = height.to_be_bytes();
    let [w1, w0] = width.to_be_bytes();
    jpeg_of(&[segment(0xC0, &[8, h1, h0, w1, w0, 1, 1, 0x11, 0])])
}

/// A JPEG of the given segments, with a scan of no data.
pub(crate) fn jpeg_of(segments: &[Vec<u8>]) -> Vec<u8> {
    let end = [&segment(0xDA, &[1, 1, 0, 0, 63, 0])[..], &[0xFF, 0xD9]].concat();
    [&[0xFF, 0xD8][..], &segments.concat(), &end].concat()
}

/// The order of the bytes of a number.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Order {
    Little,
    Big,
}

impl Order {
    pub(crate) const BOTH: [Self; 2] = [Self::Little, Self::Big];

    fn start(self) -> &'static [u8] {
        match self {
            Self::Little => b"II*\0",
            Self::Big => b"MM\0*",
        }
    }

    fn u16(self, number: u16) -> [u8; 2] {
        match self {
            Self::Little => number.to_le_bytes(),
            Self::Big => number.to_be_bytes(),
        }
    }

    fn u32(self, number: u32) -> [u8; 4] {
        match self {
            Self::Little => number.to_le_bytes(),
            Self::Big => number.to_be_bytes(),
        }
    }

    /// A directory whose entries are a tag, a type, a count and a value.
    fn directory(self, at: u32, entries: &[(u16, u16, u32, [u8; 4])]) -> Vec<u8> {
        let mut bytes = [self.start(), &self.u32(at)].concat();
        bytes.resize(at as usize, 0);
        bytes.extend(self.u16(u16::try_from(entries.len()).unwrap()));
        for &(tag, kind, count, value) in entries {
            bytes.extend([&self.u16(tag)[..], &self.u16(kind), &self.u32(count), &value].concat());
        }
        [bytes, vec![0; 4]].concat()
    }
}

/// An EXIF segment whose first directory is at a position and has one entry before the orientation.
pub(crate) fn exif(order: Order, at: u32, orientation: u16) -> Vec<u8> {
    let [a, b] = order.u16(orientation);
    let entries = [(0x010F, 2, 3, *b"me\0\0"), (0x0112, 3, 1, [a, b, 0, 0])];
    segment(0xE1, &[b"Exif\0\0", &order.directory(at, &entries)[..]].concat())
}

/// An MPF segment with pictures of these types at these offsets from its own header.
pub(crate) fn mpf(order: Order, pictures: &[(u32, u32)]) -> Vec<u8> {
    let entries = [
        (0xB000, 7, 4, *b"0100"),
        (0xB001, 4, 1, order.u32(pictures.len() as u32)),
        (0xB002, 7, 16 * pictures.len() as u32, order.u32(50)),
    ];
    let mut content = [b"MPF\0", &order.directory(8, &entries)[..]].concat();
    for &(kind, offset) in pictures {
        let parts = [kind, 1000, offset, 0].map(|number| order.u32(number));
        content.extend(parts.concat());
    }
    segment(0xE2, &content)
}

/// Two views in one file.
pub(crate) fn mpo(width: u32, height: u32) -> Vec<u8> {
    let view = (0x02_0002, encoded(ImageFormat::Jpeg, width, height));
    with_pictures_and(&[], (width, height), Order::Big, 0x2002_0002, &[view])
}

/// A JPEG with an MPF segment for itself and the pictures that follow it, of these types.
pub(crate) fn with_pictures(order: Order, first: u32, further: &[(u32, Vec<u8>)]) -> Vec<u8> {
    with_pictures_and(&[], (33, 57), order, first, further)
}

/// The same of another size, with segments in front.
pub(crate) fn with_pictures_and(
    segments: &[Vec<u8>],
    (width, height): (u32, u32),
    order: Order,
    first: u32,
    further: &[(u32, Vec<u8>)],
) -> Vec<u8> {
    let build = |lengths: &dyn Fn(usize) -> u32| {
        let mut pictures = vec![(first, 0)];
        pictures.extend(further.iter().enumerate().map(|(at, &(kind, _))| (kind, lengths(at))));
        let segments = [segments, &[mpf(order, &pictures)]].concat();
        jpeg_with(&segments, width, height)
    };
    let length = build(&|_| 0).len();
    // The offsets count from the TIFF header, which is eight bytes into the segment.
    let header = 2 + segments.concat().len() + 8;
    let before = |at: usize| further[..at].iter().map(|(_, it)| it.len()).sum::<usize>();
    let mut file = build(&|at| (length + before(at) - header) as u32);
    file.extend(further.iter().flat_map(|(_, picture)| picture));
    file
}

pub(crate) fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let [l1, l0] = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [&[0xFF, marker, l1, l0], content].concat()
}

pub(crate) fn brands(major: &[u8; 4], compatible: &[&[u8]]) -> Vec<u8> {
    let content = [&major[..], &[0; 4], &compatible.concat()].concat();
    let length = u32::try_from(content.len() + 8).unwrap();
    [&length.to_be_bytes()[..], b"ftyp", &content, b"\0\0\0\x08mdat"].concat()
}
