//! The identity of a medium: the text of a URL, the bytes of a file, whatever its name and
//! whenever it was touched.

use std::{
    fs::File,
    io::{self, ErrorKind},
    path::Path,
};

use serde::{Deserialize, Serialize};

use crate::medium::Given;

/// The URL, or `sha256:` and 64 digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Fingerprint(String);

impl Fingerprint {
    /// Reads a file to its end.
    pub(crate) fn of(given: &Given) -> io::Result<Self> {
        match given {
            Given::Url(url) => Ok(Self(url.clone())),
            Given::File(path) => file(path),
        }
    }
}

fn file(path: &Path) -> io::Result<Fingerprint> {
    // Opening a pipe would wait for a writer.
    if !path.metadata()?.is_file() {
        return Err(io::Error::new(ErrorKind::InvalidInput, "it is not a file"));
    }
    let digits = ig_driver::sha256(&File::open(path)?)?;
    Ok(Fingerprint(format!("sha256:{digits}")))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_file_is_its_bytes_and_not_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let of = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            fs::write(&path, bytes).unwrap();
            Fingerprint::of(&Given::File(path)).unwrap()
        };
        let long = vec![7; 200_000];
        assert_eq!(of("a", &long), of("b", &long));
        assert_ne!(of("a", &long), of("b", &long[1..]));
        // FIPS 180-4, of "abc".
        let abc = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(of("c", b"abc").0, abc);
        assert!(Fingerprint::of(&Given::File(folder.path().into())).is_err(), "a folder");
    }
}
