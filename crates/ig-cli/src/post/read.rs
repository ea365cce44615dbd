//! The values of the options, each checked by the core.

mod tags;

use std::{error::Error, time::Duration};

use ig_core::{
    Caption,
    error::Actor,
    id::PageId,
    post::{
        AddOn, AltText, AudioConfiguration, AudioName, Collaborators, ExtraParameters,
        InvalidCaption, PaidPartnership, Poll, PollDuration, ThumbOffset, Volume,
    },
    tag::Username,
};
use jiff::SignedDuration;

pub(super) use self::tags::{photo_products, photo_tags, story_tags, video_products, video_tags};
use crate::{
    args::{AccessArgs, PostArgs},
    failure::Failure,
    input,
};

/// An invalid value of an option. The text itself is not shown: it may be a token that was pasted
/// in the wrong place.
fn wrong(option: &str, error: &dyn Error, fix: &str) -> Failure {
    Failure::usage(format!("{option} cannot be used")).caused_by(error).fix(fix).who(Actor::Author)
}

fn unreadable(option: &str, why: &str, fix: &str) -> Failure {
    Failure::usage(format!("{option} cannot be read")).because(why).fix(fix).who(Actor::Author)
}

pub(super) fn caption(args: &PostArgs, access: &AccessArgs) -> Result<Option<Caption>, Failure> {
    let text = match (&args.caption, &args.caption_file) {
        (Some(text), _) => text.clone(),
        (None, Some(path)) => {
            if path.as_os_str() == "-" && access.token_file.as_deref() == Some(path) {
                return Err(Failure::usage("standard input is used twice")
                    .because("both --caption-file and --token-file are -")
                    .fix("read one of them from a file"));
            }
            // A byte order mark and carriage returns come from the editor, not from the author.
            let text = input::text("the caption", path)?;
            text.trim_start_matches('\u{feff}').trim_end().replace("\r\n", "\n")
        }
        (None, None) => return Ok(None),
    };
    text.parse().map(Some).map_err(|error| {
        let fix = match error {
            InvalidCaption::TooManyHashtags(_) => "remove hashtags",
            InvalidCaption::TooManyMentions(_) => "remove mentions",
            _ => "shorten it",
        };
        Failure::usage("Instagram does not accept the caption")
            .caused_by(&error)
            .fix(fix)
            .who(Actor::Author)
    })
}

pub(super) fn alt_text(texts: &[impl AsRef<str>]) -> Result<Option<AltText>, Failure> {
    let text = at_most_one("--alt-text", texts)?;
    let text = text.map(str::parse).transpose();
    text.map_err(|error| wrong("--alt-text", &error, "shorten it"))
}

/// Whole milliseconds; 0 is valid.
pub(super) fn thumb_offset(durations: &[impl AsRef<str>]) -> Result<Option<ThumbOffset>, Failure> {
    const OPTION: &str = "--cover-at";
    let Some(text) = at_most_one(OPTION, durations)? else { return Ok(None) };
    if text.trim() == "0" {
        return Ok(Some(ThumbOffset::from_millis(0)));
    }
    let duration = text.parse::<SignedDuration>().ok().and_then(|it| Duration::try_from(it).ok());
    let millis = duration.filter(|it| it.subsec_nanos() % 1_000_000 == 0);
    match millis.and_then(|it| u64::try_from(it.as_millis()).ok()) {
        Some(millis) => Ok(Some(ThumbOffset::from_millis(millis))),
        None => Err(unreadable(
            OPTION,
            "it is not a duration in whole milliseconds",
            "write it as 0, 1500ms or 2s",
        )),
    }
}

fn at_most_one<'a>(option: &str, texts: &'a [impl AsRef<str>]) -> Result<Option<&'a str>, Failure> {
    match texts {
        [] => Ok(None),
        [text] => Ok(Some(text.as_ref())),
        _ => Err(Failure::usage(format!("{option} is given twice"))
            .because("a photo or video has only one")
            .fix(format!("give {option} once; in a carousel, once for each item"))
            .who(Actor::Author)),
    }
}

pub(super) fn location(args: &PostArgs) -> Result<Option<PageId>, Failure> {
    const FIX: &str = "give the id of a Page; `ig pages search TEXT` finds it";
    let page = args.location.as_deref().map(str::parse).transpose();
    page.map_err(|error| wrong("--location", &error, FIX))
}

pub(super) fn collaborators(args: &PostArgs) -> Result<Option<Collaborators>, Failure> {
    const OPTION: &str = "--collaborator";
    const FIX: &str = "give --collaborator USER at most three times";
    if args.collaborators.is_empty() {
        return Ok(None);
    }
    let names = args.collaborators.iter().map(|name| {
        let name = name.strip_prefix('@').unwrap_or(name);
        name.parse::<Username>().map_err(|error| wrong(OPTION, &error, FIX))
    });
    let names: Vec<_> = names.collect::<Result<_, _>>()?;
    names.try_into().map(Some).map_err(|error| wrong(OPTION, &error, FIX))
}

pub(super) fn paid_partnership(args: &PostArgs) -> Result<Option<PaidPartnership>, Failure> {
    const OPTION: &str = "--paid-partnership";
    const FIX: &str = "write --paid-partnership without a value, or with the Instagram ids of one or two \
                       professional accounts after an =, as in \
                       --paid-partnership=17841400008460056";
    let Some(ids) = &args.paid_partnership else { return Ok(None) };
    let ids = ids.iter().map(|id| id.parse().map_err(|error| wrong(OPTION, &error, FIX)));
    let ids: Vec<_> = ids.collect::<Result<_, _>>()?;
    ids.try_into().map(Some).map_err(|error| wrong(OPTION, &error, FIX))
}

pub(super) fn add_on(args: &PostArgs) -> Result<Option<AddOn>, Failure> {
    if args.comment_prompt {
        return Ok(Some(AddOn::CommentPrompt));
    }
    if args.poll.is_empty() {
        return Ok(None);
    }
    let poll = Poll::new(args.poll.iter().map(String::as_str)).map_err(|error| {
        wrong("--poll", &error, "give --poll two to four times, each with an option to choose")
    })?;
    let duration = match args.poll_without_end {
        true => PollDuration::Unlimited,
        false => PollDuration::ThreeDays,
    };
    Ok(Some(AddOn::Poll(poll.with_duration(duration))))
}

pub(super) fn audio_name(args: &PostArgs) -> Result<Option<AudioName>, Failure> {
    let name = args.audio_name.as_deref().map(str::parse).transpose();
    name.map_err(|error| wrong("--audio-name", &error, "give a name, or leave it out"))
}

pub(super) fn audio(text: &str) -> Result<AudioConfiguration, Failure> {
    const OPTION: &str = "--audio";
    const FIX: &str = "write --audio ID,audio=80,video=20 with volumes from 0 to 100";
    let mut parts = text.split(',');
    let id = parts.next().unwrap_or_default().trim();
    let id = id.parse().map_err(|error| wrong(OPTION, &error, FIX))?;
    let mut seen = Vec::new();
    parts.try_fold(AudioConfiguration::new(id), |audio, part| {
        let volume = part
            .split_once('=')
            .and_then(|(name, volume)| Some((name.trim(), volume.trim().parse::<u32>().ok()?)));
        let Some((name, volume)) = volume.filter(|(name, _)| !seen.contains(name)) else {
            return Err(unreadable(
                OPTION,
                "audio=N and video=N may each follow the id only once",
                FIX,
            ));
        };
        seen.push(name);
        let volume = Volume::try_from(volume).map_err(|error| wrong(OPTION, &error, FIX))?;
        match name {
            "audio" => Ok(audio.with_audio_volume(volume)),
            "video" => Ok(audio.with_video_volume(volume)),
            _ => Err(unreadable(OPTION, "only audio=N and video=N may follow the id", FIX)),
        }
    })
}

pub(super) fn parameters(texts: &[impl AsRef<str>]) -> Result<ExtraParameters, Failure> {
    const OPTION: &str = "--param";
    const FIX: &str = "write --param NAME=VALUE, as in --param is_remix_allowed=false";
    texts.iter().try_fold(ExtraParameters::default(), |extra, text| {
        let Some((name, value)) = text.as_ref().split_once('=') else {
            return Err(unreadable(OPTION, "it has no =", FIX));
        };
        extra.with(name, value).map_err(|error| wrong(OPTION, &error, FIX))
    })
}
