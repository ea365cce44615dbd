//! `GET /debug_token`
//!
//! Reads what a token is, whose, and what it may do. Only graph.facebook.com
//! has it, and it is not known to read tokens of Instagram Login. ([reference],
//! §9.5)
//!
//! [reference]: https://developers.facebook.com/docs/graph-api/reference/debug_token

use serde::{Deserialize, Deserializer, Serialize};

use crate::{
    endpoint::{Effect, Endpoint},
    value::{
        AppId, PageId, Timestamp,
        permission::{NOTHING, Permission, Requirement},
        word::open_words,
    },
    wire::{AccessToken, AppSecret, DecodeError, Draft, KnownError, json, mask},
};

/// Reads what a token is.
///
/// Only the token's app or a developer of it may ask. With
/// [`with_app`](Self::with_app) it is the app; without, it is the token of the
/// context, which may be the same as the one asked about.
///
/// The token asked about is in the query, the only place that Meta documents for
/// it; whose question it is stands in the header (reference §9.5, §17.3). The URL
/// is a secret: log its path at most.
#[derive(Clone, Debug)]
pub struct DebugToken {
    input_token: AccessToken,
    app: Option<(AppId, AppSecret)>,
}

impl DebugToken {
    /// Reads what `input_token` is, with the token of the context.
    pub fn new(input_token: AccessToken) -> Self {
        Self { input_token, app: None }
    }

    /// Asks as the token's app, with no token of the context.
    #[must_use]
    pub fn with_app(mut self, app: AppId, secret: AppSecret) -> Self {
        self.app = Some((app, secret));
        self
    }
}

open_words! {
    /// Whose a token is.
    TokenKind {
        User = "USER",
        Page = "PAGE",
        App = "APP",
        SystemUser = "SYSTEM_USER",
    }
}

/// What a token is. That it is dead is an answer, and no error.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct TokenInfo {
    /// Whether it works now.
    pub is_valid: bool,
    /// Why not, where it does not.
    #[serde(default)]
    pub error: Option<TokenFault>,
    /// The app that it was made for.
    #[serde(default)]
    pub app_id: Option<AppId>,
    /// The app's name.
    #[serde(default)]
    pub application: Option<String>,
    /// Whose it is.
    #[serde(default, rename = "type")]
    pub kind: Option<TokenKind>,
    /// The person's id for this app: no Instagram account.
    #[serde(default, deserialize_with = "crate::endpoint::loose::text")]
    pub user_id: Option<String>,
    /// The Page of a Page's token.
    #[serde(default)]
    pub profile_id: Option<PageId>,
    /// What it may do, in Meta's words.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// For which accounts and Pages it may do it.
    #[serde(default)]
    pub granular_scopes: Vec<GranularScope>,
    /// When it was made.
    #[serde(default, deserialize_with = "instant")]
    pub issued_at: Option<Timestamp>,
    /// When it ends.
    #[serde(default, deserialize_with = "expiry")]
    pub expires_at: Option<Expiry>,
    /// When the app may no longer read the person's data: about 90 days after
    /// the person last signed in, whatever became of the token since.
    #[serde(default, deserialize_with = "expiry")]
    pub data_access_expires_at: Option<Expiry>,
}

/// When something ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(clippy::exhaustive_enums, reason = "it ends or it does not")]
pub enum Expiry {
    /// Then.
    At(Timestamp),
    /// Never, unless it is revoked.
    Never,
}

impl TokenInfo {
    /// What it may do, of the permissions that this version knows.
    pub fn permissions(&self) -> impl Iterator<Item = Permission> {
        self.scopes.iter().filter_map(|scope| Permission::from_name(scope))
    }
}

/// What a permission was granted for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct GranularScope {
    /// The permission, in Meta's word.
    pub scope: String,
    /// The accounts or Pages. Absent or empty says that all were granted, or
    /// that the permission has no targets: never that access lacks.
    #[serde(default, deserialize_with = "targets")]
    pub target_ids: Vec<String>,
}

impl GranularScope {
    /// Whether it speaks of others and not of `id`.
    pub fn leaves_out(&self, id: &str) -> bool {
        !self.target_ids.is_empty() && !self.target_ids.iter().any(|target| target == id)
    }
}

/// Why a token does not work. The text is masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TokenFault {
    /// The Graph API's code.
    pub code: i64,
    /// Its subcode: this reply calls it `subcode` and not `error_subcode`.
    #[serde(default)]
    pub subcode: Option<i64>,
    /// In words, for developers.
    #[serde(default, deserialize_with = "masked")]
    pub message: String,
}

impl TokenFault {
    /// The row of the table of errors: what to do, and who has to.
    pub fn known(&self) -> Option<&'static KnownError> {
        KnownError::find(self.code, self.subcode, &self.message)
    }
}

fn instant<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    let seconds = Option::<u64>::deserialize(deserializer)?;
    Ok(seconds.filter(|&seconds| seconds != 0).map(from_seconds))
}

/// `0` is never.
fn expiry<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Expiry>, D::Error> {
    let seconds = Option::<u64>::deserialize(deserializer)?;
    Ok(seconds.map(|seconds| match seconds {
        0 => Expiry::Never,
        seconds => Expiry::At(from_seconds(seconds)),
    }))
}

fn from_seconds(seconds: u64) -> Timestamp {
    Timestamp::from_unix_millis(seconds.saturating_mul(1000))
}

fn targets<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    struct Target(#[serde(deserialize_with = "crate::endpoint::loose::text")] Option<String>);
    let targets = Option::<Vec<Target>>::deserialize(deserializer)?;
    Ok(targets.unwrap_or_default().into_iter().filter_map(|Target(id)| id).collect())
}

fn masked<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(mask(Option::<String>::deserialize(deserializer)?.unwrap_or_default()))
}

#[derive(Deserialize)]
struct Wire {
    data: TokenInfo,
}

impl Endpoint for DebugToken {
    type Response = TokenInfo;

    const NAME: &'static str = "GET /debug_token";
    const EFFECT: Effect = Effect::Read;
    const REQUIRES: Requirement = NOTHING;

    fn draft(&self) -> Draft {
        let draft = Draft::get("debug_token")
            .with_secret_query("input_token", self.input_token.expose_secret())
            .for_facebook_only();
        match &self.app {
            Some((app, secret)) => draft.as_app(app, secret),
            None => draft,
        }
    }

    fn decode(body: &[u8]) -> Result<TokenInfo, DecodeError> {
        let Wire { data } = json("not what a token is", body)?;
        Ok(data)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        endpoint::testing::*,
        wire::{BuildError, ErrorClass, Login},
    };

    fn debug() -> DebugToken {
        DebugToken::new(AccessToken::new("EAAGasked"))
    }

    #[test]
    fn only_the_token_asked_about_is_in_the_url() {
        let url = "GET https://graph.facebook.com/v26.0/debug_token?input_token=EAAGasked";
        let as_app = debug().with_app("123".parse().unwrap(), AppSecret::new("shh-quiet"));
        for debug in [&debug(), &as_app] {
            assert_eq!(sent(debug), url);
            assert!(is_for_facebook_only(debug));
        }
        let shown = format!("{as_app:?} {:?}", as_app.draft());
        assert!(!shown.contains("quiet") && !shown.contains("asked"), "{shown}");
    }

    #[test]
    fn the_app_asks_in_place_of_the_contexts_token() {
        use crate::{EndpointExt as _, wire::Context};
        let context = Context::new(Login::Facebook, AccessToken::new("EAAGown")).unwrap();
        let anonymous = Context::without_token(Login::Facebook);
        let as_app = || debug().with_app("123".parse().unwrap(), AppSecret::new("shh-quiet"));
        for (debug, context, header) in [
            (debug(), &context, "Bearer EAAGown"),
            (as_app(), &context, "Bearer 123|shh-quiet"),
            (as_app(), &anonymous, "Bearer 123|shh-quiet"),
        ] {
            let request = debug.exchange(context).unwrap().request;
            assert_eq!(request.headers()["authorization"], header);
            assert!(!format!("{:?}", request.headers()).contains("quiet"));
        }
        let cut = debug().with_app("123".parse().unwrap(), AppSecret::new("a b"));
        let error = cut.exchange(&anonymous).unwrap_err();
        assert!(matches!(error, BuildError::TokenNotAHeader), "{error:?}");
    }

    #[test]
    fn a_reply_never_shows_the_token_asked_about() {
        use crate::{EndpointExt as _, wire::Context};
        let asked = DebugToken::new(AccessToken::new("odd-word-12345"));
        let context = Context::new(Login::Facebook, AccessToken::new("EAAGown")).unwrap();
        let body = br#"{"error":{"message":"odd-word-12345 is not a token"}}"#.to_vec();
        let response = http::Response::builder().status(400).body(body).unwrap();
        let reply = asked.exchange(&context).unwrap().pending.received(response);
        let body = String::from_utf8(reply.into_result().unwrap().into_body()).unwrap();
        assert!(body.contains("is not a token") && !body.contains("odd-word"), "{body}");
    }

    #[test]
    fn the_documented_reply_is_read() {
        let info = got::<DebugToken>(200, data!("debug_token_sample__200")).unwrap();
        assert!(info.is_valid && info.error.is_none());
        assert_eq!(info.kind, Some(TokenKind::User));
        assert_eq!(info.issued_at, Some(Timestamp::from_unix_millis(567_000)));
        assert_eq!(info.expires_at, Some(Expiry::Never));
        let data_access = Timestamp::from_unix_millis(1_578_986_473_000);
        assert_eq!(info.data_access_expires_at, Some(Expiry::At(data_access)));
        assert_eq!(info.permissions().count(), 3);
        assert_eq!((info.user_id.as_deref(), info.profile_id.as_ref()), (Some("873"), None));
    }

    #[test]
    fn absent_targets_never_say_that_access_lacks() {
        let info = got::<DebugToken>(200, data!("debug_token_sample__200")).unwrap();
        let [basic, pages] = &info.granular_scopes[..] else { panic!("two scopes") };
        assert!(!basic.leaves_out("17841400008460056"));
        assert!(basic.leaves_out("1"));
        assert!(!pages.leaves_out("1"));
        for targets in ["null", "[]"] {
            let body = format!(
                r#"{{"data":{{"is_valid":true,"granular_scopes":[{{"scope":"x","target_ids":{targets}}}]}}}}"#
            );
            let info = got::<DebugToken>(200, &body).unwrap();
            assert!(!info.granular_scopes[0].leaves_out("1"), "{targets}");
            assert_eq!((info.expires_at, info.issued_at), (None, None));
        }
    }

    /// R53 of the reference.
    #[test]
    fn a_dead_token_is_an_answer() {
        let info = got::<DebugToken>(200, data!("debug_token_dead__200")).unwrap();
        let fault = info.error.unwrap();
        let known = fault.known().unwrap();
        assert_eq!(
            (info.is_valid, known.class, fault.subcode),
            (false, ErrorClass::Auth, Some(460))
        );
        assert!(known.advice.contains("password"), "{}", known.advice);
        let echo =
            r#"{"data":{"is_valid":false,"error":{"code":190,"message":"Bad EAAGm0PX4ZCp"}}}"#;
        let fault = got::<DebugToken>(200, echo).unwrap().error.unwrap();
        assert_eq!(fault.message, "Bad [redacted]");
    }
}
