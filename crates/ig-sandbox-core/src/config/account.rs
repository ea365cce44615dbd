//! Accounts, and the Pages that lead to them.

use serde::Deserialize;

use crate::ids;

/// The bases of the ids that belong to the first account; those of others have an offset.
const PERSON: u64 = 10_158_000_000_000_001;
const PAGE: u64 = 110_000_000_000_001;
const INSTAGRAM_USER: u64 = 25_025_320_000_000_001;
const CATALOG: u64 = 960_179_311_066_902;

/// The Pages of other accounts follow those of the gazetteer.
const GAZETTEER: u64 = 2;

/// An Instagram account, the Page that leads to it, and its shop.
///
/// Accounts share nothing: each has its own containers, posts, quota, permissions, Page and catalog.
///
/// ```
/// use ig_sandbox_core::{Account, Config, TokenGrant};
///
/// let config = Config::default()
///     .with_accounts([
///         Account::new("17841400008460056", "bronz_fonz"),
///         Account::new("17841400008460057", "ralph_malph").with_quota(2),
///     ])
///     .with_tokens([
///         TokenGrant::new("token-of-fonzie", "17841400008460056"),
///         TokenGrant::new("token-of-ralph", "17841400008460057"),
///     ]);
/// assert!(config.check().is_ok());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Account {
    pub(crate) id: String,
    pub(crate) username: String,
    pub(crate) account_type: String,
    pub(crate) quota: Option<u32>,
    pub(crate) page: Page,
    /// The offset of its other ids.
    number: u64,
}

/// The Page that an account is linked to.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) token: String,
    pub(crate) link: PageLink,
    /// The tasks of the person who granted the tokens.
    pub(crate) role: PageRole,
    pub(crate) tasks: Vec<String>,
}

/// Where a person's role on the Page comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PageRole {
    /// From the Page itself.
    #[default]
    Direct,
    /// From the Business Manager: publishing then requires `ads_management` or `ads_read`.
    BusinessManager,
}

/// Whether a Page shows an Instagram account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PageLink {
    /// It does.
    #[default]
    Linked,
    /// It has no `instagram_business_account`.
    Missing,
}

impl Account {
    /// The account of Meta's guide, which is the default.
    pub(crate) const FIRST: &str = "17841400008460056";

    /// An account with a Page of its own, whose token is `sandbox-page-token-{id}`; that of the
    /// guide's account is [`Config::PAGE_TOKEN`](super::Config::PAGE_TOKEN).
    pub fn new(id: impl Into<String>, username: impl Into<String>) -> Self {
        let (id, username) = (id.into(), username.into());
        let (number, page_id, name, token) = if id == Self::FIRST {
            (0, PAGE, "The Bronze Fonz".to_owned(), super::Config::PAGE_TOKEN.to_owned())
        } else {
            let number = ids::number_of(&id);
            let token = format!("{}-{id}", super::Config::PAGE_TOKEN);
            (number, PAGE + GAZETTEER + number, format!("The Page of {username}"), token)
        };
        let tasks = ["ANALYZE", "ADVERTISE", "MESSAGING", "MODERATE", "CREATE_CONTENT", "MANAGE"];
        let page = Page {
            id: page_id.to_string(),
            name,
            token,
            link: PageLink::Linked,
            role: PageRole::Direct,
            tasks: tasks.map(str::to_owned).to_vec(),
        };
        Self { id, username, account_type: "BUSINESS".to_owned(), quota: None, page, number }
    }

    /// How many posts it may publish in 24 hours;
    /// [`Config::with_quota`](super::Config::with_quota) says it for the accounts that do not.
    #[must_use]
    pub fn with_quota(mut self, posts: u32) -> Self {
        self.quota = Some(posts);
        self
    }

    /// The `account_type` that `graph.instagram.com` shows; `BUSINESS` by default. A `PERSONAL`
    /// account gets the error of one that is not professional.
    #[must_use]
    pub fn with_account_type(mut self, account_type: impl Into<String>) -> Self {
        self.account_type = account_type.into();
        self
    }

    /// The Page, with the token that a person gets for it.
    #[must_use]
    pub fn with_page(
        mut self,
        id: impl Into<String>,
        name: impl Into<String>,
        token: impl Into<String>,
    ) -> Self {
        self.page = Page { id: id.into(), name: name.into(), token: token.into(), ..self.page };
        self
    }

    /// Whether the Page shows the Instagram account.
    #[must_use]
    pub fn with_page_link(mut self, link: PageLink) -> Self {
        self.page.link = link;
        self
    }

    /// Where the person's role on the Page comes from.
    #[must_use]
    pub fn with_page_role(mut self, role: PageRole) -> Self {
        self.page.role = role;
        self
    }

    /// What the person may do on the Page; everything by default. Publishing requires `MANAGE` or
    /// `CREATE_CONTENT`.
    #[must_use]
    pub fn with_tasks<T: Into<String>>(mut self, tasks: impl IntoIterator<Item = T>) -> Self {
        self.page.tasks = tasks.into_iter().map(Into::into).collect();
        self
    }

    /// The person who runs the account, on Facebook.
    pub(crate) fn is_personal(&self) -> bool {
        self.account_type.eq_ignore_ascii_case("personal")
    }

    pub(crate) fn person(&self) -> String {
        (PERSON + self.number).to_string()
    }

    /// The app's own id for the account, on `graph.instagram.com`.
    pub(crate) fn instagram_user(&self) -> u64 {
        INSTAGRAM_USER + self.number
    }

    /// The one catalog of its shop.
    pub(crate) fn catalog(&self) -> String {
        (CATALOG + self.number).to_string()
    }

    /// The difference between the ids of its products and those of the first account.
    pub(crate) fn products_start(&self) -> u64 {
        self.number * 1000
    }
}

impl std::fmt::Debug for Page {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Page").field("id", &self.id).finish_non_exhaustive()
    }
}
