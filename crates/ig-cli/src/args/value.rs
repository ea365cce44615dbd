//! Option values that are numbers and durations, refused with plain messages.

use std::time::Duration;

use jiff::SignedDuration;

/// A duration within limits, which `range` describes: "from 1s to 10m".
pub(super) fn duration(
    text: &str,
    (least, most): (Duration, Duration),
    range: &str,
) -> Result<Duration, String> {
    let read = text.trim().parse::<SignedDuration>().ok();
    match read.map(Duration::try_from) {
        Some(Ok(duration)) if (least..=most).contains(&duration) => Ok(duration),
        Some(_) => Err(format!("it must be {range}")),
        None => Err("it must be a duration, such as 90s or 5m".to_owned()),
    }
}

/// A whole number of things, at least one.
pub(super) fn count(text: &str) -> Result<usize, String> {
    match number(text)? {
        0 => Err("it must be 1 or more".to_owned()),
        count => usize::try_from(count).map_err(|_| TOO_LARGE.to_owned()),
    }
}

/// A whole number of things, or none.
pub(super) fn number_or_none(text: &str) -> Result<u32, String> {
    u32::try_from(number(text)?).map_err(|_| TOO_LARGE.to_owned())
}

const TOO_LARGE: &str = "the number is too large";

fn number(text: &str) -> Result<u64, String> {
    let text = text.trim();
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err("it must be a whole number, such as 10".to_owned());
    }
    text.parse().map_err(|_| TOO_LARGE.to_owned())
}

/// A color: white, black or #rrggbb.
pub(crate) fn color(text: &str) -> Result<[u8; 3], String> {
    let wrong = || "write it as white, black or #rrggbb".to_owned();
    match text {
        "white" => return Ok([255; 3]),
        "black" => return Ok([0; 3]),
        _ => (),
    }
    let digits = text.strip_prefix('#').filter(|it| it.len() == 6 && it.is_ascii());
    let digits = digits.filter(|it| it.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let number =
        digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()).ok_or_else(wrong)?;
    let [_, red, green, blue] = number.to_be_bytes();
    Ok([red, green, blue])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_color_is_a_word_or_six_digits() {
        assert_eq!(color("white"), Ok([255, 255, 255]));
        assert_eq!(color("#0a1B2c"), Ok([10, 27, 44]));
        for wrong in ["", "#fff", "0a1b2c", "#0a1b2g", "#+a1b2c", "red", "#ééé"] {
            assert!(color(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn numbers_are_refused_with_plain_messages() {
        assert_eq!(count("10"), Ok(10));
        assert_eq!(number_or_none("0"), Ok(0));
        for (text, why) in [
            ("0", "it must be 1 or more"),
            ("", "it must be a whole number, such as 10"),
            ("-1", "it must be a whole number, such as 10"),
            ("1.5", "it must be a whole number, such as 10"),
            ("99999999999999999999", TOO_LARGE),
        ] {
            assert_eq!(count(text), Err(why.to_owned()), "{text}");
        }
        assert_eq!(number_or_none("4294967296"), Err(TOO_LARGE.to_owned()));
    }

    #[test]
    fn durations_are_refused_with_plain_messages() {
        let limits = (Duration::from_secs(1), Duration::from_secs(600));
        let check = |text| duration(text, limits, "from 1s to 10m");
        assert_eq!(check("90s"), Ok(Duration::from_secs(90)));
        for outside in ["0s", "-2s", "11m"] {
            assert_eq!(check(outside), Err("it must be from 1s to 10m".to_owned()), "{outside}");
        }
        for nonsense in ["", "soon", "30"] {
            let why = "it must be a duration, such as 90s or 5m";
            assert_eq!(check(nonsense), Err(why.to_owned()), "{nonsense}");
        }
    }
}
