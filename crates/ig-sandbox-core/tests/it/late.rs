//! Commits that come after the reply that denied them.

use http::Method;
use ig_sandbox_core::{Config, Do, Fault, On, SecondPublish, Shows};

use std::time::Duration;

use crate::support::{Bench, PHOTO, USER, VIDEO};

fn late(delay: u64) -> Fault {
    Fault::new(On::Publish, Do::LateCommit).with_delay(Duration::from_secs(delay))
}

#[test]
fn a_late_commit_happens_when_it_is_due() {
    let mut bench = Bench::new();
    let container = bench.create("a");
    bench.sandbox.arm([late(30)]);
    bench.try_publish(&container).is_error(500, 2, 0);
    assert_eq!(bench.status(&container), "FINISHED");
    assert_eq!(bench.state().accounts[0].containers[0].pending_publishes, 1);
    bench.wait(29);
    assert_eq!(bench.posts(), 0);
    bench.wait(1);
    assert_eq!(bench.status(&container), "PUBLISHED");
    let state = bench.state();
    assert_eq!(state.accounts[0].media.len(), 1);
    assert_eq!(state.accounts[0].containers[0].pending_publishes, 0);
}

#[test]
fn a_late_commit_happens_once_however_far_time_jumps() {
    for jump in [30, 3600, 24 * 3600, 400 * 24 * 3600] {
        let mut bench = Bench::new();
        let container = bench.create("a");
        bench.sandbox.arm([late(30)]);
        bench.try_publish(&container).is_error(500, 2, 0);
        bench.wait(jump);
        for _ in 0..3 {
            let state = bench.state();
            assert_eq!(state.accounts[0].media.len(), 1, "{jump}");
            assert_eq!(state.accounts[0].media[0].timestamp, "2019-09-26T22:37:13+0000");
        }
        assert_eq!(bench.status(&container), "PUBLISHED");
    }
}

#[test]
fn an_accepted_commit_happens_even_if_the_container_expires_meanwhile() {
    let mut bench = Bench::new();
    let container = bench.create("a");
    bench.sandbox.arm([late(25 * 3600)]);
    bench.try_publish(&container).is_error(500, 2, 0);
    bench.wait(24 * 3600);
    assert_eq!(bench.status(&container), "EXPIRED");
    bench.wait(3600);
    assert_eq!(bench.status(&container), "PUBLISHED");
    assert_eq!(bench.posts(), 1);
}

#[test]
fn a_publish_that_would_have_been_refused_does_not_happen_later() {
    let mut bench = Bench::with(Config::default().with_quota(0));
    let container = bench.create("a");
    bench.sandbox.arm([late(1).times(3)]);
    bench.try_publish(&container).is_error(500, 2, 0);
    bench.try_publish("17889455560051444").is_error(500, 2, 0);
    let mut stranger = crate::support::request(
        Method::POST,
        &format!("/{USER}/media_publish"),
        &[("creation_id", &container)],
    );
    stranger.headers_mut().insert("authorization", "Bearer wrong-token".parse().unwrap());
    bench.send(stranger).unwrap().is_error(500, 2, 0);
    bench.wait(10);
    assert_eq!(bench.posts(), 0);
}

#[test]
fn a_late_commit_may_keep_the_container_busy() {
    let mut bench = Bench::new();
    let container = bench.create("a");
    bench.sandbox.arm([late(30).with_shows(Shows::InProgress)]);
    bench.try_publish(&container).is_error(500, 2, 0);
    assert_eq!(bench.status(&container), "IN_PROGRESS");
    bench.try_publish(&container).is_error(400, 9007, 2_207_027);
    bench.wait(30);
    assert_eq!(bench.status(&container), "PUBLISHED");
    assert_eq!(bench.posts(), 1);
}

#[test]
fn a_late_commit_of_a_published_container_obeys_the_second_publish() {
    for (second, posts) in [(SecondPublish::Refuse, 1), (SecondPublish::Again, 2)] {
        let mut bench = Bench::with(Config::default().with_second_publish(second));
        let container = bench.create("a");
        bench.sandbox.arm([late(30)]);
        bench.try_publish(&container).is_error(500, 2, 0);
        bench.try_publish(&container).id();
        assert_eq!(bench.posts(), 1);
        bench.wait(30);
        assert_eq!(bench.posts(), posts, "{second:?}");

        let mut bench = Bench::with(Config::default().with_second_publish(second));
        let container = bench.create("a");
        bench.sandbox.arm([late(30).times(2)]);
        bench.try_publish(&container).is_error(500, 2, 0);
        bench.wait(1);
        bench.try_publish(&container).is_error(500, 2, 0);
        bench.wait(60);
        assert_eq!(bench.posts(), posts, "{second:?}");
    }
}

#[test]
fn a_container_can_be_created_late() {
    for (params, wait) in
        [(vec![("image_url", PHOTO)], 0), (vec![("media_type", "REELS"), ("video_url", VIDEO)], 10)]
    {
        let mut bench = Bench::new();
        bench.sandbox.arm([Fault::new(On::Create, Do::LateCommit)
            .with_delay(Duration::from_secs(30))
            .times(1)]);
        bench.try_create(&params).is_error(500, 2, 0);
        bench.wait(29);
        assert!(bench.state().accounts[0].containers.is_empty());
        bench.wait(1000);
        let state = bench.state();
        assert_eq!(state.accounts[0].containers.len(), 1);
        let container = &state.accounts[0].containers[0];
        assert_eq!(container.created, "2019-09-26T22:37:13+0000");
        assert_eq!(container.status_code.as_str(), "FINISHED", "{wait}");
    }
}

#[test]
fn a_container_that_would_have_been_refused_is_not_created_late() {
    let mut bench = Bench::new();
    let fault = Fault::new(On::Create, Do::LateCommit).with_delay(Duration::from_secs(1));
    bench.sandbox.arm([fault.times(3)]);
    bench.try_create(&[]).is_error(500, 2, 0);
    bench.try_create(&[("image_url", "https://www.example.com/gone.jpg")]).is_error(500, 2, 0);
    bench.try_create(&[("image_url", "https://www.example.com/1x9.jpg")]).is_error(500, 2, 0);
    bench.wait(10);
    assert!(bench.state().accounts[0].containers.is_empty());
}

#[test]
fn a_late_commit_has_the_error_of_its_fault() {
    let mut bench = Bench::new();
    let container = bench.create("a");
    bench.arm(
        r#"[{"on": "publish", "do": "late_commit", "delay_s": 0.5, "status": 403, "code": 4,
             "subcode": 2207051, "shows": "in_progress"}]"#,
    );
    bench.try_publish(&container).is_error(403, 4, 2_207_051);
    bench.wait(1);
    assert_eq!(bench.posts(), 1);
}

#[test]
fn late_commits_happen_in_order() {
    let mut bench = Bench::new();
    let (first, second) = (bench.create("first"), bench.create("second"));
    bench.sandbox.arm([late(60), late(30)]);
    bench.try_publish(&first).is_error(500, 2, 0);
    bench.try_publish(&second).is_error(500, 2, 0);
    bench.wait(600);
    let state = bench.state();
    let captions: Vec<_> =
        state.accounts[0].media.iter().map(|media| media.caption.as_deref()).collect();
    assert_eq!(captions, [Some("first"), Some("second")]);
}
