//! A worker killed at every write to its queue and at every request, on both sides of each.

use std::thread;

use serde_json::json;

use super::{
    play::{Moment, Round, add, play, row, work},
    writes::Writes,
};
use crate::rounds::{
    draw::{Deed, Kind},
    gate::Side,
    home::Home,
    sandbox::Killable,
};

fn round(kind: Kind, turns: Vec<(Moment, Deed)>) -> Round {
    Round { kind, second_publish: "again", faults: json!([]), turns, due_in: 0 }
}

/// How many writes and requests an undisturbed post takes.
fn undisturbed(kind: Kind) -> (usize, usize) {
    let mut home = Home::new();
    let sandbox = Killable::start(home.sandbox(), "again");
    home.set_api(sandbox.gate.url());
    let id = add(&home, &round(kind, Vec::new()));
    let mut writes = Writes::of(&home);
    let mut started = work(&home);
    while !started.has_ended() {
        // The system reports writes as one that are not read in between.
        writes.count();
    }
    started.end().expect(0);
    assert_eq!(row(&home, &id)["outcome"], "published");
    (writes.count(), sandbox.gate.seen())
}

/// Kills at each one, in separate rounds that run at once.
fn killed_at_each(kind: Kind, moments: impl Iterator<Item = Moment>) {
    thread::scope(|scope| {
        for moment in moments {
            scope.spawn(move || {
                let done = play(&round(kind, vec![(moment, Deed::Kill)]));
                // The last writes happen an instant before the worker ends by itself.
                assert_eq!(done.kills + done.too_late, 1, "{kind:?}: {moment:?}");
                let is_request = matches!(moment, Moment::Request(..));
                assert!(done.kills == 1 || !is_request, "{kind:?}: {moment:?}");
            });
        }
    });
}

#[test]
fn a_scheduled_photo_killed_at_any_write_or_request_is_posted_once() {
    let (writes, requests) = undisturbed(Kind::Photo);
    assert!(4 <= writes.min(requests), "{writes} writes, {requests} requests");
    killed_at_each(Kind::Photo, (1..=writes).map(Moment::Write));
    killed_at_each(Kind::Photo, (1..=requests).map(|nth| Moment::Request(nth, Side::Before)));
    killed_at_each(Kind::Photo, (1..=requests).map(|nth| Moment::Request(nth, Side::After)));
}

#[test]
fn a_scheduled_upload_killed_at_any_request_is_posted_once() {
    let (_, requests) = undisturbed(Kind::Upload);
    assert!(6 <= requests, "{requests} requests");
    killed_at_each(Kind::Upload, (1..=requests).map(|nth| Moment::Request(nth, Side::Before)));
    killed_at_each(Kind::Upload, (1..=requests).map(|nth| Moment::Request(nth, Side::After)));
}
