//! What the caller, the log and the metrics are told.

use ig_queue::News;

use super::Driver;
use crate::error::Error;

impl Driver {
    /// Whoever noticed that the database is another one may have told nobody.
    pub(super) async fn say_what_was_lost(
        &mut self,
        news: &mut dyn FnMut(News<'_, Error>),
    ) -> Result<(), Error> {
        let held = self.store.held_by_a_reset().await?;
        if self.store.take_reset().is_some() || held != 0 {
            self.tell(&News::Reset(usize::try_from(held).unwrap_or(usize::MAX)), news);
        }
        Ok(())
    }

    /// Reports news, and gives them to the caller.
    pub(super) fn tell(&mut self, what: &News<'_, Error>, news: &mut dyn FnMut(News<'_, Error>)) {
        self.reporter.hear(what, self.now);
        news(*what);
    }

    /// Reports what the store counts, if it is time.
    pub(super) async fn count(&mut self) -> Result<(), Error> {
        if self.reporter.wants_counts() {
            let counts = self.store.counts().await?;
            self.reporter.set(&counts);
        }
        Ok(())
    }
}
