//! Product tags: the shop and its catalogues, which are checked only if
//! products are to be tagged.

use ig_account::preflight::{Check, Needs, Preflight, Verdict};

use super::{
    ACCOUNTS, CATALOGS, DEBUG, SCOPES, SHOPPING, USER, all_else_is_well, debug, facebook, finds,
    good,
};
use crate::script::{LIMIT, Said, Script, error, ok};

fn shop() -> Script {
    good().says(DEBUG, [debug(&format!("{SCOPES}{SHOPPING}"), "")])
}

fn run(script: &mut Script) -> Preflight {
    facebook(script, Needs::new().with_product_tags())
}

/// The replies about the account, and then about its shop.
fn says(shop: Said) -> [Said; 2] {
    [ok(r#"{"id":"17841400008460056"}"#), shop]
}

#[test]
fn a_shop_that_has_everything_passes() {
    let mut script = shop();
    let preflight = run(&mut script);
    assert!(preflight.passed(), "{preflight:#?}");
    assert_eq!(script.asked, [DEBUG, ACCOUNTS, USER, USER, CATALOGS, LIMIT]);
    finds(&preflight, Check::ShopEligibility, Verdict::Passed, "approved");
    finds(&preflight, Check::Catalogs, Verdict::Passed, "Snacks");
    finds(&preflight, Check::ShopApproval, Verdict::Note, "admin of the Business Manager");
}

#[test]
fn eligibility_is_decided_by_the_server() {
    let user = |more: &str| ok(format!(r#"{{"id":"17841400008460056"{more}}}"#));
    for (said, verdict, words) in [
        (user(r#","shopping_product_tag_eligibility":false"#), Verdict::Failed, "may not tag"),
        (user(r#","shopping_review_status":"pending""#), Verdict::Unknown, "pending"),
        (error(400, 10, 0), Verdict::Failed, "could not be read"),
        (error(400, 100, 33), Verdict::Unknown, "could not be read"),
    ] {
        let preflight = run(&mut shop().says(USER, says(said)));
        finds(&preflight, Check::ShopEligibility, verdict, words);
        all_else_is_well(&preflight, Check::ShopEligibility);
        assert!(!preflight.passed());
    }
}

#[test]
fn a_shop_without_products_is_reported() {
    let one = |count: &str| {
        ok(format!(r#"{{"data":[{{"catalog_id":"96","catalog_name":"Snacks"{count}}}]}}"#))
    };
    for (said, verdict, words) in [
        (ok(r#"{"data":[]}"#), Verdict::Failed, "no catalogue"),
        (one(r#","product_count":0"#), Verdict::Warning, "without a product"),
        (one(""), Verdict::Passed, "Snacks"),
        (error(400, 10, 0), Verdict::Failed, "could not be read"),
    ] {
        let preflight = run(&mut shop().says(CATALOGS, [said]));
        finds(&preflight, Check::Catalogs, verdict, words);
        all_else_is_well(&preflight, Check::Catalogs);
    }
}
