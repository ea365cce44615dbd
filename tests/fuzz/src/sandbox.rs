//! The sandbox's side: what clients in any language may send.

mod forms;
mod machine;
mod raw;

pub use self::{
    forms::{batch, intake, multipart},
    raw::requests,
};
