//! A video whose upload breaks, time and again.

use ig_core::{
    PublishFlow, PublishPlan, Reel, TransportError,
    publish::{Cause, Outcome, Phase, PublishPolicy},
    upload::NamedSource,
};

use super::{media_id, not_published};
use crate::script::{CREATE, PUBLISH, STATUS, Said, Script, UPLOAD, heard, ok};

const SIZE: u64 = 1_000_000;

fn plan(policy: PublishPolicy) -> PublishPlan {
    let video = NamedSource::new("/videos/a.mov", SIZE).unwrap();
    PublishPlan::new("17841400008460056".parse().unwrap(), Reel::new(video)).with_policy(policy)
}

fn run(script: &mut Script) -> Outcome {
    script.run(&mut PublishFlow::new(plan(PublishPolicy::default()), 7))
}

fn created(id: u64) -> Said {
    ok(format!(r#"{{"id":"{id}","uri":"https://rupload.facebook.com/ig-api-upload/v26.0/{id}"}}"#))
}

fn has(bytes: u64) -> Said {
    ok(format!(
        r#"{{"status_code":"IN_PROGRESS","video_status":{{"uploading_phase":{{"status":"in_progress","bytes_transferred":{bytes}}},"processing_phase":{{"status":"not_started"}}}}}}"#
    ))
}

fn finished() -> Said {
    let phase = r#"{"status":"complete"}"#;
    ok(format!(
        r#"{{"status_code":"FINISHED","video_status":{{"uploading_phase":{phase},"processing_phase":{phase}}}}}"#
    ))
}

fn taken() -> Said {
    ok(r#"{"success":true,"message":"Upload successful."}"#)
}

fn script(
    uploads: impl IntoIterator<Item = Said>,
    reads: impl IntoIterator<Item = Said>,
) -> Script {
    let create = [created(1001), created(1002), created(1003)];
    Script::new().says(CREATE, create).says(UPLOAD, uploads).says(STATUS, reads)
}

/// Each lost upload counts once, whatever the look behind it says.
#[test]
fn a_lost_upload_is_sent_five_times() {
    let mut lost = script([Said::Lost], [has(0)]);
    assert!(matches!(not_published(&run(&mut lost)), Cause::NoReply { .. }));
    assert_eq!((lost.count(UPLOAD), lost.count(STATUS), lost.count(CREATE)), (5, 4, 1));

    let four = [Said::Lost, Said::Lost, Said::Lost, Said::Lost, taken()];
    let reads = [has(0), has(0), has(0), has(0), finished()];
    let mut late = script(four, reads);
    assert_eq!(media_id(&run(&mut late)), Some("2001"));
}

/// A server that gets on is not given up: each byte more starts to count again.
#[test]
fn an_upload_that_gets_on_is_never_too_often_broken() {
    let reads = (1..40).map(|n| has(n * 20_000)).chain([finished()]);
    let uploads = (1..40).map(|_| Said::Lost).chain([taken()]);
    let mut script = script(uploads, reads);
    assert_eq!(media_id(&run(&mut script)), Some("2001"));
    assert_eq!(script.count(UPLOAD), 40);
}

/// In slices too, where what was acknowledged is there.
#[test]
fn slices_that_get_on_start_to_count_again() {
    let policy = PublishPolicy::default().with_upload_slice(Some(20_000));
    let uploads = (0..99).flat_map(|n| if n % 5 == 4 { vec![Said::Lost] } else { vec![taken()] });
    let lost = |n: u64| n * 4 * 20_000;
    let reads = (1..=12).map(|n| has(lost(n))).chain([finished()]);
    let mut script = script(uploads, reads);
    let outcome = script.run(&mut PublishFlow::new(plan(policy), 7));
    assert_eq!(media_id(&outcome), Some("2001"));
    assert_eq!((script.count(UPLOAD), script.count(STATUS)), (62, 13));
}

/// A server that says yes and has nothing comes to an end, and so do the
/// containers that are made to replace the first; in slices too.
#[test]
fn acknowledgements_without_bytes_are_bounded() {
    let mut whole = script([taken()], [has(0)]);
    assert!(matches!(not_published(&run(&mut whole)), Cause::UploadLost));
    assert_eq!((whole.count(UPLOAD), whole.count(CREATE), whole.count(PUBLISH)), (15, 3, 0));

    let policy = PublishPolicy::default().with_upload_slice(Some(400_000));
    let mut sliced = script([taken()], [has(0)]);
    let outcome = sliced.run(&mut PublishFlow::new(plan(policy), 7));
    assert!(matches!(not_published(&outcome), Cause::UploadLost));
    assert_eq!((sliced.count(UPLOAD), sliced.count(CREATE), sliced.count(PUBLISH)), (45, 3, 0));
}

/// A file that is another by now is another after the next try, too.
#[test]
fn a_file_at_fault_ends_the_flow_at_once() {
    use ig_core::{Flow as _, Step};
    let mut script = script([Said::Lost], [has(0)]);
    let mut flow = PublishFlow::new(plan(PublishPolicy::default()), 7);
    let outcome = loop {
        match flow.poll(script.time()) {
            Step::Save(_) => flow.saved(),
            Step::Send(call) if call.draft().part().is_some() => {
                let changed = TransportError::of_source("/videos/a.mov was changed");
                flow.handle(script.time(), heard(Err(changed)));
            }
            Step::Send(call) => {
                let reply = script.answer(&call);
                flow.handle(script.time(), reply);
            }
            Step::Wait(_) => panic!("nothing is waited for"),
            Step::Done(outcome) => break outcome,
        }
    };
    let Outcome::NotPublished { reason } = outcome else { panic!("{outcome:?}") };
    assert_eq!(reason.phase, Phase::Upload);
    let said = reason.to_string();
    assert!(said.ends_with("the file could not be sent: /videos/a.mov was changed"), "{said}");
}
