//! Container reads answer 100/33 while publishing works (reference §13.3).

use std::time::Duration;

use ig_core::{Photo, PublishFlow, PublishPlan, publish::Cause};

use super::{media_id, run, uncertain};
use crate::script::{CREATE, LIST, PUBLISH, STATUS, Said, Script, error, list, media, ok, status};

fn outage() -> Script {
    Script::new().says(STATUS, [error(400, 100, 33)])
}

#[test]
fn the_post_goes_out_after_a_grace_period() {
    let mut script = outage();
    assert_eq!(media_id(&run(&mut script)), Some("2001"));
    assert_eq!((script.count(PUBLISH), script.count(CREATE)), (1, 1));
    assert_eq!(script.now.as_secs(), 60, "{:?}", script.asked);
}

#[test]
fn reads_that_come_back_are_heeded() {
    let reads = [error(400, 100, 33), error(400, 100, 33), status("FINISHED")];
    let mut script = Script::new().says(STATUS, reads);
    assert_eq!(media_id(&run(&mut script)), Some("2001"));
    assert!(script.now < Duration::from_secs(7), "{:?}", script.now);
}

#[test]
fn not_ready_means_wait() {
    let not_ready = error(400, 9007, 2_207_027);
    let lines = [
        not_ready.clone(),
        not_ready.clone(),
        not_ready.clone(),
        not_ready,
        ok(r#"{"id":"2001"}"#),
    ];
    let mut script = outage().says(PUBLISH, lines);
    assert_eq!(media_id(&run(&mut script)), Some("2001"));
    assert_eq!((script.count(PUBLISH), script.count(CREATE)), (5, 1));
}

#[test]
fn a_lost_reply_is_found_in_the_list() {
    let mut script = outage()
        .says(PUBLISH, [Said::Lost])
        .says(LIST, [list(&[]), list(&[]), list(&[media(2001, "#BronzFonz with therock", 70)])]);
    assert_eq!(media_id(&run(&mut script)), Some("2001"));
    assert_eq!(script.count(PUBLISH), 1);
}

#[test]
fn where_the_list_shows_nothing_nothing_is_proven() {
    let mut script = outage().says(PUBLISH, [error(500, 2, 0)]);
    let outcome = run(&mut script);
    uncertain(&outcome);
    assert_eq!(script.count(PUBLISH), 1, "absence from a list is no leave to publish again");
    assert!(Duration::from_secs(30 * 60) <= script.now);
}

#[test]
fn where_the_list_is_out_too_the_outcome_is_uncertain() {
    let mut script = outage().says(PUBLISH, [Said::Lost]).says(LIST, [list(&[]), Said::Lost]);
    let outcome = run(&mut script);
    uncertain(&outcome);
    assert_eq!(script.count(PUBLISH), 1);
}

#[test]
fn two_posts_that_fit_prove_neither() {
    let both = [media(1, "#BronzFonz with therock", 70), media(2, "#BronzFonz with therock", 71)];
    let mut script = outage().says(PUBLISH, [Said::Lost]).says(LIST, [list(&[]), list(&both)]);
    uncertain(&run(&mut script));
    assert_eq!(script.count(PUBLISH), 1);
}

/// The server has said no, and somebody else's post looks like ours.
#[test]
fn a_lookalike_is_not_ours_where_the_server_has_refused_ours() {
    for refused in
        [error(400, 9, 2_207_042), error(400, 25, 2_207_050), error(400, 9007, 2_207_027)]
    {
        let lookalike = media(1, "#BronzFonz with therock", 70);
        let mut script =
            outage().says(PUBLISH, [refused]).says(LIST, [list(&[]), list(&[lookalike])]);
        assert_eq!(uncertain(&run(&mut script)), &Cause::Contradiction);
        assert_eq!(script.count(PUBLISH), 1);
    }
}

/// Without a caption anybody's photo would do.
#[test]
fn a_post_without_words_cannot_be_told_from_another() {
    let photo = Photo::new("https://example.com/a.jpg".parse().unwrap());
    let plan = PublishPlan::new("17841400008460056".parse().unwrap(), photo);
    let any = media(1, "", 70);
    let mut script = outage().says(PUBLISH, [Said::Lost]).says(LIST, [list(&[]), list(&[any])]);
    let outcome = script.run(&mut PublishFlow::new(plan, 7));
    assert_eq!(uncertain(&outcome), &Cause::Contradiction);
}

/// The grace period begins with the outage, not with the container.
#[test]
fn one_unreadable_status_does_not_publish_what_is_in_progress() {
    let busy = vec![status("IN_PROGRESS"); 8];
    let reads =
        [busy, vec![error(400, 100, 33), status("IN_PROGRESS"), status("FINISHED")]].concat();
    let mut script = Script::new().says(STATUS, reads);
    assert_eq!(media_id(&run(&mut script)), Some("2001"));
    assert_eq!((script.count(STATUS), script.count(PUBLISH)), (11, 1));
}
