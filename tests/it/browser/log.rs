//! The log: requests word for word, and as commands.

use std::process::Command;

use serde_json::{Value, json};

use super::world::{USER, World, url};

#[test]
fn a_request_shows_what_was_sent_and_what_came_back() {
    let world = World::start();
    let container = world.create(&[("image_url", &url("rose")), ("caption", "It's “one”")]);
    world.browser.resize(1360, 900);
    world.open("/#requests");
    world.browser.wait_text("#log .path", &format!("/v26.0/{USER}/media"));
    // A line has the time and what distinguishes the request from others.
    let line = world.browser.text("#log li:first-child > button");
    assert!(
        line.contains("caption=It's “one” image_url=https://www.example.com/rose.jpg"),
        "{line}"
    );
    assert_eq!(
        world
            .browser
            .eval("/^\\d\\d:\\d\\d:\\d\\d/.test(document.querySelector('#log time').textContent)"),
        true
    );
    world.browser.click("#log li:first-child > button");
    world.browser.wait("!!document.querySelector('.exchange .reply')");
    assert!(world.browser.text(".exchange h3").starts_with("Request at "));
    let sent = world.browser.text("#log .sent");
    for part in [
        &*format!("POST /v26.0/{USER}/media"),
        "authorization: Bearer [token]",
        "caption=It%27s%20%E2%80%9Cone%E2%80%9D",
    ] {
        assert!(sent.contains(part), "{part} in {sent}");
    }
    assert!(world.browser.text("#log .reply").contains(&container));
    assert!(world.browser.text("#log .exchange").contains("Reply 200, after "));
    let shown = world.browser.eval("document.getElementById('log').outerHTML");
    assert!(!shown.to_string().contains("sandbox-token"));
    // It stays open while others come.
    world.create(&[("image_url", &url("moss"))]);
    world.browser.wait("document.querySelectorAll('#log > li').length === 2");
    assert_eq!(
        world.browser.eval("!!document.querySelector('#log li:nth-child(2) .exchange')"),
        true
    );
    world.browser.click("#log li:nth-child(2) > button");
    assert_eq!(world.browser.eval("!!document.querySelector('.exchange')"), false);
    world.is_clean();
}

#[test]
fn a_copied_curl_command_does_the_same_once_it_has_a_token() {
    let world = World::start();
    let container = world.create(&[("image_url", &url("rose")), ("caption", "It's “one”")]);
    world.publish(&container).unwrap();
    let origin = json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] });
    world.browser.chrome("Browser.grantPermissions", &origin);
    world.browser.resize(1360, 900);
    world.open("/#requests");
    world.browser.wait("document.querySelectorAll('#log > li').length === 2");
    world.browser.click("#log li:first-child > button");
    world.browser.wait("!!document.querySelector('.copy')");
    world.browser.click(".copy");
    world.browser.wait_text("#said", "Copied");
    // The pasted text is the copied one.
    world.browser.chrome(
        "Runtime.evaluate",
        &json!({ "expression": "navigator.clipboard.readText().then(text => { window.pasted = text; })", "awaitPromise": true }),
    );
    let command = world.browser.eval("window.pasted").as_str().unwrap().to_owned();
    assert!(command.starts_with("curl 'http") && command.contains("[token]"), "{command}");
    assert!(!command.contains("sandbox-token"), "{command}");
    let reply = run(&command);
    assert_eq!(reply["error"]["code"], 190, "{reply}");
    let reply = run(&command.replace("[token]", "sandbox-token"));
    // The same request a second time: its container is already published.
    assert_eq!(reply["error"]["error_subcode"], 2_207_008, "{reply}");
    world.is_clean();
}

#[test]
fn clicks_faster_than_the_sandbox_leave_the_shown_request_as_it_is() {
    let world = World::start();
    world.create(&[("image_url", &url("rose"))]);
    let browser = &world.browser;
    browser.resize(1360, 900);
    world.open("/#requests");
    browser.wait("document.querySelectorAll('#log > li').length === 1");
    // The requested page has arrived, and there was time to show it.
    let came = |count: u32| {
        browser.wait(&format!(
            "performance.getEntriesByType('resource').filter(one => one.responseEnd > 0 && \
             one.name.endsWith('/_sandbox/log/0')).length === {count}"
        ));
        browser.chrome(
            "Runtime.evaluate",
            &json!({ "expression": "new Promise(done => setTimeout(done, 100))", "awaitPromise": true }),
        );
    };
    let clicks = |count: u32| {
        let row = "document.querySelector('#log > li > button')";
        browser.eval(&format!("Array.from({{ length: {count} }}, () => {row}.click()).length"));
    };
    let looks = || {
        browser.eval(
            "[document.querySelectorAll('#log > li > button').length, \
             document.querySelector('#log > li > button').ariaExpanded, \
             document.querySelectorAll('.exchange').length]",
        )
    };
    clicks(2);
    came(1);
    assert_eq!(looks(), json!([1, "false", 0]));
    clicks(3);
    came(3);
    assert_eq!(looks(), json!([1, "true", 1]));
    clicks(1);
    assert_eq!(looks(), json!([1, "false", 0]));
    world.is_clean();
}

#[test]
fn lists_of_any_length_go_back_to_their_first_entry() {
    let world = World::start();
    for number in 0..230 {
        world.create(&[("image_url", &url("tiny")), ("caption", &format!("Number {number}"))]);
    }
    let browser = &world.browser;
    browser.resize(1360, 900);
    for (panel, rows, older, start, step) in [
        ("requests", "#log > li", "log-older", 50, 50),
        ("containers", "#container-list > li", "container-older", 30, 30),
    ] {
        world.open(&format!("/?{panel}#{panel}"));
        let mut shown = start;
        while shown < 230 {
            browser.wait(&format!("document.querySelectorAll({rows:?}).length === {shown}"));
            browser.wait(&format!("!document.getElementById({older:?}).hidden"));
            browser.click(&format!("#{older}"));
            shown += step;
        }
        browser.wait(&format!("document.querySelectorAll({rows:?}).length === 230"));
        browser.wait(&format!("document.getElementById({older:?}).hidden"));
        assert!(browser.text(&format!("{rows}:last-child")).contains("Number 0"));
        // No request is listed twice.
        let different = format!(
            "new Set([...document.querySelectorAll({rows:?})].map(one => /Number \\d+/.exec(one.textContent)[0])).size"
        );
        assert_eq!(browser.eval(&different), 230);
    }
    world.is_clean();
}

#[test]
fn requests_are_searched_and_each_has_an_address() {
    let world = World::start();
    let container = world.create(&[("image_url", &url("rose")), ("caption", "Rose")]);
    world.create(&[("image_url", &url("moss")), ("caption", "Moss")]);
    world.call("POST", &format!("/v26.0/{USER}/media"), &[("caption", "no file")]);
    world.publish(&container).unwrap();
    let browser = &world.browser;
    browser.resize(1360, 900);
    world.open("/#requests");
    let rows = |count: u32| {
        browser.wait(&format!("document.querySelectorAll('#log > li').length === {count}"));
    };
    let search = |text: &str| {
        let text = json!(text);
        browser.eval(&format!(
            "(one => {{ one.value = {text}; one.dispatchEvent(new Event('input', {{ bubbles: true }})); }})\
             (document.getElementById('search-text'))"
        ));
    };
    rows(4);
    search("rose");
    rows(1);
    assert!(browser.text("#log").contains("caption=Rose"));
    // What comes meanwhile is searched too.
    world.create(&[("image_url", &url("rose")), ("caption", "Another rose")]);
    rows(2);
    search("tulip");
    rows(0);
    assert_eq!(browser.text("#log-unfound"), "No request matches.");
    assert_eq!(browser.eval("document.getElementById('log-none').offsetHeight"), 0);
    search("");
    rows(5);
    browser.choose("#search-status", "error");
    rows(1);
    browser.screenshot("search");
    // The link of a request leads to it, also in another tab and after others came.
    browser.click("#log li > button");
    browser.wait("!!document.querySelector('.exchange')");
    browser.click(".exchange h3 a");
    browser.wait("location.hash === '#requests/2'");
    world.photo("fog", "Later");
    world.open("/?again#requests/2");
    rows(1);
    browser.wait("!!document.querySelector('.exchange')");
    assert!(browser.text(".sent").contains("caption=no%20file"));
    browser.screenshot("request");
    browser.click("#log-one a");
    rows(7);
    world.open("/?none#requests/99");
    browser.wait_text("#log-unfound", "Request 99 is not in the log");
    world.is_clean();
}

fn run(command: &str) -> Value {
    let output = Command::new("sh").args(["-c", &format!("{command} --silent")]).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"))
}
