//! The value at which a row begins to apply.

use std::ops::RangeInclusive;

/// The values that keep to a row. A row without a number has [`Bound::Kind`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Bound {
    /// The thing as such, whatever its size: a format, a codec, a missing index.
    Kind,
    /// A number in a unit, both ends included. Without an upper end it is [`u64::MAX`].
    #[non_exhaustive]
    Range {
        /// The smallest value.
        min: u64,
        /// The largest value.
        max: u64,
        /// The unit of both.
        unit: Unit,
    },
    /// Width by height as fractions, so that they can be compared without rounding.
    #[non_exhaustive]
    Ratio {
        /// The tallest, such as `(4, 5)`.
        min: (u64, u64),
        /// The widest, such as `(191, 100)`.
        max: (u64, u64),
    },
}

/// The unit of a [`Bound::Range`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unit {
    /// Things that are counted: hashtags, characters, channels, bits of a sample.
    Count,
    /// Bytes.
    Bytes,
    /// Thousandths of a second.
    Milliseconds,
    /// Pixels.
    Pixels,
    /// Frames in 1000 seconds.
    Millihertz,
    /// Samples in a second.
    Hertz,
    /// Bits in a second.
    BitsPerSecond,
}

impl Bound {
    /// Whether a number, in the unit of the bound, keeps to it. No number keeps to a
    /// [`Bound::Kind`] or a [`Bound::Ratio`].
    pub fn holds(self, value: u64) -> bool {
        self.range().is_some_and(|range| range.contains(&value))
    }

    /// The numbers that keep to a [`Bound::Range`].
    pub fn range(self) -> Option<RangeInclusive<u64>> {
        match self {
            Self::Range { min, max, .. } => Some(min..=max),
            Self::Kind | Self::Ratio { .. } => None,
        }
    }

    /// The smallest number of a [`Bound::Range`] of things that are counted; 0 of any other.
    pub const fn min(self) -> usize {
        match self {
            Self::Range { min, unit: Unit::Count, .. } => min as usize,
            _ => 0,
        }
    }

    /// The largest number of a [`Bound::Range`] of things that are counted; 0 of any other.
    pub const fn max(self) -> usize {
        match self {
            Self::Range { max, unit: Unit::Count, .. } => max as usize,
            _ => 0,
        }
    }

    /// Whether a picture of `width` × `height` pixels keeps to a [`Bound::Ratio`].
    ///
    /// Instagram's rounding is not documented. A picture that was cropped to 4:5 or 1.91:1 has
    /// sides that are off by at most half a pixel, such as 1200 × 628, and keeps to it.
    pub fn holds_sides(self, width: u32, height: u32) -> bool {
        let Self::Ratio { min, max } = self else { return false };
        let (width, height) = (u64::from(width), u64::from(height));
        // (w + ½) / (h - ½) ≥ min and (w - ½) / (h + ½) ≤ max, without fractions.
        let is_too_tall = min.1 * (2 * width + 1) < min.0 * (2 * height).saturating_sub(1);
        let is_too_wide = max.1 * (2 * width).saturating_sub(1) > max.0 * (2 * height + 1);
        !is_too_tall && !is_too_wide
    }

    pub(crate) const fn at_most(max: u64, unit: Unit) -> Self {
        Self::Range { min: 0, max, unit }
    }

    pub(crate) const fn at_least(min: u64, unit: Unit) -> Self {
        Self::Range { min, max: u64::MAX, unit }
    }

    pub(crate) const fn within(min: u64, max: u64, unit: Unit) -> Self {
        Self::Range { min, max, unit }
    }

    pub(crate) const fn ratio(min: (u64, u64), max: (u64, u64)) -> Self {
        Self::Ratio { min, max }
    }
}
