//! A connection, and transactions on it.
//!
//! Statements are sent without names and with the types of their parameters, so that each is one
//! round trip, and a pooler may give every transaction another connection.

pub(crate) mod identity;

use std::time::{Duration, Instant};

use futures_util::future;
use ig_core::Timestamp;
use tokio_postgres::{
    Client, Row,
    types::{ToSql, Type},
};

use self::identity::Identity;
use crate::{clock, config::Config, error::Error, place::Place, schema, tls};

/// A statement's parameter and its type.
pub(crate) type Parameter<'a> = (&'a (dyn ToSql + Sync), Type);

/// What holds for every transaction. A program that is stopped in the middle of one would keep
/// others from its account.
const BEGIN: &str = "\
begin isolation level read committed;
set local synchronous_commit = on;
set local lock_timeout = '10s';
set local idle_in_transaction_session_timeout = '10s'";

/// Connects when it has to.
pub(crate) struct Session {
    pub(crate) config: Config,
    pub(crate) place: Place,
    connection: Option<Connection>,
    /// Whether it ever had a connection.
    was_there: bool,
}

struct Connection {
    client: Client,
    /// Whether the role may ask which server it is.
    knows_the_server: bool,
}

/// What a transaction found when it began.
pub(crate) enum Begun {
    /// The queue that is known, which is this database.
    Same(Identity),
    /// Another database.
    Moved,
}

impl Session {
    pub(crate) fn new(config: Config) -> Self {
        let place = config.place();
        Self { config, place, connection: None, was_there: false }
    }

    /// Begins a transaction in the queue, for [`transaction`](Self::transaction). A connection that
    /// has broken since the last one is replaced: nothing had begun on it.
    pub(crate) async fn begin(&mut self) -> Result<Begun, Error> {
        loop {
            let is_new = self.connection.is_none();
            self.connect().await?;
            // Where this is dropped in the middle, the connection is dropped with it.
            let Some(connection) = self.connection.take() else {
                unreachable!("it has just been connected");
            };
            match connection.begin(&self.place).await {
                Ok(begun) => {
                    self.connection = Some(connection);
                    return Ok(begun);
                }
                Err(error) if error.is_lost() && !is_new => (),
                Err(error) => {
                    // Without a runtime that goes on, a connection that is dropped stays open, and
                    // the transaction keeps its locks. Where this fails, the server ends it.
                    let _ = connection.client.batch_execute("rollback").await;
                    return Err(error);
                }
            }
        }
    }

    /// The transaction that has begun.
    pub(crate) fn transaction(&mut self) -> Transaction<'_> {
        Transaction { session: self, is_over: false }
    }

    /// Connects where there is no connection.
    pub(crate) async fn connect(&mut self) -> Result<(), Error> {
        if self.connection.as_ref().is_some_and(|it| !it.client.is_closed()) {
            return Ok(());
        }
        let client = self.patiently().await?;
        let seen = client.query_typed(identity::MAY_ASK, &[]).await;
        let seen = seen.and_then(|rows| match &rows[..] {
            [row] => row.try_get(0),
            _ => Ok(false),
        });
        let knows_the_server = seen.map_err(|error| Error::of(&self.place, error))?;
        self.connection = Some(Connection { client, knows_the_server });
        self.was_there = true;
        Ok(())
    }

    /// A server that is being started again is back in a second or two.
    async fn patiently(&mut self) -> Result<Client, Error> {
        self.connection = None;
        let start = Instant::now();
        let mut pause = Duration::from_millis(20);
        loop {
            match open(&self.config, &self.place).await {
                // Who has never been connected has the address wrong, more likely than not.
                Err(Error::Unreachable { .. })
                    if self.was_there && start.elapsed() + pause < Error::PATIENCE =>
                {
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(Duration::from_secs(1));
                }
                done => return done,
            }
        }
    }

    pub(crate) fn client(&self) -> Option<&Client> {
        self.connection.as_ref().map(|it| &it.client)
    }
}

impl Connection {
    async fn begin(&self, place: &Place) -> Result<Begun, Error> {
        let wrong = |error| Error::of(place, error);
        let check = identity::check(self.knows_the_server);
        let begin = self.client.batch_execute(BEGIN);
        // Both are sent at once, in this order.
        let (begun, found) = future::join(begin, self.client.query_typed(check, &[])).await;
        begun.map_err(wrong)?;
        let found = found.map_err(wrong)?;
        let [found] = &found[..] else {
            let why = "`ig.meta` has not one row".to_owned();
            return Err(Error::NotAQueue { place: place.clone(), why });
        };
        let found = identity::Found::read(found).map_err(wrong)?;
        schema::check(place, found.schema, found.min_reader)?;
        if found.is_standby {
            let why = "it is a standby".to_owned();
            return Err(Error::ReadOnly { place: place.clone(), why });
        }
        found.compare(place)
    }
}

async fn open(config: &Config, place: &Place) -> Result<Client, Error> {
    let tls = tls::connector(config)?;
    let (client, connection) =
        config.postgres.connect(tls).await.map_err(|error| Error::of_connecting(place, error))?;
    // What breaks it is reported by the statements that it breaks. It ends with its client.
    tokio::spawn(async move { drop(connection.await) });
    Ok(client)
}

/// A transaction. One that is dropped without its end is undone, with its connection.
pub(crate) struct Transaction<'a> {
    session: &'a mut Session,
    is_over: bool,
}

impl Transaction<'_> {
    pub(crate) fn place(&self) -> &Place {
        &self.session.place
    }

    pub(crate) fn knows_the_server(&self) -> bool {
        self.session.connection.as_ref().is_some_and(|it| it.knows_the_server)
    }

    /// Runs a statement that gives rows.
    pub(crate) async fn query(
        &self,
        statement: &str,
        parameters: &[Parameter<'_>],
    ) -> Result<Vec<Row>, Error> {
        let Some(client) = self.session.client() else {
            unreachable!("a transaction has a connection");
        };
        let rows = client.query_typed(statement, parameters).await;
        rows.map_err(|error| Error::of(self.place(), error))
    }

    /// The time of the server, after the statements that were sent before.
    pub(crate) async fn now(&self) -> Result<Timestamp, Error> {
        let rows = self.query("select clock_timestamp()", &[]).await?;
        let now = rows.first().map(|row| row.try_get(0));
        match now {
            Some(Ok(now)) => Ok(clock::time(now)),
            Some(Err(error)) => Err(Error::of(self.place(), error)),
            None => unreachable!("a select without a table gives a row"),
        }
    }

    /// Makes a row that was read into a value, or says that it is damaged.
    pub(crate) fn read<T>(&self, value: Result<T, tokio_postgres::Error>) -> Result<T, Error> {
        value.map_err(|error| {
            let cause = std::error::Error::source(&error).map(ToString::to_string);
            let why = format!("{error}: {}", cause.unwrap_or_default());
            Error::Damaged { place: self.place().clone(), why }
        })
    }

    /// Commits. When this returns, it is on the server's disk.
    pub(crate) async fn commit(mut self) -> Result<(), Error> {
        let Some(client) = self.session.client() else {
            unreachable!("a transaction has a connection");
        };
        let done = client.batch_execute("commit").await;
        done.map_err(|error| Error::of_commit(self.place(), error))?;
        self.is_over = true;
        Ok(())
    }

    /// Undoes it.
    pub(crate) async fn undo(mut self) {
        if let Some(client) = self.session.client() {
            // Where that fails the connection is dropped.
            self.is_over = client.batch_execute("rollback").await.is_ok();
        }
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if !self.is_over {
            self.session.connection = None;
        }
    }
}
