//! The laws of a schedule, the last of them against a list that is searched.

use super::*;
use crate::backoff::Jitter;

const fn at(millis: u64) -> Timestamp {
    Timestamp::from_unix_millis(millis)
}

fn drain(schedule: &mut Schedule<u32>, now: Timestamp) -> Vec<u32> {
    std::iter::from_fn(|| schedule.pop(now)).map(|(_, thing)| thing).collect()
}

#[test]
fn the_earlier_comes_first_and_equals_in_order() {
    let mut schedule = Schedule::new();
    for (thing, time) in [(1, 30), (2, 10), (3, 20), (4, 10), (5, 30)] {
        schedule.insert(thing, at(time));
    }
    assert_eq!(schedule.next_at(), Some(at(10)));
    assert_eq!(drain(&mut schedule, at(9)), [0; 0]);
    assert_eq!(drain(&mut schedule, at(20)), [2, 4, 3]);
    assert_eq!(drain(&mut schedule, at(100)), [1, 5]);
    assert_eq!((schedule.next_at(), schedule.is_empty()), (None, true));
}

#[test]
fn nobody_is_starved_by_those_who_always_want_to_go_on() {
    let mut schedule = Schedule::new();
    for thing in 0..10 {
        schedule.insert(thing, at(100));
    }
    let mut turns = Vec::new();
    for _ in 0..30 {
        let (_, thing) = schedule.pop(at(100)).unwrap();
        turns.push(thing);
        schedule.insert(thing, at(u64::from(thing)));
    }
    let round: Vec<u32> = (0..10).collect();
    assert_eq!(turns, [&round[..], &round, &round].concat());
}

#[test]
fn a_clock_that_jumped_ahead_and_is_set_back_holds_nobody() {
    let mut schedule = Schedule::new();
    schedule.insert(1, at(1_000_000));
    assert_eq!(drain(&mut schedule, at(1_000_000)), [1], "the clock jumped");
    // It is set back before the schedule hears of it, as it is between a turn and its end.
    let ticket = schedule.insert(2, at(110));
    assert_eq!(drain(&mut schedule, at(100)), [0; 0]);
    schedule.insert(3, at(120));
    assert_eq!(schedule.next_at(), Some(at(110)));
    assert!(schedule.reschedule(ticket, at(130)));
    assert_eq!(drain(&mut schedule, at(129)), [3]);
    assert_eq!(drain(&mut schedule, at(130)), [2]);
}

#[test]
fn what_is_taken_out_is_woken_never_and_what_is_put_off_once() {
    let mut schedule = Schedule::new();
    let [first, second, third] = [1, 2, 3].map(|thing| schedule.insert(thing, at(10)));
    assert_eq!(schedule.remove(first), Some(1));
    assert_eq!(schedule.remove(first), None, "it is out");
    assert!(!schedule.reschedule(first, at(0)) && schedule.get_mut(first).is_none());
    assert!(schedule.reschedule(second, at(50)));
    assert!(schedule.reschedule(second, at(40)));
    assert!(schedule.reschedule(third, at(5)), "sooner is possible too");
    *schedule.get_mut(third).unwrap() = 33;
    assert_eq!(schedule.next_at(), Some(at(5)));
    assert_eq!(drain(&mut schedule, at(39)), [33]);
    assert_eq!(schedule.next_at(), Some(at(40)), "the stale ones are no reason to wake up");
    assert_eq!(drain(&mut schedule, at(1000)), [2]);
}

#[test]
fn a_place_that_is_used_again_has_another_ticket() {
    let mut schedule = Schedule::new();
    let old = schedule.insert(1, at(10));
    let (woken, _) = schedule.pop(at(10)).unwrap();
    let new = schedule.insert(2, at(20));
    assert_eq!(woken, old);
    assert_ne!(old, new);
    assert_eq!((schedule.remove(old), schedule.len()), (None, 1));
    assert_eq!(schedule.remove(new), Some(2));
}

#[test]
fn stale_wake_ups_are_swept_out() {
    let mut schedule = Schedule::new();
    let tickets: Vec<_> = (0..100).map(|thing| schedule.insert(thing, at(10))).collect();
    for round in 0..1000 {
        for &ticket in &tickets {
            schedule.reschedule(ticket, at(1000 + round));
        }
    }
    assert!(schedule.wakeups.len() <= 64 + 200, "{}", schedule.wakeups.len());
    assert_eq!(drain(&mut schedule, at(5000)).len(), 100);
    assert_eq!(schedule.places.len(), 100);
}

#[test]
fn it_does_what_a_list_does_that_is_searched() {
    let mut random = Jitter::from_seed(7);
    let mut schedule = Schedule::new();
    // A thing with its ticket, its time and its turn among those of the same time.
    let mut list: Vec<(Ticket, u32, Timestamp, u64)> = Vec::new();
    let mut below = |most: u64| {
        let wait = random.wait(
            1,
            2 * std::time::Duration::from_millis(most),
            std::time::Duration::MAX,
            None,
        );
        u64::try_from(wait.as_millis()).unwrap() - most
    };
    let (mut now, mut woken) = (0, 0);
    for turn in 0..20_000_u64 {
        match below(9) {
            0..=3 => {
                let time = now + below(50);
                let thing = u32::try_from(turn).unwrap();
                let ticket = schedule.insert(thing, at(time));
                list.push((ticket, thing, at(time.max(woken)), turn));
            }
            4 if !list.is_empty() => {
                let listed = list.remove(usize::try_from(below(list.len() as u64 - 1)).unwrap());
                assert_eq!(schedule.remove(listed.0), Some(listed.1));
            }
            5 if !list.is_empty() => {
                let place = usize::try_from(below(list.len() as u64 - 1)).unwrap();
                let time = now + below(50);
                assert!(schedule.reschedule(list[place].0, at(time)));
                list[place].2 = at(time.max(woken));
                list[place].3 = turn;
            }
            6 => now += below(20),
            _ => {
                let due = list.iter().filter(|(_, _, time, _)| *time <= at(now));
                let first = due.min_by_key(|(_, _, time, turn)| (*time, *turn)).copied();
                let popped = schedule.pop(at(now)).map(|(_, thing)| thing);
                assert_eq!(popped, first.map(|(_, thing, ..)| thing), "turn {turn}");
                if let Some((ticket, _, time, _)) = first {
                    list.retain(|listed| listed.0 != ticket);
                    woken = woken.max(time.as_unix_millis());
                }
            }
        }
        assert_eq!(schedule.len(), list.len());
        assert_eq!(schedule.next_at(), list.iter().map(|(_, _, time, _)| *time).min());
    }
}
