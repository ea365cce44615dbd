//! A failed call is a finding, and the next one is still made.

use ig_account::preflight::{Check, Needs, Verdict};
use ig_core::Login;

use super::{
    ACCOUNTS, CATALOGS, DEBUG, ME, PERMISSIONS, SCOPES, SHOPPING, TOKEN, USER, debug, facebook,
    finds, flow, good,
};
use crate::script::{LIMIT, Said, Script, error, ok};

fn shop() -> Script {
    good().says(DEBUG, [debug(&format!("{SCOPES}{SHOPPING}"), "")])
}

#[test]
fn each_failed_call_leaves_only_its_own_question_open() {
    for (endpoint, check) in [
        (ACCOUNTS, Check::PageLink),
        (USER, Check::Account),
        (CATALOGS, Check::Catalogs),
        (LIMIT, Check::PublishingLimit),
    ] {
        for said in [Said::Lost, Said::NotSent, error(500, 2, 0), ok("{"), error(400, 4, 0)] {
            let mut script = shop().says(endpoint, [said.clone()]);
            let preflight = facebook(&mut script, Needs::new().with_product_tags());
            finds(&preflight, check, Verdict::Unknown, "could not be read");
            assert_eq!(*script.asked.last().unwrap(), LIMIT, "{endpoint} {said:?}");
            assert!(!preflight.passed());
            finds(&preflight, Check::Token, Verdict::Passed, "works");
        }
    }
}

/// As Meta's messages do.
#[test]
fn a_token_echoed_by_an_error_is_not_shown() {
    let echo = format!(r#"{{"error":{{"message":"Malformed access token {TOKEN}","code":100}}}}"#);
    let dead = format!(
        r#"{{"data":{{"is_valid":false,"error":{{"code":190,"message":"Malformed {TOKEN}"}}}}}}"#
    );
    for (endpoint, said) in [(ACCOUNTS, Said::Body(400, echo)), (DEBUG, ok(dead))] {
        let preflight = facebook(&mut shop().says(endpoint, [said]), Needs::new());
        let shown = format!("{} {preflight:?}", serde_json::to_string(&preflight).unwrap());
        assert!(shown.contains("[redacted]") && !shown.contains("EAAG"), "{shown}");
    }
}

#[test]
fn a_call_that_fails_once_is_repeated() {
    let accounts = super::accounts("17841400008460056", r#""MANAGE""#);
    let mut script = good().says(ACCOUNTS, [Said::Lost, error(500, 2, 0), accounts]);
    let preflight = facebook(&mut script, Needs::new());
    assert!(preflight.passed(), "{preflight:#?}");
    assert_eq!(script.count(ACCOUNTS), 3);
}

#[test]
fn permissions_that_neither_call_returns_are_unknown() {
    let mut script = good().says(DEBUG, [Said::Lost]).says(PERMISSIONS, [Said::Lost]);
    let preflight = facebook(&mut script, Needs::new());
    finds(&preflight, Check::Scopes, Verdict::Unknown, "could not be read");
    finds(&preflight, Check::Token, Verdict::Passed, "a call with it succeeded");
    assert_eq!(preflight.of(Check::BusinessManagerRole).count(), 0);
    assert_eq!((script.count(DEBUG), script.count(PERMISSIONS)), (4, 4));
}

#[test]
fn nothing_passes_without_answers() {
    let endpoints = [DEBUG, PERMISSIONS, ME, ACCOUNTS, USER, LIMIT];
    for login in [Login::Facebook, Login::Instagram] {
        let mut script = endpoints
            .iter()
            .fold(Script::default(), |script, endpoint| script.says(endpoint, [Said::NotSent]));
        let preflight = script.run(&mut flow(login));
        assert!(!preflight.passed());
        finds(&preflight, Check::Token, Verdict::Unknown, "could not be read");
        finds(&preflight, Check::Scopes, Verdict::Unknown, "could not be read");
        finds(&preflight, Check::Clock, Verdict::Note, "no reply");
        let passed = preflight.findings.iter().filter(|found| found.verdict == Verdict::Passed);
        assert_eq!(passed.count(), 0, "{preflight:#?}");
    }
}
