//! One type for each endpoint: what to send, what it asks, what comes back.
//!
//! Another endpoint is a file of its own, and here its module, its types and its line
//! in [`ENDPOINTS`].

mod listed;
mod loose;
mod page;
#[cfg(test)]
mod testing;
mod traits;

/// Who the account is.
mod account {
    pub(super) mod list_accounts;
    pub(super) mod read_account;
    pub(super) mod read_me;
    pub(super) mod read_user;
}

/// Things that a post may name: products, music, places.
mod catalog {
    pub(super) mod list_catalogs;
    pub(super) mod search_audio;
    pub(super) mod search_pages;
    pub(super) mod search_products;
}

/// Containers: made, filled, read, published.
mod container {
    pub(super) mod create_container;
    pub(super) mod publish_container;
    pub(super) mod publishing_limit;
    pub(super) mod read_container;
    pub(super) mod upload_video;
    pub(super) mod video_status;
}

/// Posts and their parts: listed, read, changed, deleted.
mod media {
    pub(super) mod delete_media;
    pub(super) mod list_children;
    pub(super) mod list_collaborators;
    pub(super) mod list_media;
    pub(super) mod list_stories;
    pub(super) mod read_media;
    pub(super) mod read_poll;
    pub(super) mod read_prompt_responses;
    pub(super) mod update_media;
}

/// Tokens and permissions: granted, extended, inspected, revoked.
mod token {
    pub(super) mod debug_token;
    pub(super) mod exchange_code;
    pub(super) mod extend_token;
    pub(super) mod granted_token;
    pub(super) mod list_permissions;
    pub(super) mod refresh_token;
    pub(super) mod revoke_permissions;
}

pub(crate) use self::traits::read;
pub use self::{
    account::{
        list_accounts::{Account, LinkedAccount, ListAccounts},
        read_account::ReadAccount,
        read_me::{AccountType, Me, ReadMe},
        read_user::{ReadUser, User, UserField},
    },
    catalog::{
        list_catalogs::{Catalog, ListCatalogs},
        search_audio::{Audio, AudioType, SearchAudio},
        search_pages::{FoundPage, Location, SearchPages},
        search_products::{FoundProduct, ProductVariant, ReviewStatus, SearchProducts},
    },
    container::{
        create_container::{CreateContainer, CreatedContainer},
        publish_container::{PublishContainer, PublishedMedia},
        publishing_limit::{PublishingLimit, QuotaUsage},
        read_container::{ContainerState, ContainerStatus, ReadContainer},
        upload_video::{UploadVideo, UploadedVideo},
        video_status::{VideoError, VideoPhase, VideoStatus},
    },
    listed::Listed,
    media::{
        delete_media::{DeleteMedia, DeletedMedia},
        list_children::ListChildren,
        list_collaborators::{Collaborator, ListCollaborators},
        list_media::ListMedia,
        list_stories::ListStories,
        read_media::{CopyrightCheck, CopyrightStatus, Media, MediaOwner, ReadMedia},
        read_poll::{PublishedPoll, ReadPoll},
        read_prompt_responses::{PromptResponses, ReadPromptResponses},
        update_media::UpdateMedia,
    },
    page::{Cursor, Page, Paged},
    token::{
        debug_token::{DebugToken, Expiry, GranularScope, TokenFault, TokenInfo, TokenKind},
        exchange_code::ExchangeCode,
        extend_token::ExtendToken,
        granted_token::GrantedToken,
        list_permissions::{ListPermissions, PermissionGrant, PermissionStatus},
        refresh_token::RefreshToken,
        revoke_permissions::RevokePermissions,
    },
    traits::{Effect, Endpoint, EndpointExt},
};
pub use crate::post::{CarouselContainer, Container};

/// Every endpoint that this crate has.
///
/// ```
/// use ig_core::endpoint::{Effect, ENDPOINTS};
///
/// let once = ENDPOINTS.iter().filter(|endpoint| endpoint.effect == Effect::Once);
/// let names: Vec<_> = once.map(|endpoint| endpoint.name).collect();
/// assert!(names.contains(&"POST /{user}/media_publish"));
/// ```
pub const ENDPOINTS: &[Listed] = &[
    Listed::of::<ListAccounts>(),
    Listed::of::<ReadAccount>(),
    Listed::of::<ReadMe>(),
    Listed::of::<ReadUser>(),
    Listed::of::<ListCatalogs>(),
    Listed::of::<SearchAudio>(),
    Listed::of::<SearchPages>(),
    Listed::of::<SearchProducts>(),
    Listed::of::<CreateContainer>(),
    Listed::of::<PublishContainer>(),
    Listed::of::<PublishingLimit>(),
    Listed::of::<ReadContainer>(),
    Listed::of::<UploadVideo>(),
    Listed::of::<DeleteMedia>(),
    Listed::of::<ListChildren>(),
    Listed::of::<ListCollaborators>(),
    Listed::of::<ListMedia>(),
    Listed::of::<ListStories>(),
    Listed::of::<ReadMedia>(),
    Listed::of::<ReadPoll>(),
    Listed::of::<ReadPromptResponses>(),
    Listed::of::<UpdateMedia>(),
    Listed::of::<DebugToken>(),
    Listed::of::<ExchangeCode>(),
    Listed::of::<ExtendToken>(),
    Listed::of::<ListPermissions>(),
    Listed::of::<RefreshToken>(),
    Listed::of::<RevokePermissions>(),
];
