//! A local Instagram to develop and test publishing against.
//!
//! The sandbox plays the part of the Graph API that publishes posts, with real state and its own
//! rules, and lets anything go wrong that has been seen to go wrong. What it does, its control
//! endpoints and its page are described at [`Sandbox`], the machine of the crate `ig-sandbox-core`;
//! this crate puts it behind a port.
//!
//! [`LocalInstagram`] is one for the tests of Rust programs, started and looked at in a line.
//! [`server`] is one for clients in any language, with TLS, recordings and a state that lasts.

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub mod readme {}

mod local;
pub mod server;

pub use ig_sandbox_core::{
    Account, AccountState, AddOns, Answer, App, AudioConfiguration, CarouselRefusal, Changes,
    ChildState, Config, ContainerState, Details, Do, Fault, Fetch, FetchError, Fetched, Handling,
    InvalidConfig, InvalidFault, LegacyFeatures, Logged, Login, MediaState, NotRestored, On,
    PageLink, PageRole, Partnerships, Place, Poll, ProductTag, Reader, Replay, ReplayError,
    Restoring, Robots, Rules, Sandbox, SecondPublish, Shows, Slices, State, StatusCode, Tag,
    Ticket, Timestamp, TokenGrant, TrialParams, UploadEnd, UploadNext, UploadStart, UploadState,
    VideoAlone,
};

pub use self::{
    local::{LocalInstagram, Post, Posts},
    server::{Authority, Options, Recording, Server, StateError, StateFolder, TlsError},
};
