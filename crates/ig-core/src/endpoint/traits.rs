//! What an endpoint says of itself, and what every endpoint can do.

use std::fmt;

use http::{Response, StatusCode};

use crate::{
    value::permission::Requirement,
    wire::{
        ApiError, BuildError, Context, DecodeError, Draft, Error, Exchange, Reply, ResponseError,
    },
};

/// What happens when a request is carried out twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Effect {
    /// Nothing: it only reads.
    Read,
    /// Waste, but no harm: a second container that nobody publishes.
    Repeatable,
    /// Harm: a second post, or a code that is used up.
    Once,
}

/// What a second request does: `reads`.
impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Read => "reads",
            Self::Repeatable => "can be repeated",
            Self::Once => "must not be repeated",
        })
    }
}

/// An endpoint of the Graph API.
///
/// Implementors describe; [`EndpointExt`] builds and reads. The two are apart
/// so that the code of the first is compiled once and the second cannot be
/// overridden.
pub trait Endpoint {
    /// What a success holds.
    type Response;

    /// The endpoint's name, for logs: `"POST /{user}/media"`.
    const NAME: &'static str;

    /// What happens when it is carried out twice.
    const EFFECT: Effect;

    /// What it asks of the token.
    const REQUIRES: Requirement;

    /// What to send.
    fn draft(&self) -> Draft;

    /// Reads the body of a success (2xx).
    ///
    /// # Errors
    ///
    /// When the body is not what the endpoint promises.
    fn decode(body: &[u8]) -> Result<Self::Response, DecodeError>;

    /// Reads the body of a failure that is in a format of the endpoint's own,
    /// and not in the Graph API's, which is read without it.
    fn decode_error(status: StatusCode, body: &[u8]) -> Option<ApiError> {
        let _ = (status, body);
        None
    }
}

/// What every [`Endpoint`] can do.
pub trait EndpointExt: Endpoint {
    /// One request, ready for any HTTP client, and the way to its reply. It is
    /// sent once: [`CallFlow`](crate::CallFlow) repeats it where that is safe.
    ///
    /// # Errors
    ///
    /// As [`Call::exchange`](crate::Call::exchange).
    fn exchange(&self, context: &Context) -> Result<Exchange, BuildError>
    where
        Self: Sized,
    {
        context.exchange(self.draft())
    }

    /// Reads the reply to one request.
    ///
    /// # Errors
    ///
    /// When none came, when it is not a success and when it is not what the
    /// endpoint promises.
    fn read(reply: &Reply) -> Result<Self::Response, Error>
    where
        Self: Sized,
    {
        Ok(read::<Self>(reply.result().map_err(Clone::clone)?)?)
    }
}

impl<E: Endpoint + ?Sized> EndpointExt for E {}

/// Reads a response, which is masked.
pub(crate) fn read<E: Endpoint>(
    response: &Response<impl AsRef<[u8]>>,
) -> Result<E::Response, ResponseError> {
    let (status, headers, body) = (response.status(), response.headers(), response.body().as_ref());
    if !status.is_success() {
        if let Some(error) = E::decode_error(status, body) {
            return Err(ResponseError::Api(Box::new(error)));
        }
        return Err(ResponseError::from_failure(status, headers, body));
    }
    E::decode(body).map_err(|unread| {
        // An error in Meta's own formats is one whatever the status.
        match ResponseError::from_failure(status, headers, body) {
            error @ (ResponseError::Api(_) | ResponseError::Upload(_)) => error,
            _ => unread.into(),
        }
    })
}
