//! Containers live for 24 hours of virtual time.

use std::time::Duration;

use ig_sandbox_core::Config;

use crate::support::Bench;

#[test]
fn a_container_expires_after_24_hours_and_not_before() {
    let mut bench = Bench::new();
    let container = bench.create("a");
    bench.wait(24 * 3600 - 1);
    assert_eq!(bench.status(&container), "FINISHED");
    bench.wait(1);
    assert_eq!(bench.status(&container), "EXPIRED");
    bench.try_publish(&container).is_error(400, 24, 2_207_008);
    assert_eq!(bench.posts(), 0);
}

#[test]
fn a_post_does_not_expire() {
    let mut bench = Bench::new();
    let (container, media) = bench.post_photo("a");
    bench.wait(365 * 24 * 3600);
    assert_eq!(bench.status(&container), "PUBLISHED");
    assert_eq!(bench.get(&format!("/{media}"), &[]).id(), media);
}

#[test]
fn a_container_that_never_becomes_ready_expires_too() {
    let slow = Config::default().with_photo_processing(Duration::from_secs(48 * 3600));
    let mut bench = Bench::with(slow);
    let container = bench.create("a");
    bench.wait(24 * 3600);
    assert_eq!(bench.status(&container), "EXPIRED");
}

#[test]
fn the_virtual_clock_counts() {
    let mut bench = Bench::new();
    let container = bench.create("a");
    bench.sandbox.advance(Duration::from_secs(24 * 3600));
    assert_eq!(bench.status(&container), "EXPIRED");
    assert_eq!(bench.state().now, "2019-09-27T22:36:43+0000");
}

#[test]
fn time_never_runs_backwards() {
    let mut bench = Bench::new();
    bench.wait(100);
    let late = bench.state().now_ms;
    bench.now = crate::support::START;
    assert_eq!(bench.state().now_ms, late);
}
