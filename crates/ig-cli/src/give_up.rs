//! `--give-up-after`: how long the caller is willing to wait for a post.

use std::time::Duration;

use ig_core::{Timestamp, publish::Snapshot};
use ig_ureq::{Clock, SystemClock};

use crate::failure::Failure;

/// How long one request may take by default, as in ig-ureq.
const REQUEST: Duration = Duration::from_secs(180);

/// The caller's time limit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GiveUp {
    after: Duration,
    at: Timestamp,
}

impl GiveUp {
    /// A limit that starts now, at the start of a command.
    pub(crate) fn after(after: Duration) -> Self {
        Self { after, at: SystemClock.now().after(after) }
    }

    pub(crate) fn at(self) -> Timestamp {
        self.at
    }

    pub(crate) fn is_over(self, now: Timestamp) -> bool {
        self.at <= now
    }

    /// The time limit of one request: at most the whole limit.
    pub(crate) fn timeout(self) -> Duration {
        self.after.min(REQUEST)
    }

    /// The report of a post that is given up before its end. `resume` is the command that resumes
    /// it, if there is one.
    pub(crate) fn failure(self, snapshot: &Snapshot, resume: Option<&str>) -> Failure {
        let phase = snapshot.phase();
        let public = match snapshot.may_be_public() {
            true => "the post may be public",
            false => "nothing was published",
        };
        let after = jiff::SignedDuration::try_from(self.after).unwrap_or(jiff::SignedDuration::MAX);
        let failure = Failure::uncertain(format!("given up after {after:#}"))
            .because(format!("it was still {}; {public}", phase.activity()));
        match resume {
            Some(resume) => failure
                .fix("resume it later, with more time, and do not publish it again in the meantime")
                .last_line(format!("resume with: {resume}")),
            None => failure.fix("publish it again: the sandbox inside the command has ended"),
        }
    }
}
