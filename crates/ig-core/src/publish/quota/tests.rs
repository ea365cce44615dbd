//! The ledger of an account.

use super::*;

const HOUR: Duration = Duration::from_secs(3600);
const START: Timestamp = Timestamp::from_unix_millis(1_800_000_000_000);

fn ledger() -> QuotaLedger {
    QuotaLedger::new("17841400008460056".parse().unwrap())
}

fn said(quota_usage: u32, quota_total: Option<u32>) -> QuotaUsage {
    QuotaUsage { quota_usage, quota_total, quota_duration: None }
}

#[test]
fn each_post_leaves_the_window_on_its_own() {
    let mut ledger = ledger();
    for hours in 0..25 {
        ledger.record(START.after(HOUR / 2 * hours));
    }
    let last = START.after(HOUR * 12);
    assert_eq!((ledger.usage(last), ledger.remaining(last)), (25, 0));
    assert_eq!(ledger.free_at(last), START.after(HOUR * 24));
    let free = START.after(HOUR * 24);
    assert_eq!(ledger.remaining(free), 1);
    assert_eq!(ledger.free_at(free), free);
    assert_eq!(ledger.usage(last.after(HOUR * 24)), 0);
}

#[test]
fn the_server_corrects_the_count_and_the_total() {
    let mut ledger = ledger();
    ledger.record(START);
    ledger.record(START.after(HOUR));
    let now = START.after(HOUR * 2);
    ledger.correct(now, &said(7, Some(50)));
    assert_eq!((ledger.usage(now), ledger.total()), (7, 50));
    ledger.correct(now, &said(1, None));
    assert_eq!((ledger.usage(now), ledger.total()), (1, 50));
    assert_eq!(ledger.usage(START.after(HOUR * 24)), 1, "the newer one is kept");
    ledger.correct(now, &said(0, Some(25)));
    assert_eq!(ledger.usage(now), 0);
}

#[test]
fn posts_of_others_are_gone_a_window_after_they_were_counted() {
    let mut ledger = ledger();
    ledger.correct(START, &said(25, Some(25)));
    assert_eq!(ledger.free_at(START), START.after(HOUR * 24));
    ledger.record(START.after(HOUR));
    assert_eq!(ledger.usage(START.after(HOUR * 24)), 1);
    assert_eq!(ledger.remaining(START.after(HOUR * 2)), 0, "over the limit is not negative");
}

#[test]
fn the_count_of_others_forgets_no_post_that_was_recorded() {
    let mut ledger = ledger();
    for hours in [0, 1, 30] {
        ledger.record(START.after(HOUR * hours));
    }
    let (asked, later) = (START.after(HOUR * 2), START.after(HOUR * 30));
    for (usage, others) in [(0, 0), (1, 0), (2, 0), (5, 3)] {
        let mut ledger = ledger.clone();
        ledger.count_others(asked, &said(usage, Some(50)));
        assert_eq!(ledger.others(later), 0, "gone a day after they were counted");
        let now = START.after(HOUR * 3);
        assert_eq!((ledger.others(now), ledger.total()), (others, 50), "{usage}");
        assert_eq!(ledger.usage(later), 1, "its own are as they were");
        assert_eq!(ledger.counted(), Some(asked));
    }
    ledger.count_others(asked, &said(9, None));
    ledger.count_others(asked.before(HOUR), &said(3, Some(7)));
    assert_eq!((ledger.others(asked), ledger.total()), (7, 25), "an older word is ignored");
    ledger.count_others(asked.after(HOUR), &said(3, None));
    assert_eq!(ledger.others(asked), 1, "a newer one replaces it");
    let json = serde_json::to_string(&ledger).unwrap();
    assert_eq!(serde_json::from_str::<QuotaLedger>(&json).unwrap(), ledger);
}

#[test]
fn a_total_of_nothing_is_free_no_sooner_than_a_window_from_now() {
    let mut ledger = ledger();
    ledger.correct(START, &said(0, Some(0)));
    assert_eq!(ledger.free_at(START), START.after(HOUR * 24));
}

#[test]
fn each_container_leaves_its_window_on_its_own() {
    let mut ledger = ledger();
    for n in 0..QuotaLedger::CONTAINERS {
        assert_eq!(ledger.containers_free_at(START, 1), START, "{n} are no limit");
        ledger.record_container(START.after(HOUR * (n / 100)));
    }
    let now = START.after(HOUR * 4);
    assert_eq!((ledger.containers(now), ledger.usage(now)), (400, 0));
    let day = START.after(HOUR * 24);
    assert_eq!(ledger.containers_free_at(now, 1), day);
    assert_eq!(ledger.containers_free_at(now, 100), day);
    assert_eq!(ledger.containers_free_at(now, 101), day.after(HOUR));
    assert_eq!(ledger.containers_free_at(day, 100), day);
    assert_eq!(ledger.containers_free_at(now, 401), now.after(HOUR * 24));
    assert_eq!(ledger.containers(day.after(HOUR * 3)), 0);
}

#[test]
fn the_server_says_that_no_container_is_left() {
    let mut ledger = ledger();
    ledger.record_container(START);
    ledger.containers_full(START.after(HOUR));
    let now = START.after(HOUR);
    assert_eq!(ledger.containers(now), 400);
    assert_eq!(ledger.containers_free_at(now, 1), START.after(HOUR * 24), "its own goes first");
    assert_eq!(ledger.containers_free_at(now, 2), START.after(HOUR * 25));
}

#[test]
fn containers_that_are_said_to_be_used_up_may_be_asked_for_again() {
    let mut ledger = ledger();
    let now = START.after(HOUR * 30);
    ledger.record_container(now);
    ledger.containers_full_until(now, now.after(HOUR));
    assert_eq!(ledger.containers(now), 400);
    assert_eq!(ledger.containers_free_at(now, 399), now.after(HOUR), "but for its own");
    assert_eq!(ledger.containers(now.after(HOUR)), 1);
}

#[test]
fn a_window_that_the_server_calls_full_is_full() {
    let mut ledger = ledger();
    ledger.record(START);
    ledger.posts_full(START.after(HOUR));
    let now = START.after(HOUR);
    assert_eq!((ledger.usage(now), ledger.others(now), ledger.counted()), (25, 24, Some(now)));
    ledger.record(now);
    ledger.posts_full(START.after(HOUR * 2));
    assert_eq!(ledger.usage(START.after(HOUR * 2)), 26, "it was full before the last one too");
    assert_eq!(ledger.usage(START.after(HOUR * 27)), 0, "all have left the window");
}

#[test]
fn four_hundred_containers_stay_small_and_can_be_kept() {
    let mut ledger = ledger();
    for minutes in 0..100_000 {
        ledger.record_container(START.after(HOUR / 60 * minutes));
    }
    let json = serde_json::to_string(&ledger).unwrap();
    assert!(json.len() < 6000, "{}", json.len());
    assert_eq!(serde_json::from_str::<QuotaLedger>(&json).unwrap(), ledger);
}

#[test]
fn the_ledger_stays_small_and_can_be_kept() {
    let mut ledger = ledger();
    for hours in 0..1000 {
        ledger.record(START.after(HOUR * hours));
    }
    let json = serde_json::to_string(&ledger).unwrap();
    assert!(json.len() < 1000, "{}", json.len());
    assert_eq!(serde_json::from_str::<QuotaLedger>(&json).unwrap(), ledger);
}
