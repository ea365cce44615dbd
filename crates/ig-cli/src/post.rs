//! A post as its author gives it, on the command line or in a file: all that can be checked before
//! anything is sent. Its media are where the author has them.

mod build;
mod carousel;
mod file;
mod item;
mod kind;
mod lists;
mod options;
mod policy;
mod read;
#[cfg(test)]
mod schema;
mod sketch;
mod words;

pub(crate) use self::{
    build::Sources,
    file::{SCHEMA, from_file, read},
    kind::Asked,
    options::from_options,
    policy::policy,
    sketch::Sketch,
};
