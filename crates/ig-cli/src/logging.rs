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
        Some(text) => parsed(&text).map(Some).ok_or_else(invalid),
        None => Ok(args.is_json().then(|| at(LevelFilter::INFO))),
    }
}

/// Our crates at a level, and others only where something is wrong.
fn at(level: LevelFilter) -> Targets {
    Targets::new().with_target("ig", level).with_default(level.min(LevelFilter::WARN))
}

/// A level, or `target=level` with commas between: `debug`, `ig_driver::call=info,rustls=debug`. A
/// word by itself that is no level would be a target that logs nothing.
fn parsed(text: &str) -> Option<Targets> {
    if let Ok(level) = LevelFilter::from_str(text) {
        return Some(at(level));
    }
    // Nothing at all would be a level too.
    let is_level = |word: &str| {
        let word = word.trim();
        !word.is_empty() && LevelFilter::from_str(word).is_ok()
    };
    let is_directive = |word: &str| match word.split_once('=') {
        Some((target, level)) => !target.trim().is_empty() && is_level(level),
        None => is_level(word),
    };
    text.split(',').all(is_directive).then(|| Targets::from_str(text).ok())?
}

/// What may be shown at all, whatever is asked for.
fn allowed() -> Targets {
    Targets::new()
        .with_default(LevelFilter::DEBUG)
        .with_target("ig", LevelFilter::TRACE)
        .with_targets(["h2", "hyper"].map(|target| (target, LevelFilter::INFO)))
        .with_target("ureq_proto", LevelFilter::OFF)
}

/// Without the value: a token may be in the wrong variable.
fn invalid() -> Failure {
    Failure::usage(format!("{VARIABLE} cannot be used"))
        .because("it is neither a level nor a list of target=level")
        .fix(format!(
            "set {VARIABLE} to error, warn, info, debug or trace, or to a list such as \
             ig_driver::call=info,rustls=debug; or unset it"
        ))
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
            assert!(parsed(good).is_some(), "{good}");
        }
        for bad in ["verbose", "ig=loud", "info,verbose", "=", "ig=debug=info", "a=warn,,b=off"] {
            assert!(parsed(bad).is_none(), "{bad}");
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
