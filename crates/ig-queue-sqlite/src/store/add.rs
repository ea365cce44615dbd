//! Posts are added, all or none.

use ig_core::Timestamp;
use ig_queue::{Added, Fence, NewPost};
use rusqlite::Transaction;

use super::{SqliteStore, Stored};
use crate::{columns, error::Error, event};

impl SqliteStore {
    /// Adds posts in one transaction: all are added, or none where one of the answers is
    /// [`Added::Differs`]. The answers are as many, in the same order; posts of which one key is
    /// used twice see each other.
    ///
    /// # Errors
    ///
    /// When it is not known whether they were added: the same call with keys is safe again.
    pub fn add_all(&mut self, posts: &[NewPost]) -> Result<Vec<Added>, Error> {
        let (path, who) = (self.path().to_owned(), self.who.clone());
        self.transact(|transaction, now| {
            let mut answers = Vec::with_capacity(posts.len());
            for new in posts {
                let added = add(transaction, new, &who, now);
                answers.push(added.map_err(|error| Error::of(&path, error))??);
            }
            let is_refused = answers.iter().any(|added| matches!(added, Added::Differs(_)));
            Ok(if is_refused { Stored::None(answers) } else { Stored::All(answers) })
        })
    }
}

fn add(
    transaction: &Transaction<'_>,
    new: &NewPost,
    who: &str,
    now: Timestamp,
) -> rusqlite::Result<Result<Added, Error>> {
    if let Some(key) = &new.key
        && let Some(kept) = columns::one(transaction, "key", key.as_str())?
    {
        return Ok(kept.map(|kept| new.compare(&kept)));
    }
    if columns::post(transaction, &new.id)?.is_some() {
        // Nothing says that it is meant to be the same.
        return Ok(Ok(Added::Differs(new.id.clone())));
    }
    columns::put(transaction, &new.row())?;
    let what = format!("added, due at {} ({})", new.due.at(), new.due.typed());
    event::add(transaction, &new.id, now, who, &what)?;
    Ok(Ok(Added::New(Fence::FIRST)))
}
