//! Every row can be shown, and no two are the same.

use std::collections::BTreeSet;

use ig_rules::{Bound, Evidence, Row, Rule, Severity, Unit, all, first_broken, photo, post, video};

fn broken(
    rows: impl Iterator<Item = &'static Row>,
    is_wrong: impl Fn(&Row) -> bool,
) -> Vec<&'static str> {
    rows.filter(|row| is_wrong(row)).map(|row| row.name).collect()
}

#[test]
fn a_name_is_kebab_case_and_belongs_to_one_row() {
    let names: BTreeSet<_> = all().map(|row| row.name).collect();
    assert_eq!(names.len(), all().count());
    let is_kebab = |name: &str| {
        name.split('-').all(|word| {
            !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        })
    };
    assert_eq!(broken(all(), |row| !is_kebab(row.name)), [""; 0]);
    assert_eq!(broken(all(), |row| !is_kebab(row.rule.name())), [""; 0]);
}

#[test]
fn a_row_says_where_it_stands_and_what_to_do() {
    assert_eq!(
        broken(all(), |row| {
            let texts = [row.limits, row.allowed, row.advice, row.source.text];
            texts.iter().any(|text| text.is_empty() || text.ends_with('.'))
        }),
        [""; 0]
    );
    assert_eq!(
        broken(all(), |row| {
            let date = row.source.date;
            !matches!(date.len(), 4 | 7 | 10)
                || !date.starts_with("202")
                || date > "2026-12"
                || date.chars().any(|c| !c.is_ascii_digit() && c != '-')
        }),
        [""; 0]
    );
    let is_section = |text: &str| text.split('.').all(|part| part.parse::<u8>().is_ok());
    assert_eq!(broken(all(), |row| !is_section(row.source.section)), [""; 0]);
}

#[test]
fn a_sentence_has_both_values_once() {
    for row in all() {
        assert_eq!(row.text.matches("{measured}").count(), 1, "{}", row.name);
        assert_eq!(row.text.matches("{allowed}").count(), 1, "{}", row.name);
        let sentence = row.broken("{allowed} of it").to_string();
        assert!(sentence.contains("{allowed} of it"), "{sentence}");
        assert!(sentence.contains(row.allowed) && !sentence.contains("{measured}"), "{sentence}");
    }
}

/// How a unit is written; things that are counted have one of many names.
fn words(bound: Bound) -> &'static [&'static str] {
    match bound {
        Bound::Ratio { .. } => &[":1", ":16"],
        Bound::Range { unit: Unit::Count, .. } => &[
            "bits",
            "channels",
            "characters",
            "collaborators",
            "hashtags",
            "mentions",
            "photos and videos",
        ],
        Bound::Range { unit: Unit::Bytes, .. } => &["bytes"],
        Bound::Range { unit: Unit::Milliseconds, .. } => &["s", "min"],
        Bound::Range { unit: Unit::Pixels, .. } => &["pixels"],
        Bound::Range { unit: Unit::Millihertz, .. } => &["fps"],
        Bound::Range { unit: Unit::Hertz, .. } => &["Hz"],
        Bound::Range { unit: Unit::BitsPerSecond, .. } => &["kbps", "Mbps"],
        _ => panic!("{bound:?} is not written in any way so far"),
    }
}

/// The allowed value and the measured one bring their units, so the sentence has none.
#[test]
fn a_number_has_its_unit_and_the_sentence_does_not_repeat_it() {
    let numeric = || all().filter(|row| row.bound != Bound::Kind);
    assert!(numeric().count() > 30);
    for row in numeric() {
        let is_ratio = matches!(row.bound, Bound::Ratio { .. });
        let has = |text: &str, unit: &str| match is_ratio {
            true => text.contains(unit),
            false => {
                let text = format!(" {text} ");
                text.contains(&format!(" {unit} ")) || text.contains(&format!(" {unit},"))
            }
        };
        let units = words(row.bound);
        assert!(units.iter().any(|it| has(row.allowed, it)), "{}: {}", row.name, row.allowed);
        assert!(!units.iter().any(|it| has(row.text, it)), "{}: {}", row.name, row.text);
    }
}

#[test]
fn only_what_is_refused_is_an_error() {
    for row in all() {
        let is_error = row.broken("x").severity == Severity::Error;
        assert_eq!(is_error, row.evidence == Evidence::Refused, "{}", row.name);
    }
    let errors = Evidence::ALL.iter().filter(|it| it.severity() == Severity::Error);
    assert_eq!(errors.count(), 1);
}

#[test]
fn a_disputed_bound_is_within_the_hard_one() {
    let inside = |row: &'static Row, hard: &'static Row| {
        let (Some(inner), Some(outer)) = (row.bound.range(), hard.bound.range()) else {
            return true;
        };
        outer.contains(inner.start()) && outer.contains(inner.end())
    };
    let is_hard = |row: &&Row| row.evidence == Evidence::Refused;
    for hard in all().filter(is_hard) {
        let same = |row: &&Row| row.rule == hard.rule && row.limits == hard.limits;
        for row in all().filter(same) {
            assert!(inside(row, hard), "{} is not within {}", row.name, hard.name);
        }
    }
}

fn check(rows: &[&'static Row], value: u64, expect: Option<&str>) {
    assert_eq!(first_broken(rows, value).map(|row| row.name), expect, "{value}");
}

#[test]
fn a_number_breaks_the_hard_bound_before_the_disputed_one() {
    let hashtags = [&post::HASHTAGS, &post::HASHTAGS_OF_THE_APP];
    check(&hashtags, 5, None);
    check(&hashtags, 6, Some("hashtags-of-the-app"));
    check(&hashtags, 30, Some("hashtags-of-the-app"));
    check(&hashtags, 31, Some("hashtags"));
    let items = [&post::CAROUSEL_ITEMS, &post::CAROUSEL_ITEMS_DOCUMENTED];
    check(&items, 1, Some("carousel-items"));
    check(&items, 2, None);
    check(&items, 10, None);
    check(&items, 11, Some("carousel-items-documented"));
    check(&items, 20, Some("carousel-items-documented"));
    check(&items, 21, Some("carousel-items"));
    let names = [&post::COLLABORATORS, &post::COLLABORATORS_DOCUMENTED];
    check(&names, 3, None);
    check(&names, 4, Some("collaborators-documented"));
    check(&names, 5, Some("collaborators-documented"));
    check(&names, 6, Some("collaborators"));
}

#[test]
fn sides_that_were_cropped_to_a_ratio_keep_to_it() {
    let check = |row: &Row, width, height, expect| {
        assert_eq!(row.bound.holds_sides(width, height), expect, "{} {width} {height}", row.name);
    };
    check(&photo::RATIO_DOCUMENTED, 1080, 1350, true);
    check(&photo::RATIO_DOCUMENTED, 1080, 1352, false);
    check(&photo::RATIO_DOCUMENTED, 1200, 628, true);
    check(&photo::RATIO_DOCUMENTED, 1339, 700, false);
    check(&photo::RATIO_ROUNDED, 1080, 1440, true);
    check(&photo::RATIO_ROUNDED, 1080, 1445, false);
    check(&photo::RATIO_LIMIT, 1080, 1445, true);
    check(&photo::RATIO_LIMIT, 1080, 1456, false);
    check(&photo::RATIO_LIMIT, 1200, 627, true);
    check(&photo::RATIO_LIMIT, 1345, 700, false);
    check(&photo::RATIO_LIMIT, u32::MAX, u32::MAX, true);
    check(&video::REEL_RATIO, 1, u32::MAX, false);
    check(&photo::SIZE, 1, 1, false);
}

#[test]
fn a_kind_has_no_number_that_keeps_to_it() {
    assert!(!Bound::Kind.holds(0));
    assert_eq!(Bound::Kind.range(), None);
    assert!(!photo::RATIO_LIMIT.bound.holds(1));
}

#[test]
fn a_finding_in_json_has_a_member_for_each_field() {
    let finding = photo::RATIO_DOCUMENTED.broken("1080 × 1440 pixels (0.750:1)");
    let json = serde_json::to_value(&finding).unwrap();
    assert_eq!(
        json,
        serde_json::json!({
            "rule": "aspect-ratio",
            "row": "photo-ratio-documented",
            "measured": "1080 × 1440 pixels (0.750:1)",
            "allowed": "ratios from 4:5 (0.8:1) to 1.91:1",
            "severity": "warning",
            "evidence": "contradicted",
            "advice": "crop it or give it a border to be safe",
            "source": photo::RATIO_DOCUMENTED.source.text,
            "date": "2026-05-10",
        })
    );
    assert_eq!(serde_json::to_value(Rule::MoovFirst).unwrap(), Rule::MoovFirst.name());
    for evidence in Evidence::ALL {
        assert_eq!(serde_json::to_value(evidence).unwrap(), evidence.name());
    }
}

#[test]
fn what_is_known_better_replaces_the_advice_and_the_source() {
    let finding = post::HASHTAGS.broken("31 hashtags").with_advice("stop").with_source("a letter");
    assert_eq!(
        finding.to_string(),
        "the caption has 31 hashtags, and Instagram accepts at most 30 hashtags: stop"
    );
    assert_eq!(finding.source, "a letter");
}
