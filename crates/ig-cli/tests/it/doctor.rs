//! `ig doctor` and `ig publish --preflight`: each thing that can be missing, and who has to act.

use std::time::Duration;

use ig_sandbox::{Config, Do, Fault, Login, On, PageLink, PageRole};
use serde_json::Value;

use crate::world::{Ran, World, run};

fn doctor(world: &World, login: Login, args: &[&str]) -> Ran {
    let mut command = world.command(&[&["doctor"], args].concat());
    command.env("IG_APP_ID", Config::APP_ID).env("IG_APP_SECRET", Config::APP_SECRET);
    command.env("IG_LOGIN", if login == Login::Instagram { "instagram" } else { "facebook" });
    run(&mut command)
}

/// The verdict on one check.
#[track_caller]
fn finding(ran: &Ran, check: &str) -> Value {
    let report = ran.json();
    let findings = report["findings"].as_array().unwrap();
    let found = findings.iter().find(|finding| finding["check"] == check);
    found.unwrap_or_else(|| panic!("{check}: {report}")).clone()
}

/// Asserts that only this check fails.
#[track_caller]
fn fails(config: Config, login: Login, args: &[&str], check: &str, actor: &str) {
    let world = World::with(config.with_login(login));
    let ran = doctor(&world, login, &[args, &["--json"]].concat()).expect(1);
    assert_eq!(ran.json()["passed"], false);
    let found = finding(&ran, check);
    assert_eq!((&found["verdict"], &found["actor"]), (&"failed".into(), &actor.into()), "{found}");
    assert!(found["advice"].is_string(), "{found}");
    assert!(found["page"].as_str().unwrap().starts_with("https://developers.facebook.com/"));
}

#[test]
fn an_account_that_has_everything_passes_with_both_logins() {
    for login in [Login::Facebook, Login::Instagram] {
        let world = World::with(Config::default().with_login(login));
        let ran = doctor(&world, login, &[]).expect(0);
        assert!(ran.stdout.starts_with("ok       token "), "{}", ran.stdout);
        assert!(ran.stdout.ends_with("the account can publish, as far as API calls can show\n"));
        let report = doctor(&world, login, &["--json"]).expect(0).json();
        assert_eq!(
            (&report["passed"], &report["user"]),
            (&true.into(), &crate::world::USER.into())
        );
        assert!(world.requests().iter().all(|it| it.path.as_str() != "/media"));
        assert!(world.state().accounts[0].containers.is_empty(), "it creates nothing");
    }
}

#[test]
fn a_fact_that_no_call_can_show_is_a_note() {
    let world = World::new();
    let ran = doctor(&world, Login::Facebook, &["--json"]).expect(0);
    assert_eq!(finding(&ran, "page_publishing_authorization")["verdict"], "note");
    let stdout = doctor(&world, Login::Facebook, &[]).expect(0).stdout;
    assert!(stdout.contains("\nnote     page publishing authorization "), "{stdout}");
}

#[test]
fn each_missing_thing_is_reported_with_who_has_to_act() {
    let base = Config::default;
    let facebook = |config, check, actor| fails(config, Login::Facebook, &[], check, actor);
    facebook(base().without_scope("instagram_content_publish"), "scopes", "developer");
    facebook(base().with_page_link(PageLink::Missing), "page_link", "account_owner");
    facebook(base().with_tasks(["ANALYZE"]), "page_tasks", "account_owner");
    facebook(base().with_quota(0), "publishing_limit", "nobody");
    let instagram = |config, check, actor| fails(config, Login::Instagram, &[], check, actor);
    instagram(base().with_quota(0), "publishing_limit", "nobody");
}

#[test]
fn a_role_from_the_business_manager_needs_one_of_two_more_permissions() {
    let config = Config::default().with_page_role(PageRole::BusinessManager);
    let config = ["ads_management", "ads_read", "business_management"]
        .into_iter()
        .fold(config, Config::without_scope);
    let world = World::with(config);
    let ran = doctor(&world, Login::Facebook, &["--json"]);
    // No call shows where the role comes from.
    assert_eq!(finding(&ran, "business_manager_role")["verdict"], "note");
}

#[test]
fn a_dead_token_is_reported_and_nothing_more_is_requested() {
    for login in [Login::Facebook, Login::Instagram] {
        let hour = Duration::from_secs(3600);
        let world = World::with(Config::default().with_login(login).with_token_lifetime(hour));
        world.ig(&["limit"]);
        world.server.with(|sandbox, _| sandbox.advance(hour));
        let before = world.requests().len();
        let ran = doctor(&world, login, &["--json"]).expect(1);
        assert_eq!(finding(&ran, "token")["verdict"], "failed");
        assert_eq!(world.requests().len(), before + 1);
    }
}

#[test]
fn the_needs_decide_what_is_checked() {
    let config = || Config::default().without_scope("instagram_shopping_tag_products");
    let world = World::with(config());
    for need in ["photo", "reel", "carousel", "story", "partnership"] {
        doctor(&world, Login::Facebook, &["--for", need]).expect(0);
    }
    fails(config(), Login::Facebook, &["--for", "products"], "scopes", "developer");
    fails(config(), Login::Facebook, &["--for", "photo,products"], "scopes", "developer");
    let other = Config::default();
    fails(other, Login::Instagram, &["--for", "products"], "login", "developer");
    let config = Config::default().without_scope("instagram_manage_contents");
    fails(config, Login::Facebook, &["--for", "deletion"], "scopes", "developer");
    doctor(&world, Login::Facebook, &["--for", "everything"]).expect(2);
}

#[test]
fn a_call_that_fails_is_unknown_and_not_passed() {
    let world = World::new();
    world.arm([Fault::new(On::Limit, Do::Error).with_status(400).with_code(10).times(99)]);
    let ran = doctor(&world, Login::Facebook, &["--json"]).expect(1);
    assert_ne!(finding(&ran, "publishing_limit")["verdict"], "passed");
}

#[test]
fn the_last_line_distinguishes_a_failure_from_an_unknown_result() {
    let world = World::new();
    let fault = Fault::new(On::Limit, Do::Error).with_status(500).with_code(2);
    world.arm([fault.times(99)]);
    let ran = doctor(&world, Login::Facebook, &[]).expect(1);
    assert!(ran.stdout.contains("\nunknown  publishing limit "), "{}", ran.stdout);
    let last = ran.stdout.lines().last().unwrap();
    assert_eq!(last, "it is not known whether the account can publish: try again");

    let world = World::with(Config::default().with_quota(0));
    let ran = doctor(&world, Login::Facebook, &[]).expect(1);
    let last = ran.stdout.lines().last().unwrap();
    assert_eq!(last, "the account cannot publish until this is fixed");
}

#[test]
fn without_an_account_or_a_token_it_is_wrong_usage() {
    let world = World::new();
    let without = |name: &str| run(world.command(&["doctor"]).env_remove(name)).expect(2);
    without("IG_USER_ID").one_error(&["no account", "--user-id"]);
    without("IG_ACCESS_TOKEN").one_error(&["no access token"]);
    run(world.command(&["doctor"]).env("IG_APP_ID", "app")).expect(2).one_error(&["IG_APP_ID"]);
}

#[test]
fn a_preflight_that_fails_stops_the_post_before_anything_is_sent() {
    let world = World::with(Config::default().with_tasks(["ANALYZE"]));
    let ran = world.ig(&["publish", "photo.jpg", "--preflight"]).expect(1);
    ran.one_error(&["the preflight failed, so nothing was sent", "the owner of the account"]);
    // Related text is aligned.
    let column = |word: &str| {
        let mut lines = ran.stderr.lines().filter(|line| line.starts_with("warning: "));
        lines.find_map(|line| line.find(word)).unwrap_or_else(|| panic!("{word}: {}", ran.stderr))
    };
    assert_eq!(column("page tasks") + 2, column("what to do"), "{}", ran.stderr);
    assert_eq!(world.count("POST", "/media"), 0);
    assert!(world.posts().is_empty(), "nothing is stored");
    world.ig(&["publish", "photo.jpg", "--no-limit-check"]).expect(1);
    assert_eq!(world.count("POST", "/media"), 1, "without it, the server has to say so");
}

#[test]
fn a_preflight_that_passes_continues() {
    let world = World::new();
    let ran = world.ig(&["publish", "photo.jpg", "--preflight"]).expect(0);
    assert_eq!(world.public().len(), 1);
    assert!(!ran.stderr.contains("error"), "{}", ran.stderr);
    let requests = world.requests();
    let create = requests.iter().position(|it| it.path.ends_with("/media")).unwrap();
    let asked = requests.iter().position(|it| it.path.ends_with("/debug_token")).unwrap();
    assert!(asked < create);
}

#[test]
fn the_post_decides_what_is_checked() {
    let config = || Config::default().without_scope("instagram_shopping_tag_products");
    let world = World::with(config());
    let plan = |products: &str| {
        format!(r#"{{"photo":{{"medium":"https://www.example.com/a.jpg"{products}}}}}"#)
    };
    world.file("plain.json", plan("").as_bytes());
    let products = r#","product_tags":[{"product_id":"3231775643511089","x":0.5,"y":0.8}]"#;
    world.file("products.json", plan(products).as_bytes());
    doctor(&world, Login::Facebook, &["--plan", "plain.json"]).expect(0);
    let ran = doctor(&world, Login::Facebook, &["--plan", "products.json", "--json"]).expect(1);
    assert_eq!(finding(&ran, "scopes")["verdict"], "failed");
    let ran = world.ig(&["publish", "--plan", "products.json", "--preflight"]).expect(1);
    ran.one_error(&["the preflight failed", "instagram_shopping_tag_products"]);
    assert_eq!(world.count("POST", "/media"), 0);
    doctor(&world, Login::Facebook, &["--plan", "missing.json"]).expect(2);
    doctor(&world, Login::Facebook, &["--plan", "plain.json", "--for", "story"]).expect(2);
}

/// The sandbox serves v21.0 to v26.0; a later version answers in place of an older one, as at Meta.
#[test]
fn the_version_in_use_is_shown_with_its_end_and_so_is_another_one_that_answers() {
    for (version, asked, standing, until, by, line) in [
        (
            "",
            "v26.0",
            "serves",
            None,
            None,
            "ok       API version                   v26.0 has no end yet",
        ),
        ("/v25.0", "v25.0", "serves", Some("2028-07-29"), None, "v25.0 ends on 2028-07-29"),
        (
            "/v19.0",
            "v19.0",
            "unknown",
            None,
            Some("v21.0"),
            "v19.0 was requested, and v21.0 answered",
        ),
    ] {
        let world = World::new();
        let ran_with = |args: &[&str]| {
            let mut command = world.command(args);
            command.env("IG_APP_ID", Config::APP_ID).env("IG_APP_SECRET", Config::APP_SECRET);
            run(command.env("IG_API_BASE", format!("{}{version}", world.server.url())))
        };
        let report = ran_with(&["doctor", "--json"]).expect(0).json();
        let expect = serde_json::json!({
            "asked": asked, "standing": standing, "until": until, "served_by": by,
        });
        assert_eq!(report["api_version"], expect);
        let ran = ran_with(&["doctor"]).expect(0);
        assert!(ran.stdout.contains(line), "{}", ran.stdout);
        let ran = ran_with(&["publish", "photo.jpg"]).expect(0);
        let warnings = ran.stderr.matches("answered").count();
        assert_eq!(warnings, usize::from(by.is_some()), "once, however many calls: {}", ran.stderr);
    }
}
