//! As much of WebDriver as the tests need: HTTP with JSON in it.
//!
//! The crates for it bring their own async client and lack what is needed here: the browser's log
//! and its requests, which only Chromium has.

use std::{
    env, fs,
    io::{BufRead as _, BufReader, Read as _},
    os::unix::process::CommandExt as _,
    path::PathBuf,
    process::{Child, ChildStdout, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use ureq::{Body, http::Response};

/// The longest time that anything on the page may take.
const PATIENCE: Duration = Duration::from_secs(90);

/// The key of an element in WebDriver's JSON.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A headless Chromium with one window, until it is dropped.
pub(crate) struct Browser {
    driver: Child,
    /// The driver's output, open as long as the driver may write to it.
    _said: BufReader<ChildStdout>,
    agent: ureq::Agent,
    session: String,
}

impl Browser {
    pub(crate) fn open() -> Self {
        // If another program gets its port first, the driver ends.
        let started = (0..5).find_map(|_| start_driver());
        let (driver, said, port) = started.expect("chromedriver says its port");
        let agent = ureq::Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(180)))
            .http_status_as_error(false)
            .build()
            .new_agent();
        let root = format!("http://127.0.0.1:{port}");
        let mut browser = Self { driver, _said: said, agent, session: root };
        let session =
            browser.post("/session", &json!({ "capabilities": { "alwaysMatch": wants() } }));
        let id = session["sessionId"].as_str().expect("chromium starts");
        browser.session = format!("{}/session/{id}", browser.session);
        browser
    }

    pub(crate) fn go(&self, url: &str) {
        self.post("/url", &json!({ "url": url }));
    }

    /// Sets the size of the window; a narrow one is a phone's.
    pub(crate) fn resize(&self, width: u32, height: u32) {
        let metrics = json!({
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600,
        });
        self.chrome("Emulation.setDeviceMetricsOverride", &metrics);
    }

    pub(crate) fn prefer(&self, scheme: &str) {
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.chrome("Emulation.setEmulatedMedia", &json!({ "features": features }));
    }

    /// Sends a command of Chromium's own protocol.
    pub(crate) fn chrome(&self, command: &str, params: &Value) -> Value {
        self.post("/goog/cdp/execute", &json!({ "cmd": command, "params": params }))
    }

    /// The value of an expression on the page.
    pub(crate) fn eval(&self, expression: &str) -> Value {
        let script = format!("return ({expression});");
        self.post("/execute/sync", &json!({ "script": script, "args": [] }))
    }

    pub(crate) fn text(&self, css: &str) -> String {
        let element = self.find(css);
        let text = self.get(&format!("/element/{element}/text"));
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until an expression is true.
    #[track_caller]
    pub(crate) fn wait(&self, expression: &str) {
        let start = Instant::now();
        while self.eval(expression) != json!(true) {
            assert!(
                start.elapsed() < PATIENCE,
                "never true: {expression}\n{}",
                self.eval("document.body.innerText.slice(0, 1500)")
            );
            thread::sleep(Duration::from_millis(30));
        }
    }

    /// Waits until the text of an element contains a text.
    #[track_caller]
    pub(crate) fn wait_text(&self, css: &str, text: &str) {
        let expression = format!(
            "[...document.querySelectorAll({css:?})].some(one => one.textContent.includes({text:?}))"
        );
        self.wait(&expression);
    }

    /// Clicks as a mouse does: an element under another one is not clicked.
    #[track_caller]
    pub(crate) fn click(&self, css: &str) {
        let element = self.find(css);
        self.post(&format!("/element/{element}/click"), &json!({}));
    }

    /// Replaces the text of a field.
    #[track_caller]
    pub(crate) fn fill(&self, css: &str, text: &str) {
        let element = self.find(css);
        self.post(&format!("/element/{element}/clear"), &json!({}));
        self.post(&format!("/element/{element}/value"), &json!({ "text": text }));
    }

    /// Chooses an option by its value.
    #[track_caller]
    pub(crate) fn choose(&self, css: &str, value: &str) {
        self.click(&format!("{css} option[value='{value}']"));
    }

    /// Presses keys, one after the other, wherever the focus is.
    pub(crate) fn press(&self, keys: &[&str]) {
        let press = keys.iter().flat_map(|key| {
            let key = match *key {
                "Tab" => "\u{E004}",
                "Enter" => "\u{E007}",
                "Escape" => "\u{E00C}",
                "End" => "\u{E010}",
                "Home" => "\u{E011}",
                "Left" => "\u{E012}",
                "Right" => "\u{E014}",
                "Down" => "\u{E015}",
                "Space" => " ",
                other => other,
            };
            [json!({ "type": "keyDown", "value": key }), json!({ "type": "keyUp", "value": key })]
        });
        let press: Vec<Value> = press.collect();
        let keyboard = json!({ "type": "key", "id": "keyboard", "actions": press });
        self.post("/actions", &json!({ "actions": [keyboard] }));
    }

    /// Drags a finger over the page.
    pub(crate) fn swipe(&self, from: (i32, i32), to: (i32, i32)) {
        let point = |(x, y): (i32, i32), duration: u32| json!({ "type": "pointerMove", "duration": duration, "x": x, "y": y });
        let half = (i32::midpoint(from.0, to.0), i32::midpoint(from.1, to.1));
        let actions = [
            point(from, 0),
            json!({ "type": "pointerDown", "button": 0 }),
            point(half, 80),
            point(to, 80),
            json!({ "type": "pointerUp", "button": 0 }),
        ];
        let finger = json!({
            "type": "pointer", "id": "finger", "parameters": { "pointerType": "touch" },
            "actions": actions,
        });
        self.post("/actions", &json!({ "actions": [finger] }));
    }

    /// Saves a screenshot of the window.
    pub(crate) fn screenshot(&self, name: &str) {
        let encoded = self.get("/screenshot");
        let picture = base64(encoded.as_str().unwrap());
        assert!(picture.starts_with(b"\x89PNG"));
        self.keep(&format!("{name}.png"), &picture);
    }

    /// Saves a file beside the screenshots.
    pub(crate) fn keep(&self, name: &str, bytes: &[u8]) {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("screenshots");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(name), bytes).unwrap();
    }

    /// Asserts that the page broke no rule of its policy, wrote no error, and contacted no other
    /// host.
    #[track_caller]
    pub(crate) fn is_clean(&self, url: &str) {
        let entries = self.post("/se/log", &json!({ "type": "browser" }));
        let wrong = |entry: &&Value| matches!(entry["level"].as_str(), Some("SEVERE" | "WARNING"));
        let wrong: Vec<_> = entries.as_array().unwrap().iter().filter(wrong).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
        let events = self.post("/se/log", &json!({ "type": "performance" }));
        let events = events.as_array().unwrap().iter().map(|entry| {
            serde_json::from_str::<Value>(entry["message"].as_str().unwrap()).unwrap()
        });
        let mut asked = 0;
        for event in events {
            if event["message"]["method"] == "Network.requestWillBeSent" {
                let to = event["message"]["params"]["request"]["url"].as_str().unwrap().to_owned();
                assert!(to.starts_with(&format!("{url}/")) || to.starts_with("data:"), "{to}");
                asked += 1;
            }
        }
        assert!(asked > 0, "no request was seen, so this shows nothing");
    }

    #[track_caller]
    fn find(&self, css: &str) -> String {
        let found = self.post("/element", &json!({ "using": "css selector", "value": css }));
        found[ELEMENT].as_str().unwrap().to_owned()
    }

    #[track_caller]
    fn post(&self, path: &str, body: &Value) -> Value {
        let reply = self.agent.post(format!("{}{path}", self.session)).send(body.to_string());
        value(path, reply)
    }

    #[track_caller]
    fn get(&self, path: &str) -> Value {
        value(path, self.agent.get(format!("{}{path}", self.session)).call())
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The session ends the browser; its remaining processes end with the driver's group.
        let _ = self.agent.delete(&self.session).call();
        let group = format!("-{}", self.driver.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
        let _ = self.driver.wait();
    }
}

#[track_caller]
fn value(path: &str, reply: Result<Response<Body>, ureq::Error>) -> Value {
    let mut reply = reply.unwrap_or_else(|error| panic!("{path}: {error}"));
    let text = reply.body_mut().read_to_string().unwrap();
    assert_eq!(reply.status(), 200, "{path}: {}", text.get(..600).unwrap_or(&text));
    serde_json::from_str::<Value>(&text).unwrap()["value"].take()
}

/// Starts the driver; `None` if it ends before it listens.
fn start_driver() -> Option<(Child, BufReader<ChildStdout>, u16)> {
    let mut driver = Command::new("chromedriver")
        .arg("--port=0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        // A process group ends as a whole, should the browser outlive its session.
        .process_group(0)
        .spawn()
        .expect("chromedriver is installed: `cargo xtask setup` does that");
    let mut said = BufReader::new(driver.stdout.take().unwrap());
    let port = said.by_ref().lines().map_while(Result::ok).find_map(|line| {
        let port = line.split_once("successfully on port ")?.1.trim_end_matches('.').to_owned();
        port.parse::<u16>().ok()
    });
    if port.is_none() {
        driver.wait().unwrap();
    }
    Some((driver, said, port?))
}

fn wants() -> Value {
    let mut arguments = vec![
        "--headless=new",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--no-first-run",
        "--mute-audio",
        "--force-prefers-reduced-motion",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE 127.0.0.2, EXCLUDE localhost",
    ];
    let user = Command::new("id").arg("-u").output().unwrap();
    if user.stdout == b"0\n" {
        // Chromium does not run as root without it, and only our own page is opened.
        arguments.push("--no-sandbox");
    }
    json!({
        "browserName": "chrome",
        "goog:chromeOptions": { "binary": chromium(), "args": arguments, "perfLoggingPrefs": { "enableNetwork": true } },
        "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
    })
}

/// The browser that the tests run in: chromedriver would look for others as well.
fn chromium() -> PathBuf {
    let folders = env::var_os("PATH").unwrap_or_default();
    let mut found = env::split_paths(&folders).map(|folder| folder.join("chromium"));
    found.find(|path| path.is_file()).expect("chromium is installed: `cargo xtask setup` does that")
}

fn base64(text: &str) -> Vec<u8> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0_u32, 0);
    for digit in text.bytes().filter_map(|byte| DIGITS.iter().position(|&one| one == byte)) {
        bits = bits << 6 | digit as u32;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 0xFF) as u8);
        }
    }
    bytes
}
