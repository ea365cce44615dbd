//! All replies of the sandbox: to every request of the core, and to requests that provoke errors.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use ig_core::{Login, http::Method};
use ig_sandbox::{Config, Partnerships};
use serde_json::{Value, json};

use super::{
    lab::{Lab, Outcome},
    request::Parts,
    samples::samples,
};

/// All replies of the sandbox.
#[derive(Debug, Default)]
pub(super) struct Heard {
    /// Places in replies and the values there, by endpoint: `children.data[].id`.
    pub(super) leaves: BTreeMap<String, BTreeSet<(String, String)>>,
    /// Endpoints that have replied with a success.
    pub(super) answered: BTreeSet<String>,
    /// `code/subcode` of errors that its rules produced.
    pub(super) errors: BTreeSet<(i64, Option<i64>)>,
    /// The messages of errors.
    pub(super) messages: BTreeSet<String>,
}

impl Heard {
    pub(super) fn new() -> Self {
        let mut heard = Self::default();
        for login in [Login::Facebook, Login::Instagram] {
            let ids = Lab::new(login).ids;
            for sample in samples(login, &ids) {
                let mut lab = Lab::new(login);
                lab.wait(sample.wait);
                let outcome = lab.send(&sample.request);
                heard.note(&sample.key, &outcome);
            }
        }
        heard.states();
        heard.uploads();
        heard.provoke();
        heard
    }

    /// Whether a place in the replies of an endpoint has ever had a value.
    pub(super) fn has(&self, key: &str, path: &str) -> bool {
        let below = [format!("{path}."), format!("{path}[]")];
        let mut leaves = self.leaves.get(key).into_iter().flatten();
        leaves.any(|(own, _)| own == path || below.iter().any(|below| own.starts_with(below)))
    }

    /// Whether a place has ever had this value.
    pub(super) fn has_value(&self, key: &str, path: &str, value: &str) -> bool {
        let leaf = (path.to_owned(), value.to_owned());
        self.leaves.get(key).is_some_and(|leaves| leaves.contains(&leaf))
    }

    fn note(&mut self, key: &str, outcome: &Outcome) {
        let body = &outcome.body;
        let (key, body) = match () {
            () if (200..300).contains(&outcome.status) => {
                self.answered.insert(key.to_owned());
                (key, body.pointer("/data/0").or(body.get("data")).unwrap_or(body))
            }
            () if body.get("error").is_some() => ("error", &body["error"]),
            () if body.get("debug_info").is_some() => ("upload-error", body),
            () if body.get("error_type").is_some() => ("code-error", body),
            () => panic!("{key}: {} {}", outcome.status, outcome.body),
        };
        let leaves = self.leaves.entry(key.to_owned()).or_default();
        collect(body, "", leaves);
        if !outcome.body["data"].is_null() {
            let mut all = BTreeSet::new();
            collect(&outcome.body, "", &mut all);
            let prefixed = all.into_iter().map(|(path, value)| {
                (path.strip_prefix("data[].").unwrap_or(&path).to_owned(), value)
            });
            leaves.extend(prefixed);
        }
        if let Some(code) = outcome.body["error"]["code"].as_i64() {
            self.errors.insert((code, outcome.body["error"]["error_subcode"].as_i64()));
            let message = outcome.body["error"]["message"].as_str().unwrap_or_default();
            self.messages.insert(message.to_owned());
        }
    }

    /// Containers in each of their states.
    fn states(&mut self) {
        const KEY: &str = "GET /{container}";
        let fields = [("fields", "status_code,status,video_status")];
        let mut lab = Lab::new(Login::Facebook);
        let video = ("video_url", "https://www.example.com/a.mp4");
        let reel = [video, ("media_type", "REELS")];
        let (open, media) = (lab.create(&reel), lab.ids.container.clone());
        lab.arm(&json!({"on": "create", "do": "processing", "subcode": 2_207_026}));
        let failing = lab.create(&reel);
        self.note(KEY, &lab.get(&format!("/{open}"), &fields));
        lab.wait(Duration::from_secs(60));
        lab.try_publish(&media);
        for id in [&open, &failing, &media] {
            self.note(KEY, &lab.get(&format!("/{id}"), &fields));
        }
        lab.wait(Duration::from_secs(25 * 3600));
        self.note(KEY, &lab.get(&format!("/{open}"), &fields));
        let mut lab = Lab::new(Login::Facebook);
        let words = [("fields", "id,media_type,media_product_type,media_audio_type,thumbnail_url")];
        let list = lab.get(&format!("/{}/media", lab.ids.user), &words);
        for post in list.body["data"].as_array().unwrap() {
            let post = lab.get(&format!("/{}", post["id"].as_str().unwrap()), &words);
            self.note("GET /{media}", &post);
        }
        let story = lab.get(&format!("/{}", lab.ids.story), &words);
        self.note("GET /{media}", &story);
        let music = ("audio_configuration", r#"{"audio_id":"1"}"#);
        let reel = lab.create(&[&reel[..], &[music]].concat());
        lab.wait(Duration::from_secs(60));
        let reel = lab.try_publish(&reel).body["id"].as_str().unwrap().to_owned();
        self.note("GET /{media}", &lab.get(&format!("/{reel}"), &words));
        let page = format!("/{}/media", lab.ids.user);
        let first = lab.get(&page, &[("limit", "1")]);
        let after = first.body["paging"]["cursors"]["after"].as_str().unwrap().to_owned();
        self.note("GET /{user}/media", &lab.get(&page, &[("limit", "1"), ("after", &after)]));
        let catalog = ("catalog_id", "960179311066902");
        let path = format!("/{}/catalog_product_search", lab.ids.user);
        let fields = ("fields", "product_id,review_status,product_variants");
        let found = lab.get(&path, &[catalog, fields]);
        for product in found.body["data"].as_array().unwrap() {
            let one = Outcome { body: json!({"data": [product]}), ..found.clone() };
            self.note("GET /{user}/catalog_product_search", &one);
        }
        let person = lab.get("/me", &[]).body["id"].as_str().unwrap().to_owned();
        self.note("GET /me/accounts", &lab.get("/me/accounts", &[]));
        let accounts = lab.get(&format!("/{person}/accounts"), &[]);
        self.note("GET /{facebook-user}/accounts", &accounts);
        for (token, declined) in [("sandbox-page-token", ""), ("nobody", "ads_read")] {
            let config = Config::default().without_scope(declined);
            let mut lab = Lab::of(Login::Facebook, config);
            let debug = [("input_token", token)];
            self.note("GET /debug_token", &lab.get("/debug_token", &debug));
            let all = lab.get("/me/permissions", &[]);
            for grant in all.body["data"].as_array().unwrap() {
                let one = Outcome { body: json!({"data": [grant]}), ..all.clone() };
                self.note("GET /me/permissions", &one);
            }
        }
        for kind in ["BUSINESS", "Business", "MEDIA_CREATOR", "Media_Creator", "CREATOR"] {
            let config = Config::default().with_account_type(kind);
            let me = Lab::of(Login::Instagram, config).get("/me", &[("fields", "account_type")]);
            self.note("GET /me", &me);
        }
    }

    /// An upload from its start to its end, and one that fails.
    fn uploads(&mut self) {
        const KEY: &str = "GET /{container}";
        let status = [("fields", "video_status")];
        let upload = |lab: &Lab, offset: usize, bytes: &[u8]| {
            let path = format!("/ig-api-upload/v26.0/{}", lab.ids.upload);
            let mut request = Parts::new(Method::POST, &path, &[]);
            for (name, value) in [
                ("authorization", "OAuth sandbox-token".to_owned()),
                ("offset", offset.to_string()),
                ("file_size", ig_tests::MP4.len().to_string()),
                ("content-length", bytes.len().to_string()),
            ] {
                request.headers.push((name.to_owned(), value));
            }
            request.body = bytes.to_vec();
            request
        };
        let key = "POST rupload.facebook.com/ig-api-upload/{version}/{container}";
        let mut lab = Lab::new(Login::Facebook);
        let node = format!("/{}", lab.ids.upload);
        self.note(KEY, &lab.get(&node, &status));
        for (offset, bytes) in
            [(0, &ig_tests::MP4[..100]), (50, b"x"), (100, &ig_tests::MP4[100..])]
        {
            let request = upload(&lab, offset, bytes);
            let outcome = lab.send(&request);
            self.note(key, &outcome);
            self.note(KEY, &lab.get(&node, &status));
        }
        let config = Config::default().with_slices(ig_sandbox::Slices::Refused);
        let mut lab = Lab::of(Login::Facebook, config);
        let request = upload(&lab, 0, b"x");
        let outcome = lab.send(&request);
        self.note(key, &outcome);
        let mut lab = Lab::new(Login::Facebook);
        let mut request = upload(&lab, 0, b"");
        request.headers.retain(|(name, _)| name == "authorization");
        let url = "https://www.example.com/robots.mp4".to_owned();
        request.headers.push(("file_url".to_owned(), url));
        let outcome = lab.send(&request);
        self.note(key, &outcome);
        let mut lab = Lab::new(Login::Facebook);
        lab.arm(&json!({"on": "upload", "do": "upload_dies"}));
        let request = upload(&lab, 0, ig_tests::MP4);
        let outcome = lab.send(&request);
        self.note(key, &outcome);
        self.note(KEY, &lab.get(&node, &status));
    }

    /// Requests that the sandbox's own rules refuse.
    fn provoke(&mut self) {
        const ITEM: (&str, &str) = ("is_carousel_item", "true");
        let url = |name: &'static str| ("image_url", name);
        let photo = url("https://www.example.com/a.jpg");
        let video = ("video_url", "https://www.example.com/a.mp4");
        let reels = ("media_type", "REELS");
        let long = "x".repeat(2201);
        let crowd = format!("[{}]", vec![r#"{"username":"a","x":0.5,"y":0.5}"#; 21].join(","));
        for params in [
            &[url("https://www.example.com/slow.jpg")][..],
            &[url("https://www.example.com/gone.jpg")],
            &[url("https://www.example.com/video.jpg")],
            &[url("https://www.example.com/picture.png")],
            &[url("https://www.example.com/large.jpg")],
            &[url("https://www.example.com/flat.jpg")],
            &[],
            &[photo, ("caption", &long)],
            &[photo, ("user_tags", &crowd)],
            &[photo, ("user_tags", r#"[{"username":"nobody","x":0.5,"y":0.5}]"#)],
            &[photo, ("location_id", "110000000000003")],
            &[photo, ("product_tags", r#"[{"product_id":"3231775643511089"}]"#)],
            &[photo, ("product_tags", r#"[{"product_id":"1","x":0.5,"y":0.5}]"#)],
            &[
                video,
                reels,
                ("product_tags", r#"[{"product_id":"3231775643511089","x":0.5,"y":0.5}]"#),
            ],
            &[video, reels, ("thumb_offset", "-1")],
            &[photo, ("media_type", "POEM")],
            &[photo, ITEM, ("collaborators", "[\"a\"]")],
            &[photo, ("branded_content_sponsor_ids", "[17841400008460056]")],
            &[("media_type", "CAROUSEL"), ("children", "1")],
            &[("media_type", "CAROUSEL"), ("children", "1,2")],
        ] {
            let outcome = Lab::new(Login::Facebook).try_create(params);
            self.note("", &outcome);
        }
        let partners = Config::default().with_partnerships(Partnerships::NotEligible);
        let observed = ig_sandbox::CarouselRefusal::Observed;
        let observed = Config::default().with_carousel_refusal(observed);
        let labelled = [photo, ("is_paid_partnership", "true")];
        let outcome = Lab::of(Login::Facebook, partners).try_create(&labelled);
        self.note("", &outcome);
        let short = [("media_type", "CAROUSEL"), ("children", "1")];
        self.note("", &Lab::of(Login::Facebook, observed).try_create(&short));
        let mut lab = Lab::new(Login::Facebook);
        let open = lab.create(&[video, reels]);
        let (user, media) = (lab.ids.user.clone(), lab.ids.media.clone());
        let outcomes = [
            lab.try_publish(&open),
            lab.try_publish("1"),
            lab.get("/1", &[]),
            lab.get("/nobody", &[]),
            lab.get(&format!("/{user}/nothing"), &[]),
            lab.get(&format!("/{media}"), &[("fields", "view_count")]),
            lab.get(&format!("/{media}"), &[("fields", "poem")]),
            lab.get(&format!("/{media}"), &[("fields", "id,id")]),
            lab.call(Method::DELETE, &format!("/{}", lab.ids.story.clone()), &[]),
            lab.call(Method::POST, &format!("/{media}"), &[]),
            lab.get("/ig_audio", &[]),
            lab.send(&Parts::new(Method::GET, "/me", &[])),
            lab.send(&Parts::new(Method::GET, "/me", &[("access_token", "nobody")])),
        ];
        outcomes.iter().for_each(|outcome| self.note("", outcome));
        for scope in ["instagram_content_publish", "catalog_management"] {
            let config = Config::default();
            let mut lab = Lab::of(Login::Facebook, config);
            let path = format!("/me/permissions/{scope}");
            lab.call(Method::DELETE, &path, &[]);
            let tags = r#"[{"product_id":"3231775643511089","x":0.5,"y":0.8}]"#;
            self.note("", &lab.try_create(&[photo, ("product_tags", tags)]));
        }
        let mut lab = Lab::new(Login::Facebook);
        lab.call(Method::DELETE, "/me/permissions", &[]);
        self.note("", &lab.get("/me", &[]));
        let mut lab = Lab::of(
            Login::Facebook,
            Config::default().with_token_lifetime(Duration::from_secs(3600)),
        );
        lab.wait(Duration::from_secs(7200));
        self.note("", &lab.get("/me", &[]));
        let mut lab = Lab::new(Login::Facebook);
        for _ in 0..97 {
            let post = lab.create(&[photo]);
            let outcome = lab.try_publish(&post);
            self.note("POST /{user}/media_publish", &outcome);
        }
        let mut lab = Lab::new(Login::Facebook);
        let (image, other) = (lab.ids.image_item.clone(), lab.ids.video_item.clone());
        lab.wait(Duration::from_secs(25 * 3600));
        let children = format!("{image},{other}");
        let carousel = [("media_type", "CAROUSEL"), ("children", &*children)];
        self.note("", &lab.try_create(&carousel));
        lab.arm(&json!({"on": "create", "do": "processing", "subcode": 2_207_026}));
        let failed = lab.create(&[video, ITEM, ("media_type", "VIDEO")]);
        let sound = lab.create(&[photo, ITEM]);
        lab.wait(Duration::from_secs(60));
        let children = format!("{failed},{sound}");
        let carousel = [("media_type", "CAROUSEL"), ("children", &*children)];
        self.note("", &lab.try_create(&carousel));
        let code = Parts::new(
            Method::POST,
            "/oauth/access_token",
            &[
                ("client_id", Config::APP_ID),
                ("client_secret", Config::APP_SECRET),
                ("grant_type", "authorization_code"),
                ("redirect_uri", "https://www.example.com/"),
                ("code", "nothing"),
            ],
        );
        self.note("", &Lab::new(Login::Instagram).send(&code));
    }
}

/// Collects the paths inside a value with the leaf at each.
fn collect(value: &Value, path: &str, leaves: &mut BTreeSet<(String, String)>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                collect(value, &path, leaves);
            }
        }
        Value::Array(items) => {
            leaves.insert((path.to_owned(), String::new()));
            items.iter().for_each(|item| collect(item, &format!("{path}[]"), leaves));
        }
        Value::String(text) => drop(leaves.insert((path.to_owned(), text.clone()))),
        other => drop(leaves.insert((path.to_owned(), other.to_string()))),
    }
}
