//! When a post is due: what is typed, and what it means.

mod refused;
mod retime;
mod zones;

use ig_core::Timestamp;
use ig_queue::{Ambiguous, When, WhenError, when, when_with};

/// 2026-11-29T12:00:00Z
const NOW: Timestamp = Timestamp::from_unix_millis(1_795_953_600_000);

fn read(text: &str, zone: Option<&str>) -> When {
    when(text, zone, NOW).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn each_form_means_an_instant_and_keeps_its_words_and_zone() {
    for (text, default, at, zone) in [
        ("2026-12-24 18:00 Europe/Berlin", None, "2026-12-24T17:00:00Z", Some("Europe/Berlin")),
        ("2026-12-24T18:00 Europe/Berlin", None, "2026-12-24T17:00:00Z", Some("Europe/Berlin")),
        ("2026-12-24 18:00", Some("Europe/Berlin"), "2026-12-24T17:00:00Z", Some("Europe/Berlin")),
        (
            "2026-12-24 18:00 Asia/Tokyo",
            Some("Europe/Berlin"),
            "2026-12-24T09:00:00Z",
            Some("Asia/Tokyo"),
        ),
        ("2026-12-24 18:00:30 europe/berlin", None, "2026-12-24T17:00:30Z", Some("Europe/Berlin")),
        ("2026-12-24T18:00:00+01:00", None, "2026-12-24T17:00:00Z", None),
        (
            "2026-12-24T18:00:00-08:00",
            Some("Europe/Berlin"),
            "2026-12-25T02:00:00Z",
            Some("Europe/Berlin"),
        ),
        ("2026-12-24T18:00:00+14:00", None, "2026-12-24T04:00:00Z", None),
        ("2026-12-24T18:00:00-12:00", None, "2026-12-25T06:00:00Z", None),
        ("2026-12-24T18:00:00Z", None, "2026-12-24T18:00:00Z", None),
        (
            "2027-10-31T02:30+02:00[Europe/Berlin]",
            None,
            "2027-10-31T00:30:00Z",
            Some("Europe/Berlin"),
        ),
        (
            "2027-10-31T02:30+01:00[Europe/Berlin]",
            None,
            "2027-10-31T01:30:00Z",
            Some("Europe/Berlin"),
        ),
        (
            "2027-10-31 02:30+01:00 Europe/Berlin",
            None,
            "2027-10-31T01:30:00Z",
            Some("Europe/Berlin"),
        ),
        (
            "2027-03-28T02:30+02:00[Europe/Berlin]",
            None,
            "2027-03-28T00:30:00Z",
            Some("Europe/Berlin"),
        ),
        (
            "2027-03-28T02:30+01:00[Europe/Berlin]",
            None,
            "2027-03-28T01:30:00Z",
            Some("Europe/Berlin"),
        ),
        ("  2026-12-24 18:00 UTC ", None, "2026-12-24T18:00:00Z", Some("UTC")),
        ("+2h", None, "2026-11-29T14:00:00Z", None),
        ("+90s", None, "2026-11-29T12:01:30Z", None),
        ("+1w1d12h30m", None, "2026-12-08T00:30:00Z", None),
        ("+0m", None, "2026-11-29T12:00:00Z", None),
    ] {
        let due = read(text, default);
        assert_eq!(due.at().to_string(), at, "{text}");
        assert_eq!((due.typed(), due.zone()), (text.trim(), zone), "{text}");
        let json = serde_json::to_string(&due).unwrap();
        assert_eq!(serde_json::from_str::<When>(&json).unwrap(), due);
    }
}

#[test]
fn a_choice_decides_what_would_be_refused_and_nothing_else() {
    for (text, earlier, later) in [
        ("2027-10-31 02:30 Europe/Berlin", "2027-10-31T00:30:00Z", "2027-10-31T01:30:00Z"),
        ("2027-03-28 02:30 Europe/Berlin", "2027-03-28T00:30:00Z", "2027-03-28T01:30:00Z"),
        ("2027-04-04 01:45 Australia/Lord_Howe", "2027-04-03T14:45:00Z", "2027-04-03T15:15:00Z"),
        ("2027-10-03 02:15 Australia/Lord_Howe", "2027-10-02T15:15:00Z", "2027-10-02T15:45:00Z"),
        ("2026-12-24 18:00 Europe/Berlin", "2026-12-24T17:00:00Z", "2026-12-24T17:00:00Z"),
    ] {
        for (word, expect) in [("earlier", earlier), ("later", later)] {
            let choice: Ambiguous = word.parse().unwrap();
            let due = when_with(text, None, choice, NOW).unwrap();
            assert_eq!(due.at().to_string(), expect, "{text} {word}");
        }
    }
    assert_eq!("refuse".parse(), Ok(Ambiguous::Refuse));
    assert!(matches!("both".parse::<Ambiguous>(), Err(WhenError::UnknownChoice { .. })));
}

/// The whole of 2011-12-30 was skipped there: the two readings are a day apart.
#[test]
fn a_day_that_was_skipped_is_a_gap_of_a_day() {
    let past = Timestamp::from_unix_millis(1_000_000_000_000);
    let error = when("2011-12-30 12:00 Pacific/Apia", None, past).unwrap_err();
    let WhenError::Gap { earlier, later, .. } = &error else { panic!("{error}") };
    assert_eq!(earlier.shows, "2011-12-29T12:00:00-10:00");
    assert_eq!(later.shows, "2011-12-31T12:00:00+14:00");
    assert_eq!(later.at.since(earlier.at).as_secs(), 24 * 3600);
}
