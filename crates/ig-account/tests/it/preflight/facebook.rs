//! Facebook Login: the Page, the tasks, the account, the limit and the clock.

use std::time::Duration;

use ig_account::preflight::{Check, Needs, Verdict};
use ig_core::error::Actor;

use super::{
    ACCOUNTS, DEBUG, PAGE, SCOPES, TOKEN, USER, accounts, all_else_is_well, debug, facebook, finds,
    good, limit, of,
};
use crate::script::{LIMIT, Said, ok};

#[test]
fn an_account_that_has_everything_passes() {
    let mut script = good();
    let preflight = facebook(&mut script, Needs::new());
    assert!(preflight.passed(), "{preflight:#?}");
    assert_eq!(script.asked, [DEBUG, ACCOUNTS, USER, LIMIT]);
    let notes: Vec<_> = preflight
        .findings
        .iter()
        .filter(|found| found.verdict != Verdict::Passed)
        .map(|found| (found.check, found.verdict))
        .collect();
    assert_eq!(
        notes,
        [
            (Check::BusinessManagerRole, Verdict::Note),
            (Check::PagePublishingAuthorization, Verdict::Note),
        ]
    );
    finds(&preflight, Check::PageLink, Verdict::Passed, "the Page 7640348500 Bronz");
    finds(&preflight, Check::PublishingLimit, Verdict::Passed, "2 of 50 posts");
}

#[test]
fn a_finding_is_data_with_a_page_and_without_a_secret() {
    let preflight = facebook(&mut good(), Needs::new().with_product_tags().with_partnership());
    let json = serde_json::to_value(&preflight).unwrap();
    assert_eq!(json["passed"], false, "the shopping permissions are missing");
    let scopes = json["findings"].as_array().unwrap().iter().find(|f| f["check"] == "scopes");
    let scopes = scopes.unwrap();
    assert_eq!((&scopes["verdict"], &scopes["actor"]), (&"failed".into(), &"developer".into()));
    assert!(scopes["advice"].as_str().unwrap().contains("dialog"), "{scopes}");
    for finding in &preflight.findings {
        assert!(finding.page.starts_with("https://developers.facebook.com/doc"), "{finding:?}");
        assert!(!finding.page.contains(' '), "{finding:?}");
        assert!(!finding.found.ends_with('.') && !finding.found.is_empty(), "{finding:?}");
    }
    assert!(!json.to_string().contains(TOKEN));
}

#[test]
fn an_account_without_a_linked_page_is_compared_with_the_linked_ones() {
    let mut script = good().says(ACCOUNTS, [accounts("178000", r#""MANAGE""#)]);
    let preflight = facebook(&mut script, Needs::new());
    finds(&preflight, Check::PageLink, Verdict::Failed, "any of the 2 Pages");
    finds(&preflight, Check::PageLink, Verdict::Failed, "the linked accounts are 178000");
    assert_eq!(of(&preflight, Check::PageLink).actor, Actor::AccountOwner);
    assert_eq!(preflight.of(Check::PageTasks).count(), 0, "there is no Page to have tasks on");
    let mut script = good().says(ACCOUNTS, [ok(r#"{"data":[]}"#)]);
    let preflight = facebook(&mut script, Needs::new());
    finds(&preflight, Check::PageLink, Verdict::Failed, "none has a linked Instagram account");
}

#[test]
fn either_of_two_tasks_is_sufficient() {
    let user = "17841400008460056";
    for (tasks, verdict, words) in [
        (r#""MANAGE""#, Verdict::Passed, "MANAGE"),
        (r#""CREATE_CONTENT""#, Verdict::Passed, "CREATE_CONTENT"),
        (r#""ANALYZE","ADVERTISE""#, Verdict::Failed, "not (MANAGE or CREATE_CONTENT)"),
        ("", Verdict::Failed, "no task"),
    ] {
        let mut script = good().says(ACCOUNTS, [accounts(user, tasks)]);
        let preflight = facebook(&mut script, Needs::new());
        finds(&preflight, Check::PageTasks, verdict, words);
        all_else_is_well(&preflight, Check::PageTasks);
    }
}

/// Such a token has no list of Pages; its Page is read.
#[test]
fn the_page_of_a_page_token_is_read() {
    let more = r#""type":"PAGE","profile_id":"7640348500","#;
    let body =
        format!(r#"{{"data":{{{more}"is_valid":true,"expires_at":0,"scopes":[{SCOPES}]}}}}"#);
    let page = r#"{"id":"7640348500","instagram_business_account":{"id":"17841400008460056"}}"#;
    let mut script = good().says(DEBUG, [ok(body)]).says(PAGE, [ok(page)]);
    let preflight = facebook(&mut script, Needs::new());
    assert!(preflight.passed(), "{preflight:#?}");
    assert_eq!(script.asked, [DEBUG, PAGE, USER, LIMIT]);
    finds(&preflight, Check::PageTasks, Verdict::Note, "Page's own");
    finds(&preflight, Check::TokenLife, Verdict::Passed, "does not expire");
}

#[test]
fn a_limit_that_is_used_up_fails() {
    for (used, verdict) in [(49, Verdict::Passed), (50, Verdict::Failed), (51, Verdict::Failed)] {
        let preflight = facebook(&mut good().says(LIMIT, [limit(used)]), Needs::new());
        finds(&preflight, Check::PublishingLimit, verdict, &format!("{used} of 50"));
        all_else_is_well(&preflight, Check::PublishingLimit);
    }
    let bare = ok(r#"{"data":[{"quota_usage":25}]}"#);
    let preflight = facebook(&mut good().says(LIMIT, [bare]), Needs::new());
    finds(&preflight, Check::PublishingLimit, Verdict::Failed, "25 of 25");
}

#[test]
fn a_wrong_clock_is_a_warning() {
    for (ahead, verdict, words) in [
        (0, Verdict::Passed, "0 s ahead"),
        (60, Verdict::Passed, "60 s ahead"),
        (62, Verdict::Warning, "62 s ahead"),
        (86_400, Verdict::Warning, "86400 s ahead"),
    ] {
        let mut script = good();
        // The reply comes 10 ms later, and the server's second is cut off.
        script.ahead =
            Duration::from_millis(ahead * 1000).saturating_sub(Duration::from_millis(10));
        let preflight = facebook(&mut script, Needs::new());
        finds(&preflight, Check::Clock, verdict, words);
        assert!(preflight.passed(), "publishing works with a wrong clock");
    }
    let mut script = good();
    script.dated = false;
    let preflight = facebook(&mut script, Needs::new());
    finds(&preflight, Check::Clock, Verdict::Note, "no reply");
    // Ten minutes after the request.
    let late = Said::Headed(
        200,
        r#"{"data":[{"quota_usage":2}]}"#.into(),
        "date",
        "Fri, 15 Jan 2027 08:10:00 GMT",
    );
    let mut script = good().says(LIMIT, [late]);
    script.dated = false;
    let preflight = facebook(&mut script, Needs::new());
    finds(&preflight, Check::Clock, Verdict::Warning, "599 s behind");
}

/// The expiry of a token is compared with the server's clock, and not with one that is
/// wrong.
#[test]
fn a_wrong_clock_does_not_expire_a_token() {
    let mut script = good().says(DEBUG, [debug(SCOPES, "")]);
    script.ahead = Duration::from_secs(90 * 24 * 3600);
    let preflight = facebook(&mut script, Needs::new());
    finds(&preflight, Check::TokenLife, Verdict::Passed, "renewed by");
    finds(&preflight, Check::Clock, Verdict::Warning, "ahead");
}
