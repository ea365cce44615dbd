//! How much a picture may take, whatever its header says.

use image::Limits;

/// The most pixels: 100 megapixels, more than most cameras have.
pub(super) const MOST_PIXELS: u64 = 100_000_000;

/// The largest file: 256 MiB.
pub(super) const MOST_BYTES: u64 = 256 << 20;

/// What a decoder may allocate: 100 megapixels of four 16-bit channels.
const MOST_ALLOCATED: u64 = 8 * MOST_PIXELS;

/// The longest side: that of a JPEG.
const LONGEST: u32 = 65_535;

pub(super) fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST);
    limits.max_image_height = Some(LONGEST);
    limits.max_alloc = Some(MOST_ALLOCATED);
    limits
}
