//! Copies of the files that were fetched, so that posts stay when their sources go.

use std::collections::BTreeMap;

use super::saved::Files;
use crate::upload::sha256;

/// Beyond this much, the oldest copies go; their posts stay, without a picture.
const MAX_TOTAL: usize = 256 << 20;

/// The copies.
#[derive(Debug, Default)]
pub(crate) struct Copies {
    files: BTreeMap<u64, Copy>,
    total: usize,
    last: u64,
    /// Those that are new, if somebody asks.
    fresh: Option<Vec<u64>>,
}

struct Copy {
    bytes: Vec<u8>,
    /// Its hash, once somebody has asked for it.
    name: Option<String>,
}

impl Copies {
    pub(crate) fn add(&mut self, bytes: Vec<u8>) -> u64 {
        self.insert(self.last + 1, Copy { bytes, name: None });
        if let Some(fresh) = &mut self.fresh {
            fresh.push(self.last);
        }
        self.last
    }

    pub(crate) fn read(&self, copy: u64) -> Option<&[u8]> {
        self.files.get(&copy).map(|copy| copy.bytes.as_slice())
    }

    pub(super) fn watch(&mut self) {
        self.fresh = Some(Vec::new());
    }

    /// Those that are new since the last time.
    pub(super) fn changes(&mut self, files: &mut Files) -> BTreeMap<u64, String> {
        let fresh = self.fresh.as_mut().map(std::mem::take).unwrap_or_default();
        let mut names = BTreeMap::new();
        for number in fresh {
            if let Some(copy) = self.files.get_mut(&number) {
                let name = copy.name.get_or_insert_with(|| sha256(&copy.bytes)).clone();
                files.insert(name.clone(), copy.bytes.clone());
                names.insert(number, name);
            }
        }
        names
    }

    /// All of them.
    pub(super) fn names(&self) -> BTreeMap<u64, String> {
        let named = |(number, copy): (&u64, &Copy)| Some((*number, copy.name.clone()?));
        self.files.iter().filter_map(named).collect()
    }

    pub(super) fn put(&mut self, number: u64, bytes: Vec<u8>, name: String) {
        self.insert(number, Copy { bytes, name: Some(name) });
    }

    fn insert(&mut self, number: u64, copy: Copy) {
        self.last = self.last.max(number);
        self.total += copy.bytes.len();
        self.files.insert(number, copy);
        while self.total > MAX_TOTAL {
            let Some((_, oldest)) = self.files.pop_first() else {
                break;
            };
            self.total -= oldest.bytes.len();
        }
    }
}

impl std::fmt::Debug for Copy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Copy({} bytes)", self.bytes.len())
    }
}
