//! Helpers for the tests of the workspace: clocks that jump, and both transports over real
//! sockets.

pub mod clock;
pub mod driver;
pub mod local;
pub mod pacing;
pub mod video;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use ig_core::{
    AccessToken, Context, EndpointExt as _, Login, Reply, endpoint::ReadMe, http::Response,
};

/// The smallest JPEG whose header can be read: 640 × 640, no picture.
pub const JPEG: &[u8] = &[
    0xFF, 0xD8, 0xFF, 0xC0, 0x00, 0x0B, 0x08, 0x02, 0x80, 0x02, 0x80, 0x01, 0x01, 0x11, 0x00, 0xFF,
    0xD9,
];

/// A video of three seconds that Instagram accepts for any use.
pub const MP4: &[u8] = include_bytes!("../../crates/ig-media/tests/data/h264_aac_faststart.mp4");

/// A token that is recognizable wherever it leaks.
pub const TOKEN: &str = "EAAGm0PX4ZCpsBAKZCtokenthatmustneverbeseenanywhereEAAGm0PX4ZCpsBA";

/// Where nobody listens: the system gives this port to no program that asks for a free one.
pub const NOBODY: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 1);

/// A response as a flow gets it.
///
/// # Panics
///
/// Never: it is the reply to a request that can be built.
pub fn heard(response: Response<Vec<u8>>) -> Reply {
    let context = Context::new(Login::Facebook, AccessToken::new(TOKEN)).expect("a token");
    ReadMe::new().exchange(&context).expect("a request").pending.received(response)
}

/// The README's examples are doc tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
