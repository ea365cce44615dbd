//! A video is sent without being held in memory.

use std::{fs, process::Command, thread, time::Duration};

use crate::{
    media,
    world::{Started, World, run},
};

/// 300 MB: the documented limit of a reel.
const VIDEO: u64 = 300_000_000;

/// The limit above the memory of an idle command.
const MOST_KIB: u64 = 40 * 1024;

/// The peak memory of the process so far, while it runs.
pub(crate) fn peak_kib(id: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// The peak of a command that ends at once. It may end before it is looked at, so it runs three times.
pub(crate) fn idle_peak_of(mut command: impl FnMut() -> Command) -> u64 {
    let peaks = (0..3).map(|_| {
        let (peak, ran) = peak_of(&mut command());
        ran.expect(0);
        peak
    });
    peaks.max().unwrap()
}

/// Runs the command to its end, and returns its peak.
pub(crate) fn peak_of(command: &mut Command) -> (u64, crate::world::Ran) {
    let mut started = Started::new(command);
    let mut peak = 0;
    while !started.has_ended() {
        peak = peak_kib(started.id()).unwrap_or(0).max(peak);
        thread::sleep(Duration::from_millis(2));
    }
    (peak, started.end())
}

#[test]
fn a_video_of_300_mb_takes_less_than_40_mib() {
    let world = World::new();
    media::long_video(&world.home().join("video.mp4"), VIDEO);
    // The sandbox is another process: its memory is not the command's.
    let mut sandbox = Started::new(&mut world.bare(&["sandbox", "--listen", "127.0.0.1:0"]));
    let base = sandbox.sandbox_url();

    // The video is ready as soon as it has arrived.
    let ready = r#"[{"on":"create","do":"processing","delay_s":0}]"#;
    World::post(&format!("{base}/_sandbox/faults"), ready);

    // A command that does everything except publish.
    let idle = idle_peak_of(|| {
        let mut command = world.command(&["limit"]);
        command.env("IG_API_BASE", &base);
        command
    });
    let mut publish = world.command(&["publish", "video.mp4", "--json"]);
    let (peak, ran) = peak_of(publish.env("IG_API_BASE", &base));
    assert_eq!(ran.expect(0).json()["outcome"], "published");
    assert!(0 < idle && idle < peak, "both were measured: {idle} KiB, {peak} KiB");
    let above = peak - idle;
    assert!(above < MOST_KIB, "{above} KiB above {idle} KiB");
    let list = run(world.command(&["media", "list", "--json"]).env("IG_API_BASE", &base));
    assert_eq!(list.json()["media"].as_array().unwrap().len(), 1);
}
