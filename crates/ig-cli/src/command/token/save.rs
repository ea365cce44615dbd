//! The destination of a new token: its file, and standard output on request.

use std::path::Path;

use ig_account::token::TokenLife;
use ig_core::{Login, endpoint::GrantedToken};
use ig_ureq::{Clock, SystemClock};
use serde_json::{Value, json};

use super::life;
use crate::{
    failure::{Exit, Failure},
    output::Output,
    text::plain,
    token_file::TokenFile,
};

/// The destination of a new token.
pub(super) struct Destination {
    file: Option<TokenFile>,
    print: Print,
}

/// Whether a token is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Print {
    /// It was requested.
    Yes,
    No,
}

impl Print {
    pub(super) fn of(flag: bool) -> Self {
        if flag { Self::Yes } else { Self::No }
    }
}

impl Destination {
    /// Checks the destination before anything is sent.
    pub(super) fn new(file: Option<&Path>, print: Print) -> Result<Self, Failure> {
        let file = file.map(TokenFile::new).transpose()?;
        if let Some(file) = &file {
            file.try_out()?;
        } else if print == Print::No {
            return Err(Failure::usage("there is no destination for the new token")
                .because("there is no file to save it to, and --print was not given")
                .fix("give --token-file FILE, or --print to print it to standard output"));
        }
        Ok(Self { file, print })
    }

    /// Saves and shows a token. `loss` says what to do if it cannot be saved.
    pub(super) fn take(
        &self,
        login: Login,
        granted: &GrantedToken,
        loss: &'static str,
        output: &Output,
    ) -> Result<Exit, Failure> {
        let now = SystemClock.now();
        let life = TokenLife::granted(login, now, granted);
        let lost = self.file.as_ref().and_then(|file| {
            let error = file.save(&granted.token).err()?;
            let what = format!("the new token could not be saved to {}", file.shown());
            Some(Failure::failed(what).because(error).fix(loss))
        });
        if let (Some(file), None) = (&self.file, &lost)
            && let Err(error) = file.save_life(&granted.token, &life)
        {
            output.note(format_args!("the token's lifetime could not be saved beside it: {error}"));
        }
        match lost {
            // A token that is to be printed is not lost if the file fails.
            Some(lost) if self.print == Print::Yes => {
                output.explain(&lost);
                self.show(granted, None, &life, output);
                Ok(lost.exit())
            }
            Some(lost) => Err(lost),
            None => {
                let saved = self.file.as_ref().map(TokenFile::shown);
                self.show(granted, saved, &life, output);
                Ok(Exit::Success)
            }
        }
    }

    fn show(
        &self,
        granted: &GrantedToken,
        saved: Option<String>,
        life: &TokenLife,
        output: &Output,
    ) {
        let now = SystemClock.now();
        let token = (self.print == Print::Yes).then(|| granted.token.expose_secret());
        if output.is_json() {
            let mut object = json!({
                "saved": saved,
                "user": granted.user,
                "permissions": granted.permissions,
            });
            life::add_to(&mut object, life, now);
            if let Some(token) = token {
                object["token"] = Value::from(token);
            }
            output.object(&object);
            return;
        }
        if let Some(token) = token {
            // Nothing else: a script uses all of the output.
            output.line(token);
            return;
        }
        let line =
            |label: &str, text: &str| output.line(format_args!("{label:<10} {}", plain(text)));
        if let Some(file) = &saved {
            line("saved", file);
        }
        if let Some(user) = &granted.user {
            line("user", user.as_str());
        }
        if !granted.permissions.is_empty() {
            line("may", &granted.permissions.join(", "));
        }
        life::lines(life, now, output);
    }
}
