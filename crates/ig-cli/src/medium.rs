//! What a post is made of: a public URL, or a file on this machine.

mod check;
mod hand_over;
mod way;

use std::{
    ffi::OsStr,
    fmt,
    path::{Path, PathBuf},
};

use ig_core::error::Actor;
use ig_media::Format;

use crate::failure::Failure;

pub(crate) use self::{
    check::{check, standard_input},
    hand_over::{hand_over, url},
    way::{Source, Way},
};

/// Where the author has it.
#[derive(Clone, Debug)]
pub(crate) enum Given {
    /// On a server.
    Url(String),
    /// On this machine.
    File(PathBuf),
}

/// What it looks like: a file's bytes say what it is, and a URL's path has to be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Looks {
    Photo,
    Video,
}

impl Given {
    /// What was typed: a URL has `://` in it.
    pub(crate) fn typed(argument: &OsStr) -> Self {
        match argument.to_str().filter(|text| text.contains("://")) {
            Some(url) => Self::Url(url.to_owned()),
            None => Self::File(argument.into()),
        }
    }

    pub(crate) fn is_file(&self) -> bool {
        matches!(self, Self::File(_))
    }

    /// What it is, as far as that is known.
    pub(crate) fn format(&self) -> Result<Format, Failure> {
        match self {
            Self::Url(url) if is_video_name(url) => Ok(Format::Mp4),
            Self::Url(_) => Ok(Format::Jpeg),
            Self::File(path) => Ok(check::probe(path)?.format),
        }
    }

    pub(crate) fn looks(&self) -> Result<Looks, Failure> {
        Ok(match self.format()? {
            Format::Mp4 | Format::Mov => Looks::Video,
            _ => Looks::Photo,
        })
    }

    /// Takes a path for one in `folder`. One that leads out of it, by a link too, is refused.
    pub(crate) fn resolve_in(&mut self, folder: &Path) -> Result<(), Failure> {
        let Self::File(path) = self else { return Ok(()) };
        let refused = |path: &Path| {
            Failure::usage(format!("{} is not in the folder of the post", path.display()))
                .because("a post in a file takes files from the file's own folder alone")
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
        // What is not there is told when it is looked into.
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
