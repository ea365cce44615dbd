//! Checked words: what is made once, and valid from then on.

pub(crate) mod caption;
pub mod id;
pub mod permission;
pub mod tag;
pub(crate) mod time;
pub mod upload;
pub(crate) mod url;
pub(crate) mod word;

pub use self::{
    caption::Caption,
    id::{ContainerId, MediaId, UserId},
    time::Timestamp,
    url::MediaUrl,
};
pub(crate) use self::{
    id::{AppId, AudioId, CatalogId, PageId, ProductId},
    upload::{NamedSource, UploadUri},
};
