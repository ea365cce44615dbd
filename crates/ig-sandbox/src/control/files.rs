//! `/_sandbox/files/{name}`: files for the sandbox to fetch, from clients that have no server.

use std::collections::{BTreeMap, BTreeSet};

use http::Response;

use crate::{page, reply};

use super::Wrong;

/// The files, in memory.
#[derive(Debug, Default)]
pub(crate) struct Files {
    all: BTreeMap<String, Vec<u8>>,
    /// The names of those that are new, if somebody asks.
    fresh: Option<BTreeSet<String>>,
}

/// A photo that is always there, as `sample.jpg`: 640 × 640 pixels, and free of anybody's rights.
const SAMPLE: &[u8] = include_bytes!("sample.jpg");

/// A film that is always there, as `sample.mp4`: three seconds of 720 × 1280 pixels with sound, made
/// of a gradient and a tone, and free of anybody's rights.
const FILM: &[u8] = include_bytes!("sample.mp4");

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
        let others = self.all.iter().filter(|(other, _)| **other != name);
        let total: usize = others.map(|(_, bytes)| bytes.len()).sum();
        if total + bytes.len() > MAX_TOTAL {
            let why = "there are 256 MiB of files already: POST /_sandbox/reset removes them";
            return Err(Wrong::new(413, why));
        }
        self.all.insert(name.clone(), bytes.to_vec());
        if let Some(fresh) = &mut self.fresh {
            fresh.insert(name.clone());
        }
        Ok(name)
    }

    pub(crate) fn read(&self, name: &str) -> Option<&[u8]> {
        let sample = || match name {
            "sample.jpg" => Some(SAMPLE),
            "sample.mp4" => Some(FILM),
            _ => None,
        };
        self.all.get(name).map(Vec::as_slice).or_else(sample)
    }

    /// From now on, changes are noted.
    pub(crate) fn watch(&mut self) {
        self.fresh = Some(BTreeSet::new());
    }

    /// Those that are new since the last time.
    pub(crate) fn changes(&mut self) -> Vec<(String, Vec<u8>)> {
        let fresh = self.fresh.as_mut().map(std::mem::take).unwrap_or_default();
        let read = |name: String| self.all.get(&name).cloned().map(|bytes| (name, bytes));
        fresh.into_iter().filter_map(read).collect()
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.all.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
    }

    pub(crate) fn put(&mut self, name: String, bytes: Vec<u8>) {
        self.all.insert(name, bytes);
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
