//! The randomness that a driver needs.

use std::hash::{BuildHasher, Hasher, RandomState};

/// A seed for [`PublishFlow::new`](ig_core::PublishFlow::new): different with each
/// call and in each process, so that programs that were refused together do not
/// try again together. It is not suitable for secrets.
pub fn seed() -> u64 {
    RandomState::new().build_hasher().finish()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_call_gives_another_seed() {
        let seeds: BTreeSet<_> = (0..1000).map(|_| seed()).collect();
        assert_eq!(seeds.len(), 1000);
    }
}
