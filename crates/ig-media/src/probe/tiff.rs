//! The directories of TIFF, which EXIF and MPF have too.

/// The bytes from a TIFF header on; positions are relative to its start.
pub(super) struct Tiff<'a> {
    bytes: &'a [u8],
    is_little: bool,
}

/// An entry of a directory: its type, its count, and its value or the position of that.
pub(super) struct Entry<'a> {
    pub(super) kind: u16,
    pub(super) count: u32,
    pub(super) value: &'a [u8],
}

impl<'a> Tiff<'a> {
    /// `None` for bytes that do not start with the header.
    pub(super) fn new(bytes: &'a [u8]) -> Option<Self> {
        let is_little = match bytes.first_chunk::<4>()? {
            b"II*\0" => true,
            b"MM\0*" => false,
            _ => return None,
        };
        Some(Self { bytes, is_little })
    }

    pub(super) fn u16(&self, at: usize) -> Option<u16> {
        let bytes = *self.bytes.get(at..)?.first_chunk::<2>()?;
        Some(if self.is_little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    }

    pub(super) fn u32(&self, at: usize) -> Option<u32> {
        let bytes = *self.bytes.get(at..)?.first_chunk::<4>()?;
        Some(if self.is_little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    }

    /// The position of the first directory.
    pub(super) fn first_directory(&self) -> Option<usize> {
        usize::try_from(self.u32(4)?).ok()
    }

    /// The end of a directory; its count is taken for what it is.
    pub(super) fn directory_end(&self, at: usize) -> Option<usize> {
        let count = usize::from(self.u16(at)?);
        at.checked_add(2)?.checked_add(count * 12)
    }

    /// An entry of the directory at a position.
    pub(super) fn entry(&self, directory: usize, tag: u16) -> Option<Entry<'a>> {
        let count = usize::from(self.u16(directory)?);
        let first = directory.checked_add(2)?;
        let at = (0..count)
            .map(|number| first.saturating_add(number * 12))
            .take_while(|&at| at < self.bytes.len())
            .find(|&at| self.u16(at) == Some(tag))?;
        let value = self.bytes.get(at.checked_add(8)?..)?.get(..4)?;
        Some(Entry { kind: self.u16(at + 2)?, count: self.u32(at + 4)?, value })
    }

    /// The position of what an entry is too short for.
    pub(super) fn at(&self, entry: &Entry<'_>) -> Option<usize> {
        let inside = Tiff { bytes: entry.value, is_little: self.is_little };
        usize::try_from(inside.u32(0)?).ok()
    }

    /// The first number of an entry that fits into it: a byte, a short or a long.
    pub(super) fn number(&self, entry: &Entry<'_>) -> Option<u32> {
        let inside = Tiff { bytes: entry.value, is_little: self.is_little };
        match entry.kind {
            _ if entry.count == 0 => None,
            1 => entry.value.first().map(|&byte| byte.into()),
            3 => inside.u16(0).map(u32::from),
            4 => inside.u32(0),
            _ => None,
        }
    }
}
