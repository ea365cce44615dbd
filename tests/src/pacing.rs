//! How soon a post is public once Meta is ready, and with how many calls: the core's pacings
//! compared with others, in virtual time.
//!
//! Little is known about processing times (reference §5, §2.7): pictures are usually ready when
//! they are first read, else within 3 to 5 s, a story's within 3 s; videos of 100 MB and more
//! take 40 to 90 s; some take many minutes. The shares and the times of short videos are ours,
//! and nobody knows how much the posts of one account differ.

mod account;
mod bound;

use std::time::Duration;

pub use self::{
    account::{Habit, Memory},
    bound::least_wait,
};
use crate::TOKEN;
use ig_core::{
    AccessToken, Context, Flow as _, Login, MediaUrl, Photo, Post, PublishFlow, PublishPlan, Reel,
    Step, Timestamp,
    http::Response,
    publish::{Outcome, Pacing, PublishPolicy, QuotaLedger},
};

const USER: &str = "17841400008460056";
const START: Timestamp = Timestamp::from_unix_millis(1_800_000_000_000);

/// A kind of post, with how long Meta takes for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Class {
    /// Three of five are ready at once; of the rest, half within 3 s and half within 3 to 5 s.
    Photo,
    /// 10 to 40 s.
    ShortVideo,
    /// 40 to 90 s: 100 MB and more.
    LongVideo,
    /// 2 to 10 minutes.
    VeryLongVideo,
}

/// A way to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Pacer {
    /// The core with its default policy.
    Default,
    /// The core as the documents advise: once a minute, for five minutes.
    Documented,
    /// Meta's own sample: every 3 s, up to 30 times (reference §5, FBS). Its counter runs from 0
    /// to 30, so it reads at once and after each of 30 pauses.
    ThreeSeconds,
    /// 5 s, each pause longer by half, up to a minute; 40 pauses, more than any of our classes
    /// needs.
    Growing,
    /// At once, and after each of 90 pauses of 20 s.
    TwentySeconds,
    /// The core with another pause between the reads of a video, in tenths of a second.
    Every(u32),
}

/// The results of the posts of one class with one pacer.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Figures {
    /// The mean time from "ready" to the publish, in seconds, of those that were published.
    pub wait: f64,
    /// The mean number of calls.
    pub calls: f64,
    /// The share that was published, from 0 to 1.
    pub published: f64,
}

/// One post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Run {
    /// The time from "ready" to the publish; `None` if it was given up.
    pub wait: Option<Duration>,
    /// The number of calls, including the publish.
    pub calls: usize,
}

impl Class {
    /// All of them.
    pub const ALL: [Self; 4] =
        [Self::Photo, Self::ShortVideo, Self::LongVideo, Self::VeryLongVideo];

    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Photo => "photo",
            Self::ShortVideo => "short video",
            Self::LongVideo => "long video",
            Self::VeryLongVideo => "very long video",
        }
    }

    /// Processing times, evenly spread over the class.
    pub fn times(self) -> Vec<Duration> {
        const EACH: u64 = 1000;
        let spread = |from: u64, to: u64, count: u64| {
            (0..count).map(move |n| from + (to - from) * (2 * n + 1) / (2 * count))
        };
        let millis: Vec<u64> = match self {
            Self::Photo => {
                let at_once = std::iter::repeat_n(0, 600);
                at_once.chain(spread(0, 3_000, 100)).chain(spread(3_000, 5_000, 300)).collect()
            }
            Self::ShortVideo => spread(10_000, 40_000, EACH).collect(),
            Self::LongVideo => spread(40_000, 90_000, EACH).collect(),
            Self::VeryLongVideo => spread(120_000, 600_000, EACH).collect(),
        };
        millis.into_iter().map(Duration::from_millis).collect()
    }

    fn post(self) -> Post {
        // Without a caption the media list is read first, to identify the post.
        let words = || "#BronzFonz".parse().expect("a caption");
        let url = |path: &str| format!("https://example.com/{path}").parse::<MediaUrl>();
        match self {
            Self::Photo => Photo::new(url("a.jpg").expect("a URL")).with_caption(words()).into(),
            _ => Reel::new(url("a.mp4").expect("a URL")).with_caption(words()).into(),
        }
    }
}

impl Pacer {
    /// All of them, ours first.
    pub const ALL: [Self; 5] =
        [Self::Default, Self::Documented, Self::ThreeSeconds, Self::Growing, Self::TwentySeconds];

    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Default => "ig, default",
            Self::Documented => "ig, documented (60 s × 5)",
            Self::ThreeSeconds => "3 s × 30",
            Self::Growing => "5 s × 1.5ⁿ to 60 s",
            Self::TwentySeconds => "20 s × 90",
            Self::Every(_) => "ig, another pause",
        }
    }

    /// Ours that makes no more calls for posts of `class` than this one of others', and waits
    /// less: the default where that does, else the pause that is best for it.
    pub fn ours(self, class: Class) -> Self {
        match (self, class) {
            (Self::Documented, Class::ShortVideo) => Self::Every(200),
            (Self::Documented, Class::LongVideo) => Self::Every(300),
            (Self::Documented | Self::Growing | Self::TwentySeconds, Class::Photo) => {
                Self::Every(50)
            }
            (Self::Growing, Class::ShortVideo) => Self::Every(66),
            (Self::Growing, Class::LongVideo) => Self::Every(112),
            (Self::Growing, Class::VeryLongVideo) => Self::Every(318),
            (Self::TwentySeconds, Class::ShortVideo) => Self::Every(120),
            (Self::TwentySeconds, Class::LongVideo) => Self::Every(150),
            (Self::TwentySeconds, Class::VeryLongVideo) => Self::Every(190),
            _ => Self::Default,
        }
    }

    /// Ours that makes no more calls for any video of an account whose posts are alike, and waits
    /// less, once it knows the account.
    pub fn ours_for_an_account(self) -> Self {
        match self {
            Self::Growing => Self::Every(350),
            Self::TwentySeconds => Self::Every(250),
            _ => Self::Default,
        }
    }

    /// The policy, of one of ours.
    pub fn policy(self) -> PublishPolicy {
        match self {
            Self::Documented => PublishPolicy::documented(),
            Self::Every(tenths) => {
                let pause = Duration::from_millis(100) * tenths;
                PublishPolicy::default().with_pacing(Pacing::Every(pause))
            }
            _ => PublishPolicy::default(),
        }
    }

    /// Runs one post, which is ready `ready` after its container was created.
    ///
    /// # Panics
    ///
    /// When the flow asks for something else than a post needs.
    pub fn run(self, class: Class, ready: Duration) -> Run {
        match self {
            Self::Default | Self::Documented | Self::Every(_) => {
                drive(class, self.policy(), ready, Reply::Id)
            }
            Self::ThreeSeconds => by_hand(ready, 30, |_| Duration::from_secs(3)),
            Self::Growing => by_hand(ready, 40, |repetition| {
                Duration::from_secs_f64((5.0 * 1.5_f64.powi(repetition)).min(60.0))
            }),
            Self::TwentySeconds => by_hand(ready, 90, |_| Duration::from_secs(20)),
        }
    }

    /// All posts of a class.
    ///
    /// # Panics
    ///
    /// As [`run`](Self::run).
    pub fn figures(self, class: Class) -> Figures {
        let runs: Vec<Run> =
            class.times().into_iter().map(|ready| self.run(class, ready)).collect();
        Figures::of(&runs)
    }
}

impl Figures {
    #[expect(clippy::cast_precision_loss, reason = "a mean of a thousand")]
    fn of(runs: &[Run]) -> Self {
        let waits: Vec<f64> =
            runs.iter().filter_map(|run| run.wait).map(|wait| wait.as_secs_f64()).collect();
        let calls: usize = runs.iter().map(|run| run.calls).sum();
        Self {
            wait: waits.iter().sum::<f64>() / waits.len() as f64,
            calls: calls as f64 / runs.len() as f64,
            published: waits.len() as f64 / runs.len() as f64,
        }
    }

    /// Whether it waits less than `other`, makes no more calls and publishes as much.
    pub fn is_ahead_of(self, other: Self) -> bool {
        self.wait < other.wait && self.calls <= other.calls && other.published <= self.published
    }

    /// Whether `other` is as good in everything and better in something.
    pub fn is_beaten_by(self, other: Self) -> bool {
        let as_good = other.wait <= self.wait
            && other.calls <= self.calls
            && self.published <= other.published;
        let better =
            other.wait < self.wait || other.calls < self.calls || self.published < other.published;
        as_good && better
    }
}

/// What the reply to the making of a container says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "it says it or does not")]
pub enum Reply {
    /// Only the id.
    Id,
    /// That it is ready, too.
    Finished,
}

/// The core's flow against a server that is ready when it is.
///
/// # Panics
///
/// When the flow asks for something else than a post needs.
pub fn drive(class: Class, policy: PublishPolicy, ready: Duration, reply: Reply) -> Run {
    let nothing = QuotaLedger::new(USER.parse().expect("an id"));
    publish((class, ready, reply), policy, START, nothing).0
}

/// One post at `start`, with what is known of its account before and then.
fn publish(
    (class, ready, reply): (Class, Duration, Reply),
    policy: PublishPolicy,
    start: Timestamp,
    known: QuotaLedger,
) -> (Run, QuotaLedger) {
    let (mut now, ready) = (start, start.after(ready));
    let plan = PublishPlan::new(USER.parse().expect("an id"), class.post());
    let mut flow = PublishFlow::new(plan.with_policy(policy), 7).with_ledger(known);
    let context = Context::new(Login::Facebook, AccessToken::new(TOKEN)).expect("a token");
    let mut calls = 0;
    loop {
        match flow.poll(now) {
            Step::Save(_) => flow.saved(),
            Step::Wait(until) => now = until,
            Step::Send(call) => {
                calls += 1;
                let body = match (call.name(), reply) {
                    ("POST /{user}/media", Reply::Id) => r#"{"id":"1001"}"#,
                    ("POST /{user}/media", Reply::Finished) => {
                        r#"{"id":"1001","status_code":"FINISHED"}"#
                    }
                    ("GET /{container}", _) if now < ready => r#"{"status_code":"IN_PROGRESS"}"#,
                    ("GET /{container}", _) => r#"{"status_code":"FINISHED"}"#,
                    ("POST /{user}/media_publish", _) => {
                        let run = Run { wait: Some(now.since(ready)), calls };
                        return (run, flow.ledger().clone());
                    }
                    (name, _) => panic!("not needed: {name}"),
                };
                let date = "Fri, 15 Jan 2027 08:00:00 GMT";
                let response = Response::builder().header("date", date).body(body.into());
                let exchange = call.exchange(&context).expect("a request");
                flow.handle(now, exchange.pending.received(response.expect("a response")));
            }
            Step::Done(Outcome::NotPublished { .. }) => {
                return (Run { wait: None, calls }, flow.ledger().clone());
            }
            Step::Done(outcome) => panic!("{outcome:?}"),
        }
    }
}

/// The loop that clients have: make, read at once and then after each of so many pauses, publish.
/// "3 s × 30" is 30 pauses, and so 31 reads, the last of them after 90 s.
fn by_hand(ready: Duration, pauses: i32, pause: impl Fn(i32) -> Duration) -> Run {
    let mut now = Duration::ZERO;
    let mut calls = 1;
    for repetition in 0..=pauses {
        calls += 1;
        if ready <= now {
            return Run { wait: Some(now - ready), calls: calls + 1 };
        }
        now += pause(repetition);
    }
    Run { wait: None, calls }
}
