//! Which media object is ours, where the reply that names it is lost.

use std::time::Duration;

use ig_core::{
    Photo, PublishFlow, PublishPlan,
    publish::{Outcome, Phase, Snapshot},
};

use super::{media_id, run, with};
use crate::script::{CREATE, LIST, PUBLISH, STATUS, Said, Script, error, list, media, ok, status};

const OURS: &str = "#BronzFonz with therock";

fn lost(before: &[String], after: &[String]) -> Script {
    Script::new()
        .says(PUBLISH, [Said::Lost])
        .says(STATUS, [status("FINISHED"), status("PUBLISHED")])
        .says(LIST, [list(before), list(after)])
}

#[test]
fn one_new_post_that_fits_is_ours() {
    let others = [media(1, OURS, -3600), media(2, "another", -60)];
    let new = |more: &[String]| [more, &others].concat();
    for (after, ours) in [
        (new(&[media(9, OURS, 1)]), Some("9")),
        (new(&[media(8, "another", 2), media(9, OURS, 1)]), Some("9")),
        (new(&[media(9, " #BronzFonz\\nwith therock ", 1)]), Some("9")),
        (new(&[media(9, "#BronzFonz with @therock", 1)]), Some("9")),
        // Never the newest one taken blindly, and never one of two.
        (new(&[media(8, "another", 2)]), None),
        (new(&[media(9, OURS, 1), media(8, OURS, 2)]), None),
        (new(&[media(9, "", 1)]), None),
        (new(&[]), None),
    ] {
        let outcome = run(&mut lost(&others, &after));
        assert_eq!(media_id(&outcome), ours, "{after:?}");
    }
}

#[test]
fn a_post_that_comes_to_light_by_a_deletion_is_not_ours() {
    let before = [media(3, "newest", -60)];
    let after = [media(2, OURS, -3600)];
    assert_eq!(media_id(&run(&mut lost(&before, &after))), None);
}

#[test]
fn a_video_is_not_our_photo() {
    let video = media(9, OURS, 1).replace("IMAGE", "VIDEO");
    assert_eq!(media_id(&run(&mut lost(&[], &[video]))), None);
}

/// Without a baseline the server's clock tells what is new, whatever ours says.
#[test]
fn the_servers_clock_alone_tells_what_is_new() {
    for (seconds, ours) in [(2, Some("9")), (-60, None)] {
        let mut script = lost(&[], &[media(9, OURS, seconds)]).dated();
        script = script.says(LIST, [list(&[media(9, OURS, seconds)])]);
        let outcome = script.run(&mut with(|policy| policy.baseline = false));
        assert_eq!(media_id(&outcome), ours, "{seconds}");
    }
}

/// The server's clocks may differ: such a post is neither taken for ours nor for
/// a sign that ours is not there.
#[test]
fn a_post_of_our_words_from_just_before_proves_nothing() {
    for (seconds, publishes) in [(-3, 1), (-590, 1), (-610, 3)] {
        let alike = || list(&[media(9, OURS, seconds)]);
        let mut script = Script::new().dated().says(PUBLISH, [Said::Lost]).says(LIST, [alike()]);
        let outcome = run(&mut script);
        assert_eq!(script.count(PUBLISH), publishes, "{seconds}");
        assert!(!matches!(outcome, Outcome::Published { .. }), "{seconds}: {outcome:?}");
        assert_eq!(matches!(outcome, Outcome::Uncertain { .. }), publishes == 1, "{outcome:?}");
        // Where the status cannot be read, the list is the only witness.
        let mut script = script_of_an_outage().says(LIST, [alike()]);
        let outcome = run(&mut script);
        assert!(matches!(outcome, Outcome::Uncertain { .. }), "{seconds}: {outcome:?}");
        assert_eq!(script.count(PUBLISH), 1);
    }
}

fn script_of_an_outage() -> Script {
    let unread = error(400, 100, 33);
    Script::new().dated().says(PUBLISH, [Said::Lost]).says(STATUS, [status("FINISHED"), unread])
}

/// Where the words cannot tell, ids have to.
#[test]
fn the_list_is_read_before_where_the_words_tell_no_post_from_another() {
    let photo = || Photo::new("https://example.com/a.jpg".parse().unwrap());
    for (caption, requests) in [
        (Some(OURS), vec![CREATE, STATUS, PUBLISH]),
        (Some("🌅🌊"), vec![CREATE, STATUS, LIST, PUBLISH]),
        (None, vec![CREATE, STATUS, LIST, PUBLISH]),
    ] {
        let photo = match caption {
            Some(caption) => photo().with_caption(caption.parse().unwrap()),
            None => photo(),
        };
        let plan = PublishPlan::new("17841400008460056".parse().unwrap(), photo);
        let mut script = Script::new().dated();
        let _ = script.run(&mut PublishFlow::new(plan, 7));
        assert_eq!(script.names(), requests, "{caption:?}");
    }
}

/// What was new when the flow stopped may be anybody's hours later.
#[test]
fn the_list_is_read_before_a_publish_that_was_put_off() {
    let mut script = Script::new().dated();
    let _ = run(&mut script);
    let stopped = script.kept.iter().map(|kept| Snapshot::from_json(kept.as_bytes()).unwrap());
    let stopped = stopped.rev().find(|kept| kept.phase() == Phase::Publish).unwrap();
    let theirs = [media(9, OURS, 40_000)];
    let mut script = Script::new().dated().says(PUBLISH, [Said::Lost]).says(LIST, [list(&theirs)]);
    script.now = Duration::from_secs(50_000);
    let outcome = script.run(&mut PublishFlow::resume(stopped, script.time()));
    assert_eq!(script.names()[..2], [LIST, PUBLISH]);
    assert!(!matches!(outcome, Outcome::Published { .. }), "{outcome:?}");
}

/// One of the two there must be: the policy does not turn off both.
#[test]
fn without_the_servers_clock_a_baseline_is_made_all_the_same() {
    let mut script = lost(&[media(8, OURS, -60)], &[media(9, OURS, 1), media(8, OURS, -60)]);
    let outcome = script.run(&mut with(|policy| policy.baseline = false));
    assert_eq!((media_id(&outcome), script.count(LIST)), (Some("9"), 2));
}

/// However our clock has jumped since: what is new to the baseline, or by the
/// server's clock, is new.
#[test]
fn a_jump_of_our_clock_hides_nothing() {
    let jumps = [10, 3600, 100_000].into_iter().flat_map(|seconds| {
        [LIST, PUBLISH, STATUS].map(|endpoint| (endpoint, Duration::from_secs(seconds)))
    });
    for jump in jumps {
        for baseline in [true, false] {
            let mut script =
                lost(&[media(8, OURS, -60)], &[media(9, OURS, 1), media(8, OURS, -60)]).dated();
            script.jump = Some(jump);
            let outcome = script.run(&mut with(|policy| policy.baseline = baseline));
            assert_eq!(media_id(&outcome), Some("9"), "{jump:?}, {baseline}");
            assert_eq!(script.count(PUBLISH), 1);
        }
    }
}

#[test]
fn a_list_that_is_late_or_out_for_a_moment_is_asked_again() {
    let late = [list(&[]), list(&[]), Said::Lost, list(&[media(9, OURS, 1)])];
    let mut script = lost(&[], &[]).says(LIST, late);
    assert_eq!(media_id(&run(&mut script)), Some("9"));
}

/// It is public; that the id is wanting does not change that.
#[test]
fn a_list_that_stays_out_costs_the_id_and_not_the_post() {
    let mut script = lost(&[], &[]).says(LIST, [list(&[]), ok("{"), Said::Lost]);
    assert_eq!(media_id(&run(&mut script)), None);
}
