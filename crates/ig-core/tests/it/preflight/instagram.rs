//! Instagram Login: no Page, no tasks, and no list of permissions.

use ig_core::{
    Login,
    preflight::{Check, Needs, Preflight, Verdict},
};

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
    assert_eq!(script.names(), [ME, LIMIT]);
    finds(&preflight, Check::Token, Verdict::Passed, "bronz_fonz");
    finds(&preflight, Check::TokenLife, Verdict::Note, "no call tells");
    finds(&preflight, Check::Scopes, Verdict::Passed, "the publishing limit can be read");
    finds(&preflight, Check::Account, Verdict::Passed, "BUSINESS");
    for check in [Check::PageLink, Check::PageTasks, Check::PagePublishingAuthorization] {
        assert_eq!(preflight.of(check).count(), 0, "there is no Page: {check:?}");
    }
}

#[test]
fn the_kind_of_account_and_whose_it_is_are_looked_at() {
    let own = "17841400008460056";
    let story = || Needs::new().with_story();
    for (said, needs, verdict, words) in [
        (
            me("178000", "BUSINESS"),
            Needs::new(),
            Verdict::Failed,
            "178000, not of 17841400008460056",
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
fn what_this_login_does_not_have_fails_before_it_is_tried() {
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
fn a_token_of_the_other_login_is_the_end() {
    let mut script = good().says(ME, [error(400, 190, 0)]);
    let preflight = run(&mut script, Needs::new());
    assert_eq!(script.names(), [ME]);
    finds(&preflight, Check::Token, Verdict::Failed, "190");
    finds(&preflight, Check::Scopes, Verdict::Unknown, "not asked");
    finds(&preflight, Check::PublishingLimit, Verdict::Unknown, "not asked");
}

#[test]
fn a_permission_that_lacks_shows_in_what_it_refuses() {
    let preflight = run(&mut good().says(LIMIT, [error(400, 10, 0)]), Needs::new());
    finds(&preflight, Check::Scopes, Verdict::Failed, "could not be read");
    finds(&preflight, Check::Token, Verdict::Passed, "works");
}
