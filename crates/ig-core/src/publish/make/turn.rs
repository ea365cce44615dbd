//! What becomes of a container: each transition is a function of the stage, the
//! time and the reply.

use std::time::Duration;

use super::{Job, Made, Make, Making, Stage, Together, Upload, Wait, Which};
use crate::{
    ContainerId, Delivery, Reply, TransportError,
    endpoint::{ContainerState, ContainerStatus, CreateContainer, CreatedContainer, ReadContainer},
    error::ErrorClass,
    post::VideoSource,
    publish::{
        Cause, FailedItem, Outcome, Phase, PublishPolicy, Reason,
        policy::Processed,
        state::{Done, State},
        trouble::{Trouble, read},
        turn::{Turn, failure},
    },
};

/// Where a container goes from here.
pub(super) enum Next {
    Stage(Stage),
    /// It is of no use. Nothing was published, so another may be made where the
    /// same file may pass.
    Anew(Made, Cause),
    /// It is public: a publish of before a restart that was taken for none.
    Public(Made),
    Failed(Phase, Option<ContainerId>, Cause),
}

impl Turn<'_> {
    pub(in crate::publish) fn made(&mut self, make: Make, which: Which, reply: Reply) -> State {
        let job = Job::of(self.plan, which);
        let next = match make.get(which).stage.clone() {
            Stage::Create { failures, .. } => self.created(job, failures, reply),
            Stage::Upload(upload) if !upload.ask => self.uploaded(job, upload, reply),
            Stage::Upload(_) | Stage::Process(_) | Stage::Ready(_) => {
                return self.looked(make, which, read::<ReadContainer>(reply));
            }
        };
        self.moved(make, which, next)
    }

    /// A container was read, by itself or among others.
    pub(in crate::publish) fn looked(
        &mut self,
        make: Make,
        which: Which,
        found: Result<ContainerState, Trouble>,
    ) -> State {
        let job = Job::of(self.plan, which);
        let next = match make.get(which).stage.clone() {
            Stage::Upload(upload) => self.upload_read(job, upload, found),
            Stage::Process(wait) => match found {
                Ok(state) => self.state_read(job, wait, &state),
                Err(trouble) => self.state_unread(job, wait, &trouble),
            },
            stage @ (Stage::Create { .. } | Stage::Ready(_)) => Next::Stage(stage),
        };
        self.moved(make, which, next)
    }

    /// Several containers were read together. Where batches are refused, `make`
    /// comes back as it was.
    pub(in crate::publish) fn all_looked(
        &mut self,
        mut make: Make,
        Together { batch, reads }: Together,
        reply: Reply,
    ) -> Result<State, Make> {
        let mut whole = match reply.into_result() {
            Ok(response) => batch.read_response(&response).map_err(Trouble::Response),
            Err(lost) => Err(Trouble::Lost(lost)),
        };
        match &whole {
            Err(trouble) if trouble.refuses_batches() => return Err(make),
            Err(_) => (),
            Ok(parts) => self.heed(parts.headers()),
        }
        let mut unanswered = Vec::new();
        for (which, slot) in reads {
            // No answer is no answer: neither ready nor failed.
            let found = match &mut whole {
                Ok(parts) => parts.take(slot).map(|found| found.map_err(Trouble::Response)),
                Err(trouble) => trouble.again().map(Err),
            };
            let found =
                found.unwrap_or_else(|| Err(Trouble::Lost(TransportError::new(Delivery::Unknown))));
            if found.is_err() {
                unanswered.push(which);
            }
            match self.looked(make, which, found) {
                State::Make(next) => make = next,
                state => return Ok(state),
            }
        }
        make.align(&unanswered);
        Ok(State::Make(make))
    }

    fn moved(&mut self, mut make: Make, which: Which, next: Next) -> State {
        let policy = self.plan.policy();
        let making = make.get_mut(which);
        match next {
            Next::Stage(stage) => making.stage = stage,
            Next::Anew(_, cause) if cause.may_pass_again() && making.nth < policy.containers => {
                let (base, max) = (Duration::from_secs(5), Duration::from_secs(60));
                let next = self.now.after(self.jitter.wait(making.nth, base, max, None));
                let stage = Stage::Create { next, failures: 0 };
                *making = Making { nth: making.nth.saturating_add(1), stage };
                if which == Which::Unit {
                    make.renew_items(self.now);
                    return State::Make(make);
                }
            }
            Next::Anew(made, cause) => {
                let phase = match cause {
                    Cause::ContainerFailed { .. } => Phase::Process,
                    _ => making.stage.phase(),
                };
                return self.failed(phase, Some(made.id), which, cause);
            }
            Next::Public(made) if which == Which::Unit => return self.public(made.into()),
            // An item is not public by itself.
            Next::Public(made) => making.stage = Stage::Ready(made),
            Next::Failed(phase, id, cause) => return self.failed(phase, id, which, cause),
        }
        if let (Which::Unit, Stage::Ready(made)) = (which, &making.stage) {
            return self.ready(made.clone().into());
        }
        // The time in which the others were made is not held against an item.
        if !make.children.iter().any(|making| making.stage.is_making()) {
            for making in &mut make.children {
                if let Stage::Process(wait @ Wait { reads: 0, failures: 0, .. }) = &mut making.stage
                {
                    *wait = Wait::new(wait.made.clone(), policy, self.now);
                }
            }
        }
        State::Make(make)
    }

    fn failed(
        &self,
        phase: Phase,
        container: Option<ContainerId>,
        which: Which,
        cause: Cause,
    ) -> State {
        let item = Job::of(self.plan, which).item();
        let item = item.map(|(number, medium)| FailedItem { number, medium: medium.to_string() });
        let reason = Reason { phase, item, container, cause, uncertain: false };
        Done { outcome: Outcome::NotPublished { reason }, at: None, then: None }.into()
    }

    /// Making a container is repeatable: a second one is waste, not harm.
    fn created(&mut self, job: Job<'_>, failures: u32, reply: Reply) -> Next {
        let trouble = match read::<CreateContainer>(reply) {
            Ok(created) => return self.begun(job, created),
            Err(trouble) => trouble,
        };
        let failures = failures.saturating_add(1);
        let PublishPolicy { failures: tries, process_for, .. } = *self.plan.policy();
        let soon = trouble.retry_after().is_none_or(|wait| wait <= process_for);
        // It was made, and where a film would go was not said.
        let was_made = trouble.api().is_some_and(|error| error.original_id.is_some());
        let again = match trouble.class() {
            _ if was_made => failures < tries,
            Some(ErrorClass::Media) => failures < tries.min(3),
            // An item may read as ready and not be it yet.
            Some(ErrorClass::NotReady) => failures < tries,
            _ => trouble.may_pass() && soon && failures < tries,
        };
        match again {
            true => {
                Next::Stage(Stage::Create { next: self.retry_at(failures, &trouble), failures })
            }
            false => Next::Failed(Phase::Create, None, trouble.cause()),
        }
    }

    fn begun(&self, job: Job<'_>, created: CreatedContainer) -> Next {
        let CreatedContainer { id, status_code, uri } = created;
        let made = Made { id, at: self.now };
        let uploaded = job.film().is_some_and(VideoSource::is_uploaded);
        Next::Stage(match (uploaded, uri, status_code) {
            (true, Some(uri), _) => Stage::Upload(Upload {
                made,
                uri,
                next: self.now,
                offset: 0,
                confirmed: 0,
                ask: false,
                taken: false,
                failures: 0,
                whole: false,
            }),
            (true, None, _) => {
                return Next::Failed(Phase::Create, Some(made.id), Cause::NoUpload);
            }
            (false, _, Some(ContainerStatus::Finished)) => Stage::Ready(made),
            (false, ..) => Stage::Process(Wait::new(made, self.plan.policy(), self.now)),
        })
    }

    /// No publish was sent yet, so giving up is certain.
    pub(super) fn state_read(&mut self, job: Job<'_>, wait: Wait, state: &ContainerState) -> Next {
        let reads = wait.reads.saturating_add(1);
        match state.status_code {
            ContainerStatus::Finished => Next::Stage(Stage::Ready(wait.made)),
            ContainerStatus::Published => Next::Public(wait.made),
            ContainerStatus::Error => Next::Anew(wait.made, failure(state)),
            ContainerStatus::Expired => Next::Anew(wait.made, Cause::ContainerExpired),
            _ if state.video_status.as_ref().is_some_and(|status| status.has_failed()) => {
                Next::Anew(wait.made, Cause::of_upload(state))
            }
            _ if wait.deadline <= self.now => {
                Next::Failed(Phase::Process, Some(wait.made.id), Cause::StillInProgress)
            }
            _ => {
                let next = self.now.after(self.pause(job, reads));
                Next::Stage(Stage::Process(Wait {
                    next,
                    reads,
                    failures: 0,
                    unreadable: None,
                    ..wait
                }))
            }
        }
    }

    pub(super) fn state_unread(&mut self, job: Job<'_>, wait: Wait, trouble: &Trouble) -> Next {
        let policy = self.plan.policy();
        let reads = wait.reads.saturating_add(1);
        if trouble.class() == Some(ErrorClass::Unreadable) {
            let since = wait.unreadable.unwrap_or(self.now);
            let blind = policy.blind_after.map(|after| since.after(after));
            let blind = blind.unwrap_or(wait.deadline).min(wait.deadline);
            if blind <= self.now {
                return match policy.blind_after {
                    Some(_) => Next::Stage(Stage::Ready(wait.made)),
                    None => Next::Failed(Phase::Process, Some(wait.made.id), trouble.cause()),
                };
            }
            let next = self.now.after(self.pause(job, reads)).min(blind);
            let unreadable = Some(since);
            return Next::Stage(Stage::Process(Wait {
                next,
                reads,
                failures: 0,
                unreadable,
                ..wait
            }));
        }
        let failures = wait.failures.saturating_add(1);
        let enough = !trouble.may_pass() && policy.failures <= failures;
        if wait.deadline <= self.now || enough || self.is_final(trouble) {
            return Next::Failed(Phase::Process, Some(wait.made.id), trouble.cause());
        }
        let next = self.retry_at(failures, trouble).min(wait.deadline);
        Next::Stage(Stage::Process(Wait { next, reads, failures, ..wait }))
    }

    pub(super) fn pause(&self, job: Job<'_>, reads: u32) -> Duration {
        let medium = if job.film().is_some() { Processed::Film } else { Processed::Picture };
        self.plan.policy().pacing.pause(medium, reads)
    }
}
