//! Files for the sandbox to fetch, from clients without a server.

use std::collections::{BTreeMap, BTreeSet};

use crate::rows::Rows;

/// The files, in memory.
#[derive(Debug, Default)]
pub(crate) struct Files {
    all: BTreeMap<String, Vec<u8>>,
    /// The names of new files, if changes are noted.
    fresh: Option<BTreeSet<String>>,
}

/// A photo that always exists, as `sample.jpg`: 640 × 640 pixels, free of rights.
const SAMPLE_PHOTO: &[u8] = include_bytes!("files/sample.jpg");

/// A video that always exists, as `sample.mp4`: three seconds of 720 × 1280 pixels with sound, a
/// sun that sets behind waves and a chord, made of formulas by FFmpeg, free of rights.
const SAMPLE_VIDEO: &[u8] = include_bytes!("files/sample.mp4");

/// Why a file is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotStored {
    NoName,
    /// There is no room for it; the text says what is full.
    TooMuch(&'static str),
}

const MAX_TOTAL: usize = 256 << 20;
const MAX_NAME: usize = 100;

impl Files {
    /// The longest file: 100 MiB.
    pub(crate) const MAX_FILE: usize = 100 << 20;

    /// Stores a file; returns its name here.
    pub(crate) fn store(&mut self, name: &str, bytes: &[u8]) -> Result<String, NotStored> {
        if bytes.len() > Self::MAX_FILE {
            return Err(NotStored::TooMuch("the file is longer than 100 MiB"));
        }
        let name = sanitized(name);
        if name.is_empty() {
            return Err(NotStored::NoName);
        }
        let others = self.all.iter().filter(|(other, _)| **other != name);
        let total: usize = others.map(|(_, bytes)| bytes.len()).sum();
        if total + bytes.len() > MAX_TOTAL {
            let why = "there are 256 MiB of files already: POST /_sandbox/reset removes them";
            return Err(NotStored::TooMuch(why));
        }
        self.all.insert(name.clone(), bytes.to_vec());
        if let Some(fresh) = &mut self.fresh {
            fresh.insert(name.clone());
        }
        Ok(name)
    }

    pub(crate) fn read(&self, name: &str) -> Option<&[u8]> {
        let sample = || match name {
            "sample.jpg" => Some(SAMPLE_PHOTO),
            "sample.mp4" => Some(SAMPLE_VIDEO),
            _ => None,
        };
        self.all.get(name).map(Vec::as_slice).or_else(sample)
    }

    /// Starts to note changes.
    pub(crate) fn watch(&mut self) {
        self.fresh = Some(BTreeSet::new());
    }

    /// The files that are new since the last call.
    pub(crate) fn changes(&mut self, rows: &mut Rows) {
        for name in self.fresh.as_mut().map(std::mem::take).unwrap_or_default() {
            rows.put("file", name.as_str(), self.all.get(&name).cloned());
        }
    }

    pub(crate) fn put(&mut self, name: String, bytes: Vec<u8>) {
        self.all.insert(name, bytes);
    }
}

/// A safe name: other characters become dashes; the end, with the extension, is kept.
fn sanitized(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let name: String = name.chars().map(|c| if plain(c) { c } else { '-' }).collect();
    let tail = &name[name.len().saturating_sub(MAX_NAME)..];
    tail.trim_start_matches('.').to_owned()
}
