//! `ig media list|show|delete|comments`

mod delete;
mod show;

use ig_core::{
    Error, MediaId, PagingFlow, ResponseError, RetryPolicy,
    endpoint::{ListMedia, ListStories, Media, Paged, UpdateMedia},
};
use ig_ureq::Client;
use serde_json::{Value, json};

use crate::{
    access::{self, Access},
    args::{Comments, CommentsArgs, MediaArgs, MediaCommand, MediaListArgs},
    failure::{Exit, Failure, advice_on_account},
    output::Output,
    random,
    target::Target,
    text::{first_words, plain},
};

pub(super) fn run(command: &MediaCommand, output: &Output) -> Result<Exit, Failure> {
    match command {
        MediaCommand::List(args) => list(args, output),
        MediaCommand::Show(args) => show::run(args, output),
        MediaCommand::Delete(args) => delete::run(args, output),
        MediaCommand::Comments(args) => comments(args, output),
    }
}

fn list(args: &MediaListArgs, output: &Output) -> Result<Exit, Failure> {
    let user = access::user(&args.access)?;
    let client = Access::given(&args.access, output)?.client()?;
    let page = u16::try_from(args.limit).unwrap_or(u16::MAX);
    let media = match args.stories {
        true => all(&client, ListStories::new(user).with_limit(page), args.limit)?,
        false => all(&client, ListMedia::new(user).with_limit(page), args.limit)?,
    };
    if output.is_json() {
        output.object(&json!({ "media": media.iter().map(object).collect::<Vec<_>>() }));
        return Ok(Exit::Success);
    }
    for media in &media {
        output.line(line(media));
    }
    if media.is_empty() {
        output.note(if args.stories {
            "there are no current stories"
        } else {
            "nothing is public"
        });
    }
    Ok(Exit::Success)
}

fn all<E: Paged<Item = Media>>(
    client: &Client,
    list: E,
    most: usize,
) -> Result<Vec<Media>, Failure> {
    let flow = PagingFlow::new(list, RetryPolicy::default(), random::number());
    let media = client.run(&mut flow.with_most(most)).map_err(|error| Failure::from(&error))?;
    media.map_err(|error| unlisted(&error))
}

fn unlisted(error: &Error) -> Failure {
    let failure = Failure::of_call("the media cannot be listed", error);
    match error {
        Error::Response(ResponseError::Api(error)) => failure.fix(advice_on_account(error)),
        _ => failure,
    }
}

fn comments(args: &CommentsArgs, output: &Output) -> Result<Exit, Failure> {
    let (media, access) = open(&args.media, output)?;
    let target = target(&access, &args.media)?;
    let update = match args.comments {
        Comments::On => UpdateMedia::enabling_comments(media.clone()),
        Comments::Off => UpdateMedia::disabling_comments(media.clone()),
    };
    output.note(&target);
    access.client()?.call(update).map_err(|error| {
        Failure::of_call("the comments cannot be turned on or off", &error).at(&target)
    })?;
    let is_on = args.comments == Comments::On;
    if output.is_json() {
        output.object(&json!({ "media": media, "comments": is_on, "target": target }));
    } else {
        let word = if is_on { "on" } else { "off" };
        output.line(format_args!("comments   {word} for {media}"));
    }
    Ok(Exit::Success)
}

/// The media object from the command line, and its API.
fn open(args: &MediaArgs, output: &Output) -> Result<(MediaId, Access), Failure> {
    let media = args.media.parse().map_err(|error| {
        Failure::usage("that is not the id of a media object")
            .caused_by(&error)
            .fix("give the id that `ig publish` printed as media, or one from `ig media list`")
    })?;
    Ok((media, Access::given(&args.access, output)?))
}

/// The target of a change. A media object is found without an account, so an account is shown
/// only if it is named.
fn target(access: &Access, args: &MediaArgs) -> Result<Target, Failure> {
    Ok(access.target(access::user_if_known(&args.access)?.as_ref()))
}

/// The product type, such as `FEED`, and the media type.
fn kind(media: &Media) -> String {
    let words = [&media.media_product_type, &media.media_type];
    let words: Vec<_> = words.into_iter().flatten().map(|word| word.to_lowercase()).collect();
    words.join(" ").replace('_', " ")
}

fn line(media: &Media) -> String {
    let at = media.published_at().map(|at| at.to_string()).unwrap_or_default();
    let link = media.permalink.as_deref().unwrap_or_default();
    let caption = first_words(media.caption.as_deref().unwrap_or_default());
    let line = format!("{:<18}  {at:<20}  {:<19}  {link}  {caption}", media.id, kind(media));
    plain(line.trim_end())
}

fn object(media: &Media) -> Value {
    json!({
        "id": media.id,
        "caption": media.caption,
        "media_type": media.media_type,
        "media_product_type": media.media_product_type,
        "permalink": media.permalink,
        "shortcode": media.shortcode,
        "timestamp": media.timestamp,
    })
}
