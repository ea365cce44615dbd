//! One type for each endpoint: what to send, what it asks, what comes back.

mod create_container;
mod debug_token;
mod delete_media;
mod exchange_code;
mod extend_token;
mod granted_token;
mod list_accounts;
mod list_catalogs;
mod list_children;
mod list_collaborators;
mod list_media;
mod list_permissions;
mod list_stories;
mod loose;
mod page;
mod publish_container;
mod publishing_limit;
mod read_account;
mod read_container;
mod read_me;
mod read_media;
mod read_user;
mod refresh_token;
mod revoke_permissions;
mod search_audio;
mod search_pages;
mod search_products;
#[cfg(test)]
mod testing;
mod update_media;
mod upload_video;
mod video_status;

use std::{borrow::Cow, fmt};

use http::{Response, StatusCode};
use serde::de::DeserializeOwned;

pub use self::{
    create_container::{CarouselContainer, Container, CreateContainer, CreatedContainer},
    debug_token::{DebugToken, GranularScope, TokenFault, TokenInfo, TokenKind},
    delete_media::{DeleteMedia, DeletedMedia},
    exchange_code::ExchangeCode,
    extend_token::ExtendToken,
    granted_token::GrantedToken,
    list_accounts::{Account, LinkedAccount, ListAccounts},
    list_catalogs::{Catalog, ListCatalogs},
    list_children::ListChildren,
    list_collaborators::{Collaborator, ListCollaborators},
    list_media::ListMedia,
    list_permissions::{ListPermissions, PermissionGrant, PermissionStatus},
    list_stories::ListStories,
    page::{Cursor, Page, Paged},
    publish_container::{PublishContainer, PublishedMedia},
    publishing_limit::{PublishingLimit, QuotaUsage},
    read_account::ReadAccount,
    read_container::{ContainerState, ContainerStatus, ReadContainer},
    read_me::{AccountType, Me, ReadMe},
    read_media::{CopyrightCheck, CopyrightStatus, Media, MediaOwner, ReadMedia},
    read_user::{ReadUser, User, UserField},
    refresh_token::RefreshToken,
    revoke_permissions::RevokePermissions,
    search_audio::{Audio, AudioType, SearchAudio},
    search_pages::{FoundPage, Location, SearchPages},
    search_products::{FoundProduct, ProductVariant, ReviewStatus, SearchProducts},
    update_media::UpdateMedia,
    upload_video::{UploadVideo, UploadedVideo},
    video_status::{VideoError, VideoPhase, VideoStatus},
};
use crate::{
    BuildError, Context, Draft, Error, Exchange, Reply, ResponseError,
    error::{ApiError, DecodeError},
    permission::Requirement,
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

/// Reads JSON. The source of the error keeps the place and not the text, which
/// may be anything.
fn json<T: DeserializeOwned>(what: &'static str, body: &[u8]) -> Result<T, DecodeError> {
    parsed(body).map_err(|error| {
        let place =
            format!("{:?} at line {} column {}", error.classify(), error.line(), error.column());
        DecodeError::new(what).with_source(place)
    })
}

/// Reads JSON. The text is checked as a whole, once, and not string by string; what
/// is no UTF-8 in it is replaced.
pub(crate) fn parsed<T: DeserializeOwned>(body: &[u8]) -> serde_json::Result<T> {
    let text = str::from_utf8(body).map(Cow::Borrowed);
    serde_json::from_str(&text.unwrap_or_else(|_| String::from_utf8_lossy(body)))
}

/// Reads `{"success":true}`, what a write without a result answers (reference
/// §12.6). Anything else may have taken effect or not.
fn success(what: &'static str, body: &[u8]) -> Result<(), DecodeError> {
    #[derive(serde::Deserialize)]
    struct Wire {
        success: bool,
    }
    let Wire { success } = json(what, body)?;
    if success { Ok(()) } else { Err(DecodeError::new(what)) }
}
