//! The source from which an API gets a medium.

use std::path::{Path, PathBuf};

use ig_core::{Context, MediaUrl, error::Actor, upload::NamedSource};
use ig_driver::{Files, Key};

use super::{Asked, Given};
use crate::failure::Failure;

/// The source from which an API gets a medium.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    /// A URL that the API fetches.
    Url(MediaUrl),
    /// A video that is uploaded.
    File(NamedSource),
    /// A file that is first handed to a sandbox, which then fetches it from its own URL.
    HandedOver(PathBuf, MediaUrl),
    /// A file that a command of the user's is to host. The URL stands for the one that is not known
    /// yet, and ends with the name of the file.
    ToHost(PathBuf, MediaUrl),
}

/// What becomes of photos on this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Photos {
    /// A sandbox gets them, and Instagram cannot.
    AreHere,
    /// The same where no command can host them, as for a post that waits.
    StayHere,
    /// A command hosts them.
    AreHosted,
}

/// The places of a post's media. Nothing is handed over yet; `key` keeps the files of two posts
/// apart.
pub(crate) fn places(
    media: &[Asked<'_>],
    context: &Context,
    key: &Key,
) -> Result<Vec<Place>, Failure> {
    places_with(Photos::StayHere, media, context, key)
}

/// The same of a post that is published now: photos on this machine may be hosted. Nothing is hosted yet
/// either.
pub(crate) fn places_with(
    photos: Photos,
    media: &[Asked<'_>],
    context: &Context,
    key: &Key,
) -> Result<Vec<Place>, Failure> {
    let numbered = (1..).zip(media);
    numbered.map(|(number, asked)| Place::of(photos, asked, context, key, number)).collect()
}

impl Place {
    /// The place of the medium with that number, from 1.
    pub(crate) fn of(
        photos: Photos,
        asked: &Asked<'_>,
        context: &Context,
        key: &Key,
        number: usize,
    ) -> Result<Self, Failure> {
        let url = match asked.given {
            Given::Url(url) if context.is_loopback() => MediaUrl::local(url),
            Given::Url(url) => url.parse(),
            Given::File(path) if asked.purpose.is_video() => return video(path).map(Self::File),
            Given::File(path) if photos == Photos::AreHosted => {
                let url = format!("https://hosted.example/{}", own_name(path));
                return match url.parse() {
                    Ok(url) => Ok(Self::ToHost(absolute(path), url)),
                    Err(error) => Err(unusable_name(&error)),
                };
            }
            Given::File(path) if context.is_loopback() => {
                let url = own_url(context.api_base(), key, number, path);
                return match MediaUrl::local(&url) {
                    Ok(url) => Ok(Self::HandedOver(path.clone(), url)),
                    Err(error) => Err(unusable_name(&error)),
                };
            }
            Given::File(_) => return Err(not_public(photos, asked)),
        };
        url.map(Self::Url).map_err(|error| {
            let what = match asked.item {
                Some(number) => format!("the URL of item {number} cannot be used"),
                None => "the URL cannot be used".to_owned(),
            };
            Failure::usage(what)
                .caused_by(&error)
                .fix("give the URL of the file itself on a public server, https://… in plain ASCII")
                .who(Actor::Author)
        })
    }
}

/// The URL of a file that was handed to a sandbox. Its name there begins with a key and a
/// number, so that two files with the same name do not replace each other.
fn own_url(base: &str, key: &Key, number: usize, path: &Path) -> String {
    format!("{base}/_sandbox/files/{key}-{number}-{}", own_name(path))
}

/// The name of a file as far as a URL may have it.
pub(crate) fn own_name(path: &Path) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name: String = name.chars().map(|c| if plain(c) { c } else { '-' }).collect();
    // The end of a long name, with the extension, is the useful part.
    name[name.len().saturating_sub(60)..].to_owned()
}

/// The same file wherever the command that removes it is run.
fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

fn unusable_name(error: &dyn std::error::Error) -> Failure {
    Failure::usage("the file's name cannot be used in a URL").caused_by(error).fix("rename it")
}

/// The video as it is now: if it changes before it is sent, it is not sent.
fn video(path: &Path) -> Result<NamedSource, Failure> {
    Files::name(path).map_err(|error| {
        Failure::usage(format!("{} cannot be uploaded", path.display()))
            .caused_by(&error)
            .fix("check the path and who may read it")
    })
}

fn not_public(photos: Photos, asked: &Asked<'_>) -> Failure {
    let hosted = match photos {
        Photos::StayHere => "put it on a public server, and give its URL",
        _ => "put it on a public server and give its URL, or let a command do that: --host-with",
    };
    Failure::usage(format!("{} is on this machine", asked.name()))
        .because("Instagram fetches a photo from a public URL, and does not accept a file")
        .fix(format!(
            "{hosted}; to try it here, add --sandbox or point IG_API_BASE at `ig sandbox`"
        ))
        .for_programs("put it on a public server and give its URL")
        .who(Actor::Author)
}
