//! The boxes within a box that is in memory.

/// The boxes within a slice: each with its type and the available part of its content.
#[derive(Clone, Copy)]
pub(super) struct Boxes<'a>(pub(super) &'a [u8]);

impl<'a> Iterator for Boxes<'a> {
    type Item = ([u8; 4], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (&[a, b, c, d, w, x, y, z], rest) = self.0.split_first_chunk::<8>()?;
        let length = u32::from_be_bytes([a, b, c, d]).checked_sub(8)?;
        let length = usize::try_from(length).unwrap_or(usize::MAX).min(rest.len());
        let (content, rest) = rest.split_at(length);
        self.0 = rest;
        Some(([w, x, y, z], content))
    }
}
