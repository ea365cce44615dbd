//! `GET /me`
//!
//! Reads whose token of Instagram Login it is. The token of Facebook Login is a
//! person's and not an account's: [`ListAccounts`](crate::endpoint::ListAccounts) is for
//! it. ([guide], §9.3)
//!
//! [guide]: https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/get-started

use serde::Deserialize;

use crate::{
    endpoint::{Effect, Endpoint},
    value::{
        UserId,
        permission::{Permission, Requirement},
        word::open_words,
    },
    wire::{DecodeError, Draft, json},
};

/// Reads whose token it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReadMe;

impl ReadMe {
    /// Reads whose token it is.
    pub fn new() -> Self {
        Self
    }
}

open_words! {
    /// What kind of professional account it is. Meta's pages and its servers
    /// write the words differently (reference §9.3).
    AccountType {
        Business = "BUSINESS",
        Creator = "MEDIA_CREATOR" or "CREATOR",
    }
}

/// The account of a token of Instagram Login.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Me {
    /// The account's id: the one that publishing asks for.
    pub user_id: UserId,
    /// The same account's id for this app only: publishing does not take it.
    #[serde(default)]
    pub id: Option<UserId>,
    /// Its name in addresses.
    #[serde(default)]
    pub username: Option<String>,
    /// What kind of account it is.
    #[serde(default)]
    pub account_type: Option<AccountType>,
    /// Its name for people.
    #[serde(default)]
    pub name: Option<String>,
    /// Where its picture is, for a time.
    #[serde(default)]
    pub profile_picture_url: Option<String>,
    /// How many follow it.
    #[serde(default)]
    pub followers_count: Option<u64>,
    /// How many it follows.
    #[serde(default)]
    pub follows_count: Option<u64>,
    /// How many media it has.
    #[serde(default)]
    pub media_count: Option<u64>,
}

/// The documents wrap it in a list, and the servers do not (reference §16, 14).
#[derive(Deserialize)]
#[serde(untagged)]
enum Wire {
    Wrapped { data: Vec<Me> },
    Flat(Box<Me>),
}

impl Endpoint for ReadMe {
    type Response = Me;

    const NAME: &'static str = "GET /me";
    const EFFECT: Effect = Effect::Read;
    const REQUIRES: Requirement = Requirement::Has(Permission::InstagramBusinessBasic);

    fn draft(&self) -> Draft {
        Draft::get("me").with_query(
            "fields",
            "user_id,username,account_type,name,profile_picture_url,followers_count,\
             follows_count,media_count",
        )
    }

    fn decode(body: &[u8]) -> Result<Me, DecodeError> {
        const WHAT: &str = "not an Instagram account";
        match json(WHAT, body)? {
            Wire::Flat(me) => Ok(*me),
            Wire::Wrapped { data } => data.into_iter().next().ok_or_else(|| DecodeError::new(WHAT)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{endpoint::testing::*, wire::Login};

    #[test]
    fn the_accounts_own_id_is_asked_for() {
        assert_eq!(
            sent_to(Login::Instagram, &ReadMe::new()),
            "GET https://graph.instagram.com/v26.0/me?fields=user_id%2Cusername%2Caccount_type\
             %2Cname%2Cprofile_picture_url%2Cfollowers_count%2Cfollows_count%2Cmedia_count"
        );
    }

    #[test]
    fn both_shapes_and_both_kinds_of_ids_are_read() {
        for body in [data!("read_me_flat__200"), data!("read_me_wrapped__200")] {
            let me = got::<ReadMe>(200, body).unwrap();
            assert_eq!(me.user_id.as_str(), "17841400008460056");
            assert_eq!(me.account_type, Some(AccountType::Business));
        }
        let bare = got::<ReadMe>(200, r#"{"user_id":"1","later":[]}"#).unwrap();
        assert_eq!((bare.account_type, bare.media_count), (None, None));
        for body in [r#"{"id":"1"}"#, r#"{"data":[]}"#, "[]"] {
            assert!(got::<ReadMe>(200, body).is_err(), "{body}");
        }
    }

    #[test]
    fn the_kind_of_account_is_read_however_it_is_written() {
        for (word, kind) in [
            ("Business", AccountType::Business),
            ("BUSINESS", AccountType::Business),
            ("Media_Creator", AccountType::Creator),
            ("CREATOR", AccountType::Creator),
            ("PERSONAL", AccountType::Other("PERSONAL".into())),
        ] {
            let body = format!(r#"{{"user_id":1,"account_type":"{word}"}}"#);
            assert_eq!(got::<ReadMe>(200, &body).unwrap().account_type, Some(kind), "{word}");
        }
    }
}
