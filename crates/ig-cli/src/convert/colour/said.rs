//! What a PNG or a BMP says of its colors.

use moxcms::{
    Chromaticity, CicpProfile, ColorPrimaries, ColorProfile, MatrixCoefficients, ToneReprCurve,
    TransferCharacteristics, XyYRepresentable as _,
};

use super::Colours;
use crate::convert::metadata::{Chunk, chunks};

/// Of a PNG, by the first of its chunks `cICP`, `iCCP`, `sRGB`, and `gAMA` with `cHRM` (Portable Network
/// Graphics, third edition, 4.3). `profile` is that of `iCCP`, if it can be read.
pub(in crate::convert) fn of_png(bytes: &[u8], profile: Option<&[u8]>) -> Option<Colours> {
    // They come before the pixels.
    let head: Vec<Chunk<'_>> = chunks(bytes).take_while(|(name, _)| name != b"IDAT").collect();
    let find = |wanted| head.iter().find(|(name, _)| name == wanted).map(|(_, data)| *data);
    if let Some(points) = find(b"cICP").and_then(|data| data.first_chunk()) {
        return of_code_points(*points);
    }
    if let Some(profile) = profile {
        return Some(Colours::of_profile(profile));
    }
    if find(b"iCCP").is_some() {
        return Some(Colours::of_profile(&[]));
    }
    if find(b"sRGB").is_some() {
        return None;
    }
    of_numbers(find(b"gAMA").and_then(numbers), find(b"cHRM").and_then(numbers))
}

/// By code points of ITU-T H.273: primaries, transfer, matrix, and whether the range is full.
fn of_code_points([primaries, transfer, matrix, range]: [u8; 4]) -> Option<Colours> {
    // Those of sRGB, or not said.
    if matches!((primaries, transfer, matrix, range), (1 | 2, 2 | 13, 0, 1)) {
        return None;
    }
    let profile = || {
        let transfer = TransferCharacteristics::try_from(transfer).ok()?;
        // Brighter than white: numbers alone do not make a photo of it.
        let is_hdr =
            matches!(transfer, TransferCharacteristics::Smpte2084 | TransferCharacteristics::Hlg);
        if (matrix, range) != (0, 1) || is_hdr {
            return None;
        }
        let profile = ColorProfile::new_from_cicp(CicpProfile {
            color_primaries: primaries.try_into().ok()?,
            transfer_characteristics: transfer,
            matrix_coefficients: MatrixCoefficients::Identity,
            full_range: true,
        });
        // It has no curve if it knows one of the points and not the other.
        profile.red_trc.is_some().then(|| Colours::Profile(Box::new(profile)))
    };
    let unusable =
        "the colors are those of a video or HDR (cICP) and stay as they are: they may look dull";
    Some(profile().unwrap_or(Colours::Unusable(unusable)))
}

/// The gamma and the corners of sRGB, in 100 000ths.
const GAMMA: f64 = 45_455.0;
const CORNERS: [u32; 8] = [31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6_000];

/// By a gamma, and by white, red, green and blue. What is as near to sRGB as rounding is nothing: libpng
/// has the same limits.
fn of_numbers(gamma: Option<[u32; 1]>, corners: Option<[u32; 8]>) -> Option<Colours> {
    let gamma = gamma.map(|[gamma]| f64::from(gamma));
    let gamma = gamma.filter(|gamma| 0.05 < (gamma / GAMMA - 1.0).abs());
    let is_near = |corners: &[u32; 8]| {
        corners.iter().zip(CORNERS).all(|(one, other)| one.abs_diff(other) <= 1000)
    };
    let corners = corners.filter(|corners| !is_near(corners));
    if gamma.is_none() && corners.is_none() {
        return None;
    }
    let profile = profile(gamma, corners).map(|profile| Colours::Profile(Box::new(profile)));
    let unusable = "the gamma or primaries in the file cannot be used and are left out";
    Some(profile.unwrap_or(Colours::Unusable(unusable)))
}

fn profile(gamma: Option<f64>, corners: Option<[u32; 8]>) -> Option<ColorProfile> {
    let mut profile = ColorProfile::new_srgb();
    profile.cicp = None;
    if let Some(gamma) = gamma {
        let exponent = 100_000.0 / gamma;
        if !(0.1..=10.0).contains(&exponent) {
            return None;
        }
        let curve = ToneReprCurve::Parametric(vec![exponent as f32]);
        profile.red_trc = Some(curve.clone());
        profile.green_trc = Some(curve.clone());
        profile.blue_trc = Some(curve);
    }
    if let Some(corners) = corners {
        let at = |place: usize| {
            let [x, y] = [corners[place], corners[place + 1]].map(|it| it as f32 / 100_000.0);
            (y != 0.0).then_some(Chromaticity { x, y })
        };
        let primaries = ColorPrimaries { red: at(2)?, green: at(4)?, blue: at(6)? };
        profile.update_rgb_colorimetry(at(0)?.to_xyy(), primaries);
        let colorants = [profile.red_colorant, profile.green_colorant, profile.blue_colorant];
        if !colorants.iter().all(|it| it.x.is_finite() && it.y.is_finite() && it.z.is_finite()) {
            return None;
        }
    }
    Some(profile)
}

/// Of a BMP, by the profile that its fifth header has (BITMAPV5HEADER of Windows).
pub(in crate::convert) fn of_bmp(bytes: &[u8]) -> Option<Colours> {
    /// Where the header begins: at its size.
    const START: usize = 14;
    let number = |at: usize| {
        bytes.get(START + at..)?.first_chunk().map(|it| u32::from_le_bytes(*it) as usize)
    };
    if number(0)? < 124 {
        return None;
    }
    match bytes.get(START + 56..START + 60)? {
        b"DEBM" => {
            let start = START.checked_add(number(112)?)?;
            let profile = bytes.get(start..start.checked_add(number(116)?)?);
            Some(Colours::of_profile(profile.unwrap_or_default()))
        }
        b"KNIL" => Some(Colours::Unusable("the color profile is another file and is left out")),
        _ => None,
    }
}

/// Big-endian numbers.
fn numbers<const N: usize>(data: &[u8]) -> Option<[u32; N]> {
    let (numbers, _) = data.as_chunks::<4>();
    numbers.first_chunk().map(|numbers| numbers.map(u32::from_be_bytes))
}
