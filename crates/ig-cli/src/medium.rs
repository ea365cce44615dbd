//! What is to be published: a public URL, or a file that a sandbox takes.

mod hand_over;

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use ig_core::{Actor, Context, MediaUrl};
use ig_media::{Format, Severity};

use crate::{failure::Failure, output::Output};

pub(crate) use self::hand_over::{hand_over, url};

/// Where the medium is.
#[derive(Debug)]
pub(crate) enum Medium {
    /// On a server.
    Url(String),
    /// On this machine.
    File(PathBuf),
}

/// How an API gets at a medium.
#[derive(Debug)]
pub(crate) enum Way<'a> {
    /// It fetches this.
    Fetch(MediaUrl),
    /// It is given this file first: a sandbox takes files.
    HandOver(&'a Path),
}

/// What it becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A photo in the feed.
    Photo,
    /// A video.
    Reel,
}

impl Medium {
    /// The one medium of a post.
    pub(crate) fn of(arguments: &[OsString]) -> Result<Self, Failure> {
        let [medium] = arguments else {
            return Err(Failure::usage("more than one medium was given")
                .because("carousels are not there yet: a post has one photo or one video")
                .fix("give one URL or FILE, and run `ig publish` once for each post"));
        };
        Ok(match medium.to_str().filter(|text| text.contains("://")) {
            Some(url) => Self::Url(url.to_owned()),
            None => Self::File(medium.into()),
        })
    }

    /// What it becomes. A file's bytes say what it is, and a URL's path has to be believed.
    pub(crate) fn kind(&self, reel: bool, output: &Output) -> Result<Kind, Failure> {
        match self {
            Self::Url(url) if reel || is_video_name(url) => Ok(Kind::Reel),
            Self::Url(_) => Ok(Kind::Photo),
            Self::File(path) => kind_of_file(path, reel, output),
        }
    }

    /// How the API gets at it.
    pub(crate) fn way(&self, context: &Context) -> Result<Way<'_>, Failure> {
        let url = match self {
            Self::Url(url) if context.is_loopback() => MediaUrl::local(url),
            Self::Url(url) => url.parse(),
            Self::File(path) if context.is_loopback() => return Ok(Way::HandOver(path)),
            Self::File(path) => return Err(not_public(path)),
        };
        url.map(Way::Fetch).map_err(|error| {
            Failure::usage("the URL cannot be used")
                .caused_by(&error)
                .fix("give the URL of the file itself on a public server, https://… in plain ASCII")
                .who(Actor::Author)
        })
    }
}

fn not_public(path: &Path) -> Failure {
    Failure::usage(format!("{} is on this machine", path.display()))
        .because("Instagram fetches the medium from a public URL, and takes no file")
        .fix(
            "put it on a public server and give its URL; to try it here, add --sandbox or point \
             IG_API_BASE at `ig sandbox`",
        )
        .who(Actor::Author)
}

fn is_video_name(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let extension = path.rsplit_once('.').map(|(_, extension)| extension);
    extension.is_some_and(|it| it.eq_ignore_ascii_case("mp4") || it.eq_ignore_ascii_case("mov"))
}

/// Looks at the bytes, so that what Instagram would refuse is not sent.
fn kind_of_file(path: &Path, reel: bool, output: &Output) -> Result<Kind, Failure> {
    let name = path.display();
    // Opening a pipe would wait for somebody to write to it.
    if path.metadata().is_ok_and(|metadata| !metadata.is_file()) {
        return Err(Failure::usage(format!("{name} cannot be published"))
            .because("it is not a file: a folder, a pipe or a device")
            .fix("give the path of a JPEG, or a URL that starts with https://"));
    }
    let probe = ig_media::probe_file(path).map_err(|error| {
        Failure::usage(format!("{name} cannot be read"))
            .caused_by(&error)
            .fix("check the path and who may read it; a URL starts with https://")
    })?;
    if matches!(probe.format, Format::Mp4 | Format::Mov) {
        return Ok(Kind::Reel);
    }
    if reel {
        return Err(Failure::usage(format!("{name} cannot be a reel"))
            .because(format!("its format is {}, by its bytes", probe.format))
            .fix("give an MP4 or MOV, or leave out --reel")
            .who(Actor::Author));
    }
    let (errors, warnings): (Vec<_>, Vec<_>) = ig_media::check_photo(&probe)
        .into_iter()
        .partition(|finding| finding.severity == Severity::Error);
    for warning in warnings {
        output.warning(format_args!("{name}: {warning}"));
    }
    if errors.is_empty() {
        return Ok(Kind::Photo);
    }
    let (why, fix): (Vec<_>, Vec<_>) =
        errors.iter().map(|error| halves(&error.to_string())).unzip();
    Err(Failure::usage(format!("{name} is no photo that Instagram takes"))
        .because(why.join("; "))
        .fix(fix.join("; "))
        .who(Actor::Author))
}

/// A finding is one sentence: what is wrong, a colon, and what to do.
fn halves(finding: &str) -> (String, String) {
    match finding.rsplit_once(": ") {
        Some((why, fix)) => (why.to_owned(), fix.to_owned()),
        None => (finding.to_owned(), "export the picture again".to_owned()),
    }
}
