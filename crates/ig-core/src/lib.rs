//! Requests, responses and flows of the Instagram content publishing API, without I/O

mod id;
mod time;

pub use http;

pub use self::{
    id::{ContainerId, InvalidId, MediaId, UserId},
    time::Timestamp,
};
