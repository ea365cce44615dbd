//! Looks at the bytes of files, so that what Instagram would refuse is not sent.

use std::path::Path;

use ig_core::{error::Actor, post::AudioConfiguration};
use ig_media::{Film, Format, Moov, Probe, Severity};

use super::Given;
use crate::{failure::Failure, output::Output, post::Asked};

/// Refuses a file that Instagram would refuse for the use at hand, and warns of what it changes.
pub(crate) fn check(asked: &Asked<'_>, output: &Output) -> Result<(), Failure> {
    let Given::File(path) = asked.given else { return Ok(()) };
    let name = asked.name();
    let probe = probe(path)?;
    let (errors, warnings): (Vec<_>, Vec<_>) = ig_media::check(&probe, asked.purpose)
        .into_iter()
        .partition(|finding| finding.severity == Severity::Error);
    if let Some(film) = probe.film.as_ref().filter(|_| errors.is_empty()) {
        fits(asked, film)?;
    }
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

/// Refuses a film that does not go with what the post says of it.
fn fits(asked: &Asked<'_>, film: &Film) -> Result<(), Failure> {
    let name = asked.name();
    if let (Some(moment), Some(length)) = (asked.moment, film.duration)
        && length < moment.duration()
    {
        let (moment, length) = (moment.duration().as_secs_f64(), length.as_secs_f64());
        return Err(Failure::usage(format!("{name} has no such moment for a cover"))
            .because(format!(
                "the cover is to be at {moment:.3} s, and the film ends at {length:.3} s"
            ))
            .fix("give an earlier moment: --cover-at, or thumb_offset in a file")
            .who(Actor::Author));
    }
    // Where the index cannot be read, nothing is known of the sound.
    let is_read = matches!(film.moov, Moov::First | Moov::Last);
    if let Some(music) = asked.music
        && is_read
        && film.audio.is_none()
        && !mutes_the_film(music)
    {
        return Err(Failure::usage(format!("{name} is silent, and music is put under it"))
            .because(
                "Instagram mixes the music with the film's own sound, and has been seen to fail \
                 where there is none (2207082)",
            )
            .fix(
                "set the volume of the film to 0: --audio ID,video=0, or \"video_volume\": 0 in a \
                 file; or give a film with sound",
            )
            .who(Actor::Author));
    }
    Ok(())
}

/// As it is sent, which is how the core shows its parts.
fn mutes_the_film(music: &AudioConfiguration) -> bool {
    serde_json::to_value(music).is_ok_and(|music| music["video_volume"] == 0)
}

/// `-` stands for standard input elsewhere.
pub(crate) fn standard_input() -> Failure {
    Failure::usage("a photo or video is not read from standard input")
        .because("- stands for standard input")
        .fix("save it to a file and give its path; a file with this name is ./-")
        .who(Actor::Author)
}

pub(super) fn probe(path: &Path) -> Result<Probe, Failure> {
    let name = path.display();
    if path.as_os_str() == "-" {
        return Err(standard_input());
    }
    // Opening a pipe would wait for somebody to write to it.
    if path.metadata().is_ok_and(|metadata| !metadata.is_file()) {
        return Err(Failure::usage(format!("{name} cannot be published"))
            .because("it is not a file: a folder, a pipe or a device")
            .fix("give the path of a JPEG, MP4 or MOV, or a URL that starts with https://"));
    }
    let probe = ig_media::probe_file(path).map_err(|error| {
        Failure::usage(format!("{name} cannot be read"))
            .caused_by(&error)
            .fix("check the path and who may read it; a URL starts with https://")
    })?;
    let useless = |why: &str| {
        Err(Failure::usage(format!("{name} cannot be published"))
            .because(why)
            .fix("check that it is the right file, and give a JPEG, MP4 or MOV")
            .who(Actor::Author))
    };
    match probe.format {
        _ if probe.size == 0 => useless("the file is empty"),
        Format::Unknown => useless("it is neither a photo nor a film, by its first bytes"),
        _ => Ok(probe),
    }
}
