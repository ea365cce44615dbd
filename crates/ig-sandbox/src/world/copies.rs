//! Copies of the files that were fetched, so that posts stay when their sources go.

use std::collections::BTreeMap;

/// Beyond this much, the oldest copies go; their posts stay, without a picture.
const MAX_TOTAL: usize = 256 << 20;

/// The copies.
#[derive(Debug, Default)]
pub(crate) struct Copies {
    files: BTreeMap<u64, Vec<u8>>,
    total: usize,
    last: u64,
}

impl Copies {
    pub(crate) fn add(&mut self, bytes: Vec<u8>) -> u64 {
        self.last += 1;
        self.total += bytes.len();
        self.files.insert(self.last, bytes);
        while self.total > MAX_TOTAL {
            let Some((_, oldest)) = self.files.pop_first() else {
                break;
            };
            self.total -= oldest.len();
        }
        self.last
    }

    pub(crate) fn read(&self, copy: u64) -> Option<&[u8]> {
        self.files.get(&copy).map(Vec::as_slice)
    }
}
