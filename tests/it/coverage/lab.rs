//! A sandbox with one of everything, in virtual time.

use std::time::Duration;

use ig_core::{Login, Timestamp, http::Method};
use ig_sandbox_core::{Answer, Config, FetchError, Fetched, Sandbox};
use ig_tests::clock::server_time;
use serde_json::Value;

use super::request::Parts;

/// The start of the sandbox's time.
pub(super) const START: Timestamp = Timestamp::from_unix_millis(1_800_000_000_000);

const TOKEN: (&str, &str) = ("access_token", "sandbox-token");
const PHOTO: (&str, &str) = ("image_url", "https://www.example.com/bronz-fonz.jpg");
const VIDEO: (&str, &str) = ("video_url", "https://www.example.com/hungry-fonzes.mp4");

/// The ids in a [`Lab`]: equal seeds and requests give equal ids.
#[derive(Clone, Debug, Default)]
pub(super) struct Ids {
    pub(super) user: String,
    pub(super) page: String,
    /// A photo container that can be published.
    pub(super) container: String,
    /// A photo with all details.
    pub(super) media: String,
    pub(super) carousel: String,
    pub(super) story: String,
    pub(super) image_item: String,
    pub(super) video_item: String,
    /// A container that waits for its video.
    pub(super) upload: String,
}

impl Ids {
    /// The verb and the path of a request, with names in place of ids.
    pub(super) fn key(&self, request: &Parts) -> String {
        let names = [
            (&self.user, "{user}"),
            (&self.page, "{page}"),
            (&self.container, "{container}"),
            (&self.image_item, "{container}"),
            (&self.video_item, "{container}"),
            (&self.upload, "{container}"),
            (&self.media, "{media}"),
            (&self.carousel, "{media}"),
            (&self.story, "{media}"),
        ];
        let is_version = |part: &str| part.starts_with('v') && part.ends_with(".0");
        let mut path = String::new();
        for (at, part) in request.path.trim_start_matches('/').split('/').enumerate() {
            let name = names.iter().find(|(id, _)| *id == part).map(|(_, name)| *name);
            match name {
                None if at == 0 && is_version(part) => {}
                None if is_version(part) => path += "/{version}",
                None if path == "/me/permissions" => path += "/{permission}",
                name => path = path + "/" + name.unwrap_or(part),
            }
        }
        format!("{} {}{path}", request.verb(), request.host.unwrap_or_default())
    }
}

/// The result of a request.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Outcome {
    pub(super) status: u16,
    pub(super) body: Value,
    /// The state afterwards, without the list of ignored parameters.
    pub(super) state: Value,
}

/// A sandbox with one of everything.
#[derive(Debug)]
pub(super) struct Lab {
    pub(super) sandbox: Sandbox,
    pub(super) ids: Ids,
    now: Timestamp,
}

impl Lab {
    pub(super) fn new(login: Login) -> Self {
        Self::of(login, Config::default())
    }

    pub(super) fn of(login: Login, config: Config) -> Self {
        let login = match login {
            Login::Instagram => ig_sandbox_core::Login::Instagram,
            _ => ig_sandbox_core::Login::Facebook,
        };
        let sandbox = Sandbox::new(config.with_login(login).with_quota(100));
        let ids = Ids {
            user: "17841400008460056".to_owned(),
            page: "110000000000001".to_owned(),
            ..Ids::default()
        };
        let mut lab = Self { sandbox, ids, now: START };
        lab.fill();
        // The other host accepts no uploads (reference §1.1).
        if login == ig_sandbox_core::Login::Facebook {
            lab.ids.upload = lab.create(&[("media_type", "REELS"), ("upload_type", "resumable")]);
        }
        lab
    }

    fn fill(&mut self) {
        const ITEM: (&str, &str) = ("is_carousel_item", "true");
        let details = [
            PHOTO,
            ("caption", "#BronzFonz"),
            ("alt_text", "A statue"),
            ("is_ai_generated", "true"),
        ];
        // The other host has no polls (reference §17.2).
        let poll = r#"{"option_a":"1","option_b":"2","option_c":"3","option_d":"4"}"#;
        let poll: &[_] = match self.sandbox.config().token() {
            Some((_, ig_sandbox_core::Login::Facebook)) => &[("poll_attachment", poll)],
            _ => &[],
        };
        let collaborators = [("collaborators", "[\"therock\"]")];
        let post = self.create(&[&details[..], &collaborators, poll].concat());
        self.ids.media = self.publish(&post);
        let story = self.create(&[PHOTO, ("media_type", "STORIES")]);
        self.ids.story = self.publish(&story);
        self.ids.image_item = self.create(&[PHOTO, ITEM]);
        self.ids.video_item = self.create(&[VIDEO, ITEM, ("media_type", "VIDEO")]);
        let reel = self.create(&[VIDEO, ("media_type", "REELS")]);
        self.wait(Duration::from_secs(60));
        self.publish(&reel);
        let children = format!("{},{}", self.ids.image_item, self.ids.video_item);
        let carousel = self.create(&[("media_type", "CAROUSEL"), ("children", &children)]);
        self.wait(Duration::from_secs(60));
        self.ids.carousel = self.publish(&carousel);
        self.ids.container = self.create(&[PHOTO]);
    }

    pub(super) fn wait(&mut self, time: Duration) {
        self.now = self.now.after(time);
    }

    /// Performs a request, with a video or a photo at every URL.
    pub(super) fn send(&mut self, request: &Parts) -> Outcome {
        let (status, body) =
            match self.sandbox.answer(server_time(self.now), request.request(), fetch) {
                Answer::Response { response, .. } => {
                    let json = serde_json::from_slice(response.body()).unwrap_or_default();
                    (response.status().as_u16(), json)
                }
                _ => (0, Value::Null),
            };
        let mut state = serde_json::to_value(self.sandbox.state(server_time(self.now))).unwrap();
        forget_ignored(&mut state);
        Outcome { status, body, state }
    }

    pub(super) fn call(&mut self, method: Method, path: &str, params: &[(&str, &str)]) -> Outcome {
        self.send(&Parts::new(method, path, &[&[TOKEN], params].concat()))
    }

    pub(super) fn get(&mut self, path: &str, params: &[(&str, &str)]) -> Outcome {
        self.call(Method::GET, path, params)
    }

    pub(super) fn try_create(&mut self, params: &[(&str, &str)]) -> Outcome {
        self.call(Method::POST, &format!("/v26.0/{}/media", self.ids.user), params)
    }

    pub(super) fn create(&mut self, params: &[(&str, &str)]) -> String {
        id(&self.try_create(params))
    }

    pub(super) fn try_publish(&mut self, container: &str) -> Outcome {
        let path = format!("/{}/media_publish", self.ids.user);
        self.call(Method::POST, &path, &[("creation_id", container)])
    }

    fn publish(&mut self, container: &str) -> String {
        id(&self.try_publish(container))
    }

    /// Arms a fault, in the form that the control endpoint accepts.
    pub(super) fn arm(&mut self, fault: &Value) {
        self.sandbox.arm([serde_json::from_value(fault.clone()).unwrap()]);
    }
}

fn id(outcome: &Outcome) -> String {
    let id = outcome.body["id"].as_str();
    id.unwrap_or_else(|| panic!("{} {}", outcome.status, outcome.body)).to_owned()
}

/// Returns a picture or a video; some names stand for something else.
fn fetch(url: &str) -> Result<Fetched, FetchError> {
    match url.rsplit('/').next().unwrap_or_default() {
        "slow.jpg" => Err(FetchError::TimedOut),
        "gone.jpg" => Err(FetchError::Status(404)),
        "robots.mp4" => Err(FetchError::Robots),
        "video.jpg" => Ok(Fetched::new("not a picture")),
        "picture.png" => Ok(Fetched::new(
            *b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x04\x38\0\0\x04\x38\x08\x02\0\0\0",
        )),
        "large.jpg" => Ok(Fetched::new(ig_tests::JPEG).with_total(9 << 20)),
        "broken.mp4" => Ok(Fetched::new("not a video")),
        "flat.jpg" => {
            // 640 wide and 64 high.
            let mut flat = ig_tests::JPEG.to_vec();
            flat[7..9].copy_from_slice(&[0, 64]);
            Ok(Fetched::new(flat))
        }
        name if name.ends_with(".jpg") => Ok(Fetched::new(ig_tests::JPEG)),
        _ => Ok(Fetched::new(ig_tests::MP4)),
    }
}

fn forget_ignored(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.remove("ignored");
            fields.values_mut().for_each(forget_ignored);
        }
        Value::Array(items) => items.iter_mut().for_each(forget_ignored),
        _ => {}
    }
}
