//! A post as its author gives it, on the command line or in a file, before its
//! media are uploaded or handed over. Everything that can be checked is
//! checked, and refused by name, before anything is sent.

mod build;
mod carousel;
mod file;
mod item;
mod kind;
mod lists;
mod options;
mod policy;
mod read;
mod request;
mod schema;
mod sketch;
mod warnings;

pub(crate) use self::{
    file::{from_file, from_text, read},
    options::from_options,
    policy::{paced, policy},
    request::{Call, Request, Wish, arguments},
    sketch::Sketch,
    warnings::warn,
};
