//! Bitmaps of Windows and OS/2.

use super::at;

/// The length of the header of OS/2 1 and Windows 2, whose numbers are short.
const CORE: u32 = 12;

/// The shortest of the others: OS/2 2 leaves out what is zero.
const SHORTEST: u32 = 16;

/// A bitmap stored from the top down has a negative height.
pub(super) fn dimensions(head: &[u8]) -> Option<(u32, u32)> {
    match u32::from_le_bytes(at(head, 14)?) {
        CORE => {
            let number = |place| Some(u32::from(u16::from_le_bytes(at(head, place)?)));
            Some((number(18)?, number(20)?))
        }
        SHORTEST.. => {
            let number = |place| Some(i32::from_le_bytes(at(head, place)?));
            let width = u32::try_from(number(18)?).ok()?;
            Some((width, number(22)?.unsigned_abs()))
        }
        _ => None,
    }
}
