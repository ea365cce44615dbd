//! No known client publishes sooner with as few calls.

use std::time::Duration;

use ig_core::publish::PublishPolicy;
use ig_tests::pacing::{Class, Pacer, Reply, Run, drive};

#[test]
fn no_other_pacing_is_better_in_one_thing_without_being_worse_in_another() {
    for class in Class::ALL {
        let ours = Pacer::Default.figures(class);
        for other in Pacer::ALL {
            let theirs = other.figures(class);
            assert!(!ours.is_beaten_by(theirs), "{class:?}: {ours:?}, {other:?}: {theirs:?}");
        }
    }
}

/// The sample does not reach the fourth class: see the next test.
#[test]
fn it_never_takes_more_calls_than_metas_own_sample_and_waits_less() {
    for class in [Class::Photo, Class::ShortVideo, Class::LongVideo] {
        for ready in class.times() {
            let (ours, theirs) =
                (Pacer::Default.run(class, ready), Pacer::ThreeSeconds.run(class, ready));
            assert!(ours.calls <= theirs.calls, "{class:?} {ready:?}: {ours:?}, {theirs:?}");
        }
        let (ours, theirs) = (Pacer::Default.figures(class), Pacer::ThreeSeconds.figures(class));
        assert!(ours.wait < theirs.wait, "{class:?}: {ours:?}, {theirs:?}");
    }
}

#[test]
fn only_ours_publishes_what_takes_longer_than_metas_own_sample_waits() {
    for ready in Class::VeryLongVideo.times() {
        let theirs = Pacer::ThreeSeconds.run(Class::VeryLongVideo, ready);
        assert_eq!((theirs.wait, theirs.calls), (None, 32), "{ready:?}");
        assert!(Pacer::Default.run(Class::VeryLongVideo, ready).wait.is_some(), "{ready:?}");
    }
}

#[test]
fn a_pacing_of_so_many_pauses_reads_once_more_and_then_gives_up() {
    for (pacer, pauses, seconds) in
        [(Pacer::ThreeSeconds, 30, 90), (Pacer::TwentySeconds, 90, 1800)]
    {
        let last = Duration::from_secs(seconds);
        let run = |ready| pacer.run(Class::LongVideo, ready);
        // The container is created, and published if it is ready at the last read.
        let (seen, missed) = (run(last), run(last + Duration::from_millis(1)));
        assert_eq!((seen.wait, seen.calls), (Some(Duration::ZERO), pauses + 3), "{pacer:?}");
        assert_eq!((missed.wait, missed.calls), (None, pauses + 2), "{pacer:?}");
    }
}

#[test]
fn a_photo_that_is_ready_takes_three_calls_and_two_where_the_first_reply_says_so() {
    for (reply, calls) in [(Reply::Id, 3), (Reply::Finished, 2)] {
        let run = drive(Class::Photo, PublishPolicy::default(), Duration::ZERO, reply);
        assert!(
            matches!(run, Run { wait: Some(Duration::ZERO), calls: taken, .. } if taken == calls)
        );
    }
}
