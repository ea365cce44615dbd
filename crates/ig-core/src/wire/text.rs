//! Bytes of a server as text, and eight bytes looked at together.

use std::borrow::Cow;

use serde::de::DeserializeOwned;

/// Reads JSON. The text is checked as a whole, once, and not string by string; whatever
/// is not UTF-8 in it is replaced.
pub(crate) fn parsed<T: DeserializeOwned>(body: &[u8]) -> serde_json::Result<T> {
    let text = str::from_utf8(body).map(Cow::Borrowed);
    serde_json::from_str(&text.unwrap_or_else(|_| String::from_utf8_lossy(body)))
}

/// Where the first of two bytes is.
pub(crate) fn first_of(text: &[u8], bytes: [u8; 2]) -> Option<usize> {
    let (words, rest) = text.as_chunks::<8>();
    for (n, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        if let Some(at) =
            first(bytes.map(|byte| equal(word, byte)).into_iter().fold(0, |a, b| a | b))
        {
            return Some(8 * n + at);
        }
    }
    let at = rest.iter().position(|byte| bytes.contains(byte))?;
    Some(text.len() - rest.len() + at)
}

/// How many bytes there are before the first that is escaped in a string, or ends it.
pub(crate) fn plain_length(text: &[u8]) -> usize {
    let (words, rest) = text.as_chunks::<8>();
    for (n, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        // With that bit changed a quote is the first after the control characters, and a space is not.
        let below = less(word ^ 0x0202_0202_0202_0202, b' ' + 1);
        if let Some(at) = first(below | equal(word, b'\\')) {
            return 8 * n + at;
        }
    }
    let must = |byte: &u8| *byte < b' ' || matches!(byte, b'"' | b'\\');
    text.len() - rest.len() + rest.iter().position(must).unwrap_or(rest.len())
}

const EACH: u64 = 0x0101_0101_0101_0101;

/// Of eight bytes those that are less than `than`, which is at most 128: the first of them is marked
/// by its highest bit, and whether one after it is marked says nothing.
fn less(word: u64, than: u8) -> u64 {
    word.wrapping_sub(EACH * u64::from(than)) & !word & (0x80 * EACH)
}

/// Those that are `byte`, marked in the same way.
fn equal(word: u64, byte: u8) -> u64 {
    less(word ^ (EACH * u64::from(byte)), 1)
}

/// Which of eight bytes is the first that is marked.
fn first(marks: u64) -> Option<usize> {
    (marks != 0).then(|| marks.trailing_zeros() as usize / 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Before, between and after bytes that differ from it by one bit or by one.
    #[test]
    fn the_first_of_two_bytes_is_found_wherever_it_is() {
        let others: Vec<u8> = (0..=255).filter(|byte| !matches!(byte, b':' | b'\\')).collect();
        for length in 0..20 {
            for fill in &others {
                let mut text = vec![*fill; length];
                assert_eq!(first_of(&text, *b":\\"), None);
                for at in (0..length).rev() {
                    text[at] = if at % 2 == 0 { b':' } else { b'\\' };
                    assert_eq!(first_of(&text, *b":\\"), Some(at), "{fill} {length}");
                }
            }
        }
    }
}
