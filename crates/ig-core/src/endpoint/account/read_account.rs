//! `GET /{page-id}?fields=name,tasks,instagram_business_account`
//!
//! Reads one Page and the Instagram account that is linked to it. Only
//! graph.facebook.com has it. (Meta's Postman collection, reference §9.1)

use crate::{
    endpoint::{Account, Effect, Endpoint},
    wire::json,
};

use super::list_accounts::fields;
use crate::{
    value::{
        PageId,
        permission::{Permission, Requirement},
    },
    wire::{DecodeError, Draft},
};

/// Reads one Page and the account that is linked to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadAccount {
    page: PageId,
    tokens: bool,
}

impl ReadAccount {
    /// Reads `page`, without its token.
    pub fn new(page: PageId) -> Self {
        Self { page, tokens: false }
    }

    /// Asks for the Page's own token too.
    #[must_use]
    pub fn with_token(mut self) -> Self {
        self.tokens = true;
        self
    }
}

impl Endpoint for ReadAccount {
    type Response = Account;

    const NAME: &'static str = "GET /{page}";
    const EFFECT: Effect = Effect::Read;
    const REQUIRES: Requirement = Requirement::Any(&[
        Requirement::Has(Permission::PagesShowList),
        Requirement::Has(Permission::PagesReadEngagement),
    ]);

    fn draft(&self) -> Draft {
        // A Page has no list of tasks of its own: it is what a person may do.
        let fields = fields(self.tokens).replace(",tasks", "");
        let draft = Draft::get(self.page.as_str()).with_query("fields", fields);
        let draft = draft.for_facebook_only();
        if self.tokens { draft.granting_token() } else { draft }
    }

    fn decode(body: &[u8]) -> Result<Account, DecodeError> {
        json("not a Page", body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::testing::*;

    #[test]
    fn the_token_is_asked_for_only_where_it_is_wanted() {
        let read = || ReadAccount::new("7640348500".parse().unwrap());
        let path = "GET https://graph.facebook.com/v26.0/7640348500?fields=name\
                    %2Cinstagram_business_account%7Bid%2Cusername%7D";
        assert_eq!(sent(&read()), path);
        assert_eq!(sent(&read().with_token()), format!("{path}%2Caccess_token"));
        assert!(read().with_token().draft().grants_token && !read().draft().grants_token);
        assert!(is_for_facebook_only(&read()));
    }

    #[test]
    fn a_page_may_have_no_account() {
        let page = got::<ReadAccount>(200, data!("read_account_sample__200")).unwrap();
        assert_eq!(page.instagram_business_account.unwrap().id.as_str(), "17841400008460056");
        let bare = got::<ReadAccount>(200, r#"{"id":"1","later":1}"#).unwrap();
        assert_eq!(bare.instagram_business_account, None);
    }
}
