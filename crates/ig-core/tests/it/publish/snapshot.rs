//! The stored form of a flow: changing it needs a new version.

use ig_core::{
    PublishFlow, Timestamp,
    publish::{Cause, Outcome, Phase, Snapshot, SnapshotError},
};

use super::{plan, run};
use crate::script::{CREATE, PUBLISH, START, STATUS, Said, Script, error, ok, status};

/// A post whose publish was under way, as version 1 stored it.
const FIRST: &str = include_str!("../../data/snapshot_publishing__v1.json");

/// The same, as version 2 stored it.
const SECOND: &str = include_str!("../../data/snapshot_publishing__v2.json");

/// The same without a list of the newest media, as version 3 stored it: it knew no poll, no
/// comment prompt and no count of containers.
const THIRD: &str = include_str!("../../data/snapshot_publishing__v3.json");

/// The same, as version 4 stored it: it knew no time before which nothing is published.
const FOURTH: &str = include_str!("../../data/snapshot_publishing__v4.json");

/// The same, as version 5 stored it: its states were objects, and it knew neither how long media
/// take nor a pause of one's own.
const FIFTH: &str = include_str!("../../data/snapshot_publishing__v5.json");

/// The same, as version 6 stored it: its end was an object, and it had names in it for machines too.
const SIXTH: &str = include_str!("../../data/snapshot_publishing__v6.json");

/// The same, as version 7 stores it.
const SEVENTH: &str = include_str!("../../data/snapshot_publishing__v7.json");

#[test]
fn this_version_is_read_and_written_word_for_word() {
    let snapshot = Snapshot::from_json(SEVENTH.as_bytes()).unwrap();
    assert_eq!(String::from_utf8(snapshot.to_json()).unwrap(), SEVENTH.trim_end());
    assert_eq!(snapshot.phase(), Phase::Publishing);
    assert_eq!(snapshot.container().map(|id| id.as_str()), Some("1001"));
    assert!(snapshot.may_be_public());

    let mut script = Script::new().dated();
    let _ = run(&mut script);
    let kept: Vec<_> = script.kept.iter().filter(|kept| kept.contains(r#""publishing""#)).collect();
    assert_eq!(kept, [SEVENTH.trim_end()], "what is written today");
}

/// What serde writes, which only has other places for what version 6 had.
#[test]
fn what_people_read_has_names() {
    let seventh = Snapshot::from_json(SEVENTH.as_bytes()).unwrap();
    let named = serde_json::to_value(&seventh).unwrap();
    let mut sixth: serde_json::Value = serde_json::from_str(SIXTH).unwrap();
    sixth["version"] = Snapshot::VERSION.into();
    assert_eq!(named, sixth);
    assert_eq!(Snapshot::from_json(named.to_string().as_bytes()).unwrap(), seventh);
}

/// It had no array for the whole of it: what stands there said nothing.
#[test]
fn the_sixth_version_is_read_for_good() {
    let sixth = Snapshot::from_json(SIXTH.as_bytes()).unwrap();
    assert_eq!(sixth, Snapshot::from_json(SEVENTH.as_bytes()).unwrap());
    let with_more = SIXTH.replacen(r#","plan""#, r#","at":5,"plan""#, 1);
    assert_eq!(Snapshot::from_json(with_more.as_bytes()).unwrap(), sixth);
    let without = SEVENTH.replacen(r#""version":7"#, r#""version":6"#, 1);
    assert!(Snapshot::from_json(without.as_bytes()).is_err());
}

#[test]
fn the_fifth_version_is_read_for_good() {
    let fifth = Snapshot::from_json(FIFTH.as_bytes()).unwrap();
    assert_eq!(fifth, Snapshot::from_json(SIXTH.as_bytes()).unwrap());
}

#[test]
fn the_fourth_version_is_read_for_good() {
    let fourth = Snapshot::from_json(FOURTH.as_bytes()).unwrap();
    assert_eq!(fourth.not_before(), None);
    assert_eq!(fourth, Snapshot::from_json(SIXTH.as_bytes()).unwrap());
}

#[test]
fn the_third_version_is_read_for_good() {
    let third = Snapshot::from_json(THIRD.as_bytes()).unwrap();
    let fourth = Snapshot::from_json(FOURTH.as_bytes()).unwrap();
    assert_eq!((third.plan(), third.phase()), (fourth.plan(), fourth.phase()));
    assert_eq!((third.container(), third.may_be_public()), (fourth.container(), true));
    let at = Timestamp::from_unix_millis(1_800_000_000_020);
    assert_eq!((third.ledger().containers(at), fourth.ledger().containers(at)), (0, 1));
}

/// It kept what says nothing too: limits that nobody had set, an empty ledger.
#[test]
fn the_second_version_is_read_for_good() {
    let second = Snapshot::from_json(SECOND.as_bytes()).unwrap();
    assert_eq!(second.phase(), Phase::Publishing);
    assert!(second.plan().policy().baseline, "what was set holds");
    let again = Snapshot::from_json(serde_json::to_string(&second).unwrap().as_bytes()).unwrap();
    assert_eq!(again, second);
}

#[test]
fn the_first_version_is_read_for_good() {
    let first = Snapshot::from_json(FIRST.as_bytes()).unwrap();
    assert_eq!(first, Snapshot::from_json(SECOND.as_bytes()).unwrap());

    let at = r#"{"id":"1001","made":1800000000010,"nth":2,"publishes":0}"#;
    let create = r#"{"create":{"next":1800000000020,"failures":1,"nth":2}}"#.to_owned();
    let process = format!(
        r#"{{"process":{{"at":{at},"next":1800000000020,"deadline":1800001800010,"reads":1,"failures":0}}}}"#
    );
    let begin = FIRST.find(r#"{"publishing""#).unwrap();
    let end = FIRST.find(r#","ledger""#).unwrap();
    for (state, phase, container) in
        [(create, Phase::Create, None), (process, Phase::Process, Some("1001"))]
    {
        let json = format!("{}{state}{}", &FIRST[..begin], &FIRST[end..]);
        let snapshot = Snapshot::from_json(json.as_bytes()).unwrap();
        assert_eq!(snapshot.phase(), phase);
        assert_eq!(snapshot.container().map(|id| id.as_str()), container);
        let mut script = Script::new();
        let now = script.time();
        let outcome = script.run(&mut PublishFlow::resume(snapshot, now));
        assert!(matches!(outcome, Outcome::Published { .. }), "{outcome:?}");
        assert_eq!(script.count(CREATE), usize::from(container.is_none()));
    }
}

#[test]
fn a_newer_version_is_refused_by_its_number() {
    let newer = FIRST.replace(r#""version":1"#, r#""version":8"#).replace("jitter", "entropy");
    let error = Snapshot::from_json(newer.as_bytes()).unwrap_err();
    assert!(matches!(error, SnapshotError::Newer { found: 8, .. }), "{error:?}");
    assert!(error.to_string().contains("newer"), "{error}");
}

#[test]
fn what_is_cut_or_edited_is_damaged() {
    let half = &FIRST[..FIRST.len() / 2];
    let foreign_id = FIRST.replace("1001", "../1001");
    let secret_host = FIRST.replace("https://example.com", "file://example.com");
    for json in ["", "{", "null", "[]", r#"{"version":1}"#, half, &foreign_id, &secret_host] {
        let error = Snapshot::from_json(json.as_bytes()).unwrap_err();
        assert!(matches!(error, SnapshotError::Damaged(_)), "{json}: {error:?}");
    }
}

#[test]
fn the_outcome_is_in_the_last_snapshot() {
    let mut script = Script::new();
    let outcome = run(&mut script);
    let last = Snapshot::from_json(script.kept.last().unwrap().as_bytes()).unwrap();
    assert_eq!((last.outcome(), last.phase()), (Some(&outcome), Phase::Done));

    let mut script = Script::new()
        .says(PUBLISH, [Said::Lost])
        .says(STATUS, [status("FINISHED"), error(400, 190, 0)]);
    let _ = run(&mut script);
    let last = Snapshot::from_json(script.kept.last().unwrap().as_bytes()).unwrap();
    assert!(matches!(last.outcome(), Some(Outcome::Uncertain { .. })) && last.may_be_public());
    assert!(matches!(last.cause(), Some(Cause::Rejected(error)) if error.code == 190));
    let looking = &script.kept[script.kept.len() - 2];
    let looking = Snapshot::from_json(looking.as_bytes()).unwrap();
    assert_eq!(looking.phase(), Phase::Verify);
    assert!(matches!(looking.cause(), Some(Cause::NoReply { .. })));
}

#[test]
fn what_is_written_is_what_is_read() {
    let mut script = Script::new();
    let _ = run(&mut script);
    for kept in &script.kept {
        let snapshot = Snapshot::from_json(kept.as_bytes()).unwrap();
        assert_eq!(String::from_utf8(snapshot.to_json()).unwrap(), *kept);
        let named = serde_json::to_vec(&snapshot).unwrap();
        assert_eq!(Snapshot::from_json(&named).unwrap(), snapshot);
    }
}

/// Whether by `to_json` or by serde, which writes tags as the API has them.
#[test]
fn all_that_a_snapshot_may_have_is_read_back() {
    let ledger = r#""ledger":{"account":"17841400008460056","total":50,"window":{"secs":3600,"nanos":0},"published":[1800000000000],"others":{"count":3,"counted":1800000000001},"created":[[1800000300000,2]]},"brake":{"account":"17841400008460056","surface":"feed","row":{"blocks":2,"last":1800000000002}}"#;
    let start = FIFTH.find(r#""ledger""#).unwrap();
    let end = FIFTH.find(r#","clock""#).unwrap();
    let full = format!("{}{ledger}{}", &FIFTH[..start], &FIFTH[end..])
        .replacen(r#""seen":1800000000020"#, r#""seen":1800000000007"#, 1)
        .replacen(r#""jitter":7"#, r#""jitter":7,"not_before":1800000900000"#, 1)
        .replacen(
            r#""since":1800000000000"#,
            r#""baseline":{"ids":["1","2"],"newest":1800000000003}"#,
            1,
        )
        .replacen(
            r#""caption""#,
            r#""user_tags":[{"username":"natgeo","x":0.5,"y":1.0}],"caption""#,
            1,
        );
    let snapshot = Snapshot::from_json(full.as_bytes()).unwrap();
    let again = serde_json::to_vec(&snapshot).unwrap();
    for json in [snapshot.to_json(), again] {
        assert_eq!(Snapshot::from_json(&json).unwrap(), snapshot);
    }
    let json = String::from_utf8(snapshot.to_json()).unwrap();
    for part in [
        r#""user_tags":[["natgeo",0.5,1]]"#,
        r#"["1001",1800000000010,1,null,[["1","2"],1800000000003]]"#,
        r#"[[[1800000300000,2]],[1800000000000],{"count":3,"counted":1800000000001},50,{"secs":3600,"nanos":0}]"#,
        "[1800000000020,1800000000000,1800000000007]",
        r#",1800000900000,{"account""#,
    ] {
        assert!(json.contains(part), "{part} in {json}");
    }
}

#[test]
fn all_but_what_is_known_to_be_public_or_not_is_to_be_resumed() {
    let published = Script::new();
    let refused = Script::new().says(CREATE, [error(400, 36003, 2_207_009)]);
    let uncertain = Script::new()
        .says(PUBLISH, [Said::Lost])
        .says(STATUS, [status("FINISHED"), error(400, 190, 0)]);
    for (mut script, last_needs_it) in [(published, false), (refused, false), (uncertain, true)] {
        let _ = run(&mut script);
        let kept = script.kept.iter().map(|kept| Snapshot::from_json(kept.as_bytes()).unwrap());
        let kept: Vec<_> = kept.collect();
        let (last, before) = kept.split_last().unwrap();
        assert!(last.outcome().is_some());
        assert_eq!(last.needs_resume(), last_needs_it, "{:?}", last.outcome());
        assert!(before.iter().all(Snapshot::needs_resume));
    }
}

#[test]
fn a_snapshot_is_small() {
    let mut script = Script::new();
    let _ = run(&mut script);
    let largest = script.kept.iter().map(String::len).max();
    assert!(largest < Some(1536), "{largest:?}");
}

/// Whatever became of the file, it is a snapshot or it is damaged; and a flow
/// that is resumed from it comes to an end.
#[test]
fn a_snapshot_with_any_part_of_it_changed_brings_nobody_down() {
    let mut script = Script::new().says(PUBLISH, [Said::Lost]);
    let _ = run(&mut script);
    let mut tried = 0;
    for kept in script.kept.iter().map(String::as_str).chain([FIRST]) {
        let whole: serde_json::Value = serde_json::from_str(kept).unwrap();
        let mut places = Vec::new();
        places_in(&whole, String::new(), &mut places);
        for place in places {
            for odd in [serde_json::json!(5), u32::MAX.into(), u64::MAX.into(), "x".into()] {
                let mut changed = whole.clone();
                *changed.pointer_mut(&place).unwrap() = odd;
                let json = changed.to_string();
                if let Ok(snapshot) = Snapshot::from_json(json.as_bytes()) {
                    let mut rest = Script::new();
                    let now = rest.time();
                    let mut flow = PublishFlow::resume(snapshot, now);
                    step_through(&mut rest, &mut flow);
                    tried += 1;
                }
            }
        }
    }
    assert!(100 < tried, "{tried}");
}

fn places_in(value: &serde_json::Value, place: String, places: &mut Vec<String>) {
    places.push(place.clone());
    match value {
        serde_json::Value::Object(map) => {
            for (key, value) in map {
                places_in(value, format!("{place}/{key}"), places);
            }
        }
        serde_json::Value::Array(items) => {
            for (n, value) in items.iter().enumerate() {
                places_in(value, format!("{place}/{n}"), places);
            }
        }
        _ => (),
    }
}

/// A deadline that was edited may be ages away, so a hundred steps will do.
fn step_through(script: &mut Script, flow: &mut PublishFlow) {
    use ig_core::{Flow as _, Step};
    for _ in 0..100 {
        match flow.poll(script.time()) {
            Step::Save(_) => flow.saved(),
            Step::Send(call) => {
                let reply = script.answer(&call);
                flow.handle(script.time(), reply);
            }
            Step::Wait(until) => script.now += until.since(script.time()),
            Step::Done(_) => return,
        }
    }
}

/// The latest end of each saved phase, in minutes after the start.
fn deadlines(script: &mut Script, flow: &mut PublishFlow) -> Vec<(Phase, Option<u64>)> {
    let _ = script.run(flow);
    let kept = script.kept.iter().map(|json| Snapshot::from_json(json.as_bytes()).unwrap());
    let of = |at: Timestamp| at.since(START).as_secs() / 60;
    kept.map(|snapshot| (snapshot.phase(), snapshot.deadline().map(of))).collect()
}

#[test]
fn what_is_waited_for_has_an_end_and_what_is_done_at_once_has_none() {
    let reads = [status("IN_PROGRESS"), status("FINISHED"), status("PUBLISHED")];
    let lost = [Said::Lost, ok(r#"{"id":"2001"}"#)];
    let mut script = Script::new().says(STATUS, reads).says(PUBLISH, lost);
    let seen = deadlines(&mut script, &mut PublishFlow::new(plan(), 7));
    let of = |phase| seen.iter().find(|(seen, _)| *seen == phase).map(|(_, end)| *end);
    assert_eq!(of(Phase::Create), Some(None), "{seen:?}");
    assert_eq!(of(Phase::Process), Some(Some(30)), "{seen:?}");
    assert_eq!(of(Phase::Verify), Some(Some(30)), "{seen:?}");
    assert_eq!(of(Phase::Done), Some(None), "{seen:?}");
}
