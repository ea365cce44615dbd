//! Upload hosts that lose what they received, refuse parts of it, or are
//! unreachable; and drivers that stop in the middle.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use ig_core::{
    AppSecret, Flow, PublishFlow, Reply, Step, Timestamp,
    publish::{Outcome, Snapshot},
    upload::NamedSource,
};
use ig_sandbox::{Config, Do, Fault, On, Slices};
use ig_tests::{
    TOKEN,
    driver::{Driver, block_on},
    local::Local,
    video::VideoFile,
};

use crate::upload::{MIB, containers, drive, flow, is_published, local, sliced, upload, uploads};

/// What goes wrong, how the video is sent, and the number of upload requests and
/// containers that it takes.
#[test]
fn whatever_the_upload_host_does_there_is_one_post_of_the_whole_video() {
    let (half, size) = (2 * MIB as u64, 4 * MIB as u64 + 5);
    let whole = |file: &NamedSource| flow(file.clone());
    let slices = |file: &NamedSource| sliced(file, MIB);
    type Make<'a> = &'a dyn Fn(&NamedSource) -> PublishFlow;
    let cases: Vec<(&str, Vec<Fault>, Make<'_>, usize, usize)> = vec![
        ("cut at once", vec![upload(Do::Cut).with_bytes(1)], &whole, 2, 1),
        ("cut at the last byte", vec![upload(Do::Cut).with_bytes(size - 1)], &whole, 2, 1),
        ("cut after the last byte", vec![upload(Do::Cut).with_bytes(size)], &whole, 1, 1),
        ("never taken", vec![upload(Do::Drop).times(4)], &whole, 5, 1),
        ("acknowledged and lost in part", vec![upload(Do::Short).with_bytes(half)], &whole, 2, 1),
        ("the last byte lost", vec![upload(Do::Short).with_bytes(1)], &whole, 2, 1),
        ("acknowledged and lost", vec![upload(Do::Short).with_bytes(size)], &whole, 2, 1),
        ("the reply lost", vec![upload(Do::CommitThenDrop)], &whole, 1, 1),
        ("the reply cut", vec![upload(Do::Garble)], &whole, 1, 1),
        ("a proxy's page", vec![upload(Do::Html)], &whole, 2, 1),
        ("dead", vec![upload(Do::UploadDies)], &whole, 2, 2),
        ("dead in the middle", vec![upload(Do::UploadDies).nth(3)], &slices, 8, 2),
        ("in slices", vec![], &slices, 5, 1),
        (
            "in slices, of which one is cut",
            vec![upload(Do::Cut).nth(2).with_bytes(9)],
            &slices,
            5,
            1,
        ),
        (
            "in slices, of which one is lost",
            vec![upload(Do::Short).nth(2).with_bytes(9)],
            &slices,
            6,
            1,
        ),
        (
            "reads out",
            vec![upload(Do::Cut).with_bytes(half), Fault::new(On::Status, Do::Drop).times(3)],
            &whole,
            2,
            1,
        ),
    ];
    let video = VideoFile::new(size as usize);
    for driver in Driver::BOTH {
        for (name, faults, make, requests, made) in &cases {
            let what = format!("{driver:?}, {name}");
            let local = local(faults.clone());
            let (outcome, reports) = drive(driver, &local, &mut make(&video.file));
            is_published(&what, &local, &video, &outcome);
            assert_eq!(uploads(&local).len(), *requests, "{what}");
            assert_eq!(containers(&local).len(), *made, "{what}");
            assert_eq!(reports.last(), Some(&video.file.size()), "{what}");
        }
    }
}

/// It is not documented whether Instagram accepts slices: if it does not, the video
/// is sent in one request.
#[test]
fn if_a_slice_is_refused_the_video_is_sent_in_one_request() {
    let video = VideoFile::new(4 * MIB + 5);
    for driver in Driver::BOTH {
        let local = Local::start(Config::default().with_slices(Slices::Refused));
        let (outcome, _) = drive(driver, &local, &mut sliced(&video.file, MIB));
        is_published(&format!("{driver:?}"), &local, &video, &outcome);
        let statuses: Vec<_> = uploads(&local).iter().map(|request| request.status).collect();
        assert_eq!(statuses, [Some(400), Some(200)], "{driver:?}");
    }
}

/// The process dies when the upload was cut, before it saved any progress: the next
/// one continues from what the server has.
#[test]
fn after_a_crash_the_upload_continues_from_what_the_server_has() {
    let (video, cut) = (VideoFile::new(4 * MIB + 5), 2 * MIB as u64);
    for driver in Driver::BOTH {
        let local = local([upload(Do::Cut).with_bytes(cut)]);
        let mut kept = None;
        let mut crashing = Crashing { flow: flow(video.file.clone()), dead: false };
        let clock = local.clock.clone();
        driver.drive(local.context(), clock, &mut crashing, |snapshot: Snapshot| {
            kept = Some(serde_json::to_vec(&snapshot).unwrap());
        });
        drop(crashing);
        assert_eq!(containers(&local)[0].upload.as_ref().unwrap().bytes_transferred, cut);

        let snapshot = Snapshot::from_json(&kept.unwrap()).unwrap();
        let mut flow = PublishFlow::resume(snapshot, local.clock.time());
        let (outcome, reports) = drive(driver, &local, &mut flow);
        is_published(&format!("{driver:?}"), &local, &video, &outcome);
        assert!(cut < reports[0] && reports[0] <= cut + 65_536, "{driver:?}: {reports:?}");
        assert_eq!((uploads(&local).len(), containers(&local).len()), (2, 1), "{driver:?}");
    }
}

/// A flow whose process dies when its first upload has been sent.
struct Crashing {
    flow: PublishFlow,
    dead: bool,
}

impl Flow for Crashing {
    type Output = ();
    type Snapshot = Snapshot;

    fn poll(&mut self, now: Timestamp) -> Step<Snapshot, ()> {
        if self.dead {
            return Step::Done(());
        }
        match self.flow.poll(now) {
            Step::Save(snapshot) => Step::Save(snapshot),
            Step::Send(call) => {
                self.dead = call.draft().part().is_some();
                Step::Send(call)
            }
            Step::Wait(until) => Step::Wait(until),
            Step::Done(outcome) => panic!("{outcome:?}"),
        }
    }

    fn handle(&mut self, now: Timestamp, reply: Reply) {
        if !self.dead {
            self.flow.handle(now, reply);
        }
    }

    fn saved(&mut self) {
        self.flow.saved();
    }
}

/// The future is dropped in the middle of the upload: its request ends too, and the
/// same flow continues.
#[test]
fn a_future_that_is_dropped_in_the_middle_of_an_upload_costs_no_byte() {
    let video = VideoFile::new(64 * MIB);
    let local = local([]);
    let sent = Arc::new(AtomicU64::new(0));
    let report = {
        let sent = Arc::clone(&sent);
        move |upload: ig_core::upload::Uploading| sent.store(upload.sent, Ordering::SeqCst)
    };
    let mut flow = flow(video.file.clone());
    let (outcome, drops) = block_on(async {
        let client =
            ig_reqwest::Client::builder(local.context()).on_upload(report).build().unwrap();
        let client = client.with_clock(local.clock.clone());
        let (mut drops, mut next) = (0, 16 * MIB as u64);
        loop {
            let mut store = ig_reqwest::NoStore;
            let far = async {
                while sent.load(Ordering::SeqCst) < next {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
            };
            tokio::select! {
                outcome = client.drive(&mut flow, &mut store) => break (outcome.unwrap(), drops),
                () = far => (),
            }
            drops += 1;
            next += 16 * MIB as u64;
        }
    });
    is_published("dropped", &local, &video, &outcome);
    assert!(1 <= drops && containers(&local).len() == 1, "{drops}");
}

/// The token is only in the `Authorization` header, whatever goes wrong.
#[test]
fn no_upload_shows_the_token() {
    let echo = |status| upload(Do::Error).with_status(status).with_echoed_token().times(9);
    let video = VideoFile::new(MIB);
    for driver in Driver::BOTH {
        for fault in [echo(400), echo(412), echo(500), upload(Do::Drop).times(9)] {
            let local = local([fault]);
            let context = local.context().with_app_secret(&AppSecret::new(Config::APP_SECRET));
            let mut flow = flow(video.file.clone());
            let clock = local.clock.clone();
            let outcome = driver.drive(context, clock, &mut flow, |snapshot| {
                let text = serde_json::to_string(&snapshot).unwrap();
                assert!(!text.contains(TOKEN) && !format!("{snapshot:?}").contains(TOKEN));
            });
            let Outcome::NotPublished { reason } = &outcome else { panic!("{outcome:?}") };
            let all = format!("{outcome:?} {reason} {flow:?} {:?}", uploads(&local));
            assert!(!all.contains(TOKEN) && !all.contains(Config::APP_SECRET), "{all}");
            assert_eq!(local.posts().len(), 0);
        }
    }
}
