//! The commands of the queue for another program, which has its posts elsewhere.

mod worker;

use std::process::ExitCode;

use clap::{ArgMatches, Command, FromArgMatches, Subcommand};

use crate::{
    args, command,
    failure::Exit,
    logging,
    output::{self, Output},
};
pub use crate::{
    args::{LogArg, LogArgs, OutputArgs, refused},
    failure::Failure,
    queue::{Keys, Place, Tokens, failure},
    web::Trust,
};
pub use ig_fetch::Roots;

pub use self::worker::{Ends, TokensArgs, Watch, me, on_stop, summary, tell, waiting, worker};

/// `add`, `list`, `show`, `explain`, `edit`, `cancel`, `release`, `retime`, `pause`, `go`, `import` and
/// `metrics`, on the queue that is at a `P`. Flatten it into the subcommands of the program.
#[derive(Debug)]
pub struct PostsCommand<P: Place>(args::PostsCommand<P, P>);

impl<P: Place> FromArgMatches for PostsCommand<P> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        args::PostsCommand::from_arg_matches(matches).map(Self)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        self.0.update_from_arg_matches(matches)
    }
}

impl<P: Place> Subcommand for PostsCommand<P> {
    fn augment_subcommands(command: Command) -> Command {
        args::PostsCommand::<P, P>::augment_subcommands(command)
    }

    fn augment_subcommands_for_update(command: Command) -> Command {
        args::PostsCommand::<P, P>::augment_subcommands_for_update(command)
    }

    fn has_subcommand(name: &str) -> bool {
        args::PostsCommand::<P, P>::has_subcommand(name)
    }
}

/// Runs one of the commands; returns the exit status.
pub fn run<P: Place>(command: &PostsCommand<P>, args: &OutputArgs) -> ExitCode {
    let out = Output::new(args);
    match command::posts(&command.0, &out) {
        Ok(Exit::Success) if output::is_lost() => Exit::Failed.into(),
        Ok(exit) => exit.into(),
        Err(failure) => {
            out.failure(&failure);
            failure.exit().into()
        }
    }
}

/// Starts the log, if one is asked for, as `ig` does.
///
/// # Errors
///
/// When `IG_LOG` cannot be used.
pub fn log(args: &LogArgs) -> Result<(), Failure> {
    logging::start(args)
}

/// Says that the queue is an earlier copy, or may be, and that so many posts are held.
pub fn warn_of_reset(posts: u64, command: &str) {
    let output = Output::new(&OutputArgs { json: false, quiet: false, verbose: false });
    output.warning(crate::queue::was_reset(posts, command));
}

/// Says what went wrong beside the work, which goes on.
pub fn warn(output: &OutputArgs, failure: &Failure) {
    let output = Output::new(output);
    output.warning("the work goes on:");
    output.explain(failure);
}

/// Says why a command of the program failed, as the others do; returns the exit status.
pub fn say(failure: &Failure, output: &OutputArgs) -> ExitCode {
    Output::new(output).failure(failure);
    failure.exit().into()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use clap::Parser;
    use ig_queue_sqlite::SqliteStore;

    use super::*;

    #[derive(Debug, clap::Args)]
    struct Elsewhere {
        #[arg(long)]
        database: PathBuf,
    }

    impl Place for Elsewhere {
        const COMMAND: &'static str = "other";

        type Store = SqliteStore;

        fn open(&self) -> Result<SqliteStore, Failure> {
            SqliteStore::open(&self.database).map_err(|error| failure(&error))
        }

        fn find(&self) -> Result<Option<SqliteStore>, Failure> {
            SqliteStore::open_existing(&self.database).map_err(|error| failure(&error))
        }

        fn name(&self) -> String {
            "elsewhere".to_owned()
        }
    }

    #[derive(Debug, Parser)]
    #[command(name = "other")]
    enum Other {
        #[command(flatten)]
        Posts(PostsCommand<Elsewhere>),
        Migrate,
    }

    #[test]
    fn another_program_has_the_commands_beside_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("posts.db");
        let parse = |words: &[&str]| Other::try_parse_from([&["other"], words].concat());
        let output = OutputArgs { json: false, quiet: true, verbose: false };
        let ran = |words: &[&str]| match parse(words).unwrap() {
            Other::Posts(command) => format!("{:?}", run(&command, &output)),
            Other::Migrate => panic!("it was not asked for"),
        };
        let at = ["--database", file.to_str().unwrap()];
        let import = folder.path().join("posts.csv");
        let text = "account,at,media,caption\n17841400008460056,+1d,https://example.com/a.jpg,a\n";
        std::fs::write(&import, text).unwrap();
        let (good, wrong) =
            (format!("{:?}", ExitCode::SUCCESS), format!("{:?}", ExitCode::from(2)));
        assert_eq!(ran(&[&["show", "none"], &at[..]].concat()), wrong, "there is no queue");
        assert_eq!(ran(&[&["list"], &at[..]].concat()), good);
        let import = ["import", import.to_str().unwrap(), "--token-elsewhere"];
        assert_eq!(ran(&[&import[..], &at].concat()), good);
        let mut store = SqliteStore::open(&file).unwrap();
        let rows = ig_queue::Store::list(&mut store, &ig_queue::Filter::new()).unwrap();
        assert_eq!(rows.len(), 1, "it is in the queue of the other program");
        let id = rows[0].id.as_str();
        assert_eq!(ran(&[&["cancel", id], &at[..]].concat()), good);
        assert_eq!(ran(&[&["cancel", id], &at[..]].concat()), wrong, "once");
        assert!(matches!(parse(&["migrate"]), Ok(Other::Migrate)));
        assert!(parse(&["list"]).is_err(), "its place is needed");
    }
}
