//! Checks the bytes of files, so that a file that Instagram would refuse is not sent.

use std::{borrow::Cow, path::Path, time::Duration};

use ig_core::{error::Actor, post::AudioConfiguration};
use ig_fetch::Reach;
use ig_media::{Finding, Format, Moov, Probe, Rule, Severity, Use, Video};

use super::{Asked, Given};
use crate::{
    failure::Failure,
    output::Output,
    remote,
    text::{plain, quoted},
    web::Trust,
};

/// Refuses a file that Instagram would refuse for this use, and warns about changes to it.
pub(crate) fn check(asked: &Asked<'_>, output: &Output) -> Result<(), Failure> {
    let Given::File(path) = asked.given else { return Ok(()) };
    let needs = match asked.purpose.is_video() {
        true => Needs::Video,
        false => Needs::Photo,
    };
    judge(asked, &probe(path, needs)?, &[], output)
}

/// Judges the file at a URL by the same rules. Mistakes of its server are only warnings,
/// because Instagram may get a different answer; so is a file that cannot be fetched from
/// here.
pub(crate) fn look(
    asked: &Asked<'_>,
    is_local: bool,
    trust: &Trust,
    output: &Output,
) -> Result<(), Failure> {
    const PATIENCE: Duration = Duration::from_secs(10);
    let Given::Url(url) = asked.given else { return Ok(()) };
    let reach = if is_local { Reach::Local } else { Reach::Public };
    let look = remote::look(url, reach, PATIENCE, trust);
    for finding in &look.findings {
        output.warning(format_args!("{}: {}", asked.name(), plain(&finding.to_string())));
    }
    match &look.probe {
        Some(probe) => judge(asked, probe, &look.undecided, output),
        None => Ok(()),
    }
}

fn judge(
    asked: &Asked<'_>,
    probe: &Probe,
    undecided: &[Rule],
    output: &Output,
) -> Result<(), Failure> {
    let name = asked.name();
    let (errors, warnings): (Vec<_>, Vec<_>) = ig_media::check(probe, asked.purpose)
        .into_iter()
        .filter(|finding| !undecided.contains(&finding.rule))
        .partition(|finding| finding.severity == Severity::Error);
    if let Some(video) = probe.video.as_ref().filter(|_| errors.is_empty()) {
        fits(asked, video)?;
    }
    let convert = converting(asked, probe.format, &errors);
    for warning in warnings {
        match &convert {
            Some(convert) if warning.rule == Rule::Format => {
                output.warning(format_args!("{name}: {warning}: {convert}"));
            }
            _ => output.warning(format_args!("{name}: {warning}")),
        }
    }
    if errors.is_empty() {
        return Ok(());
    }
    let (why, mut fix): (Vec<_>, Vec<Cow<'_, str>>) = errors
        .iter()
        .map(|error| {
            let text = error.to_string();
            let why = text.strip_suffix(&*error.advice).unwrap_or(&text);
            (why.trim_end_matches([':', ' ']).to_owned(), Cow::from(&*error.advice))
        })
        .unzip();
    let fix_of_programs = fix.join("; ");
    fix.extend(convert.map(Cow::from));
    Err(Failure::usage(format!("{name} is not a {} that Instagram accepts", asked.purpose))
        .because(why.join("; "))
        .fix(fix.join("; "))
        .for_programs(fix_of_programs)
        .who(Actor::Author))
}

/// The command that makes a JPEG of a picture that is none, for its use.
fn converting(asked: &Asked<'_>, format: Format, errors: &[Finding]) -> Option<String> {
    let Given::File(path) = asked.given else { return None };
    if asked.purpose.is_video() || !is_convertible(format) {
        return None;
    }
    let purpose = match asked.purpose {
        Use::StoryPhoto => " --as story",
        Use::CarouselPhoto => " --as carousel",
        Use::ReelCover => " --as cover",
        _ => "",
    };
    let pad = match errors.iter().any(|error| error.rule == Rule::AspectRatio) {
        true => " --pad white",
        false => "",
    };
    let name = quoted(&path.to_string_lossy());
    Some(format!("`ig convert {name}{purpose}{pad}` makes one"))
}

/// Whether `ig convert` reads the format.
fn is_convertible(format: Format) -> bool {
    use Format::{Bmp, Gif, Heic, Jps, Mpo, Png, Tiff, WebP};
    matches!(format, Png | WebP | Heic | Gif | Bmp | Tiff | Mpo | Jps)
}

/// Refuses a video that does not fit the options of the post.
fn fits(asked: &Asked<'_>, video: &Video) -> Result<(), Failure> {
    let name = asked.name();
    if let (Some(moment), Some(length)) = (asked.moment, video.duration)
        && length < moment.duration()
        && !video.duration_is_at_least
    {
        let (moment, length) = (moment.duration().as_secs_f64(), length.as_secs_f64());
        return Err(Failure::usage(format!("{name} is too short for the cover's position"))
            .because(format!("the cover is at {moment:.3} s, but the video ends at {length:.3} s"))
            .fix("give an earlier position: --cover-at, or thumb_offset in a file")
            .for_programs("give an earlier position: thumb_offset")
            .who(Actor::Author));
    }
    // If the index cannot be read, nothing is known about the audio.
    let is_read = matches!(video.moov, Moov::First | Moov::Last);
    if let Some(music) = asked.music
        && is_read
        && video.audio_track.is_none()
        && !mutes_the_video(music)
    {
        return Err(Failure::usage(format!("{name} has no audio, and music is added to it"))
            .because(
                "Instagram mixes the music with the video's own sound, and has been seen to fail \
                if there is none (2207082)",
            )
            .fix(
                "set the volume of the video to 0: --audio ID,video=0, or \"video_volume\": 0 in a \
                 file; or give a video with sound",
            )
            .for_programs(
                "set the volume of the video to 0, \"video_volume\": 0, or give a video with sound",
            )
            .who(Actor::Author));
    }
    Ok(())
}

/// Checks the parameter as it is sent, which is how the core shows its parts.
fn mutes_the_video(music: &AudioConfiguration) -> bool {
    serde_json::to_value(music).is_ok_and(|music| music["video_volume"] == 0)
}

/// Refuses `-`, which means standard input elsewhere.
pub(crate) fn standard_input() -> Failure {
    Failure::usage("a photo or video cannot be read from standard input")
        .because("- means standard input")
        .fix("save it to a file and give its path; a file with this name is ./-")
        .who(Actor::Author)
}

/// What a file is needed for, which decides the advice where it is no such file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Needs {
    /// To publish it, whatever it is.
    Medium,
    /// To publish it as a photo or a cover.
    Photo,
    /// To publish it as a video.
    Video,
    /// To convert it.
    Picture,
}

impl Needs {
    /// What cannot be done with a file that is none of these.
    fn deed(self) -> &'static str {
        match self {
            Self::Medium | Self::Photo | Self::Video => "published",
            Self::Picture => "converted",
        }
    }

    fn formats(self) -> &'static str {
        match self {
            Self::Medium => "a JPEG, MP4 or MOV",
            Self::Photo => "a JPEG",
            Self::Video => "an MP4 or MOV",
            Self::Picture => "a PNG, WebP, HEIC, GIF, BMP, TIFF or JPEG",
        }
    }

    /// A file alone can be converted.
    fn takes_urls(self) -> bool {
        self != Self::Picture
    }
}

/// Reads what a file is. One that is no photo and no video is refused.
pub(crate) fn probe(path: &Path, needs: Needs) -> Result<Probe, Failure> {
    let (name, deed, formats) = (path.display(), needs.deed(), needs.formats());
    let (or_a_url, what_a_url_is) = match needs.takes_urls() {
        true => (", or a URL that starts with https://", "; a URL starts with https://"),
        false => ("", ""),
    };
    if path.as_os_str() == "-" {
        return Err(standard_input());
    }
    // Opening a pipe would wait for a writer.
    if path.metadata().is_ok_and(|metadata| !metadata.is_file()) {
        return Err(Failure::usage(format!("{name} cannot be {deed}"))
            .because("it is a folder, a pipe or a device, and not a file")
            .fix(format!("give the path of {formats}{or_a_url}")));
    }
    let probe = ig_media::probe_file(path).map_err(|error| {
        Failure::usage(format!("{name} cannot be read"))
            .caused_by(&error)
            .fix(format!("check the path and who may read it{what_a_url_is}"))
    })?;
    let useless = |why: &str| {
        Err(Failure::usage(format!("{name} cannot be {deed}"))
            .because(why)
            .fix(format!("check that it is the right file, and give {formats}"))
            .who(Actor::Author))
    };
    match probe.format {
        _ if probe.size == 0 => useless("the file is empty"),
        Format::Unknown => useless("its first bytes are neither those of a photo nor of a video"),
        _ => Ok(probe),
    }
}
