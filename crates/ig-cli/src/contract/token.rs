//! The replies about tokens and logins.

#![expect(dead_code, reason = "the types describe shapes and are never constructed")]

use schemars::JsonSchema;
use serde::Serialize;

use super::reply::{Failed, Login};

/// Defines a reply with what is known of a token's life.
macro_rules! with_life {
    ($(#[$meta:meta])* $name:ident { $($(#[$of_field:meta])* $field:ident: $kind:ty,)* }) => {
        $(#[$meta])*
        #[derive(serde::Serialize, schemars::JsonSchema)]
        pub(super) struct $name {
            /// The version of the contract
            version: crate::contract::reply::Version,
            #[serde(flatten)]
            life: Life,
            $($(#[$of_field])* $field: $kind,)*
        }
    };
}

/// The life of a token
#[derive(Serialize, JsonSchema)]
struct Life {
    issued: Option<String>,
    /// A time, or `never`
    expires: Option<String>,
    /// A time, or `never`
    data_access_expires: Option<String>,
    /// `fresh`, `short_lived`, `renewable`, `renew_now`, `sign_in_soon`, `expired`, …
    freshness: String,
    /// What to do, and until when
    advice: Option<String>,
}

/// What `ig token exchange`, `extend` and `refresh` print with `--json`
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Granted {
    Token(Box<GrantedToken>),
    Failed(Box<Failed>),
}

with_life! {
    /// A new token
    GrantedToken {
        /// The file that it was saved to
        saved: Option<String>,
        user: Option<String>,
        permissions: Vec<String>,
        /// With `--print`
        #[serde(skip_serializing_if = "Option::is_none")]
        token: Option<String>,
    }
}

/// What `ig token debug --json` prints
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Debug {
    Facebook(Box<OfFacebook>),
    Instagram(Box<OfInstagram>),
    Offline(Box<Offline>),
    Failed(Box<Failed>),
}

with_life! {
    /// A token of Facebook Login
    OfFacebook {
        login: Login,
        valid: bool,
        app: Option<String>,
        application: Option<String>,
        #[serde(rename = "type")]
        kind: Option<String>,
        user: Option<String>,
        page: Option<String>,
        scopes: Vec<String>,
        granular_scopes: Vec<Scope>,
        error: Option<Fault>,
    }
}

#[derive(Serialize, JsonSchema)]
struct Scope {
    scope: String,
    targets: Vec<String>,
}

#[derive(Serialize, JsonSchema)]
struct Fault {
    code: i64,
    subcode: Option<i64>,
    message: String,
}

with_life! {
    /// A token of Instagram Login
    OfInstagram {
        login: Login,
        valid: bool,
        user: String,
        username: Option<String>,
        account_type: Option<String>,
    }
}

with_life! {
    /// What is known without a request
    Offline {
        login: Login,
    }
}

/// What `ig login --json` prints
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum SignIn {
    Account(Box<SignedIn>),
    Failed(Box<Failed>),
}

with_life! {
    /// The account that was signed in
    SignedIn {
        /// Its name in the configuration
        account: String,
        default: bool,
        user: String,
        username: Option<String>,
        login: Login,
        /// The file of the configuration
        config: String,
        token_file: String,
    }
}
