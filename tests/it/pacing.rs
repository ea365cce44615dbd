//! No known client publishes sooner with as few calls.

use std::time::Duration;

use ig_core::publish::PublishPolicy;
use ig_tests::pacing::{Class, Figures, Habit, Memory, Pacer, Reply, Run, drive, least_wait};

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

/// Whoever has another pacing gets fewer seconds for no more calls, class by class, by setting the
/// pause. One pacing cannot be ahead of all of them: with as few calls as the sparsest nobody can
/// wait as little as the densest, which is what the bound says.
#[test]
fn each_other_pacing_waits_longer_than_one_of_ours_with_no_more_calls() {
    for class in Class::ALL {
        for other in Pacer::ALL.into_iter().skip(1) {
            let (theirs, ours) = (other.figures(class), other.ours(class).figures(class));
            if theirs.published < 1.0 {
                assert!(class == Class::VeryLongVideo && ours.published == 1.0, "{other:?}");
            } else if (class, other) == (Class::Photo, Pacer::Growing) {
                let bound = least_wait(&class.times(), theirs.calls);
                assert!(theirs.wait - bound < 0.01, "nobody waits less: {bound}, {theirs:?}");
                assert!(ours.wait <= theirs.wait && ours.calls <= theirs.calls, "{ours:?}");
            } else {
                assert!(ours.is_ahead_of(theirs), "{class:?}: {ours:?}, {other:?}: {theirs:?}");
            }
        }
    }
    let dense = Pacer::ThreeSeconds.figures(Class::ShortVideo);
    let sparse = Pacer::TwentySeconds.figures(Class::ShortVideo);
    assert!(dense.wait < least_wait(&Class::ShortVideo.times(), sparse.calls));
}

#[test]
fn no_pacing_waits_less_than_the_bound_and_a_perfect_one_reaches_it() {
    for class in Class::ALL {
        for pacer in Pacer::ALL {
            let Figures { wait, calls, published, .. } = pacer.figures(class);
            let bound = least_wait(&class.times(), calls);
            assert!(published < 1.0 || bound <= wait, "{class:?} {pacer:?}: {bound}, {wait}");
        }
    }
    let seconds = |times: &[u64]| times.iter().map(|s| Duration::from_secs(*s)).collect::<Vec<_>>();
    for (times, calls, least) in [
        (vec![10, 10, 10, 10], 3.0, 0.0),
        (vec![10, 20], 3.0, 5.0),
        (vec![10, 20], 3.5, 0.0),
        (vec![0, 0, 0, 40], 3.25, 0.0),
        (vec![10, 20, 30, 40], 3.0, 15.0),
        (vec![10, 20, 30, 40], 3.5, 5.0),
    ] {
        let bound = least_wait(&seconds(&times), calls);
        assert!((bound - least).abs() < 0.001, "{times:?} {calls}: {bound}");
    }
}

/// The default, on the same posts with and without what is known of the account.
#[test]
fn an_account_whose_posts_are_alike_waits_a_quarter_less_at_the_same_calls() {
    for class in Class::ALL {
        let (before, after) = learnt(class, Habit::Alike);
        assert!(after.wait <= 0.75 * before.wait, "{class:?}: {before:?}, {after:?}");
        assert!(after.calls <= 1.01 * before.calls, "{class:?}: {before:?}, {after:?}");
        assert_eq!(after.published, 1.0);
    }
}

#[test]
fn an_account_of_which_nothing_can_be_learnt_loses_nothing() {
    for class in Class::ALL {
        let (before, after) = learnt(class, Habit::Any);
        assert!(after.wait <= 1.01 * before.wait, "{class:?}: {before:?}, {after:?}");
        assert!(after.calls <= 1.01 * before.calls, "{class:?}: {before:?}, {after:?}");
    }
}

fn learnt(class: Class, habit: Habit) -> (Figures, Figures) {
    let of = |memory| habit.figures(class, &PublishPolicy::default(), memory);
    (of(Memory::Lost), of(Memory::Kept))
}

#[test]
fn one_setting_is_ahead_of_another_pacing_for_all_videos_of_accounts_that_it_knows() {
    for other in [Pacer::ThreeSeconds, Pacer::Growing, Pacer::TwentySeconds] {
        let policy = other.ours_for_an_account().policy();
        for class in [Class::ShortVideo, Class::LongVideo, Class::VeryLongVideo] {
            let theirs = Habit::Alike.figures_of(class, other);
            if 1.0 <= theirs.published {
                let ours = Habit::Alike.figures(class, &policy, Memory::Kept);
                assert!(ours.is_ahead_of(theirs), "{class:?}: {ours:?}, {other:?}: {theirs:?}");
            }
        }
    }
}
