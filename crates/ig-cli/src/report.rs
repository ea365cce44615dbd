//! The outcome of a post, for people and for programs.

use ig_core::{
    Post, PublishPlan,
    error::Actor,
    publish::{AddOnState, Cause, FailedItem, MediaRef, Outcome, Reason},
    rules::Finding,
};
use ig_driver::Key;
use serde::Serialize;

use crate::{
    failure::{Exit, Failure, advice_for, under_another_key},
    output::{self, Output},
    store::{Block, Folder},
    target::Target,
    text::{first_words, plain, with_login},
    transport,
};

/// The outcome of a post: the JSON object of `ig publish` and `ig resume`.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    pub(crate) outcome: &'static str,
    id: String,
    kind: &'static str,
    items: Option<usize>,
    pub(crate) container: Option<String>,
    pub(crate) media: Option<String>,
    pub(crate) media_known: Option<&'static str>,
    pub(crate) permalink: Option<String>,
    /// Whether the poll or the comment prompt of the post is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    add_on: Option<AddOnState>,
    pub(crate) reason: Option<ReasonReport>,
    brake: Option<Block>,
    /// What may still be hosted for it, since it could not be removed: URLs, or names where these are
    /// not known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    still_hosted: Vec<String>,
    /// What may go wrong with the post, apart from its files.
    warnings: Vec<Finding>,
    target: Option<Target>,
    /// How to try again, if it was not published.
    #[serde(skip)]
    again: Option<String>,
    #[serde(skip)]
    exit: Exit,
}

/// Why no post is known to be public.
#[derive(Debug, Serialize)]
pub(crate) struct ReasonReport {
    pub(crate) phase: String,
    pub(crate) item: Option<FailedItem>,
    pub(crate) message: String,
    /// Meta's words for the user, in the user's language.
    pub(crate) user_title: Option<String>,
    pub(crate) user_message: Option<String>,
    pub(crate) code: Option<i64>,
    pub(crate) subcode: Option<i64>,
    pub(crate) trace_id: Option<String>,
    pub(crate) advice: String,
    pub(crate) actor: Actor,
    until: Option<String>,
    #[serde(skip)]
    sentence: String,
}

impl Report {
    pub(crate) fn new(key: &Key, plan: &PublishPlan, outcome: &Outcome) -> Self {
        let report = |outcome, exit| Self {
            outcome,
            id: key.to_string(),
            kind: kind(plan.post()),
            items: Some(plan.post().items().len()).filter(|count| *count != 0),
            container: None,
            media: None,
            media_known: None,
            permalink: None,
            add_on: None,
            reason: None,
            brake: None,
            still_hosted: Vec::new(),
            warnings: plan.warnings(),
            target: None,
            again: None,
            exit,
        };
        match outcome {
            Outcome::Published { container, media, add_on } => Self {
                add_on: *add_on,
                container: Some(container.to_string()),
                media: media.id().map(ToString::to_string),
                media_known: Some(match media {
                    MediaRef::Confirmed(_) => "confirmed",
                    MediaRef::Matched(_) => "matched",
                    _ => "unknown",
                }),
                ..report("published", Exit::Success)
            },
            Outcome::NotPublished { reason } => Self {
                container: reason.container.as_ref().map(ToString::to_string),
                reason: Some(reason.into()),
                ..report("not_published", Exit::Failed)
            },
            Outcome::Uncertain { container, reason } => Self {
                container: Some(container.to_string()),
                reason: Some(reason.into()),
                ..report("uncertain", Exit::Uncertain)
            },
        }
    }

    #[must_use]
    pub(crate) fn with_permalink(self, permalink: Option<String>) -> Self {
        Self { permalink, ..self }
    }

    /// Sets that further posts of the kind are paused.
    #[must_use]
    pub(crate) fn with_block(self, brake: Option<Block>) -> Self {
        Self { brake, ..self }
    }

    /// Sets what could not be removed of what was hosted for it.
    #[must_use]
    pub(crate) fn with_still_hosted(self, still_hosted: Vec<String>) -> Self {
        Self { still_hosted, ..self }
    }

    /// Sets where the post went.
    #[must_use]
    pub(crate) fn with_target(self, target: &Target) -> Self {
        Self { target: Some(target.clone()), ..self }
    }

    /// Sets how to publish it under its key anyway.
    #[must_use]
    pub(crate) fn with_way_out(self, again: impl Into<String>) -> Self {
        Self { again: Some(again.into()), ..self }
    }

    /// Sets that its key is used, so that to try again is to use another one.
    #[must_use]
    pub(crate) fn with_used_key(mut self) -> Self {
        const HOW: &str = "run the command with another --key";
        if let Some(reason) = &mut self.reason {
            reason.advice = under_another_key(&reason.advice, HOW);
        }
        self.with_way_out(format!("to publish it anyway: {HOW}"))
    }

    /// Shows the report, and returns the exit status.
    pub(crate) fn show(&self, folder: &Folder, output: &Output) -> Exit {
        if output.is_json() {
            output.object(self);
        } else {
            self.show_lines(output);
        }
        if let Some(Block { surface, until }) = &self.brake {
            output.warning(format_args!(
                "Instagram has blocked such posts; those to the account's {surface} are paused \
                 until {until}"
            ));
        }
        if let Some(reason) = &self.reason {
            output.explain(&self.failure(reason, folder));
        }
        match self.exit {
            Exit::Success if output::is_lost() => self.unread(folder, output),
            exit => exit,
        }
    }

    /// The post is public, and whoever asked has not been told: not a failure, which would be tried
    /// again as a second post.
    fn unread(&self, folder: &Folder, output: &Output) -> Exit {
        let media = self.media.as_deref().unwrap_or("unknown");
        let resume =
            self.id.parse().map(|key: Key| folder.resume_command(&key)).unwrap_or_default();
        output.explain(
            &Failure::uncertain(format!("the post is public, with the media id {media}"))
                .because("standard output cannot be written to, so that this is not reported there")
                .fix("do not post it again; make room, and ask for the report again")
                .last_line(format!("the report again: {resume}")),
        );
        Exit::Uncertain
    }

    fn show_lines(&self, output: &Output) {
        let line = |label: &str, text: &Option<String>| {
            if let Some(text) = text {
                output.line(format_args!("{label:<10} {}", plain(text)));
            }
        };
        line("container", &self.container);
        line("media", &self.media);
        line("permalink", &self.permalink);
        match self.media_known {
            Some("matched") => output.note(
                "the reply to the publish was lost; the media id is that of the only new post that fits",
            ),
            Some("unknown") => output.note(
                "the post is public; the reply to the publish was lost, and its media id could \
                 not be found: look at the account in the app",
            ),
            _ => (),
        }
        match self.add_on {
            Some(AddOnState::Missing) => output.warning(
                "the post was published without its poll, which cannot be added later; do not \
                 post it again unless you want two posts",
            ),
            Some(AddOnState::Unknown) => output.note(
                "the post is public; whether its poll or comment prompt is there is not known: \
                 look at the post in the app",
            ),
            _ => (),
        }
    }

    fn failure(&self, reason: &ReasonReport, folder: &Folder) -> Failure {
        let tell = |failure: Failure| {
            failure.because(&reason.sentence).who(reason.actor).trace_id(reason.trace_id.as_deref())
        };
        if self.exit != Exit::Uncertain {
            let failure = tell(Failure::failed("not published")).fix(&reason.advice);
            return match &self.again {
                Some(again) => failure.last_line(again),
                None => failure,
            };
        }
        let resume =
            self.id.parse().map(|key: Key| folder.resume_command(&key)).unwrap_or_default();
        tell(Failure::uncertain("it is not known whether the post is public"))
            .fix(&reason.advice)
            .last_line(format!("resume with: {resume}"))
    }
}

/// The name of a kind of post, as used in a post file.
pub(crate) fn kind(post: &Post) -> &'static str {
    match post {
        Post::Photo(_) => "photo",
        Post::Reel(_) => "reel",
        Post::PhotoStory(_) => "photo_story",
        Post::VideoStory(_) => "video_story",
        Post::Carousel(_) => "carousel",
        _ => "post",
    }
}

/// The start of the caption, or the name of the first medium if there is no caption.
pub(crate) fn words(post: &Post) -> String {
    match post.caption() {
        Some(caption) => first_words(caption.as_str()),
        None => {
            let first = post.media().first().map(ToString::to_string);
            first_words(&first.unwrap_or_default())
        }
    }
}

impl From<&Reason> for ReasonReport {
    fn from(reason: &Reason) -> Self {
        let error = reason.cause.api();
        Self {
            phase: reason.phase.to_string(),
            item: reason.item.clone(),
            message: transport::message(&reason.cause, &reason.cause),
            user_title: error.and_then(|error| error.user_title.clone()),
            user_message: error.and_then(|error| error.user_message.clone()),
            code: error.map(|error| error.code),
            subcode: error.and_then(|error| error.subcode),
            trace_id: error.and_then(|error| error.trace_id.clone()),
            advice: with_login(advice_for(reason)),
            actor: reason.actor(),
            until: match reason.cause {
                Cause::Braked { until, .. }
                | Cause::QuotaFull { free_at: until, .. }
                | Cause::ContainersFull { free_at: until, .. } => Some(until.to_string()),
                _ => None,
            },
            sentence: transport::message(&reason.cause, reason),
        }
    }
}
