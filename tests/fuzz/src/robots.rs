//! robots.txt, and the compressed bodies in which it may come.

use ig_fetch::{META_AGENT, Robots};

/// A robots.txt forbids by a rule of its own, and says the same twice.
///
/// # Panics
///
/// When that does not hold.
pub fn run(bytes: &[u8]) {
    for url in ["https://a.example/a.jpg", "https://a.example/%C3%A9/*$?b=%2f"] {
        let robots = Robots::of(bytes, url);
        assert_eq!(robots, Robots::of(bytes, url));
        match robots {
            Robots::Forbidden { agent, path, .. } => {
                assert!(
                    agent == "*" || agent.to_ascii_lowercase().starts_with(META_AGENT),
                    "{agent}"
                );
                assert!(!path.is_empty());
            }
            other => assert_eq!(other, Robots::Allowed),
        }
    }
}
