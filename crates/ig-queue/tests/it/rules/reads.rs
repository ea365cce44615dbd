//! Reads of several posts in one request.

use std::time::Duration;

use ig_core::Login;
use ig_queue::{NewPost, State};
use ig_sandbox_core::{Do, Fault, On};

use super::{HOUR, MINUTE, of_the_other, quiet};
use crate::{
    bench::{Bench, PUBLISH, Stop},
    world::Mangle,
};

const BATCH: &str = "POST /";
const STATUS: &str = "GET /{container}";
const LIST: &str = "GET /{user}/media";

/// Posts of two accounts that are due at once, with a token of Facebook Login.
fn six() -> Bench {
    let mut bench = quiet();
    bench.login = Some(Login::Facebook);
    for number in 0..6 {
        bench.add(MINUTE * 5, |new| if number % 2 == 0 { new } else { of_the_other(new) });
    }
    bench
}

fn all_are_public(bench: &mut Bench) {
    assert_eq!((bench.published().len(), bench.public()), (6, 6));
    let is_done = |row: &ig_queue::Row| row.state == State::Done;
    assert!(bench.store.rows.values().all(is_done), "{:#?}", bench.store.rows);
}

#[test]
fn the_accounts_of_one_token_share_reads() {
    let mut bench = six();
    let mut worker = bench.worker("worker");
    bench.run(&mut worker, Stop::Quiet);
    all_are_public(&mut bench);
    assert_eq!(bench.count(STATUS), 0, "the status of six containers: {:?}", bench.sent);
    assert!((2..10).contains(&bench.count(BATCH)), "{:?}", bench.sent);
    assert_eq!(bench.count("POST /{user}/media"), 6, "a container has a request of its own");
}

#[test]
fn nothing_is_shared_with_another_login_or_before_it_is_known() {
    for login in [None, Some(Login::Instagram)] {
        let mut bench = six();
        bench.login = login;
        let mut worker = bench.worker("worker");
        bench.run(&mut worker, Stop::Quiet);
        all_are_public(&mut bench);
        assert_eq!((bench.count(BATCH), bench.count(STATUS)), (0, 6), "{login:?}");
    }
}

#[test]
fn posts_with_tokens_of_their_own_share_nothing() {
    let mut bench = quiet();
    bench.login = Some(Login::Facebook);
    for (number, name) in ["one", "two"].into_iter().enumerate() {
        bench.add(MINUTE * 5, |mut new: NewPost| {
            new.credential = name.parse().unwrap();
            if number == 0 { new } else { of_the_other(new) }
        });
    }
    let mut worker = bench.worker("worker");
    bench.run(&mut worker, Stop::Quiet);
    assert_eq!((bench.count(BATCH), bench.count(STATUS), bench.public()), (0, 2, 2));
}

#[test]
fn what_was_not_carried_out_is_read_singly_at_once() {
    for mangle in [
        Mangle { nulls: vec![0, 1, 2, 3, 4, 5, 6, 7], ..Mangle::default() },
        Mangle { nulls: vec![1], ..Mangle::default() },
        Mangle { entries: Some(0), ..Mangle::default() },
    ] {
        let mut bench = six();
        bench.mangle = mangle.clone();
        let mut worker = bench.worker("worker");
        bench.run(&mut worker, Stop::Quiet);
        all_are_public(&mut bench);
        let at = |name| bench.sent.iter().find(|(sent, ..)| *sent == name).map(|it| it.2);
        let (batch, single) = (at(BATCH).unwrap(), at(STATUS).unwrap());
        assert!(single.since(batch) < Duration::from_secs(1), "{mangle:?}: {:?}", bench.sent);
    }
}

#[test]
fn after_a_batch_that_was_lost_each_is_read_singly_once() {
    for what in [Do::Drop, Do::CommitThenDrop, Do::Html] {
        let mut bench = six();
        bench.server.arm(Fault::new(On::Batch, what));
        let mut worker = bench.worker("worker");
        bench.run(&mut worker, Stop::Quiet);
        all_are_public(&mut bench);
        assert_eq!(bench.count(STATUS), 6, "{what:?}: {:?}", bench.sent);
        assert!(2 <= bench.count(BATCH), "{what:?}: {:?}", bench.sent);
    }
}

#[test]
fn a_server_that_refuses_batches_gets_one_an_hour() {
    let mut bench = six();
    bench.mangle.is_refused = true;
    let mut worker = bench.worker("worker");
    bench.run(&mut worker, Stop::Quiet);
    all_are_public(&mut bench);
    assert_eq!(bench.count(BATCH), 1, "{:?}", bench.sent);
    for _ in 0..2 {
        bench.add(HOUR * 2, |new| new);
    }
    bench.run(&mut worker, Stop::Quiet);
    assert_eq!(bench.count(BATCH), 2, "{:?}", bench.sent);
}

/// The publishes of two posts are lost.
#[test]
fn a_look_for_a_lost_publish_waits_for_others_less_than_a_second() {
    let mut bench = six();
    let mut worker = bench.worker("worker");
    let first = bench.run(&mut worker, Stop::Publish).expect("it publishes");
    bench.fault = Some(Fault::new(On::Publish, Do::CommitThenDrop));
    let lost = bench.now;
    bench.send(&mut worker, first);
    bench.run(&mut worker, Stop::Quiet);
    all_are_public(&mut bench);
    let settle = Duration::from_secs(30);
    let is_look = |name: &str| [BATCH, STATUS, LIST].contains(&name);
    let look = bench.sent.iter().find(|(name, _, at)| is_look(name) && lost.after(settle) <= *at);
    let waited = look.expect("a look").2.since(lost.after(settle));
    assert!(waited < Duration::from_secs(1), "{waited:?}");
    assert_eq!(bench.count(PUBLISH), 6);
}
