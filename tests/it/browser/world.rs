//! A sandbox with content, and a browser that shows it.

use std::{collections::BTreeMap, net::SocketAddr, path::Path, sync::Mutex, time::Duration};

use ig_core::http::{Request, Response};
use ig_sandbox::{
    Answer, Config, Fault, FetchError, Fetched, Options, Sandbox, Server, StateFolder,
};
use ig_tests::MP4;
use serde_json::Value;

use super::webdriver::Browser;

pub(crate) const USER: &str = "17841400008460056";

/// A browser, and the sandbox that it shows.
pub(crate) struct World {
    pub(crate) browser: Browser,
    pub(crate) server: Server,
}

impl World {
    /// An empty sandbox.
    pub(crate) fn start() -> Self {
        Self::with(Config::default())
    }

    pub(crate) fn with(config: Config) -> Self {
        let config =
            config.with_video_processing(Duration::ZERO).with_carousel_processing(Duration::ZERO);
        let options = Options::default().with_fetcher(fetch);
        let server = Server::start(([127, 0, 0, 1], 0).into(), Sandbox::new(config), options);
        Self { browser: Browser::open(), server: server.unwrap() }
    }

    /// A sandbox whose state is kept in a folder.
    pub(crate) fn kept_in(folder: &Path) -> Self {
        Self::kept_at(([127, 0, 0, 1], 0).into(), folder)
    }

    /// The same, at this address.
    pub(crate) fn kept_at(address: SocketAddr, folder: &Path) -> Self {
        let server = serve(address, folder);
        Self { browser: Browser::open(), server }
    }

    /// Opens the page and waits until it shows something.
    pub(crate) fn open(&self, path: &str) {
        self.browser.go(&format!("{}{path}", self.server.url()));
        self.browser.wait("!document.querySelector('[aria-busy]')");
    }

    /// Sends a Graph request; `None` if the connection breaks.
    pub(crate) fn call(&self, method: &str, path: &str, params: &[(&str, &str)]) -> Option<Value> {
        self.call_with("sandbox-token", method, path, params)
    }

    /// Sends a Graph request with another token.
    pub(crate) fn call_with(
        &self,
        token: &str,
        method: &str,
        path: &str,
        params: &[(&str, &str)],
    ) -> Option<Value> {
        let form = params.iter().map(|(name, value)| format!("{name}={}", encoded(value)));
        let form = form.collect::<Vec<_>>().join("&");
        let (path, body) = match method {
            "GET" => (format!("{path}?{form}"), String::new()),
            _ => (path.to_owned(), form),
        };
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", self.server.address().to_string())
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body.into_bytes())
            .unwrap();
        self.server.with(|sandbox, now| match sandbox.answer(now, request, fetch) {
            Answer::Response { response, .. } => Some(json(&response)),
            _ => None,
        })
    }

    pub(crate) fn create(&self, params: &[(&str, &str)]) -> String {
        let reply = self.call("POST", &format!("/v26.0/{USER}/media"), params).unwrap();
        reply["id"].as_str().unwrap_or_else(|| panic!("{reply}")).to_owned()
    }

    pub(crate) fn publish(&self, container: &str) -> Option<Value> {
        self.call("POST", &format!("/v26.0/{USER}/media_publish"), &[("creation_id", container)])
    }

    /// Makes a post.
    pub(crate) fn post(&self, params: &[(&str, &str)]) {
        let container = self.create(params);
        assert!(self.publish(&container).unwrap()["id"].is_string());
    }

    pub(crate) fn photo(&self, name: &str, caption: &str) {
        self.post(&[("image_url", &url(name)), ("caption", caption)]);
    }

    pub(crate) fn reel(&self, caption: &str) {
        self.post(&[
            ("media_type", "REELS"),
            ("video_url", "https://www.example.com/video.mp4"),
            ("caption", caption),
            ("thumb_offset", "1500"),
        ]);
    }

    pub(crate) fn story(&self, name: &str) {
        self.post(&[("media_type", "STORIES"), ("image_url", &url(name))]);
    }

    pub(crate) fn carousel(&self, names: &[&str], caption: &str) {
        let tags = r#"[{"username":"therock","x":0.3,"y":0.4}]"#;
        let items = names.iter().map(|name| {
            self.create(&[
                ("is_carousel_item", "true"),
                ("image_url", &url(name)),
                ("alt_text", &format!("Colours of {name}")),
                ("user_tags", tags),
            ])
        });
        let items = items.collect::<Vec<_>>();
        self.post(&[
            ("media_type", "CAROUSEL"),
            ("children", &items.join(",")),
            ("caption", caption),
        ]);
    }

    /// An account that has posted for a while.
    pub(crate) fn lived_in() -> Self {
        let world = Self::start();
        for name in ["dune", "moss", "brick", "fog", "plum", "ink"] {
            world.photo(name, &format!("The colours of {name}.\n#{name} @therock"));
        }
        world.reel("Three seconds of a test");
        world.carousel(&["sea", "dune", "rose"], "Three at once");
        world.post(&[
            ("image_url", &url("rose")),
            ("caption", "At the museum, with <b>everybody</b>.\n\n#BronzFonz @kevinhart4real"),
            ("alt_text", "A rose that fades into the evening"),
            ("location_id", "7640348500"),
            ("collaborators", r#"["natgeo"]"#),
            ("user_tags", r#"[{"username":"kevinhart4real","x":0.5,"y":0.8},{"username":"therock","x":0.2,"y":0.3}]"#),
        ]);
        world.story("sea");
        world.story("plum");
        world
    }

    pub(crate) fn arm(&self, faults: &str) {
        let faults: Vec<Fault> = serde_json::from_str(faults).unwrap();
        self.server.with(|sandbox, _| sandbox.arm(faults));
    }

    /// The path of the page of the post whose caption starts with `caption`.
    pub(crate) fn path(&self, caption: &str) -> String {
        let url = self.server.url();
        let accounts = self.server.with(|sandbox, now| sandbox.state(now).accounts);
        let mut posts = accounts[0].media.iter();
        let is_it = |text: &String| text.starts_with(caption);
        let post = posts.find(|post| post.caption.as_ref().is_some_and(is_it)).unwrap();
        post.permalink.strip_prefix(&url).unwrap().to_owned()
    }

    /// Whether the first account has neither posts nor containers.
    pub(crate) fn is_empty(&self) -> bool {
        let state = self.server.with(|sandbox, now| sandbox.state(now));
        state.accounts[0].media.is_empty() && state.accounts[0].containers.is_empty()
    }

    pub(crate) fn is_clean(&self) {
        self.browser.is_clean(&self.server.url());
    }
}

/// A server whose sandbox keeps its state in a folder.
pub(crate) fn serve(address: SocketAddr, folder: &Path) -> Server {
    let (sandbox, state) = StateFolder::open(folder, Config::default()).unwrap();
    let options = Options::default().with_fetcher(fetch).with_state(state);
    Server::start(address, sandbox, options).unwrap()
}

pub(crate) fn url(name: &str) -> String {
    format!("https://www.example.com/{name}.jpg")
}

fn json(response: &Response<Vec<u8>>) -> Value {
    serde_json::from_slice(response.body()).unwrap_or_default()
}

fn encoded(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
    let mut encoded = String::new();
    for c in text.chars() {
        let mut bytes = [0; 4];
        match c {
            c if plain(c) => encoded.push(c),
            c => c.encode_utf8(&mut bytes).bytes().for_each(|byte| {
                encoded.push_str(&format!("%{byte:02X}"));
            }),
        }
    }
    encoded
}

pub(crate) fn fetch(url: &str) -> Result<Fetched, FetchError> {
    let name = url.rsplit('/').next().unwrap_or_default();
    match name.rsplit_once('.') {
        Some((name, "jpg")) => {
            // Painting takes longer than everything that the sandbox does with the picture.
            static PAINTED: Mutex<BTreeMap<String, Vec<u8>>> = Mutex::new(BTreeMap::new());
            let mut painted = PAINTED.lock().unwrap();
            let file = painted.entry(name.to_owned()).or_insert_with(|| picture(name));
            Ok(Fetched::new(file.clone()))
        }
        Some((_, "mp4")) => Ok(Fetched::new(MP4)),
        _ => Err(FetchError::Status(404)),
    }
}

/// A sky and a ground, in colours chosen by a name.
fn picture(name: &str) -> Vec<u8> {
    let (sky, ground) = match name {
        "dune" => ([244, 214, 168], [196, 132, 78]),
        "moss" => ([214, 224, 196], [86, 112, 70]),
        "brick" => ([232, 190, 168], [150, 70, 54]),
        "fog" => ([226, 228, 230], [150, 158, 166]),
        "plum" => ([226, 190, 216], [104, 54, 106]),
        "ink" => ([120, 140, 176], [26, 34, 60]),
        "sea" => ([200, 228, 236], [46, 112, 140]),
        "rose" => ([250, 214, 212], [204, 92, 112]),
        _ => ([240, 240, 236], [120, 120, 124]),
    };
    let (width, height) = if name == "tiny" { (80_u16, 100) } else { (400, 500) };
    let (w, h) = (f64::from(width), f64::from(height));
    let mut pixels = Vec::new();
    for y in 0..height {
        for x in 0..width {
            let (x, y) = (f64::from(x) / w, f64::from(y) / h);
            let hill = 0.62 + 0.08 * (x * 7.0).sin();
            let sun = ((x - 0.7).powi(2) + (1.25 * (y - 0.3)).powi(2)).sqrt() < 0.12;
            let share = if y > hill { 1.0 - 0.25 * (1.0 - y) } else { 0.35 * y };
            for (from, to) in sky.iter().zip(ground) {
                let plain = f64::from(*from) + share * (f64::from(to) - f64::from(*from));
                pixels.push(if sun && y < hill { 255.0 - 0.3 * (255.0 - plain) } else { plain } as u8);
            }
        }
    }
    let mut file = Vec::new();
    jpeg_encoder::Encoder::new(&mut file, 80)
        .encode(&pixels, width, height, jpeg_encoder::ColorType::Rgb)
        .unwrap();
    file
}
