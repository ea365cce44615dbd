//! The README's loop, run to its end, with a server that replies and one that is unreachable.

use std::cell::Cell;

use ig_core::{
    AccessToken, BuildError, Call, Context, Delivery, Login, Reply, Timestamp,
    http::Response,
    publish::{Outcome, Phase},
};
use ig_driver::{Clock, FileStore, OnceError, StoreError};

use crate::{
    example::{publish, resume_all},
    posts::{key, plan, plan_of, store, target},
};

/// A clock whose waits take no time.
struct Hurried(Cell<Timestamp>);

impl Clock for Hurried {
    fn now(&self) -> Timestamp {
        self.0.get()
    }

    fn sleep_until(&self, until: Timestamp) {
        self.0.set(until);
    }
}

/// A server that replies; the program is killed when the reply to its first publish is sent.
struct Server {
    published: Cell<u32>,
    kills: bool,
    /// The number of publishes without a connection.
    unreachable: Cell<u32>,
}

impl Server {
    fn answer(&self, call: Call) -> Result<Reply, BuildError> {
        let said = self.say(&call);
        let pending = call.exchange(&context())?.pending;
        Ok(match said {
            Some(body) => pending.received(Response::new(body.as_bytes().to_vec())),
            None => pending.lost(Delivery::NotSent),
        })
    }

    fn say(&self, call: &Call) -> Option<&'static str> {
        Some(match call.name() {
            "POST /{user}/media" => r#"{"id":"1001"}"#,
            "GET /{container}" if self.published.get() == 0 => r#"{"status_code":"FINISHED"}"#,
            "GET /{container}" => r#"{"status_code":"PUBLISHED"}"#,
            "POST /{user}/media_publish" if self.unreachable.get() != 0 => {
                self.unreachable.set(self.unreachable.get() - 1);
                return None;
            }
            "POST /{user}/media_publish" => {
                self.published.set(self.published.get() + 1);
                assert!(!self.kills, "killed");
                r#"{"id":"2002"}"#
            }
            "GET /{user}/media" => r#"{"data":[]}"#,
            _ => return None,
        })
    }
}

fn context() -> Context {
    Context::new(Login::Facebook, AccessToken::new("EAAGtoken")).unwrap()
}

fn asked(store: &FileStore, server: &Server) -> Outcome {
    let clock = Hurried(Cell::new(ig_driver::now()));
    publish(store, &key("shop:1"), plan(), target(), &clock, |call| server.answer(call)).unwrap()
}

#[test]
fn the_code_of_the_readme_is_what_is_tested_here() {
    let code = include_str!("example.rs");
    let (_, code) = code.split_once("\n\n").unwrap();
    assert!(include_str!("../../README.md").contains(&format!("```rust\n{code}```\n")));
}

#[test]
fn a_post_that_is_asked_for_twice_is_made_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    let server = Server { published: Cell::new(0), kills: false, unreachable: Cell::new(0) };
    let outcome = asked(&store, &server);
    assert!(matches!(outcome, Outcome::Published { .. }), "{outcome:?}");
    let calls = Cell::new(0);
    let clock = Hurried(Cell::new(ig_driver::now()));
    let again = publish(&store, &key("shop:1"), plan(), target(), &clock, |call| {
        calls.set(calls.get() + 1);
        server.answer(call)
    });
    assert_eq!((again.unwrap(), calls.get(), server.published.get()), (outcome, 0, 1));

    let other = plan_of("17841400008460056", "#Other");
    let refused = publish(&store, &key("shop:1"), other, target(), &clock, |call| {
        panic!("{} was sent", call.name())
    });
    let error = refused.unwrap_err();
    assert!(matches!(error.downcast_ref(), Some(OnceError::AnotherPlan { .. })), "{error:?}");
}

#[test]
fn a_program_that_is_killed_after_a_lost_reply_leaves_one_post() {
    for by_all in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder);
        let mut server = Server { published: Cell::new(0), kills: true, unreachable: Cell::new(0) };
        let killed =
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| asked(&store, &server)));
        assert!(killed.is_err());
        let kept = store.read(&key("shop:1")).unwrap().unwrap();
        assert_eq!((kept.snapshot.phase(), server.published.get()), (Phase::Publishing, 1));
        server.kills = false;
        if by_all {
            let clock = Hurried(Cell::new(ig_driver::now()));
            std::fs::write(store.path().join("damaged.json"), "{").unwrap();
            let failed = resume_all(&store, &clock, |call| server.answer(call)).unwrap();
            assert_eq!(failed.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>(), ["damaged"]);
            std::fs::remove_file(store.path().join("damaged.json")).unwrap();
            assert!(store.unfinished().unwrap().is_empty());
        }
        let outcome = asked(&store, &server);
        assert!(matches!(outcome, Outcome::Published { .. }), "{outcome:?}");
        assert_eq!(server.published.get(), 1);
    }
}

#[test]
fn a_second_caller_sends_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    let server = Server { published: Cell::new(0), kills: false, unreachable: Cell::new(0) };
    let clock = Hurried(Cell::new(ig_driver::now()));
    let tried = Cell::new(0);
    let outcome = publish(&store, &key("shop:1"), plan(), target(), &clock, |call| {
        let second = publish(&store, &key("shop:1"), plan(), target(), &clock, |call| {
            panic!("{} was sent", call.name())
        });
        let error = second.unwrap_err();
        assert!(matches!(error.downcast_ref(), Some(StoreError::Busy { .. })), "{error:?}");
        tried.set(tried.get() + 1);
        server.answer(call)
    });
    assert!(matches!(outcome, Ok(Outcome::Published { .. })), "{outcome:?}");
    assert!(3 <= tried.get());
}

/// The store accepts the undo of a publish that was certainly not sent.
#[test]
fn a_publish_that_was_not_sent_is_sent_again() {
    for unreachable in [1, 3] {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder);
        let server =
            Server { published: Cell::new(0), kills: false, unreachable: Cell::new(unreachable) };
        let outcome = asked(&store, &server);
        assert!(matches!(outcome, Outcome::Published { .. }), "{outcome:?}");
        assert_eq!((server.published.get(), server.unreachable.get()), (1, 0));
    }
}
