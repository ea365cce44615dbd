//! The arguments as a post that the core has checked.

use ig_core::{
    Actor, Caption, MediaUrl, PageId, Photo, Post, Reel, UserTag, UserTags,
    publish::{PublishPolicy, QuotaPolicy},
};

use crate::{
    args::{PacingArg, PublishArgs},
    failure::Failure,
    input,
    medium::Kind,
};

/// A post that lacks its medium: all that can be checked before anything is sent.
#[derive(Debug)]
pub(crate) struct Draft {
    kind: Kind,
    caption: Option<Caption>,
    tags: UserTags,
    location: Option<PageId>,
}

impl Draft {
    pub(crate) fn of(args: &PublishArgs, kind: Kind) -> Result<Self, Failure> {
        if kind == Kind::Reel && !args.tags.is_empty() {
            return Err(Failure::usage("a reel takes no --tag")
                .because("people are tagged at a place in a photo, and a video has none")
                .fix("leave out --tag, and mention people in the caption")
                .who(Actor::Author));
        }
        Ok(Self {
            kind,
            caption: caption(args)?,
            tags: tags(&args.tags)?,
            location: args.location.as_deref().map(location).transpose()?,
        })
    }

    pub(crate) fn with_medium(self, url: MediaUrl) -> Post {
        let Self { kind, caption, tags, location } = self;
        match kind {
            Kind::Photo => {
                let photo = Photo::new(url).with_user_tags(tags);
                let photo = caption.into_iter().fold(photo, Photo::with_caption);
                location.into_iter().fold(photo, Photo::with_location).into()
            }
            Kind::Reel => {
                let reel = caption.into_iter().fold(Reel::new(url), Reel::with_caption);
                location.into_iter().fold(reel, Reel::with_location).into()
            }
        }
    }
}

/// How patient to be.
pub(crate) fn policy(args: &PublishArgs) -> PublishPolicy {
    let mut policy = match args.pacing {
        PacingArg::Growing => PublishPolicy::default(),
        PacingArg::Documented => PublishPolicy::documented(),
    };
    policy.settle = args.settle;
    policy.quota = match (args.no_limit_check, args.wait_for_quota) {
        (true, _) => QuotaPolicy::Ignore,
        (false, true) => QuotaPolicy::Wait,
        (false, false) => QuotaPolicy::Refuse,
    };
    policy
}

fn caption(args: &PublishArgs) -> Result<Option<Caption>, Failure> {
    let text = match (&args.caption, &args.caption_file) {
        (Some(text), _) => text.clone(),
        (None, Some(path)) => {
            if path.as_os_str() == "-" && args.access.token_file.as_deref() == Some(path) {
                return Err(Failure::usage("standard input is asked for twice")
                    .because("both --caption-file and --token-file are -")
                    .fix("read one of them from a file"));
            }
            // An editor's marks, at the start and at the ends of lines, are not the author's.
            let text = input::text("the caption", path)?;
            text.trim_start_matches('\u{feff}').trim_end().replace("\r\n", "\n")
        }
        (None, None) => return Ok(None),
    };
    text.parse().map(Some).map_err(|error| {
        Failure::usage("the caption is too much for Instagram")
            .caused_by(&error)
            .fix("shorten it")
            .who(Actor::Author)
    })
}

fn tags(arguments: &[String]) -> Result<UserTags, Failure> {
    let wrong = |what: String| {
        Failure::usage(what)
            .fix("write --tag USER@X,Y with X and Y from 0 to 1, as in --tag bronz_fonz@0.5,0.8")
            .who(Actor::Author)
    };
    let tags = arguments.iter().map(|argument| {
        let parts = argument.rsplit_once('@').and_then(|(user, place)| {
            let (x, y) = place.split_once(',')?;
            Some((user, x.trim().parse().ok()?, y.trim().parse().ok()?))
        });
        let Some((user, x, y)) = parts else {
            return Err(wrong(format!("--tag {argument} cannot be read"))
                .because("it is not a username, an @ and two numbers"));
        };
        let user = user.strip_prefix('@').unwrap_or(user);
        UserTag::new(user, x, y)
            .map_err(|error| wrong(format!("--tag {argument} cannot be used")).caused_by(&error))
    });
    let tags: Vec<_> = tags.collect::<Result<_, _>>()?;
    tags.try_into().map_err(|error| {
        Failure::usage("too many people are tagged")
            .caused_by(&error)
            .fix("leave some out")
            .who(Actor::Author)
    })
}

fn location(text: &str) -> Result<PageId, Failure> {
    text.parse().map_err(|error| {
        Failure::usage("--location cannot be used")
            .caused_by(&error)
            .fix("give the id of a Page; `ig pages search TEXT` finds it")
            .who(Actor::Author)
    })
}
