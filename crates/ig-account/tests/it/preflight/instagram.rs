//! Instagram Login: no Page, no tasks, and no list of permissions.

use ig_account::preflight::{Check, Needs, Preflight, Verdict};
use ig_core::Login;

use super::{ME, all_else_is_well, finds, flow, good};
use crate::script::{LIMIT, Said, Script, error, ok};

fn run(script: &mut Script, needs: Needs) -> Preflight {
    script.run(&mut flow(Login::Instagram).with_needs(needs))
}

fn me(id: &str, kind: &str) -> Said {
    ok(format!(r#"{{"user_id":"{id}","username":"bronz_fonz","account_type":"{kind}"}}"#))
}

#[test]
fn an_account_that_has_everything_passes() {
    let mut script = good();
    let preflight = run(&mut script, Needs::new().with_story().with_comments());
    assert!(preflight.passed(), "{preflight:#?}");
    assert_eq!(script.asked, [ME, LIMIT]);
    finds(&preflight, Check::Token, Verdict::Passed, "bronz_fonz");
    finds(&preflight, Check::TokenLife, Verdict::Note, "no call shows");
    finds(&preflight, Check::Scopes, Verdict::Passed, "the publishing limit can be read");
    finds(&preflight, Check::Account, Verdict::Passed, "BUSINESS");
    for check in [Check::PageLink, Check::PageTasks, Check::PagePublishingAuthorization] {
        assert_eq!(preflight.of(check).count(), 0, "there is no Page: {check:?}");
    }
}

#[test]
fn the_type_and_the_owner_of_the_account_are_checked() {
    let own = "17841400008460056";
    let story = || Needs::new().with_story();
    for (said, needs, verdict, words) in [
        (
            me("178000", "BUSINESS"),
            Needs::new(),
            Verdict::Failed,
            "178000, not to 17841400008460056",
        ),
        (me(own, "Media_Creator"), Needs::new(), Verdict::Passed, "MEDIA_CREATOR"),
        (me(own, "Media_Creator"), story(), Verdict::Warning, "stories"),
        (me(own, "Business"), story(), Verdict::Passed, "BUSINESS"),
        (me(own, "PERSONAL"), Needs::new(), Verdict::Warning, "PERSONAL"),
        (ok(r#"{"user_id":"17841400008460056"}"#), Needs::new(), Verdict::Passed, "can be read"),
    ] {
        let preflight = run(&mut good().says(ME, [said]), needs);
        finds(&preflight, Check::Account, verdict, words);
        all_else_is_well(&preflight, Check::Account);
    }
}

#[test]
fn a_need_that_this_login_does_not_support_fails_before_it_is_tried() {
    for (needs, words) in [
        (Needs::new().with_product_tags(), "product tags"),
        (Needs::new().with_partnership(), "partnership labels"),
        (Needs::new().with_deletion(), "deleting media"),
    ] {
        let preflight = run(&mut good(), needs);
        finds(&preflight, Check::Login, Verdict::Failed, words);
        all_else_is_well(&preflight, Check::Login);
    }
}

#[test]
fn a_token_of_the_other_login_ends_the_preflight() {
    let mut script = good().says(ME, [error(400, 190, 0)]);
    let preflight = run(&mut script, Needs::new());
    assert_eq!(script.asked, [ME]);
    finds(&preflight, Check::Token, Verdict::Failed, "190");
    finds(&preflight, Check::Scopes, Verdict::Unknown, "not checked");
    finds(&preflight, Check::PublishingLimit, Verdict::Unknown, "not checked");
}

#[test]
fn a_missing_permission_shows_in_a_refused_call() {
    let preflight = run(&mut good().says(LIMIT, [error(400, 10, 0)]), Needs::new());
    finds(&preflight, Check::Scopes, Verdict::Failed, "could not be read");
    finds(&preflight, Check::Token, Verdict::Passed, "works");
}
