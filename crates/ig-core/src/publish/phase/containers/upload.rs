//! A video is sent to the upload host (reference §3).
//!
//! What became of a request that broke off only the server knows: it is asked,
//! and the rest is sent from there. A container whose upload has failed stays in
//! progress for good; it is abandoned and another is created.

use std::time::Duration;

use serde::Deserialize;

use super::{
    fate::{Created, Fate},
    job::Job,
};
use crate::{
    endpoint::{ContainerState, ContainerStatus, UploadVideo},
    flow::Call,
    post::VideoSource,
    publish::{
        Cause, PublishPolicy,
        phase::{Phase, Trouble, Turn, read},
    },
    value::{Timestamp, UploadUri},
    wire::{ErrorClass, Reply, json::as_array},
};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);

/// A container that waits for its video, of which more is sent at `next`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Upload {
    #[serde(rename = "made")]
    pub(crate) created: Created,
    uri: UploadUri,
    pub(crate) next: Timestamp,
    /// Bytes that the server is known to have, or said that it took.
    pub(crate) offset: u64,
    /// How many of them it named when it was last asked: what it has lost since
    /// is not progress.
    #[serde(default)]
    confirmed: u64,
    /// Whether the server is asked how much it has before more is sent.
    pub(crate) ask: bool,
    /// Failures in a row without a byte more.
    failures: u32,
    /// Whether the rest is sent in one request, whatever the policy says: the
    /// server refused a part of it.
    whole: bool,
    /// Whether the server has said that it took the last of the video.
    #[serde(default)]
    taken: bool,
    /// Why the upload may not go on, by the upload host's word. The server is asked once more,
    /// since it may have the video all the same.
    #[serde(default)]
    refused: Option<Box<Cause>>,
}

as_array! {
    Upload { created, uri, next, offset, confirmed, ask, failures, whole; taken, refused }
}

impl Upload {
    pub(crate) fn new(created: Created, uri: UploadUri, next: Timestamp) -> Self {
        Self {
            created,
            uri,
            next,
            offset: 0,
            confirmed: 0,
            ask: false,
            taken: false,
            failures: 0,
            whole: false,
            refused: None,
        }
    }

    /// After a restart the server knows more of it.
    pub(crate) fn resume(&mut self, now: Timestamp) {
        (self.ask, self.next, self.failures) = (true, now, 0);
    }

    /// The rest of the video, or as much of it as the policy says; or the question
    /// how much the server has.
    pub(crate) fn call(&self, policy: &PublishPolicy, job: Job<'_>) -> Call {
        let Self { uri, offset, whole, created, .. } = self;
        let length = policy.part(*whole).unwrap_or(u64::MAX);
        match job.video().filter(|_| !self.ask) {
            Some(VideoSource::Upload(source)) => {
                let part = source.part(*offset).with_length(length);
                Call::new(&UploadVideo::part(uri.clone(), part))
            }
            Some(VideoSource::Hosted(url)) => {
                Call::new(&UploadVideo::hosted(uri.clone(), url.clone()))
            }
            // A snapshot that was edited may have no video: the status says what comes of it.
            Some(VideoSource::Url(_)) | None => Call::new(&job.read(created.id.clone())),
        }
    }

    /// Bytes were sent.
    pub(crate) fn heard(self, turn: &mut Turn<'_>, job: Job<'_>, reply: Reply) -> Fate<Self> {
        let Err(trouble) = read::<UploadVideo>(reply) else {
            return self.acknowledged(turn, job);
        };
        if trouble.is_of_source() || trouble.is_final() {
            return Fate::Failed(Phase::Upload, Some(self.created.id), trouble.cause());
        }
        // The upload host was to fetch the video, and there is nothing of it to go on from.
        if trouble.fetch_failure().is_some() {
            return Fate::Replace(self.created, trouble.cause());
        }
        let refuses_a_part = turn.policy().part(self.whole).is_some() && trouble.refuses_a_part();
        if trouble.ends_the_upload() && !refuses_a_part {
            let refused = Some(Box::new(trouble.cause()));
            return Fate::Stay(Self { next: turn.now, ask: true, refused, ..self });
        }
        let whole = self.whole || refuses_a_part;
        let ask = !trouble.was_not_sent();
        Self { ask, whole, ..self }.try_again(turn, &trouble)
    }

    /// The server says that it has them. After the last of them it is asked
    /// whether it has all; until it says so too, that counts as a failure, so
    /// that a server that acknowledges and loses comes to an end.
    fn acknowledged(self, turn: &Turn<'_>, job: Job<'_>) -> Fate<Self> {
        let part = turn.policy().part(self.whole);
        let end = part.map(|part| self.offset.saturating_add(part));
        let more = match (job.video(), end) {
            (Some(VideoSource::Upload(source)), Some(end)) if end < source.size() => Some(end),
            _ => None,
        };
        let (ask, offset) = (more.is_none(), more.unwrap_or(self.offset));
        let failures = self.failures + u32::from(ask);
        Fate::Stay(Self { next: turn.now, offset, ask, taken: ask, failures, ..self })
    }

    /// The server was asked how much it has.
    pub(crate) fn asked(
        self,
        turn: &mut Turn<'_>,
        job: Job<'_>,
        found: Result<ContainerState, Trouble>,
    ) -> Fate<Self> {
        let state = match found {
            Ok(state) => state,
            Err(trouble) => return self.unanswered(turn, trouble),
        };
        let in_progress = !matches!(
            state.status_code,
            ContainerStatus::Finished
                | ContainerStatus::Published
                | ContainerStatus::Error
                | ContainerStatus::Expired
        );
        let status = state.video_status.as_ref();
        let has_failed = status.is_some_and(|status| status.has_failed());
        let phase = status.and_then(|status| status.uploading_phase.as_ref());
        let has = match (phase, job.video()) {
            _ if has_failed && self.refused.is_some() => return self.useless(),
            _ if !in_progress || has_failed => None,
            // Nothing says how much it has, so it is of no use.
            (None, _) => return self.useless(),
            (Some(phase), Some(VideoSource::Upload(source))) => {
                let has = phase.bytes_transferred.unwrap_or(0).min(source.size());
                Some(has).filter(|_| !phase.is_complete() && has != source.size())
            }
            (Some(phase), _) => Some(0).filter(|_| phase.is_not_started()),
        };
        match has {
            Some(_) if self.refused.is_some() => self.useless(),
            Some(has) => self.rest(turn, job, has),
            // The bytes are there, or it is over with them: the status says the rest.
            None => Fate::Process(self.created, Some(Box::new(Ok(state)))),
        }
    }

    fn unanswered(self, turn: &mut Turn<'_>, trouble: Trouble) -> Fate<Self> {
        let enough = turn.policy().failures <= self.failures.saturating_add(1);
        match trouble.class() {
            _ if trouble.is_final() => {
                Fate::Failed(Phase::Upload, Some(self.created.id), trouble.cause())
            }
            // The server has said that it has the video, and that may be believed: it does
            // not publish a container without one.
            Some(ErrorClass::Unreadable) if self.taken => {
                Fate::Process(self.created, Some(Box::new(Err(trouble))))
            }
            // Where reads are out for days, another container is the way out.
            Some(ErrorClass::Unreadable) if enough => self.useless(),
            _ => self.try_again(turn, &trouble),
        }
    }

    /// The container takes no more of the video, or nobody knows how much it has.
    fn useless(self) -> Fate<Self> {
        Fate::Replace(self.created, self.refused.map_or(Cause::UploadLost, |cause| *cause))
    }

    /// The server has `has` bytes: the rest is sent, at once where it has more
    /// than when it was last asked. What went wrong before it was asked is
    /// counted already.
    fn rest(self, turn: &mut Turn<'_>, job: Job<'_>, has: u64) -> Fate<Self> {
        let upload = Self { offset: has, ask: false, taken: false, ..self };
        if upload.confirmed.saturating_add(enough_of(job)) <= has {
            let (next, confirmed) = (turn.now, has);
            return Fate::Stay(Self { next, confirmed, failures: 0, ..upload });
        }
        if turn.policy().failures <= upload.failures {
            return upload.useless();
        }
        let next = turn.now.after(turn.jitter.wait(upload.failures, SECOND, MINUTE, None));
        Fate::Stay(Self { next, ..upload })
    }

    fn try_again(self, turn: &mut Turn<'_>, trouble: &Trouble) -> Fate<Self> {
        let failures = self.failures.saturating_add(1);
        if turn.policy().failures <= failures {
            return Fate::Failed(Phase::Upload, Some(self.created.id), trouble.cause());
        }
        Fate::Stay(Self { next: turn.retry_at(failures, trouble), failures, ..self })
    }
}

/// How many bytes more are progress: a server that takes one with each request would be sent
/// the video forever.
fn enough_of(job: Job<'_>) -> u64 {
    const PROGRESS: u64 = 64 * 1024;
    let size = match job.video() {
        Some(VideoSource::Upload(source)) => source.size(),
        _ => 0,
    };
    (size / 100).clamp(1, PROGRESS)
}
