//! Posts are taken up.

use ig_core::Timestamp;
use ig_queue::{Claim, Claimed, Claims, Event, Incarnation, Look, PostId, Row};
use tokio_postgres::types::Type;

use super::{
    PostgresStore,
    batch::Batch,
    list::earliest,
    lock::{self, Locked, Others},
};
use crate::{connection::Transaction, error::Error};

/// Takes up what `claim` names. Also gives the rows that were changed and not taken up.
pub(super) async fn run(
    store: &mut PostgresStore,
    me: &Incarnation,
    claim: Claim<'_>,
) -> Result<(Claims, Vec<Row>), Error> {
    let transaction = store.begin().await?;
    let done = work(&transaction, me, claim).await;
    super::end(transaction, done, Batch::default()).await
}

async fn work(
    transaction: &Transaction<'_>,
    me: &Incarnation,
    claim: Claim<'_>,
) -> Result<(Claims, Vec<Row>), Error> {
    let mut work =
        Work { transaction, me, seen: Vec::new(), posts: Vec::new(), changed: Vec::new() };
    let mut now = work.look_at(claim.these, Others::Wait).await?;
    let most = work.posts.len().saturating_add(claim.due);
    while work.posts.len() < most {
        let room = most - work.posts.len();
        let page = due(transaction, room, &work.seen).await?;
        if page.is_empty() {
            break;
        }
        // What another transaction has is being looked at: waiting for it might make two wait for
        // each other.
        now = work.look_at(&page, Others::Skip).await?;
    }
    let next = earliest(transaction).await?;
    Ok((Claims { now, posts: work.posts, next }, work.changed))
}

/// Posts at which somebody has to look: first those that may be public.
async fn due(
    transaction: &Transaction<'_>,
    room: usize,
    seen: &[PostId],
) -> Result<Vec<PostId>, Error> {
    let seen: Vec<&str> = seen.iter().map(PostId::as_str).collect();
    let room = i64::try_from(room).unwrap_or(i64::MAX);
    let select = "\
        select id from ig.post where wake <= statement_timestamp() and id <> all($1)
        order by intent_at is null, due, id limit $2";
    let rows = transaction.query(select, &[(&seen, Type::TEXT_ARRAY), (&room, Type::INT8)]).await?;
    let id = |row: &tokio_postgres::Row| -> Option<PostId> {
        let id: String = row.try_get(0).ok()?;
        id.parse().ok()
    };
    Ok(rows.iter().filter_map(id).collect())
}

struct Work<'a, 'b> {
    transaction: &'a Transaction<'b>,
    me: &'a Incarnation,
    /// Posts that were due and looked at.
    seen: Vec<PostId>,
    posts: Vec<Claimed>,
    changed: Vec<Row>,
}

impl Work<'_, '_> {
    /// Looks at posts, in this order.
    async fn look_at(&mut self, ids: &[PostId], others: Others) -> Result<Timestamp, Error> {
        let mut locked = lock::posts(self.transaction, ids, others).await?;
        let mut batch = Batch::default();
        for id in ids {
            self.seen.push(id.clone());
            match locked.posts.remove(id) {
                // Another worker has claimed it since it was found to be due.
                Some(Ok(row)) if others == Others::Skip && !row.is_due(locked.now) => (),
                Some(Ok(row)) => self.look(row, &mut locked, &mut batch),
                Some(Err(error)) => self.hold_unreadable(id, &error, locked.now).await?,
                None => (),
            }
        }
        batch.send(self.transaction).await?;
        Ok(locked.now)
    }

    fn look(&mut self, mut row: Row, locked: &mut Locked, batch: &mut Batch) {
        let now = locked.now;
        let account = locked.account_of(&row);
        match row.claim(account, self.me, now) {
            Look::Nothing => (),
            Look::Claimed => {
                batch.put(&row, account);
                batch.tell(&row.id, Event::claimed(now, self.me));
                self.posts.push(Claimed { account: account.clone(), row });
            }
            Look::Changed => {
                batch.put(&row, account);
                batch.tell(&row.id, Event::looked(now, self.me.as_str(), &row));
                self.changed.push(row);
            }
        }
    }

    /// A row that cannot be read is left to a person, and does not stop the others.
    async fn hold_unreadable(
        &self,
        post: &PostId,
        error: &Error,
        now: Timestamp,
    ) -> Result<(), Error> {
        let id = [(&post.as_str() as _, Type::TEXT)];
        let hold = "\
            update ig.post
            set wake = null, epoch = epoch + 1, version = version + 1,
                state = case when intent_at is null then 2 else 5 end
            where id = $1";
        self.transaction.query(hold, &id).await?;
        // Its account is let go of, or none of its posts would ever be published.
        let release = "update ig.account set publishing = null where publishing = $1";
        self.transaction.query(release, &id).await?;
        let event = Event::new(now, self.me.as_str(), format!("held: {error}"));
        super::event::add(self.transaction, post, &event).await
    }
}
