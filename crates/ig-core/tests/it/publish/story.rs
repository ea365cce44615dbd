//! Stories have a list of their own and no words to tell them by.

use std::time::Duration;

use ig_core::{
    PhotoStory, PublishFlow, PublishPlan,
    publish::{MediaRef, Outcome, Snapshot},
};

use super::media_id;
use crate::script::{CREATE, PUBLISH, STATUS, STORIES, Said, Script, list, media, status};

fn flow() -> PublishFlow {
    let story = PhotoStory::new("https://example.com/a.jpg".parse().unwrap());
    PublishFlow::new(PublishPlan::new("17841400008460056".parse().unwrap(), story), 7)
}

fn lost(after: &[String]) -> Script {
    Script::new()
        .says(PUBLISH, [Said::Lost])
        .says(STATUS, [status("FINISHED"), status("PUBLISHED")])
        .says(STORIES, [list(&[media(1999, "", -60)]), list(after)])
}

#[test]
fn the_list_of_stories_is_read() {
    let mut script = Script::new().says(STORIES, [list(&[])]);
    assert_eq!(media_id(&script.run(&mut flow())), Some("2001"));
    assert_eq!(script.names(), [CREATE, STATUS, STORIES, PUBLISH]);
    assert_eq!(script.values(CREATE, "media_type"), ["STORIES"]);
}

#[test]
fn the_one_new_story_is_ours_and_of_two_none_is() {
    let (old, new, other) = (media(1999, "", -60), media(2001, "", 5), media(2002, "", 6));
    let mut script = lost(&[new.clone(), old.clone()]);
    assert_eq!(media_id(&script.run(&mut flow())), Some("2001"));
    let mut script = lost(&[other, new, old]);
    let outcome = script.run(&mut flow());
    assert_eq!(media_id(&outcome), None);
    assert!(matches!(outcome, Outcome::Published { .. }), "it is public all the same");
    assert_eq!(script.count(PUBLISH), 1);
}

/// Without words a new story may be anybody's.
#[test]
fn a_new_story_is_no_proof_where_the_status_cannot_be_read() {
    let unreadable = crate::script::error(400, 100, 33);
    let mut script = Script::new()
        .says(PUBLISH, [Said::Lost])
        .says(STATUS, [status("FINISHED"), unreadable])
        .says(STORIES, [list(&[]), list(&[media(2001, "", 5)])]);
    let outcome = script.run(&mut flow());
    assert!(matches!(outcome, Outcome::Uncertain { .. }), "{outcome:?}");
    assert_eq!(script.count(PUBLISH), 1);
}

/// A story is on the list for a day: the one that is there later may be another.
#[test]
fn a_story_of_the_day_before_is_not_taken_for_the_one_of_today() {
    for (hours, dated, known) in [(23, true, true), (25, true, false), (25, false, false)] {
        let mut first = Script::new().says(STORIES, [list(&[])]);
        first.dated = dated;
        let _ = first.run(&mut flow());
        let kept = first.kept.iter().find(|kept| kept.contains(r#""publishing""#)).unwrap();
        let snapshot = Snapshot::from_json(kept.as_bytes()).unwrap();
        let mut rest = Script::new()
            .says(STATUS, [status("PUBLISHED")])
            .says(STORIES, [list(&[media(2002, "", 3600)])]);
        rest.now = Duration::from_secs(hours * 3600);
        let outcome = rest.run(&mut PublishFlow::resume(snapshot, rest.time()));
        let Outcome::Published { media, .. } = &outcome else { panic!("{outcome:?}") };
        assert_eq!(media != &MediaRef::Unknown, known, "{hours} {dated}: {outcome:?}");
    }
}

/// It was public for a day and has left the list, and the status lags behind.
#[test]
fn a_story_of_the_day_before_is_not_published_again_for_a_status_that_lags() {
    let mut first = Script::new()
        .says(PUBLISH, [Said::Lost])
        .says(STATUS, [status("FINISHED")])
        .says(STORIES, [list(&[])]);
    let mut flow = flow();
    let _ = first.run(&mut flow);
    let kept = first.kept.iter().find(|kept| kept.contains(r#""publishing""#)).unwrap();
    let snapshot = Snapshot::from_json(kept.as_bytes()).unwrap();
    let behind = vec![status("FINISHED"); 4];
    let mut late = Script::new()
        .says(STATUS, [behind, vec![status("PUBLISHED")]].concat())
        .says(STORIES, [list(&[])]);
    late.now = Duration::from_secs(25 * 3600);
    let outcome = late.run(&mut PublishFlow::resume(snapshot, late.time()));
    assert!(matches!(outcome, Outcome::Published { .. }), "{outcome:?}");
    assert_eq!(late.count(PUBLISH), 0);
}
