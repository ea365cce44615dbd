//! A whole list, page by page.

use std::{collections::BTreeSet, convert::Infallible, fmt, mem};

use crate::{
    endpoint::{Cursor, Page, Paged},
    flow::{Flow, RetryPolicy, Step, retry::CallFlow},
    value::Timestamp,
    wire::{DecodeError, Error, Reply, ResponseError},
};

/// Follows a list's cursors to its end or to a number of entries.
///
/// `paging.next` is never decoded: it is a URL with the access token in it.
/// Each page is a [`CallFlow`] with its retries. A server that gives the same
/// cursor twice ends the flow with an error instead of a loop.
pub struct PagingFlow<E: Paged> {
    endpoint: E,
    policy: RetryPolicy,
    seed: u64,
    page: CallFlow<E>,
    found: Vec<E::Item>,
    most: usize,
    cursors: BTreeSet<Cursor>,
}

impl<E: Paged> PagingFlow<E> {
    /// Lists what `endpoint` lists; `seed` spreads the waits of retries.
    pub fn new(endpoint: E, policy: RetryPolicy, seed: u64) -> Self {
        Self {
            page: CallFlow::new(endpoint.clone(), policy.clone(), seed),
            endpoint,
            policy,
            seed,
            found: Vec::new(),
            most: usize::MAX,
            cursors: BTreeSet::new(),
        }
    }

    /// Stops at `most` entries.
    #[must_use]
    pub fn with_most(mut self, most: usize) -> Self {
        self.most = most;
        self
    }

    /// What was found so far: all there is to have where the flow ended with an
    /// error.
    pub fn found(&self) -> &[E::Item] {
        &self.found
    }

    /// The next page's place, or `None` where the list is complete.
    fn take_in(&mut self, page: Page<E::Item>) -> Result<Option<Cursor>, Error> {
        self.found.extend(page.data);
        self.found.truncate(self.most);
        let Some(cursor) = page.after.filter(|_| self.found.len() < self.most) else {
            return Ok(None);
        };
        if self.cursors.insert(cursor.clone()) {
            Ok(Some(cursor))
        } else {
            let twice = DecodeError::new("the list does not end: a cursor came twice");
            Err(ResponseError::Decode(twice).into())
        }
    }
}

impl<E: Paged> Flow for PagingFlow<E> {
    type Output = Result<Vec<E::Item>, Error>;
    type Snapshot = Infallible;

    /// # Panics
    ///
    /// When polled again after [`Step::Done`].
    fn poll(&mut self, now: Timestamp) -> Step<Infallible, Self::Output> {
        loop {
            let page = match self.page.poll(now) {
                Step::Done(page) => page,
                Step::Send(call) => return Step::Send(call),
                Step::Wait(until) => return Step::Wait(until),
                Step::Save(never) => match never {},
            };
            match page.and_then(|page| self.take_in(page)) {
                Ok(Some(cursor)) => {
                    let next = self.endpoint.clone().starting_after(cursor);
                    self.page = CallFlow::new(next, self.policy.clone(), self.seed);
                }
                Ok(None) => return Step::Done(Ok(mem::take(&mut self.found))),
                Err(error) => return Step::Done(Err(error)),
            }
        }
    }

    fn handle(&mut self, now: Timestamp, reply: Reply) {
        self.page.handle(now, reply);
    }

    fn saved(&mut self) {}
}

impl<E: Paged + fmt::Debug> fmt::Debug for PagingFlow<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PagingFlow")
            .field("page", &self.page)
            .field("found", &self.found.len())
            .finish_non_exhaustive()
    }
}
