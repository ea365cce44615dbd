//! The findings of a preflight: for an account that has everything, and for each thing
//! that can be missing.

mod calls;
mod facebook;
mod instagram;
mod laws;
mod shop;
mod token;

use ig_account::preflight::{Check, Finding, Needs, Preflight, PreflightFlow, Verdict};
use ig_core::{AccessToken, Login};

use crate::script::{LIMIT, Said, Script, ok};

pub(crate) const DEBUG: &str = "GET /debug_token";
pub(crate) const PERMISSIONS: &str = "GET /me/permissions";
pub(crate) const ME: &str = "GET /me";
pub(crate) const ACCOUNTS: &str = "GET /me/accounts";
pub(crate) const PAGE: &str = "GET /{page}";
pub(crate) const USER: &str = "GET /{user}";
pub(crate) const CATALOGS: &str = "GET /{user}/available_catalogs";

const TOKEN: &str = "EAAGm0PX4ZCpsBAKZCtokenthatmustneverbeseenanywhere";
const SCOPES: &str = r#""instagram_basic","instagram_content_publish","pages_read_engagement""#;
const SHOPPING: &str = r#","instagram_shopping_tag_products","catalog_management""#;

/// The reply of `debug_token` for a token that expires on 2027-03-16; `more` comes
/// first, so that it wins.
fn debug(scopes: &str, more: &str) -> Said {
    ok(format!(
        r#"{{"data":{{{more}"is_valid":true,"type":"USER","application":"MyApp","issued_at":1800000000,"expires_at":1805184000,"scopes":[{scopes}]}}}}"#
    ))
}

fn accounts(id: &str, tasks: &str) -> Said {
    ok(format!(
        r#"{{"data":[{{"id":"9","name":"Other"}},{{"id":"7640348500","name":"Bronz","tasks":[{tasks}],"instagram_business_account":{{"id":"{id}"}}}}]}}"#
    ))
}

fn limit(used: u32) -> Said {
    ok(format!(r#"{{"data":[{{"quota_usage":{used},"config":{{"quota_total":50}}}}]}}"#))
}

/// A server that has everything.
fn good() -> Script {
    let shop = r#"{"id":"17841400008460056","shopping_product_tag_eligibility":true,"shopping_review_status":"approved"}"#;
    let catalogs =
        r#"{"data":[{"catalog_id":"960179311066902","catalog_name":"Snacks","product_count":11}]}"#;
    let me = r#"{"user_id":"17841400008460056","username":"bronz_fonz","account_type":"BUSINESS"}"#;
    let mut script = Script::default()
        .says(DEBUG, [debug(SCOPES, "")])
        .says(ME, [ok(me)])
        .says(ACCOUNTS, [accounts("17841400008460056", r#""CREATE_CONTENT","ANALYZE""#)])
        .says(USER, [ok(r#"{"id":"17841400008460056","username":"bronz_fonz"}"#), ok(shop)])
        .says(CATALOGS, [ok(catalogs)])
        .says(LIMIT, [limit(2)]);
    script.dated = true;
    script
}

fn flow(login: Login) -> PreflightFlow {
    PreflightFlow::new(login, "17841400008460056".parse().unwrap(), 7)
}

/// Runs it with the given token.
fn facebook(script: &mut Script, needs: Needs) -> Preflight {
    let flow = flow(Login::Facebook).with_token(AccessToken::new(TOKEN));
    script.run(&mut flow.with_needs(needs))
}

fn of(preflight: &Preflight, check: Check) -> &Finding {
    let mut findings = preflight.of(check);
    let first = findings.next().unwrap_or_else(|| panic!("no finding: {check:?}"));
    assert!(findings.next().is_none(), "each check has one finding");
    first
}

/// Asserts that one check has `verdict` and a text that contains `words`, and
/// that it has advice if something is wrong.
#[track_caller]
fn finds(preflight: &Preflight, check: Check, verdict: Verdict, words: &str) {
    let found = of(preflight, check);
    assert_eq!(found.verdict, verdict, "{found:?}");
    assert!(found.found.contains(words), "{found:?}");
    if Verdict::Warning <= verdict {
        assert!(found.advice.is_some(), "{found:?}");
    }
    assert_eq!(preflight.passed(), preflight.findings.iter().all(|f| f.verdict < Verdict::Unknown));
}

/// Asserts that nothing else is worse than a note.
#[track_caller]
fn all_else_is_well(preflight: &Preflight, check: Check) {
    let others = preflight.findings.iter().filter(|found| found.check != check);
    let bad: Vec<_> = others.filter(|found| Verdict::Note < found.verdict).collect();
    assert!(bad.is_empty(), "{bad:#?}");
}
