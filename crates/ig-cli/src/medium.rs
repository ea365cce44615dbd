//! A medium of a post: a public URL, or a file on this machine.

mod check;
mod hand_over;
mod place;

use std::{
    ffi::OsStr,
    fmt,
    path::{Path, PathBuf},
};

use ig_core::{
    error::Actor,
    post::{AudioConfiguration, ThumbOffset},
};
use ig_media::{Format, Use};

use crate::failure::Failure;

pub(crate) use self::{
    check::{Needs, check, look, probe, standard_input},
    hand_over::hand_over,
    place::{Photos, Place, own_name, places, places_with},
};

/// A medium as the author gives it.
#[derive(Clone, Debug)]
pub(crate) enum Given {
    /// On a server.
    Url(String),
    /// On this machine.
    File(PathBuf),
}

/// What a post requires of one of its media.
#[derive(Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) given: &'a Given,
    /// The intended use.
    pub(crate) purpose: Use,
    /// The number of the carousel item, from 1.
    pub(crate) item: Option<usize>,
    /// The position of the frame that is a video's cover.
    pub(crate) moment: Option<ThumbOffset>,
    /// The music under a video.
    pub(crate) music: Option<&'a AudioConfiguration>,
}

impl<'a> Asked<'a> {
    /// The only medium of a post, without further requirements.
    pub(crate) fn only(given: &'a Given, purpose: Use) -> Self {
        Self { given, purpose, item: None, moment: None, music: None }
    }

    /// `item 2 (photo.jpg)`, or only the name.
    pub(crate) fn name(&self) -> String {
        match self.item {
            Some(number) => format!("item {number} ({})", self.given),
            None => self.given.to_string(),
        }
    }
}

/// The apparent format of a medium: from the bytes of a file, or from the path of a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Looks {
    Photo,
    Video,
}

impl Given {
    /// The medium as typed: a URL contains `://`.
    pub(crate) fn typed(argument: &OsStr) -> Self {
        match argument.to_str().filter(|text| text.contains("://")) {
            Some(url) => Self::Url(url.to_owned()),
            None => Self::File(argument.into()),
        }
    }

    pub(crate) fn is_file(&self) -> bool {
        matches!(self, Self::File(_))
    }

    /// Its format, as far as that is known.
    pub(crate) fn format(&self) -> Result<Format, Failure> {
        match self {
            Self::Url(url) if is_video_name(url) => Ok(Format::Mp4),
            Self::Url(_) => Ok(Format::Jpeg),
            Self::File(path) => Ok(probe(path, Needs::Medium)?.format),
        }
    }

    pub(crate) fn looks(&self) -> Result<Looks, Failure> {
        Ok(match self.format()? {
            format if format.is_video() => Looks::Video,
            _ => Looks::Photo,
        })
    }

    /// Resolves a path in `folder`. A path that leads out of it, even by a link, is refused.
    pub(crate) fn resolve_in(&mut self, folder: &Path) -> Result<(), Failure> {
        let Self::File(path) = self else { return Ok(()) };
        let refused = |path: &Path| {
            Failure::usage(format!("{} is not in the folder of the post", path.display()))
                .because("a post file can name only files in its own folder")
                .fix("put the file beside the post, or give it on the command line")
                .who(Actor::Author)
        };
        let inside = path.components().all(|part| {
            use std::path::Component::{CurDir, Normal};
            matches!(part, CurDir | Normal(_))
        });
        if !inside {
            return Err(refused(path));
        }
        let full = folder.join(&*path);
        // A missing file is reported when it is read.
        if let (Ok(real), Ok(folder)) = (full.canonicalize(), folder.canonicalize())
            && !real.starts_with(folder)
        {
            return Err(refused(path));
        }
        *path = full;
        Ok(())
    }
}

impl fmt::Display for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(url) => f.write_str(url),
            Self::File(path) => path.display().fmt(f),
        }
    }
}

fn is_video_name(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let extension = path.rsplit_once('.').map(|(_, extension)| extension);
    extension.is_some_and(|it| it.eq_ignore_ascii_case("mp4") || it.eq_ignore_ascii_case("mov"))
}
