//! `ig doctor`, and what `ig publish --preflight` checks first.

use ig_account::preflight::{Finding, Needs, Preflight, PreflightFlow, Verdict};
use ig_core::{UserId, error::Actor};
use ig_ureq::{Clock, SystemClock};

use super::kept;
use crate::{
    access::{self, Access},
    args::{DoctorArgs, NeedArg, ServerArgs},
    failure::{Exit, Failure},
    local_run, medium,
    output::Output,
    post, random,
    store::{self, Held},
    text::{plain, with_login},
    version,
};

pub(super) fn run(args: &DoctorArgs, output: &Output) -> Result<Exit, Failure> {
    let access = Access::given(&args.access, output)?;
    let folder = kept(&args.folder)?;
    let needs = match &args.plan {
        Some(path) => {
            let sketch = post::from_file(path)?;
            let key = store::new_key(SystemClock.now());
            let places = medium::places(&sketch.media(), &access.context, &key)?;
            Needs::from(&sketch.into_post(&places)?)
        }
        None => args.needs.iter().fold(Needs::new(), with),
    };
    let user = access::user(&args.access)?;
    let preflight = ask(&access, &args.access.server, user.clone(), needs)?;
    let mut held = folder.held(local_run::of)?;
    held.retain(|held| held.user == user.as_str() && held.api_base == access.api_base);
    if output.is_json() {
        let mut object = serde_json::to_value(&preflight).unwrap_or_default();
        object["brakes"] = serde_json::json!(held);
        object["api_version"] = version::json(&access.context, SystemClock.now());
        output.object(&object);
    } else {
        for found in &preflight.findings {
            lines(found, |line| output.line(line));
        }
        for held in &held {
            brake_lines(held, |line| output.line(line));
        }
        let (is_well, found) = version::line(&access.context, SystemClock.now());
        let verdict = word(if is_well { Verdict::Passed } else { Verdict::Warning });
        output.line(format_args!("{verdict:<8} {:<29} {found}", "API version"));
        output.line(closing(&preflight));
    }
    Ok(if preflight.passed() { Exit::Success } else { Exit::Failed })
}

/// A block that this machine knows of and the API does not report.
fn brake_lines(Held { user, surface, until, .. }: &Held, mut show: impl FnMut(String)) {
    let (verdict, check) = (word(Verdict::Warning), "brake");
    show(format!("{verdict:<8} {check:<29} posts to its {surface} are paused until {until}"));
    let advice = "wait until then; `ig publish --despite-block` publishes one post anyway, and";
    show(format!("{:<8} {:<29} {advice}", "", "  what to do"));
    show(format!("{:<8} {:<29} `ig brake clear --user-id {user}` forgets the block", "", ""));
}

/// The overall result of the findings.
fn closing(preflight: &Preflight) -> &'static str {
    let has_failed = |found: &Finding| found.verdict == Verdict::Failed;
    match preflight.passed() {
        true => "the account can publish, as far as API calls can show",
        false if preflight.findings.iter().any(has_failed) => {
            "the account cannot publish until this is fixed"
        }
        false => "it is not known whether the account can publish: try again",
    }
}

/// Stops a post that would fail before anything is sent.
pub(super) fn before(
    access: &Access,
    server: &ServerArgs,
    user: &UserId,
    needs: Needs,
    output: &Output,
) -> Result<(), Failure> {
    let preflight = ask(access, server, user.clone(), needs)?;
    let passed = preflight.passed();
    let shown = preflight.findings.iter().filter(|found| Verdict::Warning <= found.verdict);
    for found in shown.clone() {
        lines(found, |line| if passed { output.note(line) } else { output.warning(line) });
    }
    let worst = shown.max_by_key(|found| found.verdict).filter(|_| !passed);
    let Some(worst) = worst else {
        return Ok(());
    };
    Err(Failure::failed("the preflight failed, so nothing was sent")
        .because(&worst.found)
        .fix(worst.advice.clone().unwrap_or_else(|| "see `ig doctor`".to_owned()))
        .who(worst.actor))
}

fn ask(
    access: &Access,
    server: &ServerArgs,
    user: UserId,
    needs: Needs,
) -> Result<Preflight, Failure> {
    let mut flow = PreflightFlow::new(access.login, user, random::number())
        .with_needs(needs)
        .with_token(access.token.clone());
    if let (Some(app), Some(secret)) = (access::app_id(server)?, access.app_secret.clone()) {
        flow = flow.with_app(app, secret);
    }
    access.client()?.run(&mut flow).map_err(|error| Failure::from(&error))
}

fn with(needs: Needs, need: &NeedArg) -> Needs {
    match need {
        NeedArg::Photo | NeedArg::Reel | NeedArg::Carousel => needs,
        NeedArg::Story => needs.with_story(),
        NeedArg::Products => needs.with_product_tags(),
        NeedArg::Partnership => needs.with_partnership(),
        NeedArg::Comments => needs.with_comments(),
        NeedArg::Deletion => needs.with_deletion(),
    }
}

/// A finding: the verdict, the check, the result; and, if there is something to do,
/// what, by whom, and where it is documented.
fn lines(found: &Finding, mut show: impl FnMut(String)) {
    let (verdict, check) = (word(found.verdict), found.check.to_string());
    show(plain(&format!("{verdict:<8} {check:<29} {}", found.found)));
    let mut more = |label: &str, text: &str| show(plain(&format!("{:<8} {label:<29} {text}", "")));
    if let Some(advice) = &found.advice {
        more("  what to do", &with_login(advice));
    }
    if found.verdict != Verdict::Passed {
        if found.actor != Actor::Nobody {
            more("  who", &found.actor.to_string());
        }
        more("  page", found.page);
    }
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Passed => "ok",
        Verdict::Note => "note",
        Verdict::Warning => "warning",
        Verdict::Failed => "failed",
        _ => "unknown",
    }
}
