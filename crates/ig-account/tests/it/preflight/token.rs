//! Facebook Login: whether the token works, its lifetime, and its permissions.

use ig_account::preflight::{Check, Needs, Verdict};
use ig_core::{AccessToken, AppSecret, Login, error::Actor};

use super::{
    ACCOUNTS, DEBUG, PERMISSIONS, SCOPES, SHOPPING, TOKEN, USER, all_else_is_well, debug, facebook,
    finds, flow, good, of,
};
use crate::script::{LIMIT, error, ok};

const DEAD: &str = r#"{"data":{"app_id":"123","error":{"code":190,"message":"Invalid OAuth access token.","subcode":460},"is_valid":false,"scopes":[]}}"#;

#[test]
fn a_dead_token_ends_the_preflight_and_gives_the_reason() {
    let mut script = good().says(DEBUG, [ok(DEAD)]);
    let preflight = facebook(&mut script, Needs::new().with_product_tags());
    assert_eq!(script.asked, [DEBUG], "no other call would succeed");
    finds(&preflight, Check::Token, Verdict::Failed, "Invalid OAuth access token");
    let token = of(&preflight, Check::Token);
    assert!(token.advice.as_ref().unwrap().contains("password"), "{token:?}");
    assert_eq!(token.actor, Actor::AccountOwner);
    for check in [
        Check::Scopes,
        Check::GranularScopes,
        Check::PageLink,
        Check::Account,
        Check::ShopEligibility,
        Check::Catalogs,
        Check::PublishingLimit,
    ] {
        finds(&preflight, check, Verdict::Unknown, "not checked");
    }
    assert!(!preflight.passed());
}

#[test]
fn a_refused_token_is_also_dead() {
    let mut script =
        good().says(DEBUG, [error(400, 190, 463)]).says(PERMISSIONS, [error(400, 190, 463)]);
    let preflight = facebook(&mut script, Needs::new());
    assert_eq!(script.asked, [DEBUG, PERMISSIONS]);
    finds(&preflight, Check::Token, Verdict::Failed, "190/463");
    finds(&preflight, Check::Scopes, Verdict::Failed, "190/463");
    assert!(!preflight.passed());
}

#[test]
fn advice_follows_from_a_tokens_life() {
    for (more, verdict, words, passed) in [
        (r#""expires_at":0"#, Verdict::Passed, "does not expire", true),
        (r#""expires_at":1805184000"#, Verdict::Passed, "renewed by 2027-03-09", true),
        (r#""expires_at":1800500000"#, Verdict::Warning, "expires at", true),
        (r#""expires_at":1800003600,"issued_at":1800000000"#, Verdict::Warning, "short", true),
        (r#""expires_at":1799999999"#, Verdict::Failed, "expired at", false),
        (
            r#""expires_at":0,"data_access_expires_at":1800500000"#,
            Verdict::Warning,
            "access to the data",
            true,
        ),
        (
            r#""expires_at":0,"data_access_expires_at":1799999999"#,
            Verdict::Failed,
            "expired",
            false,
        ),
        (r#""expires_at":null"#, Verdict::Note, "does not contain the token's expiry", true),
    ] {
        let body = format!(r#"{{"data":{{{more},"is_valid":true,"scopes":[{SCOPES}]}}}}"#);
        let preflight = facebook(&mut good().says(DEBUG, [ok(body)]), Needs::new());
        finds(&preflight, Check::TokenLife, verdict, words);
        all_else_is_well(&preflight, Check::TokenLife);
        assert_eq!(preflight.passed(), passed, "{more}");
    }
}

#[test]
fn each_missing_permission_is_named() {
    let needs = Needs::new;
    for (scopes, needs, lacks) in [
        (r#""instagram_basic","pages_show_list""#, needs(), "instagram_content_publish"),
        (r#""instagram_basic","instagram_content_publish""#, needs(), "pages_read_engagement or"),
        (
            SCOPES,
            needs().with_product_tags(),
            "lacks catalog_management and instagram_shopping_tag_products",
        ),
        (SCOPES, needs().with_deletion(), "lacks instagram_manage_contents"),
        (SCOPES, needs().with_comments(), "lacks instagram_manage_comments"),
        ("", needs(), "instagram_basic and instagram_content_publish"),
    ] {
        let mut script = good().says(DEBUG, [debug(scopes, "")]);
        let preflight = facebook(&mut script, needs);
        finds(&preflight, Check::Scopes, Verdict::Failed, lacks);
        all_else_is_well(&preflight, Check::Scopes);
        assert_eq!(of(&preflight, Check::Scopes).actor, Actor::Developer);
    }
    let all = format!(r#"{SCOPES}{SHOPPING},"instagram_manage_contents""#);
    let mut script = good().says(DEBUG, [debug(&all, "")]);
    let needs = needs().with_product_tags().with_deletion().with_partnership().with_story();
    let preflight = facebook(&mut script, needs);
    finds(&preflight, Check::Scopes, Verdict::Passed, "every required permission");
    assert!(preflight.passed(), "{preflight:#?}");
}

#[test]
fn a_permission_for_another_account_is_not_for_this_one() {
    let granular = |scope: &str, ids: &str| {
        debug(SCOPES, &format!(r#""granular_scopes":[{{"scope":"{scope}"{ids}}}],"#))
    };
    for (scope, ids, verdict) in [
        ("instagram_basic", "", Verdict::Passed),
        ("instagram_basic", r#","target_ids":null"#, Verdict::Passed),
        ("instagram_basic", r#","target_ids":[]"#, Verdict::Passed),
        ("instagram_basic", r#","target_ids":["17841400008460056"]"#, Verdict::Passed),
        ("instagram_basic", r#","target_ids":["7640348500"]"#, Verdict::Passed),
        ("instagram_basic", r#","target_ids":["1"]"#, Verdict::Failed),
        ("pages_show_list", r#","target_ids":["7640348500"]"#, Verdict::Passed),
        ("pages_show_list", r#","target_ids":["1"]"#, Verdict::Failed),
        ("ads_read", r#","target_ids":["1"]"#, Verdict::Passed),
    ] {
        let preflight = facebook(&mut good().says(DEBUG, [granular(scope, ids)]), Needs::new());
        let words = if verdict == Verdict::Failed { scope } else { "every permission includes" };
        finds(&preflight, Check::GranularScopes, verdict, words);
        all_else_is_well(&preflight, Check::GranularScopes);
    }
}

#[test]
fn a_role_through_business_manager_is_a_note_and_a_system_users_a_warning() {
    let system = format!(
        r#"{{"data":{{"is_valid":true,"type":"SYSTEM_USER","expires_at":0,"scopes":[{SCOPES}]}}}}"#
    );
    let granted = format!(r#"{SCOPES},"ads_read""#);
    for (said, verdict) in [
        (debug(SCOPES, ""), Verdict::Note),
        (ok(system), Verdict::Warning),
        (debug(&granted, ""), Verdict::Passed),
    ] {
        let preflight = facebook(&mut good().says(DEBUG, [said]), Needs::new());
        finds(&preflight, Check::BusinessManagerRole, verdict, "Business Manager");
        assert!(preflight.passed(), "no call shows where the role comes from");
    }
}

#[test]
fn without_debug_token_the_permissions_are_listed() {
    let list = |granted: &str| {
        ok(format!(
            r#"{{"data":[{{"permission":"instagram_basic","status":"granted"}},{{"permission":"pages_show_list","status":"granted"}},{{"permission":"instagram_content_publish","status":"{granted}"}}]}}"#
        ))
    };
    for (word, verdict, words) in [
        ("granted", Verdict::Passed, "every required permission"),
        ("declined", Verdict::Failed, "instagram_content_publish"),
        ("expired", Verdict::Failed, "instagram_content_publish"),
    ] {
        let mut script = good().says(PERMISSIONS, [list(word)]);
        let preflight = script.run(&mut flow(Login::Facebook));
        assert_eq!(script.asked, [PERMISSIONS, ACCOUNTS, USER, LIMIT]);
        finds(&preflight, Check::Scopes, verdict, words);
        finds(&preflight, Check::Token, Verdict::Passed, "works");
        finds(&preflight, Check::TokenLife, Verdict::Note, "not checked with debug_token");
        finds(&preflight, Check::GranularScopes, Verdict::Note, "debug_token");
        all_else_is_well(&preflight, Check::Scopes);
    }
    // A caller that may not use debug_token gets the same result the other way.
    let mut script = good().says(DEBUG, [error(400, 100, 0)]).says(PERMISSIONS, [list("granted")]);
    let preflight = facebook(&mut script, Needs::new());
    assert!(preflight.passed(), "{preflight:#?}");
    assert_eq!(script.asked, [DEBUG, PERMISSIONS, ACCOUNTS, USER, LIMIT]);
    finds(&preflight, Check::TokenLife, Verdict::Note, "debug_token did not answer");
}

#[test]
fn the_call_is_made_as_the_app_if_it_is_known() {
    use ig_core::{Context, Flow, Step};
    let context = Context::new(Login::Facebook, AccessToken::new(TOKEN)).unwrap();
    let app = ("123".parse().unwrap(), AppSecret::new("shh-quiet"));
    let flow = flow(Login::Facebook).with_token(AccessToken::new(TOKEN));
    let mut flow = flow.with_app(app.0, app.1);
    let Step::Send(call) = flow.poll(crate::script::START) else { panic!() };
    let request = call.clone().exchange(&context).unwrap().request;
    assert_eq!(request.headers()["authorization"], "Bearer 123|shh-quiet");
    assert!(!request.uri().to_string().contains("quiet") && request.body().length() == 0);
    let shown = format!("{flow:?} {call:?}");
    assert!(!shown.contains(TOKEN) && !shown.contains("quiet"), "{shown}");
}
