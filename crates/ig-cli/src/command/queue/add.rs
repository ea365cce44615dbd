//! `ig publish … --at TIME` and `ig queue add`

use ig_core::PublishPlan;
use ig_driver::Key;
use ig_queue::{Added, NewPost, Records as _, Row, Sends, State, Store as _};
use ig_ureq::{Clock as _, SystemClock};
use serde_json::json;

use super::super::urls::look_at_urls;
use crate::{
    access::Access,
    args::PublishArgs,
    failure::{Exit, Failure},
    medium::{self, Photos},
    output::Output,
    post,
    queue::{self, Again, Api, Place, Tokens, Who, Wish},
    store, wanted,
};

pub(super) fn run<P: Place>(
    args: &PublishArgs,
    place: &P,
    output: &Output,
) -> Result<Exit, Failure> {
    let schedule = &args.schedule;
    let Some(at) = &schedule.at else {
        return Err(Failure::usage("the time is missing")
            .because("a post of the queue is published at a time, and --at was not given")
            .fix("add --at \"2026-12-24 18:00 Europe/Berlin\", or use `ig publish` to publish it now"));
    };
    refuse(args)?;
    let given = args.key.as_deref().map(store::asked_for).transpose()?;
    // What a key means comes first: the files of its post may be gone by now.
    if let Some(key) = &given {
        if let Some(mut store) = place.find()?
            && let Some(row) = queue::answer(store.find(&name(key)?))?
        {
            return known(args, place, &mut store, key, &row, output);
        }
        place.check_unused(key)?;
    }
    let now = SystemClock.now();
    let ambiguous = schedule.ambiguous.map(Into::into);
    let due = queue::asked("--at", at, schedule.zone.as_deref(), ambiguous, now)?;
    let sketch = match &args.plan {
        Some(path) => post::from_file(path)?,
        None => post::from_options(&args.post, &args.access, &[])?,
    };
    post::warn(&sketch, output);
    let media = sketch.media();
    media.iter().try_for_each(|asked| medium::check(asked, output))?;
    let Who { user, credential, account } = who(args)?;
    let api = Api::of(&args.access.server, account, output)?;
    if !schedule.token_elsewhere {
        let tokens = Tokens::new(&args.access, schedule.token_dir.as_deref(), output)?;
        tokens.check(&credential, &user, api.login).map_err(|failure| {
            match credential.as_str() == queue::DEFAULT {
                true => failure,
                false => failure.last_line(format!(
                    "if only `{} work` has it, add --token-elsewhere",
                    P::COMMAND
                )),
            }
        })?;
    }
    let id = given.clone().unwrap_or_else(|| store::new_key(now));
    let file_key = queue::file_key(&id, &media, &api.context)?;
    let places = queue::places(&media, &api.context, &file_key)?;
    let access = api.without_token()?;
    if args.check_urls.applies(&api.context) {
        look_at_urls(args, &access, &sketch, output)?;
    }
    let plan =
        PublishPlan::new(user, sketch.clone().into_post(&places)?).with_policy(post::policy(args));
    plan.check(&api.context).map_err(|error| Failure::from(&error))?;
    for warning in plan.warnings() {
        output.warning(warning);
    }
    let sends = if schedule.strict { Sends::Once } else { Sends::default() };
    let new = NewPost::new(name(&id)?, api.name()?, credential, plan, due)
        .with_late(schedule.late.unwrap_or_default())
        .with_sends(sends);
    let new = match schedule.lead {
        Some(lead) => new.with_lead(lead),
        None => new,
    };
    let new = match &given {
        Some(key) => new.with_key(name(key)?),
        None => new,
    };
    if args.dry_run {
        return Ok(dry_run(&new.row(), output));
    }
    let mut store = place.open()?;
    hand_over(&access, &places)?;
    place.begin(&mut store, &new.row().account)?;
    // A post that `ig publish` makes under the key meanwhile would be made once more.
    let held = given.as_ref().map(|key| place.reserve(std::slice::from_ref(key))).transpose()?;
    let added = queue::answer(store.add(&new))?;
    drop(held);
    shown(place, &mut store, &new, &added, output)
}

/// The key has a post in the queue: nothing is added, and its time may be over and its files gone.
fn known<P: Place>(
    args: &PublishArgs,
    place: &P,
    store: &mut P::Store,
    key: &Key,
    row: &Row,
    output: &Output,
) -> Result<Exit, Failure> {
    let kept = queue::post(row);
    let sketch = match &args.plan {
        Some(path) => post::from_file(path)?,
        None => {
            let looks = kept.as_ref().map(|plan| wanted::looks(plan.post()));
            post::from_options(&args.post, &args.access, &looks.unwrap_or_default())?
        }
    };
    post::warn(&sketch, output);
    let Who { user, account, .. } = who(args)?;
    let api = Api::of(&args.access.server, account, output)?;
    let wish = Wish {
        sketch: &sketch,
        closed: &[],
        photos: Photos::StayHere,
        user: &user,
        context: &api.context,
        api_base: &api.base,
    };
    let again = kept.map(|plan| queue::again(key, row, &plan, &wish)).transpose()?;
    let Some(again) = again.filter(Again::is_same) else { return Err(another(place, row)) };
    again.warn(output);
    if args.dry_run {
        return Ok(dry_run(row, output));
    }
    show::<P>(store, row, false, output)
}

/// Who posts.
fn who(args: &PublishArgs) -> Result<Who<'_>, Failure> {
    let named = args.schedule.credential.as_deref();
    let credential = named.map(|name| queue::named("--credential", name)).transpose()?;
    Who::of(&args.access, None, credential)
}

/// What has no meaning for a post that waits.
fn refuse(args: &PublishArgs) -> Result<(), Failure> {
    let given = [
        (
            "--host-with",
            args.host.host_with.is_some(),
            "the file would have to stay there until the post is due",
        ),
        ("--again", args.again, "a post of the queue has a key or is another one each time"),
        ("--sandbox", args.sandbox, "that sandbox disappears when the command ends"),
        ("--preflight", args.preflight, "the account may be another by then"),
        ("--wait-for-quota", args.wait_for_quota, "the queue waits for the quota anyway"),
        ("--despite-block", args.despite_block, "a block may be over by then, and waits if not"),
        ("--give-up-after", args.give_up_after.is_some(), "--late skip=60m does that in the queue"),
    ];
    match given.into_iter().find(|(_, is_given, _)| *is_given) {
        Some((option, _, why)) => Err(Failure::usage(format!("{option} cannot be used with --at"))
            .because(why)
            .fix(match option {
                "--host-with" => {
                    "put the file on a server that keeps it until then, and give its URL; or let cron \
                     run `ig publish` at that time, with --host-with and --key and without --at"
                        .to_owned()
                }
                _ => format!("leave out {option}"),
            })),
        None => Ok(()),
    }
}

/// A name of the queue from a key, whose characters it may have.
fn name<N: std::str::FromStr<Err = ig_queue::InvalidName>>(key: &Key) -> Result<N, Failure> {
    key.as_str().parse().map_err(|error| Failure::usage("--key cannot be used").caused_by(&error))
}

/// Gives files to a sandbox, which fetches them from itself when the post is due.
pub(super) fn hand_over(access: &Access, places: &[medium::Place]) -> Result<(), Failure> {
    places.iter().try_for_each(|place| match place {
        medium::Place::HandedOver(file, url) => medium::hand_over(access, file, url),
        _ => Ok(()),
    })
}

fn dry_run(row: &Row, output: &Output) -> Exit {
    if output.is_json() {
        output.object(&queue::shown(row, SystemClock.now()));
    } else {
        lines(row, output);
    }
    output.note("nothing was added");
    Exit::Success
}

/// What came of adding a post.
fn shown<P: Place>(
    place: &P,
    store: &mut P::Store,
    new: &NewPost,
    added: &Added,
    output: &Output,
) -> Result<Exit, Failure> {
    let id = match added {
        Added::New(_) => &new.id,
        Added::Same(id) | Added::Differs(id) => id,
    };
    let row = queue::answer(store.get(id))?;
    let row = row.unwrap_or_else(|| new.row());
    if let Added::Differs(_) = added {
        return Err(another(place, &row));
    }
    show::<P>(store, &row, matches!(added, Added::New(_)), output)
}

/// Another post has the key.
fn another<P: Place>(place: &P, row: &Row) -> Failure {
    let id = &row.id;
    let change = match row.state {
        State::Waiting | State::Held if !row.may_be_public() => {
            format!(", or change the other: {} edit {id} --plan FILE{}", P::COMMAND, place.option())
        }
        _ => String::new(),
    };
    Failure::usage(format!("{id} belongs to another post, so nothing was added"))
        .because("that one has another account, other media or another caption")
        .fix(format!("give this post its own --key{change}"))
}

/// The post in the queue, and what becomes of it.
fn show<P: Place>(
    store: &mut P::Store,
    row: &Row,
    is_new: bool,
    output: &Output,
) -> Result<Exit, Failure> {
    if output.is_json() {
        let mut object = queue::shown(row, queue::answer(store.now())?);
        object["added"] = json!(is_new);
        output.object(&object);
    } else {
        lines(row, output);
    }
    match is_new {
        true => output
            .note(format_args!("it is published by `{} work`, which has to run then", P::COMMAND)),
        false => output.note(already(row)),
    }
    Ok(Exit::Success)
}

/// That nothing was added, and what that means for a post that has ended.
fn already(row: &Row) -> String {
    let outcome = queue::outcome(row);
    let way_out = match outcome {
        "cancelled" | "skipped" | "not_published" => {
            " and is not published: to have it after all, add it with another --key"
        }
        "held" => " until somebody lets it go on",
        _ => "",
    };
    let outcome = outcome.replace('_', " ");
    format!("this post is in the queue already, so nothing was added; it is {outcome}{way_out}")
}

fn lines(row: &Row, output: &Output) {
    output.line(format_args!("{:<10} {}", "post", row.id));
    output.line(format_args!("{:<10} {} ({})", "due", row.due.at(), words(row)));
}

/// The time as it was typed, with its zone.
pub(super) fn words(row: &Row) -> String {
    match row.due.zone() {
        Some(zone) if !row.due.typed().contains(zone) => format!("{} {zone}", row.due.typed()),
        _ => row.due.typed().to_owned(),
    }
}
