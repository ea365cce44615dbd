//! The publishing limit, respected where the policy says so.

use std::time::Duration;

use ig_core::{
    PublishFlow,
    publish::{Cause, PublishPolicy, QuotaLedger, QuotaPolicy},
};

use super::{media_id, not_published, plan, with};
use crate::script::{CREATE, LIMIT, START, Said, Script, error, ok};

const HOUR: Duration = Duration::from_secs(3600);

fn limit(usage: u32, total: u32) -> Said {
    ok(format!(
        r#"{{"data":[{{"quota_usage":{usage},"config":{{"quota_total":{total},"quota_duration":86400}}}}]}}"#
    ))
}

fn ledger(posts: u32) -> QuotaLedger {
    let mut ledger = QuotaLedger::new("17841400008460056".parse().unwrap());
    for hours in 1..=posts {
        ledger.record(START.before(HOUR * hours / 2));
    }
    ledger
}

fn heeding(quota: QuotaPolicy) -> PublishFlow {
    with(|policy: &mut PublishPolicy| policy.quota = quota)
}

#[test]
fn a_full_window_ends_the_flow_before_a_container_is_made() {
    let mut script = Script::new().says(LIMIT, [limit(25, 25)]);
    let outcome = script.run(&mut heeding(QuotaPolicy::Refuse).with_ledger(ledger(25)));
    let Cause::QuotaFull { usage: 25, total: 25, free_at, .. } = not_published(&outcome) else {
        panic!("{outcome:?}")
    };
    assert_eq!(*free_at, START.before(HOUR * 25 / 2).after(HOUR * 24));
    assert_eq!(script.names(), [LIMIT]);
}

#[test]
fn the_servers_word_counts_and_the_post_is_recorded() {
    let mut script = Script::new().says(LIMIT, [limit(24, 25)]);
    let mut flow = heeding(QuotaPolicy::Refuse).with_ledger(ledger(25));
    assert_eq!(media_id(&script.run(&mut flow)), Some("2001"));
    assert_eq!(flow.ledger().remaining(script.time()), 0);

    let mut script = Script::new().says(LIMIT, [limit(25, 100)]);
    assert_eq!(media_id(&script.run(&mut heeding(QuotaPolicy::Refuse))), Some("2001"));
}

#[test]
fn a_full_window_can_be_waited_out() {
    let full = vec![limit(25, 25); 12];
    let mut script = Script::new().says(LIMIT, [full, vec![limit(24, 25)]].concat());
    let mut flow = heeding(QuotaPolicy::Wait).with_ledger(ledger(25));
    assert_eq!(media_id(&script.run(&mut flow)), Some("2001"));
    assert!(script.waits.iter().all(|wait| *wait <= HOUR), "{:?}", script.waits);
    assert_eq!(script.now.as_secs(), (HOUR * 23 / 2).as_secs(), "no later than the ledger knows");
}

#[test]
fn a_window_that_stays_full_is_not_waited_for_for_ever() {
    let mut script = Script::new().says(LIMIT, [limit(25, 25)]);
    let outcome = script.run(&mut heeding(QuotaPolicy::Wait));
    assert!(matches!(not_published(&outcome), Cause::QuotaFull { .. }));
    assert_eq!((script.now.as_secs(), script.count(CREATE)), ((HOUR * 48).as_secs(), 0));
}

#[test]
fn where_the_limit_cannot_be_read_the_ledger_decides() {
    let out = || Script::new().says(LIMIT, [error(500, 2, 0)]);
    let mut script = out();
    let outcome = script.run(&mut heeding(QuotaPolicy::Refuse).with_ledger(ledger(25)));
    assert!(matches!(not_published(&outcome), Cause::QuotaFull { .. }));
    assert_eq!((script.count(LIMIT), script.count(CREATE)), (2, 0));

    let mut script = out();
    let outcome = script.run(&mut heeding(QuotaPolicy::Refuse).with_ledger(ledger(3)));
    assert_eq!(media_id(&outcome), Some("2001"));
}

/// An unknown account is: the create says it with the same error, at once.
#[test]
fn what_will_not_pass_is_not_asked_for_twice() {
    let unknown = || [error(400, 100, 33)];
    let mut script = Script::new().says(LIMIT, unknown()).says(CREATE, unknown());
    let outcome = script.run(&mut heeding(QuotaPolicy::Refuse));
    assert!(matches!(not_published(&outcome), Cause::Rejected(error) if error.code == 100));
    assert_eq!(script.names(), [LIMIT, CREATE]);
}

#[test]
fn a_dead_token_is_found_out_by_the_limit() {
    let mut script = Script::new().says(LIMIT, [error(400, 190, 0)]);
    let outcome = script.run(&mut heeding(QuotaPolicy::Refuse));
    assert!(matches!(not_published(&outcome), Cause::Rejected(error) if error.code == 190));
    assert_eq!(script.names(), [LIMIT]);
}

#[test]
fn the_limit_is_not_read_unless_asked_for_and_another_accounts_ledger_is_not_respected() {
    let mut script = Script::new();
    let _ = script.run(&mut PublishFlow::new(plan(), 7));
    assert_eq!(script.names().iter().filter(|name| **name == LIMIT).count(), 0);

    let mut other = QuotaLedger::new("1".parse().unwrap());
    other.record(START);
    let flow = PublishFlow::new(plan(), 7).with_ledger(other);
    assert_eq!(flow.ledger().usage(START), 0);
}
