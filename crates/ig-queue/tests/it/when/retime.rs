//! What a changed tz database would move.

use ig_core::Timestamp;
use ig_queue::{Ambiguous, Retimed, When, WhenError, when_with};

use super::{NOW, read};

/// A post as a program with other tables stored it.
fn stored(typed: &str, zone: Option<&str>, at: &str) -> When {
    let at = serde_json::from_str::<When>(&format!(
        r#"{{"at":{},"typed":"{typed}","zone":{}}}"#,
        read(at, None).at().as_unix_millis(),
        serde_json::to_string(&zone).expect("a name"),
    ));
    at.expect("a stored time")
}

#[test]
fn words_that_mean_another_instant_today_are_moved() {
    for (typed, zone, was, is) in [
        // A database that did not know summer time there, or knew it differently.
        (
            "2027-07-01 12:00",
            Some("Europe/Berlin"),
            "2027-07-01T11:00:00Z",
            Some("2027-07-01T10:00:00Z"),
        ),
        (
            "2027-07-01 12:00 Asia/Tokyo",
            Some("Asia/Tokyo"),
            "2027-07-01T04:00:00Z",
            Some("2027-07-01T03:00:00Z"),
        ),
        ("2027-07-01 12:00", Some("Europe/Berlin"), "2027-07-01T10:00:00Z", None),
        // Instants never move.
        ("2027-07-01T12:00+05:00", None, "2027-07-01T07:00:00Z", None),
        (
            "2027-07-01T12:00+02:00[Europe/Berlin]",
            Some("Europe/Berlin"),
            "2027-07-01T10:00:00Z",
            None,
        ),
        ("+2h", None, "2027-07-01T07:00:00Z", None),
        ("+2h", Some("Europe/Berlin"), "2027-07-01T07:00:00Z", None),
    ] {
        let due = stored(typed, zone, was);
        match (due.retime(), is) {
            (Retimed::Moved { to, .. }, Some(is)) => {
                assert_eq!(to.at().to_string(), is, "{typed}");
                assert_eq!((to.typed(), to.zone()), (typed, zone));
                assert_eq!(to.retime(), Retimed::Same);
            }
            (Retimed::Same, None) => (),
            (retimed, _) => panic!("{typed}: {retimed:?}"),
        }
    }
}

#[test]
fn a_choice_that_was_made_is_kept() {
    for text in ["2027-10-31 02:30 Europe/Berlin", "2027-03-28 02:30 Europe/Berlin"] {
        for choice in [Ambiguous::Earlier, Ambiguous::Later] {
            let due = when_with(text, None, choice, NOW).unwrap();
            assert_eq!(due.retime(), Retimed::Same, "{text} {choice:?}");
        }
    }
}

#[test]
fn a_zone_that_is_gone_is_reported() {
    let due = stored("2027-07-01 12:00", Some("Europe/Atlantis"), "2027-07-01T10:00:00Z");
    let retimed = due.retime();
    let Retimed::Unclear { error, .. } = retimed else { panic!("{retimed:?}") };
    assert!(matches!(error, WhenError::UnknownZone { .. }), "{error}");
}

#[test]
fn an_instant_that_nobody_typed_never_moves() {
    let due = When::at_instant(Timestamp::from_unix_millis(1_800_000_000_123));
    assert_eq!(due.retime(), Retimed::Same);
    assert_eq!(due.typed(), "2027-01-15T08:00:00Z");
}
