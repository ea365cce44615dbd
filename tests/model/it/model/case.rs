//! The post that is published, and all that goes wrong meanwhile.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use crate::world::{Crash, World, local_video};
use ig_core::{
    Carousel, CarouselItem, MediaUrl, Photo, PhotoStory, Post, PublishPlan, Reel, VideoStory,
    post::{AddOn, ImageItem, Poll, VideoItem, VideoSource},
    publish::{PublishPolicy, QuotaPolicy},
};
use ig_sandbox_core::{AddOns, Config, Do, Fault, On, SecondPublish, Shows, Slices};
use proptest::prelude::*;

/// Where a video comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Source {
    Url,
    File,
    Hosted,
}

/// An item of a carousel.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Item {
    Image,
    Video(Source),
}

/// The kind of post.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Photo,
    Reel(Source),
    PhotoStory,
    VideoStory(Source),
    Carousel(Vec<Item>),
}

impl Source {
    fn video(self, name: &str) -> VideoSource {
        let url = || format!("https://example.com/{name}.mp4").parse().unwrap();
        match self {
            Self::Url => VideoSource::Url(url()),
            Self::Hosted => VideoSource::Hosted(url()),
            Self::File => VideoSource::Upload(local_video(&format!("/videos/{name}.mp4"))),
        }
    }
}

impl Kind {
    fn post(&self) -> Post {
        let caption = || "#BronzFonz & co, with @therock".parse().unwrap();
        let image =
            |name: &str| -> MediaUrl { format!("https://example.com/{name}.jpg").parse().unwrap() };
        match self {
            Self::Photo => Photo::new(image("a")).with_caption(caption()).into(),
            Self::Reel(source) => Reel::new(source.video("a")).with_caption(caption()).into(),
            Self::PhotoStory => PhotoStory::new(image("a")).into(),
            Self::VideoStory(source) => VideoStory::new(source.video("a")).into(),
            Self::Carousel(items) => {
                let items = items.iter().enumerate().map(|(n, item)| match item {
                    Item::Image => CarouselItem::from(ImageItem::new(image(&n.to_string()))),
                    Item::Video(source) => VideoItem::new(source.video(&n.to_string())).into(),
                });
                let items = items.collect::<Vec<_>>().try_into().unwrap();
                Carousel::new(items).with_caption(caption()).into()
            }
        }
    }

    pub(crate) fn plan(&self, policy: PublishPolicy) -> PublishPlan {
        let user = "17841400008460056".parse().unwrap();
        PublishPlan::new(user, self.post()).with_policy(policy)
    }

    /// The number of containers that the post needs.
    pub(crate) fn containers(&self) -> usize {
        match self {
            Self::Carousel(items) => items.len() + 1,
            _ => 1,
        }
    }
}

/// The same with a poll, where the kind has one.
fn asking(plan: &PublishPlan) -> PublishPlan {
    let poll = || AddOn::Poll(Poll::new(["yes", "no"]).unwrap());
    let post = match plan.post().clone() {
        Post::Photo(photo) => photo.with_add_on(poll()).into(),
        Post::Reel(reel) => reel.with_add_on(poll()).into(),
        Post::Carousel(carousel) => carousel.with_add_on(poll()).into(),
        story => story,
    };
    PublishPlan::new(plan.user().clone(), post).with_policy(plan.policy().clone())
}

fn source() -> impl Strategy<Value = Source> {
    prop_oneof![2 => Just(Source::Url), 3 => Just(Source::File), 1 => Just(Source::Hosted)]
}

/// Mostly photos, which run fast and try what all kinds share.
fn kind() -> impl Strategy<Value = Kind> {
    let item = prop_oneof![2 => Just(Item::Image), 3 => source().prop_map(Item::Video)];
    prop_oneof![
        6 => Just(Kind::Photo),
        3 => source().prop_map(Kind::Reel),
        2 => Just(Kind::PhotoStory),
        1 => source().prop_map(Kind::VideoStory),
        3 => prop::collection::vec(item.clone(), 2..=4).prop_map(Kind::Carousel),
        1 => prop::collection::vec(item, 5..=10).prop_map(Kind::Carousel),
    ]
}

/// What goes wrong with one request.
#[derive(Clone, Debug)]
pub(crate) enum Mishap {
    None,
    /// No server listens.
    Refused,
    /// The connection breaks after so many bytes of an upload.
    Cut(usize),
    Fault(Fault),
}

const CODED: [(u16, i64, i64); 9] = [
    (500, 2, 0),
    (500, 1, 99),
    (403, 4, 2_207_051),
    (400, 9, 2_207_042),
    (400, 24, 2_207_008),
    (400, 100, 33),
    (400, 100, 0),
    (403, 10, 0),
    (400, 9007, 2_207_027),
];

/// Subcodes in which a container ends: one that may be retried, one that is final,
/// and an unknown one.
const ENDS: [i64; 3] = [2_207_001, 2_207_026, 2_207_999];

fn any(what: Do) -> Fault {
    Fault::new(On::Any, what)
}

fn coded(what: Do) -> impl Strategy<Value = Fault> {
    prop::sample::select(&CODED[..]).prop_map(move |(status, code, subcode)| {
        any(what).with_status(status).with_code(code).with_subcode(subcode).with_echoed_token()
    })
}

fn lasting(what: Do, seconds: u64) -> impl Strategy<Value = Fault> {
    (0..seconds).prop_map(move |seconds| any(what).with_delay(Duration::from_secs(seconds)))
}

/// How late a commit may show if the server publishes a container as often as it
/// is requested: within `settle * confirmations`.
const SHOWS_WITHIN: u64 = 59;

/// A loss: it costs only time.
fn loss() -> impl Strategy<Value = Mishap> {
    let fault = prop_oneof![
        2 => Just(any(Do::Drop)),
        4 => Just(any(Do::CommitThenDrop)),
        2 => Just(any(Do::Garble)),
        1 => Just(any(Do::Html)),
        // In a batch, the entry of one call is `null`.
        3 => (1u32..=3).prop_map(|nth| Fault::new(On::Status, Do::Drop).nth(nth)),
        1 => Just(Fault::new(On::Upload, Do::UploadDies)),
        1 => (1u64..12_000).prop_map(|bytes| Fault::new(On::Upload, Do::Short).with_bytes(bytes)),
    ];
    prop_oneof![
        1 => Just(Mishap::Refused),
        4 => (0usize..12_000).prop_map(Mishap::Cut),
        10 => fault.prop_map(Mishap::Fault),
    ]
}

fn mishap() -> impl Strategy<Value = Mishap> {
    let fault = prop_oneof![
        1 => Just(any(Do::OriginalResponse)),
        1 => (0u64..=20).prop_map(|minutes| any(Do::RateLimit).with_minutes(minutes as u32)),
        2 => coded(Do::Error),
        3 => coded(Do::CommitThenError),
        1 => (1u32..=3, coded(Do::Error)).prop_map(|(nth, mut fault)| {
            fault.on = On::Status;
            fault.nth(nth)
        }),
        2 => lasting(Do::LateCommit, SHOWS_WITHIN),
        1 => lasting(Do::LateCommit, 10_000).prop_map(|fault| fault.with_shows(Shows::InProgress)),
        1 => lasting(Do::StatusLag, 2_000),
        1 => lasting(Do::ReadOutage, 4_000),
        1 => Just(any(Do::FetchFails)),
        1 => prop::sample::select(&ENDS[..]).prop_map(|code| any(Do::Processing).with_subcode(code)),
        1 => Just(any(Do::Error).with_status(400).with_code(190).with_echoed_token()),
        1 => Just(any(Do::CommitThenError).with_status(400).with_code(190)),
    ];
    prop_oneof![
        5 => Just(Mishap::None),
        4 => loss(),
        6 => fault.prop_map(Mishap::Fault),
    ]
}

fn crash() -> impl Strategy<Value = Crash> {
    prop_oneof![
        8 => Just(Crash::No),
        1 => Just(Crash::BeforeStep),
        1 => Just(Crash::AfterSaveBeforeSaved),
        1 => Just(Crash::BeforeSend),
        1 => Just(Crash::AfterSendBeforeHandle),
        1 => Just(Crash::Cancelled),
    ]
}

/// What happens to the process and its requests.
#[derive(Clone, Debug)]
pub(crate) struct Fate {
    /// By the number of the request, from 1.
    mishaps: BTreeMap<u32, Mishap>,
    /// By the turn of the driver's loop, from 1.
    crashes: BTreeMap<u32, Crash>,
    /// How far ahead the clocks are, in seconds.
    skews: Vec<u64>,
    /// The pause before the next machine runs, in seconds.
    naps: Vec<u64>,
    jumps: Vec<u64>,
    /// Whether only losses happen, and few of them: such a post must be published.
    pub(crate) is_mild: bool,
}

/// Anything, any number of times.
fn harsh() -> impl Strategy<Value = Fate> {
    (
        prop::collection::vec(mishap(), 0..24),
        prop::collection::vec(crash(), 0..60),
        prop::collection::vec(prop_oneof![Just(0), 0u64..120, 0u64..100_000], 0..8),
        prop_oneof![
            2 => Just(Vec::new()),
            1 => prop::collection::vec(prop_oneof![2 => Just(0), 1 => 0u64..200_000], 0..8),
        ],
        prop_oneof![
            1 => Just(Vec::new()),
            1 => prop::collection::vec(prop_oneof![Just(0), 0u64..120, 0u64..2_000], 0..12),
            1 => Just(vec![1_300; 60]),
        ],
    )
        .prop_map(|(mishaps, crashes, skews, naps, jumps)| {
            let mishaps = (1..).zip(mishaps).collect();
            let crashes = (1..).zip(crashes).filter(|(_, crash)| *crash != Crash::No).collect();
            Fate { mishaps, crashes, skews, naps, jumps, is_mild: false }
        })
}

/// A loss and a crash or two, anywhere in the course of even a long carousel.
fn mild() -> impl Strategy<Value = Fate> {
    (
        prop::collection::btree_map(
            prop_oneof![1u32..12, 1u32..40],
            prop_oneof![
                3 => loss(),
                // A container that fails, and another may succeed.
                1 => Just(Mishap::Fault(Fault::new(On::Create, Do::FetchFails))),
            ],
            0..=1,
        ),
        prop::collection::btree_map(1u32..80, crash(), 0..=1),
    )
        .prop_map(|(mishaps, crashes)| Fate {
            mishaps,
            crashes,
            skews: Vec::new(),
            naps: Vec::new(),
            jumps: Vec::new(),
            is_mild: true,
        })
}

#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) kind: Kind,
    baseline: bool,
    slice: Option<u64>,
    slices: Slices,
    quota: QuotaPolicy,
    pub(crate) posts_left: u32,
    processing: u64,
    others: BTreeSet<u32>,
    pub(crate) fate: Fate,
    blind_after: Option<Duration>,
    /// Of a post with a poll, what becomes of that.
    poll: Option<AddOns>,
    /// When it may be published, in seconds from the start.
    not_before: Option<u64>,
}

prop_compose! {
    pub(crate) fn case()(
        kind in kind(),
        baseline in prop::bool::weighted(0.3),
        slice in prop_oneof![3 => Just(None), 1 => (2_000u64..12_000).prop_map(Some)],
        slices in prop_oneof![2 => Just(Slices::Accepted), 1 => Just(Slices::Refused)],
        quota in prop::sample::select(&[QuotaPolicy::Ignore, QuotaPolicy::Refuse][..]),
        posts_left in prop_oneof![9 => Just(25u32), 1 => Just(0)],
        processing in prop_oneof![Just(0), 0u64..400],
        others in prop::collection::btree_set(1u32..24, 0..3),
        fate in prop_oneof![2 => harsh().boxed(), 1 => mild().boxed()],
        blind in prop::sample::select(&[Some(60), Some(60), Some(0), None][..]),
        poll in prop::sample::select(&[None, None, Some(AddOns::Attached), Some(AddOns::Dropped)][..]),
        not_before in prop_oneof![2 => Just(None), 1 => (0u64..80_000).prop_map(Some)],
    ) -> Case {
        let blind_after = blind.map(Duration::from_secs);
        Case {
            kind, baseline, slice, slices, quota, posts_left, processing, others, fate, blind_after,
            poll, not_before,
        }
    }
}

impl Case {
    /// The number of requests that the server refuses because they carry a slice.
    pub(crate) fn slices_refused(&self) -> usize {
        match (self.slice, self.slices) {
            (Some(_), Slices::Refused) => self.kind.containers(),
            _ => 0,
        }
    }

    /// Whether another user also posts stories.
    pub(crate) fn is_one_of_several_stories(&self) -> bool {
        matches!(self.kind, Kind::PhotoStory | Kind::VideoStory(_)) && !self.others.is_empty()
    }

    pub(crate) fn world(&self, second_publish: SecondPublish) -> World {
        let processing = Duration::from_secs(self.processing);
        let config = Config::default()
            .with_quota(self.posts_left)
            .with_second_publish(second_publish)
            .with_photo_processing(processing)
            .with_video_processing(processing)
            .with_carousel_processing(processing)
            .with_add_ons(self.poll.unwrap_or_default())
            .with_slices(self.slices);
        let mut policy = PublishPolicy::default()
            .with_upload_slice(self.slice)
            .with_blind_after(self.blind_after);
        policy.baseline = self.baseline;
        policy.quota = self.quota;
        let plan = self.kind.plan(policy);
        let plan = if self.poll.is_some() { asking(&plan) } else { plan };
        let mut world = World::new(config, plan);
        let Fate { mishaps, crashes, skews, naps, jumps, .. } = self.fate.clone();
        for (number, mishap) in mishaps {
            match mishap {
                Mishap::None => (),
                Mishap::Refused => drop(world.refused.insert(number)),
                Mishap::Cut(bytes) => drop(world.cuts.insert(number, bytes)),
                Mishap::Fault(fault) => drop(world.faults.insert(number, fault)),
            }
        }
        world.crashes = crashes;
        world.skews = skews;
        world.naps = naps;
        world.jumps = jumps;
        world.others.clone_from(&self.others);
        world.not_before = self.not_before.map(|wait| world.now.after(Duration::from_secs(wait)));
        world
    }
}
