//! Professional accounts.

/// The person who runs the account, on Facebook.
pub(crate) const PERSON: &str = "10158000000000001";

/// The Page that the account is linked to.
pub(crate) const PAGE: &str = "110000000000001";

/// The app's own id for the account, on `graph.instagram.com`.
pub(crate) const INSTAGRAM_USER: u64 = 25_025_320_000_000_001;

/// An account.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) id: String,
    pub(crate) username: String,
}

impl Account {
    /// The account that is there from the start: the one of Meta's guide.
    pub(crate) fn first() -> Self {
        Self { id: "17841400008460056".to_owned(), username: "bronz_fonz".to_owned() }
    }
}
