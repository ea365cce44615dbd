//! `ig explain KEY`

use ig_core::{Endpoint, post::Medium};
use serde_json::{Map, Value, json};

use crate::{
    args::ExplainArgs,
    failure::{Exit, Failure},
    output::Output,
    report::{Report, kind},
    store::{self, Folder, Post},
    text::plain,
    transport,
};

use super::kept;

pub(super) fn run(args: &ExplainArgs, output: &Output) -> Result<Exit, Failure> {
    let folder = kept(&args.folder)?;
    let key = store::typed(&args.id)?;
    let kept = folder.read(&key)?;
    let snapshot = &kept.record.snapshot;
    let report = snapshot.outcome().map(|outcome| Report::new(&key, snapshot.plan(), outcome));
    if output.is_json() {
        output.object(&object(&kept, report.as_ref()));
    } else {
        lines(&kept, report.as_ref(), &folder, output);
    }
    Ok(Exit::Success)
}

fn lines(kept: &Post, report: Option<&Report>, folder: &Folder, output: &Output) {
    let line = |label: &str, text: &str| output.line(format_args!("{label:<12} {}", plain(text)));
    let maybe = |label: &str, text: Option<&String>| {
        if let Some(text) = text {
            line(label, text);
        }
    };
    let Post { record, extra } = kept;
    let snapshot = &record.snapshot;
    let place = match extra.sandbox {
        true => "a sandbox inside the command, which ended with it".to_owned(),
        false => record.target.to_string(),
    };
    line("post", kept.key().as_str());
    line("begun", &record.created.to_string());
    line("last saved", &record.saved.to_string());
    line("account", snapshot.plan().user().as_str());
    line("at", &place);
    line("kind", &kind(snapshot.plan().post()).replace('_', " "));
    for (parameter, value) in plan(kept) {
        line(&parameter, &value);
    }
    let phase = snapshot.phase();
    match report {
        Some(report) => line("outcome", &report.outcome.replace('_', " ")),
        None => line("phase", &format!("{phase}: {}", phase.activity())),
    }
    if let Some((ready, of)) = snapshot.items() {
        line("items", &format!("{ready} of {of} are ready"));
    }
    if let Some((file, bytes)) = snapshot.upload() {
        line("uploaded", &format!("{bytes} of {} bytes of {file}", file.size()));
    }
    maybe("container", snapshot.container().map(ToString::to_string).as_ref());
    maybe("media", report.and_then(|report| report.media.as_ref()));
    maybe("permalink", extra.permalink.as_ref());
    line("public", public(kept, report));
    if let Some(reason) = report.and_then(|report| report.reason.as_ref()) {
        line("in phase", &reason.phase);
        maybe("item", reason.item.as_ref().map(ToString::to_string).as_ref());
        line("reason", &reason.message);
        maybe("code", reason.code.map(|code| code.to_string()).as_ref());
        maybe("subcode", reason.subcode.map(|subcode| subcode.to_string()).as_ref());
        maybe("trace id", reason.trace_id.as_ref());
        line("advice", &reason.advice);
        line("who", &reason.actor.to_string());
    } else if let Some(cause) = snapshot.cause() {
        line("reason", &transport::message(cause, cause));
    }
    line("next", &next(kept, report, folder));
}

fn object(kept: &Post, report: Option<&Report>) -> Value {
    let Post { record, extra } = kept;
    let plan: Map<_, _> =
        plan(kept).into_iter().map(|(name, value)| (name, value.into())).collect();
    let snapshot = &record.snapshot;
    json!({
        "id": kept.key().as_str(),
        "key": extra.key_given.then(|| kept.key().as_str()),
        "created": record.created.to_string(),
        "saved": record.saved.to_string(),
        "api_base": record.target.api_base(),
        "login": record.target.login_word(),
        "sandbox": extra.sandbox,
        "user": snapshot.plan().user(),
        "kind": kind(snapshot.plan().post()),
        "items_ready": snapshot.items().map(|(ready, _)| ready),
        "upload": snapshot.upload().map(|(file, bytes)| {
            json!({ "file": file.to_string(), "bytes": bytes, "size": file.size() })
        }),
        "plan": plan,
        "phase": snapshot.phase(),
        "activity": snapshot.phase().activity(),
        "outcome": report.map(|report| report.outcome),
        "container": snapshot.container(),
        "media": report.and_then(|report| report.media.as_deref()),
        "media_known": report.and_then(|report| report.media_known),
        "permalink": extra.permalink,
        "may_be_public": snapshot.may_be_public(),
        "reason": report.and_then(|report| report.reason.as_ref()),
        "cause": snapshot.cause().map(|cause| transport::message(cause, cause)),
    })
}

/// The plan, as the parameters of its containers: first those of a carousel's items, each
/// with its number, then its own.
fn plan(kept: &Post) -> Vec<(String, String)> {
    let plan = kept.record.snapshot.plan();
    let items = plan.post().items().len();
    // Any id will do for the containers of the items, which are left out.
    let Ok(child) = plan.user().as_str().parse() else { return Vec::new() };
    let numbered = plan.containers(&child).into_iter().zip(1..);
    let parameters = numbered.flat_map(|(create, number)| {
        let draft = create.draft();
        let form: Vec<_> = draft
            .form()
            .filter(|(name, _)| !matches!(&**name, "children" | "is_carousel_item"))
            .map(|(name, value)| match number <= items {
                true => (format!("item {number} {name}"), value.into_owned()),
                false => (name.into_owned(), value.into_owned()),
            })
            .collect();
        form
    });
    let files = (1..).zip(plan.post().media()).filter_map(|(number, medium)| match medium {
        Medium::Source(file) if items == 0 => Some(("file".to_owned(), file.to_string())),
        Medium::Source(file) => Some((format!("item {number} file"), file.to_string())),
        _ => None,
    });
    parameters.chain(files).collect()
}

fn public(kept: &Post, report: Option<&Report>) -> &'static str {
    match report.map(|report| report.outcome) {
        Some("published") if kept.extra.sandbox => "no: it was public only on its sandbox",
        Some("published") => "yes",
        Some("not_published") => "no",
        _ if kept.record.snapshot.may_be_public() => {
            "perhaps: a publish was sent or was about to be sent"
        }
        _ => "no: nothing was published yet",
    }
}

fn next(kept: &Post, report: Option<&Report>, folder: &Folder) -> String {
    let resume = || folder.resume_command(kept.key());
    match report.map(|report| report.outcome) {
        Some("published") => "nothing: it is done".to_owned(),
        Some("not_published") => match kept.extra.key_given {
            true => "publish it with --again, once the cause is fixed".to_owned(),
            false => "publish it again, once the cause is fixed".to_owned(),
        },
        _ if kept.extra.sandbox => "nothing: its sandbox is gone".to_owned(),
        Some(_) => format!("`{}`, once the cause is fixed", resume()),
        None => format!("`{}`, unless another process is working on it now", resume()),
    }
}
