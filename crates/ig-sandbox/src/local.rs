//! A sandbox for the tests of Rust programs: started in one line, looked at in another.

mod posts;

use std::time::Duration;

use http::{Method, Request};
use ig_core::{AccessToken, Context, MediaUrl, UserId};
use ig_sandbox_core::{
    AccountState, Config, ContainerState, Fault, Handling, Logged, Login, Sandbox, Timestamp,
};

use crate::server::{Options, Server};

pub use self::posts::{Post, Posts};

/// An Instagram on a free port of this machine, in this process, until it is dropped.
///
/// ```
/// use ig_core::{Photo, PublishPlan};
/// use ig_sandbox::LocalInstagram;
/// use ig_ureq::{Client, FileStore};
///
/// let instagram = LocalInstagram::start();
/// let folder = tempfile::tempdir()?;
///
/// // What is under test.
/// let client = Client::new(instagram.context())?;
/// let photo = Photo::new(instagram.sample_photo()).with_caption("Hello".parse()?);
/// let plan = PublishPlan::new(instagram.user_id(), photo);
/// let outcome = client.publish_once(&FileStore::open(folder.path())?, "monday", plan)?;
///
/// assert_eq!(instagram.posts().only().caption(), "Hello");
/// # assert_eq!(outcome.to_string(), format!("published as {}", instagram.posts().only().id()));
/// # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
/// ```
///
/// A client that is not built on [`ig_core`] gets [`url`](Self::url), [`token`](Self::token) and
/// the texts of the other values.
///
/// It processes photos at once and videos in no time, unless [`with`](Self::with) gives it another
/// [`Config`]. Its clock is that of this machine; [`advance`](Self::advance) moves it.
#[derive(Debug)]
pub struct LocalInstagram {
    server: Server,
    context: Context,
    user_id: UserId,
    token: String,
}

impl LocalInstagram {
    /// Starts one with the account of Meta's guide.
    ///
    /// # Panics
    ///
    /// When no port is free: a test cannot continue then.
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
            panic!("the configuration of the sandbox is invalid: {wrong}");
        }
        let Some((token, login)) = config.token() else {
            panic!("the configuration of the sandbox has no token");
        };
        let (token, id) = (token.to_owned(), config.user_id());
        let Ok(user_id) = id.parse() else {
            panic!("the id of the sandbox's first account is not one: {id}");
        };
        let server = match Server::start(([127, 0, 0, 1], 0).into(), Sandbox::new(config), options)
        {
            Ok(server) => server,
            Err(error) => panic!("the sandbox cannot listen on a port of 127.0.0.1: {error}"),
        };
        match context(login, &token, &server.url()) {
            Ok(context) => Self { server, context, user_id, token },
            Err(error) => panic!("the sandbox's first token is of no use to a client: {error}"),
        }
    }

    /// Where requests of a client go, and with which token: to this sandbox, with its first one.
    ///
    /// The login is that of the token: Facebook Login, unless the [`Config`] says otherwise.
    pub fn context(&self) -> Context {
        self.context.clone()
    }

    /// Where clients reach it: `http://127.0.0.1:40123`. It stands for `https://graph.facebook.com`
    /// and all other hosts of Meta's.
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// The id of the first account.
    pub fn user_id(&self) -> UserId {
        self.user_id.clone()
    }

    /// The first token, for a client that takes a text.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// A photo of 640 × 640 pixels that it serves itself and takes as a post.
    ///
    /// It is [local](MediaUrl::local): no other API gets it. Its text is
    /// [`as_str`](MediaUrl::as_str).
    pub fn sample_photo(&self) -> MediaUrl {
        self.file("sample.jpg")
    }

    /// A video of three seconds and 720 × 1280 pixels, with sound, that it serves itself and takes
    /// as a reel. It is [local](MediaUrl::local), like the [photo](Self::sample_photo).
    pub fn sample_video(&self) -> MediaUrl {
        self.file("sample.mp4")
    }

    /// Serves a file, for a test to post; gives its URL, which is [local](MediaUrl::local).
    ///
    /// # Panics
    ///
    /// When the name cannot stand in a URL, when the file is longer than 100 MiB, or when 256 MiB
    /// of files are there already.
    #[track_caller]
    pub fn serve(&self, name: &str, bytes: impl Into<Vec<u8>>) -> MediaUrl {
        let request =
            Request::builder().method(Method::POST).uri(format!("/_sandbox/files/{name}"));
        let Ok(request) = request.body(bytes.into()) else {
            panic!("{name} is not a name for a file");
        };
        let status = self.server.with(|sandbox, now| match sandbox.handle(now, request) {
            Handling::Respond(response) => Some(response.status()),
            _ => None,
        });
        match status {
            Some(status) if status.is_success() => self.file(name),
            _ => panic!("the sandbox does not take the file {name}"),
        }
    }

    #[track_caller]
    fn file(&self, name: &str) -> MediaUrl {
        match MediaUrl::local(&format!("{}/_sandbox/files/{name}", self.url())) {
            Ok(url) => url,
            Err(error) => panic!("{name} is not a name for a file: {error}"),
        }
    }

    /// The posts of the first account.
    pub fn posts(&self) -> Posts {
        self.posts_of(self.user_id.as_str())
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
        self.account(self.user_id.as_str()).containers
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

    /// Changes how it behaves until a reset, such as
    /// `instagram.change(|config| config.with_rules(Rules::Strict))`: what [`Sandbox::change`] says.
    pub fn change(&self, change: impl FnOnce(Config) -> Config) {
        self.server.with(|sandbox, _| sandbox.change(change));
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

fn context(login: Login, token: &str, url: &str) -> Result<Context, ig_core::BuildError> {
    let login = match login {
        Login::Facebook => ig_core::Login::Facebook,
        Login::Instagram => ig_core::Login::Instagram,
    };
    Context::new(login, AccessToken::new(token))?.with_api_base(url)
}
