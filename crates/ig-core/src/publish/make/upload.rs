//! A film on its way to the upload host (reference §3).
//!
//! What became of a request that broke off only the server knows: it is asked,
//! and the rest is sent from there. A container whose upload has failed stays in
//! progress for good; it is left behind and another is made.

use std::time::Duration;

use super::{Job, Stage, Upload, Wait, Which, read as read_state, turn::Next};
use crate::{
    Call, Reply,
    endpoint::{ContainerState, ContainerStatus, UploadVideo},
    error::ErrorClass,
    post::VideoSource,
    publish::{
        Cause, Phase, PublishPlan,
        trouble::{Trouble, read},
        turn::Turn,
    },
};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);

impl Upload {
    /// The rest of a film, or as much of it as the policy says.
    pub(super) fn send(&self, plan: &PublishPlan, which: Which) -> Call {
        let Self { uri, offset, whole, made, .. } = self;
        let length = plan.policy().part(*whole).unwrap_or(u64::MAX);
        match Job::of(plan, which).film() {
            Some(VideoSource::Upload(source)) => {
                let part = source.part(*offset).with_length(length);
                Call::new(&UploadVideo::part(uri.clone(), part))
            }
            Some(VideoSource::Hosted(url)) => {
                Call::new(&UploadVideo::hosted(uri.clone(), url.clone()))
            }
            // A snapshot that was edited: the status says what comes of it.
            Some(VideoSource::Url(_)) | None => Call::new(&read_state(plan, made, which)),
        }
    }
}

impl Turn<'_> {
    /// Bytes were sent.
    pub(super) fn uploaded(&mut self, job: Job<'_>, upload: Upload, reply: Reply) -> Next {
        let Err(trouble) = read::<UploadVideo>(reply) else {
            return self.acknowledged(job, upload);
        };
        if trouble.is_of_source() || self.is_final(&trouble) {
            return Next::Failed(Phase::Upload, Some(upload.made.id), trouble.cause());
        }
        let whole = upload.whole || trouble.refuses_a_part();
        let ask = !trouble.was_not_sent();
        self.upload_again(Upload { ask, whole, ..upload }, &trouble)
    }

    /// The server says that it has them. After the last of them it is asked
    /// whether it has all; until it says so too, that counts as a failure, so
    /// that a server that acknowledges and loses comes to an end.
    fn acknowledged(&self, job: Job<'_>, upload: Upload) -> Next {
        let part = self.plan.policy().part(upload.whole);
        let end = part.map(|part| upload.offset.saturating_add(part));
        let more = match (job.film(), end) {
            (Some(VideoSource::Upload(source)), Some(end)) if end < source.size() => Some(end),
            _ => None,
        };
        let (ask, offset) = (more.is_none(), more.unwrap_or(upload.offset));
        let failures = upload.failures + u32::from(ask);
        let next = self.now;
        Next::Stage(Stage::Upload(Upload { next, offset, ask, taken: ask, failures, ..upload }))
    }

    /// The server was asked how much it has.
    pub(super) fn upload_read(
        &mut self,
        job: Job<'_>,
        upload: Upload,
        found: Result<ContainerState, Trouble>,
    ) -> Next {
        let state = match found {
            Ok(state) => state,
            Err(trouble) if self.is_final(&trouble) => {
                return Next::Failed(Phase::Upload, Some(upload.made.id), trouble.cause());
            }
            // The server has said that it has the film, and may be taken at its word: it does
            // not publish a container without one.
            Err(trouble) if trouble.class() == Some(ErrorClass::Unreadable) && upload.taken => {
                let wait = Wait::new(upload.made, self.plan.policy(), self.now);
                return self.state_unread(job, wait, &trouble);
            }
            // Where reads are out for days, another container is the way out.
            Err(trouble) if trouble.class() == Some(ErrorClass::Unreadable) => {
                let enough = self.plan.policy().failures <= upload.failures.saturating_add(1);
                return match enough {
                    true => Next::Anew(upload.made, Cause::UploadLost),
                    false => self.upload_again(upload, &trouble),
                };
            }
            Err(trouble) => return self.upload_again(upload, &trouble),
        };
        let in_progress = !matches!(
            state.status_code,
            ContainerStatus::Finished
                | ContainerStatus::Published
                | ContainerStatus::Error
                | ContainerStatus::Expired
        );
        let dead = state.video_status.as_ref().is_some_and(|status| status.has_failed());
        if !in_progress || dead {
            return self.whole(job, upload, &state);
        }
        let phase = state.video_status.as_ref().and_then(|status| status.uploading_phase.as_ref());
        match (phase, job.film()) {
            // Nothing says how much it has, so it is of no use.
            (None, _) => Next::Anew(upload.made, Cause::UploadLost),
            (Some(phase), Some(VideoSource::Upload(source))) => {
                let has = phase.bytes_transferred.unwrap_or(0).min(source.size());
                match phase.is_complete() || has == source.size() {
                    true => self.whole(job, upload, &state),
                    false => self.rest(job, upload, has),
                }
            }
            (Some(phase), _) if phase.is_not_started() => self.rest(job, upload, 0),
            (Some(_), _) => self.whole(job, upload, &state),
        }
    }

    /// The bytes are there, or it is over with them: the status says the rest.
    fn whole(&mut self, job: Job<'_>, upload: Upload, state: &ContainerState) -> Next {
        let wait = Wait::new(upload.made, self.plan.policy(), self.now);
        self.state_read(job, wait, state)
    }

    /// The server has `has` bytes: the rest is sent, at once where it has more
    /// than when it was last asked. What went wrong before it was asked is
    /// counted already.
    fn rest(&mut self, job: Job<'_>, upload: Upload, has: u64) -> Next {
        let upload = Upload { offset: has, ask: false, taken: false, ..upload };
        if upload.confirmed.saturating_add(self.enough_of(job)) <= has {
            let (next, confirmed) = (self.now, has);
            let upload = Upload { next, confirmed, failures: 0, ..upload };
            return Next::Stage(Stage::Upload(upload));
        }
        if self.plan.policy().failures <= upload.failures {
            return Next::Anew(upload.made, Cause::UploadLost);
        }
        let next = self.now.after(self.jitter.wait(upload.failures, SECOND, MINUTE, None));
        Next::Stage(Stage::Upload(Upload { next, ..upload }))
    }

    /// How many bytes more are headway: a server that takes one with each request
    /// would be sent the film for ever.
    fn enough_of(&self, job: Job<'_>) -> u64 {
        const HEADWAY: u64 = 64 * 1024;
        let size = match job.film() {
            Some(VideoSource::Upload(source)) => source.size(),
            _ => 0,
        };
        (size / 100).clamp(1, HEADWAY)
    }

    fn upload_again(&mut self, upload: Upload, trouble: &Trouble) -> Next {
        let failures = upload.failures.saturating_add(1);
        if self.plan.policy().failures <= failures {
            return Next::Failed(Phase::Upload, Some(upload.made.id), trouble.cause());
        }
        let next = self.retry_at(failures, trouble);
        Next::Stage(Stage::Upload(Upload { next, failures, ..upload }))
    }
}
