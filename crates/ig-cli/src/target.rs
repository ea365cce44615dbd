//! Where a command acts: said before anything is sent.

use std::fmt;

use ig_core::{Login, UserId};
use serde::Serialize;

use crate::{access::is_metas_own, output::Output};

/// The API and the account that a command acts on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Target {
    to: Place,
    api_base: String,
    login: &'static str,
    /// `None` where the token alone says whose the account is.
    user: Option<String>,
}

/// What kind of API it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Place {
    /// One of the two hosts of Meta's.
    Instagram,
    /// On this machine, such as a sandbox.
    Local,
    Other,
}

impl Target {
    pub(crate) fn new(
        api_base: &str,
        is_loopback: bool,
        login: Login,
        user: Option<&UserId>,
    ) -> Self {
        let to = match is_loopback {
            true => Place::Local,
            false if is_metas_own(api_base) => Place::Instagram,
            false => Place::Other,
        };
        let login = crate::access::login_word(login);
        Self { to, api_base: api_base.to_owned(), login, user: user.map(ToString::to_string) }
    }

    pub(crate) fn is_local(&self) -> bool {
        self.to == Place::Local
    }

    /// Says it to people. With `--json` it is in the object too.
    pub(crate) fn say(&self, output: &Output) {
        output.note(self);
    }
}

/// `to Instagram, as 17841400008460056 (Facebook Login)`
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { to, api_base, login, user } = self;
        match to {
            Place::Instagram => f.write_str("to Instagram")?,
            Place::Local => write!(f, "to a local API at {api_base}")?,
            Place::Other => write!(f, "to another API at {api_base}")?,
        }
        if let Some(user) = user {
            write!(f, ", as {user}")?;
        }
        match (to, *login) {
            (Place::Local, _) => Ok(()),
            (_, "instagram") => f.write_str(" (Instagram Login)"),
            _ => f.write_str(" (Facebook Login)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_told_from_the_base_where_a_post_goes() {
        let user: UserId = "17841400008460056".parse().unwrap();
        let check = |base: &str, local, login, expect: &str| {
            assert_eq!(Target::new(base, local, login, Some(&user)).to_string(), expect);
        };
        let as_user = ", as 17841400008460056";
        let instagram = format!("to Instagram{as_user} (Facebook Login)");
        check("https://graph.facebook.com", false, Login::Facebook, &instagram);
        check("https://graph.facebook.com/v24.0", false, Login::Facebook, &instagram);
        let other = format!("to Instagram{as_user} (Instagram Login)");
        check("https://graph.instagram.com", false, Login::Instagram, &other);
        let local = format!("to a local API at http://127.0.0.1:8025{as_user}");
        check("http://127.0.0.1:8025", true, Login::Facebook, &local);
        let near = "https://graph.facebook.com.example.org";
        let expect = format!("to another API at {near}{as_user} (Facebook Login)");
        check(near, false, Login::Facebook, &expect);
        let target = Target::new("https://graph.facebook.com", false, Login::Facebook, None);
        assert_eq!(target.to_string(), "to Instagram (Facebook Login)");
    }
}
