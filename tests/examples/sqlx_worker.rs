//! A worker on tokio that publishes the rows of a table, with sqlx as its store: what it has to know
//! after a crash is in the row.
//!
//! ```text
//! ig sandbox &
//! cargo run -p ig-examples --bin sqlx_worker -- \
//!     add monday http://127.0.0.1:8025/_sandbox/files/sample.jpg Hello
//! cargo run -p ig-examples --bin sqlx_worker -- work
//! ```
//!
//! `work` publishes what is there and what is added meanwhile, until Ctrl-C. Killed at any moment
//! and started again, it makes no second post. One worker at a time uses a database.
//!
//! The database is `posts.db`, or `POSTS_DB`. The API is the sandbox, unless `IG_API_BASE`,
//! `IG_USER_ID` and `IG_ACCESS_TOKEN` are set.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example shows what it does")]

use std::{
    env::{self, VarError},
    fs::File,
    time::Duration,
};

use ig_core::{
    AccessToken, Context, Login, MediaUrl, Photo, PublishPlan,
    publish::{Outcome, Snapshot},
};
use ig_reqwest::{
    BoxError, Client, Clock as _, Key, Once, Record, SystemClock, Target, once, seed,
};
use sqlx::{
    SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use tokio::{signal::ctrl_c, task::JoinSet, time::sleep};

/// `record` is what has been done, and `outcome` what became of it: empty while it is to be
/// published.
const TABLE: &str = "CREATE TABLE IF NOT EXISTS posts (
    key TEXT PRIMARY KEY, url TEXT NOT NULL, caption TEXT NOT NULL, record BLOB, outcome TEXT
) STRICT";

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let path = setting("POSTS_DB", "posts.db")?;
    let options = SqliteConnectOptions::new()
        .filename(&path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // A commit is on the disk when it returns, which "once" rests on.
        .synchronous(SqliteSynchronous::Full);
    let pool = SqlitePool::connect_with(options).await?;
    sqlx::query(TABLE).execute(&pool).await?;

    let words: Vec<_> = env::args().skip(1).collect();
    match &words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["add", key, url, caption] => add(&pool, key, url, caption).await,
        ["work"] => {
            let lock = File::create(format!("{path}.lock"))?;
            lock.try_lock().map_err(|error| format!("another worker uses {path}: {error}"))?;
            tokio::select! {
                ended = work(&pool) => ended,
                // What is under way is in its row.
                pressed = ctrl_c() => Ok(pressed?),
            }
        }
        _ => Err("use it as: add KEY URL CAPTION, or: work".into()),
    }
}

/// A post that is wrong is refused here, and not when it is to be published.
async fn add(pool: &SqlitePool, key: &str, url: &str, caption: &str) -> Result<(), BoxError> {
    let key: Key = key.parse()?;
    plan(url, caption)?;
    let insert = "INSERT INTO posts (key, url, caption) VALUES (?, ?, ?)";
    let insert = sqlx::query(insert).bind(key.as_str()).bind(url).bind(caption);
    insert.execute(pool).await?;
    Ok(())
}

fn plan(url: &str, caption: &str) -> Result<PublishPlan, BoxError> {
    // A URL on this machine is sent only to an API on this machine.
    let photo = Photo::new(MediaUrl::local(url)?).with_caption(caption.parse()?);
    Ok(PublishPlan::new(setting("IG_USER_ID", "17841400008460056")?.parse()?, photo))
}

#[derive(Debug)]
struct Post {
    key: Key,
    plan: PublishPlan,
    record: Option<Record>,
}

async fn work(pool: &SqlitePool) -> Result<(), BoxError> {
    let token = AccessToken::new(setting("IG_ACCESS_TOKEN", "sandbox-token")?);
    let base = setting("IG_API_BASE", "http://127.0.0.1:8025")?;
    let client = Client::new(Context::new(Login::Facebook, token)?.with_api_base(&base)?)?;
    loop {
        let mut tasks = JoinSet::new();
        for post in open_posts(pool).await? {
            let (client, pool) = (client.clone(), pool.clone());
            tasks.spawn(async move {
                let key = post.key.clone();
                match publish(&client, &pool, post).await {
                    Ok(outcome) => println!("{key}: {outcome}"),
                    Err(error) => eprintln!("{key}: {error}; it is tried again"),
                }
            });
        }
        tasks.join_all().await;
        sleep(Duration::from_secs(1)).await;
    }
}

async fn open_posts(pool: &SqlitePool) -> Result<Vec<Post>, BoxError> {
    type Row = (String, String, String, Option<Vec<u8>>);
    let select = "SELECT key, url, caption, record FROM posts WHERE outcome IS NULL ORDER BY rowid";
    let rows: Vec<Row> = sqlx::query_as(select).fetch_all(pool).await?;
    let post = |(key, url, caption, record): Row| {
        let record = record.map(|json| Record::from_json(&json)).transpose()?;
        Ok(Post { key: key.parse()?, plan: plan(&url, &caption)?, record })
    };
    rows.into_iter().map(post).collect()
}

/// Publishes a post that only this task works on.
async fn publish(client: &Client, pool: &SqlitePool, post: Post) -> Result<Outcome, BoxError> {
    let Post { key, plan, record } = post;
    let target = Target::of(client.context());
    let now = SystemClock.now();
    let outcome = match once(record.as_ref(), plan, &target, now, seed())? {
        Once::Over(outcome) => outcome,
        Once::Drive(mut flow) => {
            let created = record.map_or(now, |record| record.created);
            let mut store = |snapshot: Snapshot| {
                let mut record =
                    Record::new(key.clone(), target.clone(), snapshot, SystemClock.now());
                record.created = created;
                save(pool.clone(), record)
            };
            client.drive(&mut *flow, &mut store).await?
        }
    };
    // What is uncertain is looked for again.
    if !matches!(outcome, Outcome::Uncertain { .. }) {
        let update = sqlx::query("UPDATE posts SET outcome = ? WHERE key = ?");
        update.bind(outcome.to_string()).bind(key.as_str()).execute(pool).await?;
    }
    Ok(outcome)
}

/// Saves a record before anything is sent that it says.
async fn save(pool: SqlitePool, record: Record) -> Result<(), BoxError> {
    let update = sqlx::query("UPDATE posts SET record = ? WHERE key = ?");
    let update = update.bind(record.to_json()).bind(record.key.as_str());
    match update.execute(&pool).await?.rows_affected() {
        1 => Ok(()),
        _ => Err(format!("the row of {} is gone", record.key).into()),
    }
}

fn setting(name: &str, default: &str) -> Result<String, BoxError> {
    match env::var(name) {
        Err(VarError::NotPresent) => Ok(default.to_owned()),
        value => value.map_err(|error| format!("{name}: {error}").into()),
    }
}
