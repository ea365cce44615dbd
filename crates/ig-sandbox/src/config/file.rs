//! The configuration as a file, for people who do not write Rust.

use std::{path::PathBuf, time::Duration};

use serde::Deserialize;
use toml::Spanned;

use super::{
    Account, App, CarouselRefusal, Config, InvalidConfig, Login, PageLink, PageRole, Partnerships,
    Reader, SecondPublish, Slices, Span, TokenGrant,
    check::{About, check_scopes},
};

/// All of it. What is not given stays as it is without a file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    quota: Option<u32>,
    second_publish: Option<SecondPublish>,
    reader: Option<Reader>,
    slices: Option<Slices>,
    partnerships: Option<Partnerships>,
    carousel_refusal: Option<CarouselRefusal>,
    photo_processing_s: Option<Spanned<f64>>,
    video_processing_s: Option<Spanned<f64>>,
    carousel_processing_s: Option<Spanned<f64>>,
    fetch_timeout_s: Option<Spanned<f64>>,
    #[serde(default)]
    unknown_usernames: Vec<String>,
    seed: Option<u64>,
    #[serde(default)]
    allowed_hosts: Vec<String>,
    #[serde(default)]
    allowed_origins: Vec<String>,
    #[serde(default)]
    media: Vec<FileMedia>,
    #[serde(default)]
    apps: Vec<Spanned<FileApp>>,
    #[serde(default)]
    accounts: Vec<Spanned<FileAccount>>,
    #[serde(default)]
    tokens: Vec<Spanned<FileToken>>,
}

/// What is at a URL.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileMedia {
    url: String,
    file: PathBuf,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileApp {
    id: String,
    secret: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileAccount {
    id: String,
    username: String,
    #[serde(rename = "type")]
    account_type: Option<String>,
    quota: Option<u32>,
    page: Option<FilePage>,
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
    token: String,
    /// Those of Facebook Login may be for several.
    accounts: Vec<String>,
    app: Option<String>,
    #[serde(default)]
    login: Login,
    scopes: Option<Vec<String>>,
    lifetime_s: Option<Spanned<f64>>,
    code: Option<String>,
}

impl Config {
    /// Reads a configuration from TOML.
    ///
    /// ```
    /// let config = ig_sandbox::Config::from_toml(r#"
    ///     quota = 50                      # posts in 24 hours
    ///     second_publish = "again"        # or "refuse"
    ///     video_processing_s = 0.5
    ///
    ///     [[media]]                       # what is at a URL, instead of the internet
    ///     url = "https://www.example.com/images/bronz-fonz.jpg"
    ///     file = "photo.jpg"              # from the folder where the sandbox is started
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
    ///     app = "990602627938098"         # the first one unless told otherwise
    ///     login = "instagram"             # or "facebook"
    ///     scopes = ["instagram_business_basic"]
    ///     lifetime_s = 5184000
    ///     code = "code-for-another-token"
    /// "#)?;
    /// # Ok::<(), ig_sandbox::InvalidConfig>(())
    /// ```
    ///
    /// What is not given is as without a file: `apps`, `accounts` and `tokens` each replace those
    /// of the start. Further keys are `reader` (`user`, `admin`), `slices` (`accepted`, `refused`),
    /// `partnerships` (`eligible`, `not_eligible`), `carousel_refusal` (`documented`, `observed`),
    /// `photo_processing_s`, `carousel_processing_s`,
    /// `fetch_timeout_s`, `unknown_usernames`, `allowed_hosts`, `allowed_origins` and `seed`.
    ///
    /// # Errors
    ///
    /// The first thing that is not known or does not fit, with its line and column.
    pub fn from_toml(text: &str) -> Result<Self, InvalidConfig> {
        Self::default().read_toml(text)
    }

    /// Reads a configuration from TOML as [`from_toml`](Self::from_toml) does; what the text does
    /// not say stays as it is here.
    ///
    /// # Errors
    ///
    /// As [`from_toml`](Self::from_toml).
    pub fn read_toml(self, text: &str) -> Result<Self, InvalidConfig> {
        let file: File = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            placed(InvalidConfig::new(About::All, error.message()), text, at)
        })?;
        self.with_file(file).map_err(|(wrong, at)| placed(wrong, text, at))
    }

    fn with_file(mut self, file: File) -> Result<Self, (InvalidConfig, usize)> {
        self.quota = file.quota.unwrap_or(self.quota);
        self.seed = file.seed.unwrap_or(self.seed);
        self.second_publish = file.second_publish.unwrap_or(self.second_publish);
        self.reader = file.reader.unwrap_or(self.reader);
        self.slices = file.slices.unwrap_or(self.slices);
        self.partnerships = file.partnerships.unwrap_or(self.partnerships);
        self.carousel_refusal = file.carousel_refusal.unwrap_or(self.carousel_refusal);
        self.unknown_usernames.extend(file.unknown_usernames);
        self.allowed_hosts.extend(file.allowed_hosts);
        self.allowed_origins.extend(file.allowed_origins);
        self.media.extend(file.media.into_iter().map(|it| (it.url, it.file)));
        let times = [
            (file.photo_processing_s, &mut self.photo_processing),
            (file.video_processing_s, &mut self.video_processing),
            (file.carousel_processing_s, &mut self.carousel_processing),
        ];
        for (given, time) in times {
            *time = seconds(given)?.map_or(*time, Span::exactly);
        }
        self.fetch_timeout = seconds(file.fetch_timeout_s)?.unwrap_or(self.fetch_timeout);
        let app_places = starts(&file.apps);
        let account_places = starts(&file.accounts);
        let token_places = starts(&file.tokens);
        if !file.apps.is_empty() {
            let apps = file.apps.into_iter().map(Spanned::into_inner);
            self.apps = apps.map(|app| App::new(app.id, app.secret)).collect();
        }
        if !file.accounts.is_empty() {
            self.accounts = file.accounts.into_iter().map(|it| account(it.into_inner())).collect();
        }
        if !file.tokens.is_empty() {
            let tokens = file.tokens.into_iter().map(token);
            self.tokens = tokens.collect::<Result<_, _>>()?;
        }
        self.check().map_err(|wrong| {
            let at = match wrong.about {
                About::All => None,
                About::App(at) => app_places.get(at),
                About::Account(at) => account_places.get(at),
                About::Token(at) => token_places.get(at),
            };
            let at = at.copied().unwrap_or(0);
            (wrong, at)
        })?;
        Ok(self)
    }
}

fn starts<T>(list: &[Spanned<T>]) -> Vec<usize> {
    list.iter().map(|it| it.span().start).collect()
}

fn seconds(given: Option<Spanned<f64>>) -> Result<Option<Duration>, (InvalidConfig, usize)> {
    let Some(given) = given else {
        return Ok(None);
    };
    let at = given.span().start;
    let time = Duration::try_from_secs_f64(given.into_inner());
    let why = "this must be a number of seconds, 0 or more";
    time.map(Some).map_err(|_| (InvalidConfig::new(About::All, why), at))
}

fn account(file: FileAccount) -> Account {
    let mut account = Account::new(file.id, file.username);
    account.quota = file.quota;
    account.account_type = file.account_type.unwrap_or(account.account_type);
    if let Some(page) = file.page {
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

fn token(file: Spanned<FileToken>) -> Result<TokenGrant, (InvalidConfig, usize)> {
    let at = file.span().start;
    let file = file.into_inner();
    let wrong = |why: String| (InvalidConfig::new(About::All, why), at);
    let mut accounts = file.accounts.into_iter();
    let first = accounts.next();
    let first = first.ok_or_else(|| wrong("a token needs an account at least".to_owned()))?;
    let mut token = TokenGrant::new(file.token, first).with_login(file.login);
    token.accounts.extend(accounts);
    token.app = file.app;
    token.code = file.code;
    token.lifetime = seconds(file.lifetime_s)?;
    if let Some(scopes) = file.scopes {
        check_scopes(file.login, &scopes).map_err(wrong)?;
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
