//! Posts are shown, explained and taken back.

use ig_queue::{Changed, Edit, Row, Store as _};

use super::{Door, Explained, Service, Shown, Trouble};
use crate::{failure::Failure, queue, store};

/// How often a post may change between a look and a change.
pub(super) const TRIES: usize = 100;

impl Service {
    /// A post, by its key or its id.
    pub(crate) fn show(&self, key: &str) -> Result<Shown, Trouble> {
        if let Some(row) = self.row(key)? {
            return Ok(self.shown(&row));
        }
        let missing = || Trouble::missing(key, self.door);
        let Ok(name) = store::typed(key) else { return Err(missing()) };
        let kept = self.folder.find_post(&name)?.ok_or_else(missing)?;
        Ok(self.begun(&kept))
    }

    /// A post, and what happened to it.
    pub(crate) fn explain(&self, key: &str) -> Result<Explained, Trouble> {
        let post = self.show(key)?;
        let (mut events, mut after) = (Vec::new(), 0);
        loop {
            let page = self.follow(after, Some(&post.key))?;
            let Some(last) = page.last() else { break };
            after = last.seq;
            events.extend(page);
        }
        Ok(Explained { post, events })
    }

    /// Takes back a post that cannot be public yet.
    pub(crate) fn cancel(&self, key: &str) -> Result<Shown, Trouble> {
        for _ in 0..TRIES {
            let Some(row) = self.row(key)? else {
                let post = self.show(key)?;
                return match post.is_final && !post.may_be_public && post.media.is_none() {
                    true => Ok(post),
                    false => Err(refused(post, self.door)),
                };
            };
            let changed = queue::answer(self.store().change(&row.id, row.fence, Edit::Cancel))?;
            match changed {
                Changed::Done(_) => return self.show(key),
                Changed::Stale => (),
                _ => return self.uncancelled(&row),
            }
        }
        Err(Trouble::contended("cancelled"))
    }

    fn uncancelled(&self, row: &Row) -> Result<Shown, Trouble> {
        let post = self.shown(row);
        match post.is_final && !post.may_be_public {
            // Nothing of it is public, and nothing will be.
            true => Ok(post),
            false => Err(refused(post, self.door)),
        }
    }
}

/// What is public, or may be, cannot be taken back.
fn refused(post: Shown, door: Door) -> Trouble {
    let key = &post.key;
    let failure = Failure::usage(format!("post {key} is not cancelled"));
    let failure = match (&post.media, post.is_final, post.may_be_public) {
        (Some(media), ..) => failure
            .because(format!(
                "it is public as media {media}, and a published post is not deleted by its key"
            ))
            .fix("delete it in the app"),
        (None, true, _) => failure
            .because("it is public, and a published post is not deleted by its key")
            .fix("delete it in the app"),
        (None, _, true) => failure
            .because("it is too late: a publish was allowed, and it may be public")
            .fix(format!("wait until that is known: {}", door.show(key))),
        _ => failure
            .because("it was begun by `ig publish`, and only a post of the queue can be taken back")
            .fix(format!("wait for its outcome: {}", door.show(key))),
    };
    Trouble::new(409, failure).with_post(post)
}
