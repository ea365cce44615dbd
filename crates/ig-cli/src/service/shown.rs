//! A post, as programs see it: the same form for one of the queue and one of `ig publish`.

use ig_core::{
    PublishPlan, Timestamp,
    publish::{Outcome, Reason},
};
use ig_queue::{Row, State};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Door,
    next::{advice, next},
};
use crate::{
    queue,
    report::{ReasonReport, Report, kind},
    store,
    text::plain,
};

/// A post
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "PostState")]
pub(crate) struct Shown {
    /// Its key
    pub(crate) key: String,
    /// How far it is
    pub(crate) state: Word,
    /// Whether it has ended: it is published or not published, was skipped or was cancelled
    pub(crate) is_final: bool,
    /// Whether it may be public
    pub(crate) may_be_public: bool,
    /// The id of the media object, if it is public and the id is known
    pub(crate) media: Option<String>,
    /// How the id is known: `confirmed` by the reply to the publish, `matched` with the list of the
    /// account's media, or `unknown`
    pub(crate) media_known: Option<String>,
    /// Where people see it
    pub(crate) permalink: Option<String>,
    /// The container
    pub(crate) container: Option<String>,
    /// Why it is not known to be public
    pub(crate) reason: Option<Why>,
    /// What it waits for, or why it is held or was skipped
    pub(crate) note: Option<String>,
    /// Who has to do what
    pub(crate) next: String,
    /// The id of the Instagram account
    pub(crate) user_id: String,
    /// The API
    pub(crate) api_base: String,
    /// The name of its access token
    pub(crate) credential: Option<String>,
    /// The kind of post: photo, reel, photo_story, video_story or carousel
    pub(crate) kind: Option<String>,
    /// The caption
    pub(crate) caption: Option<String>,
    /// Its photos and videos
    pub(crate) files: Vec<String>,
    /// When it is due, or was begun
    pub(crate) at: String,
    /// The time as it was given
    pub(crate) typed: Option<String>,
    /// Where it is kept
    pub(crate) kept_by: KeptBy,
    /// Members of the request that the post does not follow, as it was asked for with others before:
    /// `at`, `late`, `lead`, `strict` or `credential`
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) ignored: Vec<&'static str>,
    /// Media of the request that were not compared with those of the post, since they, or photos beside
    /// them, can no longer be read
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) uncompared: Vec<String>,
    /// Before when nothing becomes of it by itself, if it waits.
    #[serde(skip)]
    pub(super) wake: Option<Timestamp>,
}

/// How far a post is
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "State")]
pub(crate) enum Word {
    /// It waits for its time, or for what the note says
    Waiting,
    /// It is worked on
    Active,
    /// It is not published until a person lets it go
    Held,
    /// It is public
    Published,
    /// It is not public, and will not be
    NotPublished,
    /// It may be public, and nobody knows
    Uncertain,
    /// It was found too late and was not published
    Skipped,
    /// It was taken back
    Cancelled,
}

/// Where a post is kept
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum KeptBy {
    /// In the queue
    Queue,
    /// Outside the queue: it was begun by `ig publish`, has no events, and is not taken back
    Publish,
}

/// Why a post is not known to be public
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "Reason")]
pub(crate) struct Why {
    /// What went wrong
    message: String,
    /// What to do
    fix: String,
    /// Who has to act
    actor: String,
    /// The phase in which it happened
    phase: String,
    /// Meta's error code
    code: Option<i64>,
    /// Meta's error subcode
    subcode: Option<i64>,
    /// Meta's id of the request
    trace_id: Option<String>,
}

/// Something that happened to a post
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "Event")]
pub(crate) struct Told {
    /// Its number: each later one has a greater one
    pub(crate) seq: u64,
    /// The key of the post
    key: String,
    /// When
    at: String,
    /// What
    what: String,
    /// By whom
    who: String,
    /// How far the post is when this is sent: an event that is sent again has the state of the post at
    /// that time, which may be further than the event
    state: Option<Word>,
}

/// A post and what happened to it
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Explained {
    /// The post
    pub(crate) post: Shown,
    /// What happened to it, in order, as far as the queue knows
    pub(crate) events: Vec<Told>,
}

impl Word {
    pub(crate) const ALL: [Self; 8] = [
        Self::Waiting,
        Self::Active,
        Self::Held,
        Self::Published,
        Self::NotPublished,
        Self::Uncertain,
        Self::Skipped,
        Self::Cancelled,
    ];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Active => "active",
            Self::Held => "held",
            Self::Published => "published",
            Self::NotPublished => "not_published",
            Self::Uncertain => "uncertain",
            Self::Skipped => "skipped",
            Self::Cancelled => "cancelled",
        }
    }

    fn is_final(self) -> bool {
        matches!(self, Self::Published | Self::NotPublished | Self::Skipped | Self::Cancelled)
    }

    fn of(row: &Row) -> Self {
        let word = queue::outcome(row);
        // A word of a later version is one that nobody here can do anything about.
        Self::ALL.into_iter().find(|known| known.as_str() == word).unwrap_or(Self::Held)
    }

    /// The states of the queue in which a post can be that is shown like this.
    pub(crate) fn in_queue(self) -> State {
        match self {
            Self::Waiting => State::Waiting,
            Self::Active => State::Active,
            Self::Held => State::Held,
            Self::Published | Self::NotPublished | Self::Skipped => State::Done,
            Self::Uncertain => State::Uncertain,
            Self::Cancelled => State::Cancelled,
        }
    }
}

impl Shown {
    /// A post of the queue.
    pub(crate) fn of_row(row: &Row, door: Door) -> Self {
        let plan = queue::post(row);
        let ending = queue::ending(row);
        let key = row.id.as_str().to_owned();
        let state = Word::of(row);
        let shown = Self {
            key,
            state,
            is_final: state.is_final(),
            may_be_public: row.may_be_public() && state != Word::NotPublished,
            note: row.note.as_ref().map(|note| plain(&note.to_string())),
            next: next(row, door),
            credential: Some(row.credential.as_str().to_owned()),
            typed: Some(row.due.typed().to_owned()),
            permalink: row.permalink.clone(),
            kept_by: KeptBy::Queue,
            wake: row.wake.filter(|_| row.state == State::Waiting),
            ..Self::bare(row.account.user.as_str(), row.account.api_base.as_str(), row.due.at())
        };
        shown.with(plan.as_ref(), ending.as_ref())
    }

    /// A post of `ig publish`.
    pub(crate) fn of_post(kept: &store::Post, door: Door) -> Self {
        let snapshot = &kept.record.snapshot;
        let plan = snapshot.plan();
        let state = match snapshot.outcome() {
            Some(Outcome::Published { .. }) => Word::Published,
            Some(Outcome::NotPublished { .. }) => Word::NotPublished,
            Some(Outcome::Uncertain { .. }) => Word::Uncertain,
            None => Word::Active,
        };
        let key = kept.key().as_str();
        let shown = Self {
            key: key.to_owned(),
            state,
            is_final: state.is_final(),
            may_be_public: snapshot.may_be_public() && state != Word::NotPublished,
            container: snapshot.container().map(ToString::to_string),
            note: snapshot.outcome().is_none().then(|| snapshot.phase().activity().to_owned()),
            next: match state {
                Word::Published => "nothing: it is done".to_owned(),
                Word::NotPublished => {
                    "ask for it under another key, once the cause is fixed".to_owned()
                }
                _ => format!("nothing, or ask for it again: {}", door.put(key)),
            },
            permalink: kept.extra.permalink.clone(),
            kept_by: KeptBy::Publish,
            ..Self::bare(plan.user().as_str(), kept.record.target.api_base(), kept.record.created)
        };
        shown.with(Some(plan), snapshot.outcome())
    }

    fn bare(user: &str, api_base: &str, at: Timestamp) -> Self {
        Self {
            key: String::new(),
            state: Word::Waiting,
            is_final: false,
            may_be_public: false,
            media: None,
            media_known: None,
            permalink: None,
            container: None,
            reason: None,
            note: None,
            next: String::new(),
            user_id: user.to_owned(),
            api_base: api_base.to_owned(),
            credential: None,
            kind: None,
            caption: None,
            files: Vec::new(),
            at: at.to_string(),
            typed: None,
            kept_by: KeptBy::Queue,
            ignored: Vec::new(),
            uncompared: Vec::new(),
            wake: None,
        }
    }

    /// The post as it is told to a program whose request had members that it does not follow.
    pub(super) fn without(self, ignored: Vec<&'static str>) -> Self {
        Self { ignored, ..self }
    }

    fn with(mut self, plan: Option<&PublishPlan>, ending: Option<&Outcome>) -> Self {
        let Some(plan) = plan else { return self };
        let post = plan.post();
        self.kind = Some(kind(post).to_owned());
        self.caption = post.caption().map(|caption| caption.as_str().to_owned());
        self.files = post.media().iter().map(ToString::to_string).collect();
        let (Some(outcome), Ok(key)) = (ending, self.key.parse()) else { return self };
        let report = Report::new(&key, plan, outcome);
        self.container = report.container.or(self.container);
        self.media = report.media;
        self.media_known = report.media_known.map(str::to_owned);
        self.reason = match outcome {
            Outcome::NotPublished { reason } | Outcome::Uncertain { reason, .. } => {
                Some(reason.into())
            }
            Outcome::Published { .. } => None,
        };
        self
    }
}

impl From<&Reason> for Why {
    fn from(reason: &Reason) -> Self {
        let ReasonReport { phase, message, code, subcode, trace_id, actor, .. } = reason.into();
        let (actor, fix) = (actor.to_string(), advice(reason));
        Self { message, fix, actor, phase, code, subcode, trace_id }
    }
}

impl Told {
    /// An event of the queue, and its post as it is now.
    pub(super) fn new(told: ig_queue_sqlite::Told, row: Option<&Row>) -> Self {
        let (at, what, who) = (told.event.at.to_string(), &told.event.what, &told.event.who);
        Self {
            seq: told.seq,
            key: told.post.as_str().to_owned(),
            at,
            what: plain(what),
            who: plain(who),
            state: row.map(Word::of),
        }
    }
}
