//! Builds a sketch from the options of the command line. An option that a kind does not accept is
//! refused by name before anything is sent.

use ig_core::error::Actor;

use super::{
    carousel,
    item::of_the_only_one,
    kind::Kind,
    read,
    sketch::{
        GraduationSketch, PhotoSketch, PhotoStorySketch, ReelSketch, Sketch, TrialSketch,
        VideoStorySketch,
    },
};
use crate::{
    args::{AccessArgs, Answer, PostArgs, TrialArg},
    failure::Failure,
    medium::{Given, Looks},
};

/// The post that the options describe. `known` says what each medium is, if that is known from
/// elsewhere, for files that no longer exist; otherwise it is empty.
pub(crate) fn from_options(
    args: &PostArgs,
    access: &AccessArgs,
    known: &[Looks],
) -> Result<Sketch, Failure> {
    if args.media.is_empty() {
        return Err(Failure::usage("there is nothing to publish")
            .because("neither a photo or video nor a post file is given")
            .fix(
                "give the URL or the file of a photo or video, or a whole post with --plan FILE; \
                 `ig publish --help` lists the options",
            ));
    }
    let media: Vec<_> = args.media.iter().map(|argument| Given::typed(argument)).collect();
    let looks = media.iter().enumerate().map(|(at, medium)| {
        medium.looks().or_else(|failure| known.get(at).copied().ok_or(failure))
    });
    let looks = looks.collect::<Result<Vec<_>, _>>()?;
    let kind = kind_of(args, &media, &looks)?;
    refuse(args, kind)?;
    let caption = read::caption(args, access)?;
    if kind == Kind::Carousel {
        return carousel::from_options(args, media, &looks, caption)?.checked();
    }
    let Some(medium) = media.into_iter().next() else {
        return Err(Failure::usage("there is nothing to publish").fix("give a URL or a FILE"));
    };
    let hosted = args.hosted;
    let alt_text = of_the_only_one("--alt-text", &args.alt_text)?;
    let tags = of_the_only_one("--tag", &args.tags)?;
    let products = of_the_only_one("--product", &args.products)?;
    let cover_at = of_the_only_one("--cover-at", &args.cover_at)?;
    let extra = read::parameters(&of_the_only_one("--param", &args.parameters)?)?;
    let is_ai_generated = args.ai_generated.then(|| true.into());
    let sketch = match kind {
        Kind::Photo => Sketch::Photo(Box::new(PhotoSketch {
            medium,
            caption,
            alt_text: read::alt_text(&alt_text)?,
            user_tags: read::photo_tags(&tags)?,
            product_tags: read::photo_products(&products)?,
            location_id: read::location(args)?,
            collaborators: read::collaborators(args)?,
            paid_partnership: read::paid_partnership(args)?,
            is_ai_generated,
            add_on: read::add_on(args)?,
            extra,
        })),
        Kind::Reel | Kind::Carousel => Sketch::Reel(Box::new(ReelSketch {
            medium,
            hosted,
            caption,
            user_tags: read::video_tags(&tags)?,
            product_tags: read::video_products(&products)?,
            location_id: read::location(args)?,
            collaborators: read::collaborators(args)?,
            cover_url: args.cover.as_deref().map(Given::typed),
            thumb_offset: read::thumb_offset(&cover_at)?,
            share_to_feed: args.share_to_feed.map(|answer| (answer == Answer::Yes).into()),
            audio_name: read::audio_name(args)?,
            audio_configuration: args.audio.as_deref().map(read::audio).transpose()?,
            trial_params: args.trial.map(trial),
            paid_partnership: read::paid_partnership(args)?,
            is_ai_generated,
            add_on: read::add_on(args)?,
            extra,
        })),
        Kind::PhotoStory => Sketch::PhotoStory(Box::new(PhotoStorySketch {
            medium,
            user_tags: read::story_tags(&tags)?,
            is_ai_generated,
            extra,
        })),
        Kind::VideoStory => Sketch::VideoStory(Box::new(VideoStorySketch {
            medium,
            hosted,
            user_tags: read::story_tags(&tags)?,
            is_ai_generated,
            extra,
        })),
    };
    sketch.checked()
}

/// The apparent format of a medium: from a file's bytes, or from a URL's path.
fn kind_of(args: &PostArgs, media: &[Given], looks: &[Looks]) -> Result<Kind, Failure> {
    let wrong = |what: &str| Failure::usage(what).who(Actor::Author);
    let [looks] = looks else {
        if args.story {
            return Err(wrong("a story has one photo or one video")
                .because(format!("{} were given", looks.len()))
                .fix(
                    "run `ig publish --story` once for each, or leave out --story for a carousel",
                ));
        }
        if args.reel {
            return Err(wrong("a reel has one video")
                .because(format!("{} media were given", looks.len()))
                .fix("give one video, or leave out --reel for a carousel"));
        }
        return Ok(Kind::Carousel);
    };
    Ok(match looks {
        Looks::Video if args.story => Kind::VideoStory,
        Looks::Photo if args.story => Kind::PhotoStory,
        Looks::Video => Kind::Reel,
        Looks::Photo if args.reel => match media {
            [medium @ Given::File(_)] => {
                return Err(wrong(&format!("{medium} cannot be a reel"))
                    .because(format!("its content is {}", medium.format()?))
                    .fix("give an MP4 or MOV, or leave out --reel"));
            }
            _ => Kind::Reel,
        },
        Looks::Photo => Kind::Photo,
    })
}

/// The options that each kind accepts (reference §2.3).
fn refuse(args: &PostArgs, kind: Kind) -> Result<(), Failure> {
    use Kind::{Carousel, Photo, PhotoStory, Reel, VideoStory};
    let feed: &[_] = &[Photo, Reel, Carousel];
    let reel: &[_] = &[Reel];
    let has = |values: &[String]| !values.is_empty();
    for (option, is_given, kinds) in [
        ("--caption", args.caption.is_some(), feed),
        ("--caption-file", args.caption_file.is_some(), feed),
        ("--alt-text", has(&args.alt_text), &[Photo, Carousel]),
        ("--product", has(&args.products), feed),
        ("--location", args.location.is_some(), feed),
        ("--collaborator", has(&args.collaborators), feed),
        ("--cover", args.cover.is_some(), reel),
        ("--cover-at", has(&args.cover_at), &[Reel, Carousel]),
        ("--share-to-feed", args.share_to_feed.is_some(), reel),
        ("--audio-name", args.audio_name.is_some(), reel),
        ("--audio", args.audio.is_some(), reel),
        ("--trial", args.trial.is_some(), reel),
        ("--paid-partnership", args.paid_partnership.is_some(), feed),
        ("--poll", has(&args.poll), feed),
        ("--comment-prompt", args.comment_prompt, feed),
        ("--hosted", args.hosted, &[Reel, VideoStory, Carousel]),
    ] {
        if is_given && !kinds.contains(&kind) {
            let kinds: Vec<_> = kinds.iter().map(ToString::to_string).collect();
            let stories = matches!(kind, PhotoStory | VideoStory);
            let hint = if stories { ", or leave out --story" } else { "" };
            return Err(Failure::usage(format!("{kind} does not accept {option}"))
                .because(format!("Instagram accepts it only with {}", any_of(&kinds)))
                .fix(format!("leave out {option}{hint}"))
                .who(Actor::Author));
        }
    }
    Ok(())
}

/// "a photo, a reel or a carousel"
fn any_of(kinds: &[String]) -> String {
    match kinds {
        [first @ .., last] if !first.is_empty() => format!("{} or {last}", first.join(", ")),
        _ => kinds.concat(),
    }
}

fn trial(who: TrialArg) -> TrialSketch {
    let graduation_strategy = match who {
        TrialArg::Manual => GraduationSketch::Manual,
        TrialArg::Performance => GraduationSketch::SsPerformance,
    };
    TrialSketch { graduation_strategy }
}
