//! What becomes of a request, told to the loop of a driver by whatever sends it.

use std::fmt;

use ig_core::Reply;

use super::{RequestId, Worker};
use crate::clocks::Clocks;

/// What became of a request.
#[derive(Debug)]
#[expect(clippy::exhaustive_enums, reason = "a worker handles each")]
pub enum Ended {
    /// It has a reply, or was lost.
    Reply(Box<Reply>),
    /// It was not sent: a medium is gone or would be refused, in these words.
    NoMedium(String),
    /// It could not be built, or what was to send it is gone.
    Unsendable,
}

/// Tells the loop what became of a request, once, whatever happens to the task or the thread that
/// sends it: dropped without a word, it says [`Ended::Unsendable`].
pub struct Report<F: FnOnce(RequestId, Ended)> {
    id: RequestId,
    tell: Option<F>,
}

impl<F: FnOnce(RequestId, Ended)> Report<F> {
    /// A report on this request, given to `tell`.
    pub fn new(id: RequestId, tell: F) -> Self {
        Self { id, tell: Some(tell) }
    }

    /// It has ended so.
    pub fn end(mut self, ended: Ended) {
        self.tell(ended);
    }

    fn tell(&mut self, ended: Ended) {
        if let Some(tell) = self.tell.take() {
            tell(self.id, ended);
        }
    }
}

impl<F: FnOnce(RequestId, Ended)> Drop for Report<F> {
    fn drop(&mut self) {
        self.tell(Ended::Unsendable);
    }
}

impl<F: FnOnce(RequestId, Ended)> fmt::Debug for Report<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Report").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Worker {
    /// Takes in what a [`Report`] tells.
    pub fn ended(&mut self, now: Clocks, request: RequestId, ended: Ended) {
        match ended {
            Ended::Reply(reply) => self.handle(now, request, *reply),
            Ended::NoMedium(detail) => self.lacks_the_medium(now, request, detail),
            Ended::Unsendable => self.lacks_the_token(now, request),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::RefCell, panic, rc::Rc};

    use super::*;

    #[test]
    fn a_request_is_reported_once_whatever_happens() {
        let told = Rc::new(RefCell::new(Vec::new()));
        let report = || {
            let told = Rc::clone(&told);
            Report::new(RequestId(7), move |id, ended| told.borrow_mut().push((id, ended)))
        };
        report().end(Ended::NoMedium("gone".to_owned()));
        drop(report());
        let held = report();
        let panicked = panic::catch_unwind(panic::AssertUnwindSafe(move || {
            let _held = held;
            panic!("the request's task ends here");
        }));
        assert!(panicked.is_err());
        let told = told.borrow();
        let [(_, Ended::NoMedium(_)), (_, Ended::Unsendable), (_, Ended::Unsendable)] = &told[..]
        else {
            panic!("{told:?}");
        };
    }
}
