//! Bytes that are uploaded, as data: what they are called, which part of them, and where to.

mod source;
mod uri;

pub use self::{
    source::{InvalidSource, NamedSource, Part, Uploading},
    uri::UploadUri,
};
