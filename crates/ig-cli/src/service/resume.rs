//! Posts that `ig publish` has begun and that nobody works on any more are resumed.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use ig_core::{
    DriveError, Login, PublishFlow,
    endpoint::ReadMedia,
    publish::{Outcome, Snapshot},
};
use ig_driver::Key;
use ig_ureq::{Clock as _, SystemClock};

use super::Service;
use crate::{
    access::{self, Access},
    failure::{Exit, Failure},
    hosting, local_run, queue,
};

/// How many are driven at once; the others wait for somebody to ask again.
const MOST: usize = 64;

/// The posts that this process drives now.
#[derive(Debug, Default)]
pub(super) struct Resuming(Mutex<BTreeSet<Key>>);

impl Resuming {
    fn begins(&self, key: &Key) -> bool {
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        running.len() < MOST && running.insert(key.clone())
    }

    fn ends(&self, key: &Key) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }
}

impl Service {
    /// Resumes what a crash has interrupted.
    pub(crate) fn resume_all(self: &Arc<Self>) -> Result<(), Failure> {
        for kept in self.folder.posts()?.into_iter().filter_map(|kept| kept.post.ok()) {
            if kept.needs_resume() && !kept.extra.sandbox {
                self.resume(kept.key());
            }
        }
        Ok(())
    }

    /// Resumes a post, on a thread of its own, unless somebody works on it already.
    pub(super) fn resume(self: &Arc<Self>, key: &Key) {
        if !self.resuming.begins(key) {
            return;
        }
        let (service, key) = (Arc::clone(self), key.clone());
        thread::spawn(move || {
            match service.go_on(&key) {
                Ok(()) => (),
                // Another process works on it, or it may be public and nobody can tell now.
                Err(failure) if failure.exit() == Exit::Uncertain => {
                    service.output.detail(failure.to_lines(true).join("\n"));
                }
                Err(failure) => {
                    service.output.warning(format_args!("post {key} is not resumed:"));
                    service.output.explain(&failure);
                }
            }
            service.resuming.ends(&key);
        });
    }

    fn go_on(&self, key: &Key) -> Result<(), Failure> {
        let kept = self.folder.read(key)?;
        access::check_user(&self.access, kept.record.snapshot.plan().user())?;
        let login = kept.record.target.login().unwrap_or(Login::Facebook);
        let base = kept.record.target.api_base();
        let access = Access::of_post(&self.access, login, base, &self.output)?;
        let (mut slot, kept) = self.folder.take(key)?;
        if !kept.needs_resume() {
            return Ok(());
        }
        self.output.note(format_args!("resuming post {key}"));
        let plan = kept.record.snapshot.plan();
        let (user, surface) = (plan.user().clone(), plan.post().surface());
        let mut brakes = self.folder.brakes(&access.api_base, &user, surface, local_run::of)?;
        let flow = PublishFlow::resume(kept.record.snapshot, SystemClock.now());
        let mut flow = flow.with_brake(brakes.on());
        let client = access.client()?;
        let end = client.drive(&mut flow, &mut |snapshot: Snapshot| {
            // The post is more important than the record of blocks.
            if let Err(failure) = brakes.observe(&snapshot) {
                self.output.warning("the post continues:");
                self.output.explain(&failure);
            }
            slot.save(&snapshot)
        });
        let outcome = end.map_err(|error| match error {
            DriveError::Store(error) => Failure::of_store(error),
            DriveError::Build(error) => Failure::from(&error),
        })?;
        queue::counted(&self.folder, &access.api_base, flow.snapshot())?;
        self.output.note(format_args!("{key}: {outcome}"));
        if slot.post().is_some_and(|post| post.end().is_some()) {
            hosting::clean(&self.folder, key, &self.output);
        }
        let Outcome::Published { media, .. } = &outcome else { return Ok(()) };
        let Some(media) = media.id() else { return Ok(()) };
        let read = client.call(ReadMedia::new(media.clone()));
        let read =
            read.map_err(|error| Failure::of_call("the permalink cannot be read", &error))?;
        match read.permalink {
            Some(permalink) => slot.save_permalink(flow.snapshot(), &permalink),
            None => Ok(()),
        }
    }
}
