//! A post that is asked for again under its key, compared with the one that the queue has.
//!
//! Nothing is sent for it, so its files may be gone: a gone file is known by its name alone. An error
//! instead of the post's state would make a program ask under another key, for a second post.

use std::{fs::File, path::Path};

use ig_core::{Context, Post, PublishPlan, UserId};
use ig_driver::Key;
use ig_queue::Row;

use super::{file_key, place_of};
use crate::{
    failure::Failure,
    medium::{Asked, Given, Photos, Place, own_name},
    output::Output,
    post::Sketch,
    report::kind,
    wanted,
};

/// What is asked for, and where it is to go.
#[derive(Debug)]
pub(crate) struct Wish<'a> {
    pub(crate) sketch: &'a Sketch,
    /// The media, by their numbers from 0, that the asker may not have read.
    pub(crate) closed: &'a [usize],
    pub(crate) photos: Photos,
    pub(crate) user: &'a UserId,
    pub(crate) context: &'a Context,
    pub(crate) api_base: &'a str,
}

/// How it compares with the post of the queue.
#[derive(Debug, Default)]
pub(crate) struct Again {
    /// The members in which it differs; none if it is the same post as far as can be told.
    pub(crate) differs: Vec<&'static str>,
    /// The names of the media that were not compared.
    pub(crate) uncompared: Vec<String>,
}

impl Again {
    pub(crate) fn is_same(&self) -> bool {
        self.differs.is_empty()
    }

    /// Says what was not compared.
    pub(crate) fn warn(&self, output: &Output) {
        for name in &self.uncompared {
            output.warning(format_args!(
                "{name} was not compared with that of the post: it, or a photo beside it, can no longer \
                 be read"
            ));
        }
    }
}

/// Compares what is asked for with the row of its key, whose plan is `kept`.
pub(crate) fn again(
    key: &Key,
    row: &Row,
    kept: &PublishPlan,
    wish: &Wish<'_>,
) -> Result<Again, Failure> {
    let mut again = Again::default();
    match post(key, kept, wish, &mut again.uncompared)? {
        Some(post) => again.differs = differs(kept, &PublishPlan::new(wish.user.clone(), post)),
        None => {
            let pairs = [
                ("user_id", kept.user() != wish.user),
                ("media", true),
                ("caption", kept.post().caption() != wish.sketch.caption()),
            ];
            again.differs = named(&pairs);
        }
    }
    if row.account.api_base.as_str() != wish.api_base {
        again.differs.push("api_base");
    }
    Ok(again)
}

/// The members in which one plan differs from another.
pub(crate) fn differs(kept: &PublishPlan, asked: &PublishPlan) -> Vec<&'static str> {
    let (one, other) = (kept.post(), asked.post());
    let mut differs = named(&[
        ("user_id", kept.user() != asked.user()),
        ("kind", kind(one) != kind(other)),
        ("media", one.media() != other.media()),
        ("caption", one.caption() != other.caption()),
    ]);
    if differs.iter().all(|name| *name == "user_id") && one != other {
        differs.push("options");
    }
    differs
}

fn named(pairs: &[(&'static str, bool)]) -> Vec<&'static str> {
    pairs.iter().filter(|(_, is_other)| *is_other).map(|(name, _)| *name).collect()
}

/// The post that is asked for, with the media of the kept one where they cannot be compared; nothing
/// where its media are others.
fn post(
    key: &Key,
    kept: &PublishPlan,
    wish: &Wish<'_>,
    uncompared: &mut Vec<String>,
) -> Result<Option<Post>, Failure> {
    let media = wish.sketch.media();
    let theirs = wanted::places(kept);
    if media.len() != theirs.len() {
        return Ok(None);
    }
    let is_gone = |(at, asked): (usize, &Asked<'_>)| match asked.given {
        Given::Url(_) => false,
        Given::File(path) => wish.closed.contains(&at) || !is_readable(path),
    };
    let gone: Vec<bool> = media.iter().enumerate().map(is_gone).collect();
    // A sandbox has the photos of a post under one name, which is that of all of their bytes.
    let is_photo = |asked: &Asked<'_>| asked.given.is_file() && !asked.purpose.is_video();
    let is_unnamed = media.iter().zip(&gone).any(|(asked, is_gone)| *is_gone && is_photo(asked));
    let own = match is_unnamed {
        true => key.clone(),
        false => file_key(key, &media, wish.context)?,
    };
    let mut places = Vec::new();
    for (at, asked) in media.iter().enumerate() {
        if gone[at] || (is_unnamed && is_photo(asked)) {
            let is_like = wish.photos != Photos::AreHosted || asked.purpose.is_video();
            if !is_like || !is_like_named(asked, at + 1, &theirs[at]) {
                return Ok(None);
            }
            uncompared.push(asked.name());
            places.push(theirs[at].clone());
            continue;
        }
        // What no place can be found for is none of a post that has one.
        let Ok(place) = place_of(wish.photos, asked, wish.context, &own, at + 1) else {
            return Ok(None);
        };
        places.push(place);
    }
    wish.sketch.clone().into_post(&places).map(Some)
}

/// Whether a file could have been the kept one, by its name.
fn is_like_named(asked: &Asked<'_>, number: usize, kept: &Place) -> bool {
    let Given::File(path) = asked.given else { return false };
    match kept {
        Place::File(source) if asked.purpose.is_video() => {
            Path::new(source.name()).file_name() == path.file_name()
        }
        Place::Url(url) if !asked.purpose.is_video() => {
            let end = format!("-{number}-{}", own_name(path));
            let url = url.as_str();
            url.contains("/_sandbox/files/queue-") && url.ends_with(&end)
        }
        _ => false,
    }
}

fn is_readable(path: &Path) -> bool {
    // Opening a pipe would wait for a writer.
    path.metadata().is_ok_and(|metadata| metadata.is_file()) && File::open(path).is_ok()
}
