//! Posts are taken up.

use std::collections::BTreeSet;

use ig_core::Timestamp;
use ig_queue::{Claim, Claimed, Claims, Incarnation, Look, PostId, Row};
use rusqlite::{Transaction, params};

use super::next_wake;
use crate::{
    brakes::Known,
    columns::{self, millis},
    error::Error,
    event,
};

/// How many rows are looked at with one query.
const PAGE: u32 = 100;

/// Takes up what `claim` names. Also gives the rows that were changed and not taken up.
pub(super) fn run(
    transaction: &Transaction<'_>,
    me: &Incarnation,
    claim: Claim<'_>,
    now: Timestamp,
    known: Option<&Known>,
) -> rusqlite::Result<(Claims, Vec<Row>)> {
    let mut work = Work { transaction, me, now, known, posts: Vec::new(), changed: Vec::new() };
    for id in claim.these {
        if let Some(row) = columns::post(transaction, id)? {
            work.look(row)?;
        }
    }
    let most = work.posts.len().saturating_add(claim.due);
    let mut seen: BTreeSet<String> = BTreeSet::new();
    // Rows that are looked at and left as they are stay in the way of those after them.
    let mut left: u32 = 0;
    while work.posts.len() < most {
        let page = due(transaction, now, left)?;
        if page.is_empty() {
            break;
        }
        for id in page {
            if most <= work.posts.len() {
                break;
            }
            let is_new = seen.insert(id.as_str().to_owned());
            let row = if is_new { columns::post(transaction, &id)? } else { None };
            let is_left = match row {
                Some(row) => work.look(row)? == Look::Nothing,
                None => true,
            };
            left += u32::from(is_left);
        }
    }
    let next = next_wake(transaction)?;
    Ok((Claims { now, posts: work.posts, next }, work.changed))
}

/// Posts at which somebody has to look: first those that may be public.
fn due(transaction: &Transaction<'_>, now: Timestamp, left: u32) -> rusqlite::Result<Vec<PostId>> {
    let mut select = transaction.prepare_cached(
        "SELECT id FROM post WHERE wake <= ?1 ORDER BY intent_at IS NULL, due, id LIMIT ?2 OFFSET ?3",
    )?;
    let ids = select.query_map(params![millis(now), PAGE, left], |row| row.get::<_, String>(0))?;
    let mut posts = Vec::new();
    for id in ids {
        posts.extend(id?.parse::<PostId>());
    }
    Ok(posts)
}

struct Work<'a> {
    transaction: &'a Transaction<'a>,
    me: &'a Incarnation,
    now: Timestamp,
    known: Option<&'a Known>,
    posts: Vec<Claimed>,
    changed: Vec<Row>,
}

impl Work<'_> {
    fn look(&mut self, row: Result<Row, Error>) -> rusqlite::Result<Look> {
        let Self { transaction, me, now, .. } = *self;
        let mut row = match row {
            Ok(row) => row,
            Err(error) => return self.hold_unreadable(&error),
        };
        let mut account = columns::account(transaction, &row.account)?;
        if let Some(known) = self.known {
            known.put(&mut account);
        }
        let look = row.claim(&mut account, me, now);
        if look == Look::Nothing {
            return Ok(look);
        }
        columns::put(transaction, &row)?;
        columns::put_account(transaction, &account)?;
        if look == Look::Claimed {
            event::add(transaction, &row.id, now, me.as_str(), "taken up")?;
            self.posts.push(Claimed { row, account });
        } else {
            event::add(transaction, &row.id, now, me.as_str(), &row.words())?;
            self.changed.push(row);
        }
        Ok(look)
    }

    /// A row that cannot be read is left to a person, and does not stop the others.
    fn hold_unreadable(&self, error: &Error) -> rusqlite::Result<Look> {
        let Error::DamagedPost { post, .. } = error else { return Ok(Look::Nothing) };
        let mut hold = self.transaction.prepare_cached(
            "UPDATE post SET wake = NULL, epoch = epoch + 1, version = version + 1,
                    state = CASE WHEN intent_at IS NULL THEN 2 ELSE 5 END
             WHERE id = ?",
        )?;
        hold.execute([post.as_str()])?;
        // Its account is let go of, or none of its posts would ever be published.
        let mut release = self
            .transaction
            .prepare_cached("UPDATE account SET publishing = NULL WHERE publishing = ?")?;
        release.execute([post.as_str()])?;
        let what = format!("held: {error}");
        event::add(self.transaction, post, self.now, self.me.as_str(), &what)?;
        Ok(Look::Changed)
    }
}
