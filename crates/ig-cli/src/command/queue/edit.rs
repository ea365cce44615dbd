//! `ig queue edit`, `cancel`, `release` and `retime`

use ig_core::{Login, PublishPlan};
use ig_queue::{Changed, Edit, Filter, Records as _, Retimed, Row, State, Store as _};
use serde_json::json;

use super::{super::urls::look_at, add, refused};
use crate::{
    args::{
        AccountArgs, CheckUrlsArg, EditArgs, QueuePostArgs, ReleaseArgs, RetimeArgs, ServerArgs,
        WebArgs,
    },
    failure::{Exit, Failure},
    medium,
    output::Output,
    post,
    queue::{self, Api, Place},
    store,
    target::is_metas_own,
};

pub(super) fn run<P: Place>(args: &EditArgs<P>, output: &Output) -> Result<Exit, Failure> {
    let is_given =
        [args.at.is_some(), args.late.is_some(), args.lead.is_some(), args.plan.is_some()];
    if !is_given.contains(&true) {
        return Err(Failure::usage("there is nothing to change")
            .because("neither a time nor a policy nor a lead nor a post is given")
            .fix(format!(
                "give --at, --late, --lead or --plan; `{} cancel` takes the post back",
                P::COMMAND
            )));
    }
    let (mut store, row) = queue::read(&args.place, &args.id)?;
    let mut edits = Vec::new();
    if let Some(path) = &args.plan {
        edits.push(Edit::Plan(Box::new(plan(path, args.check_urls, &row, output)?)));
    }
    if let Some(at) = &args.at {
        let (zone, ambiguous) = (args.zone.as_deref(), args.ambiguous.map(Into::into));
        let now = queue::answer(store.now())?;
        edits.push(Edit::Time(queue::asked("--at", at, zone, ambiguous, now)?));
    }
    edits.extend(args.late.map(Edit::Late));
    edits.extend(args.lead.map(Edit::Lead));
    let row = changed::<P>(&mut store, row, Edit::All(edits))?;
    if row.state == State::Held {
        let (id, command) = (&row.id, P::COMMAND);
        output.note(format_args!("post {id}: it stays held: `{command} release {id}` lets it go"));
    }
    shown::<P>(&mut store, &row, output)
}

/// The post of a file, for the account and the API of a row.
fn plan(
    path: &std::path::Path,
    check_urls: CheckUrlsArg,
    row: &Row,
    output: &Output,
) -> Result<PublishPlan, Failure> {
    let sketch = post::from_file(path)?;
    let media = sketch.media();
    media.iter().try_for_each(|asked| medium::check(asked, output))?;
    let base = row.account.api_base.as_str();
    let login = is_metas_own(base).then(|| Api::login_of(base, Login::Facebook));
    let web = WebArgs {
        api_base: Some(base.to_owned()),
        ca: None,
        // The row says where its post goes, whatever account is the default one.
        account: AccountArgs::none(),
    };
    let server = ServerArgs { login: login.map(Into::into), web };
    let api = Api::given(&server, output)?;
    if check_urls.applies(&api.context) {
        look_at(&media, &server.web, &api.context, output)?;
    }
    // As when it was added, so that the same post is known by it.
    let key = row.id.as_str().parse().unwrap_or_else(|_| store::new_key(ig_driver::now()));
    let file_key = queue::file_key(&key, &media, &api.context)?;
    let places = queue::places(&media, &api.context, &file_key)?;
    add::hand_over(&api.without_token()?, &places)?;
    let plan = PublishPlan::new(row.account.user.clone(), sketch.clone().into_post(&places)?);
    let plan = match queue::post(row) {
        Some(kept) => plan.with_policy(kept.policy().clone()),
        None => plan,
    };
    plan.check(&api.context).map_err(|error| Failure::from(&error))?;
    Ok(plan)
}

pub(super) fn cancel<P: Place>(args: &QueuePostArgs<P>, output: &Output) -> Result<Exit, Failure> {
    let (mut store, row) = queue::read(&args.place, &args.id)?;
    let row = changed::<P>(&mut store, row, Edit::Cancel)?;
    shown::<P>(&mut store, &row, output)
}

pub(super) fn release<P: Place>(args: &ReleaseArgs<P>, output: &Output) -> Result<Exit, Failure> {
    let mut found: Vec<Row> = Vec::new();
    let mut last = None;
    let none = |failure: Failure| match args.ids.len() {
        1 => failure,
        _ => failure.last_line("nothing was released"),
    };
    for id in &args.ids {
        let (mut store, row) = queue::read(&args.place, id).map_err(none)?;
        // Where one of them cannot be released, none is.
        let now = queue::answer(store.now())?;
        match ig_queue::change(&mut row.clone(), row.fence, Edit::Release, now) {
            Changed::Done(_) if found.iter().all(|other| other.id != row.id) => found.push(row),
            Changed::Done(_) => (),
            changed => return Err(none(refused::<P>(&row, &changed))),
        }
        last = Some(store);
    }
    let Some(mut store) = last else { return Ok(Exit::Success) };
    let mut released: Vec<Row> = Vec::new();
    for row in found {
        let row = changed::<P>(&mut store, row, Edit::Release).map_err(|failure| {
            let ids: Vec<_> = released.iter().map(|row| row.id.as_str()).collect();
            match ids.is_empty() {
                true => none(failure),
                false => failure.last_line(format!("released before that: {}", ids.join(", "))),
            }
        })?;
        released.push(row);
    }
    queue::print(&released, queue::answer(store.now())?, output);
    Ok(Exit::Success)
}

pub(super) fn retime<P: Place>(args: &RetimeArgs<P>, output: &Output) -> Result<Exit, Failure> {
    let (mut moved, mut unclear, mut refused) = (Vec::new(), Vec::new(), Vec::new());
    if let Some(mut store) = args.place.find()? {
        let mut filter = Filter::new();
        filter.states = vec![State::Waiting, State::Held];
        for row in queue::answer(store.list(&filter))? {
            let id = row.id.clone();
            let to = match row.due.retime() {
                Retimed::Moved { to, .. } => to,
                Retimed::Unclear { error, .. } => {
                    output.warning(format_args!("post {id}: {error}"));
                    unclear.push(json!({ "id": id, "why": error.to_string() }));
                    continue;
                }
                _ => continue,
            };
            let (from, at, words) = (row.due.at(), to.at(), add::words(&row));
            if !args.dry_run
                && let Err(failure) = changed::<P>(&mut store, row, Edit::Time(to))
            {
                let why = failure.why();
                output.warning(format_args!("post {id} is not moved: {why}"));
                refused.push(json!({ "id": id, "why": why }));
                continue;
            }
            if !output.is_json() {
                output.line(format_args!("{id}  {from} -> {at} ({words})"));
            }
            moved.push(json!({ "id": id, "from": from.to_string(), "to": at.to_string() }));
        }
    }
    if output.is_json() {
        output.object(&json!({ "moved": moved, "unclear": unclear, "refused": refused }));
    } else if moved.is_empty() && unclear.is_empty() && refused.is_empty() {
        output.note("every time means what it meant");
    }
    Ok(if refused.is_empty() { Exit::Success } else { Exit::Failed })
}

/// Changes a post, and reads it again.
fn changed<P: Place>(store: &mut P::Store, row: Row, edit: Edit) -> Result<Row, Failure> {
    match queue::answer(store.change(&row.id, row.fence, edit))? {
        Changed::Done(_) => Ok(queue::answer(store.get(&row.id))?.unwrap_or(row)),
        changed => Err(refused::<P>(&row, &changed)),
    }
}

fn shown<P: Place>(store: &mut P::Store, row: &Row, output: &Output) -> Result<Exit, Failure> {
    let now = queue::answer(store.now())?;
    match output.is_json() {
        true => output.object(&queue::shown(row, now)),
        false => queue::print(std::slice::from_ref(row), now, output),
    }
    Ok(Exit::Success)
}
