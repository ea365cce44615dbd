//! A disk that is full after any request: a post that cannot be saved is not sent, one error
//! reports it, and once there is room the post continues and is made once.
//!
//! The limit is the system's own for the size of a process's files, at zero: no file can grow, and
//! writing fails with an error, as it does on a full disk.

use std::thread;

use serde_json::json;

use super::{
    draw::{Kind, Round},
    gate::{Side, Way},
    home::{Home, Saves},
    many::Done,
    play::{begin_or_resume, fill_disk, finish, judge},
    sandbox::Killable,
};
use crate::world::until;

/// Fills the disk after the server has answered the `nth` request.
fn full_after(kind: Kind, nth: usize) {
    let mut home = Home::new();
    let sandbox = Killable::start(home.sandbox(), "again");
    home.set_api(sandbox.gate.url());
    let round =
        Round { kind, second_publish: "again", faults: json!([]), turns: Vec::new(), at_once: 1 };
    sandbox.gate.set(nth, Side::After);
    let started = begin_or_resume(&home, &round);
    until("the request is held", || sandbox.gate.holds());
    let mut saves = Saves::watch(&home);
    fill_disk(&started);
    sandbox.gate.release(Way::On);
    let ran = started.end();
    saves.look();
    assert_eq!(saves.kept(), 0, "nothing more was saved");
    let is_public = sandbox.public().len() == 1;
    let published = sandbox.gate.publishes();
    if is_public {
        // The publish had been saved before it was sent; the outcome stands, and the failed save is
        // reported.
        let report = ran.json();
        assert_eq!((ran.code, &report["outcome"]), (Some(0), &json!("published")), "{ran:#?}");
        assert_eq!((published, report["media"].as_str()), (1, Some(&*sandbox.public()[0])));
        assert!(ran.stderr.contains("could not be saved"), "{ran:#?}");
    } else {
        ran.one_error(&["the post cannot be saved", "make room"]);
        assert_eq!(
            (ran.code, published),
            (Some(1), 0),
            "a post that is not saved is not sent: {ran:#?}"
        );
        assert_eq!(
            ran.stderr.contains("resume with: ig resume"),
            home.post().is_some(),
            "{ran:#?}"
        );
    }
    let report = finish(&round, &home, &sandbox, &mut Done::default());
    judge(&report, &home, &sandbox);
    assert_eq!(sandbox.gate.publishes(), 1, "it was sent once and for all");
}

#[test]
fn a_post_is_not_sent_on_a_full_disk_and_continues_when_there_is_room() {
    for (kind, requests) in [(Kind::Photo, 5), (Kind::Story, 5), (Kind::Upload, 8)] {
        thread::scope(|scope| {
            for nth in 1..=requests {
                scope.spawn(move || full_after(kind, nth));
            }
        });
    }
}
