//! Clients that ask for posts again and again, whatever becomes of the server.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread::{self, Scope, ScopedJoinHandle},
    time::Duration,
};

use serde_json::{Value, json};

use crate::{
    mcp,
    rounds::{draw::Kind, home::Home},
    serve::{self, Http, Serving},
    world::Started,
};

/// Which program the clients talk to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Door {
    Serve,
    Mcp,
}

/// What clients were told, for the judge.
#[derive(Debug, Default)]
pub(super) struct Heard {
    /// Each post that a client was told is public: its key and its id.
    published: Mutex<Vec<(String, String)>>,
    /// How many answers there were.
    pub(super) answers: AtomicUsize,
}

/// A post as the clients ask for it.
pub(super) fn post(kind: Kind) -> Value {
    match kind {
        Kind::Photo => json!({ "photo": { "medium": "photo.jpg", "caption": "Ayyy! #BronzFonz" } }),
        Kind::Story => json!({ "photo_story": { "medium": "photo.jpg" } }),
        Kind::Carousel => json!({ "carousel": { "caption": "all of it", "items": [
            { "photo": { "medium": "photo.jpg" } },
            { "video": { "medium": "video.mp4" } },
            { "photo": { "medium": "photo.jpg" } },
        ] } }),
        Kind::Upload => json!({ "reel": { "medium": "video.mp4", "caption": "a video" } }),
    }
}

impl Heard {
    /// An answer is the truth when it is given.
    fn hear(&self, key: &str, post: &Value) {
        self.answers.fetch_add(1, Ordering::SeqCst);
        assert_eq!(post["key"], key, "{post}");
        if post["state"] == "published" {
            let media = post["media"].as_str().unwrap_or_default().to_owned();
            self.published.lock().unwrap().push((key.to_owned(), media));
        }
    }

    /// Whether clients were told of each of these that it is public.
    pub(super) fn has_all(&self, wanted: &[(String, Value)]) -> bool {
        let published = self.published.lock().unwrap();
        wanted.iter().all(|(key, _)| published.iter().any(|(of, _)| of == key))
    }

    /// Whoever was told an id was told the one that there is.
    pub(super) fn is_true(&self, key: &str, media: &str) {
        for (_, told) in self.published.lock().unwrap().iter().filter(|(of, _)| of == key) {
            assert_eq!(told, media, "a client was told another id of {key}");
        }
    }
}

/// A program that clients ask.
pub(super) struct Running<'scope> {
    process: Started,
    client: ScopedJoinHandle<'scope, ()>,
}

impl Running<'_> {
    /// Whether the program has ended by itself.
    pub(super) fn has_ended(&mut self) -> bool {
        self.process.has_ended()
    }

    /// The program, and what waits for its client, which ends once the program is killed.
    pub(super) fn parts(self) -> (Started, impl FnOnce()) {
        let Self { process, client } = self;
        (process, move || client.join().unwrap())
    }
}

/// Starts a program and a client of it, which asks until it gets no answer or is told to stop.
pub(super) fn ask<'scope, 'env>(
    scope: &'scope Scope<'scope, 'env>,
    home: &'env Home,
    door: Door,
    wanted: &'env [(String, Value)],
    heard: &'env Heard,
    over: &'env AtomicBool,
) -> Running<'scope> {
    match door {
        Door::Serve => {
            let mut command = home.command(&serve::ARGS);
            let Serving { process, http } = Serving::of(&mut command, &home.state());
            let client = scope.spawn(move || over_http(&http, wanted, heard, over));
            Running { process, client }
        }
        Door::Mcp => {
            let mut command = home.command(&mcp::ARGS);
            let (process, client) = mcp::Client::of(&mut command).unwrap().parts();
            let client = scope.spawn(move || over_mcp(client, wanted, heard, over));
            Running { process, client }
        }
    }
}

fn over_http(http: &Http, wanted: &[(String, Value)], heard: &Heard, over: &AtomicBool) {
    let host = format!("host: {}", http.address);
    let token = format!("authorization: Bearer {}", http.token);
    for (key, post) in wanted.iter().cycle() {
        if over.load(Ordering::SeqCst) {
            return;
        }
        let path = format!("/posts/{key}");
        // The server may be killed in the middle of it.
        let Ok(reply) = http.try_send("PUT", &path, &[&host, &token], &post.to_string()) else {
            return;
        };
        match reply.status {
            200 | 202 => heard.hear(key, &reply.body),
            // The sandbox is gone for a moment, which has to take the file, or the disk is full.
            400 | 500 => thread::sleep(Duration::from_millis(20)),
            _ => panic!("{reply:?}"),
        }
        thread::sleep(Duration::from_millis(2));
    }
}

fn over_mcp(mut client: mcp::Talk, wanted: &[(String, Value)], heard: &Heard, over: &AtomicBool) {
    for (key, post) in wanted.iter().cycle() {
        if over.load(Ordering::SeqCst) {
            return;
        }
        let args = json!({ "key": key, "post": post, "wait_s": 0 });
        match client.try_call("publish", &args) {
            Ok((false, said)) => heard.hear(key, &said),
            Ok((true, said)) => {
                assert!(said["error"]["differs"].is_null(), "{said}");
                thread::sleep(Duration::from_millis(20));
            }
            Err(_) => return,
        }
        thread::sleep(Duration::from_millis(2));
    }
}
