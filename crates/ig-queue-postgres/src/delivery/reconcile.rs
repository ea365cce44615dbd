//! The reconciler: whatever became of jobs, each post that somebody has to look at has one.
//!
//! It is how posts get into the engine ten minutes before their time, and how a job comes back that
//! was deleted by a worker that was late, by a person, or by a restored backup.

use ig_queue::Credential;
use tokio_postgres::Client;

/// The lock under which one worker at a time does it: it ends with the transaction, which is also true
/// behind a pooler of transactions. The bytes of `ig-q` and `jobs`.
const LOCK: (i32, i32) = (0x6967_2d71, 0x6a6f_6273);

/// Jobs in one transaction. Each takes a lock until its end, and the server has some 6 400.
const BATCH: i64 = 500;

/// A job that will run by itself. One that is locked has a worker, or is taken back from one that is
/// gone; one whose attempts are used up, or that was put off, is as good as none.
const POSTS: &str = "
with soon as (
  select id, credential, snapshot, wake from ig.post
    where wake <= now() + interval '10 minutes'
  union all
  select id, credential, snapshot, now() from ig.post
    where state = 1 and wake is null
), bare as (
  select * from soon where not exists (
    select from graphile_worker.jobs as job
      where job.key = soon.id and job.task_identifier = 'ig_post' and (
        job.locked_at is not null
        or job.attempts < job.max_attempts
          and job.run_at <= greatest(soon.wake, now()) + interval '1 minute'))
  order by id limit $1
)
select count(ig.deliver(id, credential, snapshot, wake)) from bare";

/// The tokens that posts of the next minutes need.
const CREDENTIALS: &str =
    "select distinct credential from ig.post where wake <= now() + interval '10 minutes'";

/// Gives a job to each post that needs one, unless another worker does it at this time; returns the
/// credentials that posts need.
pub(crate) async fn reconcile(
    client: &mut Client,
) -> Result<Vec<Credential>, tokio_postgres::Error> {
    loop {
        let transaction = client.transaction().await?;
        let lock = "select pg_try_advisory_xact_lock($1, $2)";
        if !transaction.query_one(lock, &[&LOCK.0, &LOCK.1]).await?.get::<_, bool>(0) {
            break;
        }
        let row = transaction.query_one(POSTS, &[&BATCH]).await?;
        transaction.commit().await?;
        if row.get::<_, i64>(0) < BATCH {
            break;
        }
    }
    let rows = client.query(CREDENTIALS, &[]).await?;
    // One that is no name is of no worker.
    Ok(rows.iter().filter_map(|row| row.get::<_, &str>(0).parse().ok()).collect())
}
