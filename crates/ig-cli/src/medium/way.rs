//! How an API gets at a medium.

use std::path::{Path, PathBuf};

use ig_driver::Files;

use ig_core::{Context, MediaUrl, error::Actor, upload::NamedSource};

use super::Given;
use crate::{failure::Failure, post::Asked};

/// How an API gets at a medium.
#[derive(Debug)]
pub(crate) enum Way {
    /// It fetches this.
    Fetch(MediaUrl),
    /// It is sent this film.
    Upload(NamedSource),
    /// It is given this file first: a sandbox takes files.
    HandOver(PathBuf),
}

/// Where a medium is once nothing is left to be handed over.
#[derive(Debug)]
pub(crate) enum Source {
    Url(MediaUrl),
    File(NamedSource),
}

impl Way {
    pub(crate) fn of(asked: &Asked<'_>, context: &Context) -> Result<Self, Failure> {
        let url = match asked.given {
            Given::Url(url) if context.is_loopback() => MediaUrl::local(url),
            Given::Url(url) => url.parse(),
            Given::File(path) if asked.purpose.is_film() => return film(path).map(Self::Upload),
            Given::File(path) if context.is_loopback() => return Ok(Self::HandOver(path.clone())),
            Given::File(_) => return Err(not_public(asked)),
        };
        url.map(Self::Fetch).map_err(|error| {
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

/// The film as it is now: if it is another when it is sent, it is not sent.
fn film(path: &Path) -> Result<NamedSource, Failure> {
    Files::name(path).map_err(|error| {
        Failure::usage(format!("{} cannot be uploaded", path.display()))
            .caused_by(&error)
            .fix("check the path and who may read it")
    })
}

fn not_public(asked: &Asked<'_>) -> Failure {
    Failure::usage(format!("{} is on this machine", asked.name()))
        .because("Instagram fetches a photo from a public URL, and takes no file")
        .fix(
            "put it on a public server and give its URL; to try it here, add --sandbox or point \
             IG_API_BASE at `ig sandbox`",
        )
        .who(Actor::Author)
}
