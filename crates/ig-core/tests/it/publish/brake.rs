//! After a block no more posts of the kind, for a while.

use std::time::Duration;

use ig_core::{
    PublishFlow,
    publish::{Brake, Cause, Surface},
};

use super::{media_id, not_published, plan};
use crate::script::{PUBLISH, START, STATUS, Script, error, ok, status};

fn brake(surface: Surface) -> Brake {
    let mut brake = Brake::new("17841400008460056".parse().unwrap(), surface);
    brake.blocked(START);
    brake
}

#[test]
fn a_block_puts_the_brake_on_even_where_the_post_is_live() {
    for read in ["PUBLISHED", "FINISHED"] {
        let mut script = Script::new()
            .says(PUBLISH, [error(403, 4, 2_207_051)])
            .says(STATUS, [status("FINISHED"), status(read)]);
        let mut flow = PublishFlow::new(plan(), 7);
        let _ = script.run(&mut flow);
        assert!(flow.brake().until(script.time()).is_some(), "{read}");
        assert_eq!(script.count(PUBLISH), 1);
    }
}

#[test]
fn while_it_is_on_nothing_is_sent() {
    let mut script = Script::new();
    let mut flow = PublishFlow::new(plan(), 7).with_brake(brake(Surface::Feed));
    let outcome = script.run(&mut flow);
    let Cause::Braked { until, .. } = not_published(&outcome) else { panic!("{outcome:?}") };
    assert_eq!(*until, START.after(Duration::from_secs(12 * 3600)));
    assert_eq!(script.names(), [""; 0]);
    assert!(script.kept.last().unwrap().contains("braked"), "the end is kept");
}

#[test]
fn it_holds_back_one_surface_and_for_so_long() {
    let mut script = Script::new();
    let mut flow = PublishFlow::new(plan(), 7).with_brake(brake(Surface::Stories));
    assert_eq!(media_id(&script.run(&mut flow)), Some("2001"), "stories are blocked");

    let mut script = Script::new().says(PUBLISH, [ok(r#"{"id":"2001"}"#)]);
    script.now = Duration::from_secs(13 * 3600);
    let mut flow = PublishFlow::new(plan(), 7).with_brake(brake(Surface::Feed));
    assert_eq!(media_id(&script.run(&mut flow)), Some("2001"));
    assert_eq!(flow.brake(), &Brake::new("17841400008460056".parse().unwrap(), Surface::Feed));
}
