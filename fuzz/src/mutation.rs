//! Changes to an input, as data: a property test makes them up and shrinks them, and so does the
//! loop for machines without libFuzzer. They are those that libFuzzer makes.

/// A change to some bytes. Places are fractions of the length, so that they fit any.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mutation {
    /// One bit is another.
    Flip(u16, u8),
    /// One byte is this.
    Set(u16, u8),
    /// A word comes in between.
    Insert(u16, u16),
    /// So many bytes go.
    Remove(u16, u8),
    /// So many bytes stand there twice, and again as often as this.
    Repeat(u16, u8, u8),
    /// Four bytes are a number that lies at a bound.
    Number(u16, u8),
    /// What is behind here comes from another input.
    Splice(u16, u16, u16),
    /// What is behind here goes.
    Cut(u16),
}

/// Words that parsers look for, and some that nobody expects.
const WORDS: &[&[u8]] = &[
    b"\"",
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b",",
    b"null",
    b"true",
    b"-1",
    b"1e999",
    b"0",
    b"\\u0000",
    b"\\ud800",
    b"\xFF",
    b"\xC3\xA9",
    b"\r\n",
    b"\n\n",
    b"\n---\n",
    b"--",
    b"&",
    b"=",
    b"%00",
    b"%FF",
    b"+",
    b"../",
    b"{result=a:$.id}",
    b"{result=a:$.*.*}",
    b"\"id\":",
    b"\"error\":",
    b"\"code\":",
    b"\"message\":",
    b"\"data\":[",
    b"\"status_code\":\"PUBLISHED\"",
    b"FINISHED",
    b"\"version\":",
    b"18446744073709551615",
    b"9223372036854775807",
    b"-9223372036854775808",
    b"[[[[[[[[[[[[[[[[",
    b"{\"a\":{\"a\":{\"a\":",
    b"moov",
    b"mdat",
    b"stsd",
    b"avc1",
    b"esds",
    b"ftyp",
    b"\xFF\xC0",
    b"\xFF\xE2",
    b"ICC_PROFILE\0",
    b"content-type:",
    b"method=post",
    b"access_token=",
    crate::TOKEN.as_bytes(),
    b"\\u0045AAG",
    b"batch=",
    b"multipart/form-data",
];

/// What lengths and counts are when they lie.
const NUMBERS: &[u32] = &[
    0,
    1,
    7,
    8,
    15,
    16,
    0x7F,
    0x80,
    0xFF,
    0x7FFF,
    0xFFFF,
    0x0010_0000,
    0x7FFF_FFFF,
    0x8000_0000,
    0xFFFF_FFFE,
    0xFFFF_FFFF,
];

impl Mutation {
    /// A change out of six bytes of chance.
    pub fn of(kind: u8, at: u16, a: u16, b: u8) -> Self {
        match kind % 8 {
            0 => Self::Flip(at, b),
            1 => Self::Set(at, b),
            2 => Self::Insert(at, a),
            3 => Self::Remove(at, b),
            4 => Self::Repeat(at, b, a as u8),
            5 => Self::Number(at, b),
            6 => Self::Splice(at, a, u16::from(b) << 8),
            _ => Self::Cut(at),
        }
    }

    /// Changes `bytes`, which become no longer than `longest`; `others` is where splices come from.
    pub fn apply(&self, bytes: &mut Vec<u8>, others: &[(String, Vec<u8>)], longest: usize) {
        let length = bytes.len();
        let place = |at: u16, length: usize| usize::from(at) * length / 65_536;
        match *self {
            Self::Flip(at, bit) => {
                if let Some(byte) = bytes.get_mut(place(at, length)) {
                    *byte ^= 1 << (bit % 8);
                }
            }
            Self::Set(at, value) => {
                if let Some(byte) = bytes.get_mut(place(at, length)) {
                    *byte = value;
                }
            }
            Self::Insert(at, word) => {
                let at = place(at, length + 1);
                let word = WORDS[usize::from(word) % WORDS.len()];
                drop(bytes.splice(at..at, word.iter().copied()));
            }
            Self::Remove(at, count) => {
                let at = place(at, length);
                let end = length.min(at + 1 + usize::from(count) / 4);
                drop(bytes.drain(at..end));
            }
            Self::Repeat(at, count, times) => {
                let at = place(at, length);
                let end = length.min(at + 1 + usize::from(count));
                let piece = bytes[at..end].repeat(1 + usize::from(times) / 16);
                drop(bytes.splice(at..at, piece));
            }
            Self::Number(at, number) => {
                let at = place(at, length);
                let number = NUMBERS[usize::from(number) % NUMBERS.len()].to_be_bytes();
                for (byte, digit) in bytes.iter_mut().skip(at).zip(number) {
                    *byte = digit;
                }
            }
            Self::Splice(at, which, from) => {
                let Some((_, other)) = others.get(place(which, others.len())) else { return };
                bytes.truncate(place(at, length + 1));
                bytes.extend_from_slice(&other[place(from, other.len())..]);
            }
            Self::Cut(at) => bytes.truncate(place(at, length + 1)),
        }
        bytes.truncate(longest);
    }
}

/// An input out of the corpus, changed.
pub fn mutated(
    corpus: &[(String, Vec<u8>)],
    start: u16,
    mutations: &[Mutation],
    longest: usize,
) -> Vec<u8> {
    let start = usize::from(start) * corpus.len() / 65_536;
    let mut bytes = corpus.get(start).map(|(_, bytes)| bytes.clone()).unwrap_or_default();
    for mutation in mutations {
        mutation.apply(&mut bytes, corpus, longest);
    }
    bytes
}
