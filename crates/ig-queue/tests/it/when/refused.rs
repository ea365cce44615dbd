//! Words that are refused, with one clear error each.

use ig_queue::when;

use super::NOW;

#[test]
fn what_is_refused_says_what_to_write_instead() {
    for (text, zone, expect) in [
        ("", None, "`` is not a time in any known form: write `2026-12-24 18:00 Europe/Berlin`"),
        ("tomorrow", None, "`tomorrow` is not a time in any known form"),
        ("18:00 Europe/Berlin", None, "is not a time in any known form"),
        ("2026-13-01 18:00 Europe/Berlin", None, "is not a time in any known form"),
        ("2026-12-24 25:00 Europe/Berlin", None, "is not a time in any known form"),
        ("24.12.2026 18:00 Europe/Berlin", None, "is not a time in any known form"),
        ("2026-12-24 18:00 +2h", None, "is not a time in any known form"),
        ("+", None, "is not a time in any known form"),
        ("+2", None, "is not a time in any known form"),
        ("+2y", None, "is not a time in any known form"),
        ("+30m2h", None, "is not a time in any known form"),
        ("+99999999999999999999h", None, "is not a time in any known form"),
        ("+1000000d", None, "is not a time in any known form"),
        ("-2h", None, "is not a time in any known form"),
        ("2026-12-24", Some("Europe/Berlin"), "has a day and no time: add one"),
        ("2026-12-24 Europe/Berlin", None, "has a day and no time: add one"),
        ("2026-12-24 18:00", None, "is another instant in each time zone: add a zone"),
        ("2026-12-24T18:00:00", None, "or an offset, as in `2026-12-24T18:00:00+01:00`"),
        ("2026-12-24 18:00 Europe/Berln", None, "the time zone `Europe/Berln` is not known"),
        ("2026-12-24 18:00", Some("CEST"), "the time zone `CEST` is not known"),
        ("2026-12-24 18:00", Some("Factory"), "the time zone `Factory` is not known"),
        ("2026-12-24 18:00 etc/unknown", None, "the time zone `etc/unknown` is not known"),
        ("+2h", Some("Mars/X"), "the time zone `Mars/X` is not known"),
        ("2026-12-24 18:00Z", Some("Mars/X"), "the time zone `Mars/X` is not known"),
        ("2027-07-01T12:00+25:00", None, "no place has the offset +25:00: offsets are from -12:00"),
        ("2027-07-01T12:00+14:01", None, "no place has the offset +14:01"),
        ("2027-07-01T12:00-12:01", None, "no place has the offset -12:01"),
        ("2026-12-24 18:00[Asia/Tokyo] Europe/Berlin", None, "two time zones, `Asia/Tokyo` and"),
        (
            "2026-12-24T18:00+02:00[Europe/Berlin]",
            None,
            "Europe/Berlin is not at +02:00 then, but at +01:00",
        ),
        (
            "2027-10-31T02:30+03:00[Europe/Berlin]",
            None,
            "Europe/Berlin is not at +03:00 then, but at +02:00 or +01:00",
        ),
        ("2026-11-29 12:59 Europe/Berlin", None, "which is past: it is 2026-11-29T12:00:00Z"),
        ("1960-01-01 12:00 UTC", None, "which is past"),
        // Neither reading would do, whichever is chosen.
        ("2026-03-29 02:30 Europe/Berlin", None, "which is past: it is 2026-11-29T12:00:00Z"),
        ("2026-10-25 02:30 Europe/Berlin", None, "which is past: it is 2026-11-29T12:00:00Z"),
        ("2027-10-31 02:30 Europe/Berlin", None, "comes twice in Europe/Berlin"),
        ("2027-03-28 02:30 Europe/Berlin", None, "does not exist in Europe/Berlin"),
    ] {
        let error = when(text, zone, NOW).expect_err(text).to_string();
        assert!(error.contains(expect), "{text}: {error}");
    }
}

#[test]
fn a_gap_and_a_fold_are_refused_in_these_words() {
    let error = |text| when(text, None, NOW).unwrap_err().to_string();
    assert_eq!(
        error("2027-03-28 02:30 Europe/Berlin"),
        "2027-03-28T02:30:00 does not exist in Europe/Berlin, where clocks are set forward over \
         it: write `2027-03-28T02:30:00+02:00[Europe/Berlin]` (clocks show \
         2027-03-28T01:30:00+01:00), `2027-03-28T02:30:00+01:00[Europe/Berlin]` (clocks show \
         2027-03-28T03:30:00+02:00), or choose `earlier` or `later`"
    );
    assert_eq!(
        error("2027-10-31 02:30 Europe/Berlin"),
        "2027-10-31T02:30:00 comes twice in Europe/Berlin, where clocks are set back: write \
         `2027-10-31T02:30:00+02:00[Europe/Berlin]` for the first, \
         `2027-10-31T02:30:00+01:00[Europe/Berlin]` for the second, or choose `earlier` or `later`"
    );
}
