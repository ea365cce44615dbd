//! How a value becomes HTTP, and how HTTP becomes a value.

pub(crate) mod clock;
pub(crate) mod context;
pub(crate) mod describe;
pub(crate) mod draft;
pub mod error;
pub(crate) mod exchange;
pub(crate) mod json;
pub(crate) mod secret;
mod text;
pub mod usage;
pub mod version;

pub use self::{
    clock::Clock,
    context::{Context, Login},
    draft::Draft,
    error::{BuildError, Delivery, Error, ResponseError, TransportError},
    exchange::{Body, Exchange, Pending, Reply},
    secret::{AccessToken, AppSecret, AuthorizationCode},
    version::ApiVersion,
};
pub(crate) use self::{
    describe::Describe,
    error::{ApiError, DecodeError, ErrorClass, KnownError},
    json::{json, success},
    secret::mask,
    usage::Pace,
};
