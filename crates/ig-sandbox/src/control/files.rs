//! `/_sandbox/files/{name}`: files for the sandbox to fetch, from clients that have no server.

use std::collections::BTreeMap;

use http::Response;

use crate::{page, reply};

use super::Wrong;

/// The files, in memory.
#[derive(Debug, Default)]
pub(crate) struct Files(BTreeMap<String, Vec<u8>>);

const MAX_TOTAL: usize = 256 << 20;
const MAX_NAME: usize = 100;

impl Files {
    /// The longest file: 100 MiB.
    pub(crate) const MAX_FILE: usize = 100 << 20;

    /// Keeps a file; gives the name that it has here.
    pub(super) fn store(&mut self, name: &str, bytes: &[u8]) -> Result<String, Wrong> {
        if bytes.len() > Self::MAX_FILE {
            return Err(Wrong::new(413, "the file is longer than 100 MiB"));
        }
        let name = sanitized(name);
        if name.is_empty() {
            return Err(Wrong::new(400, "the file needs a name: POST /_sandbox/files/photo.jpg"));
        }
        let others = self.0.iter().filter(|(other, _)| **other != name);
        let total: usize = others.map(|(_, bytes)| bytes.len()).sum();
        if total + bytes.len() > MAX_TOTAL {
            let why = "there are 256 MiB of files already: POST /_sandbox/reset removes them";
            return Err(Wrong::new(413, why));
        }
        self.0.insert(name.clone(), bytes.to_vec());
        Ok(name)
    }

    pub(crate) fn read(&self, name: &str) -> Option<&[u8]> {
        self.0.get(name).map(Vec::as_slice)
    }
}

/// What is not a plain character becomes a dash; the end, with the extension, is kept.
fn sanitized(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let name: String = name.chars().map(|c| if plain(c) { c } else { '-' }).collect();
    let tail = &name[name.len().saturating_sub(MAX_NAME)..];
    tail.trim_start_matches('.').to_owned()
}

/// Serves a file as what its bytes are, never as a page.
pub(super) fn response(bytes: &[u8]) -> Response<Vec<u8>> {
    let mut response = reply::with_body(200, page::content_type(bytes), bytes.to_vec());
    reply::set(response.headers_mut(), "x-content-type-options", "nosniff");
    reply::set(response.headers_mut(), "content-security-policy", "default-src 'none'; sandbox");
    response
}
