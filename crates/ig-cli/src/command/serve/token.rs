//! The token that programs have to send: made at the first start, and kept for its owner alone.

use std::fmt;

use ig_driver::private;
use rustls::crypto::ring::default_provider;
use subtle::ConstantTimeEq as _;

use crate::{failure::Failure, store::Folder};

/// How many random bytes it has.
const BYTES: usize = 32;

/// The file, in a folder beside the posts.
const NAME: &str = "token";

/// A secret of this folder.
pub(super) struct Token(String);

impl Token {
    /// The token of a state folder, which is made where there is none.
    pub(super) fn of(folder: &Folder) -> Result<Self, Failure> {
        folder.make()?;
        let own = folder.path().join("serve");
        let failed = |error: &dyn std::error::Error| {
            Failure::failed("the token of ig serve cannot be kept")
                .because(format!("{}: {error}", own.display()))
                .fix("make the folder writable, or give another with --state-dir DIR")
        };
        private::make_folders(&own).map_err(|error| failed(&error))?;
        // Two that start at once have the same one.
        let _held = private::lock(&own.join("token.lock")).map_err(|error| failed(&error))?;
        match private::read(&own.join(NAME)) {
            Ok(bytes) => return Self::read(&bytes, folder),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => (),
            Err(error) => return Err(failed(&error)),
        }
        let mut bytes = [0; BYTES];
        if default_provider().secure_random.fill(&mut bytes).is_err() {
            return Err(Failure::failed("the token of ig serve cannot be made")
                .because("the system gives no random numbers")
                .fix("try again"));
        }
        let token: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let line = format!("{token}\n");
        private::replace(&own, NAME, line.as_bytes()).map_err(|error| failed(&error))?;
        Ok(Self(token))
    }

    fn read(bytes: &[u8], folder: &Folder) -> Result<Self, Failure> {
        let text = std::str::from_utf8(bytes).unwrap_or_default().trim();
        let is_good = 2 * BYTES <= text.len() && text.bytes().all(|byte| byte.is_ascii_graphic());
        match is_good {
            true => Ok(Self(text.to_owned())),
            false => Err(Failure::failed("the token of ig serve cannot be used")
                .because("its file is damaged, or the token is shorter than 64 characters")
                .fix(format!(
                    "remove {}: a new one is made at the next start",
                    folder.path().join("serve").join(NAME).display()
                ))),
        }
    }

    /// Whether it is the same, in a time that does not depend on where it differs.
    pub(super) fn is(&self, other: &[u8]) -> bool {
        self.0.as_bytes().ct_eq(other).into()
    }

    /// The secret, for its owner.
    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token")
    }
}
