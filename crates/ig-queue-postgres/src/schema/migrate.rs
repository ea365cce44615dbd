//! The schema is made, and brought up to date: nothing else runs DDL.

use tokio_postgres::Client;

use super::check;
use crate::{
    config::Config,
    connection::{Session, identity},
    error::{Error, VERSION},
    place::Place,
};

/// Each brings the schema one version further. They only add: a worker of the version before goes on
/// meanwhile, until a step raises `min_reader`.
const STEPS: &[&str] = &[include_str!("1.sql")];

/// The oldest version of this program that can use the schema after all steps.
const MIN_READER: i32 = 1;

/// The lock that two who migrate at once take in turn: "igqueue" as bytes.
const LOCK: i64 = 0x69_67_71_75_65_75_65;

/// What a migration did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Migrated {
    /// The version before; 0 where there was no queue.
    pub from: i32,
    /// The version now.
    pub to: i32,
}

/// Makes the queue in a database, or brings it up to the version of this program. It may be run at
/// any time, again, and by several at once; one transaction does all of it or nothing.
///
/// The role needs the right to make a schema in the database, or an empty schema `ig` of its own.
///
/// # Errors
///
/// When the database cannot be reached or written, when its encoding is not UTF-8, and when its
/// schema `ig` is something else or newer. It is left as it is then.
pub async fn migrate(config: &Config) -> Result<Migrated, Error> {
    let mut session = Session::new(config.clone());
    session.connect().await?;
    let place = session.place.clone();
    let Some(client) = session.client() else { unreachable!("it has just been connected") };
    let done = run(client, &place).await;
    match done {
        Ok(migrated) => {
            let committed = client.batch_execute("commit").await;
            committed.map_err(|error| Error::of_commit(&place, error))?;
            Ok(migrated)
        }
        // The transaction ends with the connection.
        Err(error) => Err(error),
    }
}

async fn run(client: &Client, place: &Place) -> Result<Migrated, Error> {
    let wrong = |error| Error::of(place, error);
    let begin = format!(
        "begin isolation level read committed;
         set local synchronous_commit = on;
         set local lock_timeout = '10s';
         select pg_advisory_xact_lock({LOCK})"
    );
    client.batch_execute(&begin).await.map_err(wrong)?;
    let found = "select pg_encoding_to_char(encoding), to_regnamespace('ig') is not null,
                        to_regclass('ig.meta') is not null,
                        exists (select from pg_class where relnamespace = to_regnamespace('ig')),
                        pg_is_in_recovery()
                 from pg_database where datname = current_database()";
    let found = client.query_typed_one(found, &[]).await.map_err(wrong)?;
    let is = |at: usize| found.try_get::<_, bool>(at).map_err(wrong);
    let encoding: String = found.try_get(0).map_err(wrong)?;
    let (has_schema, has_meta, is_used, is_standby) = (is(1)?, is(2)?, is(3)?, is(4)?);
    let not_a_queue = |why: String| Error::NotAQueue { place: place.clone(), why };
    if is_standby {
        return Err(Error::ReadOnly { place: place.clone(), why: "it is a standby".to_owned() });
    }
    if encoding != "UTF8" {
        return Err(Error::Encoding { place: place.clone(), encoding });
    }
    if is_used && !has_meta {
        return Err(not_a_queue("it has no table `meta`".to_owned()));
    }
    let from = if has_meta { version(client, place).await? } else { 0 };
    if !has_schema {
        client.batch_execute("create schema ig").await.map_err(wrong)?;
    }
    let done = usize::try_from(from).unwrap_or(0);
    for step in STEPS.iter().skip(done) {
        client.batch_execute(step).await.map_err(wrong)?;
    }
    if from == 0 {
        let identity = identity::of_this_server(client, place).await?;
        identity::insert_meta(client, place, (VERSION, MIN_READER), &identity).await?;
    } else if from < VERSION {
        let set = format!("update ig.meta set schema = {VERSION}, min_reader = {MIN_READER}");
        client.batch_execute(&set).await.map_err(wrong)?;
    }
    Ok(Migrated { from, to: VERSION.max(from) })
}

/// The version of a queue that this program can use or bring up to date.
async fn version(client: &Client, place: &Place) -> Result<i32, Error> {
    // Transactions have read this table at their beginning: no other is under way from here on.
    let lock = "lock table ig.meta in access exclusive mode";
    client.batch_execute(lock).await.map_err(|error| Error::of(place, error))?;
    let rows = client.query_typed("select schema, min_reader from ig.meta", &[]).await;
    let rows = rows.map_err(|error| Error::of(place, error))?;
    let versions = rows.first().map(|row| Ok((row.try_get(0)?, row.try_get(1)?)));
    let versions = versions.transpose().map_err(|error| Error::of(place, error))?;
    let Some((found, min_reader)) = versions else {
        let why = "`ig.meta` has no row".to_owned();
        return Err(Error::NotAQueue { place: place.clone(), why });
    };
    check(place, VERSION.max(found), min_reader)?;
    Ok(found)
}
