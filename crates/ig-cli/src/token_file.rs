//! A token on disk, with what is known of its life beside it: intact after a crash, and readable
//! only by its owner.

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    io,
    path::{Path, PathBuf},
};

use ig_account::token::TokenLife;
use ig_core::AccessToken;
use ig_driver::private;
use serde::{Deserialize, Serialize};

use crate::{failure::Failure, input, output::Output, pasted};

/// The file in which a token is saved.
#[derive(Debug)]
pub(crate) struct TokenFile {
    /// The path as given by the user.
    shown: PathBuf,
    folder: PathBuf,
    name: String,
}

/// The data saved beside a token; it does not contain the token.
#[derive(Serialize, Deserialize)]
struct Beside {
    /// The token that it describes. A token that was put there by other means is a different one,
    /// and nothing is known of it.
    fingerprint: String,
    life: TokenLife,
}

impl TokenFile {
    /// The file at `path`, or the target if that is a link.
    pub(crate) fn new(path: &Path) -> Result<Self, Failure> {
        let unusable = |why: &str| {
            Failure::usage(format!("the token cannot be saved to {}", path.display()))
                .because(why.to_owned())
                .fix("give --token-file the path of a file in an existing folder")
        };
        if path.as_os_str() == "-" {
            return Err(unusable("it means standard input"));
        }
        if path.is_dir() {
            return Err(unusable("it is a folder"));
        }
        // It would become the name of a file, which others can see.
        if pasted::is_in(path) {
            let what = format!("the token cannot be saved to {}", path.display());
            return Err(input::token_in_place_of_a_file(what));
        }
        let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let name = real.file_name().and_then(|name| name.to_str());
        let name = name.ok_or_else(|| unusable("its name is not UTF-8"))?.to_owned();
        let folder = match real.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
            _ => PathBuf::from("."),
        };
        Ok(Self { shown: path.to_owned(), folder, name })
    }

    pub(crate) fn shown(&self) -> String {
        self.shown.display().to_string()
    }

    /// Saves and removes a test file: a full disk must be noticed before a code is used up.
    pub(crate) fn try_out(&self) -> Result<(), Failure> {
        private::try_out(&self.folder).map_err(|error| {
            Failure::usage(format!("a token cannot be saved to {}", self.shown()))
                .because(format!("{error}; nothing was sent"))
                .fix(
                    "make room on the disk, make the folder writable, or give another \
                      --token-file FILE",
                )
        })
    }

    /// Saves a token.
    pub(crate) fn save(&self, token: &AccessToken) -> io::Result<()> {
        private::replace(&self.folder, &self.name, token.expose_secret().as_bytes())
    }

    /// Saves what is known of the life of the stored token.
    pub(crate) fn save_life(&self, token: &AccessToken, life: &TokenLife) -> io::Result<()> {
        let beside = Beside { fingerprint: fingerprint(token), life: life.clone() };
        let json = serde_json::to_vec(&beside).map_err(io::Error::other)?;
        private::replace(&self.folder, &self.life_name(), &json)
    }

    /// What is saved about the life of `token`, if it is the stored token.
    pub(crate) fn life(&self, token: &AccessToken) -> Option<TokenLife> {
        let json = private::read(&self.folder.join(self.life_name())).ok()?;
        let beside: Beside = serde_json::from_slice(&json).ok()?;
        (beside.fingerprint == fingerprint(token)).then_some(beside.life)
    }

    fn life_name(&self) -> String {
        format!("{}.life.json", self.name)
    }
}

/// Warns about a token that others on this machine can read; saving creates a file that they cannot
/// read.
pub(crate) fn warn_if_open(path: &Path, output: &Output) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let Ok(metadata) = path.metadata() else { return };
        let mode = metadata.permissions().mode() & 0o777;
        if path.as_os_str() != "-" && metadata.is_file() && mode & 0o044 != 0 {
            let name = path.display();
            output.warning(format_args!(
                "others on this machine can read the token file {name} (mode {mode:03o}): \
                 chmod 600 {name}"
            ));
        }
    }
    #[cfg(not(unix))]
    let _ = (path, output);
}

/// A fingerprint that distinguishes tokens and reveals none: 64 bits out of hundreds.
fn fingerprint(token: &AccessToken) -> String {
    let mut hasher = DefaultHasher::new();
    token.expose_secret().hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}
