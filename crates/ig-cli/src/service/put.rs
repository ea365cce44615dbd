//! A post is asked for: it is put into the queue under its key, once.

use std::sync::Arc;

use ig_core::PublishPlan;
use ig_driver::Key;
use ig_queue::{Added, NewPost, PostId, Row, When};
use ig_ureq::{Clock as _, SystemClock};

use super::{Service, Shown, Trouble, asked::Asked, kept, key};
use crate::{
    failure::Failure,
    medium::{self, Photos},
    post::{self, Wish},
    queue::{self, Again, Tokens},
};

/// How a post that is due at once was typed.
const NOW: &str = "+0s";

impl Service {
    /// Asks for the post of a key. Asked for again, it is the same post.
    pub(crate) fn put(self: &Arc<Self>, key: &str, wish: Wish) -> Result<Shown, Trouble> {
        let key = self::key(key)?;
        let mut asked = self.asked(wish)?;
        if let Some(post) = self.known(&key, &asked)? {
            return Ok(post);
        }
        if let Some(refused) = asked.refused.take() {
            return Err(refused.into());
        }
        let (new, places) = self.new_post(&key, &asked)?;
        for place in &places {
            if let medium::Place::HandedOver(file, url) = place {
                medium::hand_over(&asked.api.without_token()?, file, url)?;
            }
        }
        // From here on nobody else begins a post under the key.
        let held = queue::keys(&self.folder)?;
        if let Some(post) = self.known(&key, &asked)? {
            return Ok(post);
        }
        let row = self.add(&new)?;
        drop(held);
        if row.prepare_at() <= SystemClock.now() {
            self.worker.wake(&row.id);
        }
        Ok(self.shown(&row))
    }

    /// Checks what the request says by itself.
    fn asked(&self, mut wish: Wish) -> Result<Asked, Failure> {
        let user = wish.user_id.as_ref().map(|id| {
            id.parse().map_err(|error| {
                Failure::usage("the member user_id cannot be used")
                    .caused_by(&error)
                    .fix("give the id of the Instagram account: digits only")
            })
        });
        let (user, credential, api) = self.who(user.transpose()?, wish.credential.as_deref())?;
        let (mut closed, mut refused) = (Vec::new(), None);
        for (at, given) in wish.sketch.media_mut().into_iter().enumerate() {
            if let Err(failure) = self.resolve(given) {
                closed.push(at);
                refused = refused.or(Some(failure));
            }
        }
        Ok(Asked { wish, user, credential, api, closed, refused })
    }

    /// The post that the key has already, if it is the one that is asked for.
    fn known(self: &Arc<Self>, key: &Key, asked: &Asked) -> Result<Option<Shown>, Trouble> {
        if let Some(kept) = self.folder.find_post(key)? {
            let again = kept::compare(&kept, asked);
            if !again.is_same() {
                return Err(Trouble::another(self.begun(&kept), again.differs));
            }
            if kept.needs_resume() {
                self.resume(key);
            }
            let shown = self.begun(&kept).without(asked.wish.given());
            return Ok(Some(self.compared(shown, again)));
        }
        let Some(row) = self.row(key.as_str())? else { return Ok(None) };
        let again = self.compare(key, &row, asked)?;
        if !again.is_same() {
            return Err(Trouble::another(self.shown(&row), again.differs));
        }
        let shown = self.shown(&row).without(unfollowed(&row, asked));
        Ok(Some(self.compared(shown, again)))
    }

    /// The post of the key, with what could not be compared.
    fn compared(&self, shown: Shown, again: Again) -> Shown {
        again.warn(&self.output);
        Shown { uncompared: again.uncompared, ..shown }
    }

    /// The row of a post, by its id or by its key.
    pub(super) fn row(&self, name: &str) -> Result<Option<Row>, Trouble> {
        let store = self.store();
        let by_id = match name.parse::<PostId>() {
            Ok(id) => queue::answer(store.get(&id))?,
            Err(_) => None,
        };
        match (by_id, name.parse()) {
            (None, Ok(key)) => Ok(queue::answer(store.find(&key))?),
            (found, _) => Ok(found),
        }
    }

    fn compare(&self, key: &Key, row: &Row, asked: &Asked) -> Result<Again, Trouble> {
        let kept = queue::post(row).ok_or_else(|| {
            let what = format!("post {key} in the queue cannot be read");
            let failure = Failure::failed(what)
                .fix("look at the account in the app before you ask for it under another key");
            Trouble::new(500, failure).with_post(self.shown(row))
        })?;
        let wish = queue::Wish {
            sketch: &asked.wish.sketch,
            closed: &asked.closed,
            photos: Photos::StayHere,
            user: &asked.user,
            context: &asked.api.context,
            api_base: &asked.api.base,
        };
        let mut again = queue::again(key, row, &kept, &wish)?;
        // Once it may be public, or has ended, its time is over.
        let is_open = !row.may_be_public() && !self.shown(row).is_final;
        if is_open && !is_at(row, &asked.wish) {
            again.differs.push("at");
        }
        Ok(again)
    }

    /// Everything about a post that is new is checked before anything is stored.
    fn new_post(&self, key: &Key, asked: &Asked) -> Result<(NewPost, Vec<medium::Place>), Trouble> {
        let Asked { wish, user, credential, api, .. } = asked;
        let context = &api.context;
        let now = SystemClock.now();
        let at = wish.at.as_deref().unwrap_or(NOW);
        let due = queue::asked("the member at", at, wish.zone.as_deref(), wish.ambiguous, now)?;
        post::warn(&wish.sketch, &self.output);
        let media = wish.sketch.media();
        media.iter().try_for_each(|asked| medium::check(asked, &self.output))?;
        let tokens = Tokens::new(&self.access, self.token_dir.as_deref(), &self.output)?;
        tokens.check(credential, user, api.login)?;
        if self.check_urls.applies(context) {
            let is_local = context.is_loopback();
            media
                .iter()
                .try_for_each(|asked| medium::look(asked, is_local, &self.trust, &self.output))?;
        }
        let file_key = queue::file_key(key, &media, context)?;
        let places = queue::places(&media, context, &file_key)?;
        let post = wish.sketch.clone().into_post(&places)?;
        let plan = PublishPlan::new(user.clone(), post).with_policy(self.policy.clone());
        plan.check(context).map_err(|error| Failure::from(&error))?;
        let unnamed = |error: ig_queue::InvalidName| {
            Failure::usage("the key cannot be used").caused_by(&error)
        };
        let id: PostId = key.as_str().parse().map_err(unnamed)?;
        let new = NewPost::new(id, api.name()?, credential.clone(), plan, due)
            .with_key(key.as_str().parse().map_err(unnamed)?)
            .with_late(wish.late)
            .with_sends(wish.sends);
        let new = match wish.lead {
            Some(lead) => new.with_lead(lead),
            None => new,
        };
        Ok((new, places))
    }

    fn add(&self, new: &NewPost) -> Result<Row, Trouble> {
        let mut store = self.store();
        queue::begin(&self.folder, &mut store, &new.row().account)?;
        let added = queue::answer(ig_queue::Store::add(&mut *store, new))?;
        let id = match &added {
            Added::New(_) => &new.id,
            Added::Same(id) => id,
            Added::Differs(id) => {
                let row = queue::answer(store.get(id))?.unwrap_or_else(|| new.row());
                return Err(Trouble::another(self.shown(&row), vec!["key"]));
            }
        };
        Ok(queue::answer(store.get(id))?.unwrap_or_else(|| new.row()))
    }
}

/// The members of a request that its post does not follow, since it was asked for with others.
fn unfollowed(row: &Row, asked: &Asked) -> Vec<&'static str> {
    let Asked { wish, credential, .. } = asked;
    let follows = |name| match name {
        "at" => is_at(row, wish),
        "late" => row.late == wish.late,
        "lead" => wish.lead == Some(row.lead),
        "strict" => row.sends == wish.sends,
        _ => row.credential == *credential,
    };
    wish.given().into_iter().filter(|name| !follows(name)).collect()
}

/// Whether a post of the queue is due at the time that is asked for. The same words are the same time:
/// `+2h` means another instant each time.
fn is_at(row: &Row, wish: &Wish) -> bool {
    let typed = wish.at.as_deref().unwrap_or(NOW);
    if row.due.typed() == typed && (wish.zone.is_none() || row.due.zone() == wish.zone.as_deref()) {
        return true;
    }
    let now = SystemClock.now();
    if wish.at.is_none() {
        // It was moved to a time that has come.
        return row.due.at() <= now;
    }
    let due = queue::asked("at", typed, wish.zone.as_deref(), wish.ambiguous, now);
    due.is_ok_and(|due: When| due.at() == row.due.at())
}
