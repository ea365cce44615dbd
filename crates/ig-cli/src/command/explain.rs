//! `ig explain ID`

use ig_core::{Endpoint, endpoint::CreateContainer};
use serde_json::{Map, Value, json};

use crate::{
    access::login_word,
    args::ExplainArgs,
    failure::{Exit, Failure},
    output::{Output, plain},
    report::Report,
    store::{Folder, PostId, Record},
};

pub(super) fn run(args: &ExplainArgs, output: &Output) -> Result<Exit, Failure> {
    let folder = Folder::find(args.folder.state_dir.as_deref())?;
    let id = PostId::typed(&args.id)?;
    let record = folder.read(&id).map_err(|error| folder.unreadable(&id, &error))?;
    let report = record.snapshot.outcome().map(|outcome| Report::new(&id, outcome));
    if output.is_json() {
        output.object(&object(&record, report.as_ref()));
    } else {
        lines(&record, report.as_ref(), &folder, output);
    }
    Ok(Exit::Success)
}

fn lines(record: &Record, report: Option<&Report>, folder: &Folder, output: &Output) {
    let line = |label: &str, text: &str| output.line(format_args!("{label:<12} {}", plain(text)));
    let maybe = |label: &str, text: Option<&String>| {
        if let Some(text) = text {
            line(label, text);
        }
    };
    let snapshot = &record.snapshot;
    let place = match record.begun.sandbox {
        true => "a sandbox inside the command, which ended with it".to_owned(),
        false => format!("{} ({} login)", record.begun.api_base, login_word(record.begun.login)),
    };
    line("post", record.begun.id.as_str());
    line("begun", &record.begun.created.to_string());
    line("last kept", &record.saved.to_string());
    line("account", snapshot.plan().user().as_str());
    line("at", &place);
    for (parameter, value) in plan(record) {
        line(&parameter, &value);
    }
    let phase = snapshot.phase();
    match report {
        Some(report) => line("outcome", &report.outcome.replace('_', " ")),
        None => line("phase", &format!("{phase}: {}", phase.activity())),
    }
    maybe("container", snapshot.container().map(ToString::to_string).as_ref());
    maybe("media", report.and_then(|report| report.media.as_ref()));
    maybe("permalink", record.permalink.as_ref());
    line("public", public(record, report));
    if let Some(reason) = report.and_then(|report| report.reason.as_ref()) {
        line("in phase", &reason.phase);
        line("reason", &reason.message);
        maybe("code", reason.code.map(|code| code.to_string()).as_ref());
        maybe("subcode", reason.subcode.map(|subcode| subcode.to_string()).as_ref());
        maybe("trace id", reason.trace_id.as_ref());
        line("advice", reason.advice);
        line("who", &reason.actor.to_string());
    } else if let Some(cause) = snapshot.cause() {
        line("reason", &cause.to_string());
    }
    line("next", &next(record, report, folder));
}

fn object(record: &Record, report: Option<&Report>) -> Value {
    let plan: Map<_, _> =
        plan(record).into_iter().map(|(name, value)| (name, value.into())).collect();
    let snapshot = &record.snapshot;
    json!({
        "id": record.begun.id.as_str(),
        "created": record.begun.created.to_string(),
        "saved": record.saved.to_string(),
        "api_base": record.begun.api_base,
        "login": login_word(record.begun.login),
        "sandbox": record.begun.sandbox,
        "user": snapshot.plan().user(),
        "plan": plan,
        "phase": snapshot.phase(),
        "activity": snapshot.phase().activity(),
        "outcome": report.map(|report| report.outcome),
        "container": snapshot.container(),
        "media": report.and_then(|report| report.media.as_deref()),
        "media_known": report.and_then(|report| report.media_known),
        "permalink": record.permalink,
        "may_be_public": snapshot.may_be_public(),
        "reason": report.and_then(|report| report.reason.as_ref()),
        "cause": snapshot.cause().map(ToString::to_string),
    })
}

/// The plan, as the parameters of the container that it asks for.
fn plan(record: &Record) -> Vec<(String, String)> {
    let plan = record.snapshot.plan();
    let container = plan.post().container(Vec::new()).ok();
    let draft = container.map(|it| CreateContainer::new(plan.user().clone(), it).draft());
    let form = draft.iter().flat_map(|draft| draft.form());
    form.map(|(name, value)| (name.to_string(), value.to_string())).collect()
}

fn public(record: &Record, report: Option<&Report>) -> &'static str {
    match report.map(|report| report.outcome) {
        Some("published") if record.begun.sandbox => "no: it was public on its sandbox alone",
        Some("published") => "yes",
        Some("not_published") => "no",
        _ if record.snapshot.may_be_public() => "perhaps: a publish was sent or was about to be",
        _ => "no: nothing was published yet",
    }
}

fn next(record: &Record, report: Option<&Report>, folder: &Folder) -> String {
    let resume = || folder.resume_command(&record.begun.id);
    match report.map(|report| report.outcome) {
        Some("published") => "nothing: it is done".to_owned(),
        Some("not_published") => "publish it anew, once the reason is out of the way".to_owned(),
        _ if record.begun.sandbox => "nothing: its sandbox is gone".to_owned(),
        Some(_) => format!("`{}`, once the reason is out of the way", resume()),
        None => format!("`{}`, unless it is being driven at this moment", resume()),
    }
}
