//! The schema: which version there is, which this program can use, and who makes it.

mod migrate;

use crate::{
    error::{Error, VERSION},
    place::Place,
};

pub use self::migrate::{Migrated, migrate};

/// Fails if this program cannot use a schema of version `found` that programs from `min_reader` on
/// can use.
pub(crate) fn check(place: &Place, found: i32, min_reader: i32) -> Result<(), Error> {
    if VERSION < min_reader {
        return Err(Error::Newer { place: place.clone(), found: min_reader });
    }
    if found < VERSION {
        return Err(Error::Older { place: place.clone(), found });
    }
    Ok(())
}
