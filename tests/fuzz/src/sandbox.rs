//! The sandbox's side: requests that clients in any language may send.

mod forms;
mod machine;
mod raw;

pub use self::{
    forms::{batch, intake, multipart},
    raw::requests,
};
