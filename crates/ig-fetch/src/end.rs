//! The end of a body.

/// Why reading a body ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum End {
    /// It was read to its end.
    Whole,
    /// As many bytes as requested were read.
    Enough,
    /// The time was up.
    Late,
    /// The connection broke, for this reason.
    Cut(String),
}
