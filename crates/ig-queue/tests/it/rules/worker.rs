//! What a worker does with a post, and when.

use super::{HOUR, MINUTE, me, quiet};
use crate::bench::{Bench, PUBLISH, Stop, post};
use crate::world::{START, id, plan};
use ig_core::post::{ImageItem, VideoItem, VideoSource};
use ig_core::{Carousel, CarouselItem, PhotoStory, Post, Reel};
use ig_queue::{Claims, Clocks, Limits, Sends, State, Task, Worker, lead};
use ig_sandbox_core::{Do, Fault, On, SecondPublish};
use std::time::Duration;

#[test]
fn a_video_has_a_longer_lead() {
    let url = || "https://example.com/a.mp4".parse().unwrap();
    let image =
        || -> CarouselItem { ImageItem::new("https://example.com/a.jpg".parse().unwrap()).into() };
    let video = || -> CarouselItem { VideoItem::new(VideoSource::Url(url())).into() };
    let carousel = |items: Vec<CarouselItem>| Post::from(Carousel::new(items.try_into().unwrap()));
    for (post, expect) in [
        (plan(0, 0).post().clone(), lead::PHOTO),
        (PhotoStory::new("https://example.com/a.jpg".parse().unwrap()).into(), lead::PHOTO),
        (Reel::new(VideoSource::Url(url())).into(), lead::VIDEO),
        (carousel(vec![image(), image()]), lead::PHOTO),
        (carousel(vec![image(), video()]), lead::VIDEO),
    ] {
        assert_eq!(lead::of(&post), expect, "{post:?}");
    }
    let new = post(0, plan(0, 0), START).with_lead(HOUR * 30);
    assert_eq!(new.lead, lead::MOST, "a container lives for 24 hours");
}

#[test]
fn a_post_is_prepared_before_its_time_and_published_at_it() {
    let mut bench = quiet();
    bench.add(HOUR, |new| new);
    let mut worker = bench.worker("worker");
    bench.run(&mut worker, Stop::Quiet);
    let after = |name: &str| {
        let sent = bench.sent.iter().find(|(sent, ..)| *sent == name).expect(name);
        sent.2.since(START).as_secs()
    };
    assert_eq!(after("POST /{user}/media"), 3600 - 120);
    assert_eq!(after(PUBLISH), 3600);
    assert_eq!(bench.store.row(&id(0)).state, State::Done);
    assert!(worker.is_empty());
}

#[test]
fn a_worker_that_is_drained_puts_back_what_it_has() {
    for prepared in [0, 3] {
        let mut bench = quiet();
        let post = bench.add(MINUTE, |new| new);
        let mut worker = bench.worker("worker");
        for _ in 0..prepared {
            bench.some_lines(&mut worker);
        }
        worker.drain();
        bench.run(&mut worker, Stop::Quiet);
        assert!(worker.is_empty());
        assert_eq!(bench.store.row(&post).state, State::Waiting);
        assert!(bench.store.row(&post).wake.is_some());
        let mut next = bench.worker("next");
        bench.run(&mut next, Stop::Quiet);
        assert_eq!((bench.published().len(), bench.public()), (1, 1));
    }
}

#[test]
fn a_worker_that_is_drained_finishes_a_publish() {
    let mut bench = quiet();
    let post = bench.add(MINUTE, |new| new);
    let mut worker = bench.worker("worker");
    let request = bench.run(&mut worker, Stop::Publish).expect("it publishes");
    worker.drain();
    bench.send(&mut worker, request);
    bench.run(&mut worker, Stop::Quiet);
    assert_eq!(bench.store.row(&post).state, State::Done);
}

/// Somebody ends it while the store is gone: it cannot put anything back, and must not stay for ever.
#[test]
fn a_drained_worker_gives_up_a_store_that_stays_silent() {
    let at = |seconds| {
        let passed = Duration::from_secs(seconds);
        Clocks { wall: START.after(passed), monotonic: passed, boot: passed }
    };
    let mut worker = Worker::new(me(), Limits::default());
    worker.unknown(at(0));
    assert!(!worker.gives_up(at(3600)), "nobody has asked it to end");
    worker.drain();
    assert!(!worker.gives_up(at(9)) && worker.gives_up(at(10)));

    let mut worker = Worker::new(me(), Limits::default());
    worker.unknown(at(0));
    assert!(matches!(worker.poll(at(2)), Task::Claim { .. }));
    worker.claimed(at(2), Claims { now: START, posts: Vec::new(), next: None });
    worker.unknown(at(9));
    worker.drain();
    assert!(!worker.gives_up(at(18)), "it has answered meanwhile");
    assert!(worker.gives_up(at(19)));
}

#[test]
fn a_waiting_post_takes_no_place_in_a_worker() {
    let mut bench = quiet();
    for _ in 0..500 {
        bench.add(HOUR * 24 * 30, |new| new);
    }
    let mut worker = bench.worker("worker");
    bench.some_lines(&mut worker);
    assert_eq!((worker.len(), bench.store.rows.len()), (0, 500));
}

#[test]
fn a_post_that_is_sent_once_is_looked_for_until_its_container_has_expired() {
    let mut bench = Bench::new(SecondPublish::Again);
    bench.fault = Some(Fault::new(On::Publish, Do::Drop));
    let post = bench.add(MINUTE, |new| new.with_sends(Sends::Once));
    let mut worker = bench.worker("worker");
    bench.run(&mut worker, Stop::Quiet);
    assert_eq!((bench.published().len(), bench.public()), (1, 0));
    let row = bench.store.row(&post);
    assert_eq!(row.state, State::Done);
    let outcome = row.outcome.clone().expect("an outcome");
    assert!(outcome.contains("container_expired"), "{outcome}");
    assert!(HOUR * 23 <= bench.now.since(START));
}

/// An engine, or a store that takes its holder for dead, has made it due meanwhile.
#[test]
fn nobody_has_to_look_at_what_has_ended() {
    let mut bench = quiet();
    let post = bench.add(MINUTE, |new| new);
    let mut worker = bench.worker("worker");
    let request = bench.run(&mut worker, Stop::Publish).expect("it publishes");
    bench.store.rows.get_mut(&post).expect("its row").wake = Some(bench.now);
    bench.send(&mut worker, request);
    worker.drain();
    bench.run(&mut worker, Stop::Quiet);
    let row = bench.store.row(&post);
    assert_eq!((row.state, row.wake), (State::Done, None));
}
