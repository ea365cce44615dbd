//! A sandbox inside this command.

use std::time::Duration;

use ig_core::{AccessToken, Login, UserId};
use ig_sandbox::{Config, Options, Sandbox, Server};

use crate::{access::Access, failure::Failure, random, web::Trust};

/// The sandbox's one account.
pub(crate) const USER: &str = "17841400008460056";

/// Its token, which is valid only for a sandbox.
pub(crate) const TOKEN: &str = "sandbox-token";

/// Starts a sandbox on a free port of this machine.
pub(crate) fn start() -> Result<Server, Failure> {
    // A new user does not have to wait: Instagram's processing time is not simulated.
    let config = Config::default()
        .with_seed(random::number())
        .with_video_processing(Duration::ZERO)
        .with_carousel_processing(Duration::ZERO);
    let sandbox = Sandbox::new(config);
    Server::start(([127, 0, 0, 1], 0).into(), sandbox, Options::default()).map_err(|error| {
        Failure::failed("the sandbox cannot be started")
            .caused_by(&error)
            .fix("check that programs may listen on 127.0.0.1")
    })
}

/// The access to a sandbox. The environment is not read: a sandbox never sees a real token.
pub(crate) fn access(base: String) -> Result<(Access, UserId), Failure> {
    let access = Access::new(Login::Facebook, base, AccessToken::new(TOKEN), Trust::none())?;
    let user = USER.parse();
    let user =
        user.map_err(|error| Failure::failed("the sandbox has no account").caused_by(&error))?;
    Ok((access, user))
}
