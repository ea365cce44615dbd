//! Whether a TIFF has more than one page: the decoder reads the first and does not tell.

use std::io::{Read, Seek};

use tiff::decoder::Decoder;

/// Whether there are further pages, thumbnails or layers. A file that cannot be read is reported when
/// it is decoded.
pub(super) fn has_several(reader: impl Read + Seek) -> bool {
    Decoder::new(reader).is_ok_and(|first| first.more_images())
}
