//! The aims: each fault at each request that a run without it makes.

use std::{collections::BTreeMap, fmt, time::Duration};

use ig_core::PublishFlow;
use ig_sandbox::{Do, Fault, On};
use ig_tests::{driver::Driver, video::VideoFile};

use super::{
    Reads,
    bench::{Bench, Watched},
    flows::{KINDS, Kind, Media},
    variants::{OUTAGE, Variant, all, variants, word},
};

/// What has already gone wrong when the fault comes, so that the requests of the recovery meet
/// faults too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Course {
    Calm,
    ReplyLost,
    RequestLost,
    ReadsOut,
}

impl Course {
    pub(crate) const ALL: [Self; 4] =
        [Self::Calm, Self::ReplyLost, Self::RequestLost, Self::ReadsOut];

    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Calm => "at first",
            Self::ReplyLost => "after the publish took effect and its reply was lost",
            Self::RequestLost => "after the publish was lost on its way",
            Self::ReadsOut => "after reads were out for 3 h and the reply to the publish was lost",
        }
    }

    fn faults(self) -> Vec<Fault> {
        let lost = |what| Fault::new(On::Publish, what);
        let outage = Fault::new(On::Create, Do::ReadOutage).with_delay(Duration::from_secs(OUTAGE));
        match self {
            Self::Calm => Vec::new(),
            Self::ReplyLost => vec![lost(Do::CommitThenDrop)],
            Self::RequestLost => vec![lost(Do::Drop)],
            Self::ReadsOut => vec![outage, lost(Do::CommitThenDrop)],
        }
    }
}

/// How many requests a fault meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Lasts {
    /// One request.
    Once,
    /// All such requests from this one on.
    ForGood,
}

/// A request of a flow: the `nth` of `of` to an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) on: On,
    pub(crate) nth: u32,
    pub(crate) of: u32,
    is_read: bool,
}

/// One fault at one request.
#[derive(Clone, Debug)]
pub(crate) struct Aim {
    pub(crate) number: usize,
    pub(crate) kind: &'static Kind,
    pub(crate) course: Course,
    pub(crate) target: Target,
    pub(crate) fault: String,
    pub(crate) what: Do,
    pub(crate) lasts: Lasts,
    pub(crate) reads: Reads,
    pub(crate) faults: Vec<Fault>,
    /// Whether it makes reads reply 100/33.
    pub(crate) is_unreadable: bool,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}/{}", word(self.on), self.nth, self.of)
    }
}

impl fmt::Display for Aim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, course, target, fault, lasts, reads, .. } = self;
        write!(f, "{}, {}, {target}, {fault}, {lasts:?}, {reads:?}", kind.name, course.title())
    }
}

impl Aim {
    /// The problem to report if the post is not published and named: a fault that happens once and
    /// passes costs only time.
    pub(crate) fn must_publish(&self) -> Option<String> {
        let is_long_outage = self.what == Do::ReadOutage && self.fault.ends_with("3 h");
        let passes = match self.what {
            Do::Error | Do::CommitThenError => self.fault.ends_with(" 2"),
            Do::Processing => !self.fault.ends_with("2207026"),
            _ if is_long_outage => self.reads == Reads::Blind,
            _ => true,
        };
        let can_be_known = match self.course {
            // A story has no caption by which to distinguish it from another on the list.
            Course::ReadsOut => !self.kind.is_story(),
            Course::ReplyLost => !(is_long_outage && self.kind.is_story()),
            // A post that is not on the list may still have been published.
            Course::RequestLost => !is_long_outage,
            Course::Calm => true,
        };
        let must = passes && can_be_known && self.lasts == Lasts::Once;
        must.then(|| "not published, or not named".to_owned())
    }
}

/// The requests of a run of a course, in order, from the first that the course does not change.
fn targets(
    bench: &Bench,
    video: &VideoFile,
    kind: &'static Kind,
    course: Course,
    reads: Reads,
) -> Vec<Target> {
    let mut places = BTreeMap::new();
    for on in all::<On>().into_iter().filter(|on| *on != On::Any) {
        bench.reset();
        bench.arm(course.faults());
        // The requests that the course already struck meet no second fault.
        let mark = Fault::new(on, Do::Delay).times(u32::MAX);
        bench.arm([mark]);
        let plan = kind.plan(&Media { base: &bench.url, video: &video.file }, reads);
        drop(bench.drive(Driver::Ureq, &mut Watched::new(PublishFlow::new(plan, 7))));
        let requests = bench.requests();
        let struck = |what: &Do| matches!(what, Do::Drop | Do::CommitThenDrop);
        let first = match course {
            Course::Calm => 0,
            _ => match requests.iter().rposition(|it| it.faults.iter().any(struck)) {
                Some(at) => 1 + at,
                None => panic!("{}, {course:?}: nothing was published", kind.name),
            },
        };
        let is_of = |at: usize| {
            requests[at].faults.iter().any(|it| *it == Do::Delay || struck(it) && on == On::Publish)
        };
        let mine: Vec<usize> = (0..requests.len()).filter(|at| is_of(*at)).collect();
        let of = u32::try_from(mine.len()).unwrap();
        let mut left = (1..).zip(mine).filter(|(_, at)| first <= *at).collect::<Vec<_>>();
        // There are looks for half an hour; the last is like the third.
        if course != Course::Calm {
            left.truncate(3);
        }
        let target = |nth, at: usize| {
            let is_read = requests[at].method == "GET";
            Target { on, nth, of, is_read }
        };
        places.extend(left.into_iter().map(|(nth, at)| (at, target(nth, at))));
    }
    places.into_values().collect()
}

/// All aims, in the order of the table.
pub(crate) fn aims(bench: &Bench, video: &VideoFile) -> Vec<Aim> {
    let mut aims = Vec::new();
    for kind in KINDS {
        for course in Course::ALL {
            for reads in Reads::BOTH {
                // The requests after a publish are the same for both.
                if course != Course::Calm && reads == Reads::Awaited {
                    continue;
                }
                for target in targets(bench, video, kind, course, reads) {
                    for variant in variants() {
                        for lasts in [Lasts::Once, Lasts::ForGood] {
                            aims.extend(aim(
                                aims.len(),
                                kind,
                                course,
                                target,
                                &variant,
                                lasts,
                                reads,
                            ));
                        }
                    }
                }
            }
        }
    }
    aims
}

fn aim(
    number: usize,
    kind: &'static Kind,
    course: Course,
    target: Target,
    variant: &Variant,
    lasts: Lasts,
    reads: Reads,
) -> Option<Aim> {
    let times = if lasts == Lasts::Once { 1 } else { u32::MAX };
    if target.is_read && variant.commits() {
        return None;
    }
    let fault = variant.at(target.on, target.nth, times)?;
    let faults = [course.faults(), vec![fault]].concat();
    let (fault, what, is_unreadable) =
        (variant.name.clone(), variant.what(), variant.is_unreadable());
    Some(Aim { number, kind, course, target, fault, what, lasts, reads, faults, is_unreadable })
}

/// The requests to aim at are learnt, and are those that the flow sends.
#[test]
fn the_requests_of_a_flow_are_learnt() {
    use ig_sandbox::SecondPublish;
    let (bench, video) = (Bench::new(SecondPublish::Refuse), VideoFile::new(20_000));
    let names = |name: &str, course| {
        let kind = KINDS.iter().find(|kind| kind.name == name).unwrap();
        let targets = targets(&bench, &video, kind, course, Reads::Blind);
        targets.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(names("photo", Course::Calm), "limit 1/1, create 1/1, status 1/1, publish 1/1");
    assert_eq!(names("photo", Course::ReplyLost), "status 2/2, media_list 1/1");
    assert_eq!(
        names("photo", Course::RequestLost),
        "status 2/3, status 3/3, media_list 1/1, publish 2/2"
    );
    let carousel = names("carousel", Course::Calm);
    for request in ["limit 1/1", "create 5/5", "upload 2/2", "batch 1/", "publish 1/1"] {
        assert!(carousel.contains(request), "{request}: {carousel}");
    }
    let story = names("photo story", Course::ReadsOut);
    assert!(story.starts_with("status ") && story.contains("media_list 3/"), "{story}");
}
