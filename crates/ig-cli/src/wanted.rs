//! The requested post compared with the stored one.

use std::{io, time::Duration};

use ig_core::{CarouselItem, MediaUrl, Post, PublishPlan, UserId, post::Medium, publish::Outcome};
use ig_driver::{Difference, Key, Once, OnceError, Target, once};
use ig_ureq::{Clock, SystemClock};

use crate::{
    failure::Failure,
    fingerprint::Fingerprint,
    medium::{Asked, Looks, Place},
    moved::Moved,
    output::Output,
    post::Sketch,
    random,
    store::{self, Folder},
};

/// A requested post and its destination.
#[derive(Debug)]
pub(crate) struct Wanted<'a> {
    pub(crate) sketch: &'a Sketch,
    pub(crate) user: &'a UserId,
    pub(crate) target: &'a Target,
    /// The fingerprint of each medium, in order; an error if a file cannot be read.
    prints: Vec<(String, io::Result<Fingerprint>)>,
}

/// What is to be done for a post with a key.
#[derive(Debug)]
pub(crate) enum Next {
    /// Nothing is stored.
    New,
    /// It is unfinished or uncertain.
    GoOn,
    /// It is finished, and is to be posted again.
    Forget,
    /// It is finished.
    Over(Box<store::Post>),
}

/// How long the same post is refused unless it is explicitly repeated.
const RECENT: Duration = Duration::from_secs(3600);

impl<'a> Wanted<'a> {
    pub(crate) fn new(sketch: &'a Sketch, user: &'a UserId, target: &'a Target) -> Self {
        Self::without(&[], sketch, user, target)
    }

    /// The same for someone who may not have some of the media read, by their numbers from 0.
    pub(crate) fn without(
        closed: &[usize],
        sketch: &'a Sketch,
        user: &'a UserId,
        target: &'a Target,
    ) -> Self {
        let print = |(at, asked): (usize, Asked<'_>)| match closed.contains(&at) {
            true => (asked.name(), Err(io::ErrorKind::PermissionDenied.into())),
            false => (asked.name(), Fingerprint::of(asked.given)),
        };
        let prints = sketch.media().into_iter().enumerate().map(print).collect();
        Self { sketch, user, target, prints }
    }

    /// The names of the media that cannot be compared.
    pub(crate) fn uncompared(&self) -> Vec<String> {
        let gone = self.prints.iter().filter(|(_, print)| print.is_err());
        gone.map(|(name, _)| name.clone()).collect()
    }

    /// The fingerprints of the media.
    pub(crate) fn media(&self) -> Result<Vec<Fingerprint>, Failure> {
        let prints = self.prints.iter().map(|(name, print)| match print {
            Ok(print) => Ok(print.clone()),
            Err(error) => Err(Failure::usage(format!("{name} cannot be read"))
                .because(error)
                .fix("check that the file is still there, and who may read it")),
        });
        prints.collect()
    }

    /// What is to be done for the key, as far as is known without its lock.
    pub(crate) fn next(
        &self,
        again: bool,
        folder: &Folder,
        key: &Key,
        output: &Output,
    ) -> Result<Next, Failure> {
        let Some(kept) = folder.find_post(key)? else { return Ok(Next::New) };
        if again && kept.is_not_published() {
            return Ok(Next::Forget);
        }
        let is_open = kept.end().is_none() && kept.record.snapshot.may_be_public();
        if let Some(name) = self.uncompared().first().filter(|_| is_open) {
            return Err(gone(&kept, name, &folder.resume_command(key)));
        }
        match self.once(&kept, output)? {
            Once::Over(_) if again => Ok(Next::Forget),
            Once::Over(_) => Ok(Next::Over(Box::new(kept))),
            Once::Drive(_) if again && kept.record.snapshot.may_be_public() => {
                Err(may_be_public(&kept, &folder.resume_command(key)))
            }
            Once::Drive(_) => Ok(Next::GoOn),
        }
    }

    /// Refuses a post that was, may have been or is being posted a short time ago.
    pub(crate) fn check_recent(
        &self,
        media: &[Fingerprint],
        folder: &Folder,
    ) -> Result<(), Failure> {
        let now = SystemClock.now();
        let mut posts = folder.posts()?.into_iter().filter_map(|kept| kept.post.ok());
        let same = posts.find(|kept| {
            let is_recent = now.since(kept.record.saved) < RECENT;
            is_recent && !kept.is_not_published() && self.looks_like(kept, media)
        });
        match same {
            Some(kept) => Err(twice(&kept, &folder.resume_command(kept.key()))),
            None => Ok(()),
        }
    }

    /// What is to be done for the post stored under the key: resume it, or nothing
    /// if it is finished. Another post, or the same one elsewhere, is refused. For a finished post,
    /// a file that can no longer be read is not compared, and a note says so.
    pub(crate) fn once(&self, kept: &store::Post, output: &Output) -> Result<Once, Failure> {
        let kept_prints = &kept.extra.media;
        let (mut differs, mut uncompared) = (kept_prints.len() != self.prints.len(), Vec::new());
        for ((name, print), kept_print) in self.prints.iter().zip(kept_prints) {
            match print {
                Ok(print) => differs |= print != kept_print,
                Err(_) => uncompared.push(name.clone()),
            }
        }
        if !uncompared.is_empty() && kept.end().is_none() {
            self.media()?;
        }
        // The same bytes under another name, or handed to a sandbox again, are the same medium.
        let post = match differs {
            // What is gone may have been the medium of another kind of post.
            false => {
                Some(self.with_media_of(kept).ok_or_else(|| another(kept, "its kind differs"))?)
            }
            true => None,
        };
        // A different account or API is reported first, different media after that.
        let plan = match &post {
            Some(post) => PublishPlan::new(self.user.clone(), post.clone()),
            None => PublishPlan::new(self.user.clone(), kept.record.snapshot.plan().post().clone()),
        };
        let (now, seed) = (SystemClock.now(), random::number());
        let once = once(Some(&kept.record), plan, self.target, now, seed)
            .map_err(|error| refused(kept, &error))?;
        if differs {
            return Err(another(kept, "its media differ"));
        }
        for name in uncompared {
            output.warning(format_args!(
                "{name} can no longer be read, so it was not compared with what was posted"
            ));
        }
        Ok(once)
    }

    /// The requested post with the media of the stored one, if they are the same media, as far as they
    /// can be compared.
    pub(crate) fn post(&self, kept: &store::Post) -> Option<Post> {
        let kept_prints = &kept.extra.media;
        let is_other = |(print, kept): (&(String, io::Result<Fingerprint>), &Fingerprint)| {
            print.1.as_ref().is_ok_and(|print| print != kept)
        };
        if kept_prints.len() != self.prints.len()
            || self.prints.iter().zip(kept_prints).any(is_other)
        {
            return None;
        }
        self.with_media_of(kept)
    }

    /// The requested post with the media of the stored one, if its kind can have them.
    fn with_media_of(&self, kept: &store::Post) -> Option<Post> {
        self.sketch.clone().into_post(&places(kept.record.snapshot.plan())).ok()
    }

    /// Whether the stored post looks the same to viewers: account, API, media and caption.
    fn looks_like(&self, kept: &store::Post, media: &[Fingerprint]) -> bool {
        let plan = kept.record.snapshot.plan();
        let caption = plan.post().caption();
        kept.record.target.api_base() == self.target.api_base()
            && plan.user() == self.user
            && !kept.extra.sandbox
            && kept.extra.media == media
            && plan.post().surface() == self.sketch.surface()
            && caption == self.sketch.caption()
    }
}

/// The places of a post's media, in the order of the sketch.
pub(crate) fn places(plan: &PublishPlan) -> Vec<Place> {
    let media = plan.post().media().into_iter().filter_map(|medium| match medium {
        Medium::Url(url) => Some(Place::Url(url.clone())),
        Medium::Source(file) => Some(Place::File(file.clone())),
        _ => None,
    });
    media.chain(cover(plan).map(Place::Url)).collect()
}

/// Files that were moved or touched and still have the planned bytes.
pub(crate) fn find_moved(kept: &store::Post, now: &[Place], moved: &mut Moved) {
    for (now, planned) in now.iter().zip(places(kept.record.snapshot.plan())) {
        if let (Place::File(now), Place::File(planned)) = (now, &planned)
            && now != planned
        {
            moved.add(planned, now);
        }
    }
}

fn cover(plan: &PublishPlan) -> Option<MediaUrl> {
    use ig_core::Endpoint;
    // Any id will do for the containers of the items, which are left out.
    let child = plan.user().as_str().parse().ok()?;
    let own = plan.containers(&child).pop()?;
    let draft = own.draft();
    let url = draft.form().find(|(name, _)| &**name == "cover_url")?.1.into_owned();
    url.parse().or_else(|_| MediaUrl::local(&url)).ok()
}

/// What each medium on the command line was, for files that no longer exist.
pub(crate) fn looks(post: &Post) -> Vec<Looks> {
    match post {
        Post::Photo(_) | Post::PhotoStory(_) => vec![Looks::Photo],
        Post::Reel(_) | Post::VideoStory(_) => vec![Looks::Video],
        post => post
            .items()
            .iter()
            .map(|item| match item {
                CarouselItem::Video(_) => Looks::Video,
                _ => Looks::Photo,
            })
            .collect(),
    }
}

fn refused(kept: &store::Post, error: &OnceError) -> Failure {
    match error {
        OnceError::AnotherPlan { differs: Difference::Account, .. } => {
            another(kept, "it is for another account")
        }
        OnceError::AnotherPlan { .. } => another(kept, "its caption or options differ"),
        OnceError::AnotherTarget { target, .. } => {
            another(kept, &format!("it went to {}, and not to {target}", kept.record.target))
        }
        error => {
            Failure::usage("the post cannot be published").caused_by(error).fix(error.advice())
        }
    }
}

fn another(kept: &store::Post, why: &str) -> Failure {
    let key = kept.key();
    let fix = match kept.is_not_published() {
        true => "give this post its own key, or add --again to forget the other one",
        false => "give this post its own key",
    };
    Failure::usage(format!("the key {key} belongs to another post, so nothing was sent"))
        .because(format!(
            "{why}; that one was started at {}: {}",
            kept.record.created,
            standing(kept)
        ))
        .fix(fix)
        .for_programs("give this post its own key")
        .first(key, kept.extra.permalink.as_deref())
}

/// The state of the post, with its permalink if known.
pub(crate) fn standing(kept: &store::Post) -> String {
    let standing = kept.record.standing();
    match (&kept.extra.permalink, kept.record.snapshot.outcome()) {
        (Some(permalink), Some(Outcome::Published { .. })) => format!("{standing} ({permalink})"),
        _ => format!("{standing}"),
    }
}

/// The post is the same as one that was started a short time ago.
fn twice(kept: &store::Post, resume: &str) -> Failure {
    let (what, fix) = match kept.end() {
        Some(_) => ("posted", "add --again to post it once more".to_owned()),
        None => {
            ("started", format!("resume that one: {resume}; or add --again to post it once more"))
        }
    };
    let failure =
        Failure::usage(format!("this was {what} less than an hour ago, so nothing was sent"))
            .because(format!(
                "post {} has the same account, media and caption: {}",
                kept.key(),
                standing(kept)
            ))
            .fix(fix)
            .first(kept.key(), kept.extra.permalink.as_deref());
    match kept.end() {
        Some(_) => failure,
        None => failure.last_line(format!("resume with: {resume}")),
    }
}

/// The key's post may be public, and cannot be compared with what is asked for: it is not begun again.
fn gone(kept: &store::Post, name: &str, resume: &str) -> Failure {
    Failure::uncertain(format!(
        "the key {} has a post that may be public, so nothing was sent",
        kept.key()
    ))
    .because(format!(
        "{name} can no longer be read, so it was not compared with that one: {}",
        standing(kept)
    ))
    .fix("find out what became of it: resume it; it does not need the file")
    .first(kept.key(), kept.extra.permalink.as_deref())
    .last_line(format!("resume with: {resume}"))
}

/// The key's post may be public: `--again` does not make a second one.
fn may_be_public(kept: &store::Post, resume: &str) -> Failure {
    Failure::uncertain(format!("post {} may be public, so it is not published again", kept.key()))
        .because(kept.record.standing())
        .fix("find out first: resume it")
        .first(kept.key(), kept.extra.permalink.as_deref())
        .last_line(format!("resume with: {resume}"))
}
