//! Flows whose server sends arbitrary replies.

use ig_account::preflight::PreflightFlow;
use ig_core::{
    Carousel, Endpoint as _, Exchange, Flow as _, Login, Photo, Post, PublishFlow, PublishPlan,
    Reply, Step, Timestamp,
    endpoint::PublishContainer,
    http::Response,
    post::ImageItem,
    publish::{Outcome, Snapshot},
};

use crate::{server::context, token::clean};

/// The separator between replies.
const BETWEEN: &[u8] = b"\n---\n";

/// More steps than any flow takes.
const MOST_STEPS: usize = 5000;

const USER: &str = "17841400008460056";

/// Publishes a photo and a carousel and checks an account, with these replies again and again. The
/// first byte of a reply may be the first digit of its status.
///
/// # Panics
///
/// When a flow does not end, publishes without a snapshot, reports a post as public without an id
/// or a status, or shows the token.
pub fn run(bytes: &[u8]) {
    let replies: Vec<_> = split(bytes).collect();
    let url = || "https://example.com/a.jpg".parse().expect("a URL");
    publish(Photo::new(url()).into(), &replies);
    let items = vec![ImageItem::new(url()).into(), ImageItem::new(url()).into()];
    publish(Carousel::new(items.try_into().expect("two items")).into(), &replies);
    preflight(&replies);
}

fn split(bytes: &[u8]) -> impl Iterator<Item = Response<Vec<u8>>> {
    let mut rest = Some(bytes);
    std::iter::from_fn(move || {
        let all = rest?;
        let end = all.windows(BETWEEN.len()).position(|window| window == BETWEEN);
        rest = end.map(|end| &all[end + BETWEEN.len()..]);
        let one = &all[..end.unwrap_or(all.len())];
        let (status, body) = match one.split_first() {
            Some((digit @ b'2'..=b'5', body)) => (u16::from(digit - b'0') * 100, body),
            _ => (200, one),
        };
        let mut response = Response::new(body.to_vec());
        *response.status_mut() = status.try_into().expect("a status");
        Some(response)
    })
}

fn has(bytes: &[u8], word: &[u8]) -> bool {
    // The letters may be escaped.
    bytes.contains(&b'\\') || bytes.windows(word.len()).any(|window| window == word)
}

fn publish(post: Post, all: &[Response<Vec<u8>>]) {
    let context = context();
    let mut replies = all.iter().cycle();
    let mut now = Timestamp::from_unix_millis(1_800_000_000_000);
    let mut flow = PublishFlow::new(PublishPlan::new(USER.parse().expect("an id"), post), 7);
    let mut last: Option<Snapshot> = None;
    let mut published = 0;
    for _ in 0..MOST_STEPS {
        match flow.poll(now) {
            Step::Save(kept) => {
                let named = serde_json::to_vec(&kept).expect("a snapshot can be stored");
                for json in [named, kept.to_json()] {
                    clean("a snapshot", &String::from_utf8_lossy(&json));
                    assert_eq!(Snapshot::from_json(&json).expect("and read again"), kept);
                }
                last = Some(kept);
                flow.saved();
            }
            Step::Send(call) => {
                if call.name() == PublishContainer::NAME {
                    published += 1;
                    assert!(last.as_ref().is_some_and(Snapshot::may_be_public), "{last:?}");
                }
                // A request that cannot be built because of a reply is an error of the driver.
                let Ok(exchange) = call.exchange(&context) else { return };
                flow.handle(now, answer(exchange, replies.next()));
            }
            Step::Wait(until) => now = later(now, until),
            Step::Done(outcome) => {
                clean("an outcome", &format!("{outcome:?}"));
                let is_public = matches!(outcome, Outcome::Published { .. });
                // A container may be public without our publish: its status is proof enough.
                let is_said = all.iter().any(|reply| has(reply.body(), b"PUBLISHED"));
                assert!(!is_public || published > 0 || is_said, "{outcome:?} out of nothing");
                return;
            }
        }
    }
    panic!("no end in sight: {flow:?}");
}

fn preflight(replies: &[Response<Vec<u8>>]) {
    let context = context();
    let mut replies = replies.iter().cycle();
    let mut now = Timestamp::from_unix_millis(1_800_000_000_000);
    for login in [Login::Facebook, Login::Instagram] {
        let mut flow = PreflightFlow::new(login, USER.parse().expect("an id"), 7);
        let mut steps = 0;
        loop {
            steps += 1;
            assert!(steps < MOST_STEPS, "no end in sight");
            match flow.poll(now) {
                Step::Save(_) => flow.saved(),
                Step::Send(call) => {
                    // The requests do not depend on any reply.
                    let exchange = call.exchange(&context).expect("a request");
                    flow.handle(now, answer(exchange, replies.next()));
                }
                Step::Wait(until) => now = later(now, until),
                Step::Done(verdict) => break clean("a verdict", &format!("{verdict:?}")),
            }
        }
    }
}

/// A response as a driver passes it on.
fn answer(exchange: Exchange, response: Option<&Response<Vec<u8>>>) -> Reply {
    exchange.pending.received(response.expect("there is one at least").clone())
}

fn later(now: Timestamp, until: Timestamp) -> Timestamp {
    assert!(now < until, "it waits for the past");
    until
}
