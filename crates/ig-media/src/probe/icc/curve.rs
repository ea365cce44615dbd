//! The tone curve of an ICC profile.

use super::u32_at;
use crate::ToneCurve;

/// How far a curve may be from another, as a part of the range of the stored numbers: 4 of 255.
/// Tables of few entries stay below half of it, and a power of 2.2 is twice as far from sRGB.
const TOLERANCE: f64 = 0.016;

/// Places where curves are compared.
const PLACES: u32 = 64;

/// Which curve a tag has, and the exponent of a power: `curv`, a table or a power (ICC.1, 10.6), or
/// `para` (ICC.1, 10.18). `None` for one that cannot be read.
pub(super) fn read(tag: &[u8]) -> Option<(ToneCurve, Option<f32>)> {
    let curve = Curve::read(tag)?;
    if curve.is_close(srgb) {
        return Some((ToneCurve::Srgb, None));
    }
    if curve.is_close(|it| it) {
        return Some((ToneCurve::Linear, None));
    }
    // The power that goes through the middle, to two digits.
    let exponent = (curve.at(0.5).log(0.5) * 100.0).round() / 100.0;
    let is_power = (1.0..4.0).contains(&exponent) && curve.is_close(|it| it.powf(exponent));
    Some(match is_power {
        true => (ToneCurve::Power, Some(exponent as f32)),
        false => (ToneCurve::Other, None),
    })
}

/// Light for a number, both from 0 to 1 (IEC 61966-2-1, 5.2).
fn srgb(number: f64) -> f64 {
    if number <= 0.04045 { number / 12.92 } else { ((number + 0.055) / 1.055).powf(2.4) }
}

/// The number for light.
fn srgb_number(light: f64) -> f64 {
    if light <= 0.003_130_8 { light * 12.92 } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 }
}

enum Curve<'a> {
    /// Light at equal steps, of 65535.
    Table(&'a [[u8; 2]]),
    /// A power above `d`, a line below: g, a, b, c, d, e, f.
    Parametric([f64; 7]),
}

impl<'a> Curve<'a> {
    fn read(tag: &'a [u8]) -> Option<Self> {
        match tag.first_chunk::<4>()? {
            b"curv" => {
                let count = usize::try_from(u32_at(tag, 8)?).ok()?;
                let (table, _) = tag.get(12..)?.get(..count.checked_mul(2)?)?.as_chunks::<2>();
                Some(match table {
                    [] => Self::power(1.0),
                    // In steps of 1/256.
                    [power] => Self::power(f64::from(u16::from_be_bytes(*power)) / 256.0),
                    table => Self::Table(table),
                })
            }
            b"para" => {
                let kind = u16::from_be_bytes(*tag.get(8..)?.first_chunk()?);
                // In steps of 1/65536.
                let number =
                    |at: usize| Some(f64::from(u32_at(tag, 12 + 4 * at)?.cast_signed()) / 65_536.0);
                let g = number(0)?;
                Some(Self::Parametric(match kind {
                    0 => return Some(Self::power(g)),
                    1 => [g, number(1)?, number(2)?, 0.0, below(number(1)?, number(2)?), 0.0, 0.0],
                    2 => {
                        let (a, b, c) = (number(1)?, number(2)?, number(3)?);
                        [g, a, b, 0.0, below(a, b), c, c]
                    }
                    3 => [g, number(1)?, number(2)?, number(3)?, number(4)?, 0.0, 0.0],
                    4 => {
                        let (a, b, c, d) = (number(1)?, number(2)?, number(3)?, number(4)?);
                        [g, a, b, c, d, number(5)?, number(6)?]
                    }
                    _ => return None,
                }))
            }
            _ => None,
        }
    }

    fn power(exponent: f64) -> Self {
        Self::Parametric([exponent, 1.0, 0.0, 0.0, -1.0, 0.0, 0.0])
    }

    fn at(&self, number: f64) -> f64 {
        match self {
            Self::Table(table) => {
                let place = number * (table.len() - 1) as f64;
                let light = |at: usize| {
                    table.get(at).map_or(1.0, |it| f64::from(u16::from_be_bytes(*it)) / 65_535.0)
                };
                let (low, part) = (place.floor() as usize, place.fract());
                light(low) + part * (light(low + 1) - light(low))
            }
            &Self::Parametric([g, a, b, c, d, e, f]) => {
                let light = if number >= d { (a * number + b).powf(g) + e } else { c * number + f };
                light.clamp(0.0, 1.0)
            }
        }
    }

    /// Compared by the numbers that sRGB has for the light, since those are what is seen.
    fn is_close(&self, other: impl Fn(f64) -> f64) -> bool {
        (0..=PLACES).all(|place| {
            let number = f64::from(place) / f64::from(PLACES);
            let distance = srgb_number(self.at(number)) - srgb_number(other(number));
            distance.abs() <= TOLERANCE
        })
    }
}

/// Where a power starts whose base would be negative below.
fn below(a: f64, b: f64) -> f64 {
    -b / a
}
