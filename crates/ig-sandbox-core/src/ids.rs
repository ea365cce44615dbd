//! Identifiers of the right shape, reproducible from a seed.

/// A source of identifiers.
#[derive(Clone, Debug)]
pub(crate) struct Ids {
    state: u64,
}

const URL_SAFE: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

impl Ids {
    pub(crate) fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// A number that depends on the current state, and does not change it.
    pub(crate) fn lot(&self) -> u64 {
        self.clone().next()
    }

    /// The current state, to continue from there.
    pub(crate) fn state(&self) -> u64 {
        self.state
    }

    /// 17 digits that start like the container ids in Meta's documents: `1788…`, `1789…`.
    pub(crate) fn container(&mut self) -> String {
        (17_880_000_000_000_000 + self.next() % 20_000_000_000_000).to_string()
    }

    /// 17 digits that start like the media ids in Meta's documents: `1792…`.
    pub(crate) fn media(&mut self) -> String {
        (17_920_000_000_000_000 + self.next() % 10_000_000_000_000).to_string()
    }

    /// The part of a permalink that names the post: 11 characters, as today's are.
    pub(crate) fn shortcode(&mut self) -> String {
        format!("D{}", self.letters(10))
    }

    /// `fbtrace_id` and `x-fb-request-id`: 23 characters that start with `A`.
    pub(crate) fn trace(&mut self) -> String {
        let mut trace = String::with_capacity(23);
        trace.push('A');
        self.add_letters(&mut trace, 22);
        trace
    }

    pub(crate) fn letters(&mut self, count: usize) -> String {
        let mut letters = String::with_capacity(count);
        self.add_letters(&mut letters, count);
        letters
    }

    pub(crate) fn add_letters(&mut self, text: &mut String, count: usize) {
        let mut bits = 0;
        for at in 0..count {
            // Ten letters of 6 bits are in a number.
            bits = if at % 10 == 0 { self.next() } else { bits >> 6 };
            text.push(char::from(URL_SAFE[(bits % 64) as usize]));
        }
    }

    /// SplitMix64: spreads small seeds well and never repeats within its period.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

/// A number, at least 1, that is always the same for an id.
pub(crate) fn number_of(id: &str) -> u64 {
    let seed = id.bytes().fold(0_u64, |hash, byte| hash.rotate_left(7) ^ u64::from(byte));
    1 + Ids::new(seed).next() % 1_000_000_000
}

/// The id of another account, always the same for a username, which is all that the sandbox knows.
pub(crate) fn of_username(username: &str) -> String {
    let seed = username.bytes().fold(0_u64, |hash, byte| hash.rotate_left(7) ^ u64::from(byte));
    (17_841_500_000_000_000 + Ids::new(seed).next() % 100_000_000_000).to_string()
}
