//! A post that the queue has, or would have.

use ig_core::{UserId, publish::Outcome};
use ig_driver::Key;
use ig_queue::{Row, State};

use crate::{
    args::ScheduleArgs,
    drive::Driver,
    failure::{Exit, Failure},
    medium::Photos,
    post::Sketch,
    queue::{self, Again, Wish},
    report::Report,
    store::Folder,
};

/// An option that has a meaning only for a post that waits.
pub(super) fn option_of_the_queue(args: &ScheduleArgs) -> Option<&'static str> {
    let ScheduleArgs {
        at: _,
        zone,
        ambiguous,
        late,
        lead,
        strict,
        credential,
        token_dir,
        token_elsewhere,
    } = args;
    let given = [
        ("--zone", zone.is_some()),
        ("--ambiguous", ambiguous.is_some()),
        ("--late", late.is_some()),
        ("--lead", lead.is_some()),
        ("--strict", *strict),
        ("--credential", credential.is_some()),
        ("--token-dir", token_dir.is_some()),
        ("--token-elsewhere", *token_elsewhere),
    ];
    given.into_iter().find_map(|(name, is_given)| is_given.then_some(name))
}

/// The queue has a post under the key, which is not published a second time. The same post that has
/// ended there is reported as one that has ended here.
pub(super) fn in_the_queue(
    row: &Row,
    key: &Key,
    driver: Driver<'_>,
    (sketch, photos): (&Sketch, Photos),
    user: &UserId,
    folder: &Folder,
) -> Result<Exit, Failure> {
    let Driver { access, target, output, .. } = driver;
    // A photo that is to be hosted is none of a post of the queue.
    let api_base = &access.api_base;
    let wish = Wish { sketch, closed: &[], photos, user, context: &access.context, api_base };
    let plan = queue::post(row);
    let again = plan.as_ref().map(|plan| queue::again(key, row, plan, &wish)).transpose()?;
    let (Some(plan), Some(again)) = (plan, again.filter(Again::is_same)) else {
        return Err(of_the_queue(row, key).fix(format!(
            "use another key; that post has other media, another caption or another account: \
             ig queue show {}{}",
            row.id,
            folder.option()
        )));
    };
    again.warn(output);
    match queue::ending(row) {
        Some(outcome @ (Outcome::Published { .. } | Outcome::NotPublished { .. })) => {
            output.note(format_args!("the post of the key {key} is finished, so nothing was sent"));
            let report = Report::new(key, &plan, &outcome);
            let report = report.with_permalink(row.permalink.clone()).with_target(target);
            Ok(report.with_used_key().show(folder, output))
        }
        _ if row.may_be_public() || row.state == State::Active => {
            Err(Failure::uncertain(format!("post {key} is in the queue, so nothing was sent"))
                .because(format!("it is {} there", queue::outcome(row)))
                .fix(queue::instead(row, folder.option())))
        }
        _ => Err(of_the_queue(row, key).fix(queue::instead(row, folder.option()))),
    }
}

fn of_the_queue(row: &Row, key: &Key) -> Failure {
    Failure::usage(format!("the key {key} belongs to a post of the queue, so nothing was sent"))
        .because(format!("it is due at {}: {}", row.due.at(), queue::outcome(row)))
}
