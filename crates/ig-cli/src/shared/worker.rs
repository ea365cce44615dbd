//! What a worker of another program has in common with `ig queue work`: its tokens, what it says, and
//! how it is stopped.

use std::{path::PathBuf, process::ExitCode};

use ig_core::{Context, PublishPlan, Timestamp};
use ig_queue::{ApiBase, Credential, Explain, Incarnation, Judge, News, PostId, Records, Row};
use ig_queue_sqlite::Until;
use serde_json::Value;

use crate::{
    args::{AccessArgs, CheckUrlsArg, OutputArgs},
    command,
    failure::Failure,
    output::Output,
    queue::{self, Media, Tokens},
    stop,
    web::Trust,
};

/// Where the tokens of a worker are.
#[derive(Debug, clap::Args)]
pub struct TokensArgs {
    /// The folder with a token file for each credential, instead of IG_TOKEN_DIR
    #[arg(long, value_name = "DIR")]
    token_dir: Option<PathBuf>,
    /// Whether to look at the media's URLs again right before a post's first container is made: a
    /// file that is gone or that Instagram would refuse is tried again until the post is due, which is
    /// held then
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = CheckUrlsArg::Auto)]
    check_urls: CheckUrlsArg,
    #[command(flatten)]
    access: AccessArgs,
}

impl TokensArgs {
    /// What judges the media of a post before its time, as `ig queue work` does.
    ///
    /// # Errors
    ///
    /// When the certificates to trust cannot be read.
    pub fn judge(&self, output: &OutputArgs) -> Result<impl Judge + 'static, Failure> {
        let trust = Trust::new(&self.access.server.web, "https:", &Output::new(output))?;
        let media = Media { check_urls: self.check_urls, trust };
        Ok(move |base: &ApiBase, plan: &PublishPlan| media.judge(base, plan))
    }
}

/// When a worker ends by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a worker handles each")]
pub enum Ends {
    /// Never.
    WhenStopped,
    /// When nothing is due.
    WhenIdle,
}

/// What a worker says, as `ig queue work` says it.
#[derive(Debug)]
pub struct Watch<'a>(command::Watch<'a>);

impl Watch<'_> {
    /// Says what happened, if it is worth it.
    pub fn hear<E: Explain>(&mut self, news: &News<'_, E>) {
        self.0.hear(news);
    }

    /// The posts that have ended, of a worker that ends by itself.
    pub fn ended(&self) -> &[PostId] {
        self.0.ended()
    }
}

/// Runs `work` with the tokens of this machine, for which `make` makes clients.
///
/// # Errors
///
/// When the tokens cannot be used, and when `work` fails.
pub fn worker<C: Clone, T>(
    args: &TokensArgs,
    ends: Ends,
    output: &OutputArgs,
    make: fn(Context, &Trust) -> Result<C, Failure>,
    work: impl FnOnce(Tokens<'_, C>, &mut Watch<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let output = Output::new(output);
    let tokens = Tokens::with_clients(&args.access, args.token_dir.as_deref(), &output, make)?;
    let until = match ends {
        Ends::WhenStopped => Until::Stopped,
        Ends::WhenIdle => Until::Idle,
    };
    let mut watch = Watch(command::Watch::new(&output, "ig-worker", until));
    let done = work(tokens, &mut watch);
    watch.0.finish();
    done
}

/// Says which posts wait for a token of this machine that was refused, be it in an earlier run: those
/// for whose token `is_here` is true.
///
/// # Errors
///
/// When they cannot be read.
pub fn waiting(
    store: &mut impl Records,
    watch: &mut Watch<'_>,
    mut is_here: impl FnMut(&Credential) -> bool,
) -> Result<(), Failure> {
    let rows = queue::wait_for_tokens(store)?;
    rows.iter().filter(|row| is_here(&row.credential)).for_each(|row| watch.0.waits(row));
    Ok(())
}

/// Prints posts that have ended at `now`, as `ig queue work --once` does; returns the exit status of the
/// worst, or that one waits for its token.
pub fn summary(rows: &[Row], watch: &Watch<'_>, now: Timestamp, output: &OutputArgs) -> ExitCode {
    queue::print(rows, now, &Output::new(output));
    rows.iter().fold(watch.0.exit(), |exit, row| queue::worse(exit, queue::exit(row))).into()
}

/// A name that no process had before.
pub fn me() -> Incarnation {
    queue::me()
}

/// Calls `stop` at the first signal that asks the process to end; the second ends it at once.
///
/// # Errors
///
/// When signals cannot be caught.
pub fn on_stop(stop: impl Fn() + Send + 'static) -> Result<(), Failure> {
    stop::orderly(stop)
}

/// Prints the result of a command: an object with `--json`, and lines without.
pub fn tell(output: &OutputArgs, object: &Value, lines: &[String]) {
    let output = Output::new(output);
    if output.is_json() {
        return output.object(object);
    }
    lines.iter().for_each(|line| output.line(line));
}
