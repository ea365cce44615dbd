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
}

/// The places of a post's media. Nothing is handed over yet; `key` keeps the files of two posts
/// apart.
pub(crate) fn places(
    media: &[Asked<'_>],
    context: &Context,
    key: &Key,
) -> Result<Vec<Place>, Failure> {
    let numbered = (1..).zip(media);
    numbered.map(|(number, asked)| Place::of(asked, context, key, number)).collect()
}

impl Place {
    fn of(asked: &Asked<'_>, context: &Context, key: &Key, number: usize) -> Result<Self, Failure> {
        let url = match asked.given {
            Given::Url(url) if context.is_loopback() => MediaUrl::local(url),
            Given::Url(url) => url.parse(),
            Given::File(path) if asked.purpose.is_video() => return video(path).map(Self::File),
            Given::File(path) if context.is_loopback() => {
                let url = own_url(context.api_base(), key, number, path);
                return match MediaUrl::local(&url) {
                    Ok(url) => Ok(Self::HandedOver(path.clone(), url)),
                    Err(error) => Err(Failure::usage("the file's name cannot be used in a URL")
                        .caused_by(&error)
                        .fix("rename it")),
                };
            }
            Given::File(_) => return Err(not_public(asked)),
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
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name: String = name.chars().map(|c| if plain(c) { c } else { '-' }).collect();
    // The end of a long name, with the extension, is the useful part.
    let name = &name[name.len().saturating_sub(60)..];
    format!("{base}/_sandbox/files/{key}-{number}-{name}")
}

/// The video as it is now: if it changes before it is sent, it is not sent.
fn video(path: &Path) -> Result<NamedSource, Failure> {
    Files::name(path).map_err(|error| {
        Failure::usage(format!("{} cannot be uploaded", path.display()))
            .caused_by(&error)
            .fix("check the path and who may read it")
    })
}

fn not_public(asked: &Asked<'_>) -> Failure {
    Failure::usage(format!("{} is on this machine", asked.name()))
        .because("Instagram fetches a photo from a public URL, and does not accept a file")
        .fix(
            "put it on a public server and give its URL; to try it here, add --sandbox or point \
             IG_API_BASE at `ig sandbox`",
        )
        .who(Actor::Author)
}
