//! A probe finds out what the sandbox was set to do, and makes at most two posts, whatever is
//! lost. In virtual time.

mod clocks;
mod together;

use std::{collections::BTreeSet, fs, path::Path, time::Duration};

use ig_account::probe::{Deletion, Holds, Probe, ProbeAnswer, ProbeFlow, ProbePlan};
use ig_core::{
    AccessToken, Context, Delivery, Exchange, Flow as _, Login, Reply, Step, Timestamp,
    http::{HeaderValue, Request, Response},
};
use ig_sandbox::{Config, Do, Fault, Fetched, Handling, On, Reader, Sandbox, SecondPublish};
use ig_tests::{JPEG, TOKEN, clock::server_time};

const USER: &str = "17841400008460056";

/// A server and the machine that probes it.
struct Bench {
    sandbox: Sandbox,
    now: Timestamp,
    /// How far ahead of the server our clock is.
    skew: Duration,
    /// Which requests and replies get lost, counted from 1.
    lost: BTreeSet<usize>,
    asked: Vec<&'static str>,
    dated: bool,
    /// How far the clock of the `Date` headers lags behind that of the media.
    date_lag: Duration,
}

impl Bench {
    fn new(config: Config) -> Self {
        Self {
            sandbox: Sandbox::new(config.with_token(TOKEN)),
            now: Timestamp::from_unix_millis(1_800_000_000_000),
            skew: Duration::ZERO,
            lost: BTreeSet::new(),
            asked: Vec::new(),
            dated: true,
            date_lag: Duration::ZERO,
        }
    }

    fn with(faults: impl IntoIterator<Item = Fault>) -> Self {
        let mut bench = Self::new(again());
        bench.sandbox.arm(faults);
        bench
    }

    fn plan() -> ProbePlan {
        ProbePlan::new(USER.parse().unwrap(), "https://example.com/a.jpg".parse().unwrap(), 7)
    }

    fn run(&mut self) -> Probe {
        self.run_plan(Self::plan())
    }

    fn run_plan(&mut self, plan: ProbePlan) -> Probe {
        let context = Context::new(Login::Facebook, AccessToken::new(TOKEN)).unwrap();
        let mut flow = ProbeFlow::new(plan);
        for _ in 0..1000 {
            self.now = self.now.after(Duration::from_millis(20));
            match flow.poll(self.now.after(self.skew)) {
                Step::Save(never) => match never {},
                Step::Send(call) => {
                    self.asked.push(call.name());
                    let reply = self.send(&context, &call);
                    flow.handle(self.now.after(self.skew), reply);
                }
                Step::Wait(until) => {
                    let local = self.now.after(self.skew);
                    assert!(local < until, "a wait for a time that is past");
                    self.now = self.now.after(until.since(local));
                }
                Step::Done(probe) => {
                    let json = serde_json::to_string(&probe).unwrap();
                    assert!(!json.contains(TOKEN) && !format!("{flow:?}").contains(TOKEN));
                    self.judge(&probe);
                    return probe;
                }
            }
        }
        panic!("no end in sight: {flow:?}");
    }

    fn send(&mut self, context: &Context, call: &ig_core::Call) -> Reply {
        let Exchange { request, pending } = call.clone().exchange(context).unwrap();
        let request = request.map(|body| body.bytes().unwrap().to_vec());
        let handling = self.sandbox.handle(server_time(self.now), request);
        let response = self.carry_out(handling);
        match response.filter(|_| !self.lost.contains(&self.asked.len())) {
            Some(mut response) => {
                let headers = response.headers_mut();
                let date = headers.remove("date").filter(|_| self.dated);
                if date.is_some() {
                    headers.insert("date", self.behind());
                }
                pending.received(response)
            }
            None => pending.lost(Delivery::Unknown),
        }
    }

    /// The time of a server whose clock lags.
    fn behind(&self) -> HeaderValue {
        let mut other = Sandbox::new(Config::default());
        match other.handle(server_time(self.now.before(self.date_lag)), Request::new(Vec::new())) {
            Handling::Respond(response) => response.headers()["date"].clone(),
            other => panic!("no answer: {other:?}"),
        }
    }

    fn carry_out(&mut self, handling: Handling) -> Option<Response<Vec<u8>>> {
        match handling {
            Handling::Respond(response) => Some(response),
            Handling::Fetch(fetch) => {
                let fetched = Ok(Fetched::new(JPEG));
                let handling = self.sandbox.fetched(server_time(self.now), fetch.ticket, fetched);
                self.carry_out(handling)
            }
            Handling::Drop => None,
            other => panic!("no request of the probe gets this: {other:?}"),
        }
    }

    fn public(&mut self) -> Vec<String> {
        let mut accounts = self.sandbox.state(server_time(self.now)).accounts;
        accounts.remove(0).media.into_iter().map(|media| media.id).collect()
    }

    /// Checks, after every late effect, that there are at most two posts, and that each is named if
    /// a list or a reply could name it.
    fn judge(&mut self, probe: &Probe) {
        let publishes = self.asked.iter().filter(|name| name.ends_with("media_publish")).count();
        assert_eq!(u32::try_from(publishes).unwrap(), probe.publishes_sent);
        assert!(publishes <= 2, "{:?}", self.asked);
        self.now = self.now.after(Duration::from_secs(3600));
        let public = self.public();
        assert!(public.len() <= 2, "{public:?}");
        for post in probe.posts.iter().filter(|post| !post.deleted) {
            assert!(public.contains(&post.id.to_string()), "{post:?} is not there");
        }
    }
}

fn again() -> Config {
    Config::default().with_second_publish(SecondPublish::Again)
}

fn holds(probe: &Probe, name: &str) -> Holds {
    probe.holds(name).unwrap_or_else(|| panic!("{name} was not judged: {probe:#?}"))
}

#[test]
fn a_refused_second_publish_is_reported_with_its_code() {
    let mut bench = Bench::new(Config::default());
    let probe = bench.run();
    let Some(ProbeAnswer::Error { status, code, subcode, .. }) = &probe.second_publish else {
        panic!("{probe:#?}");
    };
    assert_eq!((*status, *code, *subcode), (400, 24, Some(2_207_008)));
    assert_eq!((probe.posts.len(), probe.posts_of_one_container), (1, Some(1)));
    assert_eq!(holds(&probe, "second_publish_refused"), Holds::Yes);
    assert!(probe.posts[0].permalink.is_some() && probe.troubles.is_empty(), "{probe:#?}");
}

#[test]
fn a_second_publish_that_posts_again_is_the_second_picture() {
    let mut bench = Bench::new(again());
    let probe = bench.run();
    assert!(matches!(probe.second_publish, Some(ProbeAnswer::Id { .. })), "{probe:#?}");
    assert_eq!((probe.posts.len(), probe.posts_of_one_container), (2, Some(2)));
    assert!(probe.posts.iter().all(|post| post.permalink.is_some()), "{probe:#?}");
    assert_eq!(holds(&probe, "second_publish_refused"), Holds::No);
    assert_eq!(holds(&probe, "one_or_shown"), Holds::Yes, "its effect shows at once");
    assert_eq!(holds(&probe, "quota_counts"), Holds::Yes);
}

#[test]
fn all_is_well_with_a_server_that_shows_at_once() {
    let probe = Bench::new(Config::default()).run();
    for name in [
        "one_or_shown",
        "second_publish_refused",
        "status_shows",
        "list_shows",
        "told_id_is_the_post",
        "caption_matches",
        "dated_replies",
        "dated_media",
        "quota_counts",
        "reads_together",
    ] {
        assert_eq!(holds(&probe, name), Holds::Yes, "{name}: {probe:#?}");
    }
    assert_eq!(probe.assumptions.len(), 11);
    assert_eq!((probe.quota.before, probe.quota.after), (Some(0), Some(1)));
    assert_eq!(probe.clocks.dated, probe.clocks.replies);
    let Some(ProbeAnswer::Error { code, subcode, .. }) = probe.foreign_container else {
        panic!("{:?}", probe.foreign_container);
    };
    assert_eq!((code, subcode), (100, Some(33)));
}

#[test]
fn a_status_that_lags_is_seen_to_lag() {
    let lag = Fault::new(On::Publish, Do::StatusLag).with_delay(Duration::from_secs(20));
    let probe = Bench::with([lag]).run();
    assert_eq!(probe.first_status.as_ref().map(|it| it.as_str()), Some("FINISHED"));
    let after = probe.status_after_ms.unwrap();
    assert!((20_000..26_000).contains(&after), "{after}");
    assert!(probe.list_after_ms.unwrap() < 3_000);
    assert_eq!(holds(&probe, "status_shows"), Holds::Yes, "within a minute");
    let lag = Fault::new(On::Publish, Do::StatusLag).with_delay(Duration::from_secs(600));
    let probe = Bench::with([lag]).run();
    assert_eq!((probe.status_after_ms, holds(&probe, "status_shows")), (None, Holds::No));
    assert_eq!(holds(&probe, "one_or_shown"), Holds::Yes, "the list shows it");
}

#[test]
fn a_commit_that_comes_late_is_timed_and_no_second_is_sent_before_it() {
    let late = |seconds| {
        let fault = Fault::new(On::Publish, Do::LateCommit).with_status(500);
        Bench::with([fault.with_delay(Duration::from_secs(seconds))])
    };
    let probe = late(15).run();
    assert!((15_000..22_000).contains(&probe.list_after_ms.unwrap()), "{probe:#?}");
    assert_eq!(probe.posts_of_one_container, Some(2), "the second publish posts again");
    let probe = late(600).run();
    assert_eq!((probe.publishes_sent, probe.second_publish), (1, None));
    let words = &probe.troubles[0];
    assert_eq!(words.what, "a second publish");
    assert!(words.why.contains("did not appear in time"), "{words:?}");
}

#[test]
fn reads_that_are_out_do_not_hide_the_post_from_the_list() {
    let outage = Fault::new(On::Publish, Do::ReadOutage).with_delay(Duration::from_secs(4000));
    let probe = Bench::with([outage]).run();
    assert_eq!((probe.status_after_ms, probe.status_absent_ms), (None, None));
    assert_eq!(holds(&probe, "status_shows"), Holds::Unknown, "it could not be read");
    assert_eq!(holds(&probe, "list_shows"), Holds::Yes);
    assert!(probe.troubles.iter().any(|it| it.what == "reading a post"), "{probe:#?}");
    assert_eq!(holds(&probe, "caption_matches"), Holds::Unknown);
}

#[test]
fn an_unavailable_list_proves_nothing() {
    let out = Fault::new(On::MediaList, Do::Error).with_status(500).with_code(2).times(200);
    let probe = Bench::with([out]).run();
    assert_eq!((probe.list_after_ms, probe.list_absent_ms), (None, None));
    assert_eq!(holds(&probe, "list_shows"), Holds::Unknown, "it could not be read");
    assert_eq!(holds(&probe, "status_shows"), Holds::Yes);
    assert_eq!(probe.posts.len(), 2, "the replies named both");
}

/// The account has two posts, and what the probe could see of them is one.
#[test]
fn an_unavailable_list_does_not_prove_that_a_second_publish_was_refused() {
    let out = || Fault::new(On::MediaList, Do::Error).with_status(500).with_code(2);
    let refused = || Fault::new(On::Publish, Do::CommitThenError).nth(2).with_status(400);
    let mut bench = Bench::with([out().times(200), refused()]);
    let probe = bench.run();
    assert_eq!((bench.public().len(), probe.posts.len()), (2, 1));
    assert_eq!(probe.posts_of_one_container, None, "{:?}", probe.second_publish);
    assert_eq!(holds(&probe, "second_publish_refused"), Holds::Unknown);
    assert!(probe.troubles.iter().any(|it| it.what == "the posts"), "{probe:#?}");
    // The same holds if the list is unavailable only after the second publish.
    let mut bench = Bench::with([out().nth(2).times(200), refused()]);
    let probe = bench.run();
    assert_eq!((bench.public().len(), probe.posts_of_one_container), (2, None));
    assert_eq!(holds(&probe, "second_publish_refused"), Holds::Unknown);
    // If one read at the end fails, a second one finds both.
    let probe = Bench::with([out().nth(2).times(3), refused()]).run();
    assert_eq!(probe.posts_of_one_container, Some(2));
    assert_eq!(holds(&probe, "second_publish_refused"), Holds::No);
}

/// An early read without the post proves nothing either: the post was not due yet.
#[test]
fn a_watch_that_is_too_short_proves_nothing_about_a_lag() {
    let lag = Fault::new(On::Publish, Do::StatusLag).with_delay(Duration::from_secs(600));
    let plan = Bench::plan().with_watch_for(Duration::from_secs(30));
    let probe = Bench::with([lag]).run_plan(plan);
    assert!((30_000..40_000).contains(&probe.status_absent_ms.unwrap()), "{probe:#?}");
    assert_eq!((probe.status_after_ms, holds(&probe, "status_shows")), (None, Holds::Unknown));
}

#[test]
fn a_caption_without_its_at_signs_matches_and_is_not_the_same() {
    let caption = |reader| Bench::new(Config::default().with_reader(reader)).run().caption.unwrap();
    let user = caption(Reader::User);
    assert!(user.sent.contains("@bronz_fonz") && user.matches && !user.same, "{user:?}");
    let admin = caption(Reader::Admin);
    assert!(admin.matches && admin.same, "{admin:?}");
}

#[test]
fn a_quota_with_room_for_fewer_than_two_posts_prevents_the_probe() {
    let mut bench = Bench::new(again().with_quota(1));
    let probe = bench.run();
    assert_eq!((probe.publishes_sent, probe.container), (0, None));
    assert_eq!(probe.troubles[0].what, "posting");
}

#[test]
fn a_blocked_account_is_not_made_worse() {
    let block = Fault::new(On::Publish, Do::CommitThenError)
        .with_status(403)
        .with_code(4)
        .with_subcode(2_207_051);
    let probe = Bench::with([block]).run();
    assert_eq!((probe.publishes_sent, probe.posts.len()), (1, 1));
    assert!(probe.posts[0].listed, "it is live, and named");
}

#[test]
fn the_posts_are_deleted_on_demand() {
    let mut bench = Bench::new(again());
    let probe = bench.run_plan(Bench::plan().with_deletion(Deletion::Delete));
    assert_eq!(probe.posts.iter().filter(|post| post.deleted).count(), 2, "{probe:#?}");
    assert!(bench.public().is_empty());
}

/// Each request in turn, and then each pair, gets no reply, does not arrive, or fails.
#[test]
fn whatever_is_lost_there_are_two_posts_at_most() {
    let count = {
        let mut bench = Bench::new(again());
        bench.run();
        bench.asked.len()
    };
    for first in 1..=count {
        for second in first..=count {
            let mut bench = Bench::new(again());
            bench.lost = [first, second].into();
            bench.run();
        }
    }
    for what in [Do::Drop, Do::CommitThenDrop, Do::Garble, Do::Html, Do::OriginalResponse] {
        for nth in 1..=u32::try_from(count).unwrap() {
            for times in [1, 2, 50] {
                Bench::with([Fault::new(On::Any, what).nth(nth).times(times)]).run();
            }
        }
    }
}

/// The names on the documentation page exist.
#[test]
fn the_page_has_every_assumption_and_names_tests_that_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let page = fs::read_to_string(root.join("crates/ig-core/ASSUMPTIONS.md")).unwrap();
    let headings: Vec<_> = page.lines().filter(|line| line.starts_with("### ")).collect();
    for assumption in Bench::new(again()).run().assumptions {
        let name = format!("`{}`", assumption.name);
        assert!(headings.iter().any(|line| line.contains(&name)), "{name} has no heading");
    }
    let words: Vec<_> = page.split('`').skip(1).step_by(2).collect();
    let mut files = words.iter().filter(|word| word.ends_with(".rs")).peekable();
    assert!(files.peek().is_some());
    for file in files {
        assert!(root.join(file).is_file(), "{file}");
    }
    for test in words.iter().filter(|word| word.starts_with("a_")) {
        let line = format!("fn {test}()");
        let has = |file: &&str| {
            file.ends_with(".rs") && fs::read_to_string(root.join(file)).unwrap().contains(&line)
        };
        assert!(words.iter().any(has), "{test}");
    }
}
