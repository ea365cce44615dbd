//! The result of a preflight, as data.

use std::fmt;

use ig_core::{
    Error, Login, ResponseError, UserId,
    error::{Actor, ErrorClass},
};
use serde::Serialize;

/// The result of a [`PreflightFlow`](super::PreflightFlow). It contains no secret and
/// can be serialized.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Preflight {
    /// The account.
    pub user: UserId,
    /// Whether the account can publish the post, as far as calls
    /// can show: nothing failed, and nothing necessary is unknown.
    pub passed: bool,
    /// The findings, in the order in which they should be fixed.
    pub findings: Vec<Finding>,
}

impl Preflight {
    pub(super) fn new(user: UserId, findings: Vec<Finding>) -> Self {
        let passed = findings.iter().all(|found| found.verdict < Verdict::Unknown);
        Self { user, passed, findings }
    }

    /// Whether the account can publish the post, as far as calls
    /// can show. Warnings and notes do not prevent it.
    pub fn passed(&self) -> bool {
        self.passed
    }

    /// The findings of one check.
    pub fn of(&self, check: Check) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |found| found.check == check)
    }
}

/// The result of one check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// The check.
    pub check: Check,
    /// The verdict.
    pub verdict: Verdict,
    /// The result, as one sentence without a full stop.
    pub found: String,
    /// Who has to act.
    pub actor: Actor,
    /// What to do, if there is something to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
    /// The page of the documentation.
    pub page: &'static str,
}

/// The verdict of a check; later ones are worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Verdict {
    /// As it should be.
    Passed,
    /// No call can show it, but people can check.
    Note,
    /// It works now, but may stop working.
    Warning,
    /// The call that shows it failed.
    Unknown,
    /// Publishing will fail.
    Failed,
}

/// A check of a preflight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Check {
    /// Whether the login supports what is needed.
    Login,
    /// Whether the token works.
    Token,
    /// The lifetime of the token.
    TokenLife,
    /// The permissions of the token.
    Scopes,
    /// The accounts and Pages for which each permission was granted.
    GranularScopes,
    /// The Page that the account is linked to.
    PageLink,
    /// The person's tasks on the Page.
    PageTasks,
    /// What a role on the Page through Business Manager needs.
    BusinessManagerRole,
    /// The account itself.
    Account,
    /// Whether the account may tag products.
    ShopEligibility,
    /// The catalogues of the account's shop.
    Catalogs,
    /// The number of posts left in the 24-hour limit.
    PublishingLimit,
    /// The difference between the caller's clock and the server's.
    Clock,
    /// Whether the Page needs Page Publishing Authorization.
    PagePublishingAuthorization,
    /// Whether the Instagram Shop is approved.
    ShopApproval,
    /// Whether the account may carry partnership labels.
    PartnershipEligibility,
}

/// The name as text: `page link`.
impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut words = String::new();
        for letter in format!("{self:?}").chars() {
            if letter.is_uppercase() && !words.is_empty() {
                words.push(' ');
            }
            words.push(letter.to_ascii_lowercase());
        }
        f.pad(&words)
    }
}

impl Check {
    /// The page of the documentation about it (reference §0).
    pub const fn page(self, login: Login) -> &'static str {
        const GUIDE: &str =
            "https://developers.facebook.com/documentation/instagram-platform/content-publishing";
        const BUSINESS_LOGIN: &str = "https://developers.facebook.com/docs/instagram-platform/\
             instagram-api-with-instagram-login/business-login";
        const SHOP: &str =
            "https://developers.facebook.com/docs/instagram-api/guides/product-tagging";
        match (self, login) {
            (Self::Token | Self::TokenLife, Login::Instagram) => BUSINESS_LOGIN,
            (Self::Token | Self::GranularScopes, _) => {
                "https://developers.facebook.com/docs/graph-api/reference/debug_token"
            }
            (Self::TokenLife, _) => {
                "https://developers.facebook.com/documentation/facebook-login/guides/\
                 access-tokens/get-long-lived"
            }
            (Self::Account, _) => {
                "https://developers.facebook.com/documentation/instagram-platform/\
                 instagram-graph-api/reference/ig-user"
            }
            (Self::ShopEligibility | Self::Catalogs | Self::ShopApproval, _) => SHOP,
            (Self::PublishingLimit, _) => {
                "https://developers.facebook.com/documentation/instagram-platform/\
                 instagram-graph-api/reference/ig-user/content_publishing_limit"
            }
            (Self::Clock, _) => {
                "https://developers.facebook.com/docs/graph-api/guides/secure-requests"
            }
            _ => GUIDE,
        }
    }
}

impl Finding {
    fn new(login: Login, check: Check, verdict: Verdict, found: impl Into<String>) -> Self {
        let (actor, page) = (Actor::Nobody, check.page(login));
        Self { check, verdict, found: found.into(), actor, advice: None, page }
    }

    pub(super) fn passed(login: Login, check: Check, found: impl Into<String>) -> Self {
        Self::new(login, check, Verdict::Passed, found)
    }

    pub(super) fn note(login: Login, check: Check, found: impl Into<String>) -> Self {
        Self::new(login, check, Verdict::Note, found)
    }

    pub(super) fn warning(login: Login, check: Check, found: impl Into<String>) -> Self {
        Self::new(login, check, Verdict::Warning, found)
    }

    pub(super) fn unknown(login: Login, check: Check, found: impl Into<String>) -> Self {
        Self::new(login, check, Verdict::Unknown, found)
    }

    pub(super) fn failed(login: Login, check: Check, found: impl Into<String>) -> Self {
        Self::new(login, check, Verdict::Failed, found)
    }

    #[must_use]
    pub(super) fn with_advice(mut self, actor: Actor, advice: impl Into<String>) -> Self {
        self.actor = actor;
        self.advice = Some(advice.into());
        self
    }

    /// The finding of a failed call: a missing token or
    /// permission is certain, and any other error leaves the result unknown.
    pub(super) fn of_error(login: Login, check: Check, what: &str, error: &Error) -> Self {
        let found = format!("{what} could not be read: {error}");
        let Error::Response(ResponseError::Api(error)) = error else {
            return Self::unknown(login, check, found)
                .with_advice(Actor::Nobody, "check the connection and try again");
        };
        let verdict = match error.class() {
            ErrorClass::Auth | ErrorClass::Permission | ErrorClass::Blocked => Verdict::Failed,
            _ => Verdict::Unknown,
        };
        Self::new(login, check, verdict, found).with_advice(error.actor(), error.advice())
    }
}
