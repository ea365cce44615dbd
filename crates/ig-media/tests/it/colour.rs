//! Which colours a profile describes.

use ig_media::{ColourProfile, Primaries, ToneCurve, probe};
use moxcms::{ColorProfile, ToneReprCurve, curve_from_gamma};

use crate::files::{jpeg_with, segment};

/// The profile of a photo that has it in pieces of this length, put in this order.
fn read_pieces(profile: &[u8], length: usize, is_last_first: bool) -> Option<ColourProfile> {
    let count = profile.len().div_ceil(length) as u8;
    let mut segments: Vec<_> = (1..)
        .zip(profile.chunks(length))
        .map(|(number, piece)| {
            segment(0xE2, &[b"ICC_PROFILE\0", &[number, count][..], piece].concat())
        })
        .collect();
    if is_last_first {
        segments.reverse();
    }
    probe(&jpeg_with(&segments, 33, 57), 0).photo.unwrap().profile
}

fn read(profile: &ColorProfile) -> ColourProfile {
    read_pieces(&profile.encode().unwrap(), 60_000, false).unwrap()
}

/// A profile with the primaries of another and this curve.
fn with_curve(mut profile: ColorProfile, curve: ToneReprCurve) -> ColourProfile {
    profile.red_trc = Some(curve.clone());
    profile.green_trc = Some(curve.clone());
    profile.blue_trc = Some(curve);
    read(&profile)
}

fn table(of: impl Fn(f64) -> f64, entries: u16) -> ToneReprCurve {
    let place = |at| f64::from(at) / f64::from(entries - 1);
    ToneReprCurve::Lut((0..entries).map(|at| (of(place(at)) * 65_535.0).round() as u16).collect())
}

fn srgb(number: f64) -> f64 {
    if number <= 0.04045 { number / 12.92 } else { ((number + 0.055) / 1.055).powf(2.4) }
}

#[test]
fn a_profile_has_its_name_its_space_and_its_primaries() {
    let check = |profile: &ColorProfile, name: &str, primaries, is_srgb| {
        let read = read(profile);
        assert_eq!((read.name.as_deref(), &read.space[..]), (Some(name), "RGB"));
        assert_eq!((read.primaries, read.is_srgb), (Some(primaries), is_srgb), "{name}");
    };
    check(&ColorProfile::new_srgb(), "sRGB IEC61966-2.1", Primaries::Srgb, true);
    check(&ColorProfile::new_display_p3(), "Display P3", Primaries::DisplayP3, false);
    check(&ColorProfile::new_adobe_rgb(), "Adobe RGB 1998", Primaries::AdobeRgb, false);
    check(&ColorProfile::new_pro_photo_rgb(), "ProPhoto RGB", Primaries::ProPhoto, false);
    check(&ColorProfile::new_bt2020(), "Rec.2020", Primaries::Rec2020, false);
    let grey = read(&ColorProfile::new_gray_with_gamma(2.2));
    assert_eq!((grey.is_srgb, &grey.space[..], grey.primaries), (false, "GRAY", None));
    assert_eq!((grey.curve, grey.gamma), (Some(ToneCurve::Power), Some(2.2)));
}

#[test]
fn the_primaries_of_srgb_with_another_curve_are_not_srgb() {
    let check = |curve, expect, gamma| {
        let read = with_curve(ColorProfile::new_srgb(), curve);
        assert_eq!(read.primaries, Some(Primaries::Srgb));
        assert_eq!((read.curve, read.gamma), (Some(expect), gamma));
        assert_eq!(read.is_srgb, expect == ToneCurve::Srgb);
    };
    check(table(srgb, 1024), ToneCurve::Srgb, None);
    check(table(srgb, 32), ToneCurve::Srgb, None);
    check(
        ToneReprCurve::Parametric(vec![2.4, 1.0 / 1.055, 0.055 / 1.055, 1.0 / 12.92, 0.04045]),
        ToneCurve::Srgb,
        None,
    );
    check(curve_from_gamma(2.2), ToneCurve::Power, Some(2.2));
    check(curve_from_gamma(1.8), ToneCurve::Power, Some(1.8));
    check(table(|it| it.powf(2.2), 256), ToneCurve::Power, Some(2.2));
    check(ToneReprCurve::Parametric(vec![1.8]), ToneCurve::Power, Some(1.8));
    check(curve_from_gamma(1.0), ToneCurve::Linear, None);
    check(table(|it| it, 2), ToneCurve::Linear, None);
    check(ToneReprCurve::Lut(Vec::new()), ToneCurve::Linear, None);
    // BT.709: close to both, and neither.
    let bt709 =
        |it: f64| if it < 0.081 { it / 4.5 } else { ((it + 0.099) / 1.099).powf(1.0 / 0.45) };
    check(table(bt709, 1024), ToneCurve::Other, None);
}

#[test]
fn three_curves_that_differ_are_not_one() {
    let mut profile = ColorProfile::new_srgb();
    profile.blue_trc = Some(curve_from_gamma(1.8));
    let read = read(&profile);
    assert_eq!((read.curve, read.is_srgb), (Some(ToneCurve::Other), false));
}

#[test]
fn a_profile_of_tables_goes_by_its_name() {
    let mut profile = ColorProfile::new_srgb().encode().unwrap();
    let at = profile.windows(4).position(|it| it == b"rXYZ").unwrap();
    profile[at] = b'x';
    let read = read_pieces(&profile, 60_000, false).unwrap();
    assert_eq!((read.primaries, read.is_srgb), (None, true));
}

#[test]
fn pieces_are_put_together_by_their_numbers() {
    let profile = ColorProfile::new_display_p3().encode().unwrap();
    let whole = read_pieces(&profile, 60_000, false);
    for length in [profile.len() / 2 + 1, 100, 37] {
        for is_last_first in [false, true] {
            assert_eq!(read_pieces(&profile, length, is_last_first), whole, "{length}");
        }
    }
}

#[test]
fn a_profile_of_any_length_is_recognized_by_its_start() {
    let mut long = ColorProfile::new_adobe_rgb().encode().unwrap();
    long.resize(600_000, 0);
    let read = read_pieces(&long, 60_000, false).unwrap();
    assert_eq!(read.name.as_deref(), Some("Adobe RGB 1998"));
}

#[test]
fn a_profile_cut_anywhere_says_less_and_nothing_wrong() {
    let profile = ColorProfile::new_display_p3().encode().unwrap();
    for end in 0..profile.len() {
        let Some(read) = read_pieces(&profile[..end.max(1)], 60_000, false) else { continue };
        assert!(!read.is_srgb);
        assert!(matches!(read.primaries, None | Some(Primaries::DisplayP3)));
        assert!(matches!(read.curve, None | Some(ToneCurve::Srgb)));
    }
}
