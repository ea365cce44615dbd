//! Posts of a queue, and a worker's loop against a server that answers at once: what is left is the
//! work of the queue and of its store.

use std::{fmt::Debug, time::Instant};

use ig_core::{
    AccessToken, Call, Context, Exchange, Login, Photo, PublishPlan, Reply, Timestamp,
    http::Response,
};
use ig_queue::{
    Claim, Clocks, Incarnation, Limits, NewPost, PostId, Request, Store, Task, When, Worker,
};

/// Where requests would go. Nothing is sent.
pub const API: &str = "https://graph.facebook.com";

/// A photo with a caption, for an account of its own: posts of one account wait for each other.
///
/// # Panics
///
/// When Instagram would refuse it.
pub fn post(number: usize, due: Timestamp) -> NewPost {
    let user = (17_841_400_000_000_000 + number).to_string().parse().expect("an id");
    let image = format!("https://www.example.com/images/{number}.jpg");
    let photo = Photo::new(image.parse().expect("a URL"))
        .with_caption("#BronzFonz in Milwaukee, with friends. Aaay!".parse().expect("a caption"));
    let id: PostId = format!("post-{number}").parse().expect("a name");
    NewPost::new(
        id,
        API.parse().expect("a URL"),
        "shop".parse().expect("a name"),
        PublishPlan::new(user, photo),
        When::at_instant(due),
    )
}

/// Replies of a server for which every photo is ready at once.
#[derive(Debug)]
pub struct Server(Context);

impl Default for Server {
    fn default() -> Self {
        Self::new()
    }
}

impl Server {
    /// A server.
    ///
    /// # Panics
    ///
    /// Never: the token is valid.
    pub fn new() -> Self {
        Self(Context::new(Login::Facebook, AccessToken::new("a-token")).expect("a token"))
    }

    /// Builds the request, and answers it.
    ///
    /// # Panics
    ///
    /// When the request cannot be built.
    pub fn reply(&self, call: Call) -> Reply {
        let Exchange { request, pending } = call.exchange(&self.0).expect("a request");
        let path = request.uri().path();
        let body = match (request.method().as_str(), path.rsplit('/').next()) {
            ("POST", Some("media")) => r#"{"id":"17889455560051444","status_code":"FINISHED"}"#,
            ("POST", _) => r#"{"id":"17920238422030506"}"#,
            (_, Some("media")) => r#"{"data":[]}"#,
            _ => r#"{"status_code":"FINISHED","id":"17889455560051444"}"#,
        };
        let reply = Response::builder().status(200).body(body.as_bytes().to_vec());
        pending.received(reply.expect("a response"))
    }
}

/// Runs a worker until it has no post left; gives the requests that it made.
///
/// It is a new worker, so that it looks for what is due at once.
///
/// # Panics
///
/// When the store fails, or when there is nothing to do but to wait although posts are left.
pub fn work<S: Store<Error: Debug>>(store: &mut S, server: &Server, me: &str) -> usize {
    let start = Instant::now();
    let clocks = || {
        let passed = start.elapsed();
        Clocks { wall: ig_driver::now(), monotonic: passed, boot: passed }
    };
    let me: Incarnation = me.parse().expect("a name");
    let mut worker = Worker::new(me.clone(), Limits::default());
    let mut requests = 0;
    loop {
        match worker.poll(clocks()) {
            Task::Claim { posts, room } => {
                let claim = Claim { these: &posts, due: room };
                let claims = store.claim(&me, claim).expect("claims");
                worker.claimed(clocks(), claims);
            }
            Task::Write(writes) => {
                let answers = store.write(&writes).expect("answers");
                worker.written(clocks(), answers);
            }
            Task::Send(Request { id, call, .. }) => {
                requests += 1;
                worker.handle(clocks(), id, server.reply(call));
            }
            Task::Wait(_) if worker.is_empty() => return requests,
            task => panic!("a ready photo needs no {task:?}"),
        }
    }
}
