//! The target of a command, shown before anything is sent.

use std::fmt;

use ig_core::{ApiVersion, Login, UserId};
use serde::Serialize;

/// The API and the account that a command acts on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Target {
    to: Place,
    api_base: String,
    login: &'static str,
    /// `None` if only the token determines the account.
    user: Option<String>,
}

/// The kind of API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Place {
    /// One of Meta's two hosts.
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
        let login = login_word(login);
        Self { to, api_base: api_base.to_owned(), login, user: user.map(ToString::to_string) }
    }

    pub(crate) fn is_local(&self) -> bool {
        self.to == Place::Local
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

/// Whether it is one of Meta's two hosts, with or without a version.
pub(crate) fn is_metas_own(base: &str) -> bool {
    [Login::Facebook, Login::Instagram].into_iter().any(|login| {
        let rest = base.strip_prefix(login.api_base());
        rest.is_some_and(|rest| {
            let version = rest.strip_prefix('/');
            rest.is_empty() || version.is_some_and(|it| it.parse::<ApiVersion>().is_ok())
        })
    })
}

/// The name of a login in the environment and in stored posts.
pub(crate) fn login_word(login: Login) -> &'static str {
    match login {
        Login::Instagram => "instagram",
        _ => "facebook",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_shows_where_a_post_goes() {
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

    #[test]
    fn only_the_two_hosts_are_metas() {
        for own in ["https://graph.facebook.com", "https://graph.instagram.com/v24.0"] {
            assert!(is_metas_own(own), "{own}");
        }
        for other in [
            "https://graph.facebook.com.example.org",
            "https://graph.facebook.com@example.org",
            "https://graph.facebook.com/v24.0@example.org",
            "https://graph.facebook.com:8443",
            "http://graph.facebook.com",
            "http://127.0.0.1:8025",
            "https://example.org/https://graph.facebook.com",
        ] {
            assert!(!is_metas_own(other), "{other}");
        }
    }
}
