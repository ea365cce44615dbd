//! Every gap and every fold of every zone, from 2024 to 2030.

use ig_core::Timestamp;
use ig_queue::{Reading, WhenError, when};
use jiff::{
    civil::{DateTime, date},
    tz::{Offset, TimeZone, TimeZoneDatabase},
};

const START: Timestamp = Timestamp::from_unix_millis(1_700_000_000_000);

/// The offsets before and after a change, and the instant of it.
struct Change {
    at: jiff::Timestamp,
    before: Offset,
    after: Offset,
}

fn changes(zone: &TimeZone) -> Vec<Change> {
    let start = Offset::UTC.to_timestamp(date(2024, 1, 1).at(0, 0, 0, 0)).expect("valid");
    let end = Offset::UTC.to_timestamp(date(2031, 1, 1).at(0, 0, 0, 0)).expect("valid");
    let mut before = zone.to_offset(start);
    let mut changes = Vec::new();
    for change in zone.following(start).take_while(|change| change.timestamp() < end) {
        let after = change.offset();
        if before != after {
            changes.push(Change { at: change.timestamp(), before, after });
        }
        before = after;
    }
    changes
}

/// Times of day inside of what is skipped or comes twice: the first, one in the middle, the last.
fn inside(change: &Change) -> [DateTime; 3] {
    let (one, other) = (change.before.to_datetime(change.at), change.after.to_datetime(change.at));
    let (first, end) = (one.min(other), one.max(other));
    let half = (change.after.seconds() - change.before.seconds()).unsigned_abs() / 2;
    let second = jiff::SignedDuration::from_secs(1);
    [first, first + jiff::SignedDuration::from_secs(i64::from(half)), end - second]
}

fn millis(at: Timestamp) -> jiff::Timestamp {
    jiff::Timestamp::from_millisecond(at.as_unix_millis().try_into().expect("valid"))
        .expect("valid")
}

/// What it says to type means its instant, and says what was typed by the offset in it.
fn prints_back(reading: &Reading, typed: DateTime, name: &str) -> Offset {
    let again = when(&reading.text, None, START).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!((again.at(), again.zone()), (reading.at, Some(name)), "{}", reading.text);
    let rest = reading.text.strip_prefix(&typed.to_string()).expect("what was typed");
    let offset = rest.split_once('[').expect("a zone").0;
    let shown = format!("{typed}{offset}");
    let at: jiff::Timestamp = shown.parse().expect("valid");
    assert_eq!(at, millis(reading.at), "{shown}");
    let offset = at.as_second();
    let wall = Offset::UTC.to_timestamp(typed).expect("valid").as_second();
    Offset::from_seconds(i32::try_from(wall - offset).expect("valid")).expect("valid")
}

#[test]
fn each_gap_and_fold_of_every_zone_is_refused_with_two_instants_that_print_back() {
    let tables = TimeZoneDatabase::bundled();
    let (mut gaps, mut folds, mut zones) = (0, 0, 0);
    for name in tables.available() {
        let zone = tables.get(name.as_str()).expect("valid");
        let name = zone.iana_name().expect("valid").to_owned();
        zones += 1;
        for change in changes(&zone) {
            for typed in inside(&change) {
                let error = when(&typed.to_string(), Some(&name), START).expect_err(&name);
                let (earlier, later, is_gap) = match &error {
                    WhenError::Gap { earlier, later, .. } => (earlier, later, true),
                    WhenError::Fold { earlier, later, .. } => (earlier, later, false),
                    other => panic!("{name} {typed}: {other}"),
                };
                assert_eq!(is_gap, change.before < change.after, "{name} {typed}");
                assert!(earlier.at < later.at, "{name} {typed}");
                let offsets = [earlier, later].map(|it| prints_back(it, typed, &name));
                let shown = [earlier, later].map(|it| zone.to_datetime(millis(it.at)));
                match is_gap {
                    true => {
                        gaps += 1;
                        assert_eq!(offsets, [change.after, change.before], "{name} {typed}");
                        assert!(shown[0] < typed && typed < shown[1], "{name} {typed}: {shown:?}");
                    }
                    false => {
                        folds += 1;
                        assert_eq!(offsets, [change.before, change.after], "{name} {typed}");
                        assert_eq!(shown, [typed, typed], "{name}");
                    }
                }
            }
        }
    }
    assert!(500 < zones && 3000 < gaps && 3000 < folds, "{zones} {gaps} {folds}");
}

/// A second before and after each change there is one instant, and it prints back.
#[test]
fn what_is_beside_a_gap_or_a_fold_is_one_instant() {
    let tables = TimeZoneDatabase::bundled();
    for name in tables.available() {
        let zone = tables.get(name.as_str()).expect("valid");
        for change in changes(&zone) {
            let [first, _, last] = inside(&change);
            let second = jiff::SignedDuration::from_secs(1);
            for typed in [first - second, last + second] {
                let due = when(&typed.to_string(), Some(name.as_str()), START).expect("valid");
                assert_eq!(zone.to_datetime(millis(due.at())), typed, "{name:?}");
            }
        }
    }
}

#[test]
fn half_an_hour_is_enough_to_be_ambiguous() {
    for (text, offsets) in [
        ("2027-04-04 01:45 Australia/Lord_Howe", ["+11:00", "+10:30"]),
        ("2027-10-03 02:15 Australia/Lord_Howe", ["+11:00", "+10:30"]),
    ] {
        let (WhenError::Gap { earlier, later, .. } | WhenError::Fold { earlier, later, .. }) =
            when(text, None, START).unwrap_err()
        else {
            panic!("{text}")
        };
        for (reading, offset) in [earlier, later].iter().zip(offsets) {
            assert!(reading.text.contains(&format!("{offset}[")), "{}", reading.text);
        }
    }
}
