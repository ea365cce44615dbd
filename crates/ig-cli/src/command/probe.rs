//! `ig probe URL`: tests on a test account the server behavior that "once" depends on.

use std::{
    fs::OpenOptions,
    io::{ErrorKind, Write},
    path::Path,
};

use ig_account::{
    preflight::Needs,
    probe::{Deletion, Holds, Probe, ProbeFlow, ProbePlan},
};
use ig_core::{EndpointExt as _, Login, MediaId, MediaUrl, UserId, endpoint::DeleteMedia};
use ig_media::Use;
use ig_ureq::{Clock, SystemClock};
use serde::Serialize;

use super::doctor;
use crate::{
    access::{self, Access},
    args::ProbeArgs,
    confirm::{can_ask, is_confirmed},
    contract::VERSION,
    failure::{Exit, Failure},
    medium::{self, Asked, Given, Place},
    output::Output,
    random, stop,
    store::new_key,
    target::{Target, login_word},
    text::plain,
};

/// The results and their origin, with the version of the contract.
#[derive(Serialize)]
struct Record<'a> {
    version: u32,
    at: String,
    api_base: &'a str,
    login: &'static str,
    target: &'a Target,
    #[serde(flatten)]
    probe: &'a Probe,
}

pub(super) fn run(args: &ProbeArgs, output: &Output) -> Result<Exit, Failure> {
    if !args.yes && !can_ask() {
        return Err(Failure::usage("nothing is posted without confirmation")
            .because("there is no terminal to ask on, and the posts are public")
            .fix("add --yes"));
    }
    let access = Access::given(&args.access, output)?;
    let user = access::user(&args.access)?;
    let target = access.target(Some(&user));
    probe(args, &access, &user, &target, output).map_err(|failure| failure.at(&target))
}

fn probe(
    args: &ProbeArgs,
    access: &Access,
    user: &UserId,
    target: &Target,
    output: &Output,
) -> Result<Exit, Failure> {
    let given = Given::typed(args.image.as_os_str());
    let asked = Asked::only(&given, Use::FeedPhoto);
    medium::check(&asked, output)?;
    let mut places = medium::places(&[asked], &access.context, &new_key(SystemClock.now()))?;
    let needs = if args.delete { Needs::new().with_deletion() } else { Needs::new() };
    if args.delete {
        can_delete(access)?;
    }
    // An existing file is an earlier record.
    let mut record = args.output.as_deref().map(create).transpose()?;
    // The person who is asked has to know, even with --quiet.
    match args.yes {
        true => output.note(target),
        false => output.warning(target),
    }
    doctor::before(access, &args.access.server, user, needs, output)?;

    let mark = random::number();
    let plan_of = |image| {
        let deletion = if args.delete { Deletion::Delete } else { Deletion::Keep };
        ProbePlan::new(user.clone(), image, mark).with_watch_for(args.watch).with_deletion(deletion)
    };
    tell(args, access, &given, output);
    if !args.yes && !is_confirmed("continue?")? {
        return Err(Failure::failed("nothing was posted").because("the answer was not yes"));
    }
    let plan = plan_of(image(places.pop(), access)?);
    let mark = plan.mark();
    stop::with_words(
        format!("stopped; what was posted has {mark} in its caption: `ig media list` shows it"),
        3,
    )?;
    // Slow processing of the photo and repeated requests take additional time.
    output.note(format_args!(
        "probing; this takes about {} s, or longer if the server is slow",
        args.watch.as_secs() * 2 + 60
    ));
    let at = SystemClock.now().to_string();
    let client = access.client()?;
    let probe = client.run(&mut ProbeFlow::new(plan)).map_err(|error| Failure::from(&error))?;
    let login = login_word(access.login);
    let answers =
        Record { version: VERSION, at, api_base: &access.api_base, login, target, probe: &probe };
    let json = serde_json::to_string_pretty(&answers).unwrap_or_default();
    let kept = record.as_mut().map_or(Ok(()), |file| writeln!(file, "{json}"));
    if record.is_none() || kept.is_err() {
        output.line(&json);
    }
    if let Err(error) = kept {
        output.warning(format_args!("the results could not be written to the file: {error}"));
    }
    show(&probe, access, &mark, output);
    let is_whole = probe.second_publish.is_some();
    Ok(if is_whole { Exit::Success } else { Exit::Failed })
}

/// Refuses a login that cannot delete before anything is sent.
fn can_delete(access: &Access) -> Result<(), Failure> {
    let any: Option<MediaId> = "1".parse().ok();
    let Some(any) = any else { return Ok(()) };
    let built = DeleteMedia::new(any).exchange(&access.context);
    built.map(drop).map_err(|error| Failure::from(&error))
}

fn create(path: &Path) -> Result<std::fs::File, Failure> {
    OpenOptions::new().write(true).create_new(true).open(path).map_err(|error| {
        Failure::usage(format!("the results cannot be written to {}", path.display()))
            .because(format!("{error}; nothing was sent"))
            .fix(match error.kind() {
                ErrorKind::AlreadyExists => {
                    "give --output the path of a file that does not exist yet"
                }
                _ => "give --output a path in an existing folder that you can write to",
            })
    })
}

fn image(place: Option<Place>, access: &Access) -> Result<MediaUrl, Failure> {
    match place {
        Some(Place::Url(url)) => Ok(url),
        Some(Place::HandedOver(file, url)) => {
            medium::hand_over(access, &file, &url)?;
            Ok(url)
        }
        _ => Err(Failure::usage("a video cannot be used here").fix("give a JPEG")),
    }
}

/// What will be done, shown before it is done.
fn tell(args: &ProbeArgs, access: &Access, given: &Given, output: &Output) {
    let given = plain(&given.to_string());
    let ends = match (args.delete, access.login) {
        (true, _) => "the posts are deleted at the end",
        (false, Login::Instagram) => "the posts stay, until you delete them in the app",
        (false, _) => "the posts stay, until you delete them: `ig media delete ID --yes`",
    };
    for line in [
        format!("this posts {given} to the account"),
        "it is public, and counts against the publishing limit".to_owned(),
        "its container is published a second time, which may make a second post".to_owned(),
        "there are never more than two posts, even if replies are lost".to_owned(),
        ends.to_owned(),
    ] {
        // The person who is asked has to know, even with --quiet.
        if args.yes { output.note(line) } else { output.warning(line) }
    }
}

/// The findings for people, and every post that exists.
fn show(probe: &Probe, access: &Access, mark: &str, output: &Output) {
    for assumption in &probe.assumptions {
        let word = match assumption.holds {
            Holds::Yes => "holds",
            Holds::No => "DOES NOT",
            Holds::Unknown => "unknown",
        };
        let name = assumption.name.replace('_', " ");
        output.note(plain(&format!("{word:<9} {name:<24} {}", assumption.found)));
    }
    for trouble in &probe.troubles {
        output.warning(plain(&format!("{}: {}", trouble.what, trouble.why)));
    }
    for post in &probe.posts {
        let link = post.permalink.as_deref().unwrap_or("its permalink could not be read");
        let id = &post.id;
        let line = match (post.deleted, access.login) {
            (true, _) => format!("deleted: {id} ({link})"),
            (false, Login::Instagram) => format!("public: {link} ({id}); delete it in the app"),
            (false, _) => format!("public: {link}; delete it with: ig media delete {id} --yes"),
        };
        output.warning(plain(&line));
    }
    if probe.publishes_sent as usize > probe.posts.len() {
        output.note(format_args!(
            "a post that appears later has {mark} in its caption: `ig media list` shows it"
        ));
    }
}
