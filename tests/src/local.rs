//! A sandbox on a real socket, in virtual time, with media from memory.

use ig_core::{AccessToken, Context, Login};
use ig_sandbox::{Config, FetchError, Fetched, MediaState, Options, Sandbox, Server};

use crate::{
    JPEG, MP4, TOKEN,
    clock::{Jumping, server_time},
};

/// A sandbox on a real socket, in virtual time, with media from memory.
#[derive(Debug)]
#[non_exhaustive]
pub struct Local {
    /// The server.
    pub server: Server,
    /// Its clock.
    pub clock: Jumping,
}

impl Local {
    /// A server of `config`, on a free port, whose token is [`TOKEN`].
    ///
    /// # Panics
    ///
    /// When no port is free.
    pub fn start(config: Config) -> Self {
        let clock = Jumping::default();
        let time = clock.clone();
        let options =
            Options::default().with_clock(move || server_time(time.time())).with_fetcher(fetch);
        let sandbox = Sandbox::new(config.with_token(TOKEN));
        let server = Server::start(([127, 0, 0, 1], 0).into(), sandbox, options).expect("a port");
        Self { server, clock }
    }

    /// A context for the server.
    ///
    /// # Panics
    ///
    /// When the token cannot stand in a header.
    pub fn context(&self) -> Context {
        self.context_of(Login::Facebook, TOKEN)
    }

    /// A context for the server with another token.
    ///
    /// # Panics
    ///
    /// When the token cannot stand in a header.
    pub fn context_of(&self, login: Login, token: &str) -> Context {
        Context::new(login, AccessToken::new(token))
            .and_then(|context| context.with_api_base(&self.server.url()))
            .expect("a context")
    }

    /// A context for the calls that need no token.
    ///
    /// # Panics
    ///
    /// Never: it is on this machine.
    pub fn context_without_token(&self, login: Login) -> Context {
        Context::without_token(login).with_api_base(&self.server.url()).expect("a context")
    }

    /// What is public.
    pub fn posts(&self) -> Vec<MediaState> {
        self.server.with(|sandbox, now| sandbox.state(now).accounts.remove(0).media)
    }
}

fn fetch(url: &str) -> Result<Fetched, FetchError> {
    let (path, _) = url.split_once('?').unwrap_or((url, ""));
    match path.rsplit_once('.') {
        Some((_, "jpg")) => Ok(Fetched::new(JPEG)),
        Some((_, "mov" | "mp4")) => Ok(Fetched::new(MP4)),
        _ => Err(FetchError::Status(404)),
    }
}
