//! `ig check FILE|URL…`

mod show;

use std::{ffi::OsStr, path::Path};

use ig_fetch::Reach;
use ig_media::{Probe, Rule, Use};

use crate::{
    access,
    args::{CheckArgs, UseArg},
    check::{Checked, Entry, Report, Shown},
    failure::{Exit, Failure},
    medium,
    output::Output,
    pasted::masked,
    remote,
    web::Trust,
};

pub(super) fn run(args: &CheckArgs, output: &Output) -> Result<Exit, Failure> {
    let reach = match args.local || access::is_local(&args.web)? {
        true => Reach::Local,
        false => Reach::Public,
    };
    // The trust settings are checked for every URL, whatever its scheme.
    let trust = match args.media.iter().any(|it| it.to_string_lossy().contains("://")) {
        true => Trust::new(&args.web, "https:", output)?,
        false => Trust::none(),
    };
    let mut exit = Exit::Success;
    let (mut objects, mut decisive) = (Vec::new(), None);
    for medium in &args.media {
        let checked = match medium.to_str().filter(|text| text.contains("://")) {
            Some(url) => Ok(url_checked(url, args, reach, &trust)),
            None => file_checked(medium, args.purpose),
        };
        match checked {
            Ok((checked, note)) => {
                if !checked.taken && exit == Exit::Success {
                    exit = Exit::Failed;
                }
                if output.is_json() {
                    objects.push(Entry::Checked(Box::new(Shown::new(checked, note))));
                } else {
                    show::lines(&checked, note, output);
                }
            }
            // The others are still checked.
            Err(failure) => {
                exit = failure.exit();
                output.explain(&failure);
                let name = masked(&medium.to_string_lossy()).into_owned();
                let error = failure.to_json()["error"].take();
                decisive = Some(error.clone());
                objects.push(Entry::Failed { name, error });
            }
        }
    }
    if output.is_json() {
        output.object(&Report { taken: exit == Exit::Success, files: objects, error: decisive });
    }
    Ok(exit)
}

fn url_checked(
    url: &str,
    args: &CheckArgs,
    reach: Reach,
    trust: &Trust,
) -> (Checked, Option<&'static str>) {
    let purpose = |probe: &Probe| purpose(probe, args.purpose);
    let (mut checked, note) = remote::checked(url, reach, args.timeout, trust, purpose);
    for finding in checked.findings.iter_mut().filter(|it| it.rule == Rule::PublicHost) {
        finding.advice =
            format!("{}; for a file that a sandbox is to fetch, add --local", finding.advice)
                .into();
    }
    (checked, note)
}

fn file_checked(
    path: &OsStr,
    purpose_given: Option<UseArg>,
) -> Result<(Checked, Option<&'static str>), Failure> {
    let path = Path::new(path);
    let name = path.display().to_string();
    if path.as_os_str() == "-" {
        return Err(medium::standard_input());
    }
    // Opening a pipe would wait for a writer.
    if path.metadata().is_ok_and(|metadata| !metadata.is_file()) {
        return Err(Failure::usage(format!("{name} cannot be checked"))
            .because("it is a folder, a pipe or a device, and not a file")
            .fix("give the path of a photo or a video, or a URL that starts with https://"));
    }
    let probe = ig_media::probe_file(path).map_err(|error| {
        Failure::usage(format!("{name} cannot be read"))
            .caused_by(&error)
            .fix("check the path and who may read it; a URL starts with https://")
    })?;
    let mut checked = Checked::new(name);
    let purpose = purpose(&probe, purpose_given);
    checked.judge(probe, purpose, &[]);
    Ok((checked, None))
}

/// The intended use: as given, or else by the content.
fn purpose(probe: &Probe, given: Option<UseArg>) -> Use {
    let is_video = probe.format.is_video();
    match (given, is_video) {
        (Some(UseArg::Photo), _) | (None, false) => Use::FeedPhoto,
        (Some(UseArg::Reel), _) | (None, true) => Use::Reel,
        (Some(UseArg::Cover), _) => Use::ReelCover,
        (Some(UseArg::Story), true) => Use::StoryVideo,
        (Some(UseArg::Story), false) => Use::StoryPhoto,
        (Some(UseArg::Carousel), true) => Use::CarouselVideo,
        (Some(UseArg::Carousel), false) => Use::CarouselPhoto,
    }
}
