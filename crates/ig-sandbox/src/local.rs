//! A sandbox for the tests of Rust programs: started in one line, looked at in another.

mod posts;

use std::time::Duration;

use http::{Method, Request};
use ig_core::Timestamp;

use crate::{
    config::Config,
    fault::Fault,
    handling::Handling,
    journal::Logged,
    sandbox::Sandbox,
    server::{Options, Server},
    state::{AccountState, ContainerState},
};

pub use self::posts::{Post, Posts};

/// An Instagram on a free port of this machine, in this process, until it is dropped.
///
/// ```
/// use ig_sandbox::LocalInstagram;
///
/// let instagram = LocalInstagram::start();
/// // What is under test gets `instagram.url()`, `instagram.user_id()` and `instagram.token()`.
/// # let post = |path: &str, form: [(&str, &str); 2]| {
/// #     let url = format!("{}{path}", instagram.url());
/// #     let mut reply = ureq::post(url)
/// #         .header("authorization", format!("Bearer {}", instagram.token()))
/// #         .send_form(form)?;
/// #     let text = reply.body_mut().read_to_string()?;
/// #     Ok::<_, ureq::Error>(text.split('"').nth(3).unwrap_or_default().to_owned())
/// # };
/// # let photo = instagram.sample_photo();
/// # let user = instagram.user_id();
/// # let form = [("image_url", photo.as_str()), ("caption", "Hello")];
/// # let container = post(&format!("/{user}/media"), form)?;
/// # post(&format!("/{user}/media_publish"), [("creation_id", &container), ("", "")])?;
/// assert_eq!(instagram.posts().only().caption(), "Hello");
/// # Ok::<(), ureq::Error>(())
/// ```
///
/// It processes photos at once and films in no time, unless [`with`](Self::with) gives it another
/// [`Config`]. Its clock is that of this machine; [`advance`](Self::advance) moves it.
#[derive(Debug)]
pub struct LocalInstagram {
    server: Server,
    user_id: String,
    token: String,
}

impl LocalInstagram {
    /// Starts one with the account of Meta's guide.
    ///
    /// # Panics
    ///
    /// When no port can be had: a test cannot go on then.
    #[track_caller]
    pub fn start() -> Self {
        Self::with(Config::default().with_no_processing(), Options::default())
    }

    /// Starts one with these settings.
    ///
    /// # Panics
    ///
    /// When the settings do not fit together, and as [`start`](Self::start).
    #[track_caller]
    pub fn with(config: Config, options: Options) -> Self {
        if let Err(wrong) = config.check() {
            panic!("the configuration of the sandbox makes no sense: {wrong}");
        }
        let first = |text: Option<&String>| text.cloned().unwrap_or_default();
        let user_id = first(config.accounts.first().map(|account| &account.id));
        let token = first(config.tokens.first().map(|token| &token.text));
        let sandbox = Sandbox::new(config);
        match Server::start(([127, 0, 0, 1], 0).into(), sandbox, options) {
            Ok(server) => Self { server, user_id, token },
            Err(error) => panic!("the sandbox cannot listen on a port of 127.0.0.1: {error}"),
        }
    }

    /// Where clients reach it: `http://127.0.0.1:40123`. It stands for `https://graph.facebook.com`
    /// and all other hosts of Meta's.
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// The id of the first account.
    pub fn user_id(&self) -> &str {
        &self.user_id
    }

    /// The first token.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The URL of a photo of 640 × 640 pixels that it serves itself and takes as a post.
    pub fn sample_photo(&self) -> String {
        format!("{}/_sandbox/files/sample.jpg", self.url())
    }

    /// The URL of a film of three seconds and 720 × 1280 pixels, with sound, that it serves itself
    /// and takes as a reel.
    pub fn sample_film(&self) -> String {
        format!("{}/_sandbox/files/sample.mp4", self.url())
    }

    /// Serves a file, for a test to post; gives its URL.
    ///
    /// # Panics
    ///
    /// When it is longer than 100 MiB, or 256 MiB of files are there already.
    #[track_caller]
    pub fn serve(&self, name: &str, bytes: impl Into<Vec<u8>>) -> String {
        let request =
            Request::builder().method(Method::POST).uri(format!("/_sandbox/files/{name}"));
        let Ok(request) = request.body(bytes.into()) else {
            panic!("{name} is no name for a file");
        };
        let url = self.server.with(|sandbox, now| match sandbox.handle(now, request) {
            Handling::Respond(response) => {
                let reply: Option<serde_json::Value> = serde_json::from_slice(response.body()).ok();
                reply.and_then(|reply| Some(reply.get("url")?.as_str()?.to_owned()))
            }
            _ => None,
        });
        match url {
            Some(url) => url,
            None => panic!("the sandbox does not take the file {name}"),
        }
    }

    /// The posts of the first account.
    pub fn posts(&self) -> Posts {
        self.posts_of(&self.user_id)
    }

    /// The posts of an account, newest first: stories too, also when they are over.
    ///
    /// # Panics
    ///
    /// When there is no such account.
    #[track_caller]
    pub fn posts_of(&self, user_id: &str) -> Posts {
        Posts::new(self.account(user_id).media)
    }

    /// The containers of the first account, newest first.
    #[track_caller]
    pub fn containers(&self) -> Vec<ContainerState> {
        self.account(&self.user_id).containers
    }

    /// What is true of an account.
    ///
    /// # Panics
    ///
    /// When there is no such account.
    #[track_caller]
    pub fn account(&self, user_id: &str) -> AccountState {
        let accounts = self.server.with(Sandbox::state).accounts;
        match accounts.into_iter().find(|account| account.id == user_id) {
            Some(account) => account,
            None => panic!("the sandbox has no account {user_id}"),
        }
    }

    /// The requests that came so far, in order.
    pub fn requests(&self) -> Vec<Logged> {
        self.server.with(|sandbox, _| sandbox.requests().to_vec())
    }

    /// Lets things go wrong from now on.
    pub fn arm(&self, faults: impl IntoIterator<Item = Fault>) {
        self.server.with(|sandbox, _| sandbox.arm(faults));
    }

    /// Moves its clock on.
    pub fn advance(&self, by: Duration) {
        self.server.with(|sandbox, _| sandbox.advance(by));
    }

    /// Makes everything as it was at the start.
    pub fn reset(&self) {
        self.server.with(|sandbox, _| sandbox.reset());
    }

    /// Looks into the machine while no request is.
    pub fn look<R>(&self, look: impl FnOnce(&mut Sandbox, Timestamp) -> R) -> R {
        self.server.with(look)
    }
}
