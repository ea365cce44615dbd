//! Uploads over both transports: what their tests share, and uploads without
//! faults.

use std::sync::{Arc, Mutex};

use ig_core::{
    PublishFlow, PublishPlan, Reel,
    post::VideoSource,
    publish::{Outcome, PublishPolicy},
    upload::NamedSource,
};
use ig_sandbox::{Config, ContainerState, Do, Fault, Logged, On};
use ig_tests::{MP4, driver::Driver, local::Local, video::VideoFile};

pub(crate) const MIB: usize = 1024 * 1024;

pub(crate) fn plan(video: impl Into<VideoSource>) -> PublishPlan {
    PublishPlan::new("17841400008460056".parse().unwrap(), Reel::new(video))
}

pub(crate) fn flow(video: impl Into<VideoSource>) -> PublishFlow {
    PublishFlow::new(plan(video), 7)
}

pub(crate) fn sliced(video: &NamedSource, slice: usize) -> PublishFlow {
    let policy = PublishPolicy::default().with_upload_slice(Some(slice as u64));
    PublishFlow::new(plan(video.clone()).with_policy(policy), 7)
}

pub(crate) fn upload(what: Do) -> Fault {
    Fault::new(On::Upload, what)
}

/// A sandbox with `faults`.
pub(crate) fn local(faults: impl IntoIterator<Item = Fault>) -> Local {
    let local = Local::start(Config::default());
    local.server.with(|sandbox, _| sandbox.arm(faults));
    local
}

/// Drives `flow` to its end; returns the outcome and each report of the upload.
pub(crate) fn drive(driver: Driver, local: &Local, flow: &mut PublishFlow) -> (Outcome, Vec<u64>) {
    let reports = Arc::new(Mutex::new(Vec::new()));
    let report = {
        let reports = Arc::clone(&reports);
        move |upload: ig_core::upload::Uploading| reports.lock().unwrap().push(upload.sent)
    };
    let clock = local.clock.clone();
    let outcome = driver.drive_and_report(local.context(), clock, flow, drop, report);
    let reports = reports.lock().unwrap().clone();
    (outcome, reports)
}

/// The containers, newest first.
pub(crate) fn containers(local: &Local) -> Vec<ContainerState> {
    local.server.with(|sandbox, now| sandbox.state(now).accounts.remove(0).containers)
}

/// The upload requests, in order.
pub(crate) fn uploads(local: &Local) -> Vec<Logged> {
    let requests = local.server.with(|sandbox, _| sandbox.requests().to_vec());
    requests.into_iter().filter(|request| request.path.contains("ig-api-upload")).collect()
}

/// Checks that there is one post, of a container that has all of `video` unchanged.
#[track_caller]
pub(crate) fn is_published(what: &str, local: &Local, video: &VideoFile, outcome: &Outcome) {
    let Outcome::Published { container, .. } = outcome else { panic!("{what}: {outcome:?}") };
    let posts = local.posts();
    assert_eq!(posts.len(), 1, "{what}");
    assert_eq!(posts[0].container_id, container.as_str(), "{what}");
    let containers = containers(local);
    let ours = containers.iter().find(|it| it.id == container.as_str()).unwrap();
    let upload = ours.upload.as_ref().unwrap();
    assert_eq!(upload.sha256.as_deref(), Some(&video.sha256[..]), "{what}");
}

/// A video is sent in one request, from offset 0, and reported in steps of at most
/// 64 KiB, up to its size.
#[test]
fn a_video_is_uploaded_and_published_over_each_transport() {
    for size in [VideoFile::SHORTEST, 65_536, 65_537, 3 * MIB + 11] {
        let video = VideoFile::new(size);
        for driver in Driver::BOTH {
            let local = local([]);
            let (outcome, reports) = drive(driver, &local, &mut flow(video.file.clone()));
            is_published(&format!("{driver:?}, {size}"), &local, &video, &outcome);
            assert_eq!(uploads(&local).len(), 1, "{driver:?}");
            assert_eq!(reports.last(), Some(&video.file.size()), "{driver:?}");
            let steps = [0].iter().chain(&reports).zip(&reports);
            for (before, after) in steps {
                assert!(before < after && after - before <= 65_536, "{driver:?}: {reports:?}");
            }
        }
    }
}

/// The other documented way: the server fetches the video itself.
#[test]
fn a_hosted_video_is_fetched_by_the_upload_host() {
    for driver in Driver::BOTH {
        let local = local([]);
        let url = "https://www.example.com/videos/a.mov".parse().unwrap();
        let policy = PublishPolicy::default();
        // The sandbox fetches in real time, while the flow's clock jumps.
        let policy = policy.with_process_for(std::time::Duration::from_secs(100 * 24 * 3600));
        let plan = plan(VideoSource::Hosted(url)).with_policy(policy);
        let (outcome, reports) = drive(driver, &local, &mut PublishFlow::new(plan, 7));
        assert!(matches!(outcome, Outcome::Published { .. }), "{driver:?}: {outcome:?}");
        assert_eq!((local.posts().len(), reports.len()), (1, 0), "{driver:?}");
        assert_eq!(uploads(&local).len(), 1);
        assert_eq!(
            containers(&local)[0].upload.as_ref().unwrap().file_size,
            Some(MP4.len() as u64)
        );
    }
}
