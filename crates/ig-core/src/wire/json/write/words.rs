//! The texts and decimals in JSON, which take most of the time of writing it.

use std::fmt;

use super::Form;
use crate::wire::text::plain_length;

/// A string, with what JSON wants escaped.
pub(super) fn text(out: &mut Vec<u8>, text: &str) {
    let mut rest = text.as_bytes();
    out.reserve(rest.len() + 2);
    out.push(b'"');
    while let Some((plain, escaped, after)) = first_escaped(rest) {
        out.extend_from_slice(plain);
        escape(out, escaped);
        rest = after;
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}

/// What is before the first byte that has to be escaped, that byte, and what is after it.
fn first_escaped(text: &[u8]) -> Option<(&[u8], u8, &[u8])> {
    let (plain, rest) = text.split_at_checked(plain_length(text))?;
    let (escaped, after) = rest.split_first()?;
    Some((plain, *escaped, after))
}

fn escape(out: &mut Vec<u8>, byte: u8) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let short = match byte {
        b'"' | b'\\' => byte,
        0x08 => b'b',
        0x0C => b'f',
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        _ => {
            let [high, low] = [byte >> 4, byte & 15].map(|half| DIGITS[usize::from(half)]);
            return out.extend_from_slice(&[b'\\', b'u', b'0', b'0', high, low]);
        }
    };
    out.extend_from_slice(&[b'\\', short]);
}

/// A number of at most three decimals is written here, as places in pictures are: the search for
/// the shortest text of any other takes ten times as long. A whole one has no point in the short form.
pub(super) fn decimal(out: &mut Vec<u8>, form: Form, number: f64) -> fmt::Result {
    const DECIMALS: f64 = 1000.0;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is compared")]
    let thousandths = (number * DECIMALS) as u32;
    let is_it = (f64::from(thousandths) / DECIMALS).to_bits() == number.to_bits();
    if !is_it {
        return serde_json::to_writer(out, &number).map_err(|_| fmt::Error);
    }
    let digits = [thousandths / 100 % 10, thousandths / 10 % 10, thousandths % 10];
    let digits = digits.map(|digit| b"0123456789"[digit as usize]);
    let end = digits.iter().rposition(|digit| *digit != b'0').map_or(1, |last| last + 1);
    match thousandths / 1000 {
        whole @ 0..10 => out.push(b"0123456789"[whole as usize]),
        whole => out.extend_from_slice(itoa::Buffer::new().format(whole).as_bytes()),
    }
    if form == Form::Short && thousandths.is_multiple_of(1000) {
        return Ok(());
    }
    out.push(b'.');
    digits[..end].iter().for_each(|digit| out.push(*digit));
    Ok(())
}
