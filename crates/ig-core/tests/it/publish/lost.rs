//! A publish without a clear reply.

use std::time::Duration;

use ig_core::{
    PublishFlow,
    error::Actor,
    publish::{Cause, Outcome, Snapshot},
};

use super::{media_id, not_published, plan, run, uncertain};
use crate::script::{
    CREATE, LIST, PUBLISH, START, STATUS, Said, Script, error, list, media, ok, status,
};

fn unclear() -> Vec<Said> {
    vec![
        Said::Lost,
        Said::Body(502, "<html>Bad gateway</html>".into()),
        ok("{\"id\":\"20"),
        error(500, 2, 0),
        error(500, 1, 99),
        error(403, 4, 2_207_051),
        error(400, 4, 0),
        error(400, 9, 2_207_042),
        error(400, 24, 2_207_008),
        error(400, 25, 2_207_050),
        error(400, 100, 33),
        error(400, 100, 0),
        error(400, 190, 463),
        error(400, 10, 0),
        error(400, 9007, 2_207_027),
        error(400, 123_456, 0),
    ]
}

#[test]
fn an_error_reply_is_not_taken_for_a_failure() {
    for said in unclear() {
        let mut script = Script::new()
            .says(PUBLISH, [said.clone()])
            .says(STATUS, [status("FINISHED"), status("FINISHED"), status("PUBLISHED")])
            .says(LIST, [list(&[]), list(&[media(2001, "#BronzFonz with therock", 30)])]);
        let outcome = run(&mut script);
        assert_eq!(media_id(&outcome), Some("2001"), "{said:?}");
        assert_eq!((script.count(PUBLISH), script.count(CREATE)), (1, 1), "{said:?}");
    }
}

#[test]
fn a_publish_is_sent_again_only_after_two_reads_of_finished_and_a_list_without_it() {
    let mut script = Script::new().says(PUBLISH, [Said::Lost, ok(r#"{"id":"2001"}"#)]);
    let outcome = run(&mut script);
    assert_eq!(media_id(&outcome), Some("2001"));
    assert_eq!(script.names(), [CREATE, STATUS, LIST, PUBLISH, STATUS, STATUS, LIST, PUBLISH],);
    let at: Vec<_> = script.asked.iter().map(|(_, at)| at.as_secs()).collect();
    assert_eq!(at[3..], [0, 30, 60, 60, 60], "each look comes after a pause");
}

#[test]
fn a_publish_is_sent_three_times_at_most_and_never_with_another_container() {
    let mut script = Script::new().says(PUBLISH, [error(500, 2, 0)]);
    let outcome = run(&mut script);
    assert!(matches!(not_published(&outcome), Cause::Rejected(error) if error.code == 2));
    assert_eq!((script.count(PUBLISH), script.count(CREATE)), (3, 1));
}

#[test]
fn what_the_server_refused_for_good_is_not_sent_again() {
    for (code, subcode) in [(9, 2_207_042), (4, 2_207_051), (25, 2_207_050), (10, 0), (100, 0)] {
        let mut script = Script::new().says(PUBLISH, [error(400, code, subcode)]);
        let outcome = run(&mut script);
        let cause = not_published(&outcome);
        assert_eq!(cause.api().map(|error| error.code), Some(code), "{cause:?}");
        assert_eq!((script.count(PUBLISH), script.count(STATUS)), (1, 3));
    }
}

/// The limit of a day passes, and whoever keeps the post may go on then.
#[test]
fn what_was_refused_for_the_day_can_be_sent_again_with_its_container() {
    let refused = error(400, 9, 2_207_042);
    let mut script = Script::new().says(PUBLISH, [refused.clone(), Said::Lost, refused]);
    let mut flow = PublishFlow::new(plan(), 7);
    assert_eq!(flow.snapshot().to_send_again(), None, "nothing was sent");
    _ = script.run(&mut flow);
    let ended = Snapshot::from_json(&flow.snapshot().to_json()).unwrap();
    let again = ended.to_send_again().expect("two sends are left");
    assert!(again.may_be_public() && again.needs_resume());
    let looks = script.count(STATUS);
    let mut flow = PublishFlow::resume(again, START.after(script.now));
    _ = script.run(&mut flow);
    assert_eq!((script.count(PUBLISH), script.count(CREATE)), (3, 1));
    assert!(looks + 6 <= script.count(STATUS), "each send is looked into, before and after");
    assert_eq!(flow.snapshot().to_send_again(), None, "no send is left");
    // It was public all the same.
    let mut script = Script::new().says(PUBLISH, [ok(r#"{"id":"2001"}"#)]);
    let mut flow = PublishFlow::new(plan(), 7);
    _ = script.run(&mut flow);
    assert_eq!(flow.snapshot().to_send_again(), None);
}

/// The status lags behind, and the list knows better: the contradiction is
/// waited out, and nothing is sent because of one reply.
#[test]
fn a_status_that_lags_does_not_cost_a_second_post() {
    let lag = vec![status("FINISHED"); 7];
    let mut script = Script::new()
        .says(PUBLISH, [Said::Lost])
        .says(STATUS, [lag, vec![status("PUBLISHED")]].concat())
        .says(LIST, [list(&[]), list(&[media(2001, "#BronzFonz with therock", 1)])]);
    let outcome = run(&mut script);
    assert_eq!(media_id(&outcome), Some("2001"));
    assert_eq!(script.count(PUBLISH), 1);
}

#[test]
fn a_status_that_never_comes_round_is_a_contradiction() {
    let mut script = Script::new()
        .says(PUBLISH, [Said::Lost])
        .says(LIST, [list(&[]), list(&[media(2001, "#BronzFonz with therock", 1)])]);
    let outcome = run(&mut script);
    assert_eq!(uncertain(&outcome), &Cause::Contradiction);
    assert_eq!(script.count(PUBLISH), 1);
}

/// One witness is not enough while the other may yet be heard.
#[test]
fn while_the_list_is_out_nothing_is_sent_on_the_word_of_the_status() {
    let mut script = Script::new()
        .says(PUBLISH, [Said::Lost, ok(r#"{"id":"2001"}"#)])
        .says(LIST, [list(&[]), Said::Lost, error(500, 2, 0), error(400, 10, 0), list(&[])]);
    assert_eq!(media_id(&run(&mut script)), Some("2001"));
    let names = script.names();
    assert_eq!(
        names[3..],
        [[PUBLISH].as_slice(), &[STATUS, STATUS, LIST].repeat(4), &[PUBLISH]].concat()
    );

    let mut script =
        Script::new().says(PUBLISH, [Said::Lost]).says(LIST, [list(&[]), error(400, 190, 0)]);
    assert!(matches!(uncertain(&run(&mut script)), Cause::Rejected(error) if error.code == 190));
}

/// What the status has said for half an hour stands, list or no list.
#[test]
fn a_list_that_stays_out_leaves_the_last_word_to_the_status() {
    let mut script =
        Script::new().says(PUBLISH, [error(400, 9, 2_207_042)]).says(LIST, [list(&[]), Said::Lost]);
    let outcome = run(&mut script);
    assert!(matches!(not_published(&outcome), Cause::Rejected(error) if error.code == 9));
    assert!(Duration::from_secs(30 * 60) <= script.now && script.count(PUBLISH) == 1);
}

/// But two reads at the end of a half hour in which nothing could be read, and
/// one reply of the list that was lost, are no half hour.
#[test]
fn a_list_that_fails_once_at_the_end_leaves_it_uncertain() {
    let throttled = vec![error(400, 4, 0); 6];
    let reads = [vec![status("FINISHED")], throttled, vec![status("FINISHED")]].concat();
    let mut script = Script::new()
        .says(PUBLISH, [Said::Lost])
        .says(STATUS, reads)
        .says(LIST, [list(&[]), Said::Lost, list(&[])]);
    let outcome = run(&mut script);
    assert!(Duration::from_secs(30 * 60) <= script.now, "{:?}", script.now);
    assert!(matches!(uncertain(&outcome), Cause::NoReply { .. }), "{outcome:?}");
    assert_eq!(script.count(PUBLISH), 1);
}

#[test]
fn only_the_containers_status_is_proof_of_none() {
    let ended = |word: &str| {
        Script::new().says(PUBLISH, [Said::Lost]).says(STATUS, [status("FINISHED"), status(word)])
    };
    let mut script = ended("EXPIRED");
    assert_eq!(not_published(&run(&mut script)), &Cause::ContainerExpired);
    let mut script = ended("ERROR");
    let outcome = run(&mut script);
    assert!(matches!(not_published(&outcome), Cause::ContainerFailed { .. }));
    assert_eq!((script.count(PUBLISH), script.count(CREATE)), (1, 1), "and no other container");
    // Nor is it proof while the list holds the post.
    for word in ["EXPIRED", "ERROR"] {
        let live = [list(&[]), list(&[media(2001, "#BronzFonz with therock", 1)])];
        let mut script = ended(word).says(LIST, live);
        assert_eq!(uncertain(&run(&mut script)), &Cause::Contradiction);
    }
}

/// The caption of the live post is not exactly ours, or not there yet: this does
/// not prove that the post is absent.
#[test]
fn a_post_that_may_be_ours_is_no_absence() {
    for words in ["#BronzFonz\u{200b} with therock!", "BronzFonz with TheRock", ""] {
        let mut post = media(2001, words, 1);
        if words.is_empty() {
            post = post.replace(r#""caption":"","#, "");
        }
        let mut script =
            Script::new().says(PUBLISH, [Said::Lost]).says(LIST, [list(&[]), list(&[post])]);
        assert_eq!(uncertain(&run(&mut script)), &Cause::Contradiction, "{words:?}");
        assert_eq!(script.count(PUBLISH), 1);
    }
}

/// Our clock runs through the pauses at once, and the server's says so.
#[test]
fn a_clock_that_jumps_does_not_cut_the_pauses_short() {
    let mut script = Script::new().says(PUBLISH, [Said::Lost, ok(r#"{"id":"2001"}"#)]).dated();
    script.hasty_after = Some(PUBLISH);
    let outcome = run(&mut script);
    assert!(matches!(uncertain(&outcome), Cause::NoReply { .. }), "{outcome:?}");
    assert_eq!(script.count(PUBLISH), 1);
}

/// Whatever went wrong: what may be public is resumed and not made again, and
/// what is not public is not resumed.
#[test]
fn the_advice_fits_the_outcome() {
    let dead = || error(400, 190, 463);
    for said in unclear() {
        let mut absent = Script::new().says(PUBLISH, [said.clone()]);
        let Outcome::NotPublished { reason } = run(&mut absent) else { panic!("{said:?}") };
        assert!(!reason.advice().contains("resume"), "{said:?}: {}", reason.advice());
        for reads in [status("IN_PROGRESS"), dead(), Said::Lost, error(500, 2, 0)] {
            let mut unknown = Script::new()
                .says(PUBLISH, [said.clone()])
                .says(STATUS, [status("FINISHED"), reads]);
            let Outcome::Uncertain { reason, .. } = run(&mut unknown) else { panic!("{said:?}") };
            let advice = reason.advice();
            assert!(advice.starts_with("resume") && !advice.contains("again"), "{advice}");
        }
    }
}

#[test]
fn a_container_in_progress_is_waited_for_and_then_uncertain() {
    let mut script = Script::new()
        .says(PUBLISH, [Said::Lost])
        .says(STATUS, [status("FINISHED"), status("IN_PROGRESS")]);
    let outcome = run(&mut script);
    assert_eq!(uncertain(&outcome), &Cause::StillInProgress);
    assert!(Duration::from_secs(30 * 60) <= script.now);
    assert_eq!(script.count(PUBLISH), 1);
}

/// The token becomes invalid between the publish and the look: the outcome is
/// uncertain, and resuming with a valid one settles it.
#[test]
fn a_dead_token_makes_the_outcome_uncertain_and_resuming_settles_it() {
    let dead = error(400, 190, 463);
    let mut script =
        Script::new().says(PUBLISH, [Said::Lost]).says(STATUS, [status("FINISHED"), dead]);
    let outcome = run(&mut script);
    assert!(matches!(uncertain(&outcome), Cause::Rejected(error) if error.code == 190));

    let kept = script.kept.last().unwrap();
    let resume = || PublishFlow::resume(Snapshot::from_json(kept.as_bytes()).unwrap(), START);
    let mut live = Script::new()
        .says(STATUS, [status("PUBLISHED")])
        .says(LIST, [list(&[media(2001, "#BronzFonz with therock", 1)])]);
    let outcome = live.run(&mut resume());
    assert_eq!((media_id(&outcome), live.count(PUBLISH)), (Some("2001"), 0));

    let mut absent = Script::new();
    let outcome = absent.run(&mut resume());
    assert_eq!((media_id(&outcome), absent.count(PUBLISH)), (Some("2001"), 1));
    assert_eq!(absent.count(CREATE), 0);
}

#[test]
fn a_publish_that_was_not_sent_is_sent_without_a_look() {
    let mut script = Script::new().says(PUBLISH, [Said::NotSent, ok(r#"{"id":"2001"}"#)]);
    assert_eq!(media_id(&run(&mut script)), Some("2001"));
    assert_eq!(script.names(), [CREATE, STATUS, LIST, PUBLISH, PUBLISH]);

    let mut script = Script::new().says(PUBLISH, [Said::NotSent]);
    let outcome = run(&mut script);
    assert!(matches!(not_published(&outcome), Cause::NotSent { .. }));
    let Outcome::NotPublished { reason } = &outcome else { panic!("{outcome:?}") };
    assert_eq!(reason.actor(), Actor::Nobody, "a network is nobody's of the app");
    assert_eq!(script.count(PUBLISH), 5);
}

/// A loss that may have taken effect is looked into even where later sends
/// were not sent.
#[test]
fn what_was_not_sent_leaves_as_many_sends_as_before() {
    let lines = [Said::NotSent, Said::NotSent, Said::NotSent, Said::Lost, ok(r#"{"id":"2001"}"#)];
    let mut script = Script::new().says(PUBLISH, lines);
    assert_eq!(media_id(&run(&mut script)), Some("2001"));
    assert_eq!(script.count(PUBLISH), 5);
}

#[test]
fn a_loss_is_not_forgotten_over_a_send_that_was_not_sent() {
    let mut script = Script::new()
        .says(PUBLISH, [Said::NotSent, Said::Lost])
        .says(STATUS, [status("FINISHED"), status("PUBLISHED")])
        .says(LIST, [list(&[]), list(&[media(2001, "#BronzFonz with therock", 5)])]);
    assert_eq!(media_id(&run(&mut script)), Some("2001"));
    assert_eq!(script.count(PUBLISH), 2);
}

#[test]
fn the_original_response_in_an_error_is_a_success() {
    let body = r#"{"error":{"message":"no","code":100,"error_subcode":33,"original_response":{"id":"2001"}}}"#;
    let mut script = Script::new().says(PUBLISH, [Said::Body(400, body.into())]);
    let outcome = run(&mut script);
    assert!(matches!(&outcome, Outcome::Published { media, .. } if media.id().is_some()));
    assert_eq!(script.names(), [CREATE, STATUS, LIST, PUBLISH]);
}

#[test]
fn the_look_waits_as_long_as_the_server_asks() {
    let body = r#"{"error":{"message":"","code":80002}}"#.to_owned();
    let throttled = Said::Headed(400, body, "retry-after", "300");
    let mut script = Script::new().says(PUBLISH, [throttled, ok(r#"{"id":"2001"}"#)]);
    assert_eq!(media_id(&run(&mut script)), Some("2001"));
    assert_eq!(script.waits[0].as_secs(), 300);
}

/// Calls made while throttled prolong it (reference §11.1), whatever the reply
/// is that says so.
#[test]
fn a_throttled_account_is_left_alone_as_long_as_the_server_says() {
    let usage = |minutes: u32| {
        format!(r#"{{"1":[{{"type":"instagram","estimated_time_to_regain_access":{minutes}}}]}}"#)
    };
    let body = r#"{"error":{"message":"","code":2}}"#.to_owned();
    for (minutes, seconds) in [(0, 0), (300, 300 * 60)] {
        let usage = usage(minutes).leak();
        let failed = Said::Headed(500, body.clone(), "x-business-use-case-usage", usage);
        let mut script = Script::new().says(STATUS, [failed, status("FINISHED")]);
        assert_eq!(media_id(&run(&mut script)), Some("2001"));
        assert_eq!(script.now.as_secs(), seconds, "{minutes}");
    }
}
