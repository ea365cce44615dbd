//! The media of a post are judged again before its time.

use std::{fmt, sync::Arc};

use ig_core::PublishPlan;
use ig_queue::ApiBase;

/// Judges the media of a post right before its first container is made: hours or months after it was
/// added, one may be gone or be another file. A closure will do.
pub trait Judge: Send + Sync {
    /// Looks at the media of `plan`, on the thread of the request. It may take its time: another post
    /// is not held up by it.
    ///
    /// # Errors
    ///
    /// What is wrong, in words, where a medium is gone or would be refused. What cannot be told is
    /// no error: the server decides then.
    fn judge(&self, api_base: &ApiBase, plan: &PublishPlan) -> Result<(), String>;
}

impl<F: Fn(&ApiBase, &PublishPlan) -> Result<(), String> + Send + Sync> Judge for F {
    fn judge(&self, api_base: &ApiBase, plan: &PublishPlan) -> Result<(), String> {
        self(api_base, plan)
    }
}

/// What judges media, on the thread of each request.
#[derive(Clone)]
pub(crate) struct Judging(Arc<dyn Judge>);

impl Judging {
    pub(crate) fn new(judge: impl Judge + 'static) -> Self {
        Self(Arc::new(judge))
    }

    pub(crate) fn judge(&self, api_base: &ApiBase, plan: &PublishPlan) -> Result<(), String> {
        self.0.judge(api_base, plan)
    }
}

impl fmt::Debug for Judging {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Judging")
    }
}
