//! One row over one transport: a call, and then a flow.

use std::time::Duration;

use ig_core::{
    Delivery, Error, Photo, PublishFlow, PublishPlan, Reel, ResponseError,
    endpoint::{CreateContainer, PublishContainer, ReadContainer, UploadVideo},
    publish::{Cause, MediaRef, Outcome},
};
use ig_sandbox::Config;
use ig_tests::{local::Local, video::VideoFile};

use super::{
    Row, SIZE,
    caller::{Caller, Way},
    gate::{Aim, Gate},
};

const USER: &str = "17841400008460056";

/// The result of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    /// What the call concluded.
    pub(crate) call: String,
    /// What the flow concluded.
    pub(crate) flow: String,
    /// The number of such requests from the flow. From the call there is one.
    pub(crate) sent: usize,
}

impl Cell {
    pub(crate) fn new(call: &str, flow: &str, sent: usize) -> Self {
        Self { call: call.to_owned(), flow: flow.to_owned(), sent }
    }
}

/// A margin for a machine that is busy with other tests.
const LATE: Duration = Duration::from_secs(15);

/// Runs a row; returns its result, and everything that no server may cause.
pub(crate) fn run(row: &Row, way: Way, video: &VideoFile) -> (Cell, Vec<String>) {
    let mut wrong = Vec::new();
    let limit = Duration::from_millis(row.limit_ms);

    let bench = Bench::new(row, way, limit);
    let (call, took) = bench.call(row, video);
    let seen = bench.gate.seen();
    if seen.aimed != 1 {
        wrong.push(format!("{} requests of one call", seen.aimed));
    }
    if row.uploads && SIZE / 2 < seen.read {
        wrong.push(format!("{} bytes were sent, though the reply had come", seen.read));
    }
    if limit + LATE < took {
        wrong.push(format!("it took {took:?}"));
    }
    if 1 < bench.local.posts().len() {
        wrong.push("two posts of one call".to_owned());
    }

    let bench = Bench::new(row, way, limit);
    let outcome = bench.drive(row, video);
    let posts = bench.local.posts().len();
    let published = matches!(outcome, Outcome::Published { .. });
    let uncertain = matches!(outcome, Outcome::Uncertain { .. });
    if 1 < posts || !uncertain && published != (posts == 1) {
        wrong.push(format!("{posts} posts: {outcome:?}"));
    }
    (Cell { call, flow: said(&outcome), sent: bench.gate.seen().aimed }, wrong)
}

struct Bench {
    local: Local,
    gate: Gate,
    caller: Caller,
}

impl Bench {
    fn new(row: &Row, way: Way, limit: Duration) -> Self {
        let local = Local::start(Config::default());
        let aim = Aim { uploads: row.uploads, times: row.times, idle: row.idle };
        let gate = Gate::start(local.server.address(), aim, row.meets.clone());
        let caller = Caller::new(way, gate.address, limit, local.clock.clone());
        Self { local, gate, caller }
    }

    /// Makes a read, and then, on the same connection, the row's call.
    fn call(&self, row: &Row, video: &VideoFile) -> (String, Duration) {
        let id = match row.uploads {
            true => "1001".parse().unwrap(),
            false => {
                let direct = ig_ureq::Client::new(self.local.context()).unwrap();
                direct.call(CreateContainer::new(USER.parse().unwrap(), photo())).unwrap().id
            }
        };
        let _ = self.caller.call(ReadContainer::new(id.clone()));
        self.pause(row);
        if row.uploads {
            let uri = format!("http://{}/ig-api-upload/v26.0/1001", self.gate.address);
            let upload = UploadVideo::part(uri.parse().unwrap(), video.file.part(0));
            let (result, took) = self.caller.call(upload);
            (concluded(result), took)
        } else {
            let (result, took) = self.caller.call(PublishContainer::new(USER.parse().unwrap(), id));
            (concluded(result), took)
        }
    }

    /// The time in which the server closes a connection that is idle.
    fn pause(&self, row: &Row) {
        if row.idle.is_some() {
            self.gate.until_closed();
        }
    }

    fn drive(&self, row: &Row, video: &VideoFile) -> Outcome {
        let user = USER.parse().unwrap();
        let plan = match row.uploads {
            true => PublishPlan::new(user, Reel::new(video.file.clone())),
            false => PublishPlan::new(user, photo()),
        };
        self.caller.drive(&mut PublishFlow::new(plan, 7), || self.pause(row))
    }
}

fn photo() -> Photo {
    let photo = Photo::new("https://example.com/a.jpg".parse().unwrap());
    photo.with_caption("#BronzFonz".parse().unwrap())
}

fn concluded<T>(result: Result<T, Error>) -> String {
    match result {
        Ok(_) => "OK".to_owned(),
        Err(Error::Response(ResponseError::Decode(_))) => "unreadable".to_owned(),
        Err(Error::Response(response)) => response.to_string(),
        Err(Error::Transport(lost)) => {
            let word = match lost.delivery() {
                Delivery::NotSent => "not sent",
                Delivery::Unknown => "no reply",
            };
            let late = if lost.is_timeout() { ", timed out" } else { "" };
            format!("{word}{late}")
        }
        Err(other) => format!("{other:?}"),
    }
}

fn said(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Published { media: MediaRef::Confirmed(_), .. } => "published".to_owned(),
        Outcome::Published { media: MediaRef::Matched(_), .. } => "published, found".to_owned(),
        Outcome::NotPublished { reason } => match &reason.cause {
            Cause::NoReply { .. } => "not published: no reply came".to_owned(),
            Cause::UploadRejected { detail, .. } => format!("not published: {detail}"),
            cause => format!("not published: {cause}"),
        },
        other => format!("{other:?}"),
    }
}
