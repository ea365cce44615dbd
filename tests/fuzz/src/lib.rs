//! Every parser of foreign bytes, and what must hold for it whatever the bytes are.
//!
//! Each parser has one function with two callers: the programs of `cargo fuzz` in `fuzz_targets`,
//! and the tests of this package on any toolchain, which replay earlier findings and try changed
//! seeds. On a nightly toolchain with a C++ compiler, from the root:
//!
//! ```text
//! mkdir -p target/corpus
//! cargo +nightly fuzz run --fuzz-dir tests/fuzz --features libfuzzer jpeg target/corpus \
//!     tests/fuzz/seeds/jpeg -- -dict=tests/fuzz/words.dict -max_len=32768 -max_total_time=600
//! ```
//!
//! A finding becomes a file in `regressions`.

pub mod errors;
pub mod flows;
pub mod media;
pub mod plans;
pub mod replies;
pub mod robots;
pub mod sandbox;
pub mod seeds;
mod server;
pub mod snapshots;
mod token;
pub mod usage;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

pub use self::token::TOKEN;

/// A parser, and what must hold for it.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Target {
    /// The name of the program and of the folders.
    pub name: &'static str,
    /// The check of one input; panics if something does not hold.
    run: fn(&[u8]),
    /// The start of the corpus, beside the target's own folder: folders and files from the root of
    /// the workspace.
    pub seeds: &'static [&'static str],
    /// The longest input that is worth trying, in bytes.
    pub longest: usize,
}

/// Recorded replies of the real API.
const BODIES: &str = "crates/ig-core/tests/data";

const VIDEOS: &str = "crates/ig-media/tests/data";

/// All targets.
pub const TARGETS: &[Target] = &[
    Target { name: "replies", run: replies::run, seeds: &[BODIES], longest: 8192 },
    Target { name: "errors", run: errors::run, seeds: &[BODIES], longest: 8192 },
    Target { name: "usage-headers", run: usage::run, seeds: &[], longest: 4096 },
    Target { name: "flows", run: flows::run, seeds: &[BODIES], longest: 8192 },
    Target { name: "snapshots", run: snapshots::run, seeds: &[BODIES], longest: 8192 },
    Target { name: "plans", run: plans::run, seeds: &[], longest: 8192 },
    Target { name: "jpeg", run: media::run, seeds: &[SAMPLE], longest: 32 * 1024 },
    Target { name: "mp4", run: media::run, seeds: &[VIDEOS], longest: 32 * 1024 },
    Target { name: "robots", run: robots::run, seeds: &[], longest: 8192 },
    Target { name: "requests", run: sandbox::requests, seeds: &[], longest: 8192 },
    Target { name: "intake", run: sandbox::intake, seeds: &[], longest: 8192 },
    Target { name: "multipart", run: sandbox::multipart, seeds: &[], longest: 8192 },
    Target { name: "batch", run: sandbox::batch, seeds: &[], longest: 8192 },
];

/// A small photo.
const SAMPLE: &str = "crates/ig-sandbox-core/src/files/sample.jpg";

/// The target of a name.
///
/// # Panics
///
/// When there is none.
pub fn find(name: &str) -> &'static Target {
    let found = TARGETS.iter().find(|target| target.name == name);
    found.unwrap_or_else(|| panic!("there is no target {name}"))
}

impl Target {
    /// The most memory for an input, in bytes: what a parser needs in any case, and a multiple of
    /// the input, but not what the input claims.
    pub fn most_memory(&self, input: usize) -> u64 {
        const ANYWAY: u64 = 8 << 20;
        const FOR_EACH_BYTE: u64 = 256;
        ANYWAY + FOR_EACH_BYTE * input as u64
    }

    /// Checks one input.
    ///
    /// # Panics
    ///
    /// When something does not hold.
    pub fn check(&self, bytes: &[u8]) {
        let mut ended = Ok(());
        let memory = allocation_counter::measure(|| {
            ended = catch_unwind(AssertUnwindSafe(|| (self.run)(bytes)));
        });
        if let Err(panic) = ended {
            resume_unwind(panic);
        }
        let (held, most) = (memory.bytes_max, self.most_memory(bytes.len()));
        assert!(held <= most, "{held} bytes were held for {} of input", bytes.len());
    }
}
