//! What a person has granted to the app: the token, its scopes, and the Page that leads to the
//! account.

use std::time::Duration;

use super::{Config, Login};

/// Everything about the token and what it may do.
#[derive(Clone)]
pub(crate) struct Grant {
    pub(crate) app_id: String,
    pub(crate) app_secret: String,
    pub(crate) code: String,
    /// Of the first token; it never expires unless told otherwise.
    pub(crate) lifetime: Option<Duration>,
    pub(crate) declined: Vec<String>,
    pub(crate) tasks: Vec<String>,
    pub(crate) page_role: PageRole,
    pub(crate) page_link: PageLink,
    pub(crate) account_type: String,
}

impl std::fmt::Debug for Grant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let app = &self.app_id;
        f.debug_struct("Grant").field("app_id", app).finish_non_exhaustive()
    }
}

impl Default for Grant {
    fn default() -> Self {
        let tasks = ["ANALYZE", "ADVERTISE", "MESSAGING", "MODERATE", "CREATE_CONTENT", "MANAGE"];
        Self {
            app_id: Config::APP_ID.to_owned(),
            app_secret: Config::APP_SECRET.to_owned(),
            code: Config::CODE.to_owned(),
            lifetime: None,
            declined: Vec::new(),
            tasks: tasks.map(str::to_owned).to_vec(),
            page_role: PageRole::Direct,
            page_link: PageLink::Linked,
            account_type: "BUSINESS".to_owned(),
        }
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
    /// The app's id, unless told otherwise: the one in Meta's own examples.
    pub const APP_ID: &str = "990602627938098";
    /// The app's secret, unless told otherwise.
    pub const APP_SECRET: &str = "sandbox-secret";
    /// The authorization code that a login dialog would have given at the start, unless told
    /// otherwise. As all codes, it is good for an hour and for one token; `POST /_sandbox/codes`
    /// gives another one.
    pub const CODE: &str = "sandbox-code";
    /// The token of the Page that the account is linked to.
    pub const PAGE_TOKEN: &str = "sandbox-page-token";

    /// The app that tokens are for: its id, which is digits, and its secret.
    #[must_use]
    pub fn with_app(mut self, id: impl Into<String>, secret: impl Into<String>) -> Self {
        self.grant.app_id = id.into();
        self.grant.app_secret = secret.into();
        self
    }

    /// The authorization code of the start.
    #[must_use]
    pub fn with_code(mut self, code: impl Into<String>) -> Self {
        self.grant.code = code.into();
        self
    }

    /// How long the first token is good, from the sandbox's first request on; for ever unless told
    /// otherwise, as tokens of system users and Pages are.
    #[must_use]
    pub fn with_token_lifetime(mut self, time: Duration) -> Self {
        self.grant.lifetime = Some(time);
        self
    }

    /// Takes a scope away: the person has declined it. All of the host are granted unless told
    /// otherwise.
    #[must_use]
    pub fn without_scope(mut self, scope: impl Into<String>) -> Self {
        self.grant.declined.push(scope.into());
        self
    }

    /// What the person may do on the Page; all unless told otherwise. To publish takes `MANAGE` or
    /// `CREATE_CONTENT`.
    #[must_use]
    pub fn with_tasks<T: Into<String>>(mut self, tasks: impl IntoIterator<Item = T>) -> Self {
        self.grant.tasks = tasks.into_iter().map(Into::into).collect();
        self
    }

    /// Where the person's role on the Page comes from.
    #[must_use]
    pub fn with_page_role(mut self, role: PageRole) -> Self {
        self.grant.page_role = role;
        self
    }

    /// Whether the Page shows the Instagram account.
    #[must_use]
    pub fn with_page_link(mut self, link: PageLink) -> Self {
        self.grant.page_link = link;
        self
    }

    /// The `account_type` that `graph.instagram.com` shows; `BUSINESS` unless told otherwise.
    #[must_use]
    pub fn with_account_type(mut self, account_type: impl Into<String>) -> Self {
        self.grant.account_type = account_type.into();
        self
    }
}

/// Where a person's role on the Page comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PageRole {
    /// From the Page itself.
    #[default]
    Direct,
    /// From the Business Manager: to publish takes `ads_management` or `ads_read` then.
    BusinessManager,
}

/// Whether a Page shows an Instagram account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PageLink {
    /// It does.
    #[default]
    Linked,
    /// It has no `instagram_business_account`.
    Missing,
}
