//! Which database this is, to notice a failover and a restored backup.
//!
//! | | changes with |
//! |---|---|
//! | `system_identifier` of the server | a restore into another cluster, `pg_upgrade` |
//! | the timeline of its log | a standby that is promoted, a restore to a point in time |
//! | the OID of the table `ig.meta` | a restore by `pg_restore`, also into the same server |
//!
//! The timeline is read off the name of the log that is being written: the one in the control file
//! changes only with the first checkpoint after a promotion. Every role may ask for these, unless an
//! administrator has revoked it; they are not compared then.

use tokio_postgres::{Client, Row, types::Type};

use super::{Begun, Parameter, Transaction};
use crate::{error::Error, place::Place};

/// Whether the role may ask for the server's identifier and its log.
pub(super) const MAY_ASK: &str = "\
select coalesce(bool_and(has_function_privilege(to_regprocedure(name)::oid, 'execute')), false)
       and count(to_regprocedure(name)) = 3
from unnest(array['pg_control_system()', 'pg_walfile_name(pg_lsn)', 'pg_current_wal_insert_lsn()']) name";

/// What identifies a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    /// The server's identifier and timeline, where they are known.
    pub(crate) server: Option<(i64, i32)>,
    pub(crate) relation: u32,
}

/// What `ig.meta` and the server say.
pub(crate) struct Found {
    pub(super) schema: i32,
    pub(super) min_reader: i32,
    pub(super) is_standby: bool,
    kept: Identity,
    seen: Identity,
}

/// What is read at the beginning of each transaction.
pub(crate) fn check(knows_the_server: bool) -> &'static str {
    match knows_the_server {
        true => concat!(
            "select schema, min_reader, pg_is_in_recovery(),
                    m.system_identifier, timeline, relation, 'ig.meta'::regclass::oid,
                    c.system_identifier,
                    case when pg_is_in_recovery() then null else ",
            "('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::int end
             from ig.meta m, pg_control_system() c"
        ),
        false => {
            "select schema, min_reader, pg_is_in_recovery(),
                    system_identifier, timeline, relation, 'ig.meta'::regclass::oid,
                    null::bigint, null::int
             from ig.meta"
        }
    }
}

impl Found {
    pub(crate) fn read(row: &Row) -> Result<Self, tokio_postgres::Error> {
        let identity = |server: usize, relation: usize| {
            let (id, timeline) = (row.try_get::<_, Option<i64>>(server)?, row.try_get(server + 1)?);
            let relation = row.try_get(relation)?;
            Ok::<_, tokio_postgres::Error>(Identity { server: id.zip(timeline), relation })
        };
        Ok(Self {
            schema: row.try_get(0)?,
            min_reader: row.try_get(1)?,
            is_standby: row.try_get(2)?,
            kept: identity(3, 5)?,
            seen: identity(7, 6)?,
        })
    }
}

impl Found {
    /// Whether the queue is where it was.
    pub(crate) fn compare(self, place: &Place) -> Result<Begun, Error> {
        if self.kept.relation != self.seen.relation {
            return Ok(Begun::Moved);
        }
        match (self.kept.server, self.seen.server) {
            (Some(kept), Some(seen)) if kept != seen => Ok(Begun::Moved),
            // One that cannot see whether writes were lost must not go on as if none were.
            (Some(_), None) => Err(Error::NotAllowed {
                place: place.clone(),
                why: "it may not execute pg_control_system(), pg_walfile_name(pg_lsn) and \
                      pg_current_wal_insert_lsn(), which show a failover"
                    .to_owned(),
            }),
            _ => Ok(Begun::Same(self.kept)),
        }
    }
}

/// What identifies the database of a queue that is being made.
pub(crate) async fn of_this_server(client: &Client, place: &Place) -> Result<Identity, Error> {
    let wrong = |error| Error::of(place, error);
    let may_ask = client.query_typed_one(MAY_ASK, &[]).await.map_err(wrong)?;
    let server = match may_ask.try_get(0).map_err(wrong)? {
        true => {
            let row = client
                .query_typed_one(
                    "select system_identifier, \
                     ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::int
                     from pg_control_system()",
                    &[],
                )
                .await
                .map_err(wrong)?;
            Some((row.try_get(0).map_err(wrong)?, row.try_get(1).map_err(wrong)?))
        }
        false => None,
    };
    let relation = client.query_typed_one("select 'ig.meta'::regclass::oid", &[]).await;
    let relation = relation.and_then(|row| row.try_get(0)).map_err(wrong)?;
    Ok(Identity { server, relation })
}

/// Writes the one row of `ig.meta`.
pub(crate) async fn insert_meta(
    client: &Client,
    place: &Place,
    (schema, min_reader): (i32, i32),
    identity: &Identity,
) -> Result<(), Error> {
    let (id, timeline) = identity.server.unzip();
    client
        .query_typed(
            "insert into ig.meta (schema, min_reader, system_identifier, timeline, relation)
             values ($1, $2, $3, $4, $5)",
            &[
                (&schema, Type::INT4),
                (&min_reader, Type::INT4),
                (&id, Type::INT8),
                (&timeline, Type::INT4),
                (&identity.relation, Type::OID),
            ],
        )
        .await
        .map_err(|error| Error::of(place, error))?;
    Ok(())
}

/// What identifies the database now, where that is not what `ig.meta` says.
pub(crate) async fn moved(transaction: &Transaction<'_>) -> Result<Option<Identity>, Error> {
    let rows = transaction.query(check(transaction.knows_the_server()), &[]).await?;
    let found = rows.first().map(Found::read).transpose();
    let Some(found) = transaction.read(found)? else { return Ok(None) };
    let seen = found.seen.clone();
    match found.compare(transaction.place())? {
        Begun::Moved => Ok(Some(seen)),
        Begun::Same(_) => Ok(None),
    }
}

/// Notes where the queue is now.
pub(crate) async fn put(transaction: &Transaction<'_>, identity: &Identity) -> Result<(), Error> {
    let (id, timeline) = identity.server.unzip();
    let update = "update ig.meta set system_identifier = $1, timeline = $2, relation = $3";
    let parameters: [Parameter<'_>; 3] =
        [(&id, Type::INT8), (&timeline, Type::INT4), (&identity.relation, Type::OID)];
    transaction.query(update, &parameters).await.map(drop)
}
