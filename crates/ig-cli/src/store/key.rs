//! Keys: those that users give to their posts, and those generated for other posts.

use ig_core::Timestamp;
use ig_driver::{InvalidKey, Key};

use crate::{failure::Failure, pasted::is_like_a_token, random};

/// A key for a post that starts at `now`: the time and four random digits,
/// `20261122-002623417-9f2c`. Such keys sort by time.
pub(crate) fn new_key(now: Timestamp) -> Key {
    let digits: String = now.to_string().chars().filter(char::is_ascii_digit).collect();
    let (date, time) = digits.split_at(digits.len().min(8));
    let millis = now.as_unix_millis() % 1000;
    let chance = random::number() & 0xffff;
    match Key::new(format!("{date}-{time}{millis:03}-{chance:04x}")) {
        Ok(key) => key,
        Err(error) => unreachable!("a time has digits only: {error}"),
    }
}

/// The key of a stored post, as typed.
pub(crate) fn typed(text: &str) -> Result<Key, Failure> {
    key(text, "that is not the key of a post", "take it from `ig list`")
}

/// The key of a requested post, as typed after `--key`.
pub(crate) fn asked_for(text: &str) -> Result<Key, Failure> {
    const FIX: &str = "give the post its own name, such as an order number: --key shop:4711";
    key(text, "--key cannot be used", FIX)
}

fn key(text: &str, what: &str, fix: &str) -> Result<Key, Failure> {
    let key =
        text.parse().map_err(|error: InvalidKey| Failure::usage(what).caused_by(&error).fix(fix));
    match is_like_a_token(text) {
        // It would become a file name and appear in every list.
        true => Err(Failure::usage(what).because("it looks like an access token").fix(fix)),
        false => key,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_keys_sort_by_time_and_differ_within_a_millisecond() {
        let at = |millis| new_key(Timestamp::from_unix_millis(millis));
        let earlier = at(1_569_537_403_007);
        assert!(earlier.as_str().starts_with("20190926-223643007-"), "{earlier}");
        assert!(earlier < at(1_569_537_403_008));
        assert!((0..100).any(|_| at(1_569_537_403_007) != earlier));
    }
}
