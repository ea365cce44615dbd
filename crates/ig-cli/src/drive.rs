//! A publish flow from here to its end, kept on disk at every step.

use ig_core::{
    DriveError, MediaId, PublishFlow,
    endpoint::ReadMedia,
    publish::{Outcome, Snapshot},
};
use ig_ureq::{Client, Clock};

use crate::{
    access::Access,
    failure::{Exit, Failure},
    output::Output,
    progress::{Progress, ShownClock},
    report::Report,
    store::{Brakes, Slot},
    told::Told,
};

/// Drives the flow, reports its end and says how the command ends.
pub(crate) fn drive(
    access: &Access,
    mut flow: PublishFlow,
    slot: &mut Slot,
    mut brakes: Option<Brakes>,
    output: &Output,
) -> Result<Exit, Failure> {
    let progress = Progress::new(output);
    progress.show(flow.snapshot());
    let uploads = progress.clone();
    let client = Client::builder(access.context.clone())
        .configure(|config| config.user_agent(concat!("ig/", env!("CARGO_PKG_VERSION"))))
        .on_upload(move |uploading| uploads.uploading(&uploading))
        .build()
        .with_clock(ShownClock::new(&progress));
    let end = client.drive(&mut Told::new(&mut flow, &progress), &mut |snapshot: Snapshot| {
        progress.show(&snapshot);
        // The post counts for more than what is known of blocks.
        if let Some(Err(failure)) = brakes.as_mut().map(|brakes| brakes.heed(&snapshot)) {
            output.warning("the post goes on:");
            output.explain(&failure);
        }
        slot.save(snapshot, None)
    });
    let outcome = match end {
        Ok(outcome) => outcome,
        Err(error) => {
            progress.finish();
            stopped(error, &flow, slot, output)?
        }
    };
    let permalink = public_as(&outcome).and_then(|media| {
        let permalink = permalink(&client, media);
        progress.finish();
        permalink
            .inspect_err(|failure| {
                output.warning("the post is public, and its permalink could not be read:");
                output.explain(failure);
            })
            .ok()
            .flatten()
    });
    progress.finish();
    if permalink.is_some()
        && let Err(failure) = slot.save(flow.snapshot().clone(), permalink.clone())
    {
        output.warning("the post is public, and its permalink could not be kept:");
        output.explain(&failure);
    }
    let report = Report::new(slot.id(), flow.snapshot().plan(), &outcome);
    let block = brakes.as_ref().and_then(Brakes::block);
    Ok(report.with_permalink(permalink).with_block(block).show(slot.folder(), output))
}

/// The flow stopped on the way. Where it had come to its end, that stands, kept or not.
fn stopped(
    error: DriveError<Failure>,
    flow: &PublishFlow,
    slot: &Slot,
    output: &Output,
) -> Result<Outcome, Failure> {
    let failure = match error {
        DriveError::Store(failure) => failure,
        DriveError::Build(error) => Failure::from(&error),
    };
    if let Some(outcome) = flow.snapshot().outcome() {
        output.warning("the outcome of the post could not be kept:");
        output.explain(&failure);
        return Ok(outcome.clone());
    }
    let failure = failure.unfinished(flow.snapshot().may_be_public());
    if !slot.is_kept() {
        // There is nothing on disk to go on from.
        return Err(failure);
    }
    let resume = slot.folder().resume_command(slot.id());
    Err(failure.last_line(format!("go on with: {resume}")))
}

fn public_as(outcome: &Outcome) -> Option<&MediaId> {
    match outcome {
        Outcome::Published { media, .. } => media.id(),
        _ => None,
    }
}

fn permalink<C: Clock>(client: &Client<C>, media: &MediaId) -> Result<Option<String>, Failure> {
    let media = client.call(ReadMedia::new(media.clone()));
    let media =
        media.map_err(|error| Failure::of_call("the media object cannot be read", &error))?;
    Ok(media.permalink)
}
