//! Professional accounts.

/// An account, and who may act for it.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) id: String,
    pub(crate) username: String,
    pub(crate) tokens: Vec<String>,
}

impl Account {
    /// The account that is there from the start: the one of Meta's guide.
    pub(crate) fn first(token: &str) -> Self {
        Self {
            id: "17841400008460056".to_owned(),
            username: "bronz_fonz".to_owned(),
            tokens: vec![token.to_owned()],
        }
    }
}
