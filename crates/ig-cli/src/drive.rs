//! Drives a publish flow to its end, saved to disk at every step.

use ig_core::{
    DriveError, MediaId, PublishFlow,
    endpoint::ReadMedia,
    publish::{Outcome, Snapshot},
};
use ig_ureq::{Client, Clock, SystemClock};

use crate::{
    access::Access,
    failure::{Exit, Failure},
    give_up::GiveUp,
    hosting,
    moved::Moved,
    output::Output,
    progress::{Progress, ShownClock},
    queue,
    report::Report,
    reporting::{End, Reporting},
    store::{Brakes, Slot},
    target::Target,
    version,
    watch::{Cut, Watch},
    web,
};

/// The parts needed to drive a flow.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Driver<'a> {
    pub(crate) access: &'a Access,
    pub(crate) target: &'a Target,
    pub(crate) give_up: Option<GiveUp>,
    /// The current path of a file's bytes, if it differs from the plan.
    pub(crate) moved: &'a Moved,
    pub(crate) output: &'a Output,
}

impl Driver<'_> {
    /// Drives the flow, reports its outcome and returns the exit status.
    pub(crate) fn drive(
        self,
        mut flow: PublishFlow,
        slot: &mut Slot,
        mut brakes: Option<Brakes>,
    ) -> Result<Exit, Failure> {
        let Self { access, target, give_up, moved, output } = self;
        let _in = slot.span().clone().entered();
        let progress = Progress::new(output);
        progress.show(flow.snapshot());
        let uploads = progress.clone();
        let mut client = access.builder().on_upload(move |uploading| uploads.uploading(&uploading));
        client = client.with_sources(moved.clone());
        if let Some(give_up) = give_up {
            client = client.with_timeout(give_up.timeout());
            // The time may be up before the flow has saved anything.
            if !slot.is_kept() {
                slot.save(flow.snapshot())?;
            }
        }
        let client = web::built(client)?.with_clock(ShownClock::new(SystemClock, &progress));
        let watch = Watch::start(&progress, self.cut(slot));
        let end = {
            let mut reporting = Reporting::new(&mut flow, &progress, give_up);
            client.drive(&mut reporting, &mut |snapshot: Snapshot| {
                progress.show(&snapshot);
                // The post is more important than the record of blocks.
                if let Some(Err(failure)) = brakes.as_mut().map(|brakes| brakes.observe(&snapshot))
                {
                    output.warning("the post continues:");
                    output.explain(&failure);
                }
                slot.save(&snapshot)
            })
        };
        drop(watch);
        let outcome = match end {
            Ok(End::Outcome(outcome)) => outcome,
            Ok(End::GivenUp) => {
                progress.finish();
                slot.save(flow.snapshot())?;
                return Err(self.given_up(flow.snapshot(), slot));
            }
            Err(error) => {
                progress.finish();
                stopped(error, &flow, slot, output)?
            }
        };
        if !slot.extra().sandbox
            && let Err(failure) = queue::counted(slot.folder(), &access.api_base, flow.snapshot())
        {
            output.warning("the queue has not counted this post:");
            output.explain(&failure);
        }
        let permalink = match public_as(&outcome) {
            Some(_) if self.is_over() => {
                progress.finish();
                output.note("the time is up: the permalink is not read");
                None
            }
            Some(media) => permalink(&client, media, &progress, output),
            None => None,
        };
        progress.finish();
        if let Some(permalink) = &permalink
            && let Err(failure) = slot.save_permalink(flow.snapshot(), permalink)
        {
            output.warning("the post is public, but its permalink could not be saved:");
            output.explain(&failure);
        }
        if let Some(answered) = version::answered_by_another(&access.context) {
            output.warning(answered);
        }
        let left = match slot.post().is_none_or(|post| post.end().is_some()) {
            true => hosting::clean(slot.folder(), slot.key(), output),
            false => Vec::new(),
        };
        let report = Report::new(slot.key(), flow.snapshot().plan(), &outcome);
        let block = brakes.as_ref().and_then(Brakes::block);
        let report = report.with_permalink(permalink).with_block(block).with_target(target);
        let report = report.with_still_hosted(left);
        Ok(report.show(slot.folder(), output))
    }

    fn is_over(self) -> bool {
        self.give_up.is_some_and(|it| it.is_over(SystemClock.now()))
    }

    fn given_up(self, snapshot: &Snapshot, slot: &Slot) -> Failure {
        let failure = match self.give_up {
            Some(give_up) => give_up.failure(snapshot, resume(slot).as_deref()),
            None => Failure::uncertain("given up"),
        };
        failure.at(self.target)
    }

    /// Ends the command while a request is outstanding.
    fn cut(self, slot: &Slot) -> Option<Cut> {
        let (give_up, target, resume) = (self.give_up?, self.target.clone(), resume(slot));
        let (folder, key) = (slot.folder().clone(), slot.key().clone());
        let failure = move || match folder.read(&key) {
            Ok(kept) => give_up.failure(&kept.record.snapshot, resume.as_deref()).at(&target),
            Err(failure) => failure.at(&target),
        };
        Some(Cut { give_up, failure: Box::new(failure), output: *self.output })
    }
}

/// The command that resumes the post; none with a sandbox that ends with this command.
fn resume(slot: &Slot) -> Option<String> {
    (!slot.extra().sandbox).then(|| slot.folder().resume_command(slot.key()))
}

/// Handles a flow that stopped early. A final outcome stands, whether or not it was saved.
fn stopped(
    error: DriveError,
    flow: &PublishFlow,
    slot: &Slot,
    output: &Output,
) -> Result<Outcome, Failure> {
    let failure = match error {
        DriveError::Store(error) => Failure::of_store(error),
        DriveError::Build(error) => Failure::from(&error),
    };
    if let Some(outcome) = flow.snapshot().outcome() {
        output.warning("the outcome of the post could not be saved:");
        output.explain(&failure);
        return Ok(outcome.clone());
    }
    let failure = failure.unfinished(flow.snapshot().may_be_public());
    if !slot.is_kept() {
        // There is nothing on disk to resume from.
        return Err(failure);
    }
    let resume = slot.folder().resume_command(slot.key());
    Err(failure.last_line(format!("resume with: {resume}")))
}

fn public_as(outcome: &Outcome) -> Option<&MediaId> {
    match outcome {
        Outcome::Published { media, .. } => media.id(),
        _ => None,
    }
}

fn permalink<C: Clock>(
    client: &Client<C>,
    media: &MediaId,
    progress: &Progress,
    output: &Output,
) -> Option<String> {
    let media = client.call(ReadMedia::new(media.clone()));
    progress.finish();
    match media {
        Ok(media) => media.permalink,
        Err(error) => {
            output.warning("the post is public, but its permalink could not be read:");
            output.explain(&Failure::of_call("the media object cannot be read", &error));
            None
        }
    }
}
