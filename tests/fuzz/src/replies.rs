//! Successful replies of a server.

use ig_core::{
    Error, Reply,
    batch::Batch,
    endpoint::{ENDPOINTS, ReadMe},
    http::Response,
};

use crate::{
    errors,
    server::{another, context, heard},
    token::clean,
};

/// Reads a body as a success of every endpoint.
///
/// # Panics
///
/// When an error shows a token, or a reply shows one after a transport's masking.
pub fn run(body: &[u8]) {
    each(body, Masked::No);
    each(body, Masked::Yes);
}

#[derive(Clone, Copy)]
enum Masked {
    Yes,
    No,
}

impl Masked {
    fn heard(self, body: &[u8]) -> Reply {
        let context = match self {
            Self::Yes => context(),
            Self::No => another(),
        };
        heard(&context, Response::new(body.to_vec()))
    }
}

fn each(body: &[u8], masked: Masked) {
    let reply = masked.heard(body);
    for endpoint in ENDPOINTS {
        match endpoint.read(&reply) {
            Err(Error::Response(error)) => errors::judge(&error),
            Err(error) => panic!("it was not lost: {error:?}"),
            Ok(text) => {
                if let Masked::Yes = masked {
                    clean(endpoint.name, &text);
                }
            }
        }
    }
    let mut batch = Batch::new();
    let slot = batch.push(&ReadMe::new()).expect("there is room for one");
    match batch.read(&reply) {
        Ok(mut reply) => drop(reply.take(slot)),
        Err(Error::Response(error)) => errors::judge(&error),
        Err(error) => panic!("it was not lost: {error:?}"),
    }
}
