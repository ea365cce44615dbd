//! The state machine of a local Instagram: requests in, what to do about them out.
//!
//! The sandbox plays the part of the Graph API that publishes posts: containers, uploads of videos,
//! `media_publish`, the publishing limit, reading posts back, places. It has real state and its own rules, fetches
//! and judges the media it is pointed at, moves through time on demand, and lets anything go wrong
//! that has been seen to go wrong: lost replies, errors for posts that are live, posts that appear
//! after an error, replies cut in half. It shares no code with the clients that it tests.
//!
//! It has no socket, no clock and no file: its driver says what time it is, and fetches the
//! media that it requests. The crate `ig-sandbox` serves it on a port.
//!
//! ```
//! use http::Request;
//! use ig_sandbox_core::{Config, Handling, Sandbox, Timestamp};
//!
//! let now = Timestamp::from_unix_millis(1_569_537_403_000);
//! let mut sandbox = Sandbox::new(Config::default());
//! let request = Request::get("/v26.0/17841400008460056/content_publishing_limit")
//!     .header("authorization", "Bearer sandbox-token")
//!     .body(Vec::new())?;
//! let Handling::Respond(response) = sandbox.handle(now, request) else {
//!     panic!("this request needs nothing fetched");
//! };
//! assert_eq!(response.body(), br#"{"data":[{"quota_usage":0}]}"#);
//! # Ok::<(), http::Error>(())
//! ```
//!
//! [`Sandbox::answer`] runs a request to its end, with files from memory.
//!
//! # Control
//!
//! Under `/_sandbox/`, for tests in any language; only under names of this machine.
//!
//! | request | what it does |
//! |---|---|
//! | `GET state` | the true state: accounts, posts, containers, with the hash of an uploaded video |
//! | `GET requests?limit=N` | the Graph requests, the calls of batches and the uploads, in order |
//! | `GET`, `POST`, `DELETE faults` | what goes wrong: see [`Fault`], [`On`] and [`Do`] |
//! | `GET`, `POST clock` | the virtual time; `{"advance_s": 86400}` moves it on |
//! | `POST codes` | an authorization code, as from a login dialog; `{"account", "app", "login"}` choose the grant |
//! | `POST`, `DELETE usage` | the values of the usage headers: `{"call_count": 95, "minutes": 12}` |
//! | `POST files/{name}` | a file for the sandbox to fetch, in the body |
//! | `POST quota` | how many posts accounts may publish in 24 hours: `{"total": 25}`, all of them or `"account"`; `{"containers": 400}` |
//! | `POST legacy` | whether features are refused that Meta closed to new apps: `{"features": "accepted"}` |
//! | `POST reset` | everything as at the start |
//! | `GET overview` | the accounts in numbers, when the quota comes back, the armed faults |
//! | `GET posts?kind=stories&from=0&limit=60` | a part of the posts or running stories, newest first |
//! | `GET duplicates` | the posts that repeat another one: what a client has posted twice |
//! | `GET containers?from=0&limit=60` | a part of the containers, with what each is `missing` |
//! | `GET log?before=N&limit=60`, `log/{N}` | the log backwards; a request word for word, and as `curl` |
//! | `GET events?since=VERSION` | the version of the state, held until it changes |
//! | `GET openapi.json` | all of these, with their parameters, bodies and replies, as OpenAPI 3.1 |
//!
//! Only the reply of `codes` contains a code; tokens and secrets are in no reply. Lists have at
//! most 200 entries; `account` chooses an account other than the first.
//!
//! The token at the start is `sandbox-token`, of the login that the [`Config`] names; that of the
//! Page is [`Config::PAGE_TOKEN`]. The app is [`Config::APP_ID`] with [`Config::APP_SECRET`], and
//! [`Config::CODE`] is an authorization code that is valid once.
//!
//! # The login dialogs
//!
//! `GET /dialog/oauth`, with or without a version before it, and `GET /oauth/authorize` are the pages on
//! which a person allows an app: the first is `www.facebook.com`'s, the second `www.instagram.com`'s.
//! `Allow` redirects with a code for the token exchange, which works once and only with the same
//! `redirect_uri`; `Cancel` redirects with `error=access_denied`. An app with
//! [redirect URIs](App::with_redirect_uri) accepts only these.
//!
//! # Errors
//!
//! [`recorded_errors`] lists the errors of the real server that are known word for word, and how to
//! get each here.
//!
//! # The page
//!
//! `GET /` is for people: the profile as a phone shows it, with stories and with carousels that are
//! swiped on the page of their post; the log with every request word for word; the containers and
//! what they lack; the quota and its window; and controls for faults, clock, quota and reset. With
//! several accounts, it shows the one that is chosen at the name. It updates without a reload,
//! needs no mouse, contacts only the sandbox, and shows ten
//! thousand posts as quickly as ten. The cover of a video is the frame of `thumb_offset`, or the file
//! of `cover_url` if that is one of the sandbox's own. Hashtags and mentions in the caption of a post
//! are coloured, and a poll or a comment prompt is under it.
//!
//! # Over restarts
//!
//! [`Restoring`] creates a machine that returns its changes as data ([`Sandbox::changes`]) and
//! continues from saved ones.
//!
//! # What it does not do
//!
//! Comments, insights, tags, mentions, hashtags and messages are not played: their paths are refused
//! like unknown ones, with a note that says so, and their fields have no value.
//!
//! It limits no calls of its own accord: the usage headers rise, and a fault refuses. It knows no
//! other people: every well-formed username can be tagged and invited, save those that start with
//! `nobody` and those of [`Config::with_unknown_usernames`], and nobody ever answers an invitation;
//! every account has a person and a Page of its own, with the same name and the
//! same five products. Any sound can be put under a reel. The cover of a reel is fetched beside its
//! video and judged as a photo is; what the real server says to a bad one is not known, and here
//! the container ends in an error. One listener plays all of Meta's hosts, so the
//! token endpoints of both logins are always there; tokens of one login are unknown to the other.
//! An `appsecret_proof` that is given must be right, and none is asked for. Where the real server's answer is not known, the sandbox's
//! is its own; such answers say so in their documentation, and where it helps, a header
//! `x-sandbox-note` says what is wrong.
//!
//! Parameters that a kind of post does not have are dropped, unless they are known to be refused;
//! the state lists them under `ignored`, and `x-sandbox-note` names them with all other parameters
//! that were not read.
//!
//! It keeps a hash, the head and the tail of an uploaded video, whatever the length; there is no
//! copy of videos beyond 8 MiB.

#[doc = include_str!("../BODIES.md")]
pub mod recorded_errors {}

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub mod readme {}

mod answer;
mod base;
mod batch;
mod config;
mod control;
mod dialog;
mod endpoint;
mod exchange;
mod fault;
mod fields;
mod files;
mod front;
mod handling;
mod ids;
mod intake;
mod journal;
mod judge;
mod legacy;
mod mask;
mod object;
mod page;
mod refusal;
mod replay;
mod reply;
mod rows;
mod sandbox;
mod state;
mod time;
mod upload;
mod usage;
mod world;

pub use self::{
    answer::Answer,
    base::Secure,
    config::{
        Account, AddOns, App, CarouselRefusal, Config, InvalidConfig, LegacyFeatures, Login,
        PageLink, PageRole, Partnerships, Reader, Robots, Rules, SecondPublish, Slices, TokenGrant,
        VideoAlone,
    },
    fault::{Do, Fault, InvalidFault, On, Shows},
    handling::{Fetch, FetchError, Fetched, Handling, Ticket},
    journal::Logged,
    replay::{Replay, ReplayError},
    rows::Row,
    sandbox::{
        Sandbox,
        changes::{Changes, NotRestored, Restoring},
    },
    state::{AccountState, ChildState, ContainerState, MediaState, State, UploadState},
    time::Timestamp,
    upload::{UploadEnd, UploadNext, UploadStart},
    world::{AudioConfiguration, Details, Place, Poll, ProductTag, StatusCode, Tag, TrialParams},
};
