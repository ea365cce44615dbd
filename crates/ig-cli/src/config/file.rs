//! The text of the configuration, read strictly: nothing in it is ignored.

use std::{
    collections::BTreeMap,
    ops::RangeInclusive,
    path::{Path, PathBuf},
};

use ig_core::{Login, UserId, id::AppId};
use serde::Deserialize;
use toml::Spanned;

use super::{
    account::{Account, TokenFrom},
    value::{self, Wrong},
};
use crate::{failure::Failure, words};

/// How long a command may take if the account does not say it: a person may have to type a password.
const PATIENCE_S: u16 = 60;

/// How long it may say that one may take.
const SECONDS: RangeInclusive<u16> = 1..=600;

/// The whole file.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema),
    schemars(rename = "Config", title = "The configuration of `ig`: config.toml")
)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    /// The account that is used where none is named with --account or IG_ACCOUNT; without it, the
    /// only account
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "String"))]
    account: Option<Spanned<String>>,
    /// The accounts, by the names that --account and the rows of the queue give them
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "BTreeMap<super::schema::Name, Entry>"))]
    accounts: BTreeMap<String, Spanned<Entry>>,
}

/// An account. Its token is in a file, or is what a command prints: one of the two
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema),
    schemars(
        rename = "Account",
        extend("oneOf" = [{"required": ["token_file"]}, {"required": ["token_command"]}])
    )
)]
#[serde(default, deny_unknown_fields)]
struct Entry {
    /// The id of the Instagram account
    #[cfg_attr(test, schemars(with = "super::schema::Id"))]
    user_id: Option<UserId>,
    /// The login that issued the token; `facebook` if it is missing
    #[cfg_attr(test, schemars(with = "LoginWord"))]
    login: Option<LoginWord>,
    /// The file that the token is in. `~/` is the home folder; any other path that is not absolute
    /// is relative to the folder of the configuration
    #[cfg_attr(test, schemars(with = "String"))]
    token_file: Option<Spanned<PathBuf>>,
    /// The program that prints the token, and its arguments; no shell is involved
    #[cfg_attr(test, schemars(with = "super::schema::Command"))]
    token_command: Option<Spanned<Vec<String>>>,
    /// How many seconds the command may take: 60 if it is missing
    #[cfg_attr(test, schemars(with = "super::schema::Seconds"))]
    token_command_s: Option<Spanned<i64>>,
    /// The API, if it is not Instagram's: a sandbox, for example
    #[cfg_attr(test, schemars(with = "String"))]
    api_base: Option<Spanned<String>>,
    /// The id of the app that the token is for, for `ig login`, `ig token` and `ig doctor`
    #[cfg_attr(test, schemars(with = "super::schema::Id"))]
    app_id: Option<AppId>,
    /// A PEM file with the only certificate authorities to trust
    #[cfg_attr(test, schemars(with = "String"))]
    ca: Option<Spanned<PathBuf>>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
enum LoginWord {
    Facebook,
    Instagram,
}

const FORMAT: &str = "fix it there; `ig schema --config` prints the format of the file";

const TABLE: &str = "an account is a table with its name: [accounts.shop]; `ig schema --config` prints the \
                     format of the file";

/// Reads the accounts and the name of the default one.
pub(super) fn read(text: &str, path: &Path) -> Result<(Vec<Account>, Option<String>), Failure> {
    // Some editors write this mark at the start of a file.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let file: File = toml::from_str(text).map_err(|error| unreadable(&error, text, path))?;
    let folder = path.parent().unwrap_or(Path::new(""));
    checked(file, folder).map_err(|Wrong { at, why, fix }| {
        placed(text, path, at).because(words::shortened(&why)).fix(fix)
    })
}

fn checked(file: File, folder: &Path) -> Result<(Vec<Account>, Option<String>), Wrong> {
    let mut accounts = Vec::new();
    for (name, entry) in file.accounts {
        let at = entry.span().start;
        let wrong = |why: String, fix| Wrong { at, why, fix };
        if !name_fits(&name) {
            let why = format!("{name:?} cannot be the name of an account");
            return Err(wrong(
                why,
                "give it a name of 1 to 40 letters, digits and . _ -, other than default",
            ));
        }
        let entry = entry.into_inner();
        let patience = match entry.token_command_s {
            None => PATIENCE_S,
            Some(seconds) => {
                let fits = u16::try_from(*seconds.get_ref()).ok().filter(|it| SECONDS.contains(it));
                fits.ok_or_else(|| Wrong {
                    at: seconds.span().start,
                    why: "a command may take from 1 to 600 seconds".to_owned(),
                    fix: "correct it, or leave it out: 60",
                })?
            }
        };
        let token = match (entry.token_file, entry.token_command) {
            (Some(file), None) => TokenFrom::File(value::path(folder, file, &name, "token_file")?),
            (None, Some(words)) => {
                TokenFrom::Command { words: value::command(words, &name)?, patience }
            }
            (Some(_), Some(_)) => {
                return Err(wrong(
                    format!("{name} has both token_file and token_command"),
                    "leave out one of the two",
                ));
            }
            (None, None) => {
                return Err(wrong(
                    format!("{name} has neither token_file nor token_command"),
                    "add one of the two, or sign in: `ig login --account NAME`",
                ));
            }
        };
        accounts.push(Account {
            user: entry.user_id,
            login: entry.login.map(|login| match login {
                LoginWord::Facebook => Login::Facebook,
                LoginWord::Instagram => Login::Instagram,
            }),
            token,
            api_base: entry.api_base.map(|base| value::api_base(base, &name)).transpose()?,
            app: entry.app_id,
            ca: entry.ca.map(|ca| value::path(folder, ca, &name, "ca")).transpose()?,
            name,
        });
    }
    let default = match file.account {
        None => None,
        Some(name) if accounts.iter().any(|account| account.name == *name.get_ref()) => {
            Some(name.into_inner())
        }
        Some(name) => {
            let names: Vec<_> = accounts.iter().map(|account| account.name.as_str()).collect();
            let are = match names.is_empty() {
                true => "there are none".to_owned(),
                false => format!("there are {}", names.join(", ")),
            };
            return Err(Wrong {
                at: name.span().start,
                why: format!("there is no account {}: {are}", name.get_ref()),
                fix: "name one of the accounts of the file, or leave it out",
            });
        }
    };
    Ok((accounts, default))
}

/// Whether an account may have this name: it is also the credential of rows in the queue, where
/// `default` is the token of `ig publish`.
pub(crate) fn name_fits(name: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    (1..=40).contains(&name.len())
        && name.chars().all(is_plain)
        && !name.starts_with('.')
        && name != "default"
}

/// What TOML or the format does not allow, with its place and the key that was meant.
fn unreadable(error: &toml::de::Error, text: &str, path: &Path) -> Failure {
    let at = error.span().map_or(0, |span| span.start);
    let message = error.message();
    let (why, fix) = match words::nearest(message) {
        Some(near) => (
            message.to_owned(),
            format!("did you mean `{near}`? `ig schema --config` prints the format of the file"),
        ),
        None if message.contains("duplicate key") => {
            let named = error.span().and_then(|span| text.get(span)).unwrap_or_default().trim();
            let named = named.trim_matches(['[', ']']);
            (
                format!("`{named}` is there twice"),
                "keep one of the two: each account and each key is there once".to_owned(),
            )
        }
        // `[shop]`, `[account.shop]` and `[[accounts]]`.
        None if is_table(text, at) => (message.to_owned(), TABLE.to_owned()),
        None if message == "wanted string or table" => {
            ("expected a text in quotes".to_owned(), FORMAT.to_owned())
        }
        None => (message.to_owned(), FORMAT.to_owned()),
    };
    let why = words::plain(&why).replace("an object, { }", "a table");
    placed(text, path, at).because(words::shortened(&why)).fix(fix)
}

/// Whether the line is the head of a table, other than that of an account.
fn is_table(text: &str, at: usize) -> bool {
    let start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |line| line + 1);
    let line = text.get(start..).unwrap_or_default().trim_start();
    line.starts_with('[') && !line.starts_with("[accounts.")
}

fn placed(text: &str, path: &Path, at: usize) -> Failure {
    let before = text.get(..at.min(text.len())).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let path = path.display();
    Failure::usage(format!("{path}:{line}:{column}: the configuration cannot be used"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> String {
        match read(text, Path::new("/srv/ann/config.toml")) {
            Ok(read) => format!("{read:?}"),
            Err(failure) => failure.to_lines(true).join("\n"),
        }
    }

    #[test]
    fn a_mistake_has_its_line_and_column_and_a_remedy() {
        let shop = "[accounts.shop]\ntoken_file = \"shop\"\n";
        let slow = "[accounts.a]\ntoken_command = [\"x\"]\ntoken_command_s = ";
        for (text, place, why, fix) in [
            ("[accounts.shop\n", "1:15", "", "ig schema --config"),
            (&format!("{shop}user_id = 17\n"), "3:11", "digits in quotes", "fix it"),
            (&format!("{shop}usr_id = \"1\"\n"), "3:1", "unknown field `usr_id`", "`user_id`"),
            (&format!("acount = \"shop\"\n{shop}"), "1:1", "unknown field `acount`", "`account`"),
            (&format!("{shop}[accounts.shop]\n"), "3:", "there twice", "each account"),
            (&format!("{shop}token_file = \"x\"\n"), "3:1", "there twice", "keep one"),
            (&format!("{shop}login = \"meta\"\n"), "3:9", "meta", "ig schema --config"),
            (&format!("{shop}user_id = \"fonz\"\n"), "3:11", "not a Graph API id", "fix it"),
            (&format!("{shop}token_command = [\"x\"]\n"), "1:", "has both", "leave out one"),
            ("[accounts.shop]\n", "1:", "has neither", "ig login"),
            ("[accounts.shop]\ntoken_command = []\n", "2:17", "is empty", "program"),
            ("[accounts.\"a b\"]\ntoken_file = \"x\"\n", "1:", "cannot be the name", "40 letters"),
            ("[accounts.default]\ntoken_file = \"x\"\n", "1:", "cannot be", "other than default"),
            (&format!("account = \"cafe\"\n{shop}"), "1:11", "there are shop", "name one"),
            (&format!("{shop}login = 3\n"), "3:9", "a text in quotes", "ig schema --config"),
            ("[accounts.a]\ntoken_file = 5\n", "2:14", "a text in quotes", "fix it"),
            ("[accounts.a]\ntoken_file = \"\"\n", "2:14", "is empty", "the path of a file"),
            ("[shop]\ntoken_file = \"x\"\n", "1:2", "unknown field `shop`", "[accounts.shop]"),
            ("[account.shop]\ntoken_file = \"x\"\n", "1:2", "found a table", "[accounts.shop]"),
            ("[[accounts]]\nname = \"x\"\n", "1:1", "expected a table", "[accounts.shop]"),
            ("accounts = [\"shop\"]\n", "1:12", "expected a table", "format of the file"),
            (&format!("{shop}token_command_s = \"6\"\n"), "3:19", "a whole number", "fix it"),
            (&format!("{shop}api_base = \"127.0.0.1:8025\"\n"), "3:12", "like https://", "sandbox"),
            (
                &format!("{shop}api_base = \"http://a.example\"\n"),
                "3:12",
                "in the clear",
                "sandbox",
            ),
            (&format!("{slow}0\n"), "3:19", "from 1 to 600", "leave it out"),
            (&format!("{slow}-1\n"), "3:19", "from 1 to 600", "leave it out"),
            (&format!("{slow}99999999999\n"), "3:19", "from 1 to 600", "leave it out"),
        ] {
            let shown = lines(text);
            assert!(shown.contains(&format!("config.toml:{place}")), "{place}: {shown}");
            assert!(shown.contains(why) && shown.contains(fix), "{text}: {shown}");
        }
    }

    #[test]
    fn a_token_in_the_wrong_place_is_not_shown() {
        let token = format!("EAAG{}", "x".repeat(60));
        for text in [
            format!("{token} = 1\n"),
            format!("account = \"{token}\"\n"),
            format!("[accounts.{token}]\ntoken_file = \"x\"\n"),
            format!("[accounts.a]\ntoken_file = \"x\"\nlogin = \"{token}\"\n"),
        ] {
            let shown = lines(&text);
            assert!(!shown.contains("xxxxx") && shown.contains("EAAG…"), "{shown}");
        }
        let a = "[accounts.a]\n";
        for (text, place) in [
            (format!("{a}token_file = \"{token}\"\n"), "2:14"),
            (format!("{a}token_file = \"/srv/ann/{token}\"\n"), "2:14"),
            (format!("{a}token_command = [\"{token}\"]\n"), "2:17"),
            (format!("{a}token_command = [\"echo\", \"{token}\"]\n"), "2:17"),
            (format!("{a}token_file = \"x\"\napi_base = \"{token}\"\n"), "3:12"),
            (format!("{a}token_file = \"x\"\napi_base = \"https://a.b/?t={token}\"\n"), "3:12"),
            (format!("{a}token_file = \"x\"\nca = \"{token}\"\n"), "3:6"),
        ] {
            let shown = lines(&text);
            assert!(!shown.contains("xxxxx") && shown.contains("an access token"), "{shown}");
            assert!(shown.contains(&format!("config.toml:{place}: ")), "{shown}");
            assert!(shown.contains("only you can read"), "{shown}");
        }
        // These are not repeated at all.
        for key in ["user_id", "app_id"] {
            let shown = lines(&format!("{a}token_file = \"x\"\n{key} = \"{token}\"\n"));
            assert!(!shown.contains("xxxxx") && shown.contains("config.toml:3:"), "{shown}");
        }
    }

    #[test]
    fn paths_are_beside_the_file() {
        let shown = lines("[accounts.a]\ntoken_file = \"tokens/a\"\nuser_id = \"17\"\n");
        assert!(shown.contains("/srv/ann/tokens/a") && shown.contains("17"), "{shown}");
        let shown = lines("[accounts.a]\ntoken_file = \"/etc/a\"\n");
        assert!(shown.contains("\"/etc/a\""), "{shown}");
    }
}
