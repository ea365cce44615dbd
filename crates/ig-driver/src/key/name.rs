//! A key as the name of a file.

use super::Key;

/// The names that files on Windows cannot have, whatever their suffix.
const DEVICES: &[&str] = &["aux", "con", "nul", "prn"];

impl Key {
    /// The name of the key's files, without a suffix: different for each key, even if upper and
    /// lower case are the same. At most 240 bytes of `[a-z0-9._%-]`.
    pub(crate) fn file_name(&self) -> String {
        let mut name = String::with_capacity(self.0.len());
        let is_device = is_device(&self.0);
        for (n, byte) in self.0.bytes().enumerate() {
            let plain = matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'-');
            if plain && !(n == 0 && is_device) {
                name.push(char::from(byte));
            } else {
                name += &format!("%{byte:02x}");
            }
        }
        name
    }

    /// The key whose files have this name; `None` if there is no such key.
    pub(crate) fn of_file_name(name: &str) -> Option<Self> {
        let mut bytes = Vec::with_capacity(name.len());
        let mut rest = name.as_bytes();
        while let Some((&byte, after)) = rest.split_first() {
            rest = after;
            if byte != b'%' {
                bytes.push(byte);
                continue;
            }
            let (digits, after) = rest.split_at_checked(2)?;
            rest = after;
            bytes.push(u8::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()?);
        }
        let key = Self::new(String::from_utf8(bytes).ok()?).ok()?;
        // A key has one name, so a file under another name is not its file.
        (key.file_name() == name).then_some(key)
    }
}

fn is_device(key: &str) -> bool {
    let stem = key.split('.').next().unwrap_or_default();
    let numbered = |word| {
        let number = stem.strip_prefix(word).map(str::as_bytes);
        matches!(number, Some([b'0'..=b'9']))
    };
    DEVICES.contains(&stem) || numbered("com") || numbered("lpt")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn key(text: &str) -> Key {
        text.parse().unwrap()
    }

    #[test]
    fn plain_characters_stay_and_others_are_encoded() {
        let check = |text, name: &str| assert_eq!(key(text).file_name(), name);
        check("20261122-002623417-9f2c", "20261122-002623417-9f2c");
        check("shop:4711", "shop%3a4711");
        check("Shop", "%53hop");
        check("a+b=c@d", "a%2bb%3dc%40d");
        check("con", "%63on");
        check("com1.x", "%63om1.x");
        check("console", "console");
        check("com", "com");
    }

    #[test]
    fn each_key_has_a_name_of_its_own_whatever_the_case_and_is_found_by_it() {
        let signs = "abcxyzABCXYZ019._-:@+=";
        let texts = signs.chars().flat_map(|a| signs.chars().map(move |b| format!("k{a}{b}")));
        let keys: Vec<_> = texts.map(|text| key(&text)).collect();
        let names: BTreeSet<_> = keys.iter().map(|key| key.file_name().to_lowercase()).collect();
        assert_eq!(names.len(), keys.len());
        for key in keys {
            assert_eq!(Key::of_file_name(&key.file_name()), Some(key));
        }
    }

    #[test]
    fn the_longest_name_has_room_for_a_suffix() {
        let name = key(&"K".repeat(Key::MAX_LENGTH)).file_name();
        assert!(name.len() + ".".len() + ".probe.tmp".len() <= 255, "{}", name.len());
    }

    #[test]
    fn a_file_name_that_no_key_has_is_refused() {
        for name in
            ["", "A", "%", "%4", "%zz", "%61", "%53HOP", "a%3A", "a%2fb", "..", "%ff", "%+1"]
        {
            assert_eq!(Key::of_file_name(name), None, "{name}");
        }
    }
}
