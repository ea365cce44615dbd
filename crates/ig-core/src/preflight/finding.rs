//! What a preflight found, as data.

use serde::{Serialize, Serializer};

use crate::{
    Error, Login, ResponseError, UserId,
    error::{Actor, ErrorClass},
    word::words,
};

/// What a [`PreflightFlow`](crate::preflight::PreflightFlow) found. It holds no secret and
/// can be serialised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Preflight {
    /// The account.
    pub user: UserId,
    /// Whether the account can publish what is to be published, as far as calls
    /// can tell: nothing failed, and nothing that had to be known is unknown.
    pub passed: bool,
    /// What was found, in the order in which it should be put right.
    pub findings: Vec<Finding>,
}

impl Preflight {
    pub(super) fn new(user: UserId, findings: Vec<Finding>) -> Self {
        let passed = findings.iter().all(|found| found.verdict < Verdict::Unknown);
        Self { user, passed, findings }
    }

    /// Whether the account can publish what is to be published, as far as calls
    /// can tell. Warnings and notes do not stand in the way.
    pub fn passed(&self) -> bool {
        self.passed
    }

    /// What was found in one respect.
    pub fn of(&self, check: Check) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |found| found.check == check)
    }
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// What was looked at.
    pub check: Check,
    /// How it is.
    pub verdict: Verdict,
    /// What was found, in one sentence without a full stop.
    pub found: String,
    /// Who has to act.
    pub actor: Actor,
    /// What to do, where there is something to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
    /// The page of the documentation.
    pub page: &'static str,
}

/// How a thing is: what comes later is worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Verdict {
    /// As it should be.
    Passed,
    /// No call can tell, and people can look.
    Note,
    /// It works, and it may not go on to.
    Warning,
    /// The call that tells it failed.
    Unknown,
    /// Publishing will fail.
    Failed,
}

words! {
    /// What a preflight looks at.
    Check {
        Login = "login",
        Token = "token",
        TokenLife = "token_life",
        Scopes = "scopes",
        GranularScopes = "granular_scopes",
        PageLink = "page_link",
        PageTasks = "page_tasks",
        BusinessManagerRole = "business_manager_role",
        Account = "account",
        ShopEligibility = "shop_eligibility",
        Catalogs = "catalogs",
        PublishingLimit = "publishing_limit",
        Clock = "clock",
        PagePublishingAuthorization = "page_publishing_authorization",
        ShopApproval = "shop_approval",
        PartnershipEligibility = "partnership_eligibility",
    }
}

impl Serialize for Check {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl Check {
    /// The page of the documentation that speaks of it (reference §0).
    pub const fn page(self, login: Login) -> &'static str {
        const GUIDE: &str =
            "https://developers.facebook.com/documentation/instagram-platform/content-publishing";
        const BUSINESS_LOGIN: &str = "https://developers.facebook.com/docs/instagram-platform/\
             instagram-api-with-instagram-login/business-login";
        const SHOP: &str =
            "https://developers.facebook.com/docs/instagram-api/guides/product-tagging";
        match (self, login) {
            (Self::Token | Self::TokenLife, Login::Instagram) => BUSINESS_LOGIN,
            (Self::Token | Self::GranularScopes, Login::Facebook) => {
                "https://developers.facebook.com/docs/graph-api/reference/debug_token"
            }
            (Self::TokenLife, Login::Facebook) => {
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

    /// What a call that failed says of what it was to tell: that a token or a
    /// permission lacks is certain, and all else leaves it open.
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
