//! The publish flow against the sandbox's machine, in virtual time.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod model;
mod world;

/// The smallest JPEG whose header can be read: 640 × 640, no picture.
const JPEG: &[u8] = &[
    0xFF, 0xD8, 0xFF, 0xC0, 0x00, 0x0B, 0x08, 0x02, 0x80, 0x02, 0x80, 0x01, 0x01, 0x11, 0x00, 0xFF,
    0xD9,
];

/// A video of three seconds that Instagram accepts for any use.
const MP4: &[u8] = include_bytes!("../../../crates/ig-media/tests/data/h264_aac_faststart.mp4");

/// A token that is recognizable wherever it leaks.
const TOKEN: &str = "EAAGm0PX4ZCpsBAKZCtokenthatmustneverbeseenanywhereEAAGm0PX4ZCpsBA";

/// The same time, as the sandbox has it.
fn server_time(now: ig_core::Timestamp) -> ig_sandbox_core::Timestamp {
    ig_sandbox_core::Timestamp::from_unix_millis(now.as_unix_millis())
}
