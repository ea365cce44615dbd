//! The media of a post are judged again before its time.

use std::{fmt, sync::Arc};

use crate::id::ApiBase;
use ig_core::PublishPlan;

/// Judges the media of a post right before its first container is made: hours or months after it was
/// added, one may be gone or be another file. A closure will do.
pub trait Judge: Send + Sync {
    /// Looks at the media of `plan`, on a thread that may wait. It may take its time: another post
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

/// A [`Judge`] that each request of a driver can have.
#[derive(Clone)]
pub struct Judging(Arc<dyn Judge>);

impl Judging {
    /// Shares `judge`.
    pub fn new(judge: impl Judge + 'static) -> Self {
        Self(Arc::new(judge))
    }

    /// See [`Judge::judge`].
    ///
    /// # Errors
    ///
    /// As there.
    pub fn judge(&self, api_base: &ApiBase, plan: &PublishPlan) -> Result<(), String> {
        self.0.judge(api_base, plan)
    }
}

impl fmt::Debug for Judging {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Judging")
    }
}
