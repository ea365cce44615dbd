//! A request that failed, as the phases see it.

use std::time::Duration;

use crate::{
    endpoint::{self, Endpoint},
    publish::Cause,
    wire::{
        ApiError, Delivery, ErrorClass, Reply, ResponseError, TransportError,
        error::{FetchFailure, UploadError},
    },
};

pub(crate) enum Trouble {
    Lost(TransportError),
    Response(ResponseError),
}

/// One request's reply, read as the endpoint's.
pub(crate) fn read<E: Endpoint>(reply: Reply) -> Result<E::Response, Trouble> {
    match reply.into_result() {
        Ok(response) => endpoint::read::<E>(&response).map_err(Trouble::Response),
        Err(lost) => Err(Trouble::Lost(lost)),
    }
}

impl Trouble {
    pub(crate) fn api(&self) -> Option<&ApiError> {
        match self {
            Self::Response(ResponseError::Api(error)) => Some(error),
            _ => None,
        }
    }

    pub(crate) fn class(&self) -> Option<ErrorClass> {
        self.api().map(ApiError::class)
    }

    pub(crate) fn cause(&self) -> Cause {
        match self {
            Self::Lost(error) => Cause::of_transport(error),
            Self::Response(error) => Cause::of_response(error),
        }
    }

    pub(crate) fn was_not_sent(&self) -> bool {
        matches!(self, Self::Lost(error) if error.delivery() == Delivery::NotSent)
    }

    /// Whether trying again is of no use: the token has to change first.
    pub(crate) fn is_final(&self) -> bool {
        matches!(self.class(), Some(ErrorClass::Auth | ErrorClass::Permission))
    }

    /// Whether the file to be sent is at fault.
    pub(crate) fn is_of_source(&self) -> bool {
        matches!(self, Self::Lost(error) if error.is_of_source())
    }

    fn upload(&self) -> Option<&UploadError> {
        match self {
            Self::Response(ResponseError::Upload(error)) => Some(error),
            _ => None,
        }
    }

    /// Why Meta's fetcher did not get the medium, where that is what failed.
    pub(crate) fn fetch_failure(&self) -> Option<FetchFailure> {
        let hosted = self.upload().and_then(UploadError::fetch_failure);
        hosted.or_else(|| self.api().and_then(ApiError::fetch_failure))
    }

    /// Whether the upload host refused the request because it held only a part.
    pub(crate) fn refuses_a_part(&self) -> bool {
        self.upload().is_some_and(|error| error.kind == "PartialRequestError")
    }

    /// Whether the upload host said that the upload may not go on (`retriable: false`).
    pub(crate) fn ends_the_upload(&self) -> bool {
        self.upload().is_some_and(|error| !error.retriable)
    }

    /// Whether it says that calls cannot travel together, and not that these, or
    /// any, cannot be made now.
    pub(crate) fn refuses_batches(&self) -> bool {
        match self {
            Self::Lost(_) => false,
            Self::Response(ResponseError::Decode(_)) => true,
            Self::Response(error) => {
                let class = self.class();
                let passes = error.is_transient() || error.retry_after().is_some();
                let barred = [ErrorClass::RateLimit, ErrorClass::Auth, ErrorClass::Permission];
                !passes && !class.is_some_and(|class| barred.contains(&class))
            }
        }
    }

    /// The same trouble for another part of one request, where it is of its
    /// kind.
    pub(crate) fn again(&self) -> Option<Self> {
        match self {
            Self::Response(ResponseError::Api(error)) => {
                Some(Self::Response(ResponseError::Api(error.clone())))
            }
            Self::Response(ResponseError::Http(error)) => {
                Some(Self::Response(error.clone().into()))
            }
            Self::Response(_) | Self::Lost(_) => None,
        }
    }

    /// Whether the same request, where a second does no harm, may pass soon.
    pub(crate) fn may_pass(&self) -> bool {
        match self {
            Self::Lost(error) => !error.is_of_source(),
            Self::Response(ResponseError::Decode(_)) => true,
            Self::Response(error) => {
                error.is_transient() || self.class() == Some(ErrorClass::RateLimit)
            }
        }
    }

    pub(crate) fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Lost(_) => None,
            Self::Response(error) => error.retry_after(),
        }
    }
}
