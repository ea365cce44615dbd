//! Killed at every save and at every request, on both sides of each: nothing is left to chance.

use std::thread;

use serde_json::json;

use super::{
    draw::{Deed, Kind, Moment, Round, Turn},
    gate::Side,
    home::{Home, Saves},
    play::{begin_or_resume, play},
    sandbox::Killable,
};

fn round(kind: Kind, turns: Vec<Turn>) -> Round {
    Round { kind, second_publish: "again", faults: json!([]), turns, at_once: 1 }
}

/// How many saves and how many requests an undisturbed post takes.
fn undisturbed(kind: Kind) -> (usize, usize) {
    let mut home = Home::new();
    let sandbox = Killable::start(home.sandbox(), "again");
    home.set_api(sandbox.gate.url());
    let mut saves = Saves::watch(&home);
    begin_or_resume(&home, &round(kind, Vec::new())).end().expect(0);
    saves.look();
    assert_eq!(saves.kept(), saves.keeping());
    assert_eq!(sandbox.gate.publishes(), 1);
    (saves.kept(), sandbox.gate.seen())
}

/// Kills at each one, in separate rounds that run at once.
fn killed_at_each(kind: Kind, moments: impl Iterator<Item = Moment>) {
    thread::scope(|scope| {
        for moment in moments {
            scope.spawn(move || {
                let round = round(kind, vec![Turn { moment, deed: Deed::Kill }]);
                let done = play(&round);
                // The last save happens an instant before the command ends by itself.
                assert_eq!(done.kills + done.too_late, 1, "{kind:?}: {moment:?}");
                let is_request = matches!(moment, Moment::Request(..));
                assert!(done.kills == 1 || !is_request, "{kind:?}: {moment:?}");
            });
        }
    });
}

/// At least this many of each, so that the test cannot pass with none.
fn killed_at_every_save_and_request(kind: Kind, least: usize) {
    let (saves, requests) = undisturbed(kind);
    assert!(least <= saves.min(requests), "{saves} saves, {requests} requests");
    killed_at_each(kind, (1..=saves).map(Moment::Kept));
    killed_at_each(kind, (1..=saves).map(Moment::Keeping));
    killed_at_each(kind, (1..=requests).map(|nth| Moment::Request(nth, Side::Before)));
    killed_at_each(kind, (1..=requests).map(|nth| Moment::Request(nth, Side::After)));
}

#[test]
fn a_photo_killed_at_any_save_or_request_is_posted_once() {
    killed_at_every_save_and_request(Kind::Photo, 5);
}

#[test]
fn a_story_killed_at_any_save_or_request_is_posted_once() {
    killed_at_every_save_and_request(Kind::Story, 5);
}

#[test]
fn a_carousel_killed_at_any_save_or_request_is_posted_once() {
    killed_at_every_save_and_request(Kind::Carousel, 8);
}

#[test]
fn an_upload_killed_at_any_save_or_request_is_posted_once() {
    killed_at_every_save_and_request(Kind::Upload, 7);
}
