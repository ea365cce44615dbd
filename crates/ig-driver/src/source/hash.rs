//! What a source's bytes are.

use std::io::{self, ErrorKind};

use hmac_sha256::Hash;

use super::{PIECE, Source};

/// The SHA-256 of a source, which is read to its end: 64 lowercase hexadecimal digits, as a plan
/// [names](ig_core::upload::NamedSource::with_sha256) it.
///
/// # Errors
///
/// When it cannot be read.
pub fn sha256(source: &dyn Source) -> io::Result<String> {
    let (mut hash, mut piece, mut offset) = (Hash::new(), vec![0; PIECE], 0);
    loop {
        match source.read_at(offset, &mut piece) {
            Ok(0) => break,
            Ok(length) => {
                hash.update(&piece[..length]);
                offset += length as u64;
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => (),
            Err(error) => return Err(error),
        }
    }
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Memory, Sources as _};

    #[test]
    fn it_is_that_of_all_bytes() {
        let of = |bytes: &[u8]| {
            let mut memory = Memory::default();
            memory.insert("a", bytes.to_vec()).unwrap();
            sha256(&*memory.open("a").unwrap()).unwrap()
        };
        // FIPS 180-4, of "abc".
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(of(b"abc"), abc);
        let long = vec![7; 3 * PIECE + 1];
        assert_ne!(of(&long), of(&long[1..]));
    }
}
