//! Values of the configuration that are checked beyond their types: where each is, what is wrong, and what to
//! do about it.

use std::path::{Path, PathBuf};

use ig_core::{Context, Login};
use toml::Spanned;

use crate::pasted;

/// A mistake, and where it is in the text.
pub(super) struct Wrong {
    pub(super) at: usize,
    pub(super) why: String,
    pub(super) fix: &'static str,
}

/// The path of a file. Somebody may have pasted the token in its place.
pub(super) fn path(
    folder: &Path,
    path: Spanned<PathBuf>,
    name: &str,
    key: &str,
) -> Result<PathBuf, Wrong> {
    match pasted::is_in(path.get_ref()) {
        true => Err(Wrong {
            at: path.span().start,
            why: format!(
                "the {key} of {name} is an access token, and has to be the path of a file"
            ),
            fix: pasted::FIX,
        }),
        false if path.get_ref().as_os_str().is_empty() => Err(Wrong {
            at: path.span().start,
            why: format!("the {key} of {name} is empty"),
            fix: "give the path of a file, or leave it out",
        }),
        false => Ok(below(folder, path.get_ref())),
    }
}

/// A program and its arguments, which every user of the machine can see.
pub(super) fn command(words: Spanned<Vec<String>>, name: &str) -> Result<Vec<String>, Wrong> {
    let at = words.span().start;
    if words.get_ref().first().is_none_or(|program| program.trim().is_empty()) {
        return Err(Wrong {
            at,
            why: format!("the token_command of {name} is empty"),
            fix: "give the program and its arguments: [\"pass\", \"show\", \"ig/shop\"]",
        });
    }
    if words.get_ref().iter().any(|word| pasted::has_token(word)) {
        return Err(Wrong {
            at,
            why: format!(
                "the token_command of {name} has an access token in it, and has to be a program that \
                 prints one"
            ),
            fix: pasted::FIX,
        });
    }
    Ok(words.into_inner())
}

/// The base of the API, without a slash at its end.
pub(super) fn api_base(base: Spanned<String>, name: &str) -> Result<String, Wrong> {
    let at = base.span().start;
    if pasted::has_token(base.get_ref()) {
        return Err(Wrong {
            at,
            why: format!("the api_base of {name} has an access token in it, and has to be a URL"),
            fix: pasted::FIX,
        });
    }
    match Context::without_token(Login::Facebook).with_api_base(base.get_ref()) {
        Ok(_) => Ok(base.get_ref().trim_end_matches('/').to_owned()),
        Err(error) => Err(Wrong {
            at,
            why: format!("the api_base of {name} cannot be used: {error}"),
            fix: "leave it out to use Instagram, or name a sandbox: http://127.0.0.1:8025",
        }),
    }
}

/// A path of the file: `~/` is the home folder, and what is relative is beside the file.
fn below(folder: &Path, path: &Path) -> PathBuf {
    match path.strip_prefix("~") {
        Ok(rest) => match etcetera::home_dir() {
            Ok(home) => home.join(rest),
            Err(_) => path.to_owned(),
        },
        Err(_) => folder.join(path),
    }
}
