//! The log: what the crates below say through `tracing` and `log`, on standard error.
//!
//! A log is what people send to strangers, so nothing in it may be a secret, whatever is asked for.
//! Our own crates log none, which tests show at every level. Of other crates, `ureq_proto` logs the
//! bytes of each request, and ureq the whole URL where `log` is at trace: so records of the crate
//! `log` end at debug, and what may show headers is left out.

use std::{
    env, io,
    str::FromStr as _,
    sync::atomic::{AtomicBool, Ordering},
};

use tracing::level_filters::LevelFilter;
use tracing_subscriber::{
    filter::Targets, fmt, layer::SubscriberExt as _, util::SubscriberInitExt as _,
};

use crate::{
    args::LogArgs,
    environment,
    failure::{Exit, Failure},
    words,
};

const VARIABLE: &str = "IG_LOG";

/// Whether anything may be logged: a line that changes would be torn apart by it.
static IS_ON: AtomicBool = AtomicBool::new(false);

pub(crate) fn is_on() -> bool {
    IS_ON.load(Ordering::Relaxed)
}

/// Starts the log, if one is asked for.
pub(crate) fn start(args: &LogArgs) -> Result<(), Failure> {
    let Some(wanted) = wanted(args)? else { return Ok(()) };
    let layer = fmt::layer().with_writer(io::stderr).log_internal_errors(false).with_ansi(false);
    let all = tracing_subscriber::registry().with(wanted).with(allowed());
    let started = match args.is_json() {
        true => all.with(layer.json()).try_init(),
        false => all.with(layer).try_init(),
    };
    started.map_err(|error| {
        Failure::failed("the log cannot be started")
            .caused_by(&error)
            .fix("please report this: it is a bug")
    })?;
    log::set_max_level(log::max_level().min(log::LevelFilter::Debug));
    IS_ON.store(true, Ordering::Relaxed);
    tracing::debug!(
        target: "ig",
        version = env!("CARGO_PKG_VERSION"),
        os = env::consts::OS,
        arch = env::consts::ARCH,
        "started"
    );
    Ok(())
}

/// Logs how the command ended.
pub(crate) fn ended(exit: Exit) {
    tracing::debug!(target: "ig", ?exit, "ended");
}

/// What is asked for: the option before the variable.
fn wanted(args: &LogArgs) -> Result<Option<Targets>, Failure> {
    if let Some(level) = args.level() {
        return Ok(Some(at(level)));
    }
    match environment::text(VARIABLE)? {
        Some(text) => parsed(&text).map(Some).map_err(|wrong| wrong.failure()),
        None => Ok(args.is_json().then(|| at(LevelFilter::INFO))),
    }
}

/// Our crates at a level, and others only where something is wrong.
fn at(level: LevelFilter) -> Targets {
    Targets::new().with_target("ig", level).with_default(level.min(LevelFilter::WARN))
}

/// The targets of this program: a filter for another one that begins like them would log nothing.
const TARGETS: [&str; 7] = [
    "ig",
    "ig_cli::hosting",
    "ig_cli::look",
    "ig_driver::call",
    "ig_driver::post",
    "ig_driver::wait",
    "ig_queue",
];

/// Why a filter cannot be used.
#[derive(Debug, PartialEq, Eq)]
enum Wrong {
    Form,
    /// A target that is none of ours, and the one that may be meant.
    Target(Option<&'static str>),
}

/// A level, or `target=level` with commas between: `debug`, `ig_driver::call=info,rustls=debug`. A
/// word by itself that is no level would be a target that logs nothing.
fn parsed(text: &str) -> Result<Targets, Wrong> {
    if let Ok(level) = LevelFilter::from_str(text) {
        return Ok(at(level));
    }
    text.split(',').try_for_each(|directive| match directive.split_once('=') {
        Some((target, level)) if is_level(level) => checked(target.trim()),
        None if is_level(directive) => Ok(()),
        _ => Err(Wrong::Form),
    })?;
    Targets::from_str(text).map_err(|_| Wrong::Form)
}

/// Nothing at all would be a level too.
fn is_level(word: &str) -> bool {
    let word = word.trim();
    !word.is_empty() && LevelFilter::from_str(word).is_ok()
}

/// A target is the beginning of a path of modules. Those of other crates are not known here.
fn checked(target: &str) -> Result<(), Wrong> {
    let fits = |c: char| c.is_ascii_alphanumeric() || "_:-.".contains(c);
    if target.is_empty() || !target.chars().all(fits) {
        return Err(Wrong::Form);
    }
    let is_of_ours = target.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("ig"));
    match is_of_ours && !TARGETS.iter().any(|known| known.starts_with(target)) {
        true => Err(Wrong::Target(words::like(target, TARGETS.into_iter()))),
        false => Ok(()),
    }
}

/// What may be shown at all, whatever is asked for.
fn allowed() -> Targets {
    Targets::new()
        .with_default(LevelFilter::DEBUG)
        .with_target("ig", LevelFilter::TRACE)
        .with_targets(["h2", "hyper"].map(|target| (target, LevelFilter::INFO)))
        .with_target("ureq_proto", LevelFilter::OFF)
}

impl Wrong {
    /// Without the value: a token may be in the wrong variable.
    fn failure(&self) -> Failure {
        let failure = Failure::usage(format!("{VARIABLE} cannot be used"));
        match self {
            Self::Form => {
                failure.because("it is neither a level nor a list of target=level").fix(format!(
                    "set {VARIABLE} to error, warn, info, debug or trace, or to a list such as \
                     ig_driver::call=info,rustls=debug; or unset it"
                ))
            }
            Self::Target(near) => {
                let near = near.map(|near| format!("did you mean {near}? ")).unwrap_or_default();
                failure
                    .because("it has a target that begins with ig, and is none of this program's")
                    .fix(format!("{near}the targets are {}", TARGETS.join(", ")))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tracing::Level;

    #[test]
    fn a_filter_is_a_level_or_a_list() {
        for good in
            ["info", "TRACE", "off", "ig=debug", "warn,ig_driver::call=info", "a=warn, b=off"]
        {
            assert!(parsed(good).is_ok(), "{good}");
        }
        for bad in [
            "verbose",
            "ig=loud",
            "info,verbose",
            "=",
            "ig=debug=info",
            "a=warn,,b=off",
            "[post]=debug",
            "ig_driver[call]=debug",
            "a b=info",
        ] {
            assert_eq!(parsed(bad).unwrap_err(), Wrong::Form, "{bad}");
        }
    }

    #[test]
    fn a_target_that_would_log_nothing_is_refused_with_the_one_that_may_be_meant() {
        for (text, near) in [
            ("ig_drivr=debug", Some("ig_driver::")),
            ("igqqqqqqqqqqqqqqqqqqqqq=debug", None),
            ("info,ig-driver::call=debug", Some("ig_driver::call")),
            ("IG_QUEUE=debug", Some("ig_queue")),
            ("ig_queue::work=debug", Some("ig_queue")),
        ] {
            let Err(Wrong::Target(meant)) = parsed(text) else { panic!("{text}") };
            assert_eq!(meant.is_some(), near.is_some(), "{text}: {meant:?}");
            assert!(near.is_none_or(|near| meant.unwrap().starts_with(near)), "{text}: {meant:?}");
        }
        for good in ["ig_driver=info", "ig_dri=info", "ig_cli=info,ig=off", "rustls::client=info"] {
            assert!(parsed(good).is_ok(), "{good}");
        }
    }

    #[test]
    fn a_level_is_that_of_our_crates() {
        let filter = parsed("debug").unwrap();
        assert!(filter.would_enable("ig_driver::call", &Level::DEBUG));
        assert!(!filter.would_enable("rustls", &Level::INFO));
        assert!(filter.would_enable("rustls", &Level::WARN));
        assert!(!parsed("error").unwrap().would_enable("rustls", &Level::WARN));
    }

    #[test]
    fn what_may_show_a_secret_is_never_shown() {
        let allowed = allowed();
        for (target, level, expect) in [
            ("ureq_proto::util", Level::ERROR, false),
            ("ureq::run", Level::TRACE, false),
            ("rustls::client", Level::TRACE, false),
            ("h2::codec", Level::DEBUG, false),
            ("ig_driver::call", Level::TRACE, true),
            ("rustls::client", Level::DEBUG, true),
        ] {
            assert_eq!(allowed.would_enable(target, &level), expect, "{target} {level}");
        }
    }
}
