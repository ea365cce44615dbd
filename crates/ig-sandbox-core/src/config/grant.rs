//! Grants of people to apps: the apps, the tokens and their scopes.

use std::time::Duration;

use super::{Account, Config, Login, PageLink, PageRole};

/// An app that has tokens.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct App {
    pub(crate) id: String,
    pub(crate) secret: String,
    /// Where its dialogs may lead; anywhere if there are none.
    pub(crate) redirect_uris: Vec<String>,
}

impl App {
    /// An app: its id, which is digits, and its secret.
    pub fn new(id: impl Into<String>, secret: impl Into<String>) -> Self {
        Self { id: id.into(), secret: secret.into(), redirect_uris: Vec::new() }
    }

    /// One of the redirect URIs of the app's settings. With one, the login dialog and the exchange of
    /// its code accept no others; without any, they accept every `https` URI, and `http` of this
    /// machine.
    #[must_use]
    pub fn with_redirect_uri(mut self, uri: impl Into<String>) -> Self {
        self.redirect_uris.push(uri.into());
        self
    }

    /// `{app-id}|{app-secret}`: the app's own token.
    pub(crate) fn token(&self) -> String {
        format!("{}|{}", self.id, self.secret)
    }
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A token that exists from the start, and its grant: what an app may do, with which accounts.
/// Tokens that are derived from it, and the tokens of the Pages, share the grant.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TokenGrant {
    pub(crate) text: String,
    pub(crate) accounts: Vec<String>,
    pub(crate) app: Option<String>,
    pub(crate) login: Login,
    pub(crate) declined: Vec<String>,
    pub(crate) lifetime: Option<Duration>,
    pub(crate) code: Option<String>,
}

impl TokenGrant {
    /// A token for an account, by the first app, with Facebook Login, with all scopes, for ever.
    pub fn new(text: impl Into<String>, account: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            accounts: vec![account.into()],
            app: None,
            login: Login::Facebook,
            declined: Vec::new(),
            lifetime: None,
            code: None,
        }
    }

    /// One more account: a person with Facebook Login may run several.
    #[must_use]
    pub fn with_account(mut self, account: impl Into<String>) -> Self {
        self.accounts.push(account.into());
        self
    }

    /// The id of its app; the first one by default.
    #[must_use]
    pub fn with_app(mut self, id: impl Into<String>) -> Self {
        self.app = Some(id.into());
        self
    }

    /// The host on which it is valid.
    #[must_use]
    pub fn with_login(mut self, login: Login) -> Self {
        self.login = login;
        self
    }

    /// Removes a scope, as if the person had declined it.
    #[must_use]
    pub fn without_scope(mut self, scope: impl Into<String>) -> Self {
        self.declined.push(scope.into());
        self
    }

    /// Grants these scopes and no others of the host.
    #[must_use]
    pub fn with_scopes<T: AsRef<str>>(mut self, scopes: impl IntoIterator<Item = T>) -> Self {
        let granted: Vec<T> = scopes.into_iter().collect();
        let is_declined = |scope: &&&str| granted.iter().all(|granted| granted.as_ref() != **scope);
        let declined = self::scopes(self.login).iter().filter(is_declined);
        self.declined = declined.map(|scope| (*scope).to_owned()).collect();
        self
    }

    /// How long it is valid, from the sandbox's first request on, or from the start of its server.
    #[must_use]
    pub fn with_lifetime(mut self, time: Duration) -> Self {
        self.lifetime = Some(time);
        self
    }

    /// An authorization code that gives one more token of this grant, once, within the first hour.
    #[must_use]
    pub fn with_code(mut self, code: impl Into<String>) -> Self {
        self.code = Some(code.into());
        self
    }
}

impl std::fmt::Debug for TokenGrant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TokenGrant").field("accounts", &self.accounts).finish_non_exhaustive()
    }
}

/// What the person may grant on each host (reference §1.4).
pub(crate) fn scopes(login: Login) -> &'static [&'static str] {
    match login {
        Login::Facebook => &[
            "instagram_basic",
            "instagram_content_publish",
            "instagram_manage_contents",
            "instagram_shopping_tag_products",
            "instagram_branded_content_creator",
            "pages_read_engagement",
            "pages_show_list",
            "catalog_management",
            "ads_management",
            "ads_read",
            "business_management",
        ],
        Login::Instagram => &["instagram_business_basic", "instagram_business_content_publish"],
    }
}

impl Config {
    /// The app's default id: the one in Meta's own examples.
    pub const APP_ID: &str = "990602627938098";
    /// The app's default secret.
    pub const APP_SECRET: &str = "sandbox-secret";
    /// The default authorization code, as if a login dialog had issued it at the start. As all codes,
    /// it is valid for an hour and for one token; `POST /_sandbox/codes` issues another one.
    pub const CODE: &str = "sandbox-code";
    /// The token of the Page that the account is linked to.
    pub const PAGE_TOKEN: &str = "sandbox-page-token";

    /// The accounts, instead of the one of the guide. Their tokens are set
    /// [with `with_tokens`](Self::with_tokens).
    #[must_use]
    pub fn with_accounts(mut self, accounts: impl IntoIterator<Item = Account>) -> Self {
        self.accounts = accounts.into_iter().collect();
        self
    }

    /// The apps, instead of the default one.
    #[must_use]
    pub fn with_apps(mut self, apps: impl IntoIterator<Item = App>) -> Self {
        self.apps = apps.into_iter().collect();
        self
    }

    /// The tokens at the start, instead of `sandbox-token`.
    #[must_use]
    pub fn with_tokens(mut self, tokens: impl IntoIterator<Item = TokenGrant>) -> Self {
        self.tokens = tokens.into_iter().collect();
        self
    }

    /// The access token of the first account, `sandbox-token` by default. A test that looks for
    /// leaks chooses one that is recognizable anywhere.
    #[must_use]
    pub fn with_token(self, token: impl Into<String>) -> Self {
        self.first_token(|first| first.text = token.into())
    }

    /// Which of Meta's two hosts the sandbox plays to the first token.
    #[must_use]
    pub fn with_login(self, login: Login) -> Self {
        self.first_token(|first| first.login = login)
    }

    /// The first app: its id, which is digits, and its secret.
    #[must_use]
    pub fn with_app(mut self, id: impl Into<String>, secret: impl Into<String>) -> Self {
        if let Some(first) = self.apps.first_mut() {
            *first = App::new(id, secret);
        }
        self
    }

    /// The authorization code of the start.
    #[must_use]
    pub fn with_code(self, code: impl Into<String>) -> Self {
        self.first_token(|first| first.code = Some(code.into()))
    }

    /// How long the first token is valid, from the sandbox's first request on; for ever by default,
    /// as tokens of system users and Pages are.
    #[must_use]
    pub fn with_token_lifetime(self, time: Duration) -> Self {
        self.first_token(|first| first.lifetime = Some(time))
    }

    /// Removes a scope from the first token, as if the person had declined it. By default all scopes
    /// of the host are granted.
    #[must_use]
    pub fn without_scope(self, scope: impl Into<String>) -> Self {
        self.first_token(|first| first.declined.push(scope.into()))
    }

    /// What the person may do on the Page of the first account; everything by default. Publishing
    /// requires `MANAGE` or `CREATE_CONTENT`.
    #[must_use]
    pub fn with_tasks<T: Into<String>>(self, tasks: impl IntoIterator<Item = T>) -> Self {
        self.first_account(|first| first.with_tasks(tasks))
    }

    /// Where the person's role on the Page of the first account comes from.
    #[must_use]
    pub fn with_page_role(self, role: PageRole) -> Self {
        self.first_account(|first| first.with_page_role(role))
    }

    /// Whether the Page of the first account shows the Instagram account.
    #[must_use]
    pub fn with_page_link(self, link: PageLink) -> Self {
        self.first_account(|first| first.with_page_link(link))
    }

    /// The `account_type` of the first account, which `graph.instagram.com` shows; `BUSINESS` by
    /// default.
    #[must_use]
    pub fn with_account_type(self, account_type: impl Into<String>) -> Self {
        self.first_account(|first| first.with_account_type(account_type))
    }

    fn first_token(mut self, change: impl FnOnce(&mut TokenGrant)) -> Self {
        if let Some(first) = self.tokens.first_mut() {
            change(first);
        }
        self
    }

    fn first_account(mut self, change: impl FnOnce(Account) -> Account) -> Self {
        if !self.accounts.is_empty() {
            let first = self.accounts.remove(0);
            self.accounts.insert(0, change(first));
        }
        self
    }
}
