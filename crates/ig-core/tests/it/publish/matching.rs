//! Which media object is ours, where the reply that names it is lost.

use super::{media_id, run, with};
use crate::script::{LIST, PUBLISH, STATUS, Said, Script, list, media, ok, status};

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

/// One of the two there must be: the policy does not turn off both.
#[test]
fn without_the_servers_clock_a_baseline_is_made_all_the_same() {
    let mut script = lost(&[media(8, OURS, -60)], &[media(9, OURS, 1), media(8, OURS, -60)]);
    let outcome = script.run(&mut with(|policy| policy.baseline = false));
    assert_eq!((media_id(&outcome), script.count(LIST)), (Some("9"), 2));
}

/// However our clock has jumped since, and however the server's differ: what is
/// new to the baseline is new.
#[test]
fn a_jump_of_our_clock_hides_nothing() {
    for seconds in [10, 3600, 100_000] {
        for endpoint in [LIST, PUBLISH, STATUS] {
            let mut script =
                lost(&[media(8, OURS, -60)], &[media(9, OURS, 1), media(8, OURS, -60)]);
            script = script.dated();
            script.jump = Some((endpoint, std::time::Duration::from_secs(seconds)));
            assert_eq!(media_id(&run(&mut script)), Some("9"), "{seconds} at {endpoint}");
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
