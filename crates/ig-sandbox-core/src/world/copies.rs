//! Copies of fetched files, so that posts stay when their sources disappear.

use std::collections::{BTreeMap, BTreeSet};

use crate::rows::Rows;

/// The most bytes of copies; beyond it the oldest are dropped, and their posts stay without a
/// picture.
const MAX_TOTAL: usize = 256 << 20;

/// The copies, by number.
#[derive(Default)]
pub(crate) struct Copies {
    files: BTreeMap<u64, Vec<u8>>,
    total: usize,
    last: u64,
    /// The numbers of added and dropped copies, if changes are noted.
    changed: Option<BTreeSet<u64>>,
}

impl Copies {
    pub(crate) fn add(&mut self, bytes: Vec<u8>) -> u64 {
        self.put(self.last + 1, bytes);
        self.last
    }

    pub(crate) fn read(&self, copy: u64) -> Option<&[u8]> {
        self.files.get(&copy).map(Vec::as_slice)
    }

    pub(super) fn watch(&mut self) {
        self.changed = Some(BTreeSet::new());
    }

    /// The copies that were added or dropped since the last call.
    pub(super) fn changes(&mut self, rows: &mut Rows) {
        for number in self.changed.as_mut().map(std::mem::take).unwrap_or_default() {
            rows.put("copy", number, self.files.get(&number).cloned());
        }
    }

    pub(super) fn put(&mut self, number: u64, bytes: Vec<u8>) {
        self.last = self.last.max(number);
        self.total += bytes.len();
        self.files.insert(number, bytes);
        let mut changed = BTreeSet::from([number]);
        while self.total > MAX_TOTAL {
            let Some((oldest, bytes)) = self.files.pop_first() else {
                break;
            };
            self.total -= bytes.len();
            changed.insert(oldest);
        }
        if let Some(all) = &mut self.changed {
            all.append(&mut changed);
        }
    }
}

impl std::fmt::Debug for Copies {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Copies({} of {} bytes)", self.files.len(), self.total)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dropped_copy_has_no_row() {
        let mut copies = Copies::default();
        copies.watch();
        for _ in 0..3 {
            copies.add(vec![0; 100 << 20]);
        }
        let mut rows = Rows::default();
        copies.changes(&mut rows);
        let rows = rows.into_vec();
        let kept: Vec<bool> = rows.iter().map(|row| row.value.is_some()).collect();
        assert_eq!(kept, [false, true, true]);
        assert!(copies.read(1).is_none() && copies.read(3).is_some());
    }
}
