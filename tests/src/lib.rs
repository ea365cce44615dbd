//! What the tests of the workspace share: a world in virtual time, in which a
//! flow meets the sandbox's machine, and both transports over real sockets.

pub mod clock;
pub mod driver;
pub mod film;
pub mod local;
pub mod world;

/// The smallest JPEG whose header can be read: 640 × 640, no picture.
pub const JPEG: &[u8] = &[
    0xFF, 0xD8, 0xFF, 0xC0, 0x00, 0x0B, 0x08, 0x02, 0x80, 0x02, 0x80, 0x01, 0x01, 0x11, 0x00, 0xFF,
    0xD9,
];

/// The smallest MP4 that can be told to be one.
pub const MP4: &[u8] = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom";

/// A token that is found wherever it leaks to.
pub const TOKEN: &str = "EAAGm0PX4ZCpsBAKZCtokenthatmustneverbeseenanywhereEAAGm0PX4ZCpsBA";

/// The README's examples are doc tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
