//! What delivery needs in the database: the schema of the engine, and the triggers that add jobs.

use graphile_worker::WorkerUtils;
use tokio_postgres::Client;

use super::pool::pool;
use crate::{config::Config, error::Error, place::Place};

const TRIGGERS: &str = include_str!("schema.sql");

/// The newest migration of the engine that this program knows. A newer one goes on with
/// it, unless it says that it does not.
const ENGINE: i32 = 22;

/// Whether the engine's schema is there, as this program needs it.
pub(crate) async fn check(client: &Client, place: &Place) -> Result<(), Error> {
    match found(client).await.map_err(|error| Error::of(place, error))? {
        Some(found) if ENGINE <= found => Ok(()),
        _ => Err(Error::NoDelivery { place: place.clone() }),
    }
}

/// The newest migration that the engine's schema has.
async fn found(client: &Client) -> Result<Option<i32>, tokio_postgres::Error> {
    let there = "select to_regclass('graphile_worker.migrations') is not null \
                 and to_regprocedure('ig.deliver(text, text, json, timestamptz)') is not null";
    if !client.query_one(there, &[]).await?.get::<_, bool>(0) {
        return Ok(None);
    }
    let row = client.query_one("select max(id) from graphile_worker.migrations", &[]).await?;
    Ok(row.get(0))
}

/// The lock that two who migrate at once take in turn: "igjobs" as bytes.
const LOCK: i64 = 0x69_67_6a_6f_62_73;

/// Makes what delivery needs in the database of a queue, which [`migrate`](crate::migrate) has made:
/// the schema `graphile_worker`, and triggers on the posts. It may be run at any time, again, and by
/// several at once. Returns whether anything was missing.
///
/// The role needs the right to make a schema, and the workers have to connect as the same role: the
/// engine lets no other read its tables.
///
/// # Errors
///
/// When the database cannot be reached or written, and when its engine is of a later version with
/// which this one cannot work.
pub async fn migrate(config: &Config) -> Result<bool, Error> {
    let place = config.place();
    let wrong = |error| Error::of(&place, error);
    let pool = pool(config)?;
    let mut client = pool.get().await.map_err(|error| Error::delivery(&place, &error))?;
    let transaction = client.transaction().await.map_err(wrong)?;
    transaction.execute("select pg_advisory_xact_lock($1)", &[&LOCK]).await.map_err(wrong)?;
    let before = found(transaction.client()).await.map_err(wrong)?;
    // By connections of its own.
    let engine = WorkerUtils::new(pool.clone(), "graphile_worker");
    engine.migrate().await.map_err(|error| Error::delivery(&place, &error))?;
    transaction.batch_execute(TRIGGERS).await.map_err(wrong)?;
    transaction.commit().await.map_err(|error| Error::of_commit(&place, error))?;
    Ok(before.is_none_or(|before| before < ENGINE))
}
