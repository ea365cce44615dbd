//! Names: of a post, of a key, of a credential, of an account and of a process.

use std::{fmt, str::FromStr};

use ig_core::UserId;
use serde::{Deserialize, Serialize};

/// A name is empty, longer than 255 bytes, or holds a control character.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a name has 1 to 255 bytes and no control characters: choose another")]
#[non_exhaustive]
pub struct InvalidName;

macro_rules! names {
    ($($(#[$doc:meta])* $Name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $Name(Box<str>);

        impl $Name {
            /// The name.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $Name {
            type Err = InvalidName;

            fn from_str(name: &str) -> Result<Self, InvalidName> {
                let is_valid = (1..=255).contains(&name.len()) && !name.contains(char::is_control);
                if is_valid { Ok(Self(name.into())) } else { Err(InvalidName) }
            }
        }

        impl TryFrom<String> for $Name {
            type Error = InvalidName;

            fn try_from(name: String) -> Result<Self, InvalidName> {
                name.parse()
            }
        }

        impl From<$Name> for String {
            fn from(name: $Name) -> Self {
                name.0.into()
            }
        }

        impl fmt::Display for $Name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
    )*};
}

names! {
    /// The id of a post in the queue: whoever adds the post chooses one that is not in use.
    PostId;
    /// A key under which a post is added once, however often.
    Key;
    /// The name of an access token. It is never the token: a worker finds that by the name.
    Credential;
    /// A process that works on posts, or one life of it: another name after each start. A host
    /// name with a process id and a random number will do.
    Incarnation;
    /// The API that an account is on: `https://graph.facebook.com`.
    ApiBase;
}

/// An account on an API: what has a quota, brakes and one publish at a time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[expect(clippy::exhaustive_structs, reason = "the two together are its key")]
pub struct AccountId {
    /// The API.
    pub api_base: ApiBase,
    /// The user.
    pub user: UserId,
}
