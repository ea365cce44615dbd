//! A sandbox in virtual time, with files from memory.

use std::time::Duration;

use http::{Method, Request, Response};
use ig_sandbox_core::{Answer, Config, FetchError, Fetched, Sandbox, State, Timestamp};
use serde_json::Value;

use crate::video_file::VideoFile;

/// The guide's tags as it prints them: lax JSON over several lines.
pub(crate) const TAGS: &str = "[
     {
       username:'kevinhart4real',
       x: 0.5,
       y: 0.8
     },
     {
       username:'therock',
       x: 0.3,
       y: 0.2
     }
   ]";

pub(crate) const USER: &str = "17841400008460056";
pub(crate) const TOKEN: &str = "sandbox-token";
pub(crate) const PHOTO: &str = "https://www.example.com/images/bronz-fonz.jpg";
pub(crate) const VIDEO: &str = "https://www.example.com/videos/hungry-fonzes.mov";

/// 2019-09-26T22:36:43Z, the time in Meta's own example of a post.
pub(crate) const START: Timestamp = Timestamp::from_unix_millis(1_569_537_403_000);

/// A sandbox, and its caller's time.
pub(crate) struct Bench {
    pub(crate) sandbox: Sandbox,
    pub(crate) now: Timestamp,
}

/// A parsed reply.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
    pub(crate) response: Response<Vec<u8>>,
    pub(crate) after: Duration,
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self::with(Config::default())
    }

    pub(crate) fn with(config: Config) -> Self {
        Self { sandbox: Sandbox::new(config), now: START }
    }

    pub(crate) fn wait(&mut self, seconds: u64) {
        self.now = self.now.after(Duration::from_secs(seconds));
    }

    /// Sends a request unchanged; `None` if the connection breaks.
    pub(crate) fn send(&mut self, request: Request<Vec<u8>>) -> Option<Reply> {
        match self.sandbox.answer(self.now, request, fetch) {
            Answer::Response { response, after } => Some(Reply {
                status: response.status().as_u16(),
                body: response.body().clone(),
                response,
                after,
            }),
            _ => None,
        }
    }

    /// Sends a request with the token and parameters in the query.
    pub(crate) fn call(
        &mut self,
        method: Method,
        path: &str,
        params: &[(&str, &str)],
    ) -> Option<Reply> {
        self.send(request(method, path, params))
    }

    pub(crate) fn get(&mut self, path: &str, params: &[(&str, &str)]) -> Reply {
        self.call(Method::GET, path, params).expect("the connection holds")
    }

    pub(crate) fn post(&mut self, path: &str, params: &[(&str, &str)]) -> Reply {
        self.call(Method::POST, path, params).expect("the connection holds")
    }

    pub(crate) fn try_create(&mut self, params: &[(&str, &str)]) -> Reply {
        self.post(&format!("/v26.0/{USER}/media"), params)
    }

    /// Creates a photo's container.
    pub(crate) fn create(&mut self, caption: &str) -> String {
        self.try_create(&[("image_url", PHOTO), ("caption", caption)]).id()
    }

    pub(crate) fn try_publish(&mut self, container: &str) -> Reply {
        self.post(&format!("/v26.0/{USER}/media_publish"), &[("creation_id", container)])
    }

    /// Publishes a photo; returns its container and media ids.
    pub(crate) fn post_photo(&mut self, caption: &str) -> (String, String) {
        let container = self.create(caption);
        let media = self.try_publish(&container).id();
        (container, media)
    }

    pub(crate) fn status(&mut self, container: &str) -> String {
        let reply = self.get(&format!("/{container}"), &[("fields", "status_code")]);
        reply.text("/status_code")
    }

    pub(crate) fn state(&mut self) -> State {
        self.sandbox.state(self.now)
    }

    pub(crate) fn posts(&mut self) -> usize {
        self.state().accounts[0].media.len()
    }

    /// Sends a request to a control endpoint.
    pub(crate) fn control(&mut self, method: Method, path: &str, body: &str) -> Reply {
        let request = Request::builder()
            .method(method)
            .uri(format!("/_sandbox/{path}"))
            .header("host", "127.0.0.1:8025")
            .body(body.as_bytes().to_vec())
            .unwrap();
        self.send(request).expect("the connection holds")
    }

    pub(crate) fn arm(&mut self, faults: &str) {
        let reply = self.control(Method::POST, "faults", faults);
        assert_eq!(reply.status, 200, "{}", reply.to_text());
    }
}

pub(crate) fn request(method: Method, path: &str, params: &[(&str, &str)]) -> Request<Vec<u8>> {
    let query = form(params);
    Request::builder()
        .method(method)
        .uri(format!("{path}?{query}"))
        .header("host", "127.0.0.1:8025")
        .header("authorization", format!("Bearer {TOKEN}"))
        .body(Vec::new())
        .unwrap()
}

pub(crate) fn form(params: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(params).finish()
}

impl Reply {
    pub(crate) fn to_text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("JSON: {}", self.to_text()))
    }

    pub(crate) fn text(&self, pointer: &str) -> String {
        let json = self.json();
        let value = json.pointer(pointer).and_then(Value::as_str);
        value.unwrap_or_else(|| panic!("{pointer} in {json}")).to_owned()
    }

    /// The id of a success.
    pub(crate) fn id(&self) -> String {
        assert_eq!(self.status, 200, "{}", self.to_text());
        self.text("/id")
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.response.headers().get(name).map(|value| value.to_str().unwrap())
    }

    /// Asserts that this is an error with a status, a code and a subcode (0: none).
    #[track_caller]
    pub(crate) fn is_error(&self, status: u16, code: i64, subcode: i64) -> &Self {
        let json = self.json();
        let error = &json["error"];
        let found = (self.status, error["code"].as_i64(), error["error_subcode"].as_i64());
        let subcode = (subcode != 0).then_some(subcode);
        assert_eq!(found, (status, Some(code), subcode), "{json}");
        self
    }

    /// Asserts that the message is this one.
    #[track_caller]
    pub(crate) fn says(&self, message: &str) -> &Self {
        assert_eq!(self.text("/error/message"), message);
        self
    }
}

/// The internet: `…/{width}x{height}.jpg` is a picture of that size, and so on.
pub(crate) fn fetch(url: &str) -> Result<Fetched, FetchError> {
    let name = url.rsplit('/').next().unwrap_or_default();
    let size = name.strip_suffix(".jpg").and_then(|name| name.split_once('x'));
    if let Some((width, height)) = size.and_then(|(w, h)| Some((w.parse().ok()?, h.parse().ok()?)))
    {
        return Ok(Fetched::new(jpeg(width, height)));
    }
    match name {
        "bronz-fonz.jpg" | "bronzed-fonzes.jpg" | "gugges.jpg" | "cover.jpg" => {
            Ok(Fetched::new(jpeg(64, 64)))
        }
        "hungry-fonzes.mov" => Ok(Fetched::new(mov())),
        "large.jpg" => Ok(Fetched::new(padded(jpeg(64, 64), (8 << 20) + 1))),
        "full.jpg" => Ok(Fetched::new(padded(jpeg(64, 64), 8 << 20))),
        "head-of-large.jpg" => Ok(Fetched::new(jpeg(64, 64)).with_total(9 << 20)),
        "robots.mp4" => Err(FetchError::Robots),
        "picture.png" => Ok(Fetched::new(png())),
        "stereo.mpo" => Ok(Fetched::new(mpo())),
        "empty.jpg" => Ok(Fetched::new(Vec::new())),
        "page.html" => Ok(Fetched::new("<!doctype html><p>not a picture</p>")),
        "half.jpg" => Ok(Fetched::new(cut_in_half(jpeg(64, 64)))),
        "arithmetic.jpg" => Ok(Fetched::new(arithmetic(jpeg(64, 64)))),
        "broken.jpg" => Ok(Fetched::new(jpeg(64, 64)[..4].to_vec())),
        video if video.ends_with(".mp4") => VideoFile::named(video).ok_or(FetchError::Status(404)),
        "slow.jpg" => Err(FetchError::TimedOut),
        "moved.jpg" | "photo.png" => Err(FetchError::Redirect),
        _ => Err(FetchError::Status(404)),
    }
}

pub(crate) fn jpeg(width: u16, height: u16) -> Vec<u8> {
    let mut file = Vec::new();
    let pixels = vec![128; usize::from(width) * usize::from(height)];
    jpeg_encoder::Encoder::new(&mut file, 50)
        .encode(&pixels, width, height, jpeg_encoder::ColorType::Luma)
        .unwrap();
    file
}

/// A picture followed by bytes that readers ignore and limits count.
fn padded(mut file: Vec<u8>, length: usize) -> Vec<u8> {
    file.resize(length, 0);
    file
}

fn png() -> Vec<u8> {
    b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x04\x38\0\0\x04\x38\x08\x02\0\0\0\
      \0\0\0\0\0\0\0\0IEND\xAE\x42\x60\x82"
        .to_vec()
}

fn cut_in_half(mut file: Vec<u8>) -> Vec<u8> {
    file.truncate(file.len() / 2);
    file
}

/// The marker of the frame says how it is coded.
fn arithmetic(mut file: Vec<u8>) -> Vec<u8> {
    let frame = file.windows(2).position(|it| it == [0xFF, 0xC0]).unwrap();
    file[frame + 1] = 0xC9;
    file
}

/// Two views of a scene in one file, as stereo cameras write it.
fn mpo() -> Vec<u8> {
    let (picture, view) = (jpeg(64, 64), jpeg(64, 64));
    // The offset of the second view counts from the header of the index.
    let offset = (picture.len() + 66 - 10) as u32;
    let entry = |at: u32| [0x02_0002, 0, at, 0].map(u32::to_be_bytes).concat();
    let index = b"MPF\0MM\0*\0\0\0\x08\0\x01\xB0\x02\0\x07\0\0\0\x20\0\0\0\x1A\0\0\0\0";
    let segment = [b"\xFF\xE2\0\x40", &index[..], &entry(0), &entry(offset)].concat();
    [&picture[..2], &segment, &picture[2..], &view].concat()
}

/// A video of a minute that every rule accepts, even if a few dozen MB are added.
pub(crate) fn mov() -> Vec<u8> {
    VideoFile::new().file()
}
