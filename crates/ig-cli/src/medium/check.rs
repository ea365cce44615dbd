//! Looks at the bytes of files, so that what Instagram would refuse is not sent.

use std::path::Path;

use ig_core::Actor;
use ig_media::{Probe, Severity};

use super::Given;
use crate::{failure::Failure, output::Output, post::Asked};

/// Refuses a file that Instagram would refuse for the use at hand, and warns of what it changes.
pub(crate) fn check(asked: &Asked<'_>, output: &Output) -> Result<(), Failure> {
    let Given::File(path) = asked.given else { return Ok(()) };
    let name = asked.name();
    let (errors, warnings): (Vec<_>, Vec<_>) = ig_media::check(&probe(path)?, asked.purpose)
        .into_iter()
        .partition(|finding| finding.severity == Severity::Error);
    for warning in warnings {
        output.warning(format_args!("{name}: {warning}"));
    }
    if errors.is_empty() {
        return Ok(());
    }
    let (why, fix): (Vec<_>, Vec<_>) = errors
        .iter()
        .map(|error| {
            let text = error.to_string();
            let why = text.strip_suffix(error.advice).unwrap_or(&text);
            (why.trim_end_matches([':', ' ']).to_owned(), error.advice)
        })
        .unzip();
    Err(Failure::usage(format!("{name} is no {} that Instagram takes", asked.purpose))
        .because(why.join("; "))
        .fix(fix.join("; "))
        .who(Actor::Author))
}

pub(super) fn probe(path: &Path) -> Result<Probe, Failure> {
    let name = path.display();
    // Opening a pipe would wait for somebody to write to it.
    if path.metadata().is_ok_and(|metadata| !metadata.is_file()) {
        return Err(Failure::usage(format!("{name} cannot be published"))
            .because("it is not a file: a folder, a pipe or a device")
            .fix("give the path of a JPEG, MP4 or MOV, or a URL that starts with https://"));
    }
    ig_media::probe_file(path).map_err(|error| {
        Failure::usage(format!("{name} cannot be read"))
            .caused_by(&error)
            .fix("check the path and who may read it; a URL starts with https://")
    })
}
