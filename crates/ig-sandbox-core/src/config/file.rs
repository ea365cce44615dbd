//! The configuration as a file, for people who do not write Rust.

mod places;
mod words;

use std::{
    collections::BTreeMap,
    path::{self, Path, PathBuf},
    time::Duration,
};

use serde::Deserialize;
use serde_json::Value;
use toml::Spanned;

use super::{
    Account, AddOns, App, CarouselRefusal, Config, InvalidConfig, LegacyFeatures, Login, PageLink,
    PageRole, Partnerships, Reader, Robots, Rules, SecondPublish, Slices, Span, TokenGrant,
    VideoAlone,
    check::{About, check_scopes},
};

use self::places::Places;

/// The whole file. A missing key keeps its value.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    quota: Option<u32>,
    max_containers: Option<u32>,
    second_publish: Option<SecondPublish>,
    reader: Option<Reader>,
    slices: Option<Slices>,
    add_ons: Option<AddOns>,
    publish_reply: Option<BTreeMap<String, Value>>,
    legacy_features: Option<LegacyFeatures>,
    robots: Option<Robots>,
    partnerships: Option<Partnerships>,
    video_alone: Option<VideoAlone>,
    carousel_refusal: Option<CarouselRefusal>,
    rules: Option<Rules>,
    max_carousel_items: Option<Spanned<usize>>,
    max_hashtags: Option<usize>,
    photo_creation_s: Option<Spanned<f64>>,
    photo_processing_s: Option<Spanned<f64>>,
    late_photos_percent: Option<Spanned<u8>>,
    video_processing_s: Option<Spanned<f64>>,
    carousel_processing_s: Option<Spanned<f64>>,
    fetch_timeout_s: Option<Spanned<f64>>,
    #[serde(default)]
    unknown_usernames: Vec<String>,
    seed: Option<u64>,
    #[serde(default)]
    allowed_hosts: Vec<Spanned<String>>,
    #[serde(default)]
    allowed_origins: Vec<Spanned<String>>,
    #[serde(default)]
    media: Vec<FileMedia>,
    #[serde(default)]
    apps: Vec<Spanned<FileApp>>,
    #[serde(default)]
    accounts: Vec<Spanned<FileAccount>>,
    #[serde(default)]
    tokens: Vec<Spanned<FileToken>>,
}

/// The file at a URL.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileMedia {
    url: Spanned<String>,
    file: Spanned<PathBuf>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileApp {
    id: Spanned<String>,
    secret: Spanned<String>,
    redirect_uris: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileAccount {
    id: Spanned<String>,
    username: Spanned<String>,
    #[serde(rename = "type")]
    account_type: Option<String>,
    quota: Option<u32>,
    page: Option<Spanned<FilePage>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FilePage {
    id: Option<String>,
    name: Option<String>,
    token: Option<String>,
    link: Option<PageLink>,
    role: Option<PageRole>,
    tasks: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileToken {
    token: Spanned<String>,
    /// The accounts: a token of Facebook Login may have several.
    accounts: Spanned<Vec<Spanned<String>>>,
    app: Option<Spanned<String>>,
    #[serde(default)]
    login: Login,
    scopes: Option<Spanned<Vec<Spanned<String>>>>,
    lifetime_s: Option<Spanned<f64>>,
    code: Option<Spanned<String>>,
}

impl Config {
    /// Reads a configuration from TOML.
    ///
    /// ```
    /// let config = ig_sandbox_core::Config::from_toml(r#"
    ///     quota = 50                      # posts in 24 hours
    ///     second_publish = "again"        # or "refuse"
    ///     video_processing_s = 0.5
    ///
    ///     [[media]]                       # what is at a URL, instead of the internet
    ///     url = "https://www.example.com/images/bronz-fonz.jpg"
    ///     file = "photo.jpg"              # from the folder of the configuration
    ///
    ///     [[apps]]
    ///     id = "990602627938098"
    ///     secret = "sandbox-secret"
    ///
    ///     [[accounts]]
    ///     id = "17841400008460056"
    ///     username = "bronz_fonz"
    ///
    ///     [[accounts]]
    ///     id = "17841400008460057"
    ///     username = "ralph_malph"
    ///     quota = 2                       # of its own
    ///     type = "MEDIA_CREATOR"
    ///     page = { tasks = ["ANALYZE"] }  # and id, name, token, link, role
    ///
    ///     [[tokens]]
    ///     token = "sandbox-token"
    ///     accounts = ["17841400008460056", "17841400008460057"]
    ///
    ///     [[tokens]]
    ///     token = "token-that-only-reads"
    ///     accounts = ["17841400008460057"]
    ///     app = "990602627938098"         # the first one by default
    ///     login = "instagram"             # or "facebook"
    ///     scopes = ["instagram_business_basic"]
    ///     lifetime_s = 5184000
    ///     code = "code-for-another-token"
    /// "#)?;
    /// # Ok::<(), ig_sandbox_core::InvalidConfig>(())
    /// ```
    ///
    /// What is not given is as without a file: `apps` (with `redirect_uris`), `accounts` and `tokens`
    /// each replace those of the start. Further keys are `max_containers` (in 24 hours), `reader`
    /// (`user`, `admin`), `slices` (`accepted`, `refused`), `robots` (`obeyed`, `ignored`),
    /// `partnerships` (`eligible`, `not_eligible`), `carousel_refusal` (`documented`, `observed`),
    /// `rules` (`lenient`, `strict`), `max_carousel_items` (2 to 20), `max_hashtags`,
    /// `legacy_features` (`refused`, `accepted`), `add_ons` (`attached`, `dropped`), `publish_reply`
    /// (a table: what else the reply to `media_publish` says), `video_alone` (`item`, `reel`),
    /// `photo_creation_s`, `photo_processing_s`, `late_photos_percent`, `carousel_processing_s`,
    /// `fetch_timeout_s`, `unknown_usernames`, `allowed_hosts`, `allowed_origins` and `seed`.
    ///
    /// # Errors
    ///
    /// The first thing that is unknown or does not fit, with its line and column.
    pub fn from_toml(text: &str) -> Result<Self, InvalidConfig> {
        Self::default().read_toml(text)
    }

    /// Reads a configuration from TOML as [`from_toml`](Self::from_toml) does; a missing key keeps
    /// its value in `self`. Files of media are not opened until they are fetched, and are relative
    /// to the current folder.
    ///
    /// # Errors
    ///
    /// As [`from_toml`](Self::from_toml).
    pub fn read_toml(self, text: &str) -> Result<Self, InvalidConfig> {
        self.read(text, None)
    }

    /// Reads the text of a configuration in `folder`, as [`read_toml`](Self::read_toml) does. The
    /// files of media are relative to that folder, and must exist.
    ///
    /// # Errors
    ///
    /// As [`from_toml`](Self::from_toml), and when a file does not exist.
    pub fn read_toml_in(self, folder: impl AsRef<Path>, text: &str) -> Result<Self, InvalidConfig> {
        self.read(text, Some(folder.as_ref()))
    }

    fn read(self, text: &str, folder: Option<&Path>) -> Result<Self, InvalidConfig> {
        let file: File = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            let why = words::plain(error.message());
            placed(InvalidConfig::new(About::ALL, why), text, at)
        })?;
        self.with_file(file, folder).map_err(|(wrong, at)| placed(wrong, text, at))
    }

    fn with_file(
        mut self,
        file: File,
        folder: Option<&Path>,
    ) -> Result<Self, (InvalidConfig, usize)> {
        self.quota = file.quota.unwrap_or(self.quota);
        self.max_containers = file.max_containers.unwrap_or(self.max_containers);
        self.seed = file.seed.unwrap_or(self.seed);
        self.second_publish = file.second_publish.unwrap_or(self.second_publish);
        self.reader = file.reader.unwrap_or(self.reader);
        self.slices = file.slices.unwrap_or(self.slices);
        self.add_ons = file.add_ons.unwrap_or(self.add_ons);
        self.publish_reply = file.publish_reply.or(self.publish_reply);
        self.legacy_features = file.legacy_features.unwrap_or(self.legacy_features);
        self.robots = file.robots.unwrap_or(self.robots);
        self.partnerships = file.partnerships.unwrap_or(self.partnerships);
        self.video_alone = file.video_alone.unwrap_or(self.video_alone);
        self.carousel_refusal = file.carousel_refusal.unwrap_or(self.carousel_refusal);
        self.rules = file.rules.unwrap_or(self.rules);
        self.max_carousel_items = items(file.max_carousel_items)?.or(self.max_carousel_items);
        self.max_hashtags = file.max_hashtags.unwrap_or(self.max_hashtags);
        self.unknown_usernames.extend(file.unknown_usernames);
        let times = [
            (file.photo_creation_s, &mut self.photo_creation),
            (file.photo_processing_s, &mut self.photo_processing),
            (file.video_processing_s, &mut self.video_processing),
            (file.carousel_processing_s, &mut self.carousel_processing),
        ];
        for (given, time) in times {
            *time = seconds(given)?.map_or(*time, Span::exactly);
        }
        self.late_photos = percent(file.late_photos_percent)?.unwrap_or(self.late_photos);
        self.fetch_timeout = seconds(file.fetch_timeout_s)?.unwrap_or(self.fetch_timeout);
        let mut places = Places::default();
        for (list, names, known) in [
            ("allowed_hosts", file.allowed_hosts, &mut self.allowed_hosts),
            ("allowed_origins", file.allowed_origins, &mut self.allowed_origins),
        ] {
            for name in names {
                known.push(places.keep(About::of(list, known.len()), name));
            }
        }
        for media in file.media {
            let about = About::of("media", self.media.len());
            let url = places.keep(about.key("url"), media.url);
            self.media.push((url, found(media.file, folder)?));
        }
        if !file.apps.is_empty() {
            let apps = file.apps.into_iter().enumerate();
            self.apps = apps.map(|(at, it)| app(&mut places, at, it)).collect();
        }
        let (has_accounts, has_tokens) = (!file.accounts.is_empty(), !file.tokens.is_empty());
        if has_accounts {
            let accounts = file.accounts.into_iter().enumerate();
            self.accounts = accounts.map(|(at, it)| account(&mut places, at, it)).collect();
        }
        if has_tokens {
            let tokens = file.tokens.into_iter().enumerate();
            self.tokens =
                tokens.map(|(at, it)| token(&mut places, at, it)).collect::<Result<_, _>>()?;
        }
        self.check().map_err(|wrong| match wrong.about.list {
            // The token is the default one, which is not in the file.
            "tokens" if has_accounts && !has_tokens => {
                let about = About::of("accounts", 0);
                let why = "the accounts of this file have no token: add [[tokens]]";
                (InvalidConfig::new(about, why), places.of(about))
            }
            _ => {
                let at = places.of(wrong.about);
                (wrong, at)
            }
        })?;
        Ok(self)
    }
}

fn items(given: Option<Spanned<usize>>) -> Result<Option<usize>, (InvalidConfig, usize)> {
    let Some(given) = given else {
        return Ok(None);
    };
    let at = given.span().start;
    let most = given.into_inner();
    let bound = ig_rules::post::CAROUSEL_ITEMS.bound;
    if (bound.min()..=bound.max()).contains(&most) {
        return Ok(Some(most));
    }
    let why = "a carousel takes from 2 to 20 items at most, such as 10";
    Err((InvalidConfig::new(About::ALL, why), at))
}

fn seconds(given: Option<Spanned<f64>>) -> Result<Option<Duration>, (InvalidConfig, usize)> {
    let Some(given) = given else {
        return Ok(None);
    };
    let at = given.span().start;
    let time = Duration::try_from_secs_f64(given.into_inner());
    let why = "this must be a number of seconds, 0 or more";
    time.map(Some).map_err(|_| (InvalidConfig::new(About::ALL, why), at))
}

fn percent(given: Option<Spanned<u8>>) -> Result<Option<u8>, (InvalidConfig, usize)> {
    let Some(given) = given else {
        return Ok(None);
    };
    let at = given.span().start;
    let percent = given.into_inner();
    let why = "this must be a percentage, 0 to 100";
    (percent <= 100).then_some(Some(percent)).ok_or((InvalidConfig::new(About::ALL, why), at))
}

/// Where a file is. If the folder is known that it is from, it has to be there.
fn found(file: Spanned<PathBuf>, folder: Option<&Path>) -> Result<PathBuf, (InvalidConfig, usize)> {
    let at = file.span().start;
    let file = file.into_inner();
    let Some(folder) = folder else {
        return Ok(file);
    };
    let file = folder.join(file);
    let full = path::absolute(&file).unwrap_or(file);
    if full.is_file() {
        return Ok(full);
    }
    let why = format!("there is no file {}", full.display());
    Err((InvalidConfig::new(About::ALL, why), at))
}

fn app(places: &mut Places, at: usize, file: Spanned<FileApp>) -> App {
    let about = About::of("apps", at);
    let file = places.keep(about, file);
    let id = places.keep(about.key("id"), file.id);
    let secret = places.keep(about.key("secret"), file.secret);
    App { redirect_uris: file.redirect_uris.unwrap_or_default(), ..App::new(id, secret) }
}

fn account(places: &mut Places, at: usize, file: Spanned<FileAccount>) -> Account {
    let about = About::of("accounts", at);
    let file = places.keep(about, file);
    let id = places.keep(about.key("id"), file.id);
    let mut account = Account::new(id, places.keep(about.key("username"), file.username));
    account.quota = file.quota;
    account.account_type = file.account_type.unwrap_or(account.account_type);
    if let Some(page) = places.keep_any(about.key("page"), file.page) {
        let own = &mut account.page;
        own.id = page.id.unwrap_or_else(|| own.id.clone());
        own.name = page.name.unwrap_or_else(|| own.name.clone());
        own.token = page.token.unwrap_or_else(|| own.token.clone());
        own.link = page.link.unwrap_or(own.link);
        own.role = page.role.unwrap_or(own.role);
        own.tasks = page.tasks.unwrap_or_else(|| own.tasks.clone());
    }
    account
}

fn token(
    places: &mut Places,
    at: usize,
    file: Spanned<FileToken>,
) -> Result<TokenGrant, (InvalidConfig, usize)> {
    let about = About::of("tokens", at);
    let file = places.keep(about, file);
    let text = places.keep(about.key("token"), file.token);
    let mut accounts = places.keep_all(about.key("accounts"), file.accounts).into_iter();
    let wrong = |places: &Places, about: About, why: String| {
        (InvalidConfig::new(about, why), places.of(about))
    };
    let first = accounts.next().ok_or_else(|| {
        wrong(places, about.key("accounts"), "a token needs an account at least".to_owned())
    })?;
    let mut token = TokenGrant::new(text, first).with_login(file.login);
    token.accounts.extend(accounts);
    token.app = places.keep_any(about.key("app"), file.app);
    token.code = places.keep_any(about.key("code"), file.code);
    token.lifetime = seconds(file.lifetime_s)?;
    if let Some(scopes) = file.scopes {
        let about = about.key("scopes");
        let scopes = places.keep_all(about, scopes);
        check_scopes(file.login, &scopes)
            .map_err(|(item, why)| wrong(places, about.item(item), why))?;
        token = token.with_scopes(scopes);
    }
    Ok(token)
}

/// Adds the line and the column of a place in a text.
fn placed(wrong: InvalidConfig, text: &str, at: usize) -> InvalidConfig {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    wrong.at(line, column)
}
