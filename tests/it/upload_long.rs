//! A video of 300 MB: it arrives whole however often the connection breaks, and no
//! transport holds it in memory.

use std::{
    collections::BTreeSet,
    hash::{BuildHasher, Hasher, RandomState},
    process::Command,
    time::Duration,
};

use ig_sandbox::{Config, Do};
use ig_tests::{TOKEN, driver::Driver, local::Local, video::VideoFile};

use crate::upload::{drive, flow, is_published, local, upload, uploads};

const SIZE: usize = 300_000_000;

/// Ten offsets in a video of `size` bytes, in order.
fn places(mut seed: u64, size: u64) -> BTreeSet<u64> {
    let mut places = BTreeSet::new();
    while places.len() < 10 {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        places.insert((seed >> 16) % (size - 1) + 1);
    }
    places
}

#[test]
fn a_video_of_300_mb_that_is_cut_ten_times_arrives_whole() {
    let video = VideoFile::new(SIZE);
    for driver in Driver::BOTH {
        let seed = RandomState::new().build_hasher().finish();
        let what = format!("{driver:?}, seed {seed}");
        let (mut at, mut faults) = (0, Vec::new());
        for (place, nth) in places(seed, video.file.size()).into_iter().zip(1..) {
            faults.push(upload(Do::Cut).nth(nth).with_bytes(place - at));
            at = place;
        }
        let local = local(faults);
        let (outcome, reports) = drive(driver, &local, &mut flow(video.file.clone()));
        is_published(&what, &local, &video, &outcome);
        let uploads = uploads(&local);
        let cuts = uploads.iter().filter(|request| request.faults == [Do::Cut]).count();
        assert_eq!((cuts, uploads.len()), (10, 11), "{what}");
        // Each request continues from the server's offset, not from ours.
        assert_eq!(reports.last(), Some(&video.file.size()), "{what}");
        let back = reports.windows(2).filter(|pair| pair[1] <= pair[0]).count();
        assert!(back <= 10, "{what}: {back}");
    }
}

/// The peak memory of a separate process, as the kernel counts it (`VmHWM`).
#[test]
#[cfg(target_os = "linux")]
fn no_transport_holds_the_video() {
    /// The most memory that a transport may use for it, in KiB: a few pieces in a few buffers.
    const MOST: u64 = 8 * 1024;
    let video = VideoFile::new(SIZE);
    for driver in Driver::BOTH {
        // The two processes do not share a clock.
        let local = Local::start(Config::default().with_video_processing(Duration::ZERO));
        let child = Command::new(env!("CARGO_BIN_EXE_upload-a-video"))
            .arg(format!("{driver:?}"))
            .arg(local.server.url())
            .arg(video.path())
            .env("IG_ACCESS_TOKEN", TOKEN)
            .output()
            .unwrap();
        let said = String::from_utf8(child.stdout).unwrap();
        assert!(child.status.success(), "{}", String::from_utf8_lossy(&child.stderr));
        assert_eq!(local.posts().len(), 1, "{driver:?}");
        let numbers: Vec<u64> = said.split_whitespace().map(|it| it.parse().unwrap()).collect();
        let [idle, peak] = numbers[..] else { panic!("{said}") };
        assert!(0 < idle && idle <= peak && peak < idle + MOST, "{driver:?}: {idle} to {peak} KiB");
    }
}
