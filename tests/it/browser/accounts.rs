//! Several accounts: each has a profile, a quota and containers of its own.

use ig_sandbox::Config;
use serde_json::json;

use super::world::{USER, World, url};

const RALPH: &str = "17841400008460057";
const TOKEN: &str = "token-of-ralph-malph";

/// A sandbox with accounts from a file, as `ig sandbox --config` reads it.
const FILE: &str = r#"
[[accounts]]
id = "17841400008460056"
username = "bronz_fonz"

[[accounts]]
id = "17841400008460057"
username = "ralph_malph"
quota = 4

[[tokens]]
token = "sandbox-token"
accounts = ["17841400008460056"]

[[tokens]]
token = "token-of-ralph-malph"
accounts = ["17841400008460057"]
"#;

fn world() -> World {
    let world = World::with(Config::from_toml(FILE).unwrap());
    world.photo("rose", "Of the first account");
    let params = [("image_url", &*url("moss")), ("caption", "Of the second account")];
    let path = format!("/v26.0/{RALPH}/media");
    let container = world.call_with(TOKEN, "POST", &path, &params).unwrap();
    let params = [("creation_id", container["id"].as_str().unwrap())];
    let path = format!("/v26.0/{RALPH}/media_publish");
    assert!(world.call_with(TOKEN, "POST", &path, &params).unwrap()["id"].is_string());
    world
}

#[test]
fn the_page_has_a_choice_of_accounts() {
    let world = world();
    let browser = &world.browser;
    browser.resize(1360, 900);
    world.open("/#containers");
    let shows = |name: &str, caption: &str, quota: &str| {
        browser.wait(&format!("document.getElementById('username').textContent === {name:?}"));
        browser.wait(&format!(
            "[...document.querySelectorAll('#grid .words')].map(one => one.textContent).join() === {caption:?}"
        ));
        browser.wait_text("#container-list .caption", caption);
        browser.wait_text("#quota-text", quota);
    };
    shows("bronz_fonz", "Of the first account", "1 of 25 used");
    browser.choose("#account", RALPH);
    shows("ralph_malph", "Of the second account", "1 of 4 used");
    browser.screenshot("accounts");
    // The account stays chosen after a reload and after the way back from a post.
    world.open("/#containers");
    shows("ralph_malph", "Of the second account", "1 of 4 used");
    browser.choose("#account", USER);
    shows("bronz_fonz", "Of the first account", "1 of 25 used");
    let permalink = world.server.with(|sandbox, now| {
        let state = sandbox.state(now);
        state.accounts[1].media[0].permalink.clone()
    });
    browser.go(&permalink);
    browser.click("nav a");
    browser.wait("location.pathname === '/' && !document.querySelector('[aria-busy]')");
    browser.wait("document.getElementById('username').textContent === 'ralph_malph'");
    world.is_clean();
}

#[test]
fn requests_are_filtered_by_the_account() {
    let world = world();
    let browser = &world.browser;
    browser.resize(1360, 900);
    world.open("/#requests");
    let rows = |count: u32| {
        browser.wait(&format!("document.querySelectorAll('#log > li').length === {count}"));
    };
    rows(4);
    browser.choose("#search-account", RALPH);
    rows(2);
    assert!(browser.text("#log").contains("Of the second account"));
    browser.choose("#search-account", "");
    rows(4);
    world.is_clean();
}

#[test]
fn the_quota_is_set_for_the_account_that_is_shown() {
    let world = world();
    let browser = &world.browser;
    browser.resize(1360, 900);
    world.open("/#controls");
    browser.choose("#account", RALPH);
    browser.wait_text("#quota-text", "1 of 4 used");
    browser.wait_text("#quota-whose", "ralph_malph");
    browser.fill("#quota-total", "2");
    browser.click("#quota-form button.main");
    browser.wait_text("#quota-text", "1 of 2 used");
    browser.choose("#account", USER);
    browser.wait_text("#quota-text", "1 of 25 used");
    world.is_clean();
}

#[test]
fn the_commands_to_try_name_the_account_and_show_no_secret_token() {
    let world = World::with(Config::from_toml(FILE).unwrap());
    let browser = &world.browser;
    browser.resize(1360, 900);
    world.open("/");
    assert!(browser.text("#try").contains("IG_ACCESS_TOKEN=sandbox-token"));
    assert!(browser.text("#try-curl").contains("Bearer sandbox-token"));
    browser.choose("#account", RALPH);
    browser.wait_text("#try", &format!("IG_USER_ID={RALPH}"));
    assert!(browser.text("#try").contains("IG_ACCESS_TOKEN=YOUR_TOKEN"));
    assert!(browser.text("#try-curl").contains("Bearer YOUR_TOKEN"));
    let page = browser.eval("document.documentElement.outerHTML").to_string();
    assert!(!page.contains(TOKEN));
    world.is_clean();
}

#[test]
fn one_account_needs_no_choice() {
    let world = World::start();
    world.open("/");
    assert_eq!(world.browser.eval("document.getElementById('accounts').hidden"), json!(true));
}
