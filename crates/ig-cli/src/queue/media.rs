//! The media of a post of the queue, judged again right before its first container is made.

use std::time::Duration;

use ig_core::{
    CarouselItem, Context, Login, MediaUrl, Post, PublishPlan, post::Medium, upload::NamedSource,
};
use ig_driver::{ChangedSource, Files, Sources as _};
use ig_fetch::Reach;
use ig_media::{Rule, Severity, Use};
use ig_queue::ApiBase;

use crate::{args::CheckUrlsArg, remote, text::plain, web::Trust};

/// Judges media: files of this machine always, and URLs as `check_urls` says.
#[derive(Clone, Debug)]
pub(crate) struct Media {
    pub(crate) check_urls: CheckUrlsArg,
    pub(crate) trust: Trust,
}

impl Media {
    /// What is wrong with one of the media, for certain. A server that does not answer here may
    /// answer Instagram, which says so itself if not.
    pub(crate) fn judge(&self, api_base: &ApiBase, plan: &PublishPlan) -> Result<(), String> {
        let context = Context::without_token(Login::Facebook).with_api_base(api_base.as_str());
        let is_local = context.is_ok_and(|context| context.is_loopback());
        let media = plan.post().media();
        media.into_iter().zip(uses(plan.post())).try_for_each(|(medium, purpose)| match medium {
            Medium::Url(url) if self.looks(is_local) => self.at(url, is_local, purpose),
            Medium::Source(source) => file(source),
            _ => Ok(()),
        })
    }

    fn looks(&self, is_local: bool) -> bool {
        match self.check_urls {
            CheckUrlsArg::Auto => !is_local,
            CheckUrlsArg::Always => true,
            CheckUrlsArg::Never => false,
        }
    }

    fn at(&self, url: &MediaUrl, is_local: bool, purpose: Use) -> Result<(), String> {
        const PATIENCE: Duration = Duration::from_secs(10);
        let reach = if is_local { Reach::Local } else { Reach::Public };
        let look = remote::look(url.as_str(), reach, PATIENCE, &self.trust);
        if let Some(status @ (404 | 410)) = look.fetch.status {
            return Err(plain(&format!("{url} is gone: HTTP {status}")));
        }
        let Some(probe) = &look.probe else { return Ok(()) };
        let is_known = |rule: &Rule| !look.undecided.contains(rule);
        let findings = ig_media::check(probe, purpose).into_iter();
        let mut errors = findings.filter(|it| it.severity == Severity::Error && is_known(&it.rule));
        match errors.next() {
            Some(error) => Err(plain(&format!("{url}: {error}"))),
            None => Ok(()),
        }
    }
}

/// The file as it was when the post was added: one that has changed is not sent.
fn file(source: &NamedSource) -> Result<(), String> {
    let name = source.name();
    let checked = Files.open(name).and_then(|file| ig_driver::check_source(&*file, source));
    checked.map(drop).map_err(|error| match error.get_ref() {
        Some(inner) if inner.is::<ChangedSource>() => {
            plain(&format!("{name} has changed since the post was added"))
        }
        _ => plain(&format!("{name} cannot be read: {error}")),
    })
}

/// The use of each medium, in the order of the post's.
fn uses(post: &Post) -> Vec<Use> {
    match post {
        Post::Photo(_) => vec![Use::FeedPhoto],
        Post::PhotoStory(_) => vec![Use::StoryPhoto],
        Post::Reel(_) => vec![Use::Reel],
        Post::VideoStory(_) => vec![Use::StoryVideo],
        post => {
            let items = post.items().iter().map(|item| match item {
                CarouselItem::Video(_) => Use::CarouselVideo,
                _ => Use::CarouselPhoto,
            });
            items.collect()
        }
    }
}
