//! The limit of 400 containers a day: counted, respected where the policy says so, and never burnt
//! by retries.

use std::time::Duration;

use ig_core::{
    Carousel, CarouselItem, PublishFlow, PublishPlan,
    post::ImageItem,
    publish::{Cause, Outcome, Phase, PublishPolicy, QuotaLedger, QuotaPolicy},
};

use super::{media_id, not_published, plan};
use crate::script::{BATCH, CREATE, LIMIT, START, Said, Script, batch, error, made, ok};

const HOUR: Duration = Duration::from_secs(3600);

/// A ledger with so many containers, each minute one until the start.
fn ledger(containers: u32) -> QuotaLedger {
    let mut ledger = QuotaLedger::new("17841400008460056".parse().unwrap());
    for minutes in 0..containers {
        ledger.record_container(START.before(HOUR / 60 * minutes));
    }
    ledger
}

fn respecting(plan: PublishPlan, quota: QuotaPolicy, containers: u32) -> PublishFlow {
    let plan = plan.with_policy(PublishPolicy::default().with_quota(quota));
    PublishFlow::new(plan, 7).with_ledger(ledger(containers))
}

fn carousel(items: usize) -> PublishPlan {
    let items = (1..=items).map(|n| {
        let url = format!("https://example.com/{n}.jpg").parse().unwrap();
        CarouselItem::from(ImageItem::new(url))
    });
    let items = items.collect::<Vec<_>>().try_into().unwrap();
    let carousel = Carousel::new(items).with_caption("#BronzFonz".parse().unwrap());
    PublishPlan::new("17841400008460056".parse().unwrap(), carousel)
}

fn script() -> Script {
    let limit = r#"{"data":[{"quota_usage":0,"config":{"quota_total":25}}]}"#;
    Script::new().says(LIMIT, [ok(limit)])
}

/// What the sandbox invents for it: the real words are not known.
fn no_more() -> Said {
    let message =
        "(#9) You reached maximum number of containers that is allowed to be created in 24 hours.";
    Said::Body(400, format!(r#"{{"error":{{"message":"{message}","code":9}}}}"#))
}

#[test]
fn a_post_that_does_not_fit_in_ends_before_its_first_container() {
    for (plan, known, expect) in [
        (plan(), 399, true),
        (plan(), 400, false),
        (carousel(3), 396, true),
        (carousel(3), 397, false),
    ] {
        let mut script = script()
            .says(CREATE, made([101, 102, 103, 1001]))
            .says(BATCH, [batch(&[Some("FINISHED"); 3])]);
        let outcome = script.run(&mut respecting(plan, QuotaPolicy::Refuse, known));
        if expect {
            assert_eq!(media_id(&outcome), Some("2001"), "{known}");
            continue;
        }
        let Cause::ContainersFull { usage, total: 400, free_at, .. } = not_published(&outcome)
        else {
            panic!("{known}: {outcome:?}")
        };
        assert_eq!(*usage, known);
        // The oldest were asked for more than six hours ago.
        let first = START.before(HOUR / 60 * (known - 1)).after(HOUR * 24);
        assert!(first <= *free_at && *free_at <= first.after(HOUR / 6), "{free_at}");
        assert_eq!(script.count(CREATE), 0);
        let Outcome::NotPublished { reason } = &outcome else { panic!("{outcome:?}") };
        assert!(reason.advice().contains("every retry count"), "{}", reason.advice());
        assert_eq!(reason.phase, Phase::Create);
    }
}

#[test]
fn it_is_waited_for_where_the_policy_waits() {
    let mut script = script();
    let outcome = script.run(&mut respecting(plan(), QuotaPolicy::Wait, 400));
    assert_eq!(media_id(&outcome), Some("2001"));
    assert_eq!(script.count(CREATE), 1);
    let waited = Duration::from_secs(script.now.as_secs());
    let first = HOUR * 24 - HOUR / 60 * 399;
    assert!(first <= waited && waited <= first + HOUR / 6, "{waited:?}");
}

#[test]
fn where_the_policy_ignores_limits_the_server_decides() {
    let mut flow = respecting(plan(), QuotaPolicy::Ignore, 400);
    assert_eq!(media_id(&script().run(&mut flow)), Some("2001"));
    assert_eq!(flow.ledger().containers(START.after(HOUR)), 401);
}

#[test]
fn every_call_counts_whatever_came_of_it_unless_it_was_not_sent() {
    let say = [error(400, 9004, 2_207_052), error(500, 2, 0), Said::NotSent, Said::Lost];
    let mut script = script().says(CREATE, say.into_iter().chain(made([1001])));
    let mut flow = PublishFlow::new(plan(), 7);
    assert_eq!(media_id(&script.run(&mut flow)), Some("2001"));
    assert_eq!((script.count(CREATE), flow.ledger().containers(script.time())), (5, 4));
}

#[test]
fn the_servers_refusal_is_not_tried_again_and_says_what_to_do() {
    for policy in [QuotaPolicy::Ignore, QuotaPolicy::Refuse] {
        let mut script = script().says(CREATE, [no_more()]);
        let mut flow = respecting(plan(), policy, 0);
        let outcome = script.run(&mut flow);
        let Outcome::NotPublished { reason } = &outcome else { panic!("{outcome:?}") };
        assert!(reason.advice().contains("400 containers"), "{}", reason.advice());
        assert_eq!(script.count(CREATE), 1);
        assert_eq!(flow.ledger().containers(script.time()), 400, "others have used them up");
    }
}

#[test]
fn the_servers_refusal_is_waited_out_with_a_call_a_day() {
    let mut script = script().says(CREATE, [vec![no_more(); 2], made([1001])].concat());
    let outcome = script.run(&mut respecting(plan(), QuotaPolicy::Wait, 0));
    assert_eq!(media_id(&outcome), Some("2001"));
    assert_eq!((script.count(CREATE), script.now.as_secs() / 3600), (3, 48));
    let mut script = self::script().says(CREATE, [no_more()]);
    let outcome = script.run(&mut respecting(plan(), QuotaPolicy::Wait, 0));
    assert!(matches!(not_published(&outcome), Cause::Rejected(_)), "{outcome:?}");
    assert_eq!(script.count(CREATE), 5, "it ends");
}

#[test]
fn the_items_of_a_carousel_share_the_retries_of_one_container() {
    // Each item would pass at its fifth call.
    let say = (0..60)
        .map(|n| if n % 5 == 4 { ok(format!(r#"{{"id":"{n}"}}"#)) } else { error(500, 2, 0) });
    let mut script = script().says(CREATE, say);
    let outcome = script.run(&mut PublishFlow::new(carousel(10), 7));
    assert!(matches!(not_published(&outcome), Cause::Rejected(_)), "{outcome:?}");
    assert_eq!(script.count(CREATE), 4 + 3 * 5 - 1, "three items and a fourth, and the retries");
}
