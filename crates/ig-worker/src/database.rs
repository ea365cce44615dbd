//! Where the queue is: `--database`, `IG_DATABASE`, or the variables of libpq.

use std::env;

use ig_cli::shared::{self, Failure, Place};
use ig_queue_postgres::{BlockingStore, Config};

/// Where the queue is.
#[derive(Debug, clap::Args)]
pub(crate) struct Database {
    /// The database, as `postgres://USER@HOST/NAME` or `host=… user=… dbname=…`, instead of
    /// IG_DATABASE and of PGHOST, PGPORT, PGUSER and PGDATABASE; a password belongs in PGPASSWORD
    #[arg(long, value_name = "URL")]
    database: Option<Words>,
}

/// What names a database. It may hold a password, and is shown nowhere.
#[derive(Clone)]
struct Words(String);

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Words")
    }
}

impl std::str::FromStr for Words {
    type Err = std::convert::Infallible;

    fn from_str(words: &str) -> Result<Self, Self::Err> {
        Ok(Self(words.to_owned()))
    }
}

/// The variables of libpq that name a database, and the options that they stand for.
const VARIABLES: [(&str, &str); 6] = [
    ("PGHOST", "host"),
    ("PGPORT", "port"),
    ("PGUSER", "user"),
    ("PGDATABASE", "dbname"),
    ("PGSSLMODE", "sslmode"),
    ("PGSSLROOTCERT", "sslrootcert"),
];

const FIX: &str = "give --database postgres://USER@HOST/NAME, or set IG_DATABASE to it; a password \
                   belongs in PGPASSWORD";

impl Database {
    /// The database that is named.
    pub(crate) fn config(&self) -> Result<Config, Failure> {
        let words = match &self.database {
            Some(Words(words)) => Some(words.clone()),
            None => variable("IG_DATABASE")?,
        };
        let words = match words {
            Some(words) => words,
            None => of_libpq()?,
        };
        let config = Config::new(&words).map_err(|error| shared::failure(&error))?;
        let config = config.with_application_name("ig-worker");
        Ok(match variable("PGPASSWORD")? {
            Some(password) => config.with_password(&password),
            None => config,
        })
    }
}

/// What the variables of libpq name.
fn of_libpq() -> Result<String, Failure> {
    let mut words = String::new();
    for (name, option) in VARIABLES {
        if let Some(value) = variable(name)? {
            let value = value.replace('\\', r"\\").replace('\'', r"\'");
            words.push_str(&format!("{option}='{value}' "));
        }
    }
    if !words.contains("host=") {
        return Err(Failure::usage("no database is named")
            .because("neither --database nor IG_DATABASE nor PGHOST is set")
            .fix(FIX));
    }
    Ok(words)
}

/// The text of a variable; one that is empty is not set.
fn variable(name: &str) -> Result<Option<String>, Failure> {
    match env::var(name) {
        Ok(value) if value.is_empty() => Ok(None),
        Ok(value) => Ok(Some(value)),
        Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(_)) => Err(Failure::usage(format!("{name} cannot be read"))
            .because("it is not UTF-8")
            .fix(FIX)),
    }
}

impl Place for Database {
    const COMMAND: &'static str = "ig-worker";

    type Store = BlockingStore;

    fn open(&self) -> Result<BlockingStore, Failure> {
        let failure = |error| shared::failure(&error);
        let store = BlockingStore::connect(self.config()?).map_err(failure)?;
        let mut store = store.with_who(Self::COMMAND);
        // Who is the first to ask another database says so.
        store.now().map_err(failure)?;
        if let Some(posts) = store.take_reset() {
            shared::warn_of_reset(posts, Self::COMMAND);
        }
        Ok(store)
    }

    fn find(&self) -> Result<Option<BlockingStore>, Failure> {
        self.open().map(Some)
    }

    fn name(&self) -> String {
        self.config().map_or_else(|_| "the queue".to_owned(), |config| config.place().to_string())
    }
}
