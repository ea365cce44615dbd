//! The options of a sandbox before it starts.

mod account;
mod add_on;
mod check;
mod file;
mod grant;
mod legacy;
mod names;
mod posts;
mod processing;
mod rules;
mod settings;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    time::Duration,
};

#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use self::{
    account::{Account, PageLink, PageRole},
    add_on::AddOns,
    check::InvalidConfig,
    grant::{App, TokenGrant},
    legacy::LegacyFeatures,
    posts::{CarouselRefusal, Partnerships, VideoAlone},
    rules::Rules,
};
pub(crate) use self::{grant::scopes, processing::Span, settings::Settings};

/// How a [`Sandbox`](crate::Sandbox) behaves.
///
/// ```
/// use std::time::Duration;
///
/// use ig_sandbox_core::{Config, SecondPublish};
///
/// let config = Config::default()
///     .with_quota(100)
///     .with_second_publish(SecondPublish::Again)
///     .with_photo_processing(Duration::from_secs(5));
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Config {
    pub(crate) quota: u32,
    pub(crate) max_containers: u32,
    pub(crate) second_publish: SecondPublish,
    pub(crate) photo_creation: Span,
    pub(crate) photo_processing: Span,
    /// In percent.
    pub(crate) late_photos: u8,
    pub(crate) video_processing: Span,
    pub(crate) fetch_timeout: Duration,
    pub(crate) seed: u64,
    pub(crate) reader: Reader,
    pub(crate) carousel_processing: Span,
    pub(crate) carousel_refusal: CarouselRefusal,
    pub(crate) max_product_tags: usize,
    pub(crate) rules: Rules,
    pub(crate) max_carousel_items: Option<usize>,
    pub(crate) max_hashtags: usize,
    pub(crate) partnerships: Partnerships,
    pub(crate) video_alone: VideoAlone,
    pub(crate) unknown_usernames: Vec<String>,
    pub(crate) slices: Slices,
    pub(crate) add_ons: AddOns,
    pub(crate) publish_reply: Option<BTreeMap<String, Value>>,
    pub(crate) legacy_features: LegacyFeatures,
    pub(crate) robots: Robots,
    pub(crate) allowed_origins: Vec<String>,
    pub(crate) allowed_hosts: Vec<String>,
    pub(crate) media: Vec<(String, PathBuf)>,
    pub(crate) accounts: Vec<Account>,
    pub(crate) apps: Vec<App>,
    pub(crate) tokens: Vec<TokenGrant>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            quota: 25,
            max_containers: 400,
            second_publish: SecondPublish::Refuse,
            photo_creation: Span::exactly(Duration::ZERO),
            photo_processing: Span::exactly(Duration::ZERO),
            late_photos: 100,
            video_processing: Span::exactly(Duration::from_secs(10)),
            fetch_timeout: Duration::from_secs(20),
            seed: 1,
            reader: Reader::User,
            carousel_processing: Span::exactly(Duration::from_secs(2)),
            carousel_refusal: CarouselRefusal::Documented,
            max_product_tags: 5,
            rules: Rules::Lenient,
            max_carousel_items: None,
            max_hashtags: ig_rules::post::HASHTAGS.bound.max(),
            partnerships: Partnerships::Eligible,
            video_alone: VideoAlone::Item,
            unknown_usernames: Vec::new(),
            slices: Slices::Accepted,
            add_ons: AddOns::Attached,
            legacy_features: LegacyFeatures::Refused,
            publish_reply: None,
            robots: Robots::Obeyed,
            allowed_origins: Vec::new(),
            allowed_hosts: Vec::new(),
            media: Vec::new(),
            accounts: vec![Account::new(Account::FIRST, "bronz_fonz")],
            apps: vec![App::new(Self::APP_ID, Self::APP_SECRET)],
            tokens: vec![TokenGrant::new("sandbox-token", Account::FIRST).with_code(Self::CODE)],
        }
    }
}

impl Config {
    /// The id of the first account; empty if there is none, which [`check`](Self::check) refuses.
    pub fn user_id(&self) -> &str {
        self.accounts.first().map_or("", |account| &account.id)
    }

    /// The first token, and the login that it belongs to; `None` if there is none, which
    /// [`check`](Self::check) refuses.
    pub fn token(&self) -> Option<(&str, Login)> {
        self.tokens.first().map(|token| (token.text.as_str(), token.login))
    }

    /// The file that replaces a URL of the internet, if there is one.
    pub fn media_file(&self, url: &str) -> Option<&Path> {
        self.media.iter().find(|(known, _)| known == url).map(|(_, file)| file.as_path())
    }

    /// How long a media server may take to deliver a file.
    pub fn fetch_timeout(&self) -> Duration {
        self.fetch_timeout
    }

    /// How many posts an account may publish in 24 hours; 25 by default, as in the first edition of
    /// the guide. Later editions say 50 and 100.
    #[must_use]
    pub fn with_quota(mut self, posts: u32) -> Self {
        self.quota = posts;
        self
    }

    /// How many containers an account may create in 24 hours; 400 by default, as
    /// documented (reference §2.1). The words of the refusal beyond them are not known.
    #[must_use]
    pub fn with_max_containers(mut self, containers: u32) -> Self {
        self.max_containers = containers;
        self
    }

    /// What a second `media_publish` of one container does.
    #[must_use]
    pub fn with_second_publish(mut self, second_publish: SecondPublish) -> Self {
        self.second_publish = second_publish;
        self
    }

    /// How long a media server may take to deliver a file; 20 seconds by default.
    #[must_use]
    pub fn with_fetch_timeout(mut self, time: Duration) -> Self {
        self.fetch_timeout = time;
        self
    }

    /// The seed of ids and trace ids: equal seeds and equal requests give equal replies.
    #[must_use]
    pub fn with_seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// The role of the reader of captions.
    #[must_use]
    pub fn with_reader(mut self, reader: Reader) -> Self {
        self.reader = reader;
        self
    }

    /// Allows the pages of a site to call the API: `https://app.example.com`, or `*` for all sites.
    ///
    /// Unlike the real API, which relies on the token, the sandbox refuses pages of other sites: its
    /// token is known to everybody, so any page that a developer has open could post here and spoil
    /// a test. Pages of this machine are allowed.
    #[must_use]
    pub fn with_allowed_origin(mut self, origin: impl Into<String>) -> Self {
        self.allowed_origins.push(origin.into());
        self
    }

    /// Allows clients to call the sandbox under another name, such as `sandbox` in a network of
    /// containers.
    ///
    /// It accepts addresses, `localhost` and Meta's names. Any other name may belong to a page on
    /// the internet that points here, and a browser regards such a page as the same origin.
    #[must_use]
    pub fn with_allowed_host(mut self, host: impl Into<String>) -> Self {
        self.allowed_hosts.push(host.into());
        self
    }

    /// Replaces a URL of the internet by a file of this machine, which is read each time. Tests can
    /// keep their URLs, and need no internet.
    #[must_use]
    pub fn with_media(mut self, url: impl Into<String>, file: impl Into<PathBuf>) -> Self {
        self.media.push((url.into(), file.into()));
        self
    }

    /// Whether the robots.txt of a media server is obeyed.
    pub fn robots(&self) -> Robots {
        self.robots
    }

    /// Sets whether the robots.txt of a media server is obeyed; it is by default.
    #[must_use]
    pub fn with_robots(mut self, robots: Robots) -> Self {
        self.robots = robots;
        self
    }

    /// What becomes of uploads that bring less than the rest of the file.
    #[must_use]
    pub fn with_slices(mut self, slices: Slices) -> Self {
        self.slices = slices;
        self
    }
}

/// What a second `media_publish` of one container does: the real server's reply is neither
/// documented nor captured, so a client must work with both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SecondPublish {
    /// It is refused with 24/2207008, as for a container that does not exist.
    #[default]
    Refuse,
    /// It publishes a second post.
    Again,
}

/// The role of the reader of captions: Meta removes `@` signs for all except administrators.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reader {
    /// Captions come back without `@` signs.
    #[default]
    User,
    /// Captions come back as they were sent.
    Admin,
}

/// Which of Meta's two hosts the sandbox plays: they word some errors differently.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "Meta has these two hosts")]
pub enum Login {
    /// `graph.facebook.com`.
    #[default]
    Facebook,
    /// `graph.instagram.com`, which has no `/pages/search`.
    Instagram,
}

/// The treatment of an upload request with fewer bytes than the file has left. It is not
/// documented whether Instagram accepts a video in slices, so a client must work with both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Slices {
    /// It is read, and the next request follows it.
    #[default]
    Accepted,
    /// It is refused with `PartialRequestError`, as in the guide of Facebook Reels. If the request
    /// gives its length, no byte of it counts.
    Refused,
}

/// Whether the robots.txt of a media server is obeyed. Meta's crawler is documented to obey it,
/// and may pass over it for checks of security (reference §17.8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Robots {
    /// A file that it keeps from `facebookexternalhit` is not fetched.
    #[default]
    Obeyed,
    /// It is not asked for.
    Ignored,
}
