//! `ig queue edit`, `cancel`, `release` and `retime`

use ig_core::PublishPlan;
use ig_queue::{Changed, Edit, Filter, Retimed, Row, State, Store as _};
use ig_queue_sqlite::SqliteStore;
use serde_json::{Value, json};

use super::{add, kept, refused};
use crate::{
    args::{EditArgs, QueuePostArgs, ReleaseArgs, RetimeArgs, ServerArgs, WebArgs},
    failure::{Exit, Failure},
    medium,
    output::Output,
    post,
    queue::{self, Api},
    store,
};

pub(super) fn run(args: &EditArgs, output: &Output) -> Result<Exit, Failure> {
    if args.at.is_none() && args.late.is_none() && args.plan.is_none() {
        return Err(Failure::usage("there is nothing to change")
            .because("neither a time nor a policy nor a post is given")
            .fix("give --at, --late or --plan; `ig queue cancel` takes the post back"));
    }
    let (mut store, mut row) = queue::read(&kept(&args.folder)?, &args.id)?;
    let mut edits = Vec::new();
    if let Some(path) = &args.plan {
        edits.push(Edit::Plan(Box::new(plan(path, &row, output)?)));
    }
    if let Some(at) = &args.at {
        let (zone, ambiguous) = (args.zone.as_deref(), args.ambiguous.map(Into::into));
        edits.push(Edit::Time(queue::asked("--at", at, zone, ambiguous, store.now())?));
    }
    edits.extend(args.late.map(Edit::Late));
    for edit in edits {
        row = changed(&mut store, row, edit)?;
    }
    shown(&store, &row, output);
    Ok(Exit::Success)
}

/// The post of a file, for the account and the API of a row.
fn plan(path: &std::path::Path, row: &Row, output: &Output) -> Result<PublishPlan, Failure> {
    let sketch = post::from_file(path)?;
    let media = sketch.media();
    media.iter().try_for_each(|asked| medium::check(asked, output))?;
    let web = WebArgs { api_base: Some(row.account.api_base.as_str().to_owned()), ca: None };
    let api = Api::given(&ServerArgs { login: None, web }, output)?;
    let places = medium::places(&media, &api.context, &store::new_key(ig_driver::now()))?;
    add::hand_over(&api.without_token()?, &places)?;
    let plan = PublishPlan::new(row.account.user.clone(), sketch.clone().into_post(&places)?);
    let plan = match queue::post(row) {
        Some(kept) => plan.with_policy(kept.policy().clone()),
        None => plan,
    };
    plan.check(&api.context).map_err(|error| Failure::from(&error))?;
    Ok(plan)
}

pub(super) fn cancel(args: &QueuePostArgs, output: &Output) -> Result<Exit, Failure> {
    let (mut store, row) = queue::read(&kept(&args.folder)?, &args.id)?;
    let row = changed(&mut store, row, Edit::Cancel)?;
    shown(&store, &row, output);
    Ok(Exit::Success)
}

pub(super) fn release(args: &ReleaseArgs, output: &Output) -> Result<Exit, Failure> {
    let folder = kept(&args.folder)?;
    let mut rows = Vec::new();
    let mut last = None;
    for id in &args.ids {
        let (mut store, row) = queue::read(&folder, id)?;
        rows.push(changed(&mut store, row, Edit::Release)?);
        last = Some(store);
    }
    if let Some(store) = &last {
        queue::print(&rows, store.now(), output);
    }
    Ok(Exit::Success)
}

pub(super) fn retime(args: &RetimeArgs, output: &Output) -> Result<Exit, Failure> {
    let folder = kept(&args.folder)?;
    let mut moved: Vec<Value> = Vec::new();
    if let Some(mut store) = queue::find(&folder)? {
        let mut filter = Filter::new();
        filter.states = vec![State::Waiting, State::Held];
        for row in store.list(&filter).map_err(|error| queue::failure(&error))? {
            match row.due.retime() {
                Retimed::Moved { to, .. } => {
                    let (from, at) = (row.due.at(), to.at());
                    let id = row.id.clone();
                    if !output.is_json() {
                        output.line(format_args!("{id}  {from} -> {at} ({})", add::words(&row)));
                    }
                    moved.push(json!({ "id": id, "from": from.to_string(), "to": at.to_string() }));
                    if !args.dry_run {
                        changed(&mut store, row, Edit::Time(to))?;
                    }
                }
                Retimed::Unclear { error, .. } => {
                    output.warning(format_args!("post {}: {error}", row.id));
                }
                _ => (),
            }
        }
    }
    if output.is_json() {
        output.object(&json!({ "moved": moved }));
    } else if moved.is_empty() {
        output.note("every time means what it meant");
    }
    Ok(Exit::Success)
}

/// Changes a post, and reads it again.
fn changed(store: &mut SqliteStore, row: Row, edit: Edit) -> Result<Row, Failure> {
    let changed = store.change(&row.id, row.fence, edit).map_err(|error| queue::failure(&error))?;
    match changed {
        Changed::Done(_) => {
            let row_now = store.get(&row.id).map_err(|error| queue::failure(&error))?;
            Ok(row_now.unwrap_or(row))
        }
        changed => Err(refused(&row, &changed)),
    }
}

fn shown(store: &SqliteStore, row: &Row, output: &Output) {
    match output.is_json() {
        true => output.object(&queue::shown(row, store.now())),
        false => queue::print(std::slice::from_ref(row), store.now(), output),
    }
}
